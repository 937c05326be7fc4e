"""Guard: who sees, changes, takes away and adds which row, asked of the database for each table and each of them.

What it answers stands in docs/reference/rows.md. Whoever means a change writes that page anew, with
BENKEN_WRITE_WALLS=1, and reads what became of it. Rows are made by the system and undone, one by one, in one block of
the database's own language: it is some thousands of tries.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from benken.access.actions.rights import grant_right
from benken.access.actor import NOBODY, SYSTEM, acting_as
from benken.access.models import Right, Role, User
from benken.interop.models import Import
from benken.operate.private_server import PROJECT
from benken.people.models import CircleMember, Person
from tests.factories import (
    let_die,
    make_account_of,
    make_entry,
    make_import,
    make_person,
    make_request,
    make_team,
    make_user,
    make_whole_course,
    make_withholding,
)
from tests.guards.test_every_wall import ask

pytestmark = [pytest.mark.django_db, pytest.mark.second_wall]

PAGE = PROJECT / "docs" / "reference" / "rows.md"
HEAD = """# Rows: who sees and writes them, as the database answers

This page is made by a test (`tests/guards/test_every_wall_for_everybody.py`), which asks the database itself: for each table, each kind of row about one person, and each of those below, a row is made by the system, and then they try to see it, to change it, to take it away, and to add one like it. The page is what came of it; if an answer changes, the test fails. Which columns of a row may change is asked column by column. This is the second wall alone: the code refuses more.

«Own» is a row with one's own name in the column named and «each» is each of them but nobody and the system. The system may everything where nothing else is said.

{who}
"""  # noqa: E501  # whole paragraphs of a page
TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND relrowsecurity AND NOT relispartition ORDER BY 1
"""
EVERYTHING = "see, add, take away, change everything"
COLUMNS = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
  AND NOT attisdropped AND attgenerated = '' AND attidentity = '' ORDER BY attnum
"""
# Columns that say whose a row is.
OWNED_BY = (
    *("user_id", "author_id", "by_id", "written_by_id", "asked_by_id", "reader_id", "member_id", "added_by_id"),
    *("made_by_id", "drafted_by_id", "recorded_by_id", "proposed_by_id", "worker_id"),
)
# Another value of the same kind.
OTHERWISE = {
    "text": "coalesce({0}, '') || 'x'",
    "character varying": "CASE WHEN {0} LIKE 'x%' THEN 'y' ELSE 'x' END || substr(coalesce({0}, ''), 2)",
    "character varying[]": "array_append({0}, 'x')",
    "uuid[]": "array_append({0}, gen_random_uuid())",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 day'",
    "date": "coalesce({0}, now()::date) + 1",
    "time without time zone": "{0} + interval '1 hour'",
    "time without time zone[]": "array_append({0}, '12:00'::time)",
    "boolean": "NOT {0}",
    "bigint": "coalesce({0}, 0) + 1",
    "integer": "coalesce({0}, 0) + 1",
    "smallint": "coalesce({0}, 0) + 1",
    "uuid": "gen_random_uuid()",
    "bytea": "coalesce({0}, '') || 'x'::bytea",
    "jsonb": "'[7]'::jsonb",
}
# One try after the other. A row is made by the system; each try is undone, and so is the row.
# What another constraint than the wall refuses, the wall has let through.
TRY = """
DO $do$
DECLARE
  statements jsonb := current_setting('test.statements');
  one jsonb; how jsonb; made record; place text; found int; verb text; statement text;
  may jsonb; answers jsonb := '[]';
