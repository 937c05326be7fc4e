"""Hva kan jeg velge mellom? The person makes the sheet themself, or together with whoever helps them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from benken.access.records import closed_is_missing
from benken.my.views.mine import mine, opened_together
from benken.services.views import options
from benken.services.views.sides import Side


@closed_is_missing
@opened_together
def list_page(request: HttpRequest) -> HttpResponse:
    """Show my sheets, and begin one."""
    return options.list_page(request, _side(request))


@closed_is_missing
@opened_together
def sheet_page(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Show what I can choose between, and say what I lean to."""
    return options.sheet_page(request, _side(request), sheet_id)


@closed_is_missing
@opened_together
def add_page(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Look for something in the directory."""
    return options.add_page(request, _side(request), sheet_id)


@closed_is_missing
@opened_together
def new_page(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Write an option in my own words."""
    return options.new_page(request, _side(request), sheet_id)


@closed_is_missing
@opened_together
def option_page(request: HttpRequest, sheet_id: UUID, option_id: UUID) -> HttpResponse:
    """Write what I think of one of them."""
    return options.option_page(request, _side(request), sheet_id, option_id)


@require_POST
@closed_is_missing
@opened_together
def take_away(request: HttpRequest, sheet_id: UUID, option_id: UUID, gone: int) -> HttpResponse:
    """Take one off the sheet, or put it back."""
    return options.take_away_act(request, _side(request), sheet_id, option_id, away=bool(gone))


@require_POST
@closed_is_missing
@opened_together
def sheet_take_away(request: HttpRequest, sheet_id: UUID, gone: int) -> HttpResponse:
    """Take a whole sheet away, or put it back."""
    return options.take_away_sheet_act(request, _side(request), sheet_id, away=bool(gone))


def _side(request: HttpRequest) -> Side:
    my = mine(request)
    return Side(my.user, my.person, my.at, own=True)
