"""From a sheet to people: look up who is known, decide, and register those who are new. All of it, or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benken.access.actions import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_be_contact_person
from benken.access.queries import Role, Team, User, staff, subjects_of_deeds, teams
from benken.followup.actions.goals import set_goal
from benken.interop.caseload.decide import Decision, Known, Outcome, decide
from benken.interop.caseload.facts import Facts, RowRead, Surroundings, read_rows
from benken.interop.caseload.read import Sheet
from benken.interop.caseload.workers import Worker, Workers
from benken.lib.sealing import keyed_hash
from benken.people.actions.people import heard_from, register_person, sealed_number
from benken.people.queries import people_recognised_by

VERB = "person.import"
_PRINT_PURPOSE = "caseload-row"
_ONE_AT_A_TIME = 7_202_114_903  # any number: two imports at once wait for each other, so that nobody is made twice


@dataclass(frozen=True)
class _Here:
    """Who works here and which teams there are, as they stand in the database."""

    users: dict[UUID, User]
    teams: dict[UUID, Team]


def preview(sheet: Sheet, *, at: datetime) -> list[Decision]:
    """Decide on every row and change nothing."""
    with acting_as(SYSTEM):
        return _decided(sheet, _here(), at=at)


def load(sheet: Sheet, *, at: datetime) -> list[Decision]:
    """Decide on every row and register those who are new, in one transaction."""
    with acting_as(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
        here = _here()
        decisions = _decided(sheet, here, at=at)
        for decision in decisions:
            if decision.outcome == Outcome.MADE and decision.facts is not None:
                _register(decision.facts, here, at=at)
        return decisions


def _here() -> _Here:
    return _Here({user.pk: user for user in staff().select_related("team")}, {team.pk: team for team in teams()})


def _decided(sheet: Sheet, here: _Here, *, at: datetime) -> list[Decision]:
    around = Surroundings(
        workers=Workers(
            Worker(
                id=user.pk,
                name=user.name,
                email=user.email,
                team_id=user.team_id,
                can_be_contact=can_be_contact_person(user),
                is_leader=user.has_role(Role.LEADER),
            )
            for user in here.users.values()
        ),
        teams={team.pk: team.name for team in here.teams.values()},
        today=timezone.localdate(at),
        language=settings.LANGUAGE_CODE,
        hash_of_number=_hash_of_number,
        print_of=_print_of,
    )
    rows = read_rows(sheet, around)
    return decide(rows, _known(rows))


def _hash_of_number(digits: str) -> str:
    return sealed_number(digits)[1] or ""


def _print_of(words: str) -> UUID:
    return UUID(hex=keyed_hash(words, secret=settings.SECRET_KEY, purpose=_PRINT_PURPOSE)[:32])


def _known(rows: Sequence[RowRead]) -> list[Known]:
    """Return the people here that a row may be about, in a few queries for the whole sheet."""
    facts = [row.facts for row in rows if row.facts is not None]
    taken_in = subjects_of_deeds(verb=VERB, object_ids={row.print_id for row in facts})
    prints: dict[UUID, set[UUID]] = defaultdict(set)
    for mark, person_id in taken_in.items():
        prints[person_id].add(mark)
    people = people_recognised_by(
        numbers={phone.number for row in facts for phone in row.phones},
        number_hashes={row.number_hash for row in facts if row.number_hash},
        full_names={row.full_name for row in facts if row.full_name},
        called={row.called for row in facts},
        contact_ids={row.worker.id for row in facts if row.worker},
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


def _register(facts: Facts, here: _Here, *, at: datetime) -> None:
    """Register one person with their goal and when they were last met; the deed keeps the print of the row."""
    person = register_person(
        called=facts.called,
        full_name=facts.full_name,
        language=facts.language,
        national_number=facts.national_number,
        phones=facts.phones,
        contact=here.users[facts.worker.id] if facts.worker else None,
        team=here.teams[facts.team_id] if facts.team_id else None,
        by=None,
        at=at,
    )
    if facts.goal:
        set_goal(person=person, words=facts.goal, area=facts.area, steps=facts.steps, by=None, at=at)
    if facts.last_seen is not None:
        noon = datetime.combine(facts.last_seen, time(12), timezone.get_current_timezone())
        heard_from(person=person, at=min(noon, at))
    record_deed(by=None, at=at, verb=VERB, subject_id=person.pk, object_id=facts.print_id)
