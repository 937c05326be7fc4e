"""«Deling»: what is shared, decided together with the person; when to ask again; whom they keep out; hidden or not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, posted, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Right, User
from benken.access.records import closed_is_missing
from benken.access.sign_in import set_password_path
from benken.people.actions import blocks
from benken.people.actions import sharing as act
from benken.people.forms.sharing import AskAgainForm, KeepOutForm
from benken.people.queries import Person, RecordClosed, entry_of, may_write, open_whole_record
from benken.people.queries.sharing import asked_again, consent_of, consents_before, consents_of, possible_receivers
from benken.people.sharing import ShareForm, Whom, give
from benken.people.who_sees import block_of, kept_out_of, who_sees
from benken.ui.messages import say

SHOW_ONCE = "show_shared_link"  # in the helper's session: of which consent


@dataclass(frozen=True)
class Deciding:
    """The contact person, or a stand-in, beside the person whose decision is written down."""

    user: User
    person: Person
    at: datetime

    @property
    def today(self) -> date:
        """The day it is on the page."""
        return timezone.localdate(self.at)


def _deciding(request: HttpRequest, person_id: UUID, *, reads: bool = False) -> Deciding:
    """Return who asks, if that is the contact person; anybody else gets the 404. What is read is logged."""
    user, at = signed_in_helper(request), timezone.now()
    record = may_write(person_id, for_user=user, at=at)
    if record.right.basis not in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}:
        raise RecordClosed
    if reads:
        open_whole_record(person_id, for_user=user, part="circle", at=at)
    return Deciding(user, record.person, at)


@closed_is_missing
def person_sharing(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what the person shares, with whom and why."""
    with_ = _deciding(request, person_id, reads=True)
    return _page(request, with_)


