"""Taking in a caseload through the page: upload, columns, what would happen, choices, and who gets to see it."""

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from benken.access import typed_text
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, Team, User
from benken.interop.actions.upload import discard_old_imports
from benken.interop.models import Import, ImportedRow, RememberedColumn
from benken.people.actions.people import register_person
from benken.people.phones import NewPhone
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in
from tests.interop.caseload import csv_of, make_worker, xlsx_of
from tests.interop.pages import (
    HEADINGS,
    asked,
    chosen,
    closed_person,
    mapped,
    names,
    previewed,
    text_of,
    the_import,
    upload,
    uploaded,
)
from tests.jobs import WorkJobs, waiting_jobs

pytestmark = pytest.mark.django_db
SYNTHETIC = "15928510023"
State = Import.State


def row(
    called: str, full: str = "", *, number: str = "", phone: str = "", contact: str = "", goal: str = ""
) -> tuple[str, ...]:
    return (called, full, number, phone, contact, goal, "", "")


OLE = row("Ole", "Ole Vik", phone="99999011", contact="Ingunn", goal="Svømme")


def see(client: Client, one: Import, show: str, page: int = 1) -> str:
    return text_of(client.get(f"/team/import/{one.pk}/preview/?show={show}&page={page}"))  # type: ignore[arg-type]


# The file


def test_it_takes_a_file_and_keeps_it_sealed(signed: Client, leader: User) -> None:
    one = uploaded(signed, xlsx_of([HEADINGS, OLE]))
    assert (one.state, one.by_id, one.team_id) == (State.COLUMNS, leader.pk, leader.team_id)
    assert one.sealed is not None
    assert b"Ole" not in bytes(one.sealed)
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="import.upload", by=leader, object_id=one.pk).count() == 1
    assert names() == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Fila er tom."),
        (b"%PDF-1.7 hello", "Dette er en PDF."),
        (b"PK\x05\x06" + bytes(18), "Dette er en pakket fil."),
        (csv_of(HEADINGS), "ingen linjer under dem"),
        (b"Kallenavn\n" + b"Ole\n" * 20_001, "flere enn 20000 linjer"),
        (b"x" * 31_000_000, "Fila er for stor."),
    ],
)
def test_a_file_that_is_no_sheet_is_told_at_the_field(signed: Client, data: bytes, sentence: str) -> None:
    answer = upload(signed, data, "regneark.csv")
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    with acting_as(SYSTEM):
        assert not Import.objects.exists()


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(signed: Client) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "x")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(301):
                part.write(bytes(1_000_000))
    assert "Fila er for stor." in text_of(upload(signed, bomb.getvalue()))


def test_no_file_is_told(signed: Client) -> None:
    answer = signed.post("/team/import/new/", {})
    assert answer.status_code == 422
    assert "Velg en fil først." in text_of(answer)  # type: ignore[arg-type]


def test_a_file_of_ten_megabytes_and_a_cell_of_a_million_characters_go_through(signed: Client) -> None:
    long = "a" * 999_999
    one = previewed(signed, csv_of(("Kallenavn", "Annet"), ("Ole", long), *(("Per", "b" * 100_000) for _ in range(95))))
    assert one.counts["made"] >= 1
    answer = signed.get(f"/team/import/{one.pk}/columns/")
    assert len(answer.content) < 30_000


def test_the_list_is_empty_and_helps_and_then_shows_the_imports(signed: Client) -> None:
    assert "Ingen filer ennå" in text_of(signed.get("/team/import/"))  # type: ignore[arg-type]
    assert "/team/import/" in signed.get("/team/").content.decode()
    uploaded(signed, csv_of(HEADINGS, OLE))
    shown = text_of(signed.get("/team/import/"))  # type: ignore[arg-type]
    assert "folk.xlsx" in shown
    assert "kolonnene skal ses over" in shown


# The columns


