"""Reads of what a person wants. Whoever calls has opened the record first; row security holds besides."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils import timezone

from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead, know_related, read_together
from benken.followup.models import AreaNote, Basic, BestNow, CheckIn, Goal, OwnTip, Promise, Step, WeeklyLook
from benken.people.areas import LifeArea
from benken.people.finding import TextTable
from benken.people.queries import Person, RecordClosed

__all__ = [
    "AreaNote",
    "Basic",
    "BestNow",
    "CheckIn",
    "Goal",
    "OwnTip",
    "Promise",
    "Step",
    "WeeklyLook",
]  # the types that other apps name

GOAL_ORDER = {Goal.State.OPEN: 0, Goal.State.RESTING: 1, Goal.State.REACHED: 2, Goal.State.LET_GO: 3}


class WantsOfPerson:
    """What a person wants and has been promised: small reads, to be sent with others."""

    # Two answers to «Hva er best for deg nå?» tell the newest, and whether there are more.
    _best_of = PreparedRead(lambda person: BestNow.objects.filter(person=person)[:2], only=("words", "said_at"))
    _basics_said = PreparedRead(lambda person: Basic.objects.filter(person=person))
    _areas_of = PreparedRead(lambda person: AreaNote.objects.filter(person=person))
    _promised = PreparedRead(lambda person: _promises(person)[:40], by=("name",))

    def __init__(self, person: Person) -> None:
        self._goals = _GoalsRead(person)
        self._best, self._basics = self._best_of(person=person.pk), self._basics_said(person=person.pk)
        self._areas, self._promises = self._areas_of(person=person.pk), self._promised(person=person.pk)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return *self._goals.reads, self._best, self._basics, self._areas, self._promises

    @property
    def goals(self) -> list[Goal]:
        """The goals with their steps, as `goals_of` gives them."""
        return self._goals.in_order()

    @property
    def best_answers(self) -> list[BestNow]:
        """The latest answers to «Hva er best for deg nå?», the newest first."""
        return self._best.rows

    @property
    def basics(self) -> dict[str, Basic]:
        """What has been said about the basics, as `basics_of` gives it."""
        return _basics_in_order(self._basics.rows)

    @property
    def areas(self) -> dict[str, AreaNote]:
        """What carries and weighs, as `area_notes` gives it."""
        return _areas_in_order(self._areas.rows)

    @property
    def promises(self) -> list[Promise]:
        """The promises made to the person: open ones first, then the newest."""
        return self._promises.rows


class _GoalsRead:
    """Goals and their steps, as two small reads."""

    _goals_of = PreparedRead(lambda person: Goal.objects.filter(person=person).order_by("set_at", "pk"))
    _steps_of = PreparedRead(lambda person: Step.objects.filter(person=person))

    def __init__(self, person: Person) -> None:
        self._goals, self._steps = self._goals_of(person=person.pk), self._steps_of(person=person.pk)
        self.reads = (self._goals, self._steps)

    def in_order(self) -> list[Goal]:
        """Return the goals with their steps: those under way first, then resting, reached, let go."""
        for goal in self._goals.rows:
            know_related(goal, "steps", [step for step in self._steps.rows if step.goal_id == goal.pk])
        return sorted(self._goals.rows, key=lambda goal: GOAL_ORDER[Goal.State(goal.state)])


def goals_of(person: Person) -> list[Goal]:
    """Return a person's goals with their steps: those under way first, then resting, reached, let go."""
    goals = _GoalsRead(person)
    read_together(*goals.reads)
    return goals.in_order()


def goal_of(person: Person, goal_id: UUID) -> Goal:
    """Return one goal of a person with its steps, or RecordClosed."""
    goal = Goal.objects.filter(person=person, pk=goal_id).prefetch_related("steps").first()
    if goal is None:
        raise RecordClosed
    return goal


def step_of(person: Person, step_id: UUID) -> Step:
    """Return one step of a person, or RecordClosed."""
    step = Step.objects.filter(person=person, pk=step_id).select_related("goal").first()
    if step is None:
        raise RecordClosed
    return step


def next_step(goals: Sequence[Goal]) -> Step | None:
    """Return the next step: the undone one with the nearest day among open goals, else the first undone one."""
    undone = [
        step for goal in goals if goal.state == Goal.State.OPEN for step in goal.steps.all() if step.done_at is None
    ]
    dated = [step for step in undone if step.by_on is not None]
    return min(dated, key=lambda step: step.by_on or date.max) if dated else next(iter(undone), None)


def best_now(person: Person) -> list[BestNow]:
    """Return all answers to «Hva er best for deg nå?», the newest first."""
    return list(BestNow.objects.filter(person=person).select_related("written_by"))