BEGIN
  FOR one IN SELECT * FROM jsonb_array_elements(current_setting('test.tries')::jsonb) LOOP
    may := '[]';
    how := statements->(one->>'table');
    FOR attempt IN 1..2 LOOP  -- the second time without the rows that stand in its way
      BEGIN
        PERFORM set_config('benken.actor', 'system', true), set_config('benken.narrow', 'off', true);
        IF attempt = 2 THEN EXECUTE 'DELETE FROM ' || (one->>'table'); END IF;
        EXECUTE (how->>'add') || ' RETURNING tableoid, ctid' INTO made USING one->'row';
        place := format(' WHERE tableoid = %L AND ctid = %L', made.tableoid, made.ctid);
        PERFORM set_config('benken.actor', current_setting('test.actor'), true),
                set_config('benken.narrow', current_setting('test.narrow'), true);
        EXECUTE 'SELECT count(*) FROM ' || (one->>'table') || place INTO found;
        IF found = 1 THEN
          may := may || '["see"]';
          FOR verb, statement IN SELECT key, value FROM jsonb_each_text(how->'verbs') LOOP
            BEGIN
              EXECUTE statement || place;
              GET DIAGNOSTICS found = ROW_COUNT;
              IF found = 1 THEN RAISE EXCEPTION USING ERRCODE = 'UNDO1'; END IF;
            EXCEPTION
              WHEN SQLSTATE 'UNDO1' OR integrity_constraint_violation THEN may := may || to_jsonb(verb);
              WHEN insufficient_privilege OR raise_exception THEN NULL;
            END;
          END LOOP;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'UNDO2';
      EXCEPTION
        WHEN SQLSTATE 'UNDO2' THEN EXIT;
        WHEN unique_violation OR exclusion_violation THEN IF attempt = 2 THEN RAISE; END IF;
      END;
    END LOOP;
    BEGIN
      PERFORM set_config('benken.actor', current_setting('test.actor'), true),
              set_config('benken.narrow', current_setting('test.narrow'), true);
      EXECUTE how->>'add' USING one->'row';
      RAISE EXCEPTION USING ERRCODE = 'UNDO1';
    EXCEPTION
      WHEN SQLSTATE 'UNDO1' OR integrity_constraint_violation THEN may := may || '["add"]';
      WHEN insufficient_privilege THEN NULL;
    END;
    answers := answers || jsonb_build_array(may);
  END LOOP;
  PERFORM set_config('test.answers', answers::text, true);
END $do$
"""


@dataclass(frozen=True)
class Somebody:
    """One of those who try, with an entry and an import that they have made."""

    name: str
    about: str
    actor: UUID | str
    entry: str
    import_: str
    narrow: bool = False
    closed: bool = False  # their rights end before they try


@dataclass(frozen=True)
class Scene:
    """Those who try, the rows they try with, and the ids of others that rows name."""

    people: list[Somebody]
    rows: dict[str, dict[str, Any]]
    other: dict[str, str]
    at: datetime


def import_of(user: User) -> str:
    """Make an import that is somebody's; a leader began it."""
    begun = make_import(by=make_user(Role.LEADER, team=make_team()))
    with acting_as(SYSTEM):
        Import.objects.filter(pk=begun.pk).update(by=user)
    return str(begun.pk)


