"""What My page says about helpers, readers and what comes next. The signed-in person is always the one it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.access.queries import Reading, Right, Role, User, readings_about
from benken.followup.queries import Goal, Promise, Step, next_step
from benken.my.words import clock, day_words, first_name, list_words, part_words
from benken.people.queries import Person, circle_of, contact_history

READINGS_PAGE = 50
RECENTLY = timedelta(days=30)
SATURDAY = 5


@dataclass(frozen=True)
class Helpers:
    """Who is the person's contact now, and who else can read what they write."""

    contact: User | None
    others: tuple[User, ...]
    team: str
    at: datetime

    @property
    def contact_name(self) -> str:
        """The contact's first name, or nothing."""
        return first_name(self.contact.name) if self.contact else ""

    @property
    def is_answering(self) -> bool:
        """Tell whether the contact answers later today."""
        local = timezone.localtime(self.at)
        before = self.contact.answers_before if self.contact else None
        return before is not None and local.weekday() < SATURDAY and local.time() < before

    @property
    def when(self) -> str:
        """Say when there is an answer, or honestly that nobody is there to give one."""
        if self.contact is None:
            return self._without_contact()
        before: time | None = self.contact.answers_before
        if before is None:
            return _("%(name)s er kontaktpersonen din.") % {"name": self.contact_name}
        said = {"name": self.contact_name, "time": clock(before)}
        if self.is_answering:
            return _("%(name)s svarer før kl. %(time)s.") % said
        weekday = timezone.localtime(self.at).weekday()
        if weekday in {4, SATURDAY}:  # Friday and Saturday: not before Monday
            return _("%(name)s leser igjen på mandag, og svarer før kl. %(time)s.") % said
        return _("%(name)s leser igjen i morgen, og svarer før kl. %(time)s.") % said

    @property
    def who_sees(self) -> str:
        """Say who can read what the person writes."""
        names = [first_name(user.name) for user in (self.contact, *self.others) if user]
        if not names:
            return _("Ingen leser det før du får en kontaktperson.")
        return _("%(names)s kan lese det du skriver.") % {"names": list_words(names)}

    def _without_contact(self) -> str:
        missing = _("Du har ingen kontaktperson akkurat nå.")
        if self.others:
            return f"{missing} {self.who_sees}"
        if self.team:
            waits = _("Lederen i %(team)s ser navnet ditt, og at du venter på en.") % {"team": self.team}
            return f"{missing} {waits} {self.who_sees}"
        return f"{missing} {self.who_sees}"


@dataclass(frozen=True)
class NextThing:
    """What comes next: words, a day in words, and who does it."""

    words: str
    day: str
    who: str


@dataclass(frozen=True)
class ReadingLine:
    """Readings of one part by one reader, one after the other on one day, in plain words."""

    name: str
    day: str
    times: str
    part: str
    because: str


def helpers_of(person: Person, *, at: datetime) -> Helpers:
    """Return who helps now: the contact, a former one who follows over, and those of the circle who read it all."""
    history = list(contact_history(person))
    contact = next((one.worker for one in history if one.until_at is None), None)
    others = [one.worker for one in history if one.until_at and one.overlap_until_at and one.overlap_until_at > at]
    others += [one.member for one in circle_of(person, at=at) if one.member.has_role(Role.WORKER, Role.OUTREACH)]
    unlike = {user.pk: user for user in others if contact is None or user.pk != contact.pk}
    team = person.team.name if person.team else ""
    return Helpers(contact, tuple(unlike.values()), team, at)


def who_does(step: Step, helpers: Helpers) -> str:
    """Say who does a step, to the person."""
    if step.who == Step.Who.CONTACT:
        return helpers.contact_name or _("kontaktpersonen")
    return step.who_words if step.who == Step.Who.OTHER else _("du")


def next_thing(
    goals: Sequence[Goal], promises: Iterable[Promise], *, helpers: Helpers, today: date
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
        return NextThing(promise.words, day_words(promise.due_on, today=today), who)
    if step is None:
        return None
    day = day_words(step.by_on, today=today) if step.by_on else ""
    return NextThing(step.words, day, _("Dette gjør %(who)s.") % {"who": who_does(step, helpers)})


def who_has_read(person: Person, *, for_user: User, helpers: Helpers, at: datetime) -> str:
    """Say in one line who has read about the person lately."""
    recent = readings_about(subject_id=person.pk, for_user=for_user).filter(at__gte=at - RECENTLY)
    readers = dict(recent.order_by("user__name").values_list("user_id", "user__name").distinct())
    if not readers:
        return _("Ingen har lest siste 30 dager.")
    if helpers.contact and list(readers) == [helpers.contact.pk]:
        return _("Ingen andre enn %(name)s har lest siste 30 dager.") % {"name": helpers.contact_name}
    names = [first_name(name) for name in readers.values()]
    if len(names) > 3:
        more = len(names) - 2
        rest = ngettext("%(count)d til", "%(count)d til", more) % {"count": more}
        names = [*names[:2], rest]
    return _("%(names)s har lest siste 30 dager.") % {"names": list_words(names)}


def reading_lines(
    person: Person, *, for_user: User, today: date, before: tuple[datetime, UUID] | None = None
) -> tuple[list[ReadingLine], str]:
    """Return who has read, newest first, and the mark of the next page ('' when there is no more)."""
    readings = readings_about(subject_id=person.pk, for_user=for_user).order_by("-at", "-id")
    if before is not None:
        readings = readings.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    rows = list(readings[: READINGS_PAGE + 1])
    page = rows[:READINGS_PAGE]
    lines = []
    for (_user, part, basis, why, day), group in groupby(page, key=_run_of):
        run = list(group)
        lines.append(
            ReadingLine(
                name=run[0].user.name,
                day=day_words(day, today=today),
                times=_times([timezone.localtime(reading.at) for reading in run]),
                part=part_words(part),
                because=why or _basis_words(basis),
            )
        )
    more = f"{page[-1].at.isoformat()}_{page[-1].id}" if len(rows) > READINGS_PAGE else ""
    return lines, more


def read_mark(mark: str) -> tuple[datetime, UUID] | None:
    """Read the mark of a page of the reading log; nonsense is the first page."""
    moment, _underscore, row_id = mark.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(row_id)) if at.tzinfo else None
    except ValueError:
        return None


def _run_of(reading: Reading) -> tuple[UUID, str, str, str, date]:
    """What readings one after the other have in common when they stand as one line."""
    return reading.user_id, reading.part, reading.basis, reading.why, timezone.localdate(reading.at)


def _times(run: Sequence[datetime]) -> str:
    """Say when, newest first: kl. 10.12, or from the first to the last of several."""
    last, first = run[0].strftime("%H.%M"), run[-1].strftime("%H.%M")
    if first == last:
        return _("kl. %(time)s") % {"time": last}
    return _("kl. %(first)s til %(last)s") % {"first": first, "last": last}


def _basis_words(basis: str) -> str:
    return str(Right.Basis(basis).label) if basis in Right.Basis.values else ""
