"""Money given to providers: a list with what is due, a form, and a file for a spreadsheet."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, signed_in_helper
from benken.access.queries import User
from benken.access.queries.setup import setup_now
from benken.lib.sheets import csv_file
from benken.services.actions.grants import add_grant, change_grant, receive_report
from benken.services.forms.grants import GrantForm
from benken.services.models import Grant
from benken.services.policies.keeping import can_change_grants, can_see_grants
from benken.services.queries import grants as queries
from benken.services.views.kept_places import save_or_tell, shown
from benken.ui.messages import say


def _reader(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_see_grants(user):
        raise Http404
    return user


def _writer(request: HttpRequest) -> User:
    user = signed_in_helper(request)
    if not can_change_grants(user):
        raise Http404
    return user


def _grant(grant_id: UUID, user: User) -> Grant:
    grant = queries.grant(grant_id, for_user=user)
    if grant is None:
        raise Http404
    return grant


def grants(request: HttpRequest) -> HttpResponse:
    """List the grants, those with a report to come first."""
    user, today = _reader(request), timezone.localdate()
    rows = [
        (grant, queries.amount_words(grant), queries.report_words(grant, today=today)) for grant in queries.grants(user)
    ]
    return render(request, "services/grants.html", {"rows": rows, "writes": can_change_grants(user)})


def grants_file(request: HttpRequest) -> HttpResponse:
    """Give the grants as a file for a spreadsheet."""
    user = _reader(request)
    headings = (
        _("Hvem ga"),
        _("Hvem fikk"),
        _("Til hva"),
        _("Beløp"),
        _("Valuta"),
        _("Område"),
        _("Fra"),
        _("Til og med"),
        _("Rapport ventes"),
        _("Rapport kom"),
    )
    rows = (
        (
            grant.giver,
            grant.provider.name,
            grant.purpose,
            grant.amount,
            grant.currency,
            grant.area,
            grant.from_on,
            grant.until_on,
            grant.report_due_on,
            grant.report_received_on,
        )
        for grant in queries.grants(user)
    )
    answer = HttpResponse(csv_file([headings, *rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tilskudd.csv"'
    return answer


def grant_new(request: HttpRequest) -> HttpResponse:
    """Write down a grant."""
    user = _writer(request)
    currency = Grant.Currency.DKK if setup_now().country == "dk" else Grant.Currency.NOK
    form = filled(request, GrantForm, initial={"currency": currency})
    if request.method == "POST" and form.is_valid():
        add_grant(words=form.cleaned_data, by=user, at=timezone.now())
        say(request, _("Tilskuddet er skrevet ned."))
        return redirect("grants")
    return shown(request, form, title=_("Nytt tilskudd"), back=reverse("grants"))


def grant_change(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Change what stands of a grant."""
    user = _writer(request)
    grant = _grant(grant_id, user)
    form = filled(request, GrantForm, initial=GrantForm.standing(grant))
    if request.method == "GET":  # what was kept from last time may be from before somebody else saved
        form.initial["version"] = grant.version
    meanwhile: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        said, meanwhile = save_or_tell(
            form,
            lambda: change_grant(
                grant=grant,
                words=form.cleaned_data,
                seen_version=form.cleaned_data["version"] or 0,
                by=user,
                at=timezone.now(),
            ),
            lambda: _grant(grant_id, user),
        )
        if said:
            say(request, said)
            return redirect("grants")
    return shown(request, form, title=_("Tilskudd"), back=reverse("grants"), meanwhile=meanwhile)


@require_POST
def grant_report(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Write down that the report came today."""
    user = _writer(request)
    grant = _grant(grant_id, user)
    if receive_report(grant=grant, on=timezone.localdate(), by=user, at=timezone.now()):
        say(request, _("Rapporten er kommet."), undo=reverse("grant_report_undo", args=[grant.pk]))
    return redirect("grants")


@require_POST
def grant_report_undo(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Write down that the report has not come after all."""
    user = _writer(request)
    receive_report(grant=_grant(grant_id, user), on=None, by=user, at=timezone.now())
    say(request, _("Rapporten står som ikke kommet."))
    return redirect("grants")
