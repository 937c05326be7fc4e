"""Today: what a worker meets in the morning, good news first."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_reading, log_readings
from benken.access.pages import signed_in
from benken.access.queries.automatic import AutomaticRead
from benken.access.queries.setup import setup_now
from benken.access.queries.ways_in import dead_slips
from benken.access.queries.why import questions_waiting
from benken.access.together import read_together
from benken.desk.queries import LATELY, SOON, last_heard
from benken.desk.views.today_rows import drawn_promises, request_rows, unread_row
from benken.desk.views.why import asked_rows
from benken.followup.queries import Promise, WeeklyLooks, open_promises_of, unseen_check_ins
from benken.messaging.queries.conversation import UnreadForHelper
from benken.messaging.queries.texts import did_not_arrive
from benken.messaging.queries.tray import InTheTray
from benken.messaging.words import did_not_arrive_words
from benken.people.actions.entries import mark_read
from benken.people.queries import PeopleIAmContactFor, drafts_of, quiet_since
from benken.people.queries.emergency import running_emergencies_of
from benken.people.queries.ending import death_news, finished_by
from benken.people.queries.my_rights import requests_waiting
from benken.people.queries.sharing import to_be_asked
from benken.services.policies.requests import can_take_requests
from benken.services.queries.appointments import AppointmentsToday
from benken.services.queries.referrals import waits_among
from benken.services.queries.requests import requests_to_answer
from benken.services.queries.stays import gates_among
from benken.services.referral_words import wait_words
from benken.services.stay_words import gate_words
from benken.ui.rows import RowLink
from benken.ui.words import day_words

MET = 6  # the people one met last; a note with one of them begins here


def today(request: HttpRequest) -> HttpResponse:
    """Show what people have told, messages, how they say they are, promises, who has been quiet for long, drafts."""
    user, at = signed_in(request), timezone.now()
    mine = PeopleIAmContactFor(for_user=user, at=at)
    unread_messages = UnreadForHelper(mine.ids)
    unseen = unseen_check_ins(person_ids=mine.ids, for_user=user, since=at - LATELY)
    promised, drafts, weekly = open_promises_of(user), drafts_of(user), WeeklyLooks(mine.ids)
    slips = dead_slips(mine.ids, at=at)
    asked, emergencies = questions_waiting(reader=user.pk), running_emergencies_of(user, at=at)
    later = to_be_asked(mine.ids, on=timezone.localdate(at))
    wrong = requests_waiting(user=user.pk, at=at)
    waits = waits_among(mine.ids, today=timezone.localdate(at))
    gates = gates_among(mine.ids, today=timezone.localdate(at), at=at)
    helped = [requests_to_answer(user=user, today=timezone.localdate(at))] if can_take_requests(user) else []
    booked = AppointmentsToday(user, mine=mine.ids, today=timezone.localdate(at))
    not_arrived, automatic = did_not_arrive(mine.ids), AutomaticRead()
    news, finished = death_news(user), finished_by(user, at=at)
    others = (slips, asked, emergencies, later, wrong, waits, gates, not_arrived, news, finished)
    tray = InTheTray(for_user=user, at=at)
    small = (unread_messages.read, unseen, promised, drafts, weekly.read, automatic.read)
    read_together(*mine.reads, *small, *others, *helped, *booked.reads, *tray.reads)
    people, told, help_asked = mine.people, mine.told(), [one for read in helped for one in read.rows]
    unread, promises = unread_messages.lines(people), promised.rows
    check_ins = sorted(unseen.rows, key=lambda one: one.said_at, reverse=True)  # by the clock alone: nobody is ranked
    waiting_here = (told, unread, check_ins, asked.rows, wrong.rows, help_asked, booked.news, tray.count)
    request.something_waits = any(waiting_here)  # type: ignore[attr-defined]  # for the mark in the menu
    waiting = weekly.waiting(today=timezone.localdate(at)) if automatic.is_on else set()
    soon = timezone.localdate() + SOON
    later_ones = [made for made in promises if _is_later(made, soon)]
    # Whose words stand on this page has been read about, just as on their own page.
    read_about = {entry.person_id for entry in told} | {row.person.pk for row in unread}
    read_about |= {check_in.person_id for check_in in check_ins}
    read_about |= {one.person_id for one in booked.news if one.person_id in people}
    log_readings(user=user, subject_ids=read_about, part="today", basis="contact_person", at=at)
    heard = [person for person in people.values() if person.last_heard_at is not None]
    met = sorted(heard, key=lambda person: person.last_heard_at or at, reverse=True)[:MET]
    quiet = quiet_since(people=people.values(), before=at - timedelta(days=setup_now().quiet_for))
    quiet = quiet if automatic.is_on else []
    lists = (booked.today, booked.news, promises, quiet, met, waiting, help_asked, *(read.rows for read in others))
    if any(lists) and not read_about:
        log_reading(user=user, subject_id=None, part="today", basis="list", at=at)  # a list with names in it
    mark_read(entries=told, by=user, at=at)
    return render(
        request,
        "desk/today.html",
        {
            "user": user,
            "now": at,
            "today": timezone.localdate(),
            "emergencies": emergencies.rows,
            "death_news": news.rows,
            "finished": finished.rows,
            "appointments": booked,
            "told": told,
            "asked": asked_rows(asked.rows, at=at),
            "wrong": [
                RowLink(
                    reverse("correction", kwargs={"person_id": one.person_id, "request_id": one.pk}),
                    one.person.called,
                    one.get_about_display(),
                    _("svar innen %(day)s") % {"day": day_words(one.answer_by_on, today=timezone.localdate(at))},
                )
                for one in wrong.rows
            ],
            "help_asked": request_rows(help_asked, user=user),
            "tray": tray,
            "unread": [unread_row(row, at=at) for row in unread],
            "not_arrived": [
                RowLink(
                    reverse("conversation", kwargs={"person_id": text.person_id}),
                    people[text.person_id].called,
                    did_not_arrive_words(text),
                )
                for text in sorted(not_arrived.rows, key=lambda one: one.queued_at)
                if text.person_id in people
            ],
            "check_ins": check_ins,
            "promises": drawn_promises([made for made in promises if not _is_later(made, soon)], keys=True),
            "later_promises": drawn_promises(later_ones),
            "later_count": len(later_ones),
            "weekly_papers": [person for person in people.values() if person.pk in waiting],
            "ask_again": [
                RowLink(f"{reverse('person_sharing', kwargs={'person_id': one.pk})}#later", people[one.pk].called)
                for one in later.rows
                if one.pk in people
            ],
            "met": met,
            "quiet": [
                RowLink(reverse("person", kwargs={"person_id": person.pk}), person.called, when=last_heard(person))
                for person in quiet
            ],
            "waits": [
                RowLink(
                    reverse("referral", kwargs={"person_id": one.person_id, "referral_id": one.referral_id}),
                    people[one.person_id].called,
                    wait_words(one),
                )
                for one in waits.rows
                if one.person_id in people
            ],
            "gates": [
                RowLink(
                    reverse("stays", kwargs={"person_id": one.person_id}),
                    people[one.person_id].called,
                    gate_words(one, today=timezone.localdate(at)),
                )
                for one in gates.rows
                if one.person_id in people
            ],
            "drafts": [
                RowLink(
                    reverse("entry", kwargs={"person_id": draft.person_id, "entry_id": draft.pk}),
                    draft.person.called,
                    Truncator(draft.text).chars(80),
                    _("begynt for %(ago)s siden") % {"ago": timesince(draft.created_at, at)},
                )
                for draft in drafts.rows
            ],
            "dead_slips": [people[slip.subject_id] for slip in slips.rows if slip.subject_id in people],
        },
    )


def _is_later(made: Promise, soon: date) -> bool:
    """Tell whether a promise is for a day that is not soon."""
    return made.due_on is not None and made.due_on > soon
