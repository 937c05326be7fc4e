"""Telling the numbers of a quarter that is over, once: only what is safe is written."""

from datetime import date, datetime

from django.utils import timezone

from benken.access.queries.setup import thresholds_now
from benken.numbers.cubes import Length, Period, Release
from benken.services.cubes import QUESTIONS, Question
from benken.services.models import ToldNumbers
from benken.services.queries.counted import counted, first_day

MOST_BACK = 12  # quarters: a house that begins to count late begins so far back


def tell_quarters(*, at: datetime) -> int:
    """Tell every table of every quarter that is over and was not told; return how many were told.

    What was told stands. Run again, it tells nothing. The actor must be the system.
    """
    today, told = timezone.localdate(at), 0
    for period in _over(today):
        stored = set(ToldNumbers.objects.filter(first_on=period.first_on).values_list("cube", flat=True))
        for question in QUESTIONS:
            if question.cube.name not in stored:
                told += _tell(question, period, today=today, at=at)
    return told


def _over(today: date) -> list[Period]:
    """Return the quarters that are over, from the first in which anything is counted; the oldest first."""
    period, periods = Period.with_day(today, Length.QUARTER).before, list[Period]()
    begun = first_day()
    while begun is not None and period.last_on >= begun and len(periods) < MOST_BACK:
        periods.append(period)
        period = period.before
    return periods[::-1]


def _tell(question: Question, period: Period, *, today: date, at: datetime) -> int:
    counts, middles = counted(question, period)
    release: Release = question.cube.release(
        counts, period=period, today=today, earlier=None, thresholds=thresholds_now(), middles=middles
    )
    rows = [ToldNumbers(cube=question.cube.name, first_on=period.first_on, release=release.as_json(), told_at=at)]
    # Two that tell at the same time tell the same quarter once: the first stands.
    return len(ToldNumbers.objects.bulk_create(rows, ignore_conflicts=True))
