"""What several apps know, put together for a page of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.access.queries.setup import setup_now
from benken.access.together import SmallRead, read_together
from benken.followup.queries import GOAL_TEXTS, OWN_WORD_TEXTS, PROMISE_TEXTS, WaitingForWorker
from benken.messaging.queries.conversation import MESSAGE_TEXTS, unread_from_people
from benken.people.finding import DRAFT_TEXTS, ENTRY_TEXTS, OpenPeople, OpenPerson, TextTable, drafts_about, told_by
from benken.people.queries import Entry, Person
from benken.services.queries.appointments import Agreed, agreed_with, appointments_changed
from benken.services.queries.referrals import waits_among
from benken.services.queries.stays import gates_among
from benken.services.referral_words import wait_words
from benken.services.stay_words import gate_words
from benken.ui.templatetags.ui import day
from benken.ui.words import day_words

SOON = timedelta(days=7)  # what is due within these days is told of
LATELY = timedelta(days=7)  # what was said of how one is, and not seen, leaves after this by itself


@dataclass
class Line:
    """A person of the caseload, and in plain words what needs the worker. It is never counted, weighed or ranked."""

    open_person: OpenPerson
    needs: list[str] = field(default_factory=list)
    waits: bool = False  # for an answer from the user


def caseload(*, for_user: User, at: datetime, today: date, beside: Sequence[SmallRead[Any]] = ()) -> list[Line]:
    """Return the people a user may open, by name, each with what needs the user now. Two queries, however many.

    What a person has told is answered by their contact person; a promise and a draft are of whoever made them.
    `beside` are small reads of the page that are sent along.
    """
    open_people = OpenPeople(for_user=for_user, at=at)
    ids, mine = open_people.ids, open_people.mine
    told, unread = told_by(mine), unread_from_people(mine)
    drafts = drafts_about(ids, author=for_user)
    waiting = WaitingForWorker(
        worker=for_user, person_ids=ids, mine=mine, today=today, until=today + SOON, since=at - LATELY
    )
    waits, gates = waits_among(mine, today=today), gates_among(mine, today=today, at=at)
    changed = appointments_changed(user=for_user.pk, at=at)
    read_together(*open_people.reads, told, unread, drafts, *waiting.reads, waits, gates, changed, *beside)
    lines = {one.person.pk: Line(one) for one in open_people.people}
    from_helpers = [row for row in told.rows if row.kind == Entry.Kind.FROM_HELPER]
    _tell(lines, from_helpers, lambda _row: _("svar fra en det deles med"))
    _tell(
        lines,
        [row for row in told.rows if row.kind != Entry.Kind.FROM_HELPER],
        lambda _row: _("har fortalt noe som venter på svar"),
    )
    _tell(lines, unread.rows, lambda _row: _("har skrevet en melding"))
    _tell(lines, waiting.check_ins, lambda _row: _("har sagt hvordan det går"))
    _tell(lines, changed.rows, lambda _row: _("nytt om en avtale"))
    for line in lines.values():
        line.waits = bool(line.needs)
    _tell(lines, waiting.promises, lambda row: _promise_words(row.due_on, today=today))
    _tell(lines, waiting.steps, lambda row: _("neste steg %(day)s") % {"day": day_words(row.by_on, today=today)})
    _tell(lines, gates.rows, lambda row: gate_words(row, today=today))
    _tell(lines, waits.rows, wait_words)
    _tell(lines, drafts.rows, lambda _row: _("kladden din ligger her"))
    quiet_before = at - timedelta(days=setup_now().quiet_for)
    for line in lines.values():
        person = line.open_person.person
        if line.open_person.is_mine and (person.last_heard_at or person.known_since_at) < quiet_before:
            line.needs.append(_("ikke hørt fra på en stund"))
    return list(lines.values())


def load_words(lines: Sequence[Line], *, at: datetime) -> str:
    """Say to a worker how many they follow and how many they heard from lately: their own, said to them alone."""
    mine = [line.open_person.person for line in lines if line.open_person.is_mine]
    if not mine:
        return ""
    heard = [person for person in mine if person.last_heard_at and person.last_heard_at > at - LATELY]
    follows = _("Du følger %(count)d.") % {"count": len(mine)}
    if not heard:
        return _("%(follows)s Den siste uka har du ikke hørt fra noen av dem.") % {"follows": follows}
    said = _("%(follows)s Den siste uka hørte du fra %(heard)d av dem.")
    return said % {"follows": follows, "heard": len(heard)}


def agreed_on_cards(person_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, Agreed]:
    """Return what is agreed on with people on cards. The system reads it: a leader's right opens no record."""
    with acting_as(SYSTEM):
        return agreed_with(person_ids, at=at)


def last_heard(person: Person) -> str:
    """Say when somebody was last heard from."""
    heard = person.last_heard_at
    return _("sist %(day)s") % {"day": day(heard, "MONTH_DAY_FORMAT")} if heard else _("ingen samtale ennå")


def _tell(lines: dict[UUID, Line], rows: Sequence[Any], words: Any) -> None:
    """Write the same thing once per person: the first row of each tells it."""
    told = set()
    for row in rows:
        if row.person_id in lines and row.person_id not in told:
            told.add(row.person_id)
            lines[row.person_id].needs.append(words(row))


def _promise_words(due_on: date | None, *, today: date) -> str:
    if due_on is None:
        return _("et løfte du ga")
    if due_on < today:
        return _("løftet ditt fra %(day)s") % {"day": day_words(due_on, today=today)}
    return _("løftet ditt til %(day)s") % {"day": day_words(due_on, today=today)}


# What a search looks in, by what it may be narrowed to.
TEXTS: dict[str, tuple[TextTable, ...]] = {
    "entries": ENTRY_TEXTS,
    "drafts": DRAFT_TEXTS,
    "messages": MESSAGE_TEXTS,
    "goals": GOAL_TEXTS,
    "own_words": OWN_WORD_TEXTS,
    "promises": PROMISE_TEXTS,
}
ALL_TEXTS = tuple(table for tables in TEXTS.values() for table in tables)
