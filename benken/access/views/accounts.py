"""Accounts of those who work here: opened, closed, a link for a password."""

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access import jobs
from benken.access.actions.accounts import (
    account_mark,
    allow_password_link,
    change_staff_account,
    open_staff_account,
    switch_account,
)
from benken.access.actions.letters import ask_letter
from benken.access.forms.accounts import ChangeAccountForm, StaffAccountForm
from benken.access.models import User
from benken.access.outside.ways import outside_ways
from benken.access.pages import filled, signed_in, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused, can_manage_accounts
from benken.access.queries.accounts import staff_accounts
from benken.access.queries.letters import has_failed, letter_words, letters_asked
from benken.access.queries.setup import sends_mail
from benken.access.sign_in import set_password_path
from benken.ui.messages import say

MAY_SHOW_LINK = "may_show_link"


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
    """List the accounts of those who work here, and what came of letters to them."""
    return _listed(request, _administrator(request))


def _listed(
    request: HttpRequest, administrator: User, *, refused: str = "", not_closed: User | None = None
) -> HttpResponse:
    at, letters = timezone.now(), letters_asked(for_user=administrator)
    rows = []
    for account in staff_accounts():
        letter = letters.get(account.pk)
        rows.append({"account": account, "letter": letter_words(letter, at=at), "failed": has_failed(letter)})
    context = {
        "rows": rows,
        "administrator": administrator,
        "sends_mail": sends_mail(),
        "any_failed": any(row["failed"] for row in rows),
        "refused": refused,
        "not_closed": not_closed,
    }
    return render(request, "access/accounts.html", context, status=422 if refused else 200)


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
    context = {"account": account, "link": link, "sends_mail": sends_mail()}
    return render(request, "access/account_link.html", context)


def account_change(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Change what somebody is called, their roles and their team."""
    administrator, account = _administrator(request), _account(user_id)
    seen = {"seen": account_mark(account)}
    initial = {"name": account.name, "roles": account.roles, "team": account.team_id}
    form = filled(request, ChangeAccountForm, initial=initial | seen)
    if request.method == "GET":  # what was kept from last time may be from before somebody else saved
        form.initial["seen"] = seen["seen"]
    meanwhile: list[tuple[str, str]] = []
    own_session = (request.session.session_key or "") if account == administrator else ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            is_new = change_staff_account(
                user=account,
                name=data["name"],
                roles=form.chosen_roles(),
                team=data["team"],
                seen=data["seen"],
                by=administrator,
                at=timezone.now(),
                keep_session=own_session,
            )
        except ChangedMeanwhile as changed:
            now = _account(user_id)
            tell_saved_meanwhile(form, changed, seen=account_mark(now))
            meanwhile = [
                (_("Navn"), now.name),
                (_("Rolle"), ", ".join(now.role_names)),
                (_("Team"), now.team.name if now.team else "–"),
            ]
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if own_session:
                update_session_auth_hash(request, _account(user_id))
            say(request, _("Lagret.") if is_new else _("Alt står som før."))
            return redirect("accounts")
    ways = [way for way in outside_ways(request) if way.is_linked]
    context = {"form": form, "account": account, "meanwhile": meanwhile, "ways": ways}
    return render(request, "access/account_change.html", context, status=422 if form.errors else 200)


@require_POST
def account_letter(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Send somebody the link by e-mail."""
    administrator, account = _administrator(request), _account(user_id)
    try:
        ask_letter(user=account, by=administrator, at=timezone.now())
    except Refused as refused:
        return _listed(request, administrator, refused=str(refused))
    jobs.send_password_letter.defer(user_id=str(account.pk))
    say(request, _("En e-post til %(name)s er på vei.") % {"name": account.name})
    return redirect("accounts")


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
        at_once = not active and request.POST.get("at_once") == "1"
        switch_account(user=account, active=active, by=administrator, at=timezone.now(), at_once=at_once)
    except Refused as refused:
        could_close = not active and account.pk != administrator.pk
        return _listed(request, administrator, refused=str(refused), not_closed=account if could_close else None)
    if active:
        say(request, _("%(name)s kan logge inn.") % {"name": account.name}, undo=reverse("account_off", args=[user_id]))
    else:
        say(
            request,
            _("%(name)s kan ikke logge inn lenger.") % {"name": account.name},
            undo=reverse("account_on", args=[user_id]),
        )
    return redirect("accounts")
