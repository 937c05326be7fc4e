"""What every page here begins and ends with: whose record, by whom, when; and the way back."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme

from benken.access.pages import signed_in_helper
from benken.access.queries import Right, User
from benken.people.policies import sees_for_the_contact
from benken.people.queries import Person, may_write, open_whole_record


@dataclass(frozen=True)
class Visit:
    """Somebody of the staff at a person's record, at a moment."""

    user: User
    at: datetime
    person: Person
    right: Right

    @property
    def is_contact(self) -> bool:
        """Tell whether they are the person's contact now, or stand in for the contact."""
        return sees_for_the_contact(self.right)

    @property
    def today(self) -> date:
        """The day it is where the page is shown."""
        return timezone.localdate(self.at)


def reading(request: HttpRequest, person_id: UUID, *, part: str) -> Visit:
    """Open a record for a page that shows some of it; the reading is logged. The person's own pages are elsewhere."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part=part, at=at)
    return Visit(user, at, record.person, record.right)


def writing(request: HttpRequest, person_id: UUID) -> Visit:
    """Open a record for an act, or for an empty form that shows only the name."""
    user, at = signed_in_helper(request), timezone.now()
    record = may_write(person_id, for_user=user, at=at)
    return Visit(user, at, record.person, record.right)


def way_back(request: HttpRequest) -> str:
    """Return the path of the page somebody came from, if it was sent along and lies here; else nothing."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def back(request: HttpRequest, visit: Visit, *, else_to: str = "") -> HttpResponseRedirect:
    """Lead back to where somebody came from, else to a page of ours, else to the person."""
    return redirect(way_back(request) or else_to or reverse("person", kwargs={"person_id": visit.person.pk}))


def undo_address(request: HttpRequest, address: str) -> str:
    """Return an address that undoes an act and leads back to the same place."""
    path = way_back(request)
    return f"{address}?{urlencode({'next': path})}" if path else address


def day_asked_for(request: HttpRequest) -> date | None:
    """Return the day an address names for a form to begin with, if it is one."""
    try:
        return parse_date(request.GET.get("day", ""))
    except ValueError:  # no such day
        return None
