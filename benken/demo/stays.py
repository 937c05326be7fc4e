"""Where one of the invented people is for a while: out soon, and nobody meets him yet.

Written as the action would have left it: the row, the entry it brought, and the deed.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from benken.access.models import Deed
from benken.demo.happenings import shared_entry
from benken.people.models import Entry
from benken.services.models import Stay
from benken.services.stay_words import in_entry_words

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

CAME_DAYS_AGO, OUT_IN_DAYS = 4, 9


def stays_of(person: "PersonRows") -> Iterator[Model]:
    """Yield where one person is now; of most, nothing. Tuva's plan hangs on her referral."""
    if person.course.key != "tommy":
        return
    at = max(person.clock.workday(CAME_DAYS_AGO, (13, 20)), person.known)
    by, day = person.contact_id(at), timezone.localdate(at)
    stay = Stay(
        id=person.new_id(at),
        person_id=person.id,
        kind=Stay.Kind.HOSPITAL,
        place="Fjordvik sykehus",
        from_on=day,
        planned_end_on=person.clock.today + timedelta(days=OUT_IN_DAYS),
        has_begun=True,
        written_by_id=by,
        written_at=at,
    )
    yield stay
    text = in_entry_words(stay, today=day)
    yield shared_entry(person, Entry.Kind.CAME_IN, by, at, text, about_id=stay.pk, areas=[])
    yield Deed(id=person.new_id(at), at=at, by_id=by, verb="stay.tell", subject_id=person.id, object_id=stay.pk)
