"""The switch for all that is automatic: one big press, for leaders and administrators."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.automatic import switch_automatic
from benken.access.models import User
from benken.access.pages import signed_in
from benken.access.policies import can_change_setup, can_place_people, can_switch_automatic
from benken.access.queries.automatic import latest_press, presses
from benken.ui.messages import say


def _presser(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_switch_automatic(user):
        raise Http404
    return user


@require_safe
def automatic_page(request: HttpRequest) -> HttpResponse:
    """Show whether it is on, the press, what it stops and what goes on, and who pressed when."""
    user, pressed = _presser(request), presses()
    context = {
        "presses": pressed,
        "is_on": not pressed or pressed[0].is_on,
        "latest": next(iter(pressed), None),
        "has_settings": can_change_setup(user),
        "has_team": can_place_people(user),
    }
    return render(request, "access/automatic.html", context)


@require_POST
def automatic_stop(request: HttpRequest) -> HttpResponse:
    """Stop it all at once."""
    return _switched(request, on=False)


@require_POST
def automatic_start(request: HttpRequest) -> HttpResponse:
    """Let it run again."""
    return _switched(request, on=True)


def _switched(request: HttpRequest, *, on: bool) -> HttpResponse:
    user = _presser(request)
    if switch_automatic(on=on, by=user, at=timezone.now()) is None:
        latest = latest_press()
        who = latest.by.name if latest else ""
        same = _("%(name)s har alt slått det på.") if on else _("%(name)s har alt stoppet det.")
        say(request, same % {"name": who} if who else _("Alt står som før."))
    else:
        undo = reverse("automatic_stop" if on else "automatic_start")
        say(request, _("Det automatiske er på igjen.") if on else _("Alt automatisk er stoppet."), undo=undo)
    return redirect("automatic")
