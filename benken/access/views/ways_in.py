"""Pages for coming in without a password: neutral words, one answer whatever is wrong, counted tries."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.access.actions.ways_in import take_code, take_slip
from benken.access.forms.ways_in import SHARED, CodeForm, SendCodeForm, SlipForm
from benken.access.jobs import send_code_letter
from benken.access.models import User
from benken.access.pages import posted
from benken.access.phones import LEAVE_NOTHING, share_phone, shared_until
from benken.access.queries.setup import sends_mail, setup_now
from benken.access.queries.ways_in import person_with_username
from benken.ui.messages import say

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# From one address; a day centre has one for everybody, so it is roomy. A slip dies by itself after five wrong words.
LIMIT = {"way_in": "60/10m/ip"}
SEND_LIMIT = {"code": "5/h/key,30/10m/ip"}


@login_not_required
def slip_page(request: HttpRequest) -> HttpResponse:
    """Come in with a paper slip and one's own word."""
    return _come_in(
        request,
        SlipForm,
        "access/slip_in.html",
        lambda data, at: take_slip(code=data["code"], word=data["word"], at=at),
    )


@login_not_required
def code_page(request: HttpRequest) -> HttpResponse:
    """Come in with a code that was said, printed or sent a few minutes ago."""
    return _come_in(
        request,
        CodeForm,
        "access/code_in.html",
        lambda data, at: take_code(username=data["name"], code=data["code"], at=at),
    )


@login_not_required
def send_code_page(request: HttpRequest) -> HttpResponse:
    """Send a code by e-mail to whoever has given an address; the answer is the same whoever asks."""
    if request.user.is_authenticated or not sends_mail():
        return redirect("home")
    form = SendCodeForm(posted(request)) if request.method == "POST" else SendCodeForm()
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if not ratelimit.consume(request, app="benken", action="code", key=name.casefold(), config=SEND_LIMIT):
            form.add_error(None, _("For mange forsøk. Vent litt, og prøv igjen."))
        else:
            person = person_with_username(name)
            send_code_letter.defer(user_id=str(person.pk if person else UUID(int=0)))  # as much work for nobody
            say(request, _("Har navnet en e-post hos oss, kommer en kode om litt. Se også i søppelposten."))
            return redirect("code_in")
    return render(request, "access/code_send.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@require_safe
def leave_now(request: HttpRequest) -> HttpResponse:
    """Leave at once: on a shared phone the session ends; then a page that nobody wonders about."""
    if shared_until(request) is not None:
        request.session.flush()
    answer = redirect(setup_now().quick_exit_url)
    answer.headers["Clear-Site-Data"] = LEAVE_NOTHING
    return answer


def _come_in(
    request: HttpRequest,
    form_class: type[forms.Form],
    template: str,
    whose: Callable[[dict[str, str], datetime], User | None],
) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form, at = form_class(posted(request)) if request.method == "POST" else form_class(), timezone.now()
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, app="benken", action="way_in", config=LIMIT):
            form.add_error(None, _("For mange forsøk. Vent litt, og prøv igjen."))
        elif (user := whose(form.cleaned_data, at)) is None:
            form.add_error(None, _("Dette stemte ikke. Se etter, og prøv igjen, eller spør kontaktpersonen din."))
        else:
            login(request, user, backend=BACKEND)
            request.session.cycle_key()
            if form.cleaned_data["phone"] == SHARED:
                share_phone(request, at=at)
            return redirect("my")
    return render(request, template, {"form": form, "sends_mail": sends_mail()}, status=422 if form.errors else 200)
