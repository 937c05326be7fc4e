"""The person's network, as the helper writes it down together with them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.people.actions.network import (
    add_supporter,
    change_supporter,
    put_supporter_back,
    take_supporter_away,
)
from benken.people.forms import SupporterForm
from benken.people.queries import RecordClosed, Supporter, may_write, open_whole_record, supporter_of, supporters_of
from benken.ui.messages import say


@require_safe
@closed_is_missing
def network_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show everybody who is written down, fit for print."""
    user, at = signed_in_helper(request), timezone.now()
    person = open_whole_record(person_id, for_user=user, part="network", at=at).person
    context = {"person": person, "supporters": supporters_of(person), "today": timezone.localdate(at)}
    return render(request, "people/network.html", context)


@closed_is_missing
def supporter_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write somebody down."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    form = filled(request, SupporterForm)
    if request.method == "POST" and form.is_valid():
        try:
            supporter = add_supporter(person=person, words=form.words(), by=user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("%(name)s står her.") % {"name": supporter.name}, undo=_address("remove", supporter))
            return redirect("network", person_id=person_id)
    context = {"person": person, "form": form}
    return render(request, "people/supporter.html", context, status=422 if form.errors else 200)


@closed_is_missing
def supporter_change(request: HttpRequest, person_id: UUID, supporter_id: UUID) -> HttpResponse:
    """Change what is written about somebody; whoever saved meanwhile is shown, and nothing typed is lost."""
    user, at = signed_in_helper(request), timezone.now()
    person = open_whole_record(person_id, for_user=user, part="network", at=at).person
    supporter, newer = supporter_of(person, supporter_id, at=at), None
    if request.method != "POST" and supporter.removed_at is not None:
        raise RecordClosed
    form = filled(request, SupporterForm, initial=SupporterForm.from_supporter(supporter))
    if request.method == "POST" and form.is_valid():
        try:
            change_supporter(
                supporter=supporter, words=form.words(), seen_version=form.cleaned_data["version"], by=user, at=at
            )
        except ChangedMeanwhile as changed:
            newer = supporter_of(person, supporter_id, at=at)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret."))
            return redirect("network", person_id=person_id)
    context = {"person": person, "form": form, "supporter": supporter, "newer": newer}
    return render(request, "people/supporter.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def supporter_remove(request: HttpRequest, person_id: UUID, supporter_id: UUID) -> HttpResponse:
    """Take somebody away; it can be undone for a day."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    supporter = supporter_of(person, supporter_id, at=at)
    take_supporter_away(supporter=supporter, by=user, at=at)
    say(request, _("%(name)s er tatt bort.") % {"name": supporter.name}, undo=_address("restore", supporter))
    return redirect("network", person_id=person_id)


@require_POST
@closed_is_missing
def supporter_restore(request: HttpRequest, person_id: UUID, supporter_id: UUID) -> HttpResponse:
    """Put somebody back who was taken away."""
    user, at = signed_in_helper(request), timezone.now()
    person = may_write(person_id, for_user=user, at=at).person
    supporter = supporter_of(person, supporter_id, at=at)
    with refusals_said(request):
        put_supporter_back(supporter=supporter, by=user, at=at)
        say(request, _("%(name)s står her igjen.") % {"name": supporter.name})
    return redirect("network", person_id=person_id)


def _address(act: str, supporter: Supporter) -> str:
    return reverse(f"supporter_{act}", kwargs={"person_id": supporter.person_id, "supporter_id": supporter.pk})
