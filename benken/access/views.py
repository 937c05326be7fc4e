"""Pages about accounts and about what was typed."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access import typed_text
from benken.access.actions import allow_password_link, open_staff_account, switch_account
from benken.access.forms import StaffAccountForm
from benken.access.models import User
from benken.access.pages import filled, signed_in
from benken.access.policies import Refused, can_manage_accounts
from benken.access.queries import staff_accounts
from benken.access.sign_in import set_password_path
from benken.ui.messages import say

MAY_SHOW_LINK = "may_show_link"


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Tell that the page was too old, with what was typed kept for whoever the form belongs to."""
    owner = typed_text.owner_of(request)  # nobody for a form of passwords: those carry no owner and are not kept
    page = typed_text.page_of(request)
    if owner is not None:
        typed_text.keep(user=owner, page=page, fields=request.POST, at=timezone.now())
    return render(request, "access/old_page.html", {"page": page, "kept": owner is not None}, status=403)


@require_POST
def keep_typed(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed on a page, as the browser sends it now and then."""
    typed_text.keep(user=signed_in(request), page=typed_text.page_of(request), fields=request.POST, at=timezone.now())
    return HttpResponse(status=204)


@require_POST
def discard_typed(request: HttpRequest) -> HttpResponse:
    """Forget what was kept for a page, and go back to it, empty."""
    page = typed_text.page_of(request)
    typed_text.discard(user=signed_in(request), page=page)
    return redirect(page)


def _administrator(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_manage_accounts(user):
        raise Http404
    return user


def _account(user_id: UUID) -> User:
    account = staff_accounts().filter(pk=user_id).first()
    if account is None:
        raise Http404
    return account


def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts of those who work here."""
    administrator = _administrator(request)
    return render(request, "access/accounts.html", {"accounts": staff_accounts(), "administrator": administrator})


def account_new(request: HttpRequest) -> HttpResponse:
    """Open an account, and go on to the link with which its owner sets a password."""
    administrator = _administrator(request)
    form = filled(request, StaffAccountForm)
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, timezone.now()
        try:
            account = open_staff_account(
                name=data["name"],
                email=data["email"],
                roles=form.chosen_roles(),
                team=data["team"],
                by=administrator,
                at=at,
            )
            allow_password_link(user=account, by=administrator, at=at)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            request.session[MAY_SHOW_LINK] = str(account.pk)
            return redirect("account_link", user_id=account.pk)
    return render(request, "access/account_new.html", {"form": form}, status=422 if form.errors else 200)


def account_link(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Show the link once, right after it was asked for; it is never stored."""
    administrator, account = _administrator(request), _account(user_id)
    if request.method == "POST":
        try:
            allow_password_link(user=account, by=administrator, at=timezone.now())
        except Refused as refused:
            return render(request, "access/account_link.html", {"account": account, "refused": refused}, status=422)
        request.session[MAY_SHOW_LINK] = str(account.pk)
        return redirect("account_link", user_id=account.pk)
    shown = request.session.pop(MAY_SHOW_LINK, "") == str(account.pk)
    link = request.build_absolute_uri(set_password_path(account)) if shown else ""
    return render(request, "access/account_link.html", {"account": account, "link": link})


@require_POST
def account_off(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Switch an account off; the answer can be undone."""
    return _switched(request, user_id, active=False)


@require_POST
def account_on(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Switch an account on again."""
    return _switched(request, user_id, active=True)


def _switched(request: HttpRequest, user_id: UUID, *, active: bool) -> HttpResponse:
    administrator, account = _administrator(request), _account(user_id)
    try:
        switch_account(user=account, active=active, by=administrator, at=timezone.now())
    except Refused as refused:
        return render(
            request,
            "access/accounts.html",
            {"accounts": staff_accounts(), "administrator": administrator, "refused": refused},
            status=422,
        )
    if active:
        say(request, _("%(name)s kan logge inn.") % {"name": account.name}, undo=reverse("account_off", args=[user_id]))
    else:
        say(
            request,
            _("%(name)s kan ikke logge inn lenger.") % {"name": account.name},
            undo=reverse("account_on", args=[user_id]),
        )
    return redirect("accounts")
