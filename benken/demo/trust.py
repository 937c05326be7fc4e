"""What tries the trust of the invented people: an emergency, words withheld or given on, questions, a complaint.

Each is written as the action would have left it: the row, the right and the reading it brought, and the deeds.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from benken.access.actions.why import question_about
from benken.access.models import Deed, Reading, Right, UnusualReading
from benken.access.queries.setup import setup_now
from benken.country.keeping import complaining
from benken.demo.happenings import shared_entry
from benken.demo.keys import account_id, fixed_id, worker_id
from benken.lib.sealing import seal
from benken.people.actions.disclosure import Content
from benken.people.models import (
    Complaint,
    CorrectionRequest,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    WithheldText,
    Withholding,
)
from benken.people.queries.sealed import COPY_PURPOSE

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

INGUNN, BJORG, HANNE, MEHDI = (worker_id(key) for key in ("ingunn", "bjorg", "hanne", "mehdi"))
NORA = worker_id("nora")  # leads Hanne
ASKS = account_id("tuva")
HELD_FOR = timedelta(days=60)


def trust_of(person: "PersonRows", rows: Sequence[Model]) -> Iterator[Model]:
    """Yield what has tried the trust of one person; of most, nothing. `rows` are what stands about them already."""
    if person.course.key == "tuva":
        yield from _opened_in_an_emergency(person)
        yield from _withheld(person)
        yield from _given_on(person)
        yield from _late_in_the_evening(person)
        yield from _asked_of_ingunn(person)
        yield from _not_right(person, next(row for row in rows if _is_about_the_rehearsal(row)))
        yield from _complained(person)
    elif person.course.key == "halvard":
        yield from _proposed_to_give_on(person)


def _opened_in_an_emergency(person: "PersonRows") -> Iterator[Model]:
    """Yield the evening when Hanne had to know, what she did, and what Tuva asked her."""
    at = person.clock.unbound(16, (21, 10))
    done = at + timedelta(minutes=75)
    emergency = EmergencyAccess(
        id=person.new_id(at),
        person_id=person.id,
        by_id=HANNE,
        kind=EmergencyAccess.Kind.DANGER,
        words="Åse i tredje ringte vakta. Det ligger noen i trappa, og Tuva åpner ikke.",
        at=at,
        until_at=at + timedelta(hours=12),
        ended_at=done,
        seen_by_ids=[BJORG, NORA],
    )
    yield emergency
    yield Right(
        id=person.new_id(at),
        user_id=HANNE,
        subject_id=person.id,
        basis=Right.Basis.EMERGENCY,
        since_at=at,
        until_at=done,
        why=emergency.why,
    )
    opened = _reading(person, HANNE, at, part="emergency", basis=Right.Basis.EMERGENCY, why=emergency.why)
    yield opened
    later = at + timedelta(minutes=1)
    yield _reading(person, HANNE, later, part="page", basis=Right.Basis.EMERGENCY, why=emergency.why)
    note = shared_entry(
        person,
        Entry.Kind.VISIT,
        HANNE,
        done,
        "Åse hadde ringt vakta. En mann sov i trappa, og Tuva turte ikke å åpne. Jeg åpnet siden for å finne riktig "
        "dør. Mannen fikk skyss hjem. Tuva snakket med oss med kjettingen på, og hadde det bra. Vi bar opp posten.",
        about_id=None,
        areas=["home"],
    )
    yield note
    yield _deed(person, HANNE, at, "emergency.open", emergency.pk)
    yield _deed(person, HANNE, done, "entry.share", note.pk)
    yield _deed(person, HANNE, done, "emergency.end", emergency.pk)
    yield from _asked(
        person,
        opened,
        person.clock.unbound(15, (11, 20)),
        "Hva leste du egentlig?",
        answer="Navnet ditt, hvilken dør, og det øverste på siden. Ikke notatene. Det står at du vil ha dager "
        "som ligner på hverandre. Det ble ikke en slik kveld, og det beklager jeg.",
        answered_at=person.clock.unbound(14, (9, 5)),
    )


def _withheld(person: "PersonRows") -> Iterator[Model]:
    """Yield a note whose words wait, for the sake of whoever rang; Bjørg has said yes to it."""
    at = person.clock.workday(27, (14, 5))
    confirmed, until = at + timedelta(minutes=40), at.replace(hour=23, minute=59, second=59) + HELD_FOR
    note = shared_entry(person, Entry.Kind.PHONE, INGUNN, at, "", about_id=None, areas=["network"])
    note.first_read_at = at
    held = Withholding(
        id=person.new_id(at),
        person_id=person.id,
        entry_id=note.pk,
        basis="no_another",
        decided_by_id=INGUNN,
        decided_at=at,
        wanted_until_at=until,
        until_at=until,
        confirmed_by_id=BJORG,
        confirmed_at=confirmed,
    )
    yield note
    yield held
    yield WithheldText(
        withholding_id=held.pk,
        person_id=person.id,
        text="En som kjenner Tuva, ringte. Hun var redd for en annen og ba om at det ikke står noe sted hvem hun er. "
        "Hun fikk nummeret til noen som kan dette. Det handlet ikke om noe Tuva har gjort.",
        why="Den som ringte, kan komme i fare hvis noen får vite det. Tuva får lese dette når hun er i trygghet.",
    )
    yield _deed(person, INGUNN, at, "entry.share", note.pk)
    yield _deed(person, INGUNN, at, "entry.withhold", note.pk)
    yield _deed(person, BJORG, confirmed, "entry.withhold_confirm", note.pk)


def _given_on(person: "PersonRows") -> Iterator[Model]:
    """Yield the morning when Tuva did not take the phone, and those who come with the ambulance got to know why."""
    at = person.clock.workday(70, (7, 56))
    decided, given = at + timedelta(minutes=3), at + timedelta(minutes=5)
    words = "Tuva, fjerde etasje på Lia. Skrev klokka 03.41 at hun hadde brukt. Tar ikke telefonen. Kjetting på døra."
    case = DisclosureCase(
        id=person.new_id(at),
        person_id=person.id,
        state=DisclosureCase.State.GIVEN,
        basis="no_rescue",
        body="Ambulansen (113)",
        why="Hun svarer ikke på telefonen etter det hun skrev i natt. De kan være der før meg.",
        words=words,
        proposed_by_id=INGUNN,
        proposed_at=at,
        decided_by_id=BJORG,
        decided_at=decided,
        decision_words="Ja. Ring nå, og si det til Tuva med en gang du ser henne.",
        given_by_id=INGUNN,
        given_at=given,
        how=DisclosureCase.How.PHONE,
        copy_sealed=_sealed(words),
        told_at=given,
    )
    yield case
    yield _deed(person, INGUNN, at, "case.propose", case.pk)
    yield _deed(person, BJORG, decided, "case.decide", case.pk)
    yield _deed(person, INGUNN, given, "case.give", case.pk)


def _proposed_to_give_on(person: "PersonRows") -> Iterator[Model]:
    """Yield what Ingunn thinks must be said about a stove, which waits for Bjørg's yes or no."""
    at = person.clock.workday(1, (10, 40))
    words = "Noen vil sove i «Solbris» i båthavna fra i natt. Ovnen om bord har ikke lufting."
    case = DisclosureCase(
        id=person.new_id(at),
        person_id=person.id,
        basis="no_life",
        body="Brannvesenet",
        why="Halvard vil sove om bord og fyre, og vil ikke at noen får vite det. Han kan slutte å puste mens han "
        "sover. Jeg har sagt til ham at jeg spør om lov til å si det likevel.",
        words=words,
        proposed_by_id=INGUNN,
        proposed_at=at,
        copy_sealed=_sealed(words),
    )
    yield case
    yield _deed(person, INGUNN, at, "case.propose", case.pk)


