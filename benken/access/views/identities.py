"""An administrator links somebody who works here to another system, and takes the link away."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.sign_ins import link_identity, unlink_identity
from benken.access.forms.identities import IdentityForm
from benken.access.models import User
from benken.access.outside.ways import Way, outside_ways
from benken.access.pages import posted, signed_in
from benken.access.policies import Refused, can_manage_accounts
from benken.access.queries.accounts import staff_accounts
from benken.access.queries.sign_ins import linked_providers
from benken.ui.messages import say


def account_identity(request: HttpRequest, user_id: UUID, provider_id: str) -> HttpResponse:
    """Link an account to an identity from outside. What was typed is never kept: it may be a national number."""
    administrator, account, way = _all(request, user_id, provider_id)
    form = IdentityForm(posted(request)) if request.method == "POST" else IdentityForm()
    if request.method == "POST" and form.is_valid():
        try:
            link_identity(
                user=account, provider=way.key, value=form.cleaned_data["value"], by=administrator, at=timezone.now()
            )
        except Refused as refused:
            form.add_error("value", str(refused))
        else:
            words = _("%(name)s kan logge inn med %(way)s.")
            say(request, words % {"name": account.name, "way": way.name})
            return redirect("account_change", user_id=account.pk)
    is_linked = way.key in linked_providers(account)
    context = {"form": form, "account": account, "way": way, "is_linked": is_linked}
    return render(request, "access/account_identity.html", context, status=422 if form.errors else 200)


@require_POST
def account_identity_remove(request: HttpRequest, user_id: UUID, provider_id: str) -> HttpResponse:
    """Take the link away; who is signed in with it is out."""
    administrator, account, way = _all(request, user_id, provider_id)
    unlink_identity(user=account, provider=way.key, by=administrator, at=timezone.now())
    say(request, _("%(name)s kan ikke logge inn med %(way)s lenger.") % {"name": account.name, "way": way.name})
    return redirect("account_change", user_id=account.pk)


def _all(request: HttpRequest, user_id: UUID, provider_id: str) -> tuple[User, User, Way]:
    administrator = signed_in(request)
    if not can_manage_accounts(administrator):
        raise Http404
    account = staff_accounts().filter(pk=user_id).first()
    way = next((one for one in outside_ways(request) if one.key == provider_id and one.is_linked), None)
    if account is None or way is None:
        raise Http404
    return administrator, account, way
