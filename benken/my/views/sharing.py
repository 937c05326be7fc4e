"""«Hvem kan se hva?»: who sees what of mine and until when; to share, to stop, to keep somebody out, to be hidden.

Closing needs nothing. Opening (to share, to let in again) needs the whole session: a slip that was found, or a phone
that was lent, gives nothing away.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.narrow import is_narrow_here
from benken.access.pages import filled, refusals_said
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.access.sign_in import set_password_path
from benken.my.views.mine import Mine, mine, opened_together
from benken.people.actions import blocks
from benken.people.actions.sharing import allow_helper_link, share_again, stop_sharing
from benken.people.policies import can_open_again
from benken.people.queries import RecordClosed
from benken.people.queries.changing import cards_of
from benken.people.queries.sharing import consent_of, consents_of, possible_receivers
from benken.people.sharing import ShareForm, Whom, give
from benken.people.who_sees import WhoSees, block_of, can_be_kept_out, kept_out_of, who_sees
from benken.ui.messages import say
from benken.ui.words import day_words, first_name

SHOW_ONCE = "show_helper_link"  # in the session: of which consent


@require_safe
@closed_is_missing
def who_page(request: HttpRequest) -> HttpResponse:
    """Show everybody who can see something of mine, and whom I keep out."""
    my, narrow = mine(request), is_narrow_here(request)
    shown = request.session.pop(SHOW_ONCE, "")
    fresh = next((one for one in consents_of(my.person, at=my.at) if str(one.pk) == shown), None)
    rows = who_sees(my.person, at=my.at)
    wanted_away = {block.user_id for block in kept_out_of(my.person)}
    cards = cards_of([row.user for row in rows])
    return render(
        request,
        "my/who.html",
        {
            "person": my.person,
            "rows": [
                _row(row, my=my, narrow=narrow, wanted_away=wanted_away) | {"card": cards.get(row.user.pk)}
                for row in rows
            ],
            "has_contact": any(row.is_contact for row in rows),
            "kept_out": kept_out_of(my.person),
            "narrow": narrow,
            "fresh": fresh if not narrow else None,
            "link": request.build_absolute_uri(set_password_path(fresh.receiver)) if fresh and not narrow else "",
        },
    )


@require_safe
@closed_is_missing
@opened_together
def share_choose(request: HttpRequest) -> HttpResponse:
    """Choose with whom to share."""
    my = mine(request)
    choices = [
        {"text": _("En som støtter meg"), "note": _("familie, en venn"), "href": _new("supporter")},
        {"text": _("En som jobber et annet sted"), "note": _("lege, NAV, behandling"), "href": _new("helper")},
        {"text": _("En som har en konto her"), "note": _("de gir deg brukernavnet"), "href": _new("account")},
    ]
    known = [
        {"text": user.name, "note": "", "href": _new(str(user.pk))} for user in possible_receivers(my.person, at=my.at)
    ]
    return render(request, "my/share_choose.html", {"choices": [*known, *choices]})


@closed_is_missing
@opened_together
def share_new(request: HttpRequest, who: str) -> HttpResponse:
    """Share with somebody: what, why, until when."""
    my = mine(request)
    whom = Whom.read(who, person=my.person, at=my.at)
    form = filled(request, ShareForm, whom=whom, own=True, today=my.today)
    if request.method == "POST" and form.is_valid():
        try:
            consent = give(form, person=my.person, by=my.user, at=my.at)
            if whom.role is not None:
                allow_helper_link(consent=consent, by=my.user, at=my.at)
                request.session[SHOW_ONCE] = str(consent.pk)
        except Refused as refused:
            form.add_error("username" if "username" in form.fields else None, str(refused))
        else:
            said = _("Du deler med %(name)s.") % {"name": consent.receiver.name}
            say(request, said, undo=reverse("my_share_stop", kwargs={"consent_id": consent.pk}))
            return redirect("my_who")
    return render(request, "my/share.html", {"form": form, "whom": whom}, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def share_stop(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Stop sharing, at once."""
    my = mine(request)
    consent = consent_of(my.person, consent_id)
    stop_sharing(consent=consent, by=my.user, at=my.at)
    said = _("Du deler ikke lenger med %(name)s.") % {"name": consent.receiver.name}
    say(request, said, undo=reverse("my_share_restore", kwargs={"consent_id": consent.pk}))
    return redirect("my_who")


