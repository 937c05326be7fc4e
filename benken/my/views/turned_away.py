"""Fikk du nei? The person writes it down themself, and complains if they want to."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from benken.access.records import closed_is_missing
from benken.my.views.mine import mine, opened_together
from benken.services.views import turned_away
from benken.services.views.sides import Side


@require_safe
@closed_is_missing
@opened_together
def list_page(request: HttpRequest) -> HttpResponse:
    """Show the times I got no."""
    return turned_away.list_page(request, _side(request))


@closed_is_missing
@opened_together
def new_page(request: HttpRequest) -> HttpResponse:
    """Write one down."""
    return turned_away.new_page(request, _side(request))


@closed_is_missing
@opened_together
def one_page(request: HttpRequest, away_id: UUID) -> HttpResponse:
    """Show one, and write a complaint."""
    return turned_away.one_page(request, _side(request), away_id)


@require_safe
@closed_is_missing
@opened_together
def paper_page(request: HttpRequest, away_id: UUID) -> HttpResponse:
    """Take the complaint along on paper."""
    return turned_away.paper_page(request, _side(request), away_id)


@require_POST
@closed_is_missing
@opened_together
def not_sent_act(request: HttpRequest, away_id: UUID) -> HttpResponse:
    """Take back that I sent it."""
    return turned_away.not_sent_act(request, _side(request), away_id)


@require_POST
@closed_is_missing
@opened_together
def take_back_act(request: HttpRequest, away_id: UUID) -> HttpResponse:
    """Take away what I just wrote."""
    return turned_away.take_back_act(request, _side(request), away_id)


def _side(request: HttpRequest) -> Side:
    my = mine(request)
    return Side(my.user, my.person, my.at, own=True)
