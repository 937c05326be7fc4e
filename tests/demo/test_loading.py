"""Loading itself, in a database of its own: it can be cut off, and fits any hour."""

from datetime import date, datetime

import pytest
from django.db.models import Q
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Right
from benken.demo import load
from benken.demo.courses import read_courses
from benken.demo.keys import person_id
from benken.demo.moments import OSLO, Clock
from benken.demo.personas import TUVA
from benken.demo.rows import PersonRows
from benken.demo.staff import read_staff
from benken.followup.models import BestNow, Goal, Promise, Step
from benken.messaging.models import Message
from benken.people.models import Entry, Person

BUSY_MOMENTS = [
    datetime(2026, 3, 4, 13, 0, tzinfo=OSLO),  # a Wednesday after lunch
    datetime(2026, 3, 8, 0, 20, tzinfo=OSLO),  # a Sunday just after midnight
    datetime(2026, 3, 30, 2, 30, tzinfo=OSLO),  # the night after summer time began
]


def silent(_sentence: str) -> None:
    """Say nothing."""


def everything() -> set[tuple[object, ...]]:
    """Return ids and texts of what the load wrote."""
    with acting_as(SYSTEM):
        return {
            *Person.objects.values_list("pk", "called"),
            *Entry.objects.values_list("pk", "text"),
            *Goal.objects.values_list("pk", "words"),
            *Step.objects.values_list("pk", "words"),
            *Message.objects.values_list("pk", "text"),
            *Promise.objects.values_list("pk", "words"),
            *BestNow.objects.values_list("pk", "words"),
            *Right.objects.values_list("pk", "basis"),
        }


@pytest.mark.usefixtures("empty_database")
def test_it_goes_on_after_being_cut_off_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    at = timezone.now()
    today = timezone.localdate(at)
    load.prepare(today=today, say=silent, at=at)
    monkeypatch.setattr(load, "AT_ONCE", 5)

    def cut_off(sentence: str) -> None:
        if sentence.startswith("40 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load.fill(today=today, say=cut_off, at=at, grown=12)
    with acting_as(SYSTEM):
        assert Person.objects.count() == 40
    said: list[str] = []
    load.fill(today=today, say=said.append, at=at, grown=12)
    assert said[-1] == "42 of 42 people are in place"
    first = everything()
    with acting_as(SYSTEM):
        assert Person.objects.count() == 42
    said.clear()
    load.prepare(today=today, say=said.append, at=at)
    load.fill(today=today, say=said.append, at=at, grown=12)
    assert said == []
    assert everything() == first


@pytest.mark.usefixtures("empty_database")
@pytest.mark.parametrize("at", BUSY_MOMENTS)
def test_it_fits_any_day_and_hour(at: datetime) -> None:
    load.prepare(today=at.date(), say=silent, at=at)
    load.fill(today=at.date(), say=silent, at=at, grown=8)
    with acting_as(SYSTEM):
        late = Q(happened_at__gt=at) | Q(shared_at__gt=at) | Q(answered_at__gt=at) | Q(first_read_at__gt=at)
        assert not Entry.objects.filter(late).exists()
        assert not Message.objects.filter(Q(sent_at__gt=at) | Q(read_at__gt=at)).exists()
        by_staff = Entry.objects.filter(author__subject_id__isnull=True).exclude(author__roles__contains=["outreach"])
        weekend = by_staff.filter(happened_at__iso_week_day__gte=6).count()
        assert weekend < by_staff.count() / 40, "office staff write on weekdays but for where the order needs it"


def test_two_loads_of_the_same_moment_are_the_same() -> None:
    clock = Clock(date(2026, 3, 4), BUSY_MOMENTS[0])
    tuva = next(course for course in read_courses() if course.key == "tuva")
    first, second = (
        [(type(row), row.pk, str(row)) for row in PersonRows(tuva, clock, read_staff()).take_all()] for _ in range(2)
    )
    assert first == second
    assert person_id("tuva") == TUVA
