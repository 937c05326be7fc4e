"""The public directory: what is open, and one place. Nothing is stored or logged of who looks."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.access.queries.setup import setup_now
from benken.country.packs import pack
from benken.services.asked import Asked, When, read_asked
from benken.services.needs import Need
from benken.services.opening_words import (
    age_words,
    day_hours_words,
    hours_words,
    room_words,
    season_words,
    state_words,
    week_words,
    why_words,
)
from benken.services.queries.board import Board, board
from benken.services.queries.directory import PAGE, Answered, Offered, PlaceShown, WayIn, place_shown
from benken.services.referral_words import rules_of_service
from benken.services.this_minute import ThisMinute, whole_minute
from benken.ui.words import day_words, either_words

WORDS_IN_A_LINE = 70  # characters of the way there and of who may come: the whole stands on the place's own page
DAYS_TO_CHOOSE = 8
OPENS_FIRST = 5
PAGES_KEPT = 100  # of one minute, some 50 kB each
LINES_KEPT = 3_000  # drawn, some 1 kB each


@dataclass(frozen=True)
class Line:
    """One thing that is offered, as a line of the list says it."""

    href: str
    name: str
    about: str
    when: str
    open_now: str
    note: str
    room: str
    where: str
    phone: str
    way_in: str


@lru_cache(maxsize=LINES_KEPT)  # of what a line says and nothing else: equal lines look the same
def _drawn_line(line: Line) -> SafeString:
    """Return a line, drawn at once: a template takes most of a page's time to do it fifty times."""
    when = format_html("<strong>{}</strong>{}", line.when, f" · {line.note}" if line.note else "")
    now = format_html(' <span class="no-print">· {}</span>', line.open_now) if line.open_now else ""
    told = format_html_join("\n", "<p>{}</p>", ((words,) for words in (line.way_in, line.where) if words))
    room = format_html('<p class="no-print">{}</p>', line.room) if line.room else ""
    call = format_html('<p><a href="tel:{}">{}</a></p>', line.phone.replace(" ", ""), line.phone)
    return format_html(
        '<li><h2><a href="{}">{}</a></h2>\n<p>{}</p>\n<p>{}{}</p>\n{}{}{}</li>',
        *(line.href, line.name, line.about, when, now, room, told, call if line.phone else ""),
    )


@dataclass(frozen=True)
class Choice:
    """A link that asks for something else."""

    href: str
    text: str
    current: bool


@login_not_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Show what is open: now, today, or on a day that is asked for."""
    at = whole_minute(timezone.now())
    today = timezone.localdate(at)
    asked = read_asked(request.GET, today=today)
    known = board(at=at)
    found = Answered(asked, known, at=at)
    later = _opens_first(asked, known, len(found), at=at)
    house = _house()

    def draw() -> SafeString:
        return render_to_string("services/directory_list.html", _list(found, later, known, house, today=today))

    # What is the same for everybody is drawn once a minute, without a word of who asks: of just what was read now.
    # What somebody typed themselves is never kept.
    key = (asked, get_language(), found.text, found.is_more, later and later.text, *known.areas, house)
    drawn = draw() if asked.is_typed else _drawn.get(at, key, draw)
    return render(request, "services/directory.html", {"list": drawn})


_drawn: ThisMinute[SafeString] = ThisMinute(PAGES_KEPT)


@dataclass(frozen=True)
class House:
    """What the list says of the municipality."""

    municipality: str
    country: str
    reception_phone: str
    opening_lines: tuple[str, ...]


def _house() -> House:
    setup = setup_now()
    return House(setup.municipality, setup.country, setup.reception_phone, tuple(setup.opening_lines))


def _list(found: Answered, later: Answered | None, known: Board, house: House, *, today: date) -> dict[str, Any]:
    """Return what the list is drawn of. Nothing of who asks."""
    asked, at = found.asked, found.at
    lines = _lines(found.lines(), asked, at=at)
    following = [one for one in later.lines() if one.state.opens_at] if later else []
    return {
        "asked": asked,
        "lines": lines,
        "following": _lines(following, later.asked, at=at) if later else [],
        "heading": _heading(asked, today),
        "needs": [Choice(asked.with_or_without(need), str(need.label), need in asked.needs) for need in Need],
        "whens": _whens(asked, today),
        "days": _days(asked, today),
        "areas": known.areas,
        "more": asked.query(page=asked.page + 1) if found.is_more else "",
        "first": asked.page * PAGE - PAGE + 1,
        "without_more": asked.query(area="", age=None, step_free=False, drop_in=False, text=""),
        "all": Asked().query(when=When.ALL),
        "today_query": asked.query(when=When.TODAY),
        "printed": day_words(asked.day or today, today=today, on_paper=True),
        **vars(house),
        "country": pack(house.country),
    }


@login_not_required
@require_safe
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Show one place: what it offers, when it is open, who may come, how to get there."""
    at = timezone.now()
    shown = place_shown(place_id, at=at)
    if shown is None:
        raise Http404
    today = timezone.localdate(at)
    context = {
        "place": shown.place,
        "offered": [_offer(one, today=today, at=at) for one in shown.offered],
        "own_days": _own_days(shown, today),
        "checked": day_words(shown.checked_on, today=today, on_paper=True) if shown.checked_on else "",
        "address": _address(shown),
    }
    return render(request, "services/place.html", context)


