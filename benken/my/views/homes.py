"""Der jeg bor: the person writes it down themself, and what is broken or unsafe."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from benken.access.records import closed_is_missing
from benken.my.views.mine import mine, opened_together
from benken.services.views import homes
from benken.services.views.sides import Side


@closed_is_missing
@opened_together
def home(request: HttpRequest) -> HttpResponse:
    """Show where I live and what is wrong there."""
    return homes.home_page(request, _side(request))


@require_POST
@closed_is_missing
@opened_together
def home_take_back(request: HttpRequest, home_id: UUID) -> HttpResponse:
    """Take away what I just wrote."""
    return homes.take_back_act(request, _side(request), home_id)


@closed_is_missing
@opened_together
def fault_new(request: HttpRequest) -> HttpResponse:
    """Say that something is broken or unsafe."""
    return homes.fault_new_page(request, _side(request))


@closed_is_missing
@opened_together
def fault(request: HttpRequest, fault_id: UUID) -> HttpResponse:
    """Write whom I told and what they answered."""
    return homes.fault_page(request, _side(request), fault_id)


@require_POST
@closed_is_missing
@opened_together
def fault_mended(request: HttpRequest, fault_id: UUID, mended: int) -> HttpResponse:
    """Note that it is mended, or not after all."""
    return homes.mended_act(request, _side(request), fault_id, mended=bool(mended))


def _side(request: HttpRequest) -> Side:
    my = mine(request)
    return Side(my.user, my.person, my.at, own=True)
