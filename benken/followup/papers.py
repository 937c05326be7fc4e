"""What stands on the sheets of paper: «Hvor er vi nå?», the goals, the slip with a contact, a plan's card."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.access.together import read_together
from benken.country.packs import CountryPack
from benken.followup.models import Goal, SafetyItem, Step
from benken.followup.queries import WantsOfPerson
from benken.followup.queries.safety import Plan
from benken.followup.where import Where
from benken.lib.pdf import Block, Sheet
from benken.people.helpers import Helpers, HelpersRead
from benken.people.queries import Person
from benken.ui import papers
from benken.ui.words import day_words, first_name

Kind = SafetyItem.Kind
LINES_ON_CARD = 3  # of each kind: it is to be read in the hand


@dataclass(frozen=True)
class SlipWords:
    """What stands on a slip: typed when it is made, and kept nowhere."""

    name: str
    reach: str = ""
    answers: str = ""
    next_words: str = ""
    next_day: str = ""


def where_sheet(where: Where, *, large: bool = False) -> Sheet:
    """Return «Hvor er vi nå?» as an A5 sheet: what the page shows, and nothing else."""
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        large=large,
        name=where.person.called,
        day=date_format(where.today, "DATE_FORMAT"),
        heading=_("Hvor er vi nå?"),
        blocks=list(_where_blocks(where)),
        if_missing=papers.if_missing(),
    )


def _where_blocks(where: Where) -> Iterator[Block]:
    if where.come_through:
        yield Block("heading", _("Dette har du kommet gjennom"))
        yield from (Block("item", one.words, one.day) for one in where.come_through)
    if where.goals:
        yield Block("heading", _("Dit du er på vei"))
        for goal in where.goals:
            done = _("%(done)d av %(total)d steg") % {"done": goal.done, "total": goal.total} if goal.total else ""
            yield Block("item", goal.words, done)
    if where.is_empty:
        yield Block("lead", _("Her er du, akkurat nå. Det er nok."))
    if where.next:
        yield Block("heading", _("Neste"))
        yield Block("text", where.next.words, _sentences(where.next.day, where.next.who))
    yield Block("heading", _("Med deg"))
    yield Block("text", where.with_you)


def goals_sheet(person: Person, *, at: datetime, large: bool = False, size: Literal["a4", "a5"] = "a5") -> Sheet:
    """Return the person's goals with their steps, and what is reached, as sheets to take along. One query."""
    helping, wants = HelpersRead(person, at=at), WantsOfPerson(person)
    read_together(*helping.reads, *wants.reads)
    today = timezone.localdate(at)
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size=size,
        large=large,
        name=person.called,
        day=date_format(today, "DATE_FORMAT"),
        heading=_("Målene mine"),
        blocks=list(_goal_blocks(person, wants, helpers=helping.helpers(), today=today)),
        if_missing=papers.if_missing(),
    )


def _goal_blocks(person: Person, wants: WantsOfPerson, *, helpers: Helpers, today: date) -> Iterator[Block]:
    for answer in wants.best_answers[:1]:
        yield Block("lead", f"«{answer.words}»")
    under_way = [goal for goal in wants.goals if goal.state == Goal.State.OPEN]
    reached = [goal for goal in wants.goals if goal.state == Goal.State.REACHED]
    for goal in under_way:
        yield Block("heading", goal.words)
        if goal.why:
            yield Block("text", goal.why)
        if goal.hoped_for:
            yield Block("small", goal.hoped_for)
        for step in goal.steps.all():
            note = _step_note(step, called=person.called, helpers=helpers, today=today)
            yield Block("done" if step.done_at else "step", step.words, note)
    if not under_way:
        yield Block("lead", _("Ingen mål akkurat nå. Det er helt greit."))
    if reached:
        yield Block("heading", _("Dette har jeg nådd"))
        for goal in reached:
            yield Block("item", goal.words, date_format(timezone.localdate(goal.state_at), "F Y"))


def _step_note(step: Step, *, called: str, helpers: Helpers, today: date) -> str:
    """Say who does a step, and when it was or is to be done."""
    contact = helpers.contact_name or _("kontaktpersonen")
    who = {Step.Who.PERSON: called, Step.Who.CONTACT: contact}.get(Step.Who(step.who), step.who_words)
    if step.done_at:
        said = {"day": day_words(timezone.localdate(step.done_at), today=today, on_paper=True)}
        return " · ".join(filter(None, [who, _("gjort %(day)s") % said]))
    if step.by_on:
        said = {"day": day_words(step.by_on, today=today, on_paper=True)}
        when = _("dagen var %(day)s") % said if step.by_on < today else _("innen %(day)s") % said
        return " · ".join(filter(None, [who, when]))
    return who


def slip_sheet(words: SlipWords, *, country: CountryPack, large: bool = False) -> Sheet:
    """Return a slip to fold and keep: whom to ask for, what is next, and who always answers. It says not of what."""
    above = [Block("big", words.name)]
    above += [Block("lead", line) for line in (words.reach, words.answers) if line]
    below = []
    if words.next_words or words.next_day:
        below += [Block("heading", _("Neste"))]
        below += [Block("text", line) for line in (words.next_words, words.next_day) if line]
    below += [Block("heading", _("Hvis det haster")), *_numbers(country)]
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a5" if large else "a6",
        large=large,
        blocks=above,
        below=below,
        if_missing=papers.if_missing(),
    )


def safety_sheet(plan: Plan, *, country: CountryPack, large: bool = False) -> Sheet:
    """Return a card: A5, folded twice to a pocket's size, blank outside. The first lines of each kind; not of whom."""
    blocks: list[Block] = []
    said = {section.kind: section.items[:LINES_ON_CARD] for section in plan.sections}
    said.setdefault(Kind.NIGHT, [])
    for kind in (kind for kind in Kind if kind in said):
        is_first = kind in (Kind.BAD_DAY, Kind.FROM_CONTACT)
        if not is_first:
            blocks.append(Block("heading", str(kind.label)))
        for item in said[kind]:
            note = first_name(item.written_by.name) if kind == Kind.FROM_CONTACT else item.shown_phone
            blocks.append(Block("lead" if is_first else "item", item.words, note))
        if kind == Kind.NIGHT:
            blocks += _numbers(country)
    return Sheet(
        title=papers.title(),
        language=papers.language(),
        size="a4" if large else "a5",
        large=large,
        heading=_("Når det er tungt"),
        blocks=blocks,
        if_missing=papers.if_missing(),
    )


def _numbers(country: CountryPack) -> list[Block]:
    return [
        Block("item", country.emergency, _("når det er fare for liv")),
        Block("item", country.doctor_on_duty, _("legevakt")),
        Block("item", country.someone_to_talk_to, _("noen å snakke med")),
    ]


def _sentences(day: str, rest: str) -> str:
    """Put a day before a sentence: Torsdag 26. november. Dette gjør du."""
    return f"{day[:1].upper()}{day[1:]}. {rest}" if day else rest
