"""Load the invented municipality: first the hand-written people, so that the door opens at once, then the grown ones.

Ids of people do not change, so a load that was cut off goes on with those who are missing, and a finished one has
nothing to do. Those beyond the 600 come by `load_many.py`.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from uuid import UUID

import psycopg
from allauth.account.models import EmailAddress
from django.db import models
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.bulk import bulk_connection
from benken.access.models import HelperKind, Role, Team, User
from benken.demo.answering import absences_of_staff, hours_of_staff
from benken.demo.attached import store
from benken.demo.changing import cards_of_staff
from benken.demo.copying import copy_rows, ids_here, take_turns
from benken.demo.courses import read_courses
from benken.demo.grammar import read_grammar, read_names
from benken.demo.grow import grow
from benken.demo.keys import FIRST_FIXED, LAST_FIXED, account, account_id, fixed_id, person_id, worker_id
from benken.demo.leaving import leaving_of_staff, placed
from benken.demo.lines import Course, Staff, Worker
from benken.demo.moments import OSLO, Clock
from benken.demo.past import past_requests
from benken.demo.phone_texts import tray_of_town
from benken.demo.places import rows_of_places
from benken.demo.requests import requests_of_town
from benken.demo.rows import PersonRows
from benken.demo.staff import read_staff
from benken.people.models import AboutMe, Absence, AnswerHours, Leaving, LoadSaid, Person
from benken.services.models import Place, Request

GROWN = 570
PERSONS_ASKED_FOR = "BENKEN_DEMO_PERSONS"  # what `benken demo --persons` was told; only it sets this
AT_ONCE = 100  # persons in one transaction: whole or not at all
# Accounts that are neither staff nor persons who are followed up: key, name, role.
OTHERS = (
    ("silje", "Silje Lindås", Role.SUPPORTER),
    ("randi-dps", "Randi Myrvang", Role.OUTSIDE_HELPER),
    ("participant-14", "Deltaker 14", Role.PARTICIPANT),
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Progress:
    """How many of the planned persons are in place."""

    here: int
    planned: int

    @property
    def is_done(self) -> bool:
        """Tell whether everybody is in place."""
        return self.here >= self.planned


def prepare(*, today: date, say: Say, at: datetime | None = None) -> None:
    """Load teams, accounts, places and the hand-written people, in one transaction."""
    staff, clock = read_staff(), clock_of(today, at)
    with bulk_connection() as connection, connection.transaction():
        take_turns(connection)
        of_staff = [*_municipality(staff), *absences_of_staff(today), *leaving_of_staff(today)]
        rows = [*missing(connection, of_staff), *_places(connection, clock)]
        people = _without_those_here(connection, read_courses())
        for course in people:
            rows += PersonRows(course, clock, staff).take_all()
        asked = [*requests_of_town(clock), *past_requests(clock)]
        if not ids_here(connection, Request, [row.pk for row in asked]):
            rows += [*asked, *tray_of_town(clock, read_courses())]
        store(rows)
        copy_rows(connection, rows)
    if people:
        say(f"{len(people)} people with a written course and {len(staff.workers)} workers are in place")


def fill(*, today: date, say: Say, at: datetime | None = None, grown: int = GROWN) -> None:
    """Load the grown people, some at a time; what is there already is left alone."""
    if _all_here(grown):
        return
    staff, clock, hand_written = read_staff(), clock_of(today, at), read_courses()
    everybody = grow(grown, grammar=read_grammar(), names=read_names(), staff=staff, hand_written=hand_written)
    courses = (placed(course, number) for number, course in enumerate(everybody))
    here = len(hand_written)
    with bulk_connection() as connection:
        while some := list(islice(courses, AT_ONCE)):
            with connection.transaction():
                take_turns(connection)
                rows: list[models.Model] = []
                for course in _without_those_here(connection, some):
                    rows += PersonRows(course, clock, staff).take_all()
                copy_rows(connection, rows)
            here += len(some)
            say(f"{here} of {len(hand_written) + grown} people are in place")


def progress() -> Progress:
    """Return how far the loading has come towards the number of people that was asked for."""
    least = len(read_courses())
    asked = int(os.environ.get(PERSONS_ASKED_FOR, least + GROWN))
    with acting_as(SYSTEM):
        here = Person.objects.filter(pk__gte=FIRST_FIXED, pk__lte=LAST_FIXED).count()
    return Progress(here, max(asked, least))


def clock_of(today: date, at: datetime | None) -> Clock:
    """Return the clock of a load: the moment it began, or the afternoon of another day."""
    if at is None:
        at = timezone.now()
        if at.astimezone(OSLO).date() != today:
            at = datetime.combine(today, time(16), OSLO)
    return Clock(today, at)


def _municipality(staff: Staff) -> Iterator[models.Model]:
    """Yield teams, workers, and the accounts of other personas."""
    yield from rows_of_staff(staff)
    for key, name, role in OTHERS:
        other = account(account_id(key), name, key, [role])
        if role == Role.OUTSIDE_HELPER:
            other.helper_kind = HelperKind.DPS
        yield other


def rows_of_staff(staff: Staff) -> Iterator[models.Model]:
    """Yield teams, and workers with their e-mail addresses."""
    for key, name in staff.teams.items():
        yield Team(id=fixed_id("team", key), name=name)
    for worker in staff.workers.values():
        yield _worker(worker)
        yield EmailAddress(user_id=worker_id(worker.key), email=worker.email, primary=True, verified=True)
    yield from hours_of_staff(staff)
    yield from cards_of_staff(staff)


def _places(connection: psycopg.Connection, clock: Clock) -> list[models.Model]:
    """Return the places with all that stands below them, unless they are there: a place is loaded whole or not."""
    rows = [*rows_of_places(clock)]
    return [] if ids_here(connection, Place, [row.pk for row in rows if isinstance(row, Place)]) else rows


def _worker(worker: Worker) -> User:
    user = account(
        worker_id(worker.key), worker.name, worker.email.partition("@")[0], [Role(role) for role in worker.roles]
    )
    user.email = worker.email
    user.team_id = fixed_id("team", worker.team)
    return user


def missing(connection: psycopg.Connection, rows: list[models.Model]) -> list[models.Model]:
    """Return the rows of the municipality that are not in the database yet."""
    belongs = [_belongs_to(row) for row in rows]
    here = ids_here(connection, Team, belongs) | ids_here(connection, User, belongs)
    return [row for row, whose in zip(rows, belongs, strict=True) if whose not in here]


def _belongs_to(row: models.Model) -> UUID:
    """Return whose row it is: it is here if they are."""
    whose: UUID = row.pk
    match row:
        case EmailAddress():
            whose = row.user_id
        case AnswerHours() | Absence() | AboutMe() | Leaving() | LoadSaid():
            whose = row.worker_id
    return whose


def _without_those_here(connection: psycopg.Connection, courses: Iterable[Course]) -> list[Course]:
    wanted = {person_id(course.key): course for course in courses}
    here = ids_here(connection, Person, wanted)
    return [course for identity, course in wanted.items() if identity not in here]


def _all_here(grown: int) -> bool:
    wanted = {person_id(f"grown-{number:04}") for number in range(grown)}
    with acting_as(SYSTEM):
        return Person.objects.filter(pk__in=wanted).count() == len(wanted)