def test_it_shows_what_each_column_is_understood_as_with_cells_of_it(signed: Client) -> None:
    one = uploaded(
        signed, csv_of(("Oversikt", "", ""), ("Kallenavn", "Tlf", "Stjernetegn"), ("Ole", "99999011", "Vær"))
    )
    assert one.fields == ["called", "phone", ""]
    shown = text_of(signed.get(f"/team/import/{one.pk}/columns/"))  # type: ignore[arg-type]
    assert "Linje 2 er lest som overskrifter" in shown
    assert "For eksempel: «99999011»" in shown
    with acting_as(SYSTEM):
        assert Reading.objects.filter(part="import", subject_id=None).count() == 1


def test_unknown_headings_are_mapped_by_hand_and_remembered_for_the_team(signed: Client, leader: User) -> None:
    data = csv_of(("Klient", "Nåes på", "Kallenavn"), ("Ole", "99999011", "nei"))
    one = uploaded(signed, data)
    assert one.fields == ["", "", "called"]
    one = previewed(signed, data, c0="called", c1="phone", c2="")
    assert one.counts == {"made": 1}
    again = uploaded(signed, csv_of(("KLIENT", "Nåes  på", "Kallenavn"), ("Per", "99999012", "nei")))
    assert again.fields == ["called", "phone", ""]
    assert text_of(signed.get(f"/team/import/{again.pk}/columns/")).count("husket fra sist") == 3  # type: ignore[arg-type]
    with acting_as(SYSTEM):
        assert set(RememberedColumn.objects.values_list("team_id", flat=True)) == {leader.team_id}


def test_a_person_in_the_place_of_the_headings_is_remembered_nowhere(signed: Client) -> None:
    data = csv_of(("Ole Vik", "99999011"), ("Per Lund", "99999012"))
    assert previewed(signed, data, c0="full_name", c1="phone").counts == {"made": 1}
    with acting_as(SYSTEM):
        kept = " ".join(RememberedColumn.objects.values_list("heading", flat=True)).casefold()
    assert kept
    assert "ole" not in kept
    assert "99999011" not in kept
    assert uploaded(signed, data).fields == ["full_name", "phone"]


def test_a_heading_set_back_to_what_it_says_is_no_longer_remembered(signed: Client) -> None:
    data = csv_of(("Navn", "Telefon"), ("Ole", "99999011"))
    previewed(signed, data, c1="")
    assert uploaded(signed, data).fields == ["name", ""]
    previewed(signed, data, c1="phone")
    assert uploaded(signed, data).fields == ["name", "phone"]


def test_a_file_without_any_known_heading_can_be_mapped_and_another_line_chosen(signed: Client) -> None:
    one = uploaded(
        signed, csv_of(("Liste over alle", "", ""), ("aa", "bb", "cc"), ("Ole", "x", "y"), ("Per", "x", "y"))
    )
    assert (one.heading_place, one.fields) == (1, ["", "", ""])
    shown = text_of(signed.get(f"/team/import/{one.pk}/columns/"))  # type: ignore[arg-type]
    assert "Ingen av overskriftene er kjent her." in shown
    signed.post(f"/team/import/{one.pk}/headings/", {"place": "2", "version": one.version})
    assert the_import(one.pk).heading_place == 2
    signed.post(f"/team/import/{one.pk}/headings/", {"place": "3", "version": the_import(one.pk).version})
    assert the_import(one.pk).heading_place == 2, "nothing would stand below"


def test_a_mapping_without_a_name_or_with_two_of_one_kind_is_told(signed: Client) -> None:
    one = uploaded(signed, csv_of(("Kallenavn", "Mål", "Goal"), ("Ole", "Svømme", "")))
    assert one.fields == ["called", "goal", ""]
    none = mapped(signed, one, c0="")
    assert none.status_code == 422
    assert "Velg hvilken kolonne som holder navnet." in text_of(none)
    twice = mapped(signed, one, c2="goal")
    assert twice.status_code == 422
    assert "En annen kolonne er alt valgt til dette." in text_of(twice)
    assert the_import(one.pk).state == State.COLUMNS


