"""The demo's texts, read from TOML into typed values. A fault names its file and key."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeVar

from benken.access.queries import Role
from benken.demo.lines import (
    AreaLine,
    BestNowLine,
    CheckInLine,
    CircleLine,
    Course,
    EarlierContact,
    EntryLine,
    GoalLine,
    Grammar,
    MessageLine,
    Names,
    OwnTipLine,
    PhoneLine,
    PromiseLine,
    Staff,
    StepLine,
    SupporterLine,
    Theme,
    Worker,
)
from benken.followup.models import Basic, CheckIn, Goal, Step
from benken.people.areas import LifeArea
from benken.people.models import ContactPerson, Supporter
from benken.people.policies import OWN_KINDS, STAFF_KINDS

FOLDER = Path(__file__).resolve().parent
LONGEST_AGO = 545  # 18 months
LANGUAGES_LONGEST = 10
_NOTHING: Final = object()
Line = TypeVar("Line")


class CourseFault(ValueError):
    """A text file of the demo is not as README.md says; the message names the file and the key."""


class Table:
    """One TOML table being read: asks for keys by type, and tells of keys nobody asked for."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values, self.where = values, where
        self.asked: set[str] = set()

    def fault(self, key: str, sentence: str) -> CourseFault:
        """Return a fault about a key."""
        return CourseFault(f"{self.where}: {key}: {sentence}")

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = _NOTHING) -> Any:
        """Return a value of a type, or the default; without a default the key is needed."""
        self.asked.add(key)
        if key not in self.values:
            if default is _NOTHING:
                raise self.fault(key, "is missing")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.fault(key, f"{value!r} is not of the right type")
        return value

    def text(self, key: str, default: Any = _NOTHING, *, most: int = 40_000) -> str:
        """Return a text without space around it; a needed text is not empty."""
        value: str = self.take(key, str, default).strip()
        if default is _NOTHING and not value:
            raise self.fault(key, "is empty")
        if len(value) > most:
            raise self.fault(key, f"is longer than {most} characters")
        return value

    def number(self, key: str, default: Any = _NOTHING, *, least: int = 0, most: int = LONGEST_AGO) -> Any:
        """Return a whole number within limits, or the default."""
        value = self.take(key, int, default)
        if value is not default and not least <= value <= most:
            raise self.fault(key, f"{value} is not between {least} and {most}")
        return value

    def choice(self, key: str, allowed: Iterator[str] | list[str], default: Any = _NOTHING) -> str:
        """Return one of the allowed words."""
        value: str = self.take(key, str, default)
        words = [str(word) for word in allowed]
        if value not in words and value != default:
            raise self.fault(key, f"{value!r} is none of {', '.join(words)}")
        return value

    def clock(self, key: str) -> tuple[int, int]:
        """Return a time of day."""
        written = self.text(key)
        hour, _, minute = written.partition(":")
        if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
            raise self.fault(key, f"{written!r} is no time of day such as 09:30")
        return int(hour), int(minute)

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """Return a list of texts, none twice."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault(key, "must be texts")
        if len(values) < least:
            raise self.fault(key, f"has {len(values)} texts, at least {least} are needed")
        twice = {value for value in values if values.count(value) > 1}
        if twice:
            raise self.fault(key, f"has twice: {twice.pop()}")
        return tuple(value.strip() for value in values)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables of a list of tables."""
        rows = self.take(key, list, [])
        return [Table(row, f"{self.where}: {key}[{number}]") for number, row in enumerate(rows, start=1)]

    def done(self) -> None:
        """Refuse keys nobody asked for: most often a misspelling."""
        unknown = set(self.values) - self.asked
        if unknown:
            raise self.fault(min(unknown), "is not a key here")


SENTENCES = (
    "goals", "whys", "hoped_for", "steps", "opens", "middles", "closes", "person_good", "person_hard",
    "messages_person", "messages_worker", "promises", "best_now", "carries", "burdens",
)  # fmt: skip


