"""Letters that came to a place whose editors answer here. They see the letter, and nothing else of the person.

Each reading is logged about the person it is of, and the person sees it.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_reading
from benken.access.pages import filled, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Role
from benken.access.records import closed_is_missing
from benken.people.queries import RecordClosed
from benken.services.actions.referrals import answer_letter
from benken.services.forms.referrals import StepForm
from benken.services.policies.referrals import REASONS, moves
from benken.services.queries.referrals import letter_for, letters_for
from benken.services.referral_facts import State
from benken.services.referral_words import title
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
    context = {"letter": letter, "title": title(letter), "answers": answers}
    return render(request, "services/letter.html", context)


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
    form = filled(request, StepForm, to=to, tracks=(), answers_here=False, by_editor=True)
    if request.method == "POST" and form.is_valid():
        try:
            answer_letter(
                referral_id=letter.pk,
                happened=form.happened(today=timezone.localdate(at)),
                next_on=form.cleaned_data.get("next_on"),
                by=user,
                at=at,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Svaret er gitt. Personen og kontaktpersonen ser det."))
            if to == State.DECLINED:
                return redirect("letters")
            return redirect("letter", referral_id=referral_id)
    context = {"letter": letter, "title": title(letter), "form": form, "heading": ANSWERS[State(to)]()}
    context |= {"is_no": to in REASONS}
    return render(request, "services/letter_answer.html", context, status=422 if form.errors else 200)
