"""Search: people by name or number, and words in what is written, among those one may open."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from benken.access.actions.logs import log_list_and_readings
from benken.access.pages import signed_in_helper
from benken.access.policies import can_open_in_emergency, can_search
from benken.access.queries import User
from benken.access.together import read_together
from benken.desk.queries import ALL_TEXTS, TEXTS
from benken.desk.waiting import SomethingWaits
from benken.followup.actions.check_ins import mark_found_check_ins_seen
from benken.lib.sought import Piece, Sought, digits_of, read_query, snippet
from benken.messaging.actions.conversation import mark_found_messages_read
from benken.people.actions.entries import mark_found_read
from benken.people.areas import LifeArea
from benken.people.finding import Hit, OpenPeople, OpenPerson, find_texts, phones_of
from benken.people.national_number import of_this_country
from benken.people.phones import shown_number
from benken.people.policies import sees_for_the_contact
from benken.people.queries import Entry
from benken.ui.templatetags.ui import moment

PAGE = 12
MOST_PEOPLE = 10
FARTHEST = 50  # pages; whoever needs more should say more

KINDS: dict[str, LazyText] = {
    "entries": _("Notater"),
    "drafts": _("Kladdene mine"),
    "messages": _("Meldinger"),
    "goals": _("Mål og steg"),
    "own_words": _("Personens egne ord"),
    "promises": _("Løfter"),
}
TIMES: dict[str, tuple[LazyText, timedelta]] = {
    "month": (_("Siste måned"), timedelta(days=31)),
    "half": (_("Siste halvår"), timedelta(days=183)),
    "year": (_("Siste år"), timedelta(days=366)),
}
# What a hit is called, and where it leads: the address, and the name of the id it takes.
SOURCES: dict[str, tuple[LazyText, str, str]] = {
    "entry": (_("Notat"), "entry", "entry_id"),
    "draft": (_("Kladd"), "entry", "entry_id"),
    "correction": (_("Rettelse"), "entry", "entry_id"),
    "own_version": (_("Personens egen versjon"), "entry", "entry_id"),
    "message": (_("Melding"), "conversation", ""),
    "goal": (_("Mål"), "goal", "goal_id"),
    "step": (_("Steg"), "goal", "goal_id"),
    "best_now": (_("Det som er best nå"), "best_now", ""),
    "area": (_("Det som bærer og tynger"), "area", "area"),
    "check_in": (_("Slik personen har det"), "check_ins", ""),
    "promise": (_("Løfte"), "person", ""),
}


def search(request: HttpRequest) -> HttpResponse:
    """Show who and what is found; with nothing typed, what can be looked for."""
    user, at = signed_in_helper(request), timezone.now()
    if not can_search(user):
        raise Http404
    sought, narrowed = read_query(request.GET.get("q", "")), _narrowed(request)
    context: dict[str, Any] = {"query": sought.query, "kinds": KINDS, "times": TIMES, **narrowed}
    context["emergency_door"] = can_open_in_emergency(user)
    if not sought:
        return render(request, "desk/search.html", context)
    open_people = OpenPeople(for_user=user, at=at)
    waiting = SomethingWaits(for_user=user, at=at)
    read_together(*open_people.reads_to_find(sought.query), *waiting.reads)
    request.something_waits = bool(waiting)  # type: ignore[attr-defined]  # for the mark in the menu
    everybody = {one.person.pk: one for one in open_people.people}
    only = _only_person(request, everybody)
    is_first = narrowed["page"] == 1
    people = [one for one in everybody.values() if one.is_meant_by(sought.query)] if only is None and is_first else []
    people, more_people = people[:MOST_PEOPLE], len(people) > MOST_PEOPLE
    phones = phones_of(people)
    hits = find_texts(
        TEXTS[narrowed["kind"]] if narrowed["kind"] else ALL_TEXTS,
        sought,
        people=[only] if only else list(everybody.values()),
        for_user=user,
        since=at - TIMES[narrowed["time"]][1] if narrowed["time"] else None,
        start=(narrowed["page"] - 1) * PAGE,
        size=PAGE + 1,
    )
    hits, more = hits[:PAGE], len(hits) > PAGE and narrowed["page"] < FARTHEST
    _mark_found(hits, everybody, by=user, at=at)
    if people or hits or only:
        bases = {hit.person_id: everybody[hit.person_id].right.basis for hit in hits}
        log_list_and_readings(user=user, bases=bases, part="search", at=at)
    context |= {
        "people": [_person_row(one, phones[one.person.pk]) for one in people],
        "more_people": more_people,
        "hits": [_hit_row(hit, everybody[hit.person_id], sought) for hit in hits],
        "only": only.person if only else None,
        "more_url": _address(request, page=narrowed["page"] + 1) if more else "",
        "everybody_url": _address(request, person="", page=1) if only else "",
        "looks_like_a_name": _looks_like_a_name(sought.query),
        "looks_like_a_national_number": _looks_like_a_national_number(sought.query),
    }
    return render(request, "desk/search.html", context)


def _mark_found(hits: Sequence[Hit], everybody: Mapping[UUID, OpenPerson], *, by: User, at: datetime) -> None:
    """Note that what is shown of these texts has been read: whoever wrote them can't take them back any more."""
    entries, messages, check_ins = (
        [hit for hit in hits if hit.source == source] for source in ("entry", "message", "check_in")
    )
    for_contact = [hit.id for hit in check_ins if sees_for_the_contact(everybody[hit.person_id].right)]
    mark_found_read(entry_ids=[hit.id for hit in entries], by=by, at=at)
    mark_found_messages_read(message_ids=[hit.id for hit in messages], at=at)
    mark_found_check_ins_seen(check_in_ids=for_contact, by=by, at=at)


