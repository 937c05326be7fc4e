"""The front page: calm and public for a stranger; for whoever is signed in, where they begin."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from benken.access.pages import signed_in
from benken.access.queries import OUTSIDE_ROLES, Role, User
from benken.desk.views.today import today
from benken.ui.views import gallery


@dataclass(frozen=True)
class NotYet:
    """A page that is not there yet: what will come, and what one can do until then."""

    title: Promise
    coming: Promise
    until_then: Promise
    part: int = 0


NOT_YET = {
    Role.OUTREACH: NotYet(
        _("Ute kommer snart"),
        _("Her blir det mulig å skrive ned møter på gata uten navn, også uten dekning."),
        _("Folk du er med i laget til, finner du under Mine folk."),
        part=7,
    ),
    Role.PLANNER: NotYet(
        _("Planer og tall kommer"),
        _("Her blir det planer, tiltak og tall som er trygge å vise: aldri om enkeltpersoner."),
        _("Fram til da er det ingenting for deg å gjøre her."),
        part=10,
    ),
    Role.RESEARCHER: NotYet(
        _("Forskning kommer"),
        _("Her blir det protokoll, samtykke, intervju og analyse, adskilt fra alt som står om folk."),
        _("Fram til da er det ingenting for deg å gjøre her."),
        part=8,
    ),
    Role.PARTICIPANT: NotYet(
        _("Studien er ikke klar ennå"),
        _("Her kan du svare når studien begynner. Du velger selv om du vil være med."),
        _("Du trenger ikke gjøre noe nå."),
        part=8,
    ),
}
PLANS = NotYet(
    _("Planer og tall"),
    _("Her kommer det kommunen har lovet å gjøre, hvordan det går, og tall som aldri peker på noen."),
    _("Du kan også si hva du mener om planene, når de kommer."),
)
RESEARCH = NotYet(
    _("Forskning"),
    _("Her kommer det hvilke studier som pågår, hva de har funnet, og hvordan du kan være med."),
    _("Det er alltid frivillig, og hjelpen din er den samme om du sier nei."),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Show a stranger the ways in, and lead everybody else to where they begin."""
    if not request.user.is_authenticated:
        return render(request, "desk/front.html")
    user = signed_in(request)
    if user.subject_id is not None:
        return redirect("my")
    if user.has_role(Role.WORKER, Role.PEER):
        return today(request)
    if begins := _begins_at(user):
        return redirect(begins)
    page = next((NOT_YET[role] for role in NOT_YET if user.has_role(role)), NOT_YET[Role.PARTICIPANT])
    template = "desk/not_yet_staff.html" if user.is_staff else "desk/not_yet.html"
    return render(request, template, {"page": page})


def _begins_at(user: User) -> str:
    """Return the name of the page where somebody begins whose first page is another than Today; "" for nobody's."""
    if user.has_role(*OUTSIDE_ROLES) and not user.is_staff:
        return "shared"
    if user.has_role(Role.LEADER):
        return "team"
    if user.has_role(Role.ADMIN):
        return "accounts"
    return "keeping" if user.has_role(Role.SERVICE_EDITOR) else ""


@login_not_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Tell honestly that plans and numbers are not here yet."""
    return render(request, "desk/not_yet.html", {"page": PLANS})


@login_not_required
@require_safe
def research(request: HttpRequest) -> HttpResponse:
    """Tell honestly that research is not here yet."""
    return render(request, "desk/not_yet.html", {"page": RESEARCH})


@require_safe
def gallery_for_staff(request: HttpRequest) -> HttpResponse:
    """Show every component to those who build pages."""
    if not signed_in(request).is_staff:
        raise Http404
    return gallery(request)