def _open(file: Path) -> Table:
    where = str(file.relative_to(FOLDER))
    try:
        return Table(tomllib.loads(file.read_text(encoding="utf-8")), where)
    except FileNotFoundError as error:
        raise CourseFault(f"{where}: is missing") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseFault(f"{where}: {error}") from error


@cache
def read_staff() -> Staff:
    """Read teams and workers."""
    table = _open(FOLDER / "staff.toml")
    teams = {row.text("key"): row.text("name") for row in table.tables("teams")}
    workers: dict[str, Worker] = {}
    for row in table.tables("workers"):
        key = row.text("key")
        if key in workers:
            raise row.fault("key", f"{key} is there twice")
        roles = row.texts("roles", least=1)
        for role in roles:
            if role not in Role.values:
                raise row.fault("roles", f"{role!r} is no role")
        answers = row.clock("answers_before") if "answers_before" in row.values else None
        team = row.choice("team", list(teams))
        workers[key] = Worker(key, row.text("name"), row.text("email"), team, roles, answers)
        row.asked.add("answers_before")
        row.done()
    table.done()
    return Staff(teams, workers)


@cache
def read_courses() -> tuple[Course, ...]:
    """Read the hand-written courses, by file name."""
    staff = read_staff()
    return tuple(read_course(_open(file), file.stem, staff) for file in sorted(FOLDER.glob("courses/*.toml")))


def read_course(table: Table, key: str, staff: Staff) -> Course:
    """Read one course."""
    workers = list(staff.workers)
    basics = Table(table.take("basics", dict, {}), f"{table.where}: basics")
    contact_persons = [worker.key for worker in staff.with_role(Role.WORKER)]
    draft = Table(table.take("draft", dict, {}), f"{table.where}: draft")
    course = Course(
        key=key,
        called=table.text("called", most=100),
        full_name=table.text("full_name", "", most=100),
        language=table.text("language", "nb", most=LANGUAGES_LONGEST),
        team=table.choice("team", list(staff.teams)),
        contact=table.choice("contact", contact_persons),
        known_days_ago=table.number("known_days_ago"),
        phones=_each(table, "phones", _phone),
        best_now=_each(
            table, "best_now", lambda row: BestNowLine(row.number("days_ago"), row.text("words", most=1000))
        ),
        basics={kind: basics.choice(kind, Basic.Answer.values) for kind in basics.values if kind in Basic.Kind.values},
        areas=_each(table, "areas", _area),
        goals=_each(table, "goals", _goal),
        entries=_each(table, "entries", lambda row: _entry(row, workers)),
        messages=_each(
            table,
            "messages",
            lambda row: MessageLine(
                row.number("days_ago"), row.clock("time"), row.choice("from", ["person", "contact"]), row.text("text")
            ),
        ),
        promises=_each(table, "promises", _promise),
        earlier_contacts=_each(table, "earlier_contacts", lambda row: _earlier_contact(row, contact_persons)),
        circle=_each(
            table,
            "circle",
            lambda row: CircleLine(
                row.choice("worker", workers), row.text("basis", most=200), row.number("until_in_days", most=365)
            ),
        ),
        supporters=_each(table, "supporters", _supporter),
        draft=_entry(draft, ["contact"]) if draft.values else None,
        check_ins=_each(table, "check_ins", _check_in),
        own_tips=_each(
            table,
            "own_tips",
            lambda row: OwnTipLine(row.choice("zone", CheckIn.Zone.values), row.text("words", most=1000)),
        ),
    )
    basics.done()
    draft.done()
    table.done()
    _check_order(course, table)
    return course


def _each(table: Table, key: str, read: Callable[[Table], Line]) -> tuple[Line, ...]:
    rows = []
    for row in table.tables(key):
        rows.append(read(row))
        row.done()
    return tuple(rows)


def _best_now(row: Table) -> BestNowLine:
    return BestNowLine(row.number("days_ago"), row.text("words", most=1000))


def _phone(row: Table) -> PhoneLine:
    do_not_text = row.take("do_not_text", bool, default=False)
    return PhoneLine(row.text("number", most=20), do_not_text, row.text("note", "", most=200))