def _opens_first(asked: Asked, known: Board, is_open: int, *, at: datetime) -> Answered | None:
    """Return what opens soonest of what is asked for, where little of it is open now."""
    if asked.when != When.NOW or asked.page > 1 or is_open >= OPENS_FIRST:
        return None
    return Answered(replace(asked, when=When.ALL), known, at=at, most=is_open + OPENS_FIRST)


@dataclass(frozen=True)
class Labels:
    """Words that many lines say: Django's own way to them looks through all choices anew each time."""

    needs: dict[str, str]
    ways_in: dict[str, str]
    address: str
    open_now: str


def _lines(offered: list[Offered], asked: Asked, *, at: datetime) -> list[SafeString]:
    needs, ways_in = ({value: str(label) for value, label in kind.choices} for kind in (Need, WayIn))
    labels = Labels(needs, ways_in, reverse("services"), _("åpent nå"))
    return [_drawn_line(_line(one, asked, labels, at=at)) for one in offered]


def _line(one: Offered, asked: Asked, labels: Labels, *, at: datetime) -> Line:
    service, where = one.service, one.place
    day = asked.day or (timezone.localdate(at) if asked.when == When.TODAY else None)
    words = capfirst(day_hours_words(one.times, day, one.calendar)) if day else state_words(one.state, one.times, at=at)
    about = [labels.needs[service.need], where.name, age_words(service.age_from, service.age_to)]
    return Line(
        href=f"{labels.address}{where.pk}/",
        name=service.name,
        about=" · ".join(part for part in about if part),
        when=words,
        open_now=labels.open_now if one.state.is_open and asked.when == When.TODAY else "",
        note=_note(one, day, today=timezone.localdate(at)),
        room=room_words(one.room, at=at) if asked.day is None else "",
        where=_("Adressen er hemmelig. Ring først.") if where.is_hidden else _short(where.way_there or where.street),
        phone=where.phone,
        way_in=_way_in(one, labels),
    )


def _note(one: Offered, day: date | None, *, today: date) -> str:
    """Return what is said of the hours: why the day is not as ever, or what the hours are for."""
    if day is None and one.state.is_open:
        return one.state.words
    return why_words(one.times, day or today, one.calendar)


def _way_in(one: Offered, labels: Labels) -> str:
    """Return who may come, and how one comes in where one does not just come."""
    service = one.service
    way_in = "" if service.way_in == WayIn.DROP_IN else f"{labels.ways_in[service.way_in]}."
    return " ".join(part for part in (way_in, _short(service.who_may_come)) if part)


def _short(text: str) -> str:
    return text if len(text) <= WORDS_IN_A_LINE else str(Truncator(text).chars(WORDS_IN_A_LINE))


def _heading(asked: Asked, today: date) -> str:
    if asked.day is not None:
        return _("Åpent %(day)s") % {"day": day_words(asked.day, today=today)}
    if asked.when == When.TODAY:
        return _("Åpent i dag")
    return _("Alle steder") if asked.when == When.ALL else _("Åpent nå")


def _whens(asked: Asked, today: date) -> list[Choice]:
    whens = [(When.NOW, _("Nå")), (When.TODAY, _("I dag")), (When.TOMORROW, _("I morgen")), (When.ALL, _("Alle"))]
    return [
        Choice(
            asked.query(when=when, day=today + timedelta(days=1) if when == When.TOMORROW else None),
            text,
            asked.when == when,
        )
        for when, text in whens
    ]


def _days(asked: Asked, today: date) -> list[tuple[str, str, bool]]:
    """Return the days that can be chosen in the form: value, words, chosen."""
    whens = {When.NOW: _("Nå"), When.TODAY: _("I dag"), When.ALL: _("Alle")}
    days: list[tuple[str, str, bool]] = [(when.value, text, asked.when == when) for when, text in whens.items()]
    ahead = [today + timedelta(days=number) for number in range(1, DAYS_TO_CHOOSE)]
    if asked.day is not None and asked.day not in ahead:
        ahead.append(asked.day)
    return [*days, *((day.isoformat(), day_words(day, today=today), day == asked.day) for day in ahead)]


@dataclass(frozen=True)
class Offer:
    """One thing that a place offers, as the place's page says it."""

    one: Offered
    when: str
    today: str
    why: str
    room: str
    ages: str
    rules: str
    week: list[tuple[str, list[str]]]
    seasons: list[str]


def _offer(one: Offered, *, today: date, at: datetime) -> Offer:
    return Offer(
        one=one,
        when=state_words(one.state, one.times, at=at),
        today=day_hours_words(one.times, today, one.calendar),
        why=why_words(one.times, today, one.calendar),
        room=room_words(one.room, at=at),
        ages=age_words(one.service.age_from, one.service.age_to),
        rules=either_words(rules_of_service(one.service)),
        week=week_words(one.times, today) if one.times.hours or one.times.always_open else [],
        seasons=season_words(one.times, today),
    )


def _own_days(shown: PlaceShown, today: date) -> list[tuple[str, str, str, str]]:
    """Return the days ahead that are not as ever: days, what is meant, hours, why."""
    told = []
    for own in shown.own_days:
        days = day_words(own.from_on, today=today)
        if own.until_on != own.from_on:
            days = _("%(first)s til %(last)s") % {"first": days, "last": day_words(own.until_on, today=today)}
        name = own.service.name if own.service else ""
        told.append((days, name, hours_words(own.opens, own.closes), own.words))
    return told


def _address(shown: PlaceShown) -> str:
    """Return where it is; nothing for a place that hides it."""
    place = shown.place
    if place.is_hidden:
        return ""
    return ", ".join(part for part in (place.street, f"{place.postal_code} {place.town}".strip()) if part)