def _late_in_the_evening(person: "PersonRows") -> Iterator[Model]:
    """Yield three late looks by Mehdi last week, and the quiet line that Bjørg got about them on Monday."""
    weekday = person.clock.today.weekday()
    monday = weekday + 7  # days ago: last week's
    looks = [
        _reading(person, MEHDI, person.clock.unbound(monday - after, at), part="page", basis=Right.Basis.CIRCLE)
        for after, at in ((1, (22, 40)), (2, (23, 5)), (3, (22, 55)))
    ]
    yield from looks
    found = person.clock.moment(weekday, (5, 30))
    yield UnusualReading(
        id=person.new_id(found),
        week_on=person.clock.unbound(monday, (0, 0)).date(),
        found_at=found,
        reader_id=MEHDI,
        rule=UnusualReading.Rule.OFF_HOURS,
        subject_id=person.id,
        records=1,
        times=len(looks),
        first_at=looks[0].at,
        last_at=looks[-1].at,
        reading_id=looks[-1].id,
        reading_at=looks[-1].at,
        part="page",
    )


def _asked_of_ingunn(person: "PersonRows") -> Iterator[Model]:
    """Yield an early morning that Tuva has asked Ingunn about, who has not answered yet."""
    early = _reading(person, INGUNN, person.clock.unbound(3, (6, 50)), part="goals", basis=Right.Basis.CONTACT_PERSON)
    yield early
    asked = person.clock.unbound(2, (19, 40))
    yield from _asked(person, early, asked, "Du var inne klokka ti på sju. Sover du ikke du heller?")


