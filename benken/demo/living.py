"""Where the invented people live and have lived, what is broken there, and where one of them got no.

Each is written as the action would have left it: the row, the entry it brought, and the deed.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from benken.access.models import Deed
from benken.demo.happenings import shared_entry
from benken.people.models import Entry
from benken.services.models import Home, HomeFault, TurnedAway

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows


def living_of(person: "PersonRows") -> Iterator[Model]:
    """Yield where one person lives and got no; of most, nothing."""
    if person.course.key == "tuva":
        yield from _homes(person)
        yield from _got_no(person)


def _homes(person: "PersonRows") -> Iterator[Model]:
    came, moved = person.clock.workday(518, (10, 0)), person.clock.workday(321, (13, 0))
    yield from _home(
        person,
        came,
        Home(kind=Home.Kind.SHELTER, words="Sover lite. Tar med alt jeg eier hver morgen.", until_on=_day(moved)),
    )
    yield from _home(
        person,
        moved,
        Home(
            kind=Home.Kind.MUNICIPAL,
            owner="Boligkontoret",
            words="Egen dør. Lyden i oppgangen er det verste.",
            with_follow_up=True,
            since_on=_day(moved),
        ),
    )
    for told, words, answer in (
        (33, "Vinduet på badet står og slår.", ""),
        (90, "Komfyren virker bare på to plater.", "De kommer med en ny."),
    ):
        at = person.clock.workday(told, (14, 20))
        answered = _day(at + timedelta(days=12)) if answer else None
        fault = HomeFault(
            id=person.new_id(at),
            person_id=person.id,
            words=words,
            told_to="Vaktmesteren på Lia",
            told_on=_day(at),
            answer=answer,
            answered_on=answered,
            mended_on=answered and answered + timedelta(days=9),
            written_by_id=person.contact_id(at),
            written_at=at,
        )
        yield fault
        yield _deed(person, at, "home_fault.tell", fault)


def _home(person: "PersonRows", at: datetime, home: Home) -> Iterator[Model]:
    home.id, home.person_id, home.written_at = person.new_id(at), person.id, at
    home.written_by_id = person.contact_id(at)
    lines = [str(home.get_kind_display()), home.owner, home.words]
    text = "\n".join(line for line in lines if line)
    yield home
    yield shared_entry(person, Entry.Kind.HOME, home.written_by_id, at, text, about_id=home.pk, areas=["home"])
    yield _deed(person, at, "home.move", home)


def _got_no(person: "PersonRows") -> Iterator[Model]:
    """Yield the no that Tuva complained of, and what they answered."""
    at = person.clock.workday(470, (15, 10))
    sent = _day(at + timedelta(days=6))
    away = TurnedAway(
        id=person.new_id(at),
        person_id=person.id,
        place="Avrusningen på Neset",
        body=TurnedAway.Body.HEALTH,
        kind=TurnedAway.Kind.AFTER_SLIP,
        told_on=_day(at),
        asked_for="Å få bli de fire dagene som var igjen.",
        reason="Det er regelen vår.",
        written_by_id=person.contact_id(at),
        written_at=at,
        complaint="Jeg ble skrevet ut fordi jeg drakk to øl på permisjon. Det var jo derfor jeg var der.\n\n"
        "Jeg ber dere se på det igjen, og svare meg skriftlig.",
        complaint_version=1,
        sent_on=sent,
        answer="Vi burde ha snakket med deg først. Du kan komme tilbake uten ny henvisning.",
        answered_on=sent + timedelta(days=19),
    )
    text = f"{away.place}: {away.get_kind_display()}.\n{away.asked_for}\n«{away.reason}»"
    yield away
    yield shared_entry(
        person, Entry.Kind.TURNED_AWAY, away.written_by_id, at, text, about_id=away.pk, areas=["substance_use"]
    )
    yield _deed(person, at, "turned_away.tell", away)


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _deed(person: "PersonRows", at: datetime, verb: str, about: Model) -> Deed:
    by = person.contact_id(at)
    return Deed(id=person.new_id(at), at=at, by_id=by, verb=verb, subject_id=person.id, object_id=about.pk)
