"""From the signed-in user to their own record; anybody without one gets the same 404 as a stranger."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone

from benken.access.pages import signed_in
from benken.access.queries import User
from benken.people.queries import Person, RecordClosed, open_whole_record


@dataclass(frozen=True)
class Mine:
    """Whose page it is, and now."""

    user: User
    person: Person
    at: datetime

    @property
    def today(self) -> date:
        """The day it is on the page."""
        return timezone.localdate(self.at)


def mine(request: HttpRequest) -> Mine:
    """Return the signed-in person's own record, or RecordClosed."""
    user, at = signed_in(request), timezone.now()
    if user.subject_id is None:
        raise RecordClosed
    return Mine(user, open_whole_record(user.subject_id, for_user=user, part="my", at=at).person, at)
