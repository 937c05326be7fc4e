"""«Hvor er vi nå?»: one screen, one sheet of paper, and once a week for whoever wants it. My goals on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.narrow import is_narrow_here
from benken.access.policies import Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.promises import mark_promise_seen
from benken.followup.actions.weekly import ask_for_weekly_look, stop_weekly_look, weekly_look_shown
from benken.followup.papers import goals_sheet, where_sheet
from benken.followup.queries import weekly_look_of
from benken.followup.weekly import WeeklyChoice, chosen_weekday, undo_weekly
from benken.followup.where import Where, where_now
from benken.my.views.mine import Mine, mine
from benken.ui.messages import say
from benken.ui.papers import is_large, paper, sheet_size


@require_safe
@closed_is_missing
def where_page(request: HttpRequest) -> HttpResponse:
    """Show what I have come through, how far I am, what comes next and who is with me."""
    my = mine(request)
    where = _shown(my, where_now(my.person, at=my.at, narrow=is_narrow_here(request)))
    return render(request, "my/where.html", {"where": where, "weekly": WeeklyChoice(where.weekly, my.today)})


@require_safe
@closed_is_missing
def where_paper(request: HttpRequest) -> HttpResponse:
    """Give the same as a sheet of paper, in large type if I want."""
    my = mine(request)
    where = _shown(my, where_now(my.person, at=my.at, on_paper=True, narrow=is_narrow_here(request)))
    return paper(where_sheet(where, large=is_large(request)))


@require_POST
@closed_is_missing
def weekly(request: HttpRequest) -> HttpResponse:
    """Ask to see it every week, on a day I choose, or no more."""
    my = mine(request)
    try:
        weekday = chosen_weekday(request)
    except Refused as refused:
        say(request, str(refused))
        return redirect("my_where")
    undo = undo_weekly(reverse("my_weekly"), weekly_look_of(my.person))
    if weekday is None:
        stop_weekly_look(person=my.person, by=my.user, at=my.at)
        say(request, _("Du blir ikke minnet på det mer."), undo=undo)
    else:
        ask_for_weekly_look(person=my.person, weekday=weekday, by=my.user, at=my.at, shown_on=my.today)
        say(request, _("Det er skrevet ned. Vi minner deg på det."), undo=undo)
    return redirect("my_where")


@require_safe
@closed_is_missing
def goals_on_paper(request: HttpRequest) -> HttpResponse:
    """Give my goals as sheets of paper: `?type=large`, `?size=a4`."""
    my = mine(request)
    return paper(goals_sheet(my.person, at=my.at, large=is_large(request), size=sheet_size(request)))


def _shown(my: Mine, where: Where) -> Where:
    """Return what is to be shown, with a note that it was."""
    weekly_look_shown(look=where.weekly, day=my.today)
    mark_promise_seen(made=where.next.promise if where.next else None, by=my.user, at=my.at)
    return where
