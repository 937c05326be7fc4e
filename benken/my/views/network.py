"""The people around me, in my own words. Nobody is contacted because they stand here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.my.forms import SupporterForm
from benken.my.views.mine import mine, opened_together
from benken.people.actions.network import (
    add_supporter,
    change_supporter,
    put_supporter_back,
    take_supporter_away,
)
from benken.people.helpers import helpers_of
from benken.people.queries import RecordClosed, Supporter, supporter_of, supporters_of
from benken.ui.messages import say
from benken.ui.words import first_name


@require_safe
@closed_is_missing
@opened_together
def network_page(request: HttpRequest) -> HttpResponse:
    """Show whom I have written down, and who can see it."""
    my = mine(request)
    supporters = [
        {
            "supporter": supporter,
            "by": "" if supporter.written_by_id == my.user.pk else first_name(supporter.written_by.name),
        }
        for supporter in supporters_of(my.person)
    ]
    return render(request, "my/network.html", {"supporters": supporters, "helpers": helpers_of(my.person, at=my.at)})


@closed_is_missing
@opened_together
def supporter_new(request: HttpRequest) -> HttpResponse:
    """Write somebody down."""
    my = mine(request)
    form = filled(request, SupporterForm)
    if request.method == "POST" and form.is_valid():
        try:
            supporter = add_supporter(person=my.person, words=form.words(), by=my.user, at=my.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("%(name)s står her.") % {"name": supporter.name}, undo=_address("remove", supporter))
            return redirect("my_network")
    context = {"form": form, "helpers": helpers_of(my.person, at=my.at)}
    return render(request, "my/supporter.html", context, status=422 if form.errors else 200)


@closed_is_missing
@opened_together
def supporter_change(request: HttpRequest, supporter_id: UUID) -> HttpResponse:
    """Change what I wrote; whoever saved meanwhile is shown, and nothing typed is lost."""
    my = mine(request)
    supporter, newer = supporter_of(my.person, supporter_id, at=my.at), None
    if request.method != "POST" and supporter.removed_at is not None:
        raise RecordClosed
    form = filled(request, SupporterForm, initial=SupporterForm.from_supporter(supporter))
    if request.method == "POST" and form.is_valid():
        try:
            change_supporter(
                supporter=supporter,
                words=form.words(),
                seen_version=form.cleaned_data["version"],
                by=my.user,
                at=my.at,
            )
        except ChangedMeanwhile as changed:
            newer = supporter_of(my.person, supporter_id, at=my.at)
            tell_saved_meanwhile(form, changed, version=newer.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret."))
            return redirect("my_network")
    return render(
        request,
        "my/supporter.html",
        {"form": form, "supporter": supporter, "newer": newer, "helpers": helpers_of(my.person, at=my.at)},
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
@opened_together
def supporter_remove(request: HttpRequest, supporter_id: UUID) -> HttpResponse:
    """Take somebody away; I can undo it for a day."""
    my = mine(request)
    supporter = supporter_of(my.person, supporter_id, at=my.at)
    take_supporter_away(supporter=supporter, by=my.user, at=my.at)
    say(request, _("%(name)s er tatt bort.") % {"name": supporter.name}, undo=_address("restore", supporter))
    return redirect("my_network")


@require_POST
@closed_is_missing
@opened_together
def supporter_restore(request: HttpRequest, supporter_id: UUID) -> HttpResponse:
    """Put somebody back whom I took away."""
    my = mine(request)
    supporter = supporter_of(my.person, supporter_id, at=my.at)
    with refusals_said(request):
        put_supporter_back(supporter=supporter, by=my.user, at=my.at)
        say(request, _("%(name)s står her igjen.") % {"name": supporter.name})
    return redirect("my_network")


def _address(act: str, supporter: Supporter) -> str:
    return reverse(f"my_supporter_{act}", kwargs={"supporter_id": supporter.pk})
