"""Files beside a referral, put there by those who follow the person or by the person: one set of pages, two shells."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import refusals_said
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.people.attached import Attached, attached, attached_to_mine
from benken.people.queries import RecordClosed
from benken.people.queries.attachments import Attachment
from benken.people.uploads import filled_with_files
from benken.people.visits import reading, writing
from benken.services.actions.referral_files import put_beside, take_away
from benken.services.forms.referrals import FilesForm
from benken.services.models import Referral
from benken.services.policies.referral_files import can_take_away, goes_with_letter
from benken.services.queries.referral_files import last_sent_at
from benken.services.queries.referrals import referral_of, steps_of
from benken.services.referral_words import step_title, title
from benken.services.views.sides import Side
from benken.ui.messages import say


@dataclass(frozen=True)
class ShownFile:
    """A file as a page shows it; `remove` is where it is taken away, if whoever looks may."""

    file: Attached
    remove: str = ""


def shown_files(
    referral: Referral, files: Mapping[UUID, Sequence[Attachment]], side: Side
) -> Mapping[UUID, list[ShownFile]]:
    """Return the files of a referral as one side opens them, by what they hang on."""
    shown: dict[UUID, list[ShownFile]] = defaultdict(list)
    sent_at = last_sent_at(referral) if files else None
    for about_id, rows in files.items():
        for one, told in zip(rows, (attached_to_mine if side.own else attached)(rows), strict=True):
            may = can_take_away(one, referral=referral, sent_at=sent_at, by=side.user, at=side.at)
            where = {"referral_id": referral.pk, "attachment_id": one.pk}
            shown[about_id].append(ShownFile(told, side.address("referral_file_remove", **where) if may else ""))
    return shown


@closed_is_missing
def referral_files(request: HttpRequest, person_id: UUID, referral_id: UUID, about_id: UUID) -> HttpResponse:
    """Put files there, as a helper."""
    visit = reading(request, person_id, part="referral")
    return files_page(request, Side(visit.user, visit.person, visit.at, own=False), referral_id, about_id)


@require_POST
@closed_is_missing
def referral_file_remove(request: HttpRequest, person_id: UUID, referral_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a file away, as a helper."""
    visit = writing(request, person_id)
    return remove_act(request, Side(visit.user, visit.person, visit.at, own=False), referral_id, attachment_id)


def files_page(request: HttpRequest, side: Side, referral_id: UUID, about_id: UUID) -> HttpResponse:
    """Draw the choosing of files on one side, and put them there."""
    referral = referral_of(side.person, referral_id)
    if about_id == referral.pk:
        if not goes_with_letter(referral.state):
            say(request, _("Den er sendt, og ordene i den står."))
            return _home(referral, side)
        about = _("Følger med brevet. De som får det, ser filene.")
    else:
        steps = [one for one in steps_of(referral) if one.pk == about_id and not one.is_undo]
        if not steps:
            raise RecordClosed
        about = step_title(steps[0])
    form = filled_with_files(request, FilesForm)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["attachments"]
        try:
            added = put_beside(referral=referral, about_id=about_id, files=files, by=side.user, at=side.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = ""
            if len(added) == 1:
                undo = side.address("referral_file_remove", referral_id=referral_id, attachment_id=added[0].pk)
            say(request, _("Lagt ved."), undo=undo)
            return _home(referral, side)
    context = {"form": form, "title": title(referral), "about": about, "back": _address(referral, side)}
    return side.draw(request, "services/referral_files.html", context, status=422 if form.errors else 200)


def remove_act(request: HttpRequest, side: Side, referral_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take one away; a second click finds it gone."""
    referral = referral_of(side.person, referral_id)
    with refusals_said(request):
        gone = take_away(referral=referral, attachment_id=attachment_id, by=side.user, at=side.at)
        say(request, _("Fila er tatt bort.") if gone else _("Den ligger ikke her lenger."))
    return _home(referral, side)


def _address(referral: Referral, side: Side) -> str:
    return side.address("wait" if side.own else "referral", referral_id=referral.pk)


def _home(referral: Referral, side: Side) -> HttpResponse:
    return redirect(_address(referral, side))
