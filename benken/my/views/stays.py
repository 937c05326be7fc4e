"""Veien videre: where I am, what I wait for, home, and what lies between; the person writes it themself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from benken.access.records import closed_is_missing
from benken.my.views.mine import mine, opened_together
from benken.services.views import stays
from benken.services.views.sides import Side


@require_safe
@closed_is_missing
@opened_together
def chain_page(request: HttpRequest) -> HttpResponse:
    """Show my way on."""
    return stays.chain_page(request, _side(request))


@closed_is_missing
@opened_together
def new_page(request: HttpRequest) -> HttpResponse:
    """Write down where I am or will be."""
    return stays.new_page(request, _side(request))


@closed_is_missing
@opened_together
def change_page(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Change the place or the days."""
    return stays.change_page(request, _side(request), stay_id)


@closed_is_missing
@opened_together
def out_page(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Write down that I am out."""
    return stays.out_page(request, _side(request), stay_id)


@require_POST
@closed_is_missing
@opened_together
def not_out_act(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Take back that I am out."""
    return stays.not_out_act(request, _side(request), stay_id)


@require_POST
@closed_is_missing
@opened_together
def begin_act(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Write down that I am in."""
    return stays.begin_act(request, _side(request), stay_id)


@require_POST
@closed_is_missing
@opened_together
def not_begun_act(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Take back that I am in."""
    return stays.not_begun_act(request, _side(request), stay_id)


@closed_is_missing
@opened_together
def off_page(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Write down that nothing comes of it."""
    return stays.off_page(request, _side(request), stay_id)


@require_POST
@closed_is_missing
@opened_together
def on_again_act(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Take back that nothing comes of it."""
    return stays.on_again_act(request, _side(request), stay_id)


@require_POST
@closed_is_missing
@opened_together
def take_back_act(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """Take away what I just wrote."""
    return stays.take_back_act(request, _side(request), stay_id)


def _side(request: HttpRequest) -> Side:
    my = mine(request)
    return Side(my.user, my.person, my.at, own=True)
