"""What is unusual is kept for a leader, who has seen it or asks."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actions.why import ask_why_as_leader
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import UnusualReading, User, WhyQuestion
from benken.access.policies import Refused
from benken.access.queries.why import is_led_by
from benken.access.unusual import Line


def keep_unusual(lines: Iterable[Line], *, week_on: date, at: datetime) -> int:
    """Keep the lines of a week; a week that was looked through before keeps what it has. By the system."""
    rows = []
    for line in lines:
        last, subjects = line.looks[-1], line.subjects
        rows.append(
            UnusualReading(
                week_on=week_on,
                found_at=at,
                reader_id=line.reader,
                rule=UnusualReading.Rule(line.rule),
                subject_id=last.subject if len(subjects) == 1 else None,
                records=len(subjects),
                times=len(line.looks),
                first_at=line.looks[0].at,
                last_at=last.at,
                reading_id=last.id,
                reading_at=last.at,
                part=last.part,
            )
        )
    before = UnusualReading.objects.filter(week_on=week_on).count()
    UnusualReading.objects.bulk_create(rows, ignore_conflicts=True)
    return UnusualReading.objects.filter(week_on=week_on).count() - before


@transaction.atomic
def mark_seen(*, line_id: UUID, by: User, at: datetime) -> None:
    """Let a leader say that they have seen a line. A second time changes nothing."""
    with acting_as(SYSTEM):
        line = _line(line_id, by=by)
        _see(line, by=by, at=at)


@transaction.atomic
def ask_about_unusual(*, line_id: UUID, words: str, by: User, at: datetime) -> WhyQuestion:
    """Ask the reader why; the line is seen by that. Asked twice, it is the same question."""
    with acting_as(SYSTEM):
        line = _line(line_id, by=by)
        question = ask_why_as_leader(reading_id=line.reading_id, reading_at=line.reading_at, words=words, by=by, at=at)
        _see(line, by=by, at=at)
    return question


def _line(line_id: UUID, *, by: User) -> UnusualReading:
    line = UnusualReading.objects.select_for_update(of=("self",)).select_related("reader").filter(pk=line_id).first()
    if line is None or not is_led_by(line.reader, leader=by):
        raise Refused(_("Bare lederen til den som leste, ser dette."))
    return line


def _see(line: UnusualReading, *, by: User, at: datetime) -> None:
    if line.seen_at is None:
        line.seen_at, line.seen_by = at, by
        line.save(update_fields=["seen_at", "seen_by"])
        record_deed(by=by, at=at, verb="unusual.seen", object_id=line.pk)
