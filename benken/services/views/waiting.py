"""Who waits for a place, as those who keep it see it: letters, in the order they came."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from benken.access.actions.logs import log_reading
from benken.services.policies.referrals import ON_LIST
from benken.services.queries.waiting import Waiting, number_waiting, waiting_for
from benken.services.referral_facts import State
from benken.services.referral_words import rules_of_service
from benken.services.views.keeping import opened_service, page_of
from benken.ui.words import day_words


@require_safe
def waiting_list(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show the letters that wait for a service to its editors, and to a leader how many, where that tells of nobody."""
    user, service = opened_service(request, service_id)
    at = timezone.now()
    today, rows = timezone.localdate(at), waiting_for(service, user=user)
    if rows:
        log_reading(user=user, subject_id=None, part="letter", basis="list", at=at)  # a list with names in it
    context = {
        "service": service,
        "back": page_of(service.place, user=user),
        "rules": rules_of_service(service),
        "number": number_waiting(service, user=user),
        "waiting": [_told(row, today=today) for row in rows if row.letter.state in ON_LIST],
        "offered": [_told(row, today=today) for row in rows if row.letter.state == State.OFFERED],
    }
    return render(request, "services/waiting_list.html", context)


def _told(row: Waiting, *, today: date) -> dict[str, object]:
    return {
        "letter": row.letter,
        "came": day_words(timezone.localdate(row.came_at), today=today),
        "next": day_words(row.next_on, today=today) if row.next_on else "",
    }
