"""Today: what a worker meets in the morning, good news first."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from benken.access.actions import log_reading, log_readings
from benken.access.pages import signed_in
from benken.followup.queries import open_promises_of
from benken.messaging.queries import unread_for_helper
from benken.people.actions.entries import mark_read
from benken.people.queries import drafts_of, people_i_am_contact_for, quiet_since, told_and_unanswered

QUIET_FOR = timedelta(days=21)
SOON = timedelta(days=7)


def today(request: HttpRequest) -> HttpResponse:
    """Show what people have told, unread messages, promises, who has been quiet for long, and own drafts."""
    user, at = signed_in(request), timezone.now()
    people = {person.pk: person for person in people_i_am_contact_for(for_user=user, at=at)}
    told = list(told_and_unanswered(person_ids=list(people)))
    unread = unread_for_helper(people=people)
    soon = timezone.localdate() + SOON
    promises = list(open_promises_of(user))
    # Whose words stand on this page has been read about, just as on their own page.
    read_about = {entry.person_id for entry in told} | {row.person.pk for row in unread}
    log_readings(user=user, subject_ids=read_about, part="today", basis="contact_person", at=at)
    quiet = quiet_since(people=people.values(), before=at - QUIET_FOR)
    if (promises or quiet) and not read_about:
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
            "promises": [made for made in promises if made.due_on is None or made.due_on <= soon],
            "later_promises": [made for made in promises if made.due_on is not None and made.due_on > soon],
            "quiet": quiet,
            "drafts": drafts_of(user),
        },
    )