def test_what_another_tab_changed_is_told_and_sent_again(signed: Client) -> None:
    one = uploaded(signed, csv_of(("x", "y"), ("Kallenavn", "Tlf"), ("Ole", "99999011")))
    signed.post(f"/team/import/{one.pk}/headings/", {"place": "0", "version": one.version})
    answer = mapped(signed, one, c0="called")
    assert answer.status_code == 422
    assert "endret i en annen fane" in text_of(answer)
    assert mapped(signed, the_import(one.pk), c0="called").status_code == 302


def test_what_was_chosen_when_the_session_ended_is_still_there(signed: Client, leader: User) -> None:
    one = uploaded(signed, csv_of(("Klient",), ("Ole",)))
    page = f"/team/import/{one.pk}/columns/"
    owner = typed_text.owner_token(leader)
    signed.logout()
    answer = signed.post(page, {"_owner": owner, "_page": page, "version": one.version, "c0": "called"})
    assert answer["Location"].startswith("/accounts/login/")
    shown = sign_in(signed, leader).get(page).content.decode()
    assert '<option value="called" selected>' in shown
    assert "Vi tok vare på det du skrev" in shown


# What would happen


def test_the_preview_counts_in_words_and_changes_nothing(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE, row("", phone="x"), row("Ole", "Ole Vik", contact="Ingunn"), OLE))
    assert one.counts == {"made": 1, "refused": 1, "doubtful": 1, "matched": 1}
    shown = see(signed, one, "doubtful")
    assert "1 ny person blir tatt inn til Oppfølging." in shown
    assert "Må avgjøres (1)" in shown
    assert "Linje 4: Ole" in shown
    assert "Linje 2" in shown, "the other one is shown beside"
    assert "Linja har ikke noe navn." in see(signed, one, "refused")
    assert names() == []


def test_fifty_rows_stand_on_a_page(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, *(row(f"Kalt {i}", phone=f"{40000000 + i}") for i in range(120))))
    assert "Side 1 av 3" in see(signed, one, "made")
    last = see(signed, one, "made", page=3)
    assert "Kalt 119" in last
    assert "Kalt 99" not in last
    assert "Side 3 av 3" in see(signed, one, "made", page=99)


def test_a_contact_person_must_be_in_the_team_and_so_must_the_row(signed: Client) -> None:
    make_worker("Ola Annet", "ola@fjordvik.example", team=make_team("Et annet team"))
    headings = ("Kallenavn", "Kontaktperson", "Team")
    one = previewed(
        signed, csv_of(headings, ("A", "Ola Annet", ""), ("B", "", "Utekontakten"), ("C", "Ingunn", ""), ("D", "", ""))
    )
    assert one.counts == {"refused": 2, "made": 2}
    shown = see(signed, one, "refused")
    assert "Ingen som heter Ola Annet, er i teamet ditt." in shown
    assert "Linja hører til Utekontakten." in shown
    assert "lederen av Oppfølging finner en" in see(signed, one, "made")


def test_a_choice_is_kept_at_once_and_only_for_a_doubtful_row(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE, row("Ole", "Ole Vik", contact="Ingunn")))
    page = f"/team/import/{one.pk}/choose/"
    by_itself = signed.post(
        page, {"version": one.version, "row_3": "new", "row_2": "new"}, headers={"X-Requested-With": "autosave"}
    )
    assert by_itself.status_code == 204
    with acting_as(SYSTEM):
        assert list(ImportedRow.objects.values_list("number", "choice")) == [(3, "new")]
    assert 'value="new" checked' in signed.get(f"/team/import/{one.pk}/preview/").content.decode()
    assert chosen(signed, one, row_3="same").status_code == 302
    assert chosen(signed, one, row_3="nonsense").status_code == 302
    with acting_as(SYSTEM):
        assert ImportedRow.objects.get().choice == "same"


def test_one_national_number_makes_no_second_person(signed: Client) -> None:
    rows = [row("Ole", number=SYNTHETIC), row("Siv", number=SYNTHETIC)]
    one = previewed(signed, csv_of(HEADINGS, *rows))
    assert one.counts == {"made": 1, "doubtful": 1}
    assert "Ny person" not in see(signed, one, "doubtful")
    chosen(signed, one, row_3="new")
    with acting_as(SYSTEM):
        assert not ImportedRow.objects.exists()