def everybody(person: Person, contact: User, at: datetime) -> Iterator[Somebody]:
    """Make those who try, each with the rights that make them so."""
    with acting_as(SYSTEM):
        colleague = CircleMember.objects.select_related("member").get(person=person).member
    later, before = at + timedelta(days=1), at - timedelta(days=1)

    def let(user: User, basis: Right.Basis, **more: Any) -> User:
        grant_right(user=user, subject_id=person.pk, basis=basis, **({"at": before} | more))
        return user

    def worker(*roles: Role) -> User:
        return make_user(*roles, team=contact.team)

    def said(name: str, about: str, user: User, **state: bool) -> Somebody:
        entry = make_entry(person, by=user, text=f"Skrevet av {name}.")
        return Somebody(name, about, user.pk, str(entry.pk), import_of(user), **state)

    account = make_account_of(person)
    circle, own_talks, parts = Right.Basis.CIRCLE, Right.Scope.OWN_TALKS, Right.Scope.PARTS
    in_need = worker()
    let(in_need, circle, scope=own_talks)
    let(in_need, circle, until_at=at - timedelta(hours=1))
    let(in_need, circle, at=later)
    yield said("contact", "the contact person", contact)
    yield said("colleague", "one of the circle", colleague)
    yield said("self", "the person, in a whole session", account)
    yield said("narrow self", "the person, in a narrow session", account, narrow=True)
    user = let(worker(Role.PEER), circle, scope=own_talks, parts=["goals"])
    yield said("peer", "one of the circle who sees own talks, whatever parts the right names", user)
    for part, shared in (("goals", ["goals"]), ("promises", ["promises", "best"]), ("appointment", ["appointment"])):
        user = let(make_user(Role.SUPPORTER), Right.Basis.SHARED, scope=parts, parts=shared)
        yield said(f"{part} shared", f"somebody to whom the person has shared {' and '.join(shared)}", user)
    user = let(in_need, Right.Basis.EMERGENCY, until_at=later)
    yield said("emergency", "one of own talks, once and soon of the circle, there in an emergency", user)
    for name, about, when in (
        ("former", "once of the circle; goals were shared with them too", {"until_at": at - timedelta(seconds=1)}),
        ("coming", "of the circle from tomorrow; goals are shared with them then", {"at": later}),
    ):
        user = let(worker(), circle, **when)
        yield said(name, about, let(user, Right.Basis.SHARED, scope=parts, parts=["goals"], **when))
    yield said("stranger", "a worker of the same team without a right", worker())
    yield said("leader", "the team's leader", worker(Role.LEADER))
    yield said("admin", "an administrator", make_user(Role.ADMIN))
    yield said("another person", "another person's account", make_account_of(make_person()))
    yield said("closed self", "the person's account without a right", account, closed=True)
    nothing = str(UUID(int=1))
    yield Somebody("nobody", "a request of nobody", NOBODY, nothing, nothing)
    yield Somebody("system", "jobs, and the few acts that grant a right", SYSTEM, nothing, nothing)


def kinds(table: str, who: Somebody, scene: Scene) -> dict[str, dict[str, Any]]:
    """Return the kinds of row that a wall tells apart, beside whose they are: what sets them apart from another."""
    other, now, long_ago = scene.other, str(scene.at), str(scene.at - timedelta(days=8))
    shared = {"state": "shared", "shared_at": now, "kind": "talk", "first_read_at": None}
    asked_now = {"about": "another", "outcome": "", "answer": "", "answered_at": None, "answered_by_id": None}
    of_own, of_another = {"entry_id": who.entry}, {"entry_id": other["entry"]}
    waiting = {"outcome": "", "person_id": None, "told_sealed": None}
    known: dict[str, dict[str, dict[str, Any]]] = {
        "access_deed": {"about the person": {}, "about nobody": {"subject_id": None}},
        "followup_checkin": {"not seen": {"seen_at": None}, "seen": {"seen_at": now}},
        "interop_importedrow": {
            f"{said}, of {whose} import": state | {"of_id": of}
            for whose, of in (("one's own", who.import_), ("another's", other["import"]))
            for said, state in (
                ("waiting", waiting),
                ("with an outcome", waiting | {"outcome": "made"}),
                ("with a person", waiting | {"person_id": other["person"]}),
                ("with an answer", waiting | {"told_sealed": "\\x01"}),
            )
        },
        "messaging_message": {
            "from the person": {"from_person": True},
            "from a helper": {"from_person": False},
            "automatic": {"from_person": False, "automatic": "reminder"},
            "by text": {"from_person": True, "by_text": True},
        },
        "messaging_incomingtext": {
            "of the person": {"in_tray": False, "text": ""},
            "of nobody, in the tray": {"person_id": None, "in_tray": True, "text": "Hei"},
            "of one of several": {
                "person_id": None,
                "in_tray": True,
                "text": "Hei",
                "candidate_ids": f"{{{other['person']}}}",
            },
        },
        "people_attachment": {
            "of one's own entry": of_own,
            "of another's entry": of_another,
            "of what is withheld": {"entry_id": other["withheld"]},
            "of another person's entry": {"entry_id": other["elsewhere"]},
            "of another thing": {"entry_id": None, "about_id": str(UUID(int=7))},
        },
        "people_contactwish": {
            "waiting, the contact may not know": asked_now | {"may_tell": False},
            "waiting, the contact may know": asked_now | {"may_tell": True},
            "answered": {
                "outcome": "stays",
                "answer": "Vi prøver.",
                "answered_at": now,
                "answered_by_id": other["user"],
            },
        },
        "people_complaint": {
            "received": {"state": "received"},
            "answered": {"state": "answered", "answer": "Beklager.", "answered_at": now},
        },
        "people_correction": {
            "of one's own entry": of_own,
            "of another's entry": of_another,
            "of what is withheld": {"entry_id": other["withheld"]},
        },
        "people_disclosurecase": {
            "not told": {"told_at": None},
            "told": {"told_at": now, "state": "given", "given_at": now, "decided_at": now},
        },
        "people_emergencyaccess": {"that opened": {"was_opened": True}, "that opened nothing": {"was_opened": False}},
        "people_entry": {
            "draft": shared | {"state": "draft", "shared_at": None},
            "draft of last week": shared | {"state": "draft", "shared_at": None, "created_at": long_ago},
            "shared": shared,
            "read": shared | {"first_read_at": now},
            "goal reached": shared | {"kind": "goal_reached"},
        },
        "services_appointment": {
            "coming": {"state": "planned", "starts_at": now, "ends_at": str(scene.at + timedelta(days=1))},
            "cancelled": {"state": "cancelled", "starts_at": now, "ends_at": str(scene.at + timedelta(days=1))},
            "over": {"state": "planned", "starts_at": long_ago, "ends_at": str(scene.at - timedelta(days=7))},
        },
        "services_request": {
            "of the person": {"team_id": other["team"]},
            "of nobody, of the team": {"person_id": None, "team_id": other["team"]},
            "of nobody, of no team": {"person_id": None, "team_id": None},
            "of nobody, of another team": {"person_id": None, "team_id": other["other_team"]},
        },
        "services_requestnote": {
            "of the person's request": {"asked_id": other["asked_linked"]},
            "of the team's request": {"asked_id": other["asked"]},
        },
        "people_ownversion": {
            "of an entry": of_another,
            "of another person's entry": {"entry_id": other["elsewhere"]},
        },
    }
    return known.get(table, {"": {}})


