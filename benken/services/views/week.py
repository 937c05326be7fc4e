"""A week: one's own appointments with who they are with, and when colleagues and rooms are taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_reading
from benken.access.pages import signed_in_helper
from benken.access.policies import can_place_people, can_search
from benken.access.queries import User
from benken.access.together import read_together
from benken.people.finding import OpenPeople
from benken.services.models import Appointment
from benken.services.queries.appointments import Busy, busy_times, colleagues_of, day_begins, own_week
from benken.ui.words import day_words, list_words

WEEK = re.compile(r"(\d{4})-W(\d{2})")
DAYS = 7


@dataclass
class Line:
    """One time of a day. Of others' it says no more than that they are taken, and which room."""

    starts_at: datetime
    ends_at: datetime
    words: str
    room: str = ""
    appointment: Appointment | None = None

    @property
    def starts(self) -> str:
        """Return the clock it begins at, said here and not by a filter: a full week has many."""
        return f"{timezone.localtime(self.starts_at):%H.%M}"

    @property
    def ends(self) -> str:
        """Return the clock it ends at."""
        return f"{timezone.localtime(self.ends_at):%H.%M}"


@dataclass
class Day:
    """A day of the week, with one's own and others' times."""

    on: date
    words: str
    is_today: bool
    own: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)


def week_page(request: HttpRequest) -> HttpResponse:
    """Show a week of one's own and of the team; book from it, move, cancel."""
    user, at = _who_sees_weeks(request), timezone.now()
    today = timezone.localdate(at)
    monday = _monday(request.GET.get("week", ""), today=today)
    first, last = day_begins(monday), day_begins(monday + timedelta(days=DAYS))
    own = own_week(user, first=first, last=last)
    log_reading(user=user, subject_id=None, part="week", basis="list", at=at)
    colleagues = colleagues_of(user.team, apart_from=user) if request.GET.get("who") == "team" else None
    days = [_day(monday + timedelta(days=number), today=today) for number in range(DAYS)]
    _place_own(days, own)
    if colleagues is not None:
        # What one may open oneself stands among one's own; all others are taken, whoever they meet.
        shown = {user.pk: user} | {one.pk: one for one in colleagues}
        busy = busy_times(user_ids=list(shown), first=first, last=last)
        _place_others(days, busy, shown, user, own)
    people = OpenPeople(for_user=user, at=at)
    read_together(*people.reads)
    week = monday.strftime("%G-W%V")
    context: dict[str, Any] = {
        "days": days,
        "week_number": monday.isocalendar().week,
        "week": week,
        "before": (monday - timedelta(days=DAYS)).strftime("%G-W%V"),
        "after": (monday + timedelta(days=DAYS)).strftime("%G-W%V"),
        "is_team": colleagues is not None,
        "team": user.team,
        "people": people.people,
        "today": today,
        "now": at,
        "here": f"{reverse('week')}?week={week}{'&who=team' if colleagues is not None else ''}",
    }
    return render(request, "services/week.html", context)


def week_book(request: HttpRequest) -> HttpResponse:
    """Lead from a person and a day that were chosen to the form for a new appointment."""
    _who_sees_weeks(request)
    try:
        person_id = UUID(request.GET.get("person", ""))
    except ValueError:
        return redirect("week")
    query = urlencode({"day": request.GET.get("day", ""), "next": request.GET.get("next", "")})
    return redirect(f"{reverse('appointment_new', kwargs={'person_id': person_id})}?{query}")


def _who_sees_weeks(request: HttpRequest) -> User:
    """Return the signed-in user, if they meet people or lead those who do."""
    user = signed_in_helper(request)
    if not (can_search(user) or can_place_people(user)):
        raise Http404
    return user


def _monday(written: str, *, today: date) -> date:
    found = WEEK.fullmatch(written)
    try:
        day = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else today
    except ValueError:
        day = today
    if abs(day - today) > timedelta(days=3660):
        day = today
    return day - timedelta(days=day.weekday())


def _day(on: date, *, today: date) -> Day:
    return Day(on, day_words(on, today=today), on == today)


def _place_own(days: list[Day], own: Iterable[Appointment]) -> None:
    for one in own:
        day = _of(days, one.starts_at)
        if day is not None:
            day.own.append(Line(one.starts_at, one.ends_at, one.person.called, one.room, one))


def _place_others(
    days: list[Day], busy: Iterable[Busy], shown: "dict[Any, User]", user: User, own: Iterable[Appointment]
) -> None:
    known = {(one.starts_at, one.ends_at) for one in own}
    for one in busy:
        others = [shown[key].name for key in one.user_ids if key in shown and key != user.pk]
        mine_but_closed = user.pk in one.user_ids and (one.starts_at, one.ends_at) not in known
        names = [*([_("du")] if mine_but_closed else []), *sorted(others)]
        day = _of(days, one.starts_at)
        if names and day is not None:
            said = _("%(names)s: opptatt") % {"names": list_words(names)}
            day.others.append(Line(one.starts_at, one.ends_at, said, one.room))


def _of(days: list[Day], moment: datetime) -> Day | None:
    """Return the day on which something begins; what began before the week stands on its first day."""
    number = (timezone.localdate(moment) - days[0].on).days
    return days[max(number, 0)] if number < len(days) else None