def test_an_emoji_and_an_arabic_name_stay_as_they_are(signed: Client, work_jobs: WorkJobs) -> None:
    one = previewed(signed, csv_of(HEADINGS, row("👩‍👧 Tuva 🌊"), row("يوسف")))
    asked(signed, one)
    work_jobs()
    assert set(names()) == {"👩‍👧 Tuva 🌊", "يوسف"}


# Those who are closed to the leader


def test_a_closed_match_gives_the_one_answer_and_is_told_to_the_person(signed: Client, leader: User) -> None:
    numbered = closed_person(called="Hemmelig", national_number=SYNTHETIC)
    phoned = closed_person(called="Ole", full_name="Ole Vik", phones=[NewPhone("+4799999011")])
    one = previewed(signed, csv_of(HEADINGS, row("Noen Andre", number=SYNTHETIC), OLE, row("Per")))
    assert one.counts == {"known": 2, "made": 1}
    shown = see(signed, one, "known")
    assert shown.count("Noen med dette er kjent her. Spør i mottaket.") == 2
    assert "Hemmelig" not in shown
    see(signed, one, "known")
    mapped(signed, one)
    with acting_as(SYSTEM):
        for person in (numbered, phoned):
            assert Reading.objects.filter(subject_id=person.pk, user=leader, part="found").count() == 1
            assert Deed.objects.filter(subject_id=person.pk, by=leader, verb="person.found").count() == 1


@pytest.mark.parametrize(
    "weaker",
    [
        row("Ole", "Ole Vik"),
        row("Siv", "Siv Dal", phone="99999011"),
        row("Ole", "Ole Dal", phone="99999011"),
        row("Ole", contact="Ingunn"),
    ],
    ids=["the name alone", "the phone with another name", "the phone with another family name", "name and contact"],
)
def test_a_weaker_likeness_to_somebody_closed_says_nothing(
    signed: Client, workers: dict[str, User], weaker: tuple[str, ...]
) -> None:
    with acting_as(SYSTEM):
        phones = [NewPhone("+4799999011")]
        contact = workers["ingunn"]
        register_person(
            called="Ole", full_name="Ole Vik", phones=phones, by=contact, contact=contact, at=timezone.now()
        )
    one = previewed(signed, csv_of(HEADINGS, weaker))
    assert one.counts == {"made": 1}
    assert "her fra før" not in see(signed, one, "made")
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(part="found").exists()


def test_a_file_that_finds_too_many_is_stopped_and_forgotten(signed: Client, leader: User) -> None:
    people = [closed_person(called=f"Kalt {i}", phones=[NewPhone(f"+474000{i:04}")]) for i in range(51)]
    one = previewed(signed, csv_of(HEADINGS, *(row(f"Kalt {i}", phone=f"4000{i:04}") for i in range(51))))
    assert (one.state, one.sealed, one.preview_sealed) == (State.STOPPED, None, None)
    assert "Mange i denne fila er kjent her fra før." in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]
    with acting_as(SYSTEM):
        assert Reading.objects.filter(part="found", user=leader).count() == len(people)
    one = previewed(signed, csv_of(HEADINGS, row("Kalt 1", phone="40000001")))
    assert one.state == State.STOPPED, "a smaller file the same day is no way around it"
    assert previewed(signed, csv_of(HEADINGS, row("En ny"))).state == State.PREVIEW


def test_fifty_in_a_day_are_told(signed: Client) -> None:
    for i in range(50):
        closed_person(called=f"Kalt {i}", phones=[NewPhone(f"+474000{i:04}")])
    one = previewed(signed, csv_of(HEADINGS, *(row(f"Kalt {i}", phone=f"4000{i:04}") for i in range(50))))
    assert one.counts == {"known": 50}


# Who sees it


