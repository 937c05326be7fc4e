"""What was told of the quarters, as leaders and planners read it. Nothing is counted here: what was told is read."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.access.queries import User
from benken.access.queries.setup import thresholds_now
from benken.numbers.cubes import Length, Period, Release
from benken.numbers.disclosure import SafeTable
from benken.numbers.figures import Beside
from benken.services.cubes import BY_NAME, QUESTIONS, Question
from benken.services.models import ToldNumbers
from benken.services.policies.numbers import can_see_numbers


@dataclass(frozen=True)
class Told:
    """One table of a quarter, as it may be shown now."""

    question: Question
    table: SafeTable
    beside: Beside | None


@dataclass(frozen=True)
class Quarter:
    """A quarter of which something was told."""

    period: Period

    @property
    def year(self) -> int:
        """Return its year."""
        return self.period.first_on.year

    @property
    def number(self) -> int:
        """Return which of the year's four it is."""
        return (self.period.first_on.month + 2) // 3

    def __str__(self) -> str:
        first, last = (date_format(day, "F") for day in (self.period.first_on, self.period.last_on))
        return _("%(first)s–%(last)s %(year)s") % {"first": first, "last": last, "year": self.year}


def quarters_told(*, for_user: User) -> list[Quarter]:
    """Return the quarters of which something was told, the newest first; for others than leaders and planners none."""
    if not can_see_numbers(for_user):
        return []
    firsts = ToldNumbers.objects.order_by("-first_on").values_list("first_on", flat=True).distinct()
    return [Quarter(Period(first_on, Length.QUARTER)) for first_on in firsts]


def told_of(quarter: Quarter, *, for_user: User) -> list[Told]:
    """Return the tables of a quarter, in the order they are read."""
    if not can_see_numbers(for_user):
        return []
    stored = {row.cube: row for row in ToldNumbers.objects.filter(first_on=quarter.period.first_on)}
    return [_shown(question, stored[question.cube.name]) for question in QUESTIONS if question.cube.name in stored]


def told_table(first_on: date, cube: str, *, for_user: User) -> Told | None:
    """Return one table of a quarter, if it was told."""
    if cube not in BY_NAME or not can_see_numbers(for_user):
        return None
    row = ToldNumbers.objects.filter(first_on=first_on, cube=cube).first()
    return _shown(BY_NAME[cube], row) if row else None


def _shown(question: Question, row: ToldNumbers) -> Told:
    release = question.cube.as_shown(Release.from_json(row.release), thresholds=thresholds_now())
    return Told(question, release.table, _beside(release) if question.tells_weeks else None)


def _beside(release: Release) -> Beside:
    return Beside(_("halvparten ventet høyst"), {place: weeks_words(weeks) for place, weeks in release.middles.items()})


def weeks_words(weeks: int) -> str:
    """Say so many whole weeks."""
    if not weeks:
        return _("under en uke")
    return ngettext("%(weeks)d uke", "%(weeks)d uker", weeks) % {"weeks": weeks}