def _is_about_the_rehearsal(row: Model) -> bool:
    return isinstance(row, Entry) and row.text.startswith("Snakket om øvelsen")


def _not_right(person: "PersonRows", entry: Model) -> Iterator[Model]:
    """Yield what Tuva says is not right in a note, which waits for its author."""
    assert isinstance(entry, Entry)
    at = person.clock.unbound(2, (20, 5))
    days = complaining(setup_now().country).correct_days
    asked = CorrectionRequest(
        id=person.new_id(at),
        person_id=person.id,
        about=CorrectionRequest.About.NOTE,
        entry_id=entry.pk,
        words="Jeg sa ikke at jeg vil gå alene. Jeg sa at jeg KAN gå alene hvis jeg må.",
        asked_by_id=ASKS,
        asked_at=at,
        answer_by_on=timezone.localdate(at) + timedelta(days=days),
        to_id=entry.author_id,
    )
    yield asked
    yield _deed(person, ASKS, at, "correction.ask", asked.pk)


def _complained(person: "PersonRows") -> Iterator[Model]:
    """Yield a complaint that waits for Bjørg."""
    at = person.clock.unbound(4, (17, 15))
    days = complaining(setup_now().country).answer_days
    complaint = Complaint(
        id=person.new_id(at),
        person_id=person.id,
        about=Complaint.About.DECISION,
        words="Jeg søkte om penger til bussen til øvelsene. Svaret var nei, og det sto ikke hvorfor.",
        written_by_id=ASKS,
        made_at=at,
        answer_by_on=timezone.localdate(at) + timedelta(days=days),
        team_id=fixed_id("team", person.course.team),
    )
    yield complaint
    yield _deed(person, ASKS, at, "complaint.make", complaint.pk)


def _asked(
    person: "PersonRows",
    reading: Reading,
    at: datetime,
    words: str,
    *,
    answer: str = "",
    answered_at: datetime | None = None,
) -> Iterator[Model]:
    """Yield a person's question about a reading, and its answer."""
    question = question_about(reading, words=words, asked_by_id=ASKS, at=at)
    question.id = person.new_id(at)
    if answered_at:
        question.answer, question.answered_at, question.answered_by_id = answer, answered_at, reading.user_id
    yield question
    yield _deed(person, ASKS, at, "why.ask", question.pk)
    if answered_at:
        yield _deed(person, reading.user_id, answered_at, "why.answer", question.pk)


def _reading(
    person: "PersonRows", user: UUID, at: datetime, *, part: str, basis: Right.Basis, why: str = ""
) -> Reading:
    return Reading(id=person.new_id(at), at=at, user_id=user, subject_id=person.id, part=part, basis=basis, why=why)


def _deed(person: "PersonRows", by: UUID | None, at: datetime, verb: str, about: UUID) -> Deed:
    return Deed(id=person.new_id(at), at=at, by_id=by, verb=verb, subject_id=person.id, object_id=about)


def _sealed(words: str) -> bytes:
    return seal(json.dumps(asdict(Content(words))), secret=settings.SECRET_KEY, purpose=COPY_PURPOSE)