@pytest.mark.second_wall
def test_an_import_is_open_to_the_importer_alone(signed: Client, leader: User, client: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE))
    team = leader.team
    assert isinstance(team, Team)
    others = [
        make_user(Role.LEADER, team=team),
        make_user(Role.LEADER, team=make_team()),
        make_user(Role.WORKER, team=team),
        make_user(Role.ADMIN),
        make_account_of(make_person()),
    ]
    missing = "018bcfe5-0000-7000-8000-000000000000"
    for other in others:
        sign_in(client, other)
        for step in ("", "columns/", "preview/", "left-out/"):
            closed = client.get(f"/team/import/{one.pk}/{step}")
            assert closed.status_code == 404
            assert closed.content == client.get(f"/team/import/{missing}/{step}").content
        for step in ("choose/", "take-in/", "undo/", "leave/", "headings/"):
            assert client.post(f"/team/import/{one.pk}/{step}", {"version": one.version}).status_code == 404
        with acting_as(other.pk):
            assert not Import.objects.exists()
            assert not ImportedRow.objects.exists()
    assert the_import(one.pk).state == State.PREVIEW
    assert not waiting_jobs()


@pytest.mark.parametrize("address", ["/team/import/", "/team/import/new/"])
def test_whoever_leads_no_team_finds_no_imports_and_no_place_to_send_a_file(
    client: Client, leader: User, address: str
) -> None:
    file = {"file": SimpleUploadedFile("folk.csv", csv_of(HEADINGS, OLE))}
    for other in (make_user(team=leader.team), make_user(Role.LEADER), make_user(Role.ADMIN)):
        sign_in(client, other)
        assert client.get(address).status_code == 404
        assert client.post(address, file).status_code in {404, 405}
    assert sign_in(client, leader).get(address).status_code == 200
    with acting_as(SYSTEM):
        assert not Import.objects.exists()


def test_a_leader_who_changes_team_loses_the_import(signed: Client, leader: User) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE))
    User.objects.filter(pk=leader.pk).update(team=make_team())
    assert signed.get(f"/team/import/{one.pk}/preview/").status_code == 404


@pytest.mark.second_wall
def test_nobody_but_the_importer_sees_the_rows_in_the_database(signed: Client, leader: User) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE, row("Ole", "Ole Vik", contact="Ingunn")))
    chosen(signed, one, row_3="new")
    with acting_as(make_user(Role.LEADER, team=leader.team).pk):
        assert RememberedColumn.objects.count() == 0
        assert ImportedRow.objects.count() == 0
    with acting_as(leader.pk):
        assert ImportedRow.objects.count() == 1
    with acting_as(""), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM interop_import")
        assert cursor.fetchone() == (0,)


# Left, and forgotten


def test_it_can_be_thrown_away(signed: Client) -> None:
    one = previewed(signed, csv_of(HEADINGS, OLE))
    assert signed.post(f"/team/import/{one.pk}/leave/", {}).status_code == 302
    one = the_import(one.pk)
    assert (one.state, one.sealed, one.preview_sealed) == (State.LEFT, None, None)
    assert "ingen er tatt inn" in text_of(signed.get(f"/team/import/{one.pk}/"))  # type: ignore[arg-type]


def test_a_file_that_rests_for_a_day_is_forgotten(signed: Client, work_jobs: WorkJobs) -> None:
    left, taken = previewed(signed, csv_of(HEADINGS, OLE)), previewed(signed, csv_of(HEADINGS, row("Per")))
    asked(signed, taken)
    work_jobs()
    at = timezone.now()
    assert discard_old_imports(at=at + timedelta(hours=23)) == 0
    assert discard_old_imports(at=at + timedelta(hours=25)) == 2
    assert (the_import(left.pk).state, the_import(left.pk).sealed) == (State.LEFT, None)
    assert (the_import(taken.pk).state, the_import(taken.pk).sealed) == (State.TAKEN_IN, None)
    assert "1 person er tatt inn." in text_of(signed.get(f"/team/import/{taken.pk}/"))  # type: ignore[arg-type]
    assert discard_old_imports(at=at + timedelta(days=2)) == 0
