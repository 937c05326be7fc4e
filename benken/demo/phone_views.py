"""The invented phones as pages: a list, and each with its texts and a field to send from it. Public, as the door is."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from benken.demo.forms import FromPhoneForm
from benken.demo.gateway import NAME
from benken.demo.phones import Telephone, screen_of, telephone, telephones
from benken.lib.ids import new_id
from benken.messaging.actions.incoming import take_in
from benken.messaging.gateways.interface import Incoming

KEYWORDS = ("MÅL", "TIME", "VENT", "STOPP", "START", "HJELP")
SENDER = "1000 0100"  # nobody's: Norwegian subscriber numbers begin with 2 to 9
LONGEST_SOUGHT = 100


@never_cache
@login_not_required
@require_GET
def phones(request: HttpRequest) -> HttpResponse:
    """Show the invented phones, or those of whom is sought among all."""
    sought = request.GET.get("q", "").strip()[:LONGEST_SOUGHT]
    return render(request, "demo/phones.html", {"phones": telephones(sought=sought), "sought": sought})


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, digits: str) -> HttpResponse:
    """Show one phone; with `lent` as whoever holds it sees it, locked. A text sent from it is taken in as any other."""
    one = telephone(digits)
    if one is None:
        raise Http404
    is_lent = "lent" in request.GET
    form = FromPhoneForm(request.POST if request.method == "POST" else None, initial={"key": new_id()})
    if request.method == "POST" and one.can_send and form.is_valid():
        _send(one, form)
        return redirect(f"{reverse('demo_phone', args=[one.digits])}#newest")
    return render(
        request,
        "demo/phone.html",
        {
            "phone": one,
            "screen": screen_of(one, is_whole="all" in request.GET),
            "form": form,
            "is_lent": is_lent,
            "at": timezone.now(),
            "keywords": KEYWORDS,
            "sender": settings.SMS["SENDER"] or SENDER,
        },
        status=422 if form.errors else 200,
    )


def _send(one: Telephone, form: FromPhoneForm) -> None:
    """Let a text come in, by the way that a real gateway's texts come."""
    said = Incoming(str(form.cleaned_data["key"]), one.number, form.cleaned_data["text"], said_at=None)
    take_in(gateway=NAME, incoming=said, at=timezone.now())
