"""What the pages of one person's things here begin with: whose record, by whom, when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from benken.access.pages import signed_in_helper
from benken.access.queries import User
from benken.people.queries import Person, RecordClosed, may_write, open_whole_record
from benken.people.queries.records import OpenRecord


@dataclass(frozen=True)
class Visit:
    """Somebody of the staff at a person's record, at a moment."""

    user: User
    at: datetime
    person: Person

    @property
    def today(self) -> date:
        """The day it is where the page is shown."""
        return timezone.localdate(self.at)


def reading(request: HttpRequest, person_id: UUID, *, part: str) -> Visit:
    """Open a record for a page that shows some of it; the reading is logged. In an emergency it stays closed."""
    user, at = signed_in_helper(request), timezone.now()
    _followed(may_write(person_id, for_user=user, at=at))  # before anything is logged
    return Visit(user, at, open_whole_record(person_id, for_user=user, part=part, at=at).person)


def writing(request: HttpRequest, person_id: UUID) -> Visit:
    """Open a record for an act, or for an empty form that shows only the name."""
    user, at = signed_in_helper(request), timezone.now()
    return Visit(user, at, _followed(may_write(person_id, for_user=user, at=at)).person)


def _followed(record: OpenRecord) -> OpenRecord:
    if record.is_emergency:
        raise RecordClosed
    return record
