"""The caseload and the person page: put together from several apps."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from benken.access.pages import signed_in, signed_in_helper
from benken.access.records import closed_is_missing
from benken.followup.queries import area_notes, basics_of, best_now, goals_of, promises_to
from benken.messaging.queries import unread_from_person
from benken.people.actions.entries import mark_read
from benken.people.areas import LifeArea
from benken.people.queries import (
    PAGE,
    Entry,
    Person,
    circle_of,
    contact_person_of,
    entry_of,
    my_people,
    open_record,
    timeline,
    whole_records,
)


def people_list(request: HttpRequest) -> HttpResponse:
    """Show the people whose record the worker may open."""
    user, at = signed_in_helper(request), timezone.now()
    context = {"people": my_people(for_user=user, at=at), "whole": whole_records(for_user=user, at=at), "user": user}
    return render(request, "desk/people_list.html", context)


@closed_is_missing
def person_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show one person: what is best now, goals, promises, what has happened."""
    if signed_in(request).subject_id == person_id:
        return redirect("my")
    user, at = signed_in_helper(request), timezone.now()
    record = open_record(person_id, for_user=user, part="page", at=at)
    person, filters = record.person, _filters(request)
    entries = timeline(person, before=_before(request, person), kind=filters["kind"], area=filters["area"])
    entries, older = entries[:PAGE], entries[PAGE - 1 : PAGE] if len(entries) > PAGE else []
    mark_read(entries=entries, by=user, at=at)
    context = {
        "person": person,
        "entries": entries,
        "older": older[0] if older else None,
        "kind": filters["kind"],
        "area": filters["area"],
        "kinds": Entry.Kind.choices,
        "area_names": dict(LifeArea.choices),
        "contact": contact_person_of(person),
        "today": timezone.localdate(),
    }
    if not record.is_whole:
        return render(request, "desk/own_talks.html", context)
    context |= {
        "phones": person.phones.all(),
        "circle": circle_of(person, at=at),
        "goals": goals_of(person),
        "best_answers": best_now(person),
        "basics": basics_of(person),
        "areas": area_notes(person),
        "promises": promises_to(person),
        "unread": unread_from_person(person),
    }
    return render(request, "desk/person.html", context)


def _filters(request: HttpRequest) -> dict[str, str]:
    kind, area = request.GET.get("kind", ""), request.GET.get("area", "")
    return {
        "kind": kind if kind in Entry.Kind.values else "",
        "area": area if area in LifeArea.values else "",
    }


def _before(request: HttpRequest, person: Person) -> Entry | None:
    try:
        return entry_of(person, UUID(request.GET.get("before", "")))
    except (ValueError, LookupError):
        return None
