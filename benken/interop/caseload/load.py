"""From a sheet to people: look up who is known, decide, and register those who are new. All of it, or nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benken.access.actions.logs import record_deeds
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_be_contact_person
from benken.access.queries import Role, Team, User
from benken.access.queries.accounts import staff, teams
from benken.access.queries.logs import subjects_of_deeds
from benken.followup.actions.goals import NewGoal, set_goals
from benken.interop.caseload.decide import Decision, Known, Outcome, decide
from benken.interop.caseload.facts import Facts, Surroundings, read_rows
from benken.interop.caseload.read import Sheet
from benken.interop.caseload.workers import Worker, Workers
from benken.lib.sealing import keyed_hash
from benken.people.actions.people import NewPerson, register_people, sealed_number
from benken.people.queries import people_recognised_by

VERB = "person.import"
CHUNK = 500  # rows: so many are registered in the same few queries
_PRINT_PURPOSE = "caseload-row"
_ONE_AT_A_TIME = 7_202_114_903  # any number: two imports at once wait for each other, so that nobody is made twice


@dataclass(frozen=True)
class Here:
    """Who works here and which teams there are, as they stand in the database."""

    users: dict[UUID, User]
    teams: dict[UUID, Team]


def preview(sheet: Sheet, *, at: datetime) -> list[Decision]:
    """Decide on every row and change nothing."""
    with acting_as(SYSTEM):
        return _decided(sheet, who_is_here(), at=at)


def load(sheet: Sheet, *, at: datetime) -> list[Decision]:
    """Decide on every row and register those who are new, in one transaction."""
    with acting_as(SYSTEM):
        take_turns()
        here = who_is_here()
        decisions = _decided(sheet, here, at=at)
        made = [one.facts for one in decisions if one.outcome == Outcome.MADE and one.facts is not None]
        for chunk in in_chunks(made):
            register(chunk, here, by=None, at=at)
        return decisions


def take_turns() -> None:
    """Wait until no other import is taking rows in; the turn ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])


def who_is_here() -> Here:
    """Return who works here and which teams there are."""
    return Here({user.pk: user for user in staff().select_related("team")}, {team.pk: team for team in teams()})


def in_chunks(facts: Sequence[Facts]) -> Iterator[Sequence[Facts]]:
    """Cut the rows into chunks."""
    return (facts[start : start + CHUNK] for start in range(0, len(facts), CHUNK))


def surroundings(here: Here, *, at: datetime, own_team: UUID | None = None) -> Surroundings:
    """Return what reading a row needs to know of this municipality, or of one team in it."""
    users = [user for user in here.users.values() if own_team is None or user.team_id == own_team]
    workers = Workers(
        (
            Worker(
                id=user.pk,
                name=user.name,
                email=user.email,
                team_id=user.team_id,
                can_be_contact=can_be_contact_person(user),
                is_leader=user.has_role(Role.LEADER),
            )
            for user in users
        ),
        are_a_team=own_team is not None,
    )
    return Surroundings(
        workers=workers,
        teams={team.pk: team.name for team in here.teams.values()},
        today=timezone.localdate(at),
        language=settings.LANGUAGE_CODE,
        hash_of_number=_hash_of_number,
        print_of=_print_of,
        own_team=own_team,
    )


def known_near(facts: Sequence[Facts], *, by_name: bool = True) -> list[Known]:
    """Return the people here that a row may be about, in a few queries for the whole sheet.

    Without `by_name` those only who share a number, a phone or a print, or were taken in from the same row.
    """
    prints: dict[UUID, set[UUID]] = defaultdict(set)
    for mark, person_id in subjects_of_deeds(verb=VERB, object_ids={row.print_id for row in facts}):
        prints[person_id].add(mark)
    people = people_recognised_by(
        numbers={phone.number for row in facts for phone in row.phones},
        number_hashes={row.number_hash for row in facts if row.number_hash},
        full_names={row.full_name for row in facts if row.full_name} if by_name else (),
        called={row.called for row in facts} if by_name else (),
        contact_ids={row.worker.id for row in facts if row.worker} if by_name else (),
        person_ids=set(prints),
    )
    return [
        Known(
            called=person.called,
            full_name=person.full_name,
            phones=person.phones,
            number_hash=person.number_hash,
            contact_id=person.contact_id,
            prints=frozenset(prints.get(person.person_id, ())),
            person_id=person.person_id,
        )
        for person in people
    ]


def register(rows: Sequence[Facts], here: Here, *, by: User | None, at: datetime) -> list[UUID]:
    """Register a person for each row, with their goal and when they were last met; return their ids in the same order.

    The deeds keep the print of each row, by which it is found again.
    """
    people = register_people(new=[_new_person(facts, here, at=at) for facts in rows], by=by, at=at)
    pairs = list(zip(rows, people, strict=True))
    goals = [NewGoal(person, facts.goal, area=facts.area, steps=facts.steps) for facts, person in pairs if facts.goal]
    if goals:
        set_goals(new=goals, by=by, at=at)
    record_deeds(by=by, at=at, verb=VERB, about=[(person.pk, facts.print_id) for facts, person in pairs])
    return [person.pk for person in people]


def _new_person(facts: Facts, here: Here, *, at: datetime) -> NewPerson:
    seen = facts.last_seen
    noon = datetime.combine(seen, time(12), timezone.get_current_timezone()) if seen else None
    return NewPerson(
        called=facts.called,
        contact=here.users[facts.worker.id] if facts.worker else None,
        full_name=facts.full_name,
        language=facts.language,
        team=here.teams[facts.team_id] if facts.team_id else None,
        phones=facts.phones,
        national_number=facts.national_number,
        last_heard_at=min(noon, at) if noon else None,
    )


def _decided(sheet: Sheet, here: Here, *, at: datetime) -> list[Decision]:
    rows = read_rows(sheet, surroundings(here, at=at))
    return decide(rows, known_near([row.facts for row in rows if row.facts is not None]))


def _hash_of_number(digits: str) -> str:
    return sealed_number(digits)[1] or ""


def _print_of(words: str) -> UUID:
    return UUID(hex=keyed_hash(words, secret=settings.SECRET_KEY, purpose=_PRINT_PURPOSE)[:32])
