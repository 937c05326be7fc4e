"""What the grown persons waited for in quarters that are over: the rows the town's numbers are counted from.

Nobody waits for any of it any more, so nothing of it stands on Today. Each of the grown was on one way, in one quarter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.demo.keys import fixed_id, seeded, worker_id
from benken.demo.moments import OSLO, Clock
from benken.demo.referrals import Came, Story, rows_of
from benken.numbers.cubes import Length, Period
from benken.services.models import Request, TurnedAway
from benken.services.policies.requests import WORDS_KEPT, answer_by

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

QUARTERS = 3
GROWN = "grown-"
ASKED_A_QUARTER = 64


@dataclass(frozen=True)
class Way:
    """To whom a letter went, for what, and how long each step took at the least and at the most, in days."""

    service: str
    to: str
    purpose: str
    took: tuple[tuple[int, int], ...]  # to sent, received, assessed, offered, started
    kind: str = "referral"


DETOX = Way(
    "avrusning:0",
    "Avrusning på sykehuset",
    "Noen døgn for å sove og spise",
    ((1, 6), (2, 6), (3, 14), (3, 20), (2, 9)),
)
TREATMENT = Way(
    "poliklinikken:0",
    "Poliklinikken på Lia",
    "Behandling på dagtid",
    ((2, 8), (3, 7), (6, 18), (8, 26), (3, 9)),
)
HOUSING = Way(
    "boligkontoret:0",
    "Boligkontoret",
    "En bolig med egen dør",
    ((1, 9), (3, 8), (8, 20), (10, 26), (2, 7)),
    "application",
)
WORK = Way(
    "bakeren:0",
    "Bakeriet",
    "En fast morgen i bakeriet",
    ((1, 3), (1, 4), (2, 6), (2, 12), (1, 5)),
    "application",
)
WAYS = (DETOX, TREATMENT, HOUSING, DETOX, TREATMENT, HOUSING, WORK, None)

# Where, who said it, what happened, and how many of twenty.
NOES = (
    ("Natthuset", "other", "full", 4),
    ("Avrusning på sykehuset", "health", "full", 3),
    ("Poliklinikken på Lia", "health", "not_fitting", 3),
    ("Boligkontoret", "municipality", "not_ready", 2),
    ("Hospitset", "other", "for_use", 2),
    ("Natthuset", "other", "for_use", 1),
    ("Avrusning på sykehuset", "health", "after_slip", 2),
    ("Poliklinikken på Lia", "health", "after_slip", 1),
    ("NAV", "municipality", "lacked_papers", 1),
    ("Legevakta", "health", "sent_on", 1),
)
NO_OF = tuple(one[:3] for one in NOES for _ in range(one[3]))


def quarters_over(today: date) -> list[Period]:
    """Return the last quarters that are over, the newest first."""
    return list(accumulate(range(1, QUARTERS), lambda one, _: one.before, initial=_newest(today)))


def _newest(today: date) -> Period:
    return Period.with_day(today, Length.QUARTER).before


def past_of(person: "PersonRows") -> Iterator[Model]:
    """Yield what one of the grown waited for in a quarter that is over, or a no, if they were known by then."""
    if not person.course.key.startswith(GROWN):
        return
    number, source = int(person.course.key.removeprefix(GROWN)), seeded(f"past:{person.course.key}")
    quarter = quarters_over(person.clock.today)[number % QUARTERS]
    if person.known.date() >= quarter.first_on:
        return
    way = WAYS[number // QUARTERS % len(WAYS)]
    if way is not None:
        yield from rows_of(person, _story(way, quarter, source, today=person.clock.today))
    if way is None or source.random() < 0.4:  # most of those who waited got no other no
        yield _no(person, quarter, source)


def _story(way: Way, quarter: Period, source: Random, *, today: date) -> Story:
    begun = quarter.first_on + timedelta(days=source.randint(0, 12))
    days = list(accumulate((source.randint(*took) for took in way.took), initial=0))
    ago = [(today - begun).days - day for day in days]
    to = ["drafted", "sent", "received", "assessed", "offered", "started"]
    steps = [Came(*one, source="together" if one[0] == "drafted" else "letter") for one in zip(to, ago, strict=True)]
    if source.random() < 0.2:  # one in five was told no, and asked again
        steps[3] = Came("declined", ago[3], "letter", reason="full")
    return Story(way.to, way.purpose, "", "", steps, kind=way.kind, service=way.service)


def _no(person: "PersonRows", quarter: Period, source: Random) -> TurnedAway:
    place, body, kind = source.choice(NO_OF)
    at = _moment(person.clock, quarter, source)
    return TurnedAway(
        id=person.new_id(at),
        person_id=person.id,
        place=place,
        body=body,
        kind=kind,
        told_on=at.date(),
        written_by_id=person.contact_id(at),
        written_at=at,
    )


def _moment(clock: Clock, quarter: Period, source: Random) -> datetime:
    """Return a moment of a working day in a quarter, some days before its end."""
    day = quarter.first_on + timedelta(days=source.randint(4, 80))
    return clock.workday((clock.today - day).days, (source.randint(9, 14), 5 * source.randrange(12)))


OWNERS = ("toregil", "ingunn", "reidun")
WHO = ("self", "self", "self", "self", "", "", "close", "close", "doctor", "service")
WORDS = (
    "Vil snakke med noen.",
    "Trenger hjelp til å søke.",
    "Spør hva som finnes.",
    "Vil ha en fast å ringe til.",
    "Trenger et sted å være på dagtid.",
    "Vil vite hvordan en søker bolig.",
)


def past_requests(clock: Clock) -> Iterator[Request]:
    """Yield those who asked for help in quarters that are over. All had an answer, a few of them late."""
    for quarter in quarters_over(clock.today):
        source = seeded(f"asked:{quarter.first_on}")
        for number in range(ASKED_A_QUARTER):
            yield _asked(clock, f"{quarter.first_on}:{number}", _moment(clock, quarter, source), source)


def _asked(clock: Clock, key: str, at: datetime, source: Random) -> Request:
    late = source.random() < 0.15
    owned = at + timedelta(days=7, minutes=10) if late else at + timedelta(minutes=20)
    talk = max(
        owned, datetime.combine(at.date() + timedelta(days=source.choice((1, 4, 8, 11, 15, 22, 29))), time(13), OSLO)
    )
    ended = clock.until_now(talk + timedelta(days=1))
    gone = ended + WORDS_KEPT if ended + WORDS_KEPT <= clock.now else None
    worker = worker_id(source.choice(OWNERS))
    return Request(
        id=fixed_id("request", key),
        received_at=at,
        answer_by_on=answer_by(at.date()),
        via=source.choice(("door", "phone", "phone", "paper")),
        asker=source.choice(WHO),
        comes_by=gone is None,
        words="" if gone else source.choice(WORDS),
        team_id=fixed_id("team", "sentrum"),
        taken_in_by_id=worker,
        owner_id=worker,
        owner_since_at=clock.until_now(owned),
        first_owned_at=clock.until_now(owned),
        first_talk_at=clock.until_now(talk),
        ended_at=ended,
        ended_by_id=worker,
        outcome=Request.Outcome.GOT_IT,
        outcome_words="" if gone else "Vi snakket sammen og fant en vei videre.",
        words_gone_at=gone,
    )
