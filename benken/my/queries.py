"""What My page says about who has read. The signed-in person is always the one it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.access.queries import Reading, Right, User
from benken.access.queries.logs import readings_about
from benken.access.queries.looks import ReadersSince
from benken.access.queries.why import WhyQuestion, my_questions
from benken.my.words import part_words
from benken.people.helpers import Helpers
from benken.people.queries import Person
from benken.ui.words import day_words, first_name, list_words

READINGS_PAGE = 50


@dataclass(frozen=True)
class ReadingLine:
    """Readings of one part by one reader, one after the other on one day, in plain words."""

    name: str
    day: str
    times: str
    part: str
    because: str
    reading_id: UUID  # the newest of them: what a question is asked about
    question: WhyQuestion | None = None
    waits: str = ""  # until when there is an answer to the question


def who_has_read(since: ReadersSince, *, helpers: Helpers) -> str:
    """Say in one line who has read about the person since they last looked."""
    readers = since.readers
    if not readers:
        return _("Ingen har lest siden sist.") if since.has_looked_before else _("Ingen har lest siste 30 dager.")
    if helpers.contact and [reader.pk for reader in readers] == [helpers.contact.pk]:
        only = {"name": helpers.contact_name}
        if since.has_looked_before:
            return _("Ingen andre enn %(name)s har lest siden sist.") % only
        return _("Ingen andre enn %(name)s har lest siste 30 dager.") % only
    names = [first_name(reader.name) for reader in readers]
    if len(names) > 3:
        more = len(names) - 2
        rest = ngettext("%(count)d til", "%(count)d til", more) % {"count": more}
        names = [*names[:2], rest]
    said = {"names": list_words(names)}
    return (
        _("%(names)s har lest siden sist.") if since.has_looked_before else _("%(names)s har lest siste 30 dager.")
    ) % said


def reading_lines(
    person: Person, *, for_user: User, today: date, before: tuple[datetime, UUID] | None = None, by: UUID | None = None
) -> tuple[list[ReadingLine], str]:
    """Return who has read, newest first, and the mark of the next page ('' when there is no more).

    `by` asks for one reader's alone.
    """
    readings = readings_about(subject_id=person.pk, for_user=for_user).order_by("-at", "-id")
    if by is not None:
        readings = readings.filter(user=by)
    if before is not None:
        readings = readings.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    rows = list(readings[: READINGS_PAGE + 1])
    page = rows[:READINGS_PAGE]
    asked = my_questions(by=for_user, reading_ids=[reading.id for reading in page])
    lines = []
    for (_user, part, basis, why, day), group in groupby(page, key=_run_of):
        run = list(group)
        question = next((asked[reading.id] for reading in run if reading.id in asked), None)
        lines.append(
            ReadingLine(
                name=run[0].user.name,
                day=day_words(day, today=today),
                times=_times([timezone.localtime(reading.at) for reading in run]),
                part=part_words(part),
                because=why or _basis_words(basis),
                reading_id=run[0].id,
                question=question,
                waits=waits_words(question, today=today) if question else "",
            )
        )
    more = f"{page[-1].at.isoformat()}_{page[-1].id}" if len(rows) > READINGS_PAGE else ""
    return lines, more


def reading_line(reading: Reading, *, today: date) -> ReadingLine:
    """Return one reading in plain words."""
    at = timezone.localtime(reading.at)
    return ReadingLine(
        name=reading.user.name,
        day=day_words(at.date(), today=today),
        times=_times([at]),
        part=part_words(reading.part),
        because=reading.why or _basis_words(reading.basis),
        reading_id=reading.id,
    )


def waits_words(question: WhyQuestion, *, today: date) -> str:
    """Say until when there is an answer, or honestly that it is late and who sees that."""
    if question.answered_at is not None:
        return ""
    if question.answer_by_on < today:
        return _("Svaret er forsinket. Lederen ser det.")
    day = day_words(question.answer_by_on, today=today)
    if question.leader_told_at is not None:
        return _("Lederen har fått spørsmålet. Du får svar innen %(day)s.") % {"day": day}
    return _("Du får svar innen %(day)s.") % {"day": day}


def read_mark(mark: str) -> tuple[datetime, UUID] | None:
    """Read the mark of a page of the reading log; nonsense is the first page."""
    moment, _underscore, row_id = mark.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(row_id)) if at.tzinfo else None
    except ValueError:
        return None


def _run_of(reading: Reading) -> tuple[UUID, str, str, str, date]:
    """What readings one after the other have in common when they stand as one line."""
    return reading.user_id, reading.part, reading.basis, reading.why, timezone.localdate(reading.at)


def _times(run: Sequence[datetime]) -> str:
    """Say when, newest first: kl. 10.12, or from the first to the last of several."""
    last, first = run[0].strftime("%H.%M"), run[-1].strftime("%H.%M")
    if first == last:
        return _("kl. %(time)s") % {"time": last}
    return _("kl. %(first)s til %(last)s") % {"first": first, "last": last}


def _basis_words(basis: str) -> str:
    said = {
        "asked": _("du spurte hvorfor"),
        "complaint": _("du klaget"),
        "hand_over": _("du venter på en kontaktperson"),
        "missed_hour": _("du venter på svar"),
        "monday": _("lederen ser hvem som har ventet for lenge"),
        "letter": _("de skal svare deg"),
    }.get(basis)
    if said is not None:
        return said
    return str(Right.Basis(basis).label) if basis in Right.Basis.values else ""
