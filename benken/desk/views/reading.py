"""«Uvanlig lesing»: what a leader looks at once a week. A reason to ask, never a judgement, and nobody is ranked."""

from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.actions.logs import log_reading
from benken.access.actions.unusual import ask_about_unusual, mark_seen
from benken.access.pages import signed_in
from benken.access.policies import Refused, leads_anybody
from benken.access.queries import User
from benken.access.queries.unusual import UnusualReading, unusual_for_leader
from benken.ui.messages import say
from benken.ui.words import day_words, first_name


@require_safe
def unusual(request: HttpRequest) -> HttpResponse:
    """Show what was unusual, week by week: who read, how many, when, and by which rule."""
    leader, at = _leader(request), timezone.now()
    lines = unusual_for_leader(leader=leader, at=at)
    log_reading(user=leader, subject_id=None, part="unusual", basis="list", at=at)
    today = timezone.localdate(at)
    weeks = [
        (day_words(week_on, today=today), [(line, _when(line)) for line in week])
        for week_on, week in groupby(lines, key=lambda line: line.week_on)
    ]
    return render(request, "desk/team_reading.html", {"weeks": weeks})


@require_POST
def unusual_seen(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say that I have seen a line."""
    leader = _leader(request)
    try:
        mark_seen(line_id=line_id, by=leader, at=timezone.now())
    except Refused:
        raise Http404 from None  # as what is missing
    say(request, _("Sett."))
    return redirect("team_reading")


@require_POST
def unusual_ask(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Ask the reader why."""
    leader = _leader(request)
    try:
        question = ask_about_unusual(line_id=line_id, words="", by=leader, at=timezone.now())
    except Refused:
        raise Http404 from None
    name = first_name(question.reader.name)
    say(request, _("%(name)s har fått spørsmålet. Svaret kommer under «Spørsmål om lesing».") % {"name": name})
    return redirect("team_reading")


def _leader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not leads_anybody(user):
        raise Http404
    return user


def _when(line: UnusualReading) -> str:
    """Say when: a day with hours, or from one day to another."""
    first, last = timezone.localtime(line.first_at), timezone.localtime(line.last_at)
    hours = {"first": first.strftime("%H.%M"), "last": last.strftime("%H.%M")}
    today = timezone.localdate()
    if first.date() != last.date():
        days = {"first": day_words(first.date(), today=today), "last": day_words(last.date(), today=today)}
        return _("%(first)s til %(last)s") % days
    on = {"day": day_words(first.date(), today=today)}
    if hours["first"] == hours["last"]:
        return _("%(day)s kl. %(first)s") % (on | hours)
    return _("%(day)s kl. %(first)s til %(last)s") % (on | hours)
