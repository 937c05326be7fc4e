"""From the signed-in user to their own record; anybody without one gets the same 404 as a stranger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from benken.access.narrow import is_narrow_here
from benken.access.pages import signed_in
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.people.queries import Person, RecordClosed, open_whole_record
from benken.services.views.sides import Side

P = ParamSpec("P")


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


def opened_together(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lead a narrow session from a page it does not open to how it is opened; the rows are closed to it as well."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_narrow_here(request):
            mine(request)  # whoever has no page of their own gets the 404 here too
            return redirect("my_together")
        return view(request, *args, **kwargs)

    return guarded


def near_side(
    page: Callable[Concatenate[HttpRequest, Side, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make the person's own page of one that they share with their helper; a narrow session opens it too."""

    @closed_is_missing
    @wraps(page)
    def on_my_side(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        my = mine(request)
        return page(request, Side(my.user, my.person, my.at, own=True), *args, **kwargs)

    return on_my_side


def own_side(
    page: Callable[Concatenate[HttpRequest, Side, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make the person's own page of one that they share with their helper; a narrow session does not open it."""
    return closed_is_missing(opened_together(near_side(page)))
