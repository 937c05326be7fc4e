"""The caseload and the person page: put together from several apps."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_reading
from benken.access.pages import page_mark, signed_in, signed_in_helper
from benken.access.policies import can_be_contact_person
from benken.access.queries import User
from benken.access.queries.why import questions_waiting
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.desk.queries import Line, caseload, last_heard, load_words
from benken.desk.views.timeline import drawn_timeline
from benken.desk.waiting import SomethingWaits
from benken.followup.actions.check_ins import mark_check_ins_seen
from benken.followup.queries import HowOfPerson, WantsOfPerson, wants_a_bed
from benken.followup.queries.safety import how_to_be_met
from benken.lib.sought import LONGEST_QUERY, found_by
from benken.lib.text import tidy_line
from benken.messaging.queries.conversation import unread_from_person
from benken.people.actions.entries import mark_read
from benken.people.areas import LifeArea
from benken.people.policies import sees_for_the_contact
from benken.people.queries import (
    PAGE,
    AroundPerson,
    Entry,
    open_record,
    timeline,
    timeline_mark,
)
from benken.people.queries.changing import know_unread, talk_open, wishes_waiting
from benken.people.queries.ending import NOTES_DEATH
from benken.people.queries.withholding import basis_words, withheld_now
from benken.services.queries.appointments import AppointmentsOfPerson
from benken.services.queries.referrals import waits_of

PEOPLE_ON_A_PAGE = 50


def people_list(request: HttpRequest) -> HttpResponse:
    """Show the people whose record the worker may open, and what needs the worker; all, or those sought."""
    user, at = signed_in_helper(request), timezone.now()
    log_reading(user=user, subject_id=None, part="people_list", basis="list", at=at)
    asked = questions_waiting(reader=user.pk)
    lines = everybody = caseload(for_user=user, at=at, today=timezone.localdate(), beside=[asked])
    waits = bool(asked.rows) or any(line.waits for line in lines)
    request.something_waits = waits  # type: ignore[attr-defined]  # for the mark in the menu
    query, only_now = tidy_line(request.GET.get("q", ""))[:LONGEST_QUERY], request.GET.get("show") == "now"
    if query:
        lines = [line for line in lines if line.open_person.is_meant_by(query)]
    if only_now:
        lines = [line for line in lines if line.needs]
    pages = Paginator(lines, PEOPLE_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "people": [line.open_person.person for line in page],
        "lines": [_line(line, user) for line in page],
        "has_people": bool(everybody),
        "page": page,
        "sought": query,
        "only_now": only_now,
        "user": user,
        "load": load_words(everybody, at=at) if user.team_id and can_be_contact_person(user) else "",
    }
    return render(request, "desk/people_list.html", context)


def _line(line: Line, user: User) -> dict[str, Any]:
    """Return what the list shows of somebody; of whom only own talks may be read, the name alone."""
    one, contact = line.open_person, line.open_person.contact
    shown: dict[str, Any] = {
        "href": reverse("person", kwargs={"person_id": one.person.pk}),
        "called": one.person.called,
        "found_by": found_by(names=one.names, phones=one.phones),
        "needs": line.needs,
    }
    if one.is_whole:
        if contact is None:
            shown["contact"] = _("Ingen kontaktperson ennå")
        else:
            mine = contact.worker_id == user.pk
            shown["contact"] = _("Du er kontaktperson") if mine else contact.worker.name
        shown["last"] = last_heard(one.person)
    return shown


@closed_is_missing
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show one person: what is best now, goals, promises, what has happened."""
    if signed_in(request).subject_id == person_id:
        return redirect("my")
    user, at = signed_in_helper(request), timezone.now()
    record = open_record(person_id, for_user=user, part="page", at=at)
    person, filters = record.person, _filters(request)
    before = timeline_mark(person, page_mark(request))
    own_talks = None if record.is_whole else user
    entries = timeline(person, before=before, by=own_talks, kind=filters["kind"], area=filters["area"])
    entries, older = entries[:PAGE], entries[PAGE - 1 : PAGE] if len(entries) > PAGE else []
    mark_read(entries=entries, by=user, at=at)
    context = {
        "person": person,
        "timeline": drawn_timeline(entries, person),
        "older": older[0] if older else None,
        "kind": filters["kind"],
        "area": filters["area"],
        "kinds": Entry.Kind.choices,
        "area_names": dict(LifeArea.choices),
        "today": timezone.localdate(),
    }
    booked = AppointmentsOfPerson(person.pk, at=at, own_of=own_talks)
    met = how_to_be_met(person.pk)
    context |= {"appointments": booked, "now": at}
    if not record.is_whole:
        read_together(*booked.reads, met)
        return render(request, "desk/own_talks.html", context | {"met": met.rows})
    around, wants, unread = AroundPerson(person, at=at), WantsOfPerson(person), unread_from_person(person)
    how, waiting = HowOfPerson(person), SomethingWaits(for_user=user, at=at)
    held, waits = withheld_now(person.pk), waits_of(person.pk)
    wishes, talk = wishes_waiting(person.pk), talk_open(person.pk)
    know = know_unread(person.pk, user=user.pk)
    reads = (*around.reads, *wants.reads, *how.reads, unread, *waiting.reads, held, waits, *booked.reads)
    read_together(*reads, wishes, talk, know, met)
    if not (waiting and how.check_ins):  # what is seen here waits no longer: then the menu asks anew
        request.something_waits = bool(waiting)  # type: ignore[attr-defined]  # for the mark in the menu
    if sees_for_the_contact(record.right):
        mark_check_ins_seen(check_ins=how.check_ins, by=user, at=at)
    context |= {
        "met": met.rows,
        "contact": around.contact,
        "phones": around.phones,
        "circle": around.circle,
        "supporters": around.supporters,
        "goals": wants.goals,
        "best_answers": wants.best_answers,
        "basics": wants.basics,
        "wants_a_bed": wants_a_bed(wants.basics),
        "areas": wants.areas,
        "promises": wants.promises,
        "check_ins": how.check_ins,
        "tips": how.tips,
        "told_hard": any(_is_told_hard(one) for one in entries),
        "unread": len(unread.rows),
        "waits": waits.rows,
        "wishes": [one for one in wishes.rows if one.may_tell or one.written_by_id == user.pk],
        "relation_talk": next(iter(talk.rows), None),
        "know": know.rows,
        "held": [(one, basis_words(one.basis)) for one in held.rows],
    }
    if record.is_only_read:
        page = "desk/emergency.html" if record.is_emergency else "desk/afterwards.html"
        return render(request, page, context | {"until": record.right.until_at})
    return render(request, "desk/person.html", context | {"may_note_death": record.right.basis in NOTES_DEATH})


def _is_told_hard(entry: Entry) -> bool:
    """Tell whether the person has told that something became hard, and nobody has answered: by what they chose."""
    own = entry.author.subject_id == entry.person_id
    return own and entry.kind == Entry.Kind.HARD_TIME and entry.answered_at is None


def _filters(request: HttpRequest) -> dict[str, str]:
    kind, area = request.GET.get("kind", ""), request.GET.get("area", "")
    return {
        "kind": kind if kind in Entry.Kind.values else "",
        "area": area if area in LifeArea.values else "",
    }
