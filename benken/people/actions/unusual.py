"""Looks a week of reading through, for the leaders; here, because only this app knows what people are called."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from benken.access.actions.unusual import keep_unusual
from benken.access.queries.accounts import names_of
from benken.access.queries.unusual import facts_of
from benken.access.unusual import Look, unusual_lines
from benken.people.models import Person

WEEK = timedelta(weeks=1)


def look_week_through(*, at: datetime) -> int:
    """Keep what was unusual in the week before the one of `at`; return how many lines are new. By the system."""
    this_week = timezone.localdate(at) - timedelta(days=timezone.localdate(at).weekday())
    monday = this_week - WEEK
    first, until = (timezone.make_aware(datetime.combine(day, datetime.min.time())) for day in (monday, this_week))
    facts = facts_of(first=first, until=until)
    facts = replace(facts, same_name=same_last_name(facts.looks))
    return keep_unusual(unusual_lines(facts), week_on=monday, at=at)


def same_last_name(looks: Iterable[Look]) -> frozenset[tuple[UUID, UUID]]:
    """Return readers and subjects with the same last name, contact persons left out: theirs is no coincidence."""
    pairs = {(look.reader, look.subject) for look in looks if look.basis != "contact_person"}
    readers = {reader: _last_name(name) for reader, name in names_of({reader for reader, _subject in pairs}).items()}
    known = Person.objects.filter(pk__in={subject for _reader, subject in pairs}).exclude(full_name="")
    subjects = {pk: _last_name(name) for pk, name in known.values_list("pk", "full_name")}
    return frozenset(
        (reader, subject)
        for reader, subject in pairs
        if subject in subjects and subjects[subject] and subjects[subject] == readers.get(reader)
    )


def _last_name(name: str) -> str:
    """Return the last word of a name of several."""
    words = name.split()
    return words[-1].casefold() if len(words) > 1 else ""