def basics_of(person: Person) -> dict[str, Basic]:
    """Return what has been said about the basics, by kind, in the order they are asked."""
    return _basics_in_order(Basic.objects.filter(person=person))


def wants_a_bed(basics: Mapping[str, Basic]) -> bool:
    """Tell whether somebody has said that help is needed with a bed, or with being safe tonight."""
    kinds = (Basic.Kind.BED, Basic.Kind.SAFE_TONIGHT)
    return any(kind in basics and basics[kind].answer == Basic.Answer.HELP for kind in kinds)


def _basics_in_order(basics: Iterable[Basic]) -> dict[str, Basic]:
    said = {basic.kind: basic for basic in basics}
    return {kind: said[kind] for kind in Basic.Kind.values if kind in said}


def area_notes(person: Person) -> dict[str, AreaNote]:
    """Return what carries and weighs, by life area, in the areas' own order."""
    return _areas_in_order(AreaNote.objects.filter(person=person))


def _areas_in_order(notes: Iterable[AreaNote]) -> dict[str, AreaNote]:
    by_area = {note.area: note for note in notes}
    return {area: by_area[area] for area in LifeArea.values if area in by_area}


def open_promises_of(user: User) -> SmallRead[Promise]:
    """Return the read of a worker's open promises, those due first on top."""
    return _OPEN_PROMISES(worker=user.pk)


def _open_promises(worker: UUID) -> QuerySet[Promise]:
    return Promise.objects.filter(by=worker, kept_at__isnull=True, told_at__isnull=True).order_by("due_on", "made_at")


_OPEN_PROMISES = PreparedRead(_open_promises, person=("called",))


def _promises(person_id: UUID) -> QuerySet[Promise]:
    return Promise.objects.filter(person=person_id).order_by("-kept_at", "-told_at", "due_on")


def promise_of(person: Person, promise_id: UUID) -> Promise:
    """Return one promise to a person, or RecordClosed."""
    made = Promise.objects.filter(person=person, pk=promise_id).select_related("by").first()
    if made is None:
        raise RecordClosed
    return made


class HowOfPerson:
    """How the person has said they are lately, and what they say helps: small reads, to be sent with others."""

    check_ins_shown = 3  # and those not seen yet, as far as they were read
    _said = PreparedRead(lambda person: CheckIn.objects.filter(person=person)[:10], written_by=("name", "subject_id"))
    _tips_of = PreparedRead(lambda person: OwnTip.objects.filter(person=person))

    def __init__(self, person: Person) -> None:
        self._check_ins, self._tips = self._said(person=person.pk), self._tips_of(person=person.pk)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._check_ins, self._tips

    @property
    def check_ins(self) -> list[CheckIn]:
        """The latest check-ins and those that are not seen yet, the newest first."""
        rows = enumerate(self._check_ins.rows)
        return [one for number, one in rows if number < self.check_ins_shown or one.seen_at is None]

    @property
    def tips(self) -> list[OwnTip]:
        """What helps, in the order of the zones."""
        return list(_tips_in_order(self._tips.rows).values())


def check_ins(person: Person, *, size: int, before: CheckIn | None = None) -> list[CheckIn]:
    """Return how the person has said they are, newest first; those before one of them if it is named."""
    said = CheckIn.objects.filter(person=person).select_related("written_by")
    if before is not None:
        said = said.filter(Q(said_at__lt=before.said_at) | Q(said_at=before.said_at, pk__lt=before.pk))
    return list(said[:size])


def check_in_mark(person: Person, mark: UUID | None) -> CheckIn | None:
    """Return the check-in that a page goes on from; None, the latest ones, if the mark leads nowhere."""
    return CheckIn.objects.filter(person=person, pk=mark).first() if mark else None


def check_in_of(person: Person, check_in_id: UUID) -> CheckIn:
    """Return one check-in of a person, or RecordClosed."""
    check_in = CheckIn.objects.filter(person=person, pk=check_in_id).first()
    if check_in is None:
        raise RecordClosed
    return check_in


def unseen_check_ins(*, person_ids: list[UUID], for_user: User, since: datetime) -> SmallRead[CheckIn]:
    """Return the read of each person's newest check-in that is not seen and that others than the user wrote."""
    return _NEWEST_UNSEEN(ids=person_ids, worker=for_user.pk, since=since)


_NEWEST_UNSEEN = PreparedRead(
    lambda ids, worker, since: (
        check_ins_unseen(ids, worker=worker, since=since).order_by("person_id", "-said_at", "-pk").distinct("person_id")
    ),
    person=("called",),
    written_by=("name", "subject_id"),
)


