"""The hand-written courses, read from `courses/<name>.toml` into typed lines."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import TypeVar

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
    MessageLine,
    OwnTipLine,
    PhoneLine,
    PromiseLine,
    Staff,
    StepLine,
    SupporterLine,
    WeeklyLine,
)
from benken.demo.staff import read_staff
from benken.demo.tables import FOLDER, LONGEST_AGO, Table, open_table
from benken.followup.models import Basic, CheckIn, Goal, Step
from benken.people.areas import LifeArea
from benken.people.models import ContactPerson, Supporter
from benken.people.policies import OWN_KINDS, STAFF_KINDS

LANGUAGES_LONGEST = 10
LONGEST_WEEKLY = 6
Line = TypeVar("Line")


@cache
def read_courses() -> tuple[Course, ...]:
    """Read the hand-written courses, by file name."""
    staff = read_staff()
    return tuple(read_course(open_table(file), file.stem, staff) for file in sorted(FOLDER.glob("courses/*.toml")))


def read_course(table: Table, key: str, staff: Staff) -> Course:
    """Read one course."""
    workers = list(staff.workers)
    basics = Table(table.take("basics", dict, {}), f"{table.where}: basics")
    contact_persons = [worker.key for worker in staff.with_role(Role.WORKER)]
    draft = Table(table.take("draft", dict, {}), f"{table.where}: draft")
    weekly = Table(table.take("weekly", dict, {}), f"{table.where}: weekly")
    course = Course(
        key=key,
        called=table.text("called", most=100),
        full_name=table.text("full_name", "", most=100),
        language=table.text("language", "nb", most=LANGUAGES_LONGEST),
        team=table.choice("team", list(staff.teams)),
        contact=table.choice("contact", contact_persons),
        known_days_ago=table.number("known_days_ago"),
        phones=_each(table, "phones", _phone),
        best_now=_each(table, "best_now", _best_now),
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
        weekly=_weekly(weekly) if weekly.values else None,
    )
    basics.done()
    draft.done()
    weekly.done()
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


def _weekly(row: Table) -> WeeklyLine:
    return WeeklyLine(
        asked_days_ago=row.number("asked_days_ago", least=14),
        waits_since_days=row.number("waits_since_days", 0, most=LONGEST_WEEKLY),
        by=row.choice("by", ["person", "contact"], "person"),
    )


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
        ("weekly", [course.weekly.asked_days_ago] if course.weekly else []),
    ):
        if days and max(days) > course.known_days_ago:
            raise table.fault(key, f"{max(days)} days ago is before known_days_ago {course.known_days_ago}")
    workers = [earlier.worker for earlier in course.earlier_contacts] + [course.contact]
    if any(worker == following for worker, following in pairwise(workers)):
        raise table.fault("earlier_contacts", "the same worker follows themself")
    ends = [earlier.until_days_ago for earlier in course.earlier_contacts]
    if ends != sorted(ends, reverse=True) or (ends and ends[0] > course.known_days_ago):
        raise table.fault("earlier_contacts", "are not oldest first, or end before the person was known")
