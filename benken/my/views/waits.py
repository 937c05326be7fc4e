"""«Det jeg venter på»: what, who has the ball, the next date, the right I have, what I can get meanwhile."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.my.views.mine import Mine, mine, opened_together
from benken.people.helpers import helpers_of
from benken.services.actions.referrals import withdraw_own
from benken.services.my_waits import MyWait, WithdrawForm, can_withdraw, my_waits
from benken.services.policies.referral_files import WITH_PAPERS, goes_with_letter
from benken.services.queries.referral_files import files_of
from benken.services.queries.referrals import Referral, referral_of, steps_of
from benken.services.referral_words import (
    listed_sentence,
    reason_words,
    rules_sentence,
    source_words,
    standing,
    step_title,
    title,
)
from benken.services.views import referral_files
from benken.services.views.complaints import shown_complaints
from benken.services.views.referral_files import shown_files
from benken.services.views.sides import Side
from benken.ui.messages import say
from benken.ui.words import day_words


@opened_together
@closed_is_missing
def waits_page(request: HttpRequest) -> HttpResponse:
    """Show all that I wait for, the first date on top, and what has begun."""
    my = mine(request)
    waits = my_waits(my.person, today=my.today)
    context = {"waits": [one for one in waits if one.wait], "others": [one for one in waits if not one.wait]}
    return render(request, "my/waits.html", context | {"helpers": helpers_of(my.person, at=my.at)})


@opened_together
@closed_is_missing
def wait_page(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Show one: the letter as it was sent, each step, each line I have been told."""
    my = mine(request)
    referral = referral_of(my.person, referral_id)
    steps = steps_of(referral)
    files = shown_files(referral, files_of(referral, steps), _side(my))
    complaints = shown_complaints(referral, steps, _side(my))
    one: MyWait = next(one for one in my_waits(my.person, today=my.today) if one.referral.pk == referral.pk)
    return render(
        request,
        "my/wait.html",
        {
            "referral": referral,
            "one": one,
            "steps": [
                _step(my, step) | {"files": files[step.pk], "complaint": complaints.get(step.pk)} for step in steps
            ],
            "rules": rules_sentence(referral),
            "listed": listed_sentence(referral, steps, today=my.today),
            "files": files[referral.pk],
            "may_add_to_letter": goes_with_letter(referral.state),
            "can_withdraw": can_withdraw(referral),
        },
    )


@closed_is_missing
@opened_together
def files_page(request: HttpRequest, referral_id: UUID, about_id: UUID) -> HttpResponse:
    """Put files with the letter, or beside what came."""
    return referral_files.files_page(request, _side(mine(request)), referral_id, about_id)


@require_POST
@closed_is_missing
@opened_together
def file_remove(request: HttpRequest, referral_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take away a file I put there."""
    return referral_files.remove_act(request, _side(mine(request)), referral_id, attachment_id)


def _side(my: Mine) -> Side:
    return Side(my.user, my.person, my.at, own=True)


def _step(my: Mine, step: Any) -> dict[str, Any]:
    return {
        "id": step.pk,
        "takes_files": step.to_state in WITH_PAPERS and not step.is_undo,
        "day": day_words(step.on_day, today=my.today),
        "title": step_title(step),
        "reason": reason_words(step),
        "words": step.words,
        "source": source_words(step),
    }


@opened_together
@closed_is_missing
def wait_withdraw(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Take my own back."""
    my = mine(request)
    referral: Referral = referral_of(my.person, referral_id)
    if not can_withdraw(referral):
        say(request, standing(referral))
        return redirect("my_wait", referral_id=referral_id)
    form = filled(request, WithdrawForm)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_own(referral=referral, **form.cleaned_data, by=my.user, at=my.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Den er trukket. Ombestemmer du deg, kan vi sende den igjen."))
            return redirect("my_wait", referral_id=referral_id)
    context = {"referral": referral, "title": title(referral), "form": form}
    return render(request, "my/wait_withdraw.html", context, status=422 if form.errors else 200)