def rows_to_try(table: str, base: dict[str, Any], who: Somebody, scene: Scene) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each kind of row, once with one's own name in each column that says whose it is, and once without."""
    owning = [name for name in OWNED_BY if name in base]
    whose = {"another's": dict.fromkeys(owning, scene.other["user"])} if owning else {"": {}}
    own = str(who.actor) if isinstance(who.actor, UUID) else scene.other["user"]
    for name in owning:
        whose[f"own ({name.removesuffix('_id')})"] = whose["another's"] | {name: own}
    if len(owning) > 1:
        whose["own altogether"] = dict.fromkeys(owning, own)
    for kind, state in kinds(table, who, scene).items():
        for words, owners in whose.items():
            yield ", ".join(one for one in (words, kind) if one) or "all", base | state | owners


def base_rows(person: Person, contact: User, at: datetime) -> dict[str, dict[str, Any]]:
    """Return a row of each table, about the person where it can be."""
    now, user, row = str(at), str(contact.pk), str(UUID(int=7))
    found: dict[str, dict[str, Any]] = {
        "access_automaticswitch": {"id": row, "at": now, "by_id": user, "is_on": True},
        "access_lastlook": {"user_id": user, "at": now, "before_at": now},
        "access_letter": {"user_id": user, "asked_by_id": user, "asked_at": now},
        "access_noticechoice": {"user_id": user, "hour": 9},
        "access_outsideidentity": {"id": row, "user_id": user, "provider": "x", "key_hash": "x", "linked_at": now},
        "access_seal": {
            "log": "readings", "number": 1, "row_id": row, "row_at": now, "sealed_at": now, "hash": "\\x01",
        },
        "access_sentform": {"key": row, "user_id": user, "location": "/", "received_at": now},
        "access_setup": {
            "id": 1, "country": "no", "municipality": "x", "site_name": "x", "sender_name": "x", "reception_phone": "",
            "opening_hours": "", "quick_exit_url": "https://x.example/", "quiet_for": 21, "small_number": 5,
            "street_number": 10, "version": 0,
        },
        "access_setupchange": {"id": row, "at": now, "name": "x", "before": "", "after": "", "by_id": user},
        "access_signin": {
            "id": row, "user_id": user, "session_key": "x", "browser": "", "system": "", "since_at": now,
            "seen_at": now,
        },
        "interop_rememberedcolumn": {"id": row, "team_id": str(contact.team_id), "heading": "x", "field": ""},
        "people_loadsaid": {
            "id": row, "worker_id": user, "team_id": str(contact.team_id), "kind": "too_much", "words": "",
            "said_at": now, "answer": "",
        },
        "services_calendarfeed": {
            "id": row, "user_id": user, "secret_hash": "x", "sessions_ended": 0, "made_at": now, "fetched": 0,
        },
        "services_toldnumbers": {"id": row, "cube": "x", "first_on": f"{at:%Y-%m-%d}", "release": {}, "told_at": now},
    }  # fmt: skip
    with acting_as(SYSTEM):
        for (table,) in ask(TABLES):
            columns = {name for name, _kind in ask(COLUMNS, table)}
            column = next((one for one in ("person_id", "subject_id") if one in columns), "")
            condition = sql.SQL("WHERE {} = {}").format(sql.Identifier(column), sql.Literal(str(person.pk)))
            query = sql.SQL("SELECT to_jsonb(t)::text FROM {} t {} LIMIT 1").format(
                sql.Identifier(table), condition if column else sql.SQL("")
            )
            if table == "people_person":
                found[table] = json.loads(
                    ask("SELECT to_jsonb(t)::text FROM people_person t WHERE id = %s", person.pk)[0][0]
                )
            elif table not in found:
                [(told,)] = ask(query.as_string(None))
                found[table] = {name: value for name, value in json.loads(told).items() if name in columns}
    return found


