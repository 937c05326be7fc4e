"""The demo's front page and its door. Neither exists outside the demo setting."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from benken.access.queries.accounts import user_by_id
from benken.demo.load import progress
from benken.demo.personas import BY_KEY, PERSONAS, Persona
from benken.demo.tour import STOPS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PLAIN = "text/plain; charset=utf-8"


@login_not_required
@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Show the guided tour, and below it everybody one can be."""
    at = timezone.now()
    stops = [(stop, stop.path(at)) for stop in STOPS]
    return render(request, "demo/front.html", {"stops": stops, "personas": PERSONAS, "progress": progress()})


# Without a CSRF token on purpose: scripts and tests that try the demo post here without having opened a page. It is
# acceptable in the demo only, where nobody is real: the worst a foreign page can do is to make somebody an invented
# persona. Every form behind the door asks for its token.
@csrf_exempt
@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a persona, without password and one-time code, and go where `next` says if that is here."""
    wanted = request.POST.get("persona", "")
    persona = BY_KEY.get(wanted)
    if persona is None:
        sentence = _("Det finnes ingen slik person å logge inn som. Velg en av disse: %(personas)s.")
        return HttpResponseBadRequest(
            sentence % {"personas": ", ".join(BY_KEY)}, content_type="text/plain; charset=utf-8"
        )
    user = user_by_id(persona.user_id)
    if user is None:
        sentence = _("Fjordvik kommune er ikke på plass ennå. Prøv igjen om litt.")
        return HttpResponse(sentence, status=503, content_type=PLAIN)
    login(request, user, backend=BACKEND)
    request.session.cycle_key()  # a new key even when the same persona comes in again
    request.session["demo_door"] = True
    return redirect(_where_to(request, persona))


def _where_to(request: HttpRequest, persona: Persona) -> str:
    wanted = request.POST.get("next", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=secure):
        return wanted
    return reverse("my") if persona.key == "person" else "/"