@closed_is_missing
def person_share_new(request: HttpRequest, person_id: UUID, who: str) -> HttpResponse:
    """Write down what the person shares with somebody, together with them."""
    with_ = _deciding(request, person_id, reads=True)
    whom = Whom.read(who, person=with_.person, at=with_.at)
    form = filled(request, ShareForm, whom=whom, own=False, today=with_.today)
    if request.method == "POST" and form.is_valid():
        try:
            consent = give(form, person=with_.person, by=with_.user, at=with_.at)
            if whom.role is not None:
                act.allow_helper_link(consent=consent, by=with_.user, at=with_.at)
                request.session[SHOW_ONCE] = str(consent.pk)
        except Refused as refused:
            form.add_error("username" if "username" in form.fields else None, str(refused))
        else:
            names = {"name": with_.person.called, "receiver": consent.receiver.name}
            stop = reverse("person_share_stop", kwargs={"person_id": person_id, "consent_id": consent.pk})
            say(request, _("%(name)s deler med %(receiver)s.") % names, undo=stop)
            return redirect("person_sharing", person_id=person_id)
    context = {"person": with_.person, "form": form, "whom": whom, "later": AskAgainForm(today=with_.today)}
    return render(request, "people/share.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def person_share_stop(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Stop sharing because the person wants it; at once."""
    with_ = _deciding(request, person_id)
    consent = consent_of(with_.person, consent_id)
    act.stop_sharing(consent=consent, by=with_.user, at=with_.at)
    undo = reverse("person_share_restore", kwargs={"person_id": person_id, "consent_id": consent.pk})
    say(request, _("Delingen med %(name)s er slutt.") % {"name": consent.receiver.name}, undo=undo)
    return redirect("person_sharing", person_id=person_id)


@require_POST
@closed_is_missing
def person_share_restore(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Undo that sharing was stopped, within minutes."""
    with_ = _deciding(request, person_id)
    consent = consent_of(with_.person, consent_id)
    with refusals_said(request):
        act.share_again(consent=consent, by=with_.user, at=with_.at)
        say(request, _("%(name)s er med igjen.") % {"name": consent.receiver.name})
    return redirect("person_sharing", person_id=person_id)


@require_POST
@closed_is_missing
def person_share_link(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Make a new link for somebody the person shares with, as when the first one was lost."""
    with_ = _deciding(request, person_id)
    consent = consent_of(with_.person, consent_id)
    with refusals_said(request):
        act.allow_helper_link(consent=consent, by=with_.user, at=with_.at)
        request.session[SHOW_ONCE] = str(consent.pk)
    return redirect("person_sharing", person_id=person_id)


@require_POST
@closed_is_missing
def person_ask_again(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Leave the question for another day, or ask no more. No reason is asked."""
    with_ = _deciding(request, person_id)
    if "asked" in request.POST:
        act.drop_asking_again(person=with_.person, by=with_.user, at=with_.at)
        say(request, _("Tatt bort fra I dag."))
        return redirect("person_sharing", person_id=person_id)
    form = AskAgainForm(posted(request), today=with_.today)
    if form.is_valid():
        try:
            day = form.cleaned_data["on"]
            act.ask_again_later(person=with_.person, on=day, today=with_.today, by=with_.user, at=with_.at)
        except Refused as refused:
            form.add_error("on", str(refused))
        else:
            say(request, _("Det står på I dag den dagen."))
            return redirect("person_sharing", person_id=person_id)
    return _page(request, with_, later=form)


@require_POST
@closed_is_missing
def person_keep_out(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down that the person does not want somebody in."""
    with_ = _deciding(request, person_id)
    form = KeepOutForm(posted(request), person=with_.person, at=with_.at)
    if not form.is_valid():
        return _page(request, with_, keep_out=form)
    user = form.cleaned_data["user"]
    leaves = blocks.ContactLeaves.WITH_ANOTHER if form.cleaned_data["later"] else blocks.ContactLeaves.NOW
    block = blocks.keep_out(person=with_.person, user=user, leaves=leaves, by=with_.user, at=with_.at)
    said = _("%(name)s slipper ikke inn.") % {"name": user.name}
    if user.pk == with_.user.pk:
        say(request, _("Lederen ser at %(name)s ønsker en annen kontaktperson.") % {"name": with_.person.called})
        return redirect("people_list") if not form.cleaned_data["later"] else redirect("person", person_id=person_id)
    undo = reverse("person_let_in", kwargs={"person_id": person_id, "block_id": block.pk})
    say(request, said, undo=undo)
    return redirect("person_sharing", person_id=person_id)


@require_POST
@closed_is_missing
def person_let_in(request: HttpRequest, person_id: UUID, block_id: UUID) -> HttpResponse:
    """Take back what one wrote down: somebody is no longer kept out."""
    with_ = _deciding(request, person_id)
    block = block_of(with_.person, block_id)
    blocks.let_in_again(person=with_.person, block=block, by=with_.user, at=with_.at)
    say(request, _("%(name)s er ikke lenger stengt ute.") % {"name": block.user.name})
    return redirect("person_sharing", person_id=person_id)


@require_POST
@closed_is_missing
def person_hidden(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let nobody learn that the person is known here, or stop it."""
    with_ = _deciding(request, person_id)
    wanted = "on" in request.POST
    blocks.hide(person=with_.person, hidden=wanted, by=with_.user, at=with_.at)
    names = {"name": with_.person.called}
    say(request, _("%(name)s er skjult.") % names if wanted else _("%(name)s er ikke lenger skjult.") % names)
    return redirect("person_sharing", person_id=person_id)


@require_POST
@closed_is_missing
def entry_answered(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take what somebody outside answered off Today."""
    with_ = _deciding(request, person_id)
    act.mark_answer_seen(entry=entry_of(with_.person, entry_id, for_user=with_.user), by=with_.user, at=with_.at)
    say(request, _("Tatt bort fra I dag. Det står i siden til %(name)s.") % {"name": with_.person.called})
    return redirect("home")


def _page(
    request: HttpRequest, with_: Deciding, *, later: AskAgainForm | None = None, keep_out: KeepOutForm | None = None
) -> HttpResponse:
    person, at = with_.person, with_.at
    shown = request.session.pop(SHOW_ONCE, "")
    consents = list(consents_of(person, at=at))
    fresh = next((one for one in consents if str(one.pk) == shown), None)
    context: dict[str, Any] = {
        "person": person,
        "rows": [row for row in who_sees(person, at=at) if row.consent],
        "before": consents_before(person, at=at),
        "receivers": possible_receivers(person, at=at),
        "asked": asked_again(person),
        "kept_out": kept_out_of(person),
        "later": later or AskAgainForm(today=with_.today),
        "keep_out": keep_out or KeepOutForm(person=person, at=at),
        "fresh": fresh,
        "link": request.build_absolute_uri(set_password_path(fresh.receiver)) if fresh else "",
    }
    faulty = any(form is not None and form.errors for form in (later, keep_out))
    return render(request, "people/sharing.html", context, status=422 if faulty else 200)