def try_all(who: Somebody, statements: dict[str, Any], tries: list[dict[str, Any]]) -> list[list[str]]:
    """Let somebody try, and return what they may of each."""
    given = {
        "statements": json.dumps(statements),
        "tries": json.dumps(tries),
        "actor": str(who.actor),
        "narrow": "on" if who.narrow else "off",
    }
    with acting_as(SYSTEM):
        for name, value in given.items():
            ask("SELECT set_config(%s, %s, true)", f"test.{name}", value)
        with connection.cursor() as cursor:
            cursor.execute(TRY)
        return list(json.loads(ask("SELECT current_setting('test.answers')")[0][0]))


def verbs(table: str, columns: list[tuple[str, str]]) -> dict[str, str]:
    """Return the statements that change each column of a row to another value, and the one that takes it away."""
    name = sql.Identifier(table)
    made = {f"change {one}": sql.SQL("UPDATE {} SET {} = {}").format(
        name, sql.Identifier(one), sql.SQL(OTHERWISE[kind].format(f'"{one}"'))
    ) for one, kind in columns}  # fmt: skip
    made["take away"] = sql.SQL("DELETE FROM {}").format(name)
    return {verb: statement.as_string(None) for verb, statement in made.items()}


def adding(table: str, columns: list[tuple[str, str]]) -> str:
    """Return the statement that adds a row that follows it as JSON; with an id of its own, except a person."""
    fresh = {"id": "gen_random_uuid()"} if ("id", "uuid") in columns and table != "people_person" else {}
    chosen = sql.SQL(", ").join(sql.SQL(fresh.get(one, f'"{one}"')) for one, _kind in columns)
    listed = sql.SQL(", ").join(sql.Identifier(one) for one, _kind in columns)
    add = sql.SQL("INSERT INTO {0} ({1}) SELECT {2} FROM jsonb_populate_record(NULL::{0}, $1)")
    return add.format(sql.Identifier(table), listed, chosen).as_string(None)