def _narrowed(request: HttpRequest) -> dict[str, Any]:
    """Return what the search is narrowed to; what is unknown narrows nothing."""
    kind, time, page = (request.GET.get(name, "") for name in ("kind", "time", "page"))
    return {
        "kind": kind if kind in TEXTS else "",
        "time": time if time in TIMES else "",
        "page": min(int(page), FARTHEST) if page.isascii() and page.isdigit() and len(page) < 4 and int(page) else 1,
    }


def _only_person(request: HttpRequest, everybody: dict[UUID, OpenPerson]) -> OpenPerson | None:
    """Return the one person the search is about, if it names one; closed and missing are the same 404."""
    wanted = request.GET.get("person", "")
    if not wanted:
        return None
    try:
        return everybody[UUID(wanted)]
    except (ValueError, KeyError) as error:
        raise Http404 from error


def _person_row(one: OpenPerson, phones: Sequence[str]) -> dict[str, Any]:
    return {
        "href": reverse("person", kwargs={"person_id": one.person.pk}),
        "called": one.person.called,
        "full_name": one.person.full_name if one.is_whole else "",
        "phones": [shown_number(number) for number in phones],
        "is_mine": one.is_mine,
    }


def _hit_row(hit: Hit, one: OpenPerson, sought: Sought) -> dict[str, Any]:
    title, address, parameter = SOURCES[hit.source]
    words = str(title)
    if hit.source in {"entry", "draft"} and hit.kind in Entry.Kind.values:
        kind = str(Entry.Kind(hit.kind).label)
        words = kind if hit.source == "entry" else f"{words} · {kind}"
    elif hit.source == "area" and hit.kind in LifeArea.values:
        words = f"{words} · {LifeArea(hit.kind).label}"
    about: dict[str, Any] = {"person_id": hit.person_id}
    if parameter:
        about[parameter] = hit.kind if parameter == "area" else hit.page_id
    return {
        "href": reverse(address, kwargs=about),
        "called": one.person.called,
        "title": words,
        "when": moment(hit.at),
        "who": hit.who,
        "words": _marked(snippet(hit.text.strip(" ·\n"), sought)),
    }


def _marked(pieces: Sequence[Piece]) -> SafeString:
    """Return the pieces of a text with what was found marked."""
    return mark_safe("".join(f"<mark>{escape(one.text)}</mark>" if one.is_mark else escape(one.text) for one in pieces))  # noqa: S308  # each piece is escaped


def _address(request: HttpRequest, **changed: object) -> str:
    """Return this page's address with some of its parts changed, and the empty ones left out."""
    parts = {name: request.GET.get(name, "") for name in ("q", "person", "kind", "time")} | changed
    if parts.get("page") == 1:
        del parts["page"]
    return "?" + urlencode({name: value for name, value in parts.items() if value})


def _looks_like_a_name(query: str) -> bool:
    letters = query.replace(" ", "").replace("-", "").replace("'", "")
    return letters.isalpha() and len(query.split()) <= 4  # first, middle and last names


def _looks_like_a_national_number(query: str) -> bool:
    return not query.startswith(("+", "00")) and len(digits_of(query)) == of_this_country().national_number_digits
