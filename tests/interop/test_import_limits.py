"""What an import may not do: go on without its leader, hang in an undo, ask too much, show or keep what it need not."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.paginator import Page
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.followup.actions.goals import remove_goals
from benken.interop import jobs, policies, queries
from benken.interop.actions import take_in as taking_in
from benken.interop.actions import undo as undoing
from benken.interop.actions.upload import discard_old_imports
from benken.interop.caseload.load import who_is_here
from benken.interop.models import Import, ImportedRow
from benken.interop.sealed import opened_preview
from benken.people.phones import NewPhone
from tests.factories import make_team, make_user, sign_in
from tests.interop.caseload import csv_of, xlsx_of
from tests.interop.pages import (
    HEADINGS,
    asked,
    closed_person,
    many,
    mapped,
    names,
    outcomes,
    previewed,
    taken_in,
    text_of,
    the_import,
    undone,
    upload,
    uploaded,
)
from tests.jobs import WorkJobs

pytestmark = pytest.mark.django_db
State = Import.State
SYNTHETIC = "15928510023"


def page_of(client: Client, one: Import, step: str = "") -> str:
    return text_of(client.get(f"/team/import/{one.pk}/{step}"))  # type: ignore[arg-type]


# Without its leader


def close(leader: User) -> None:
    User.objects.filter(pk=leader.pk).update(is_active=False)


def move(leader: User) -> None:
    User.objects.filter(pk=leader.pk).update(team=make_team())


def set_down(leader: User) -> None:
    User.objects.filter(pk=leader.pk).update(roles=[Role.WORKER.value])


@pytest.mark.parametrize("lose", [close, move, set_down], ids=lambda lose: lose.__name__)
def test_whoever_no_longer_leads_the_team_takes_nobody_in(signed: Client, leader: User, lose: Any) -> None:
    team, roles = leader.team, leader.roles
    one = previewed(signed, many(3))
    asked(signed, one)
    lose(leader)
    jobs.take_in(str(one.pk))
    one = the_import(one.pk)
    assert names() == []
    assert (one.state, one.sealed, one.preview_sealed, one.name_sealed) == (State.BARRED, None, None, None)
    with acting_as(SYSTEM):
        assert not ImportedRow.objects.exists()
        assert Deed.objects.filter(verb="import.bar", object_id=one.pk).count() == 1
    User.objects.filter(pk=leader.pk).update(is_active=True, team=team, roles=roles)
    shown = page_of(sign_in(signed, User.objects.get(pk=leader.pk)), one)
    assert "Fila er ikke tatt inn" in shown
    assert "Du ledet ikke teamet lenger da fila skulle tas inn." in shown
    assert "for du ledet ikke teamet lenger" in text_of(signed.get("/team/import/"))  # type: ignore[arg-type]


def test_whoever_loses_the_team_half_way_takes_nobody_more_in_and_can_undo(signed: Client, leader: User) -> None:
    one, team = previewed(signed, many(5)), leader.team
    asked(signed, one)
    with patch.object(taking_in, "CHUNK", 2):
        assert taking_in.TakingIn(one.pk).next_chunk(at=timezone.now())
        move(leader)
        jobs.take_in(str(one.pk))
    assert outcomes(one) == {2: "made", 3: "made", 4: "refused", 5: "refused", 6: "refused"}
    assert names() == ["Kalt 0", "Kalt 1"]
    User.objects.filter(pk=leader.pk).update(team=team)
    shown = page_of(signed, one)
    assert "2 personer er tatt inn." in shown
    assert shown.count("Du ledet ikke teamet lenger da denne linja skulle tas inn.") == 3
    assert undone(signed, the_import(one.pk)).state == State.UNDONE
    assert names() == []


# An undo that fails


def fails(*_given: Any, **_named: Any) -> None:
    raise ZeroDivisionError


def test_an_undo_that_fails_is_told_and_can_be_tried_again(signed: Client, work_jobs: WorkJobs) -> None:
    one = taken_in(signed, many(5))
    signed.post(f"/team/import/{one.pk}/undo/", {})
    calls: list[int] = []

    def fails_in_the_second(**arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        remove_goals(**arguments)

    with patch.object(undoing, "CHUNK", 2), patch.object(undoing, "remove_goals", fails_in_the_second):
        assert work_jobs(raising=False)[-1][:2] == ("undo", "failed"), "it is not tried again by itself"
    one = the_import(one.pk)
    assert (one.state, one.counts, len(names())) == (State.TAKEN_IN, {"made": 3, "undone": 2}, 3)
    shown = page_of(signed, one)
    assert "Angringen stoppet før den var ferdig." in shown
    assert "Angre hele importen" in shown
    assert "angringen stoppet" in text_of(signed.get("/team/import/"))  # type: ignore[arg-type]
    signed.post(f"/team/import/{one.pk}/undo/", {})
    work_jobs()
    one = the_import(one.pk)
    assert (one.state, one.counts, one.undo_stopped_at, names()) == (State.UNDONE, {"undone": 5}, None, [])
    assert "stoppet" not in page_of(signed, one)


def test_an_undo_that_nobody_is_at_work_on_is_given_up_and_has_a_day_more(signed: Client) -> None:
    one = taken_in(signed, many(3))
    with acting_as(SYSTEM):
        Import.objects.update(finished_at=timezone.now() - timedelta(hours=23))
    signed.post(f"/team/import/{one.pk}/undo/", {})
    at = timezone.now()
    discard_old_imports(at=at + timedelta(minutes=59))
    assert the_import(one.pk).state == State.UNDOING
    later = at + timedelta(hours=2)
    discard_old_imports(at=later)
    one = the_import(one.pk)
    assert (one.state, one.sealed, one.name_sealed) == (State.TAKEN_IN, None, None), "the file is not kept any longer"
    assert policies.can_undo(one, at=later + timedelta(hours=23))
    assert not policies.can_undo(one, at=later + timedelta(hours=25))
    assert undone(signed, one).state == State.UNDONE
    assert names() == []


def test_an_undo_whose_last_word_alone_was_missing_is_over(signed: Client) -> None:
    one = taken_in(signed, many(3))
    signed.post(f"/team/import/{one.pk}/undo/", {})
    assert undoing.undo_chunk(import_id=one.pk, at=timezone.now())
    with patch.object(undoing, "_finish", fails), pytest.raises(ZeroDivisionError):
        undoing.undo_chunk(import_id=one.pk, at=timezone.now())
    undoing.give_up_undo(import_id=one.pk, at=timezone.now())
    one = the_import(one.pk)
    assert (one.state, one.counts, one.undo_stopped_at) == (State.UNDONE, {"undone": 3}, None)


# Asking about those who are closed


def turns_held() -> set[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
        )
        return set(cursor.fetchall())


def test_files_of_one_leader_take_turns_to_ask_so_that_each_sees_the_count_of_the_others(
    signed: Client, leader: User
) -> None:
    one, other = uploaded(signed, many(2)), uploaded(signed, many(2))
    assert turns_held() == set()
    with CaptureQueriesContext(connection) as queries_made:
        mapped(signed, one)
    asked_in_order = [query["sql"] for query in queries_made.captured_queries]
    turn = next(place for place, sql in enumerate(asked_in_order) if "pg_advisory_xact_lock" in sql)
    counted = [place for place, sql in enumerate(asked_in_order) if "access_deed" in sql or "SUM(" in sql]
    people = [place for place, sql in enumerate(asked_in_order) if "people_person" in sql]
    assert counted
    assert people
    assert turn < min(counted + people)
    held = turns_held()
    assert len(held) == 1  # until the transaction ends
    mapped(signed, other)
    assert turns_held() == held
    mapped(signed, uploaded(sign_in(signed, make_user(Role.LEADER, team=leader.team)), many(2)))
    assert len(turns_held()) == 2, "another leader waits for nobody"


def test_rows_are_asked_about_so_often_in_a_day_and_then_no_more(signed: Client) -> None:
    closed_person(called="Ole", phones=[NewPhone("+4799999011")])
    ole = ("Ole", "", "", "99999011", "", "", "", "")
    with patch.object(policies, "MOST_QUESTIONS", 5):
        one = previewed(signed, csv_of(HEADINGS, *(("Per", "", "", f"4000000{i}", "", "", "", "") for i in range(4))))
        assert (one.state, one.questions) == (State.PREVIEW, 4)
        late = uploaded(signed, csv_of(HEADINGS, ole, ("Siv", "", SYNTHETIC, "99999013", "", "", "", "")))
        answer = mapped(signed, late)
        assert answer.status_code == 422
        assert "På ett døgn kan du sammenligne" in text_of(answer)
        assert (the_import(late.pk).state, the_import(late.pk).questions) == (State.COLUMNS, 0)
        with acting_as(SYSTEM):
            assert not Reading.objects.filter(part="found").exists(), "nothing was asked, so nobody was found"
        assert previewed(signed, csv_of(HEADINGS, ole)).counts == {"known": 1}, "there is room for one"
        nameless = previewed(signed, csv_of(HEADINGS, *((f"Kalt {i}", *[""] * 7) for i in range(9))))
        assert (nameless.state, nameless.questions) == (State.PREVIEW, 0), "a name asks nothing of the closed"
        with acting_as(SYSTEM):
            Import.objects.update(compared_at=timezone.now() - timedelta(hours=25))
        assert mapped(signed, late).status_code == 302, "the next day"
    assert the_import(late.pk).questions == 2


def test_going_back_to_the_columns_asks_nothing_anew_but_other_names_and_more_phones_do(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, ("Ole", "Ole Vik", "", "99999011 / 99999012", "", "Svømme", "", "")))
    assert one.questions == 2
    mapped(signed, one, c5="")
    one = the_import(one.pk)
    assert (one.state, one.questions) == (State.PREVIEW, 2)
    mapped(signed, one, c1="")
    assert the_import(one.pk).questions == 4


def test_the_longest_file_there_can_be_has_room_in_a_day() -> None:
    assert not policies.too_many_questions(before=0, new=20_000)
    assert policies.too_many_questions(before=1, new=20_000)
    assert not policies.too_many_questions(before=20_000, new=0)


# National numbers while the file is looked over


def test_samples_show_no_national_number(signed: Client) -> None:
    headings = ("Kallenavn", "Fødselsnr", "Annet", "Telefon", "Merknad")
    rows = [
        ("Ole", SYNTHETIC, "Fnr 159285 10023, se mappe", "999 99 011", "x" * 55 + SYNTHETIC),
        ("Per", "15.92.85-10023", "15.92.85-100 23", "+47 99 99 90 12", "a"),
        ("Siv", "1928510023", "nei", "4799999013", "b"),
        ("Gro", "ukjent", "nei", "", "b"),
    ]
    one = uploaded(signed, xlsx_of([headings, *rows]))
    assert one.fields[1] == "national_number"
    answer = signed.get(f"/team/import/{one.pk}/columns/")
    shown = text_of(answer)  # type: ignore[arg-type]
    assert "«159285 •••••»" in shown
    assert "«19285 •••••»" in shown, "where the spreadsheet dropped the zero"
    assert "«Fnr 159285 •••••, se mappe»" in shown
    for phone in ("999 99 011", "+47 99 99 90 12", "4799999013"):
        assert phone in shown
    digits = re.sub(r"[ .\-]", "", answer.content.decode())
    assert "10023" not in digits, "nor in the lines that may be the headings"
    one = uploaded(signed, csv_of(("Ole", SYNTHETIC), ("Per", SYNTHETIC)))
    assert "10023" not in signed.get(f"/team/import/{one.pk}/columns/").content.decode(), "nor as a heading"


def test_ten_digits_among_the_possible_headings_are_masked_where_the_column_holds_numbers(signed: Client) -> None:
    one = uploaded(signed, csv_of(("Kallenavn", "Fnr"), ("Ole", "1928510023"), ("Per", "1928510023")))
    assert "10023" not in signed.get(f"/team/import/{one.pk}/columns/").content.decode()


# The name of the file


def test_the_name_of_a_file_is_sealed_and_gone_with_the_file(signed: Client) -> None:
    upload(signed, csv_of(HEADINGS, ("Ole", *[""] * 7)), "Ole Vik.csv")
    with acting_as(SYSTEM):
        one = Import.objects.get()
    assert one.name_sealed is not None
    assert b"Ole" not in bytes(one.name_sealed)
    with connection.cursor() as cursor, acting_as(SYSTEM):
        cursor.execute("SELECT row_to_json(one)::text FROM interop_import one")
        assert "Ole" not in cursor.fetchone()[0]
    assert "Ole Vik.csv" in page_of(signed, one, "columns/")
    assert "Ole Vik.csv" in text_of(signed.get("/team/import/"))  # type: ignore[arg-type]
    discard_old_imports(at=timezone.now() + timedelta(hours=25))
    assert the_import(one.pk).name_sealed is None
    shown = text_of(signed.get("/team/import/"))  # type: ignore[arg-type]
    assert "Ole Vik" not in shown
    assert "Fil fra" in shown


# Opened once


def test_a_job_opens_the_file_once_however_many_chunks(signed: Client) -> None:
    one = previewed(signed, many(25))
    asked(signed, one)
    with (
        patch.object(taking_in, "CHUNK", 10),
        patch.object(taking_in, "rows_of_import", wraps=queries.rows_of_import) as opened,
        patch.object(taking_in, "preview_of", wraps=queries.preview_of) as decided,
        patch.object(taking_in, "who_is_here", wraps=who_is_here) as looked,
        CaptureQueriesContext(connection) as made,
    ):
        jobs.take_in(str(one.pk))
    assert (opened.call_count, decided.call_count, looked.call_count) == (1, 1, 3)
    read = [sql["sql"].partition(" FROM ")[0] for sql in made.captured_queries if sql["sql"].startswith("SELECT")]
    assert sum('"preview_sealed"' in columns for columns in read) == 1
    assert len(names()) == 25


def test_the_page_of_what_came_of_it_opens_what_was_decided_once(signed: Client) -> None:
    one = taken_in(signed, csv_of(HEADINGS, ("Ole", *[""] * 7), ("", "", "", "99999011", "", "", "", "")))
    with patch.object(queries, "opened_preview", wraps=opened_preview) as opened:
        shown = page_of(signed, one)
    assert "Linja har ikke noe navn." in shown
    assert "lederen av Oppfølging finner en" in shown
    assert opened.call_count == 1


@pytest.mark.parametrize(("page", "there"), [("", 1), ("2", 2), ("3", 3), ("99", 3), ("x", 1), ("9" * 5000, 1)])
def test_a_page_of_rows_that_is_not_there_shows_one_that_is(signed: Client, page: str, there: int) -> None:
    one = previewed(signed, many(120))
    answer = signed.get(f"/team/import/{one.pk}/preview/?show=made&page={page}")
    assert f"Side {there} av 3" in text_of(answer)  # type: ignore[arg-type]
    assert isinstance(answer.context["page"], Page), "pages are cut in one way everywhere"
