"""One person's referrals, for those who follow the person: written together, sent, what came, who has the ball."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.limits import track_of, tracks
from benken.lib.missing import Missing
from benken.people.uploads import ask_to_choose_again, filled_with_files
from benken.people.visits import Visit, reading, writing
from benken.services.actions.referrals import (
    change_draft,
    draft_referral,
    record_step,
    undo_step,
    usual_next,
)
from benken.services.actions.waits import change_wait
from benken.services.forms.referrals import LetterForm, StepForm, WaitForm
from benken.services.letter_paper import letter_sheet
from benken.services.models import Referral, ReferralStep
from benken.services.policies.referral_files import WITH_PAPERS, goes_with_letter
from benken.services.policies.referrals import REASONS, WAITING, can_undo, moves
from benken.services.queries.options import option_to_refer
from benken.services.queries.referral_files import files_of
from benken.services.queries.referrals import (
    lines_of,
    next_doors,
    referral_of,
    referrals_of,
    services_to_ask,
    steps_of,
    wait_of,
)
from benken.services.referral_facts import State
from benken.services.referral_words import (
    ball_sentence,
    days_words,
    law_of_limit,
    limit_sentence,
    line_words,
    listed_sentence,
    reason_words,
    rules_sentence,
    source_words,
    step_title,
    title,
)
from benken.services.views.complaints import shown_complaints
from benken.services.views.referral_files import shown_files
from benken.services.views.sides import Side
from benken.ui.messages import say
from benken.ui.papers import is_large, paper
from benken.ui.words import day_words

# What the buttons say, and the heading of the page they lead to.
ACTS = {
    State.SENT: lambda: _("Den er sendt"),
    State.RECEIVED: lambda: _("De har fått den"),
    State.ASSESSED: lambda: _("De har vurdert den"),
    State.OFFERED: lambda: _("De tilbyr en plass"),
    State.STARTED: lambda: _("I gang"),
    State.ENDED: lambda: _("Ferdig"),
    State.DECLINED: lambda: _("De sa nei"),
    State.WITHDRAWN: lambda: _("Trekk den tilbake"),
}


@closed_is_missing
def referrals_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's referrals, those that run on top."""
    visit = reading(request, person_id, part="referral")
    rows = [(one, title(one)) for one in referrals_of(visit.person)]
    runs = [row for row in rows if row[0].state not in {State.ENDED, State.WITHDRAWN}]
    over = [row for row in rows if row not in runs]
    return render(request, "services/referrals.html", {"person": visit.person, "runs": runs, "over": over})


