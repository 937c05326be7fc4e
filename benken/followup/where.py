"""«Hvor er vi nå?»: what somebody has come through, where they are going, what is next, and who is with them.

Said to the person. Their own page, the helper's page and the paper all show what is gathered here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from benken.access.together import SmallRead, read_together
from benken.followup.models import Goal, Promise, Step, WeeklyLook
from benken.followup.queries import WantsOfPerson, next_step
from benken.people.helpers import Helpers, HelpersRead
from benken.people.queries import Person, milestones
from benken.ui.words import day_words, first_name

MILESTONES_SHOWN = 6
MILESTONE_LINES = 8  # so many lines stand on an A5 sheet beside the rest
GOALS_SHOWN = 5
GOAL_LINES = 6
LONGEST_SHOWN = 100
ONE_LINE = 45

T = TypeVar("T")


@dataclass(frozen=True)
class NextThing:
    """What comes next: words, a day in words, and who does it; the promise, if it is one."""

    words: str
    day: str
    who: str
    promise: Promise | None = None


def who_does(step: Step, helpers: Helpers) -> str:
    """Say who does a step, to the person."""
    if step.who == Step.Who.CONTACT:
        return helpers.contact_name or _("kontaktpersonen")
    return step.who_words if step.who == Step.Who.OTHER else _("du")


def next_thing(
    goals: Sequence[Goal], promises: Iterable[Promise], *, helpers: Helpers, today: date, on_paper: bool = False
) -> NextThing | None:
    """Return the nearest of the next step and the promises with a day; without days the next step, if there is one."""
    step = next_step(goals)
    due = [made for made in promises if made.due_on and made.kept_at is None and made.told_at is None]
    promise = min(due, key=lambda made: made.due_on or date.max, default=None)
    if promise and promise.due_on and (step is None or step.by_on is None or promise.due_on < step.by_on):
        name = first_name(promise.by.name)
        who = _("%(name)s har lovet dette.") % {"name": name}
        if promise.due_on < today:
            who = _("%(name)s har lovet dette, og er sein. Spør gjerne.") % {"name": name}
        return NextThing(promise.words, day_words(promise.due_on, today=today, on_paper=on_paper), who, promise)
    if step is None:
        return None
    day = day_words(step.by_on, today=today, on_paper=on_paper) if step.by_on else ""
    return NextThing(step.words, day, _("Dette gjør %(who)s.") % {"who": who_does(step, helpers)})


@dataclass(frozen=True)
class CameThrough:
    """Something the person has come through, and the day in words."""

    words: str
    day: str


@dataclass(frozen=True)
class UnderWay:
    """A goal the person is on the way to, and how many of its steps are done."""

    words: str
    done: int
    total: int


@dataclass(frozen=True)
class Where:
    """What «Hvor er vi nå?» shows, everywhere it is shown."""

    person: Person
    today: date
    helpers: Helpers
    come_through: tuple[CameThrough, ...]
    goals: tuple[UnderWay, ...]
    next: NextThing | None
    weekly: WeeklyLook | None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is neither anything come through nor a goal."""
        return not self.come_through and not self.goals

    @property
    def with_you(self) -> str:
        """Say who is with the person."""
        return self.helpers.contact.name if self.helpers.contact else self.helpers.when


def where_now(person: Person, *, at: datetime, on_paper: bool = False, narrow: bool = False) -> Where:
    """Gather where a person is now, in one query. Whoever calls has opened the record.

    In a narrow session, which sees no entry, what has been come through is the goals that are reached.
    """
    today = timezone.localdate(at)
    helping, wants = HelpersRead(person, at=at), WantsOfPerson(person)
    reached = SmallRead(milestones(person)[:MILESTONES_SHOWN], only=("text", "happened_at"))
    weekly = SmallRead(WeeklyLook.objects.filter(person=person), asked_by=("name",))
    read_together(*helping.reads, *wants.reads, reached, weekly)
    helpers = helping.helpers()
    past = [(entry.text, entry.happened_at) for entry in reached.rows] if not narrow else _reached(wants.goals)
    come_through = [
        CameThrough(_cut(words), day_words(timezone.localdate(moment), today=today, on_paper=on_paper))
        for words, moment in past
    ]
    under_way = [_under_way(goal) for goal in wants.goals if goal.state == Goal.State.OPEN]
    following = next_thing(wants.goals, wants.promises, helpers=helpers, today=today, on_paper=on_paper)
    return Where(
        person=person,
        today=today,
        helpers=helpers,
        come_through=tuple(_fitting(come_through, lambda one: one.words, lines=MILESTONE_LINES)),
        goals=tuple(_fitting(under_way[:GOALS_SHOWN], lambda one: one.words, lines=GOAL_LINES)),
        next=replace(following, words=_cut(following.words)) if following else None,
        weekly=next(iter(weekly.rows), None),
    )


def _reached(goals: Iterable[Goal]) -> list[tuple[str, datetime]]:
    """Return the goals that are reached, the latest first, as entries of them would be told."""
    reached = sorted((goal for goal in goals if goal.state == Goal.State.REACHED), key=lambda goal: goal.state_at)
    return [(goal.words, goal.state_at) for goal in reversed(reached[-MILESTONES_SHOWN:])]


def _under_way(goal: Goal) -> UnderWay:
    steps = list(goal.steps.all())
    return UnderWay(_cut(goal.words), sum(step.done_at is not None for step in steps), len(steps))


def _cut(words: str) -> str:
    return Truncator(words).chars(LONGEST_SHOWN)


def _fitting(rows: Iterable[T], words_of: Callable[[T], str], *, lines: int) -> list[T]:
    """Return the first rows that fit on so many lines of an A5 sheet, at least one."""
    fitting: list[T] = []
    for row in rows:
        lines -= 1 if len(words_of(row)) <= ONE_LINE else 2
        if fitting and lines < 0:
            break
        fitting.append(row)
    return fitting
