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
    PhoneTexts,
    PromiseLine,
    Staff,
    StepLine,
    SupporterLine,
    WeeklyLine,
)
from benken.demo.staff import read_staff
from benken.demo.tables import FOLDER, LONGEST_AGO, Table, open_table
from benken.followup.models import Basic, CheckIn, Goal, Step
from benken.messaging.models import Text, TextChoices, TextConsent
from benken.messaging.models.choices import LONGEST_NAME
from benken.people.areas import LifeArea
from benken.people.models import ContactPerson, Supporter
from benken.people.policies import OWN_KINDS, STAFF_KINDS

LANGUAGES_LONGEST = 10
_STATES = (Text.State.DELIVERED, Text.State.NOT_REACHED, Text.State.NO_SUCH_NUMBER, Text.State.FAILED)
TOLD = [str(state) for state in _STATES]
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
    texts = Table(table.take("phone_texts", dict, {}), f"{table.where}: phone_texts")
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
        messages=_each(table, "messages", _message),
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
        phone_texts=_phone_texts(texts) if texts.values else None,
    )
    basics.done()
    draft.done()
    weekly.done()
    texts.done()
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
        in_texts=row.text("in_texts", "", most=LONGEST_NAME),
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
        areas=_words_of(row, "areas", LifeArea.values),
        own_version=row.text("own_version", ""),
        correction=row.text("correction", ""),
    )


def _words_of(row: Table, key: str, allowed: list[str]) -> tuple[str, ...]:
    words = row.texts(key)
    for word in words:
        if word not in allowed:
            raise row.fault(key, f"{word!r} is none of {', '.join(allowed)}")
    return words


def _message(row: Table) -> MessageLine:
    message = MessageLine(
        days_ago=row.number("days_ago"),
        time=row.clock("time"),
        sender=row.choice("from", ["person", "contact"]),
        text=row.text("text"),
        by_text=row.take("by_text", bool, default=False),
        became=row.choice("became", TOLD, Text.State.DELIVERED),
        answer=row.text("answer", "", most=160),
    )
    if message.answer and not (message.by_text and message.sender == "person"):
        raise row.fault("answer", "answers a text from the person only")
    return message


def _phone_texts(row: Table) -> PhoneTexts:
    return PhoneTexts(
        yes_days_ago=row.number("yes_days_ago"),
        phone=row.number("phone", 0, most=9),
        how=row.choice("how", TextConsent.How.values, TextConsent.How.TALK),
        is_shared=row.take("is_shared", bool, default=False),
        quiet_from=row.clock("quiet_from") if "quiet_from" in row.values else PhoneTexts.quiet_from,
        quiet_until=row.clock("quiet_until") if "quiet_until" in row.values else PhoneTexts.quiet_until,
        reminders=row.take("reminders", bool, default=False),
        weekly=row.take("weekly", bool, default=False),
        keywords=_words_of(row, "keywords", TextChoices.Keyword.values),
        pin=row.text("pin", "", most=20),
    )


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
        ("phone_texts", [course.phone_texts.yes_days_ago] if course.phone_texts else []),
    ):
        if days and max(days) > course.known_days_ago:
            raise table.fault(key, f"{max(days)} days ago is before known_days_ago {course.known_days_ago}")
    said = course.phone_texts
    if said and said.phone >= len(course.phones):
        raise table.fault("phone_texts: phone", f"there is no phone number {said.phone}")
    if said is None and any(message.by_text for message in course.messages):
        raise table.fault("phone_texts", "is missing: there are messages by text")
    workers = [earlier.worker for earlier in course.earlier_contacts] + [course.contact]
    if any(worker == following for worker, following in pairwise(workers)):
        raise table.fault("earlier_contacts", "the same worker follows themself")
    ends = [earlier.until_days_ago for earlier in course.earlier_contacts]
    if ends != sorted(ends, reverse=True) or (ends and ends[0] > course.known_days_ago):
        raise table.fault("earlier_contacts", "are not oldest first, or end before the person was known")