def _area(row: Table) -> AreaLine:
    return AreaLine(row.choice("area", LifeArea.values), row.text("carries", ""), row.text("burdens", ""))


def _goal(row: Table) -> GoalLine:
    state = row.choice("state", Goal.State.values, "open")
    goal = GoalLine(
        words=row.text("words", most=500),
        why=row.text("why", "", most=500),
        hoped_for=row.text("hoped_for", "", most=200),
        area=row.choice("area", LifeArea.values, ""),
        days_ago=row.number("days_ago"),
        state=state,
        state_days_ago=row.number("state_days_ago", 0),
        steps=_each(row, "steps", _step),
    )
    if state != Goal.State.OPEN and goal.state_days_ago > goal.days_ago:
        raise row.fault("state_days_ago", "is before the goal was set")
    return goal


def _step(row: Table) -> StepLine:
    step = StepLine(
        words=row.text("words", most=300),
        who=row.choice("who", Step.Who.values, "person"),
        who_words=row.text("who_words", "", most=100),
        done_days_ago=row.number("done_days_ago", None),
        by_in_days=row.number("by_in_days", None, least=-LONGEST_AGO, most=365),
    )
    if step.who == Step.Who.OTHER and not step.who_words:
        raise row.fault("who_words", "is missing: who does it?")
    return step


def _entry(row: Table, workers: list[str]) -> EntryLine:
    by = row.choice("by", ["person", "contact", *workers])
    return EntryLine(
        days_ago=row.number("days_ago"),
        time=row.clock("time"),
        kind=row.choice("kind", [str(kind) for kind in (OWN_KINDS if by == "person" else STAFF_KINDS)]),
        by=by,
        text=row.text("text"),
        place=row.text("place", "", most=100),
        areas=_areas(row),
        own_version=row.text("own_version", ""),
        correction=row.text("correction", ""),
    )


def _areas(row: Table) -> tuple[str, ...]:
    areas = row.texts("areas")
    for area in areas:
        if area not in LifeArea.values:
            raise row.fault("areas", f"{area!r} is no life area")
    return areas


def _promise(row: Table) -> PromiseLine:
    return PromiseLine(
        words=row.text("words", most=300),
        made_days_ago=row.number("made_days_ago"),
        due_in_days=row.number("due_in_days", None, least=-LONGEST_AGO, most=365),
        kept_days_ago=row.number("kept_days_ago", None),
    )


def _check_in(row: Table) -> CheckInLine:
    check_in = CheckInLine(
        days_ago=row.number("days_ago"),
        time=row.clock("time"),
        feeling=row.choice("feeling", CheckIn.Feeling.values, ""),
        zone=row.choice("zone", CheckIn.Zone.values, ""),
        needs=row.text("needs", "", most=500),
        words=row.text("words", ""),
        by=row.choice("by", ["person", "contact"], "person"),
    )
    if not (check_in.feeling or check_in.zone or check_in.needs or check_in.words):
        raise row.fault("words", "is missing: nothing is said")
    return check_in


def _supporter(row: Table) -> SupporterLine:
    return SupporterLine(
        days_ago=row.number("days_ago"),
        name=row.text("name", most=100),
        relation=row.text("relation", "", most=100),
        meaning=row.text("meaning", "", most=500),
        phone=row.text("phone", "", most=20),
        reach=row.choice("reach", Supporter.Reach.values, Supporter.Reach.ASK_FIRST),
        wants_again=row.take("wants_again", bool, default=False),
        by=row.choice("by", ["person", "contact"], "person"),
    )


def _earlier_contact(row: Table, workers: list[str]) -> EarlierContact:
    return EarlierContact(
        worker=row.choice("worker", workers),
        from_days_ago=row.number("from_days_ago"),
        until_days_ago=row.number("until_days_ago"),
        reason=row.choice("reason", ContactPerson.Reason.values),
        persons_say=row.text("persons_say", ""),
        goodbye=row.text("goodbye", ""),
        hello=row.text("hello", ""),
    )


