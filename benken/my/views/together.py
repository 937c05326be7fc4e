"""«Dette åpner vi sammen»: what a narrow session does not open, and how it is opened for this session."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.ways_in import OPENING_LASTS, ask_to_open
from benken.access.narrow import is_narrow_here, make_narrow, make_whole, whole_until
from benken.access.phones import shared_until
from benken.access.queries.ways_in import was_opened
from benken.access.records import closed_is_missing
from benken.my.views.mine import Mine, mine
from benken.people.helpers import helpers_of
from benken.ui.messages import say

ASKING = "asking"  # in the session: the asking, its number, until when, and whether this is the person's own phone


@closed_is_missing
def together_page(request: HttpRequest) -> HttpResponse:
    """Show how the rest is opened; show a number to tell the contact; open when the contact has typed it."""
    my = mine(request)
    asking = _asking(request, my.at)
    if not is_narrow_here(request):
        if request.method == "POST" and "close" in request.POST:
            make_narrow(request)
            say(request, _("Lukket igjen."))
            return redirect("my_together")
        return render(request, "my/together_open.html", {"until": whole_until(request)})
    if request.method == "POST":
        asked, number = ask_to_open(user=my.user, at=my.at)
        own = "own_phone" in request.POST and shared_until(request) is None
        request.session.cycle_key()  # a key seen before does not come along to what is opened
        request.session[ASKING] = [str(asked), number, (my.at + OPENING_LASTS).timestamp(), own]
        return redirect("my_together")
    if asking is not None and was_opened(UUID(asking[0]), user=my.user):
        _open(request, my, own_phone=asking[3])
        return redirect("my_together")
    return render(
        request,
        "my/together.html",
        {
            "helpers": helpers_of(my.person, at=my.at),
            "number": asking[1] if asking else "",
            "until": timezone.localtime(datetime.fromtimestamp(asking[2], tz=timezone.get_current_timezone()))
            if asking
            else None,
        },
    )


def _open(request: HttpRequest, my: Mine, *, own_phone: bool) -> None:
    del request.session[ASKING]
    make_whole(request, own_phone=own_phone, at=my.at)
    say(request, _("Nå er alt åpent her."))


def _asking(request: HttpRequest, at: datetime) -> tuple[str, str, float, bool] | None:
    """Return what this session has asked, while the number counts."""
    asking = request.session.get(ASKING)
    if asking is None or asking[2] <= at.timestamp():
        request.session.pop(ASKING, None)
        return None
    return asking[0], asking[1], asking[2], asking[3]
