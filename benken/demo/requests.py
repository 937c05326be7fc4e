"""Those who have asked for help in the invented municipality: nobody is known here yet, and one has waited too long."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model

from benken.demo.keys import fixed_id, worker_id
from benken.demo.moments import Clock
from benken.services.models import Request, RequestNote
from benken.services.policies.requests import answer_by

AT_THE_DOOR = "Trenger et sted å sove i natt. Vil ikke si navnet. Kommer innom igjen før vi stenger."
A_MOTHER = (
    "Sønnen min åpner ikke når jeg banker på. Jeg vet ikke om jeg gjør det verre. "
    "Kan jeg snakke med noen om hvordan jeg kan være mor nå?"
)
A_DOCTOR = "En på 34 vil gjerne snakke med dere. Han ringer selv i morgen, og sier at han heter Kaptein."
ON_THE_WEB = "Jeg har tenkt på å spørre i et halvt år. Nå gjør jeg det. Helst en som ikke har dårlig tid."


def requests_of_town(clock: Clock) -> Iterator[Model]:
    """Yield each request and what stands beside it, with ids that are the same in every demo."""
    today = clock.moment(0, (8, 50))
    yield _request(
        "door", today, via="door", words=AT_THE_DOOR, comes_by=True, taken_in_by_id=worker_id("toregil"),
        team_id=fixed_id("team", "sentrum"), owner_id=worker_id("toregil"), owner_since_at=today,
        first_owned_at=today,
    )  # fmt: skip
    called = clock.moment(0, (9, 5))
    yield _request(
        "mother", called, via="phone", asker="close", called="Marit", phone="1000 0003", suits="etter klokka tolv",
        words=A_MOTHER, taken_in_by_id=worker_id("reidun"), team_id=fixed_id("team", "sentrum"),
        owner_id=worker_id("ingunn"), owner_since_at=called,
        first_owned_at=called,
    )  # fmt: skip
    yield RequestNote(
        id=fixed_id("request-note", "mother"),
        asked_id=fixed_id("request", "mother"),
        kind=RequestNote.Kind.TRIED,
        by_id=worker_id("ingunn"),
        at=clock.moment(0, (9, 40)),
        words="Ringte, ingen svar. La ikke igjen beskjed. Prøver igjen etter tolv.",
    )
    yield _request(
        "doctor", clock.moment(0, (9, 15)), via="paper", asker="doctor", called="Fastlegen i Havnegata",
        phone="1000 0004", may_leave_message=True, words=A_DOCTOR, taken_in_by_id=worker_id("reidun"),
        team_id=fixed_id("team", "sentrum"),
    )  # fmt: skip
    yield _request(
        "web", clock.unbound(_late(clock.today), (21, 40)), words=ON_THE_WEB, called="L", email="l@post.example"
    )


def _late(today: date) -> int:
    """Return so many days ago that an answer should have come by yesterday or today."""
    return next(days for days in range(1, 7) if answer_by(today - timedelta(days=days)) <= today)


def _request(key: str, at: datetime, **fields: Any) -> Request:
    return Request(id=fixed_id("request", key), received_at=at, answer_by_on=answer_by(at.date()), **fields)
