"""The second wall: row security on every table that hangs on a person, found in the database and not in a list."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError
from django.utils import timezone
from psycopg import sql

from benken.access.actions.logs import log_reading
from benken.access.actor import NOBODY, SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right
from benken.followup.models import BestNow, Goal
from benken.people.actions.relations import end_circle_membership, hand_over, let_into_circle
from benken.people.models import CircleMember, ContactPerson, Entry, OwnVersion, Person
from tests.environment import SERVER
from tests.factories import (
    let_die,
    make_account_of,
    make_entry,
    make_goal,
    make_person,
    make_team,
    make_user,
    make_whole_course,
)

pytestmark = [pytest.mark.django_db, pytest.mark.second_wall]

# Columns by which a table hangs on a person.
HANGS_BY = ("person_id", "subject_id", "entry_id")
# The sign-in itself needs these before anybody is known; `subject_id` there only says whose account it is.
ACCOUNTS = {"access_user"}


def rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run a query as the app's own role."""
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())


def count(table: str) -> int:
    """Count the rows of a table that the actor sees."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        return int(cursor.fetchone()[0])


def person_tables() -> list[str]:
    """Return every table that hangs on a person, parts of the reading log by month left out."""
    found = rows(
        """
        SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND a.attname = ANY (%s) ORDER BY 1
        """,
        list(HANGS_BY),
    )
    return [str(name) for (name,) in found if name not in ACCOUNTS] + ["people_person", "access_typedtext"]


def test_the_tests_themselves_run_as_the_app_that_may_not_bypass_anything() -> None:
    [(role, superuser, bypass, owns)] = rows(
        """
        SELECT current_user, rolsuper, rolbypassrls, (SELECT count(*) FROM pg_class WHERE relowner = r.oid)
        FROM pg_roles r WHERE rolname = current_user
        """
    )
    assert (role, superuser, bypass, owns) == ("benken_app", False, False, 0)


def test_every_table_that_hangs_on_a_person_has_forced_row_security() -> None:
    tables = person_tables()
    assert len(tables) >= 16
    for table in tables:
        [(enabled, forced)] = rows("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", table)
        assert (enabled, forced) == (True, True), table


def test_nobody_sees_no_row_of_any_table_that_hangs_on_a_person() -> None:
    person, contact = make_whole_course()
    let_die(person, contact=contact)
    for table in person_tables():
        with acting_as(SYSTEM):
            assert count(table) > 0, f"the test needs a row in {table}"
        with acting_as(NOBODY):
            assert count(table) == 0, table


def test_a_stranger_sees_no_row_of_somebody_elses_record() -> None:
    make_whole_course()
    with acting_as(make_user().pk):
        for table in person_tables():
            assert count(table) == 0, table


def test_the_months_of_the_reading_log_are_closed_to_the_app() -> None:
    parts = rows("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'access_reading'::regclass")
    assert len(parts) > 12
    for (part,) in parts:
        with pytest.raises(ProgrammingError), transaction.atomic():
            count(part)


def test_the_owner_of_the_tables_sees_nothing_either() -> None:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(SERVER.address(str(name), "benken_owner")) as owner:
        policies = owner.execute("SELECT count(*) FROM pg_policies WHERE tablename = 'people_person'").fetchone()
        assert policies == (3,)
        assert owner.execute("SELECT count(*) FROM people_person").fetchone() == (0,)


def test_nobody_widens_their_own_rights() -> None:
    person, colleague = make_person(), make_user()
    with pytest.raises(ProgrammingError), acting_as(colleague.pk):
        Right.objects.create(user=colleague, subject_id=person.pk, basis=Right.Basis.CIRCLE, since_at=timezone.now())


def test_nobody_writes_into_a_record_that_is_closed_to_them() -> None:
    person, colleague = make_person(), make_user()
    for model in (
        Goal(person=person, words="x", set_at=timezone.now(), state_at=timezone.now()),
        Entry(
            person=person,
            kind="talk",
            author=colleague,
            happened_at=timezone.now(),
            created_at=timezone.now(),
            changed_at=timezone.now(),
        ),
    ):
        with pytest.raises(ProgrammingError), acting_as(colleague.pk):
            model.save(force_insert=True)


def test_nobody_logs_a_reading_in_somebody_elses_name() -> None:
    person, one, other = make_person(), make_user(), make_user()
    with pytest.raises(ProgrammingError), acting_as(one.pk):
        log_reading(user=other, subject_id=person.pk, part="page", basis="circle", at=timezone.now())


def test_only_the_person_writes_their_own_version() -> None:
    contact = make_user()
    person = make_person(contact=contact)
    entry = make_entry(person, by=contact)
    with pytest.raises(ProgrammingError), acting_as(contact.pk):
        OwnVersion.objects.create(person=person, entry=entry, at=timezone.now(), text="x")
    account = make_account_of(person)
    with acting_as(account.pk):
        OwnVersion.objects.create(person=person, entry=entry, at=timezone.now(), text="x")


@pytest.mark.parametrize("model", [Reading, Deed, BestNow])
def test_logs_only_grow(model: type[Reading | Deed | BestNow]) -> None:
    make_whole_course()
    with pytest.raises((ProgrammingError, InternalError)), acting_as(SYSTEM):
        model.objects.all().delete()


def test_a_right_ends_at_the_next_request() -> None:
    contact, colleague = make_user(), make_user()
    person = make_person(contact=contact)
    at = timezone.now()
    with acting_as(contact.pk):
        membership = let_into_circle(
            person=person, member=colleague, basis="bolig", until_at=at + timedelta(days=1), by=contact, at=at
        )
    with acting_as(colleague.pk):
        assert Person.objects.filter(pk=person.pk).exists()
    with acting_as(contact.pk):
        end_circle_membership(membership=membership, by=contact, at=timezone.now() - timedelta(seconds=1))
    with acting_as(colleague.pk):
        assert not Person.objects.filter(pk=person.pk).exists()


def test_the_actor_does_not_leak_out_of_the_block_or_out_of_an_error() -> None:
    user = make_user()
    with acting_as(user.pk):
        with pytest.raises(ZeroDivisionError), acting_as(SYSTEM):
            raise ZeroDivisionError
        assert rows("SELECT benken_actor()") == [(str(user.pk),)]
        with acting_as(SYSTEM):
            assert rows("SELECT benken_actor()") == [("system",)]
        assert rows("SELECT benken_actor()") == [(str(user.pk),)]
    assert rows("SELECT benken_actor()") == [(None,)]


def test_an_actor_that_is_no_id_sees_nothing() -> None:
    make_whole_course()
    for actor in ("somebody", "' OR true --", "0"):
        with acting_as(actor):
            assert not Person.objects.exists()


def test_a_person_has_one_contact_person_at_a_time() -> None:
    person = make_person()
    with pytest.raises(IntegrityError), acting_as(SYSTEM):
        ContactPerson.objects.create(person=person, worker=make_user(), since_at=timezone.now())


def test_a_hand_over_moves_the_rights_with_it() -> None:
    old, new = make_user(), make_user()
    person = make_person(contact=old)
    make_goal(person, by=old)
    at = timezone.now()
    with acting_as(old.pk):
        hand_over(
            person=person,
            to=new,
            reason=ContactPerson.Reason.MOVED_ON,
            persons_say="Det er greit.",
            goodbye="Vi tok farvel.",
            hello="Vi sa hei.",
            overlap_until_at=None,
            by=old,
            at=at,
        )
    with acting_as(old.pk):
        assert not Goal.objects.exists()
    with acting_as(new.pk):
        assert Goal.objects.count() == 1
        assert Entry.objects.filter(kind=Entry.Kind.NEW_CONTACT).count() == 1


def test_an_overlap_keeps_the_record_open_for_both_until_it_ends() -> None:
    person, contact = make_whole_course()
    with acting_as(SYSTEM):
        former = ContactPerson.objects.get(person=person, until_at__isnull=False).worker
        overlap = Right.objects.get(user=former, basis=Right.Basis.OVERLAP)
    for user in (former, contact):
        with acting_as(user.pk):
            assert Person.objects.filter(pk=person.pk).exists()
    with acting_as(SYSTEM):
        Right.objects.filter(pk=overlap.pk).update(until_at=timezone.now() - timedelta(seconds=1))
    with acting_as(former.pk):
        assert not Person.objects.filter(pk=person.pk).exists()


def test_a_peer_in_the_circle_sees_own_talks_and_no_goal() -> None:
    from benken.access.models import Role

    contact, peer = make_user(team=make_team()), make_user(Role.PEER)
    person = make_person(contact=contact)
    make_goal(person, by=contact)
    theirs = make_entry(person, by=contact, text="Ikke for alle.")
    at = timezone.now()
    with acting_as(contact.pk):
        let_into_circle(person=person, member=peer, basis="tur", until_at=at + timedelta(days=9), by=contact, at=at)
    own = make_entry(person, by=peer, text="Vi gikk tur.")
    with acting_as(peer.pk):
        assert Person.objects.filter(pk=person.pk).exists()
        assert not Goal.objects.exists()
        assert list(Entry.objects.values_list("pk", flat=True)) == [own.pk]
        assert theirs.pk != own.pk
        assert CircleMember.objects.count() == 1
