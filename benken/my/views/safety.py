"""«Når det er tungt», for the person: there in a narrow session too, and hidden while somebody looks over."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from benken.access.records import closed_is_missing
from benken.followup.views import safety
from benken.my.shown import LOOKED_OVER
from benken.my.views.mine import mine, near_side
from benken.services.views.sides import Side

P = ParamSpec("P")


def _not_looked_over(
    page: Callable[Concatenate[HttpRequest, Side, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Make the person's own page of one; in neutral mode it leads back to what anybody may see."""
    mine_alone = near_side(page)

    @closed_is_missing
    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method != "POST" and request.session.get(LOOKED_OVER):  # what was typed is saved still
            mine(request)  # whoever has no page of their own gets the 404 here too
            return redirect("my")
        return mine_alone(request, *args, **kwargs)

    return guarded


plan = require_safe(_not_looked_over(safety.plan_page))
paper = require_safe(_not_looked_over(safety.paper_page))
new = _not_looked_over(safety.new_page)
item = _not_looked_over(safety.item_page)
item_gone = require_POST(_not_looked_over(safety.gone_act))
item_first = require_POST(_not_looked_over(safety.first_act))
item_share = require_POST(_not_looked_over(safety.item_share_act))
met = _not_looked_over(safety.met_page)
met_share = require_POST(_not_looked_over(safety.met_share_act))