@closed_is_missing
def referral_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Begin a referral, together."""
    visit = writing(request, person_id)
    others = Referral.objects.filter(person=visit.person).exclude(state=State.WITHDRAWN)
    initial: dict[str, Any] = {
        "kind": Referral.Kind.REFERRAL,
        "name_in_letter": visit.person.full_name or visit.person.called,
        "next_on": usual_next(visit.today),
        "service": request.GET.get("service", ""),
        "after": request.GET.get("after", ""),
    }
    if request.method == "GET" and "option" in request.GET:
        initial |= _chosen(request, person_id)
    form = filled(
        request, LetterForm, services=services_to_ask(), others=others, is_new=True, initial=_known(initial, others)
    )
    if request.method == "POST" and form.is_valid():
        try:
            referral = draft_referral(
                person=visit.person,
                letter=form.words(),
                next_on=form.cleaned_data["next_on"],
                by=visit.user,
                at=visit.at,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Den ligger her, og på siden til personen. Den er ikke sendt ennå."))
            return redirect("referral", person_id=person_id, referral_id=referral.pk)
    context = {"person": visit.person, "form": form, "is_new": True}
    return render(request, "services/referral_letter.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, person_id: UUID) -> dict[str, Any]:
    """Return what a letter begins with when it comes of an option: shown, so the reading is logged.

    What the person finds hard about it is for the sheet alone.
    """
    visit = reading(request, person_id, part="options")
    option = option_to_refer(visit.person, request.GET["option"])
    if option is None:
        return {}
    service = option.service if option.service and option.service.ended_on is None else None
    return {
        "service": service.pk if service else "",
        "to_words": "" if service else option.name,
        "purpose": option.sheet.about,
        "hopes": option.good,
    }


def _known(initial: dict[str, Any], others: Any) -> dict[str, Any]:
    """Keep of an address only ids that are some: anything else is nothing."""
    for name, rows in (("service", services_to_ask()), ("after", others)):
        try:
            known = rows.filter(pk=UUID(str(initial[name]))).exists()
        except ValueError:
            known = False
        if not known:
            initial[name] = ""
    return initial


@closed_is_missing
def referral_change(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Write on in a draft."""
    visit = reading(request, person_id, part="referral")
    referral = referral_of(visit.person, referral_id)
    if referral.state != State.DRAFTED:
        say(request, _("Den er sendt, og ordene i den står."))
        return redirect("referral", person_id=person_id, referral_id=referral_id)
    others = Referral.objects.filter(person=visit.person).exclude(pk=referral.pk).exclude(state=State.WITHDRAWN)
    initial = {
        "kind": referral.kind,
        "service": referral.service_id,
        "to_words": "" if referral.service_id else referral.to_words,
        "name_in_letter": referral.name_in_letter,
        "purpose": referral.purpose,
        "hopes": referral.hopes,
        "letter": referral.letter,
        "after": referral.after_id,
        "expected_start_on": referral.expected_start_on,
        "expected_end_on": referral.expected_end_on,
        "version": referral.version,
    }
    form = filled(request, LetterForm, services=services_to_ask(), others=others, is_new=False, initial=initial)
    standing = None
    if request.method == "POST" and form.is_valid():
        try:
            change_draft(
                referral=referral,
                letter=form.words(),
                seen_version=form.cleaned_data["version"],
                by=visit.user,
                at=visit.at,
            )
        except ChangedMeanwhile as changed:
            standing = referral_of(visit.person, referral_id)
            tell_saved_meanwhile(form, changed, version=standing.version)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Lagret. Personen ser det."))
            return redirect("referral", person_id=person_id, referral_id=referral_id)
    context = {"person": visit.person, "form": form, "referral": referral, "standing": standing}
    return render(request, "services/referral_letter.html", context, status=422 if form.errors else 200)


