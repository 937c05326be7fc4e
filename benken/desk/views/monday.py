"""«Mandag»: five things that need the leader. Hand-over cards only; no record is opened by it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from benken.access.actions.logs import log_readings, record_deed
from benken.access.pages import signed_in
from benken.access.policies import can_place_people
from benken.desk.monday import sections, unmet

WHOLE = ("uncovered", "waiting", "answers", "unusual")


@require_safe
def monday(request: HttpRequest) -> HttpResponse:
    """Show the five, or one of them whole; whose names it tells, has been read about."""
    leader, at = signed_in(request), timezone.now()
    if not can_place_people(leader):
        raise Http404
    only = request.GET.get("show", "")
    only = only if only in WHOLE else ""
    shown = sections(leader, at=at, only=only)
    record_deed(by=leader, at=at, verb="monday.list")
    about = {line.about for section in shown for line in section.lines if line.about}
    log_readings(user=leader, subject_ids=about, part="monday", basis="monday", at=at)
    quarter, told = (None, None) if only else unmet(leader)
    context = {
        "team": leader.team,
        "only": only,
        "before": shown[:3] if not only else shown,
        "after": shown[3:] if not only else [],
        "quarter": quarter,
        "told": told,
        "today": timezone.localdate(at),
    }
    return render(request, "desk/monday.html", context)
