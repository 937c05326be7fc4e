"""One of the invented workers leaves in three weeks: half of those she follows have got another, some have been asked.

And two have said something of how many they follow.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.demo.keys import fixed_id, worker_id
from benken.demo.lines import Course, EarlierContact
from benken.demo.moments import OSLO
from benken.people.models import Leaving, LeavingSay, LoadSaid

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

LEAVES, COMES, TEAM, LEADER = "reidun", "solveig", "sentrum", "bjorg"
KNOWN_AGO, PLACED_AGO, OVERLAP = 10, 3, 21
TOO_MUCH, ROOM = "jonas", "solveig"
TOO_MUCH_WORDS = "Jeg rekker ikke å ringe tilbake samme dag lenger, og det er det jeg har lovet dem."
SAYS = (
    (LeavingSay.Said.SOMEBODY, COMES, "Solveig hilser alltid. Henne tør jeg å ringe."),
    (LeavingSay.Said.DOES_NOT_KNOW, "", "Spør meg igjen neste uke."),
    None,  # not asked yet
    (LeavingSay.Said.ANYBODY, "", "Bare det er en som tar telefonen."),
)


def leaving_of_staff(today: date) -> Iterator[Model]:
    """Yield that she leaves, and what two others have said of how many they follow."""
    yield Leaving(
        id=fixed_id("leaving", LEAVES),
        worker_id=worker_id(LEAVES),
        last_on=today + timedelta(days=OVERLAP - PLACED_AGO),
        written_by_id=worker_id(LEADER),
        written_at=_moment(today, KNOWN_AGO),
    )
    for key, kind, words in ((TOO_MUCH, LoadSaid.Kind.TOO_MUCH, TOO_MUCH_WORDS), (ROOM, LoadSaid.Kind.ROOM, "")):
        yield LoadSaid(
            id=fixed_id("load", key),
            worker_id=worker_id(key),
            team_id=fixed_id("team", TEAM),
            kind=kind,
            words=words,
            said_at=_moment(today, 2),
        )


def placed(course: Course, number: int) -> Course:
    """Return every second of those she follows with another contact person, as the leader chose."""
    recent = [earlier.until_days_ago for earlier in course.earlier_contacts]
    if course.contact != LEAVES or number % 2 or min([course.known_days_ago, *recent]) <= KNOWN_AGO:
        return course
    said = EarlierContact(
        worker=LEAVES,
        from_days_ago=min([course.known_days_ago, *recent]),
        until_days_ago=PLACED_AGO,
        reason="moved_on",
        persons_say="Det er greit. Vi har truffet hverandre.",
        goodbye="De tok en siste kaffe, og Reidun er med et par uker til.",
        hello="De møttes på benken alle tre.",
    )
    return replace(course, contact=COMES, earlier_contacts=(*course.earlier_contacts, said))


def says_of(person: "PersonRows") -> Iterator[Model]:
    """Yield what somebody says whom she still follows; not of each, for some have not been asked."""
    said = person.source.choice(SAYS) if person.course.contact == LEAVES else None
    if said is None:
        return
    kind, wants, words = said
    asked_at = max(_moment(person.clock.today, PLACED_AGO), person.known)
    yield LeavingSay(
        id=person.new_id(asked_at),
        person_id=person.id,
        leaving_id=fixed_id("leaving", LEAVES),
        said=kind,
        wants_id=worker_id(wants) if wants else None,
        words=words,
        asked_by_id=worker_id(LEAVES),
        asked_at=asked_at,
    )


def _moment(today: date, days_ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(10), OSLO)
