"""An import is taken in by a job, chunk by chunk, and can be undone for a day; nothing is lost and nothing doubled."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benken.access.actions.logs import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.followup.models import Goal, Step, WeeklyLook
from benken.interop import jobs
from benken.interop.actions import take_in as taking_in
from benken.interop.actions import undo as undoing
from benken.interop.caseload.load import load, register
from benken.interop.caseload.read import read_bytes
from benken.interop.models import Import
from benken.messaging.actions.conversation import send_message
from benken.people.actions.accounts import give_account
from benken.people.actions.people import change_person, register_person
from benken.people.actions.relations import hand_over
from benken.people.models import ContactPerson, Entry, Person, Phone
from benken.people.phones import NewPhone
from tests.factories import make_entry, make_goal, make_user, sign_in
from tests.interop.caseload import asking, csv_of
from tests.interop.pages import (
    HEADINGS,
    asked,
    chosen,
    many,
    names,
    outcomes,
    previewed,
    taken_in,
    text_of,
    the_import,
    undone,
)
from tests.jobs import WorkJobs, waiting_jobs

pytestmark = pytest.mark.django_db
State = Import.State
OLE = ("Ole", "Ole Vik", "", "99999011", "Ingunn", "Svømme", "Kjøpe badebukse|Dra dit", "1.1.2026")
PER = ("Per", "", "", "99999012", "", "", "", "")
SIV = ("Siv", "", "", "", "Tor-Egil", "", "", "")


def counts() -> tuple[int, ...]:
    with acting_as(SYSTEM):
        tables: tuple[Any, ...] = (Person, Phone, ContactPerson, Goal, Step, Right)
        return tuple(table.objects.count() for table in tables)


# Taken in


def test_a_job_takes_it_in_and_the_page_follows(signed: Client, leader: User, work_jobs: WorkJobs) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE, PER, SIV, ("", "", "", "1", "", "", "", "")))
    assert asked(signed, one)["Location"] == f"/team/import/{one.pk}/"
    assert len(waiting_jobs()) == 1
    waiting = signed.get(f"/team/import/{one.pk}/")
    assert "0 av 4 linjer" in text_of(waiting)  # type: ignore[arg-type]
    assert b'data-refresh="2"' in waiting.content
    assert b"<progress" in waiting.content
    assert names() == []
    work_jobs()
    shown = text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    assert "3 personer er tatt inn." in shown
    assert "1 linje må rettes." in shown
    assert names() == ["Ole", "Per", "Siv"]
    with acting_as(SYSTEM):
        ole = Person.objects.get(called="Ole")
        assert [str(phone) for phone in ole.phones.all()] == ["99 99 90 11"]
        assert ole.contact_persons.get().worker.name == "Ingunn Sæther"
        assert list(Step.objects.filter(person=ole).values_list("words", flat=True)) == ["Kjøpe badebukse", "Dra dit"]
        assert ole.last_heard_at is not None
        assert Person.objects.get(called="Per").team_id == leader.team_id
        verbs = {"person.register": 3, "person.import": 3, "goal.set": 1, "import.take_in": 1}
        assert {verb: Deed.objects.filter(by=leader, verb=verb).count() for verb in verbs} == verbs
    assert "Per" in text_of(signed.get("/team/"))  # type: ignore[arg-type]


def test_a_second_click_takes_nothing_in_again(signed: Client, work_jobs: WorkJobs) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE))
    assert asked(signed, one)["Location"] == asked(signed, one)["Location"]
    assert len(waiting_jobs()) == 1
    work_jobs()
    asked(signed, one)
    assert waiting_jobs() == []
    assert names() == ["Ole"]


def test_a_page_that_shows_another_version_takes_nothing_in(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE))
    signed.post(f"/team/import/{one.pk}/columns/", {"version": one.version, "c0": "called"})
    asked(signed, one)
    assert waiting_jobs() == []
    assert the_import(one.pk).state == State.PREVIEW
    assert "endret i en annen fane" in signed.get(f"/team/import/{one.pk}/preview/").content.decode()


def test_it_says_so_when_no_worker_comes(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE))
    asked(signed, one)
    assert "Ingen har begynt" not in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    with acting_as(SYSTEM):
        Import.objects.update(asked_at=timezone.now() - timedelta(seconds=21))
    assert "Ingen har begynt" in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]


def test_a_worker_that_dies_loses_and_doubles_nothing(signed: Client) -> None:
    one = previewed(signed, many(25))
    asked(signed, one)
    calls: list[int] = []

    def dies_in_the_third(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        made = register(*arguments, **more)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return made

    with patch.object(taking_in, "CHUNK", 10):
        with patch.object(taking_in, "register", dies_in_the_third), pytest.raises(KeyboardInterrupt):
            jobs.take_in(str(one.pk))
        assert the_import(one.pk).done == 20
        assert len(names()) == 20
        jobs.take_in(str(one.pk))
        jobs.take_in(str(one.pk))
    assert the_import(one.pk).state == State.TAKEN_IN
    assert sorted(names()) == sorted(f"Kalt {i}" for i in range(25))


def test_a_chunk_costs_the_same_few_queries_however_many_rows(signed: Client) -> None:
    def cost(length: int) -> int:
        one = previewed(signed, many(length))
        asked(signed, one)
        with CaptureQueriesContext(connection) as queries:
            taking_in.TakingIn(one.pk).next_chunk(at=timezone.now())
        assert the_import(one.pk).counts.get("made", 0) == length
        undone(signed, the_import(one.pk))
        return len(asking(queries))

    assert cost(2) == cost(500) <= 25


def test_doubtful_rows_go_in_as_they_were_decided(signed: Client) -> None:
    rows = [("Ole", "Ole Vik", "", "", "Ingunn", "", "", ""), *[("Olemann", "Ole Vik", "", "", "", "", "", "")] * 3]
    one = previewed(signed, csv_of(HEADINGS, *rows))
    assert one.counts == {"made": 1, "doubtful": 3}
    chosen(signed, one, row_3="new", row_4="same")
    asked(signed, one)
    jobs.take_in(str(one.pk))
    assert outcomes(one) == {2: "made", 3: "made", 4: "matched", 5: "doubtful"}
    assert names() == ["Ole", "Olemann"]
    shown = text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    assert "Du sa at dette er samme person." in shown
    assert "1 linje er ikke avgjort." in shown


def test_choices_not_saved_yet_go_along_with_the_button(signed: Client) -> None:
    rows = [("Ole", "Ole Vik", "", "", "Ingunn", "", "", ""), ("Olemann", "Ole Vik", "", "", "", "", "", "")]
    one = previewed(signed, csv_of(HEADINGS, *rows))
    signed.post(f"/team/import/{one.pk}/take-in/", {"version": one.version, "row_3": "new"})
    jobs.take_in(str(one.pk))
    assert names() == ["Ole", "Olemann"]


def test_the_same_file_in_two_tabs_makes_everybody_once(signed: Client) -> None:
    first, second = (
        previewed(signed, csv_of(HEADINGS, OLE, PER, SIV)),
        previewed(signed, csv_of(HEADINGS, OLE, PER, SIV)),
    )
    for one in (first, second):
        asked(signed, one)
        jobs.take_in(str(one.pk))
    assert names() == ["Ole", "Per", "Siv"]
    assert set(outcomes(second).values()) == {"matched"}
    assert "tatt inn fra en annen linje eller import imens" in text_of(signed.get(f"/team/import/{second.pk}/"))  # type: ignore[arg-type]


def test_somebody_registered_meanwhile_is_left_out_and_told(signed: Client, leader: User) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE, PER))
    other = make_user()
    with acting_as(SYSTEM):
        ole = register_person(
            called="Ole", contact=other, by=other, at=timezone.now(), phones=[NewPhone("+4799999011")]
        )
    asked(signed, one)
    jobs.take_in(str(one.pk))
    assert outcomes(one) == {2: "known", 3: "made"}
    assert "Noen med dette er kjent her." in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=ole.pk, user=leader, part="found").count() == 1


def test_a_contact_person_who_has_left_since_is_told(signed: Client, workers: dict[str, User]) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE, PER))
    User.objects.filter(pk=workers["ingunn"].pk).update(is_active=False)
    asked(signed, one)
    jobs.take_in(str(one.pk))
    assert outcomes(one) == {2: "refused", 3: "made"}
    assert "Ingen som heter Ingunn, er i teamet ditt." in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]


def test_the_same_file_again_is_told_plainly_and_a_command_sees_it_too(signed: Client, leader: User) -> None:
    data = csv_of(HEADINGS, OLE, PER, SIV)
    taken_in(signed, data)
    again = previewed(signed, data)
    assert again.counts == {"matched": 3}
    page = text_of(signed.get(f"/team/import/{again.pk}/preview/?show=matched"))  # type: ignore[arg-type]
    assert "Denne linja er tatt inn før." in page
    asked(signed, again)
    assert waiting_jobs() == [] or the_import(again.pk).state == State.PREVIEW
    assert {decision.outcome.value for decision in load(read_bytes(data), at=timezone.now())} == {"matched"}
    corrected = previewed(signed, csv_of(HEADINGS, (*OLE[:5], "Et annet mål", "", "")))
    assert corrected.counts == {"matched": 1}
    shown = text_of(signed.get(f"/team/import/{corrected.pk}/preview/"))  # type: ignore[arg-type]
    assert "Personen er linje 2 i importen" in shown
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(part="found", user=leader).exists()


# What was left out


def test_the_rows_left_out_come_down_as_a_file_to_correct(signed: Client, leader: User, work_jobs: WorkJobs) -> None:
    rows = [OLE, ("=1+1", "", "", "", "Ukjent", "+47", "@x", "-1"), ("", "Siv Dal", "", "", "Nobody", "", "", "")]
    one = previewed(signed, csv_of((*HEADINGS, "Stjernetegn"), *((*row, "Vær") for row in rows)))
    asked(signed, one)
    work_jobs()
    answer = signed.get(f"/team/import/{one.pk}/left-out/")
    assert answer["Cache-Control"] == "no-store"
    assert "attachment" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.active
    assert page is not None
    cells = [[cell.value for cell in line] for line in page.iter_rows()]
    assert cells[0] == [*HEADINGS, "Stjernetegn", "Hvorfor"]
    assert cells[1][:9] == ["=1+1", None, None, None, "Ukjent", "+47", "@x", "-1", "Vær"]
    assert "«-1» er ikke en dato" in str(cells[1][9])
    assert len(cells) == 3
    assert {cell.data_type for line in page.iter_rows() for cell in line if cell.value} == {"s"}
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="import.download", by=leader, object_id=one.pk).count() == 1
    page["A2"], page["E2"], page["H2"] = "Siv", "Ingunn", ""
    page["E3"] = "Tor-Egil"
    corrected = io.BytesIO()
    book.save(corrected)
    again = previewed(signed, corrected.getvalue())
    assert again.counts == {"made": 2}


# Undone


def test_the_whole_import_is_undone_and_goes_in_again_once(signed: Client, leader: User) -> None:
    before, data = counts(), csv_of(HEADINGS, OLE, PER, SIV)
    one = taken_in(signed, data)
    assert b"Angre hele importen" in signed.get(f"/team/import/{one.pk}/").content
    one = undone(signed, one)
    assert counts() == before
    assert (one.state, one.counts, one.sealed, one.preview_sealed) == (State.UNDONE, {"undone": 3}, None, None)
    assert "3 personer er tatt bort igjen." in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="person.register", by=leader).count() == 3
        assert Deed.objects.filter(verb="import.undo", by=leader, object_id=one.pk).count() == 1
    again = taken_in(signed, data)
    assert again.counts == {"made": 3}
    assert names() == ["Ole", "Per", "Siv"]
    assert previewed(signed, data).counts == {"matched": 3}


def write_entry(person: Person, by: User, _at: datetime) -> None:
    make_entry(person, by=by)


def write_draft(person: Person, by: User, _at: datetime) -> None:
    make_entry(person, by=by, shared=False)


def write_message(person: Person, by: User, at: datetime) -> None:
    send_message(person=person, text="Hei!", by=by, at=at)


def set_another_goal(person: Person, by: User, _at: datetime) -> None:
    make_goal(person, by=by)


def change_the_name(person: Person, by: User, at: datetime) -> None:
    change_person(person=person, seen_version=1, called="Olemann", full_name="", language="nb", phones=[], by=by, at=at)


def hand_them_over(person: Person, by: User, at: datetime) -> None:
    reason, to = ContactPerson.Reason.LEAVE, make_user()
    hand_over(
        person=person, to=to, reason=reason, persons_say="", goodbye="", hello="", overlap_until_at=None, by=by, at=at
    )


def open_an_account(person: Person, by: User, at: datetime) -> None:
    give_account(person=person, username="ole", by=by, at=at)


def read_the_page(person: Person, by: User, at: datetime) -> None:
    log_reading(user=by, subject_id=person.pk, part="page", basis="contact_person", at=at)


def leave_a_row_that_no_log_tells_of(person: Person, by: User, at: datetime) -> None:
    WeeklyLook.objects.create(person=person, weekday=0, asked_at=at, asked_by=by)


USES: list[Callable[[Person, User, datetime], None]] = [
    write_entry,
    write_draft,
    write_message,
    set_another_goal,
    change_the_name,
    hand_them_over,
    open_an_account,
    read_the_page,
    leave_a_row_that_no_log_tells_of,
]


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_whoever_is_in_use_stays_and_is_named_by_the_row(
    signed: Client, workers: dict[str, User], use: Callable[[Person, User, datetime], None]
) -> None:
    one = taken_in(signed, csv_of(HEADINGS, SIV, OLE))
    with acting_as(SYSTEM):
        ole = Person.objects.get(called="Ole")
        use(ole, workers["ingunn"], timezone.now())
    one = undone(signed, one)
    assert outcomes(one) == {2: "undone", 3: "kept"}
    with acting_as(SYSTEM):
        assert list(Person.objects.values_list("pk", flat=True)) == [ole.pk]
        assert Phone.objects.filter(person=ole).count() == (0 if use is change_the_name else 1)
        assert Right.objects.filter(subject_id=ole.pk).exists()
    shown = text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    assert "1 person er tatt i bruk og blir stående." in shown
    assert "så den ble stående: 3." in shown
    assert previewed(signed, csv_of(HEADINGS, SIV, OLE)).counts == {"made": 1, "matched": 1}


def test_after_a_day_it_can_no_longer_be_undone(signed: Client) -> None:
    one = taken_in(signed, csv_of(HEADINGS, OLE))
    with acting_as(SYSTEM):
        Import.objects.update(finished_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert b"Angre hele importen" not in signed.get(f"/team/import/{one.pk}/").content
    answer = signed.post(f"/team/import/{one.pk}/undo/", {}, follow=True)
    assert "Nå er det for sent." in answer.content.decode()
    assert (the_import(one.pk).state, names()) == (State.TAKEN_IN, ["Ole"])


def test_an_undo_that_is_cut_off_goes_on_where_it_was(signed: Client, work_jobs: WorkJobs) -> None:
    one = taken_in(signed, many(25))
    signed.post(f"/team/import/{one.pk}/undo/", {})
    with patch.object(undoing, "CHUNK", 10):
        undoing.undo_chunk(import_id=one.pk, at=timezone.now())
        assert (len(names()), the_import(one.pk).done) == (15, 10)
        shown = text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
        assert "10 av 25 linjer" in shown
        signed.post(f"/team/import/{one.pk}/undo/", {})
        jobs.undo(str(one.pk))
    assert names() == []
    assert the_import(one.pk).counts == {"undone": 25}
    work_jobs()
    assert the_import(one.pk).state == State.UNDONE


def test_another_leader_undoes_nothing(signed: Client, client: Client, leader: User) -> None:
    one = taken_in(signed, csv_of(HEADINGS, OLE))
    sign_in(client, make_user(Role.LEADER, team=leader.team))
    assert client.post(f"/team/import/{one.pk}/undo/", {}).status_code == 404
    assert names() == ["Ole"]
    with acting_as(SYSTEM):
        assert not Entry.objects.exists()
