"""«Why did you read this?», to be answered: by whoever read, or by their leader when nobody did."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.access.actions.logs import log_reading
from benken.access.actions.why import answer_why
from benken.access.pages import filled, signed_in
from benken.access.policies import Refused, leads_anybody
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.access.queries.why import (
    WhyQuestion,
    question_for_leader,
    question_to,
    questions_for_leader,
)
from benken.desk.forms import AnswerWhyForm
from benken.desk.words import part_words
from benken.ui.messages import say
from benken.ui.words import day_words, moment_words


def answer_page(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer somebody who asks why I read about them; who read from outside answers on their own calm page."""
    user, at = signed_in(request), timezone.now()
    question = question_to(question_id, reader=user) if user.subject_id is None else None
    if question is None:
        raise Http404
    form = filled(request, AnswerWhyForm)
    if request.method == "POST" and _answered(request, form, question, by=user, at=at):
        return redirect("home")
    right = running_right(user=user, subject_id=question.subject_id, at=at) if question.subject_id else None
    if question.asked_by.subject_id is not None:  # what the person wrote is read here
        basis = right.basis if right else "asked"
        log_reading(user=user, subject_id=question.subject_id, part="why", basis=basis, at=at)
    context = {
        **_drawn(question, at=at),
        "form": form,
        "asker": question.asked_by.name,
        "person_url": reverse("person", kwargs={"person_id": question.subject_id}) if right and user.is_staff else "",
        "back_url": reverse("home"),
        "back_text": _("I dag") if user.is_staff else _("Delt med deg"),
        "base": "access/staff_page.html" if user.is_staff else "access/calm_page.html",
        "is_neutral": not user.is_staff,
    }
    return render(request, "desk/why.html", context, status=422 if form.errors else 200)


@require_safe
def leader_list(request: HttpRequest) -> HttpResponse:
    """Show the questions that went to me, and those I asked: who is asked, of what, and until when."""
    leader, at = _leader(request), timezone.now()
    questions = questions_for_leader(leader=leader, at=at)
    log_reading(user=leader, subject_id=None, part="why", basis="list", at=at)
    rows = [
        {
            **_drawn(one.question, at=at),
            "is_mine": one.is_mine,
            "is_late": one.is_late(today=timezone.localdate(at)),
        }
        for one in questions
    ]
    waiting = rows[: sum(one.question.answered_at is None for one in questions)]  # those stand first
    return render(request, "desk/team_questions.html", {"waiting": waiting, "answered": rows[len(waiting) :]})


def leader_answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer, as the leader, what the reader has not answered."""
    leader, at = _leader(request), timezone.now()
    found = question_for_leader(question_id, leader=leader, at=at)
    if found is None or found.is_mine:
        raise Http404
    form = filled(request, AnswerWhyForm)
    if request.method == "POST" and _answered(request, form, found.question, by=leader, at=at):
        return redirect("team_questions")
    log_reading(user=leader, subject_id=None, part="why", basis="list", at=at)
    context = {
        **_drawn(found.question, at=at),
        "form": form,
        "reader": found.question.reader.name,
        "back_url": reverse("team_questions"),
        "back_text": _("Spørsmål om lesing"),
        "base": "access/staff_page.html",
    }
    return render(request, "desk/why.html", context, status=422 if form.errors else 200)


def _leader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not leads_anybody(user):
        raise Http404
    return user


def _answered(request: HttpRequest, form: AnswerWhyForm, question: WhyQuestion, *, by: User, at: datetime) -> bool:
    """Try to answer; tell whether it was."""
    if not form.is_valid():
        return False
    try:
        answer_why(question=question, answer=form.cleaned_data["answer"], by=by, at=at)
    except Refused as refused:
        form.add_error("answer", str(refused))
        return False
    say(request, _("Svaret står i loggen nå, ved siden av lesingen."))
    return True


def asked_rows(questions: Iterable[WhyQuestion], *, at: datetime) -> list[dict[str, object]]:
    """Return what somebody is asked as a list draws it: who asks, of what, and where one answers."""
    return [
        {
            **_drawn(question, at=at),
            "name": question.asked_by.name,
            "href": reverse("why", kwargs={"question_id": question.pk}),
        }
        for question in questions
    ]


def _drawn(question: WhyQuestion, *, at: datetime) -> dict[str, object]:
    today = timezone.localdate(at)
    return {
        "question": question,
        "part": part_words(question.part),
        "read": moment_words(question.reading_at, today=today),
        "until": day_words(question.answer_by_on, today=today),
    }
