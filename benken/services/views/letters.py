"""Letters that came to a place whose editors answer here. They see the letter, and nothing else of the person.

Each reading is logged about the person it is of, and the person sees it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading
from benken.access.pages import refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Role, User
from benken.access.records import closed_is_missing
from benken.people.attached import Attached, attached_at, file_answer
from benken.people.queries import RecordClosed
from benken.people.queries.attachments import Attachment
from benken.people.uploads import ask_to_choose_again, filled_with_files
from benken.services.actions.referral_files import take_away_own_answer
from benken.services.actions.referrals import answer_letter
from benken.services.forms.referrals import StepForm
from benken.services.models import Referral
from benken.services.policies.referral_files import can_take_away
from benken.services.policies.referrals import REASONS, moves
from benken.services.queries.referral_files import file_of_letter, files_of_letter
from benken.services.queries.referrals import letter_for, letters_for
from benken.services.referral_facts import State
from benken.services.referral_words import title
from benken.services.views.referral_files import ShownFile
from benken.ui.messages import say
from benken.ui.words import day_words

# What the place itself says, in its own words.
ANSWERS = {
    State.RECEIVED: lambda: _("Vi har fått den"),
    State.ASSESSED: lambda: _("Vi har vurdert den"),
    State.OFFERED: lambda: _("Vi tilbyr en plass"),
    State.STARTED: lambda: _("Personen er i gang her"),
    State.DECLINED: lambda: _("Vi sier nei"),
}
BASIS = "letter"  # stands in the reading log: they are to answer


@closed_is_missing
def letters_page(request: HttpRequest) -> HttpResponse:
    """Show the letters a place has, in the order they came; what is free is beside them."""
    user, at = signed_in_helper(request), timezone.now()
    if not user.has_role(Role.SERVICE_EDITOR):
        raise RecordClosed
    letters = letters_for(user)
    if letters:
        log_reading(user=user, subject_id=None, part="letter", basis="list", at=at)  # a list with names in it
    today = timezone.localdate(at)
    rows = [(one, one.get_state_display(), day_words(one.state_on, today=today)) for one in letters]
    services = {one.service_id: one.service for one in letters if one.service}
    return render(request, "services/letters.html", {"letters": rows, "services": list(services.values())})


@closed_is_missing
def letter_page(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Show one letter, and what can be answered."""
    user, at = signed_in_helper(request), timezone.now()
    letter = letter_for(user, referral_id)
    log_reading(user=user, subject_id=letter.person_id, part="letter", basis=BASIS, at=at)
    answers = [(to, ANSWERS[to]()) for to in moves(letter.state, receiver=True)]
    sent, answered = files_of_letter(letter, user=user)
    context = {
        "letter": letter,
        "title": title(letter),
        "answers": answers,
        "files": [ShownFile(one) for one in _attached(letter, sent)],
        "answered": [
            ShownFile(told, _remove_address(letter, one) if _may_take_away(one, letter, user=user, at=at) else "")
            for one, told in zip(answered, _attached(letter, answered), strict=True)
        ],
    }
    return render(request, "services/letter.html", context)


def _attached(letter: Referral, files: Sequence[Attachment]) -> list[Attached]:
    return attached_at(
        files, lambda one: reverse("letter_file", kwargs={"referral_id": letter.pk, "attachment_id": one.pk})
    )


def _may_take_away(one: Attachment, letter: Referral, *, user: User, at: datetime) -> bool:
    return can_take_away(one, referral=letter, sent_at=None, by=user, at=at)


def _remove_address(letter: Referral, one: Attachment) -> str:
    return reverse("letter_file_remove", kwargs={"referral_id": letter.pk, "attachment_id": one.pk})


@require_safe
@closed_is_missing
def letter_file(request: HttpRequest, referral_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Answer with a file that was sent with the letter, or with one they answered with. Each opening is logged."""
    user, at = signed_in_helper(request), timezone.now()
    letter = letter_for(user, referral_id)
    found = file_of_letter(letter, attachment_id, user=user)
    log_reading(user=user, subject_id=letter.person_id, part="attachment", basis=BASIS, at=at)
    return file_answer(request, found, name=found.name, if_gone="people/file_gone.html")


@require_POST
@closed_is_missing
def letter_file_remove(request: HttpRequest, referral_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take away a file one answered with by mistake, also when the answer closed the letter."""
    user, at = signed_in_helper(request), timezone.now()
    with refusals_said(request):
        gone = take_away_own_answer(referral_id=referral_id, attachment_id=attachment_id, by=user, at=at)
        say(request, _("Fila er tatt bort.") if gone else _("Den ligger ikke her lenger."))
    return redirect("letters")


@closed_is_missing
def letter_answer(request: HttpRequest, referral_id: UUID, to: str) -> HttpResponse:
    """Answer a letter."""
    user, at = signed_in_helper(request), timezone.now()
    letter = letter_for(user, referral_id)
    if to not in ANSWERS:
        raise RecordClosed
    if to not in moves(letter.state, receiver=True):
        say(request, _("Dette er svart på alt, eller går ikke herfra."))
        return redirect("letter", referral_id=referral_id)
    log_reading(user=user, subject_id=letter.person_id, part="letter", basis=BASIS, at=at)
    form = filled_with_files(request, StepForm, to=to, referral=letter, tracks=(), answers_here=False, by_editor=True)
    if request.method == "POST" and form.is_valid():
        try:
            answer_letter(
                referral_id=letter.pk,
                happened=form.happened(today=timezone.localdate(at)),
                next_on=form.cleaned_data.get("next_on"),
                files=form.cleaned_data["attachments"],
                by=user,
                at=at,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            added = [one for one in files_of_letter(letter, user=user)[1] if one.added_at == at]
            undo = _remove_address(letter, added[0]) if len(added) == 1 else ""  # of the file: an answer stands
            say(request, _("Svaret er gitt. Personen og kontaktpersonen ser det."))
            if undo:
                say(request, _("Fila ligger ved svaret."), undo=undo)
            if to == State.DECLINED:
                return redirect("letters")
            return redirect("letter", referral_id=referral_id)
    ask_to_choose_again(form)
    context = {"letter": letter, "title": title(letter), "form": form, "heading": ANSWERS[State(to)]()}
    context |= {"is_no": to in REASONS}
    return render(request, "services/letter_answer.html", context, status=422 if form.errors else 200)