def _check_order(course: Course, table: Table) -> None:
    """Refuse what happened before the person was known, or twice the same worker after each other."""
    for key, days in (
        ("entries", [entry.days_ago for entry in course.entries]),
        ("messages", [message.days_ago for message in course.messages]),
        ("goals", [goal.days_ago for goal in course.goals]),
        ("best_now", [answer.days_ago for answer in course.best_now]),
        ("promises", [promise.made_days_ago for promise in course.promises]),
        ("supporters", [supporter.days_ago for supporter in course.supporters]),
        ("check_ins", [check_in.days_ago for check_in in course.check_ins]),
    ):
        if days and max(days) > course.known_days_ago:
            raise table.fault(key, f"{max(days)} days ago is before known_days_ago {course.known_days_ago}")
    workers = [earlier.worker for earlier in course.earlier_contacts] + [course.contact]
    if any(worker == following for worker, following in pairwise(workers)):
        raise table.fault("earlier_contacts", "the same worker follows themself")
    ends = [earlier.until_days_ago for earlier in course.earlier_contacts]
    if ends != sorted(ends, reverse=True) or (ends and ends[0] > course.known_days_ago):
        raise table.fault("earlier_contacts", "are not oldest first, or end before the person was known")


@cache
def read_grammar() -> Grammar:
    """Read all themes and the slots they share (`_shared.toml`)."""
    shared = _open(FOLDER / "grammar" / "_shared.toml")
    slots = _slots(shared)
    keep = Table(shared.take("keep", dict, {}), f"{shared.where}: keep")
    shared.done()
    themes = []
    for file in sorted((FOLDER / "grammar").glob("[!_]*.toml")):
        table = _open(file)
        theme = Theme(
            key=file.stem,
            theme=table.text("theme"),
            area=table.choice("area", LifeArea.values),
            sentences={key: table.texts(key, least=6 if key == "goals" else 3) for key in SENTENCES},
            slots=_slots(table),
            keep=keep.texts(file.stem),
        )
        table.done()
        _check_slots(theme, {"called", "worker", *slots, *theme.slots}, table)
        if unknown := set(theme.keep) - set(theme.slots):
            raise keep.fault(file.stem, f"{unknown.pop()} is no slot of this theme")
        themes.append(theme)
    keep.done()
    return Grammar(tuple(themes), slots, _read_handovers(slots))


def _read_handovers(slots: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Read the sentences about a change of contact person; `former` and `worker` are the two."""
    table = _open(FOLDER / "grammar" / "_handovers.toml")
    handovers = {key: table.texts(key, least=3) for key in ("goodbyes", "hellos", "persons_say")}
    table.done()
    for key, sentences in handovers.items():
        for sentence in sentences:
            if unknown := set(slots_in(sentence)) - {"called", "worker", "former", *slots}:
                raise table.fault(key, f"{{{unknown.pop()}}} is no slot: {sentence}")
    return handovers


def _slots(table: Table) -> dict[str, tuple[str, ...]]:
    rows = Table(table.take("slots", dict, {}), f"{table.where}: slots")
    return {name: rows.texts(name, least=2) for name in rows.values}


def slots_in(sentence: str) -> list[str]:
    """Return the names of the slots in a sentence, in order."""
    return [part.partition("}")[0] for part in sentence.split("{")[1:]]


def _check_slots(theme: Theme, known: set[str], table: Table) -> None:
    for key, sentences in [
        *theme.sentences.items(),
        *((f"slots.{name}", values) for name, values in theme.slots.items()),
    ]:
        for sentence in sentences:
            unknown = set(slots_in(sentence)) - known
            if unknown:
                raise table.fault(key, f"{{{unknown.pop()}}} is no slot: {sentence}")


@cache
def read_names() -> Names:
    """Read the invented names."""
    table = _open(FOLDER / "names.toml")
    names = Names(table.texts("first", least=60), table.texts("nicknames", least=10), table.texts("last", least=60))
    table.done()
    return names
