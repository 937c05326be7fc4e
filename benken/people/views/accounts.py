"""The person's own way in, given by the contact person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.pages import filled, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Right, account_of
from benken.access.records import closed_is_missing
from benken.access.sign_in import set_password_path
from benken.people.actions.accounts import close_way_in, give_account, renew_way_in
from benken.people.forms import AccountForm
from benken.people.queries import RecordClosed, open_whole_record
from benken.ui.messages import say

SHOW_ONCE = "show_person_link"


@closed_is_missing
def person_account(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give an account, make a new link, or close it. The link is shown once, right after it was asked for."""
    user, at = signed_in_helper(request), timezone.now()
    record = open_whole_record(person_id, for_user=user, part="account", at=at)
    if record.right.basis != Right.Basis.CONTACT_PERSON:
        raise RecordClosed
    person, account = record.person, account_of(person_id)
    form = filled(request, AccountForm, initial={"username": person.called}) if account is None else None
    if request.method == "POST":
        if account is not None and "close" in request.POST:
            close_way_in(person=person, account=account, by=user, at=at)
            say(request, _("Kontoen er stengt. Ingen kommer inn med den."))
            return redirect("person_account", person_id=person_id)
        if account is not None:
            renew_way_in(person=person, account=account, by=user, at=at)
        elif form is not None and form.is_valid():
            try:
                account = give_account(person=person, username=form.cleaned_data["username"], by=user, at=at)
            except Refused as refused:
                form.add_error("username", str(refused))
        if account is not None:
            request.session[SHOW_ONCE] = str(account.pk)
            return redirect("person_account", person_id=person_id)
    shown = account is not None and request.session.pop(SHOW_ONCE, "") == str(account.pk)
    link = request.build_absolute_uri(set_password_path(account)) if shown and account else ""
    return render(
        request,
        "people/account.html",
        {"person": person, "account": account, "form": form, "link": link},
        status=422 if form is not None and form.errors else 200,
    )
