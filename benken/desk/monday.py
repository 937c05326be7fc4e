"""The leader's Monday: five things that need them, each from what several apps know.

Everything stands in the order of time. Nothing is ordered, filtered or added up by who works here, and no record opens.
What comes to a section from elsewhere is one more of the functions named in `UNCOVERED` or `ANSWERS`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.access.queries.unusual import unusual_for_leader
from benken.access.queries.why import questions_for_leader
from benken.access.together import read_together
from benken.messaging.queries.automatic import nobody_answers
from benken.people.queries import hand_over_cards
from benken.people.queries.answering import away_cards
from benken.people.queries.leaving import leave_somebody, load_told
from benken.people.queries.my_rights import Complaint, complaints_for_leader, corrections_late
from benken.services.queries.numbers import Quarter, Told, quarters_told, told_of
from benken.services.queries.requests import is_left_to, requests_late
from benken.services.queries.waiting import overdue_waits
from benken.ui.words import day_words, list_words

MOST = 5  # lines of each section
ALL = 200  # when one section is asked for by itself


@dataclass(frozen=True)
class Line:
    """One thing that needs the leader: what, since when, and where it is seen to."""

    text: str
    note: str = ""
    href: str = ""
    due_on: date | None = None
    about: UUID | None = None  # whose name it tells


@dataclass(frozen=True)
class Section:
    """One of the five: its lines, the oldest first, and the one thing that can be done now."""

    key: str
    title: str
    glad: str  # what stands here when nothing waits
    lines: list[Line] = field(default_factory=list)
    has_more: bool = False
    act: str = ""
    href: str = ""


@dataclass(frozen=True)
class Look:
    """For whom and when, and how many lines at most."""

    leader: User
    at: datetime
    most: int

    @property
    def today(self) -> date:
        """The day it is on the page."""
        return timezone.localdate(self.at)

    def day(self, on: date | datetime) -> str:
        """Say a day in words."""
        return day_words(timezone.localdate(on) if isinstance(on, datetime) else on, today=self.today)


def sections(leader: User, *, at: datetime, only: str = "") -> list[Section]:
    """Return the sections with lines of words; the one on numbers is `unmet`. `only` names one, to be shown whole."""
    makers: dict[str, Callable[[Look], Section]] = {
        "uncovered": _uncovered,
        "waiting": _waiting,
        "answers": _answers,
        "unusual": _unusual,
    }
    look = Look(leader, at, ALL if only else MOST)
    return [make(look) for key, make in makers.items() if only in {"", key}]


def unmet(leader: User) -> tuple[Quarter | None, Told | None]:
    """Return who was turned away in the newest quarter that was told, as it may be shown; nothing is counted here."""
    quarters = quarters_told(for_user=leader)
    if not quarters:
        return None, None
    told = told_of(quarters[0], for_user=leader)
    return quarters[0], next((one for one in told if one.question.cube.name == "turned_away"), None)


def _alone(look: Look) -> list[Line]:
    wants, has_nobody = _("%(name)s ønsker en annen kontaktperson"), _("%(name)s har ingen kontaktperson")
    return [
        Line(
            (wants if card.wants_another else has_nobody) % {"name": card.called},
            "" if card.wants_another else _("siden %(day)s") % {"day": look.day(card.since)},
            reverse("team"),
        )
        for card in hand_over_cards(for_leader=look.leader)
    ]


def _left_without(look: Look) -> list[Line]:
    said = _("%(name)s: kontaktpersonen er borte, og ingen svarer så lenge")
    return [
        Line(said % {"name": card.called}, _("fra %(day)s") % {"day": look.day(card.since_at)}, reverse("team"))
        for card in away_cards(look.leader, at=look.at)
    ]


def _somebody_leaves(look: Look) -> list[Line]:
    said = _("%(name)s slutter %(day)s, og noen har ikke fått en ny ennå")
    return [
        Line(
            said % {"name": one.worker.name, "day": look.day(one.last_on)},
            href=reverse("leaving", kwargs={"leaving_id": one.pk}),
        )
        for one in leave_somebody(look.leader)
    ]


def _too_much(look: Look) -> list[Line]:
    """Return one line, with those who have said so themselves, in the order they said it."""
    said = load_told(look.leader)
    if not said:
        return []
    names = list_words([one.worker.name for one in said])
    return [Line(_("%(names)s har sagt at det er for mye") % {"names": names}, href=reverse("team_load"))]


# Who has nobody, or soon will not; then what the team says. The first of each stand there before the rest of any.
UNCOVERED: tuple[Callable[[Look], list[Line]], ...] = (_alone, _left_without, _somebody_leaves, _too_much)


def _uncovered(look: Look) -> Section:
    found = [find(look) for find in UNCOVERED]
    firsts = [lines[0] for lines in found if lines]
    room = max(look.most - len(firsts), 0)
    shown: list[Line] = []
    for lines in found:
        shown += lines[: 1 + room]
        room -= max(min(len(lines) - 1, room), 0)
    return Section(
        "uncovered",
        _("Uten noen, eller snart uten"),
        _("Alle har noen, også når noen er borte."),
        shown,
        has_more=len(shown) < sum(map(len, found)),
        act=_("Finn noen"),
        href=shown[0].href if shown else "",
    )


def _waiting(look: Look) -> Section:
    rows = overdue_waits(for_leader=look.leader, today=look.today, most=look.most + 1)
    lines = []
    for row in rows[: look.most]:
        notes = [_("fristen var %(day)s") % {"day": look.day(row.limit_on)}] if row.limit_on else []
        notes.append(_("en av oss må gjøre noe") if row.is_ours else _("de andre må svare"))
        text = _("%(name)s venter siden %(day)s") % {"name": row.called, "day": look.day(row.since_on)}
        lines.append(Line(text, " · ".join(notes), about=row.person_id))
    return Section(
        "waiting",
        _("Venter for lenge"),
        _("Ingen har ventet lenger enn de fikk vite."),
        lines,
        has_more=len(rows) > len(lines),
        act=_("Se ventetida"),
        href=reverse("numbers"),
    )


def _messages(look: Look) -> list[Line]:
    said = _("%(name)s har ikke fått svar på en melding")
    return [
        Line(said % {"name": one.called}, due_on=timezone.localdate(one.since_at), about=one.person_id)
        for one in nobody_answers(for_leader=look.leader, at=look.at)
    ]


def _requests(look: Look) -> list[Line]:
    late = requests_late(today=look.today)
    with acting_as(SYSTEM):
        read_together(late)
    said, nameless = _("%(name)s spør om hjelp, og ingen har tatt det"), _("Noen uten navn")
    return [
        Line(
            said % {"name": one.called or nameless},
            href=reverse("request", kwargs={"asked_id": one.pk}),
            due_on=one.answer_by_on,
        )
        for one in late.rows
        if is_left_to(look.leader, one)
    ]


def _complaints(look: Look) -> list[Line]:
    said = _("Klagen fra %(name)s er ikke besvart")
    return [
        Line(
            said % {"name": one.person.called},
            href=reverse("team_complaint", kwargs={"complaint_id": one.pk}),
            due_on=one.answer_by_on,
        )
        for one in complaints_for_leader(leader=look.leader, at=look.at)
        if one.state == Complaint.State.RECEIVED and one.answer_by_on <= look.today
    ]


def _questions(look: Look) -> list[Line]:
    said = _("%(name)s har ikke svart på hvorfor noe ble lest")
    return [
        Line(
            said % {"name": one.question.reader.name},
            href=reverse("team_question", kwargs={"question_id": one.question.pk}),
            due_on=one.question.answer_by_on,
        )
        for one in questions_for_leader(leader=look.leader, at=look.at)
        if one.is_late(today=look.today)
    ]


def _corrections(look: Look) -> list[Line]:
    said = _("%(name)s har ikke fått svar på noe som ikke stemmer")
    return [
        Line(said % {"name": one.called}, due_on=one.answer_by_on, about=one.person_id)
        for one in corrections_late(leader=look.leader, today=look.today)
    ]


ANSWERS: tuple[Callable[[Look], list[Line]], ...] = (_messages, _requests, _complaints, _questions, _corrections)


def _answers(look: Look) -> Section:
    found = [line for find in ANSWERS for line in find(look)]
    found.sort(key=lambda line: line.due_on or look.today)
    lines = [
        Line(one.text, _("skulle vært %(day)s") % {"day": look.day(one.due_on)}, one.href, one.due_on, one.about)
        if one.due_on
        else one
        for one in found[: look.most]
    ]
    first = next((line.href for line in lines if line.href), "")
    return Section(
        "answers",
        _("Svar som drar ut"),
        _("Alle som spurte, har fått svar i tide."),
        lines,
        has_more=len(found) > len(lines),
        act=_("Svar nå"),
        href=first,
    )


def _unusual(look: Look) -> Section:
    unseen = [one for one in unusual_for_leader(leader=look.leader, at=look.at) if one.seen_at is None]
    lines = [
        Line(f"{one.reader.name}: {one.get_rule_display()}", look.day(one.first_at), reverse("team_reading"))
        for one in unseen[: look.most]
    ]
    return Section(
        "unusual",
        _("Uvanlig lesing"),
        _("Ingenting skilte seg ut."),
        lines,
        has_more=len(unseen) > len(lines),
        act=_("Se over, og spør"),
        href=reverse("team_reading"),
    )
