"""What My page says about who has read. The signed-in person is always the one it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.access.queries import Reading, Right, User, readings_about
from benken.my.words import part_words
from benken.people.helpers import Helpers
from benken.people.queries import Person
from benken.ui.words import day_words, first_name, list_words

READINGS_PAGE = 50
RECENTLY = timedelta(days=30)


@dataclass(frozen=True)
class ReadingLine:
    """Readings of one part by one reader, one after the other on one day, in plain words."""

    name: str
    day: str
    times: str
    part: str
    because: str


def who_has_read(person: Person, *, for_user: User, helpers: Helpers, at: datetime) -> str:
    """Say in one line who has read about the person lately."""
    recent = readings_about(subject_id=person.pk, for_user=for_user).filter(at__gte=at - RECENTLY)
    readers = dict(recent.order_by("user__name").values_list("user_id", "user__name").distinct())
    if not readers:
        return _("Ingen har lest siste 30 dager.")
    if helpers.contact and list(readers) == [helpers.contact.pk]:
        return _("Ingen andre enn %(name)s har lest siste 30 dager.") % {"name": helpers.contact_name}
    names = [first_name(name) for name in readers.values()]
    if len(names) > 3:
        more = len(names) - 2
        rest = ngettext("%(count)d til", "%(count)d til", more) % {"count": more}
        names = [*names[:2], rest]
    return _("%(names)s har lest siste 30 dager.") % {"names": list_words(names)}


def reading_lines(
    person: Person, *, for_user: User, today: date, before: tuple[datetime, UUID] | None = None
) -> tuple[list[ReadingLine], str]:
    """Return who has read, newest first, and the mark of the next page ('' when there is no more)."""
    readings = readings_about(subject_id=person.pk, for_user=for_user).order_by("-at", "-id")
    if before is not None:
        readings = readings.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    rows = list(readings[: READINGS_PAGE + 1])
    page = rows[:READINGS_PAGE]
    lines = []
    for (_user, part, basis, why, day), group in groupby(page, key=_run_of):
        run = list(group)
        lines.append(
            ReadingLine(
                name=run[0].user.name,
                day=day_words(day, today=today),
                times=_times([timezone.localtime(reading.at) for reading in run]),
                part=part_words(part),
                because=why or _basis_words(basis),
            )
        )
    more = f"{page[-1].at.isoformat()}_{page[-1].id}" if len(rows) > READINGS_PAGE else ""
    return lines, more


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
    return str(Right.Basis(basis).label) if basis in Right.Basis.values else ""
