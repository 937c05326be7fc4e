"""Accounts from a file: chosen, looked over, made all at once. An administrator's pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from procrastinate.types import JSONDict

from benken.access.actions.accounts import open_staff_accounts
from benken.access.actions.letters import ask_letters
from benken.access.jobs import send_password_letter
from benken.access.pages import signed_in
from benken.access.policies import Refused, can_manage_accounts
from benken.access.queries import User
from benken.access.queries.setup import sends_mail
from benken.interop.caseload.read import Unreadable
from benken.interop.forms import FileForm
from benken.interop.staff.read import MOST_ROWS, Outcome, opened_accounts, read_staff, sealed_accounts
from benken.ui.messages import say

SHOWN = 200


def _administrator(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_manage_accounts(user):
        raise Http404
    return user


def staff_file(request: HttpRequest) -> HttpResponse:
    """Take a file, and show what would come of it; nothing is stored."""
    administrator = _administrator(request)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    form = FileForm(request.POST, request.FILES, length=length) if request.method == "POST" else FileForm()
    form.fields["file"].help_text = _("En CSV- eller .xlsx-fil, høyst 2 000 linjer. Den blir ikke lagret.")
    if request.method == "POST" and form.is_valid() and form.rows is not None:
        try:
            rows = read_staff(form.rows)
        except Unreadable as sentence:
            form.add_error("file", str(sentence))
        else:
            by_outcome = {outcome: [row for row in rows if row.outcome is outcome] for outcome in Outcome}
            new = by_outcome[Outcome.NEW]
            context = {
                "new": new[:SHOWN],
                "new_count": len(new),
                "known": by_outcome[Outcome.KNOWN][:SHOWN],
                "known_count": len(by_outcome[Outcome.KNOWN]),
                "wrong": by_outcome[Outcome.WRONG][:SHOWN],
                "wrong_count": len(by_outcome[Outcome.WRONG]),
                "shown": SHOWN,
                "sealed": sealed_accounts(new, of=administrator.pk),
                "sends_mail": sends_mail(),
            }
            return render(request, "interop/staff_preview.html", context)
    context = {"form": form, "most": MOST_ROWS}
    return render(request, "interop/staff_file.html", context, status=422 if form.errors else 200)


@require_POST
def staff_make(request: HttpRequest) -> HttpResponse:
    """Make the accounts that were looked over; whoever has one already is passed over."""
    administrator, at = _administrator(request), timezone.now()
    try:
        people = opened_accounts(request.POST.get("accounts", ""), of=administrator.pk)
        users = open_staff_accounts(people=people, by=administrator, at=at)
    except (Unreadable, Refused) as sentence:
        say(request, str(sentence))
        return redirect("staff_file")
    words = ngettext("%(count)d konto er laget.", "%(count)d kontoer er laget.", len(users)) % {"count": len(users)}
    if users and "letters" in request.POST and sends_mail():
        asked = ask_letters(users=users, by=administrator, at=at)
        jobs: list[JSONDict] = [{"user_id": str(user.pk)} for user in asked]
        send_password_letter.batch_defer(*jobs)
        words += " " + _("E-postene er på vei.")
    say(request, words)
    return redirect("accounts")
