"""Today: what a worker meets in the morning, good news first."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions import log_reading, log_readings
from benken.access.pages import signed_in
from benken.access.together import read_together
from benken.desk.queries import LATELY, QUIET_FOR, SOON, last_heard
from benken.followup.queries import Promise, WeeklyLooks, open_promises_of, unseen_check_ins
from benken.messaging.queries import UnreadForHelper
from benken.people.actions.entries import mark_read
from benken.people.queries import PeopleIAmContactFor, drafts_of, quiet_since
from benken.ui.templatetags.ui import day

MET = 6  # the people one met last; a note with one of them begins here


def today(request: HttpRequest) -> HttpResponse:
    """Show what people have told, messages, how they say they are, promises, who has been quiet for long, drafts."""
    user, at = signed_in(request), timezone.now()
    mine = PeopleIAmContactFor(for_user=user, at=at)
    unread_messages = UnreadForHelper(mine.ids)
    unseen = unseen_check_ins(person_ids=mine.ids, for_user=user, since=at - LATELY)
    promised, drafts, weekly = open_promises_of(user), drafts_of(user), WeeklyLooks(mine.ids)
    read_together(*mine.reads, unread_messages.read, unseen, promised, drafts, weekly.read)
    people, told = mine.people, mine.told()
    unread, promises = unread_messages.lines(people), promised.rows
    check_ins = sorted(unseen.rows, key=lambda one: one.said_at, reverse=True)  # by the clock alone: nobody is ranked
    waiting = weekly.waiting(today=timezone.localdate(at))
    soon = timezone.localdate() + SOON
    # Whose words stand on this page has been read about, just as on their own page.
    read_about = {entry.person_id for entry in told} | {row.person.pk for row in unread}
    read_about |= {check_in.person_id for check_in in check_ins}
    log_readings(user=user, subject_ids=read_about, part="today", basis="contact_person", at=at)
    heard = [person for person in people.values() if person.last_heard_at is not None]
    met = sorted(heard, key=lambda person: person.last_heard_at or at, reverse=True)[:MET]
    quiet = quiet_since(people=people.values(), before=at - QUIET_FOR)
    if (promises or quiet or met or waiting) and not read_about:
        log_reading(user=user, subject_id=None, part="today", basis="list", at=at)  # a list with names in it
    mark_read(entries=told, by=user, at=at)
    return render(
        request,
        "desk/today.html",
        {
            "user": user,
            "now": at,
            "today": timezone.localdate(),
            "told": told,
            "unread": unread,
            "check_ins": check_ins,
            "promises": _promise_rows(made for made in promises if made.due_on is None or made.due_on <= soon),
            "later_promises": _promise_rows(made for made in promises if made.due_on and made.due_on > soon),
            "weekly_papers": [person for person in people.values() if person.pk in waiting],
            "met": met,
            "quiet": [
                {
                    "href": reverse("person", kwargs={"person_id": person.pk}),
                    "called": person.called,
                    "last": last_heard(person),
                }
                for person in quiet
            ],
            "drafts": drafts.rows,
        },
    )


def _promise_rows(promises: Iterable[Promise]) -> list[dict[str, str]]:
    """Return what the list shows of each promise."""
    today, late = timezone.localdate(), _("skulle vært gjort %(day)s")
    rows = []
    for made in promises:
        about = {"person_id": made.person_id}
        when = day(made.due_on, _("l j. F"))
        if made.due_on == today:
            when = _("i dag")
        elif made.due_on and made.due_on < today:
            when = late % {"day": when}
        rows.append(
            {
                "words": made.words,
                "called": made.person.called,
                "when": when,
                "href": reverse("person", kwargs=about),
                "keep": reverse("promise_keep", kwargs={**about, "promise_id": made.pk, "kept": 1}),
                "tell": reverse("promise_tell", kwargs={**about, "promise_id": made.pk}),
            }
        )
    return rows
