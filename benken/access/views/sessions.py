"""Where one is signed in: a page of one's own, with a way to end each."""

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from benken.access.actions.sign_ins import end_all_sessions, end_session
from benken.access.models import SignIn
from benken.access.pages import signed_in
from benken.access.queries.sign_ins import own_sign_in, own_sign_ins
from benken.ui.messages import say
from benken.ui.words import day_words, moment_words


@require_GET
def own_sessions(request: HttpRequest) -> HttpResponse:
    """List where one is signed in: the device in short words, since when, the day it was last used."""
    user, today = signed_in(request), timezone.localdate()
    rows = [
        {
            "pk": one.pk,
            "device": device_words(one),
            "since": moment_words(one.since_at, today=today),
            "seen": day_words(timezone.localdate(one.seen_at), today=today),
            "is_this": one.session_key == request.session.session_key,
        }
        for one in own_sign_ins(user)
    ]
    rows.sort(key=lambda row: not row["is_this"])
    return render(request, "access/sessions.html", {"rows": rows})


def device_words(sign_in: SignIn) -> str:
    """Return what kind of device it is: «Chrome på Android»."""
    if sign_in.browser and sign_in.system:
        return _("%(browser)s på %(system)s") % {"browser": sign_in.browser, "system": sign_in.system}
    return sign_in.browser or sign_in.system or _("En nettleser vi ikke kjenner")


@require_POST
def session_end(request: HttpRequest, sign_in_id: UUID) -> HttpResponse:
    """End one of one's own sessions. This one is ended by signing out."""
    user = signed_in(request)
    sign_in = own_sign_in(user, sign_in_id)
    if sign_in is None:
        raise Http404
    if sign_in.session_key == request.session.session_key:
        return redirect("account_logout")
    end_session(sign_in=sign_in, by=user, at=timezone.now())
    say(request, _("Du er logget ut der."))
    return redirect("own_sessions")


@require_POST
def sessions_end_others(request: HttpRequest) -> HttpResponse:
    """End all one's sessions but this one, also those that the list does not know."""
    user = signed_in(request)
    end_all_sessions(user=user, by=user, at=timezone.now(), keep=request.session.session_key or "")
    update_session_auth_hash(request, user)
    say(request, _("Du er logget ut alle andre steder."))
    return redirect("own_sessions")