def make_scene() -> Scene:
    """Make a person with a row in every table, and everybody."""
    person, contact = make_whole_course()
    at = timezone.now()
    people = list(everybody(person, contact, at))
    neutral = make_user()
    other = {
        "user": str(neutral.pk),
        "person": str(person.pk),
        "entry": str(make_entry(person, by=neutral).pk),
        "elsewhere": str(make_entry(make_person(), by=neutral).pk),
        "withheld": str(make_withholding(person, by=contact).entry_id),
        "import": import_of(neutral),
        "team": str(contact.team_id),
        "other_team": str(make_team().pk),
        "asked": str(make_request(team=contact.team).pk),
        "asked_linked": str(make_request(team=contact.team, person=person, ended_at=at, outcome="known").pk),
    }
    death = let_die(person, contact=contact)
    rows = base_rows(person, contact, at)
    with acting_as(SYSTEM):  # while it stands nobody is given a right: it is made anew for the tries about it
        death.delete()
    return Scene(people, rows, other, at)


Answers = dict[str, dict[str, dict[str, list[str]]]]  # of each table and kind of row: what, and who may it


def ask_for_all(scene: Scene) -> Answers:
    """Let everybody try everything."""
    statements = {}
    for table in scene.rows:
        columns = [(name, kind) for name, kind in ask(COLUMNS, table)]
        statements[table] = {"add": adding(table, columns), "verbs": verbs(table, columns)}
    answers: Answers = {}
    for who in scene.people:
        tries = [(table, *one) for table, row in scene.rows.items() for one in rows_to_try(table, row, who, scene)]
        with transaction.atomic():
            if who.closed:
                with acting_as(SYSTEM):
                    Right.objects.filter(user_id=str(who.actor)).update(until_at=scene.at)
            came = try_all(who, statements, [{"table": table, "row": row} for table, _kind, row in tries])
            transaction.set_rollback(True)
        for (table, kind, _row), may in zip(tries, came, strict=True):
            if may:
                words = in_words(may, len(statements[table]["verbs"]))
                answers.setdefault(table, {}).setdefault(kind, {}).setdefault(words, []).append(who.name)
    return answers


def in_words(may: list[str], verbs_in_all: int) -> str:
    """Say what somebody may, the columns they may change at the end."""
    columns = sorted(one.removeprefix("change ") for one in may if one.startswith("change "))
    acts = [one for one in ("see", "add", "take away") if one in may]
    changed = "everything" if len(columns) == verbs_in_all - 1 else f"`{'`, `'.join(columns)}`"
    return ", ".join([*acts, *([f"change {changed}"] if columns else [])])


def page_of(people: list[Somebody], answers: Answers) -> Iterator[str]:
    """Return the page, line by line."""
    yield HEAD.format(who="\n".join(f"- **{who.name}**: {who.about}" for who in people))
    for table, kinds_of_row in sorted(answers.items()):
        alike: dict[str, list[str]] = {}  # kinds of row that differ in nothing stand together
        for kind, answer in kinds_of_row.items():
            said = {may: whom for may, whom in answer.items() if (may, whom) != (EVERYTHING, ["system"])}
            alike.setdefault(json.dumps(said), []).append(kind)
        yield f"## {table}"
        if list(alike) == ["{}"]:
            yield "The system alone.\n"
            continue
        yield "| row | who | may |"
        yield "|---|---|---|"
        for told, kinds_alike in alike.items():
            for may, names in json.loads(told).items():
                yield f"| {'; '.join(kinds_alike)} | {in_short(names, len(people))} | {may} |"
        yield ""


def in_short(names: list[str], all_of_them: int) -> str:
    """Say who may, in one word where it is each of them."""
    without_id = [one for one in names if one in {"nobody", "system"}]
    each = len(names) - len(without_id) == all_of_them - 2
    return ", ".join(["each", *without_id] if each else names)


def test_who_may_do_what_with_which_row_is_what_the_page_says() -> None:
    """Run this with BENKEN_WRITE_WALLS=1 where a change is meant, and read what became of the page."""
    scene = make_scene()
    made = "\n".join(page_of(scene.people, ask_for_all(scene)))
    if os.environ.get("BENKEN_WRITE_WALLS"):
        PAGE.write_text(made)
        return
    assert made.split("\n") == PAGE.read_text().split("\n")