@require_POST
@closed_is_missing
def share_restore(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Undo that I stopped, within minutes."""
    my = mine(request)
    consent = consent_of(my.person, consent_id)
    with refusals_said(request):
        share_again(consent=consent, by=my.user, at=my.at)
        say(request, _("Du deler med %(name)s igjen.") % {"name": consent.receiver.name})
    return redirect("my_who")


@require_POST
@closed_is_missing
@opened_together
def share_link(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Make a new link for somebody I share with, as when the first one was lost."""
    my = mine(request)
    consent = consent_of(my.person, consent_id)
    with refusals_said(request):
        allow_helper_link(consent=consent, by=my.user, at=my.at)
        request.session[SHOW_ONCE] = str(consent.pk)
    return redirect("my_who")


@require_safe
@closed_is_missing
def keep_out_choose(request: HttpRequest) -> HttpResponse:
    """Choose whom to keep out."""
    my = mine(request)
    users = can_be_kept_out(my.person, whole=not is_narrow_here(request), at=my.at)
    return render(request, "my/keep_out_choose.html", {"users": users})


@closed_is_missing
def keep_out(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Keep somebody out: at once or, if it is my contact person, when another is there."""
    my = mine(request)
    users = can_be_kept_out(my.person, whole=not is_narrow_here(request), at=my.at)
    user = next((one for one in users if one.pk == user_id), None)
    if user is None:
        if request.method == "POST" and any(block.user_id == user_id for block in kept_out_of(my.person)):
            return redirect("my_who")  # a second click
        raise RecordClosed
    is_contact = any(row.is_contact and row.user.pk == user_id for row in who_sees(my.person, at=my.at))
    if request.method == "POST":
        stays = is_contact and request.POST.get("leaves") == "later"
        leaves = blocks.ContactLeaves.WITH_ANOTHER if stays else blocks.ContactLeaves.NOW
        block = blocks.keep_out(person=my.person, user=user, leaves=leaves, by=my.user, at=my.at)
        said = _("%(name)s slipper ikke inn.") % {"name": user.name}
        if is_contact:
            said = _("Lederen ser at du ønsker en annen kontaktperson.")
        say(request, said, undo=reverse("my_let_in", kwargs={"block_id": block.pk}))
        return redirect("my_who")
    return render(request, "my/keep_out.html", {"user": user, "is_contact": is_contact, "team": my.person.team})


@require_POST
@closed_is_missing
def let_in(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Stop keeping somebody out. In a narrow session only what was just done there is undone."""
    my = mine(request)
    block = block_of(my.person, block_id)
    if is_narrow_here(request) and not can_open_again(block.since_at, at=my.at):
        return redirect("my_together")
    if blocks.let_in_again(person=my.person, block=block, by=my.user, at=my.at):
        say(request, _("%(name)s er med igjen.") % {"name": block.user.name})
    else:
        say(
            request,
            _("%(name)s er ikke lenger stengt ute. Ingenting åpner seg av seg selv.") % {"name": block.user.name},
        )
    return redirect("my_who")


@require_POST
@closed_is_missing
def hidden(request: HttpRequest) -> HttpResponse:
    """Be hidden, or no more. To be found again needs the whole session."""
    my = mine(request)
    wanted = "on" in request.POST
    if not wanted and is_narrow_here(request):
        return redirect("my_together")
    blocks.hide(person=my.person, hidden=wanted, by=my.user, at=my.at)
    say(request, _("Du er skjult.") if wanted else _("Du er ikke lenger skjult."))
    return redirect("my_who")


def _row(row: WhoSees, *, my: Mine, narrow: bool, wanted_away: set[UUID]) -> dict[str, Any]:
    until = day_words(timezone.localdate(row.until_at), today=my.today) if row.until_at else ""
    return {
        "row": row,
        "first": first_name(row.user.name),
        "until": until,
        "why": "" if narrow else row.why,  # it may say more than a lent phone should
        "leaving": row.is_contact and row.user.pk in wanted_away,
    }


def _new(who: str) -> str:
    return reverse("my_share_new", kwargs={"who": who})
