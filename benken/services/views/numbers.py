"""The numbers of a quarter, for leaders and planners; whoever is neither gets 404."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from benken.access.pages import signed_in_helper
from benken.access.queries import User
from benken.access.queries.setup import thresholds_now
from benken.numbers.cubes import Length, Period
from benken.numbers.figures import csv_answer
from benken.services.policies.numbers import can_see_numbers
from benken.services.queries import numbers as queries


def _reader(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_see_numbers(user):
        raise Http404
    return user


def numbers(request: HttpRequest) -> HttpResponse:
    """Show the newest quarter that is over, or what will stand here."""
    user = _reader(request)
    quarters = queries.quarters_told(for_user=user)
    return _page(request, user, quarters, quarters[0] if quarters else None)


def numbers_quarter(request: HttpRequest, year: int, quarter: int) -> HttpResponse:
    """Show an earlier quarter."""
    user = _reader(request)
    quarters = queries.quarters_told(for_user=user)
    shown = next((one for one in quarters if (one.year, one.number) == (year, quarter)), None)
    if shown is None:
        raise Http404
    return _page(request, user, quarters, shown)


def numbers_file(request: HttpRequest, year: int, quarter: int, cube: str) -> HttpResponse:
    """Give one table of a quarter as a file for a spreadsheet."""
    user = _reader(request)
    if not (1 <= quarter <= 4 and 1 <= year <= 9999):  # a year has four
        raise Http404
    told = queries.told_table(date(year, 3 * quarter - 2, 1), cube, for_user=user)
    if told is None:
        raise Http404
    name = f"{cube.replace('_', '-')}-{year}-{quarter}"
    words, corner = told.question.words, str(told.question.corner)
    return csv_answer(told.table, name=name, words=words, corner=corner, beside=told.beside)


def _page(
    request: HttpRequest, user: User, quarters: list[queries.Quarter], shown: queries.Quarter | None
) -> HttpResponse:
    now = Period.with_day(timezone.localdate(), Length.QUARTER)
    context = {
        "quarters": quarters,
        "shown": shown,
        "told": queries.told_of(shown, for_user=user) if shown else [],
        "now": queries.Quarter(now),
        "now_until": now.last_on,
        "fewest": thresholds_now().anywhere,
    }
    return render(request, "services/numbers.html", context)