@closed_is_missing
def referral_page(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Show one: where it stands, who has the ball, what came, what can be recorded now."""
    visit = reading(request, person_id, part="referral")
    referral = referral_of(visit.person, referral_id)
    steps, wait = steps_of(referral), wait_of(referral)
    lines = lines_of(visit.person, wait_ids=[wait.pk]).get(wait.pk, []) if wait else []
    track = track_of(referral.track)
    side = Side(visit.user, visit.person, visit.at, own=False)
    files, complaints = shown_files(referral, files_of(referral, steps), side), shown_complaints(referral, steps, side)
    context = {
        "person": visit.person,
        "referral": referral,
        "title": title(referral),
        "wait": wait,
        "ball": ball_sentence(wait, to=referral.to_words, me=False) if wait else "",
        "since": days_words(wait.since_on, today=visit.today) if wait else "",
        "next_day": day_words(wait.next_on, today=visit.today) if wait else "",
        "limit": limit_sentence(wait, today=visit.today, me=False) if wait else "",
        "law": law_of_limit(wait, me=False) if wait else "",
        "track": track.words if track else "",
        "rules": rules_sentence(referral),
        "listed": listed_sentence(referral, steps, today=visit.today),
        "lines": [(one, line_words(one, referral=referral, wait=wait)) for one in lines if wait],
        "steps": [
            _step_row(one, newest=steps[0], visit=visit) | {"files": files[one.pk], "complaint": complaints.get(one.pk)}
            for one in steps
        ],
        "files": files[referral.pk],
        "may_add_to_letter": goes_with_letter(referral.state),
        "acts": [(to, _("De har en ny dato") if to == referral.state else ACTS[to]()) for to in moves(referral.state)],
        "doors": next_doors(referral) if referral.state in REASONS else [],
        "is_draft": referral.state == State.DRAFTED,
        "is_over": referral.state not in WAITING,
    }
    return render(request, "services/referral.html", context)


def _step_row(step: ReferralStep, *, newest: ReferralStep, visit: Visit) -> dict[str, Any]:
    may_undo = can_undo(step, newest=newest, by=visit.user, read=False, at=visit.at)
    return {
        "step": step,
        "source": source_words(step),
        "title": step_title(step),
        "day": day_words(step.on_day, today=visit.today),
        "reason": reason_words(step),
        "may_undo": may_undo,
        "takes_files": step.to_state in WITH_PAPERS and not step.is_undo,
    }


@closed_is_missing
def referral_step(request: HttpRequest, person_id: UUID, referral_id: UUID, to: str) -> HttpResponse:
    """Record that it was sent, or what came."""
    visit = reading(request, person_id, part="referral")
    referral = referral_of(visit.person, referral_id)
    if to not in State.values or to not in moves(referral.state):
        if to in State.values and to in ACTS:
            say(request, _("Dette går ikke herfra. Noen kan ha skrevet noe nytt i mellomtida."))
            return redirect("referral", person_id=person_id, referral_id=referral_id)
        raise Missing
    wait, service = wait_of(referral), referral.service
    initial = {
        "on_day": visit.today,
        "ball": "us" if to in {State.OFFERED, State.DECLINED} else "receiver",
        "ball_words": wait.ball_words if wait else "",
        "meanwhile": wait.meanwhile if wait else "",
        "track": referral.track,
    }
    build = filled_with_files if to in WITH_PAPERS else filled
    form = build(
        request,
        StepForm,
        to=to,
        referral=referral,
        tracks=tracks(setup_now().country),
        answers_here=service is not None and service.answers_here and service.ended_on is None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            step = record_step(
                referral=referral,
                happened=form.happened(today=visit.today),
                next_up=form.next_up(),
                files=form.cleaned_data.get("attachments", ()),
                by=visit.user,
                at=visit.at,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = {"person_id": person_id, "referral_id": referral_id, "step_id": step.pk}
            say(request, _("Skrevet inn. Personen ser det."), undo=reverse("referral_undo", kwargs=undo))
            return redirect("referral", person_id=person_id, referral_id=referral_id)
    if to in WITH_PAPERS:
        ask_to_choose_again(form)
    context = {
        "person": visit.person,
        "referral": referral,
        "title": title(referral),
        "form": form,
        "heading": ACTS[State(to)](),
        "is_no": to in REASONS,
    }
    return render(request, "services/referral_step.html", context, status=422 if form.errors else 200)


@require_POST
@closed_is_missing
def referral_undo(request: HttpRequest, person_id: UUID, referral_id: UUID, step_id: UUID) -> HttpResponse:
    """Take back what was just recorded by mistake."""
    visit = writing(request, person_id)
    referral = referral_of(visit.person, referral_id)
    with refusals_said(request):
        undo_step(referral=referral, step_id=step_id, by=visit.user, at=visit.at)
        say(request, _("Det er tatt bort igjen."))
    return redirect("referral", person_id=person_id, referral_id=referral_id)


@closed_is_missing
def referral_wait(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Say anew who has the ball and when there is news."""
    visit = reading(request, person_id, part="referral")
    referral = referral_of(visit.person, referral_id)
    wait = wait_of(referral)
    if wait is None:
        say(request, _("Det er ikke noe å vente på her nå."))
        return redirect("referral", person_id=person_id, referral_id=referral_id)
    initial = {
        "ball": wait.ball,
        "ball_words": wait.ball_words,
        "next_on": max(wait.next_on, visit.today),
        "meanwhile": wait.meanwhile,
    }
    form = filled(request, WaitForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_wait(referral=referral, next_up=form.next_up(), by=visit.user, at=visit.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Skrevet inn. Personen ser det."))
            return redirect("referral", person_id=person_id, referral_id=referral_id)
    context = {"person": visit.person, "referral": referral, "title": title(referral), "form": form}
    return render(request, "services/referral_wait.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def referral_paper(request: HttpRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Answer with the letter, to print and send or to give to the person."""
    visit = reading(request, person_id, part="referral")
    referral = referral_of(visit.person, referral_id)
    return paper(letter_sheet(referral, today=visit.today, large=is_large(request)))