def check_ins_unseen(person_ids: list[UUID] | ArraySubquery, *, worker: UUID, since: datetime) -> QuerySet[CheckIn]:
    """Return what these people have said of how they are that is not seen and that others than the worker wrote."""
    waiting = CheckIn.objects.filter(person__one_of=person_ids, seen_at__isnull=True, said_at__gte=since)
    return waiting.exclude(written_by=worker)


def own_tips(person: Person) -> dict[str, OwnTip]:
    """Return what the person says helps, by zone, in the order of the zones."""
    return _tips_in_order(OwnTip.objects.filter(person=person))


def _tips_in_order(tips: Iterable[OwnTip]) -> dict[str, OwnTip]:
    by_zone = {tip.zone: tip for tip in tips}
    return {zone: by_zone[zone] for zone in CheckIn.Zone.values if zone in by_zone}


# What of this app can be searched.
GOAL_TEXTS = (
    TextTable("goal", Goal, "t.set_at", ("words", "why"), kind="t.state"),
    TextTable(
        "step",
        Step,
        f"(SELECT g.set_at FROM {Goal._meta.db_table} g WHERE g.id = t.goal_id)",  # noqa: S608, SLF001  # no input in it
        ("words", "who_words"),
        page="t.goal_id",
    ),
)
OWN_WORD_TEXTS = (
    TextTable("best_now", BestNow, "t.said_at", ("words",)),
    TextTable("area", AreaNote, "t.changed_at", ("carries", "burdens"), kind="t.area"),
    TextTable("check_in", CheckIn, "t.said_at", ("needs", "words")),
)
PROMISE_TEXTS = (TextTable("promise", Promise, "t.made_at", ("words", "told_words"), who="t.by_id"),)


class WaitingForWorker:
    """What of this app waits for a worker, of people they may open: small reads, to be sent with others.

    `person_ids` are those whose record they may open, `mine` those they are the contact person of. Promises and steps
    are told of until a day, what was said of how somebody is since a moment.
    """

    _promised = PreparedRead(
        lambda worker, ids, until: _open_promises(worker).filter(
            Q(due_on__isnull=True) | Q(due_on__lte=until), person__one_of=ids
        ),
        only=("person", "due_on"),
    )
    _steps_near = PreparedRead(
        lambda ids, today, until: Step.objects.filter(
            person__one_of=ids, done_at__isnull=True, by_on__range=(today, until), goal__state=Goal.State.OPEN
        ).order_by("by_on", "pk"),
        only=("person", "by_on"),
    )
    _unseen = PreparedRead(
        lambda ids, worker, since: check_ins_unseen(ids, worker=worker, since=since), only=("person",)
    )

    def __init__(
        self, *, worker: User, person_ids: list[UUID], mine: list[UUID], today: date, until: date, since: datetime
    ) -> None:
        self._promises = self._promised(worker=worker.pk, ids=person_ids, until=until)
        self._steps = self._steps_near(ids=mine, today=today, until=until)
        self._check_ins = self._unseen(ids=mine, worker=worker.pk, since=since)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._promises, self._steps, self._check_ins

    @property
    def promises(self) -> list[Promise]:
        """The worker's own open promises that are due, those due first on top."""
        return self._promises.rows

    @property
    def steps(self) -> list[Step]:
        """Undone steps with a day from today on, the nearest first."""
        return self._steps.rows

    @property
    def check_ins(self) -> list[CheckIn]:
        """What people have said of how they are, and nobody has seen."""
        return self._check_ins.rows


def weekly_look_of(person: Person) -> WeeklyLook | None:
    """Return on which weekday the person wants to see where they are, if they asked for it."""
    return WeeklyLook.objects.filter(person=person).first()


def weekly_looks_of(person_ids: Collection[UUID]) -> list[WeeklyLook]:
    """Return the week's look of each of these people who asked for it."""
    return list(WeeklyLook.objects.filter(person__in=person_ids))


def is_weekly_day(look: WeeklyLook, *, today: date) -> bool:
    """Tell whether the week's look waits: from its weekday on, until it was shown, six days at most."""
    day = today - timedelta(days=(today.weekday() - look.weekday) % 7)
    return day >= timezone.localdate(look.asked_at) and (look.shown_on is None or look.shown_on < day)


class WeeklyLooks:
    """The week's look of some people, as a small read to be sent with others."""

    def __init__(self, person_ids: list[UUID]) -> None:
        self.read = SmallRead(WeeklyLook.objects.filter(person_id__in=person_ids))

    def waiting(self, *, today: date) -> set[UUID]:
        """Return those of the people whose look waits to be looked at."""
        return {look.person_id for look in self.read.rows if is_weekly_day(look, today=today)}
