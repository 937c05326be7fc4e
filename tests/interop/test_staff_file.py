"""Accounts from a file: looked over, made all at once, never doubled."""

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Team, User
from benken.interop.caseload.read import Unreadable, rows_of
from benken.interop.staff.read import Outcome, StaffRow, read_staff
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in
from tests.jobs import WorkJobs
from tests.mail import Box, mail_server

pytestmark = pytest.mark.django_db
LIST = """Navn;E-post;Rolle;Team
Ansatt En;En@Fjordvik.example;ruskonsulent, leder;Team Elva
Ansatt To;to@fjordvik.example;Planlegger;
Ansatt Tre;tre@fjordvik.example;erfaringskonsulent;team elva
"""


@pytest.fixture
def team() -> Team:
    return make_team("Team Elva")


@pytest.fixture
def admin(client: Client) -> User:
    user = make_user(Role.ADMIN)
    sign_in(client, user)
    return user


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    with mail_server(settings) as box:
        yield box


def upload(client: Client, text: str | bytes, name: str = "ansatte.csv") -> HttpResponse:
    data = text if isinstance(text, bytes) else text.encode()
    answer: HttpResponse = client.post(reverse("staff_file"), {"file": SimpleUploadedFile(name, data)})  # type: ignore[assignment]
    return answer


def sealed(answer: HttpResponse) -> str:
    found = re.search(r'name="accounts" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def read(text: str) -> list[StaffRow]:
    return read_staff(rows_of(text.encode()))


def why(row: str) -> str:
    only = read(f"Navn;E-post;Rolle;Team\n{row}\n")
    assert only[0].outcome is Outcome.WRONG
    return only[0].why


@pytest.mark.usefixtures("admin")
def test_a_list_is_shown_then_made_and_never_doubled(client: Client, team: Team) -> None:
    before = User.objects.count()
    preview = upload(client, LIST)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "3 nye kontoer blir laget." in page
    assert "ruskonsulent, leder" in page
    assert User.objects.count() == before

    answer = client.post(reverse("staff_make"), {"accounts": sealed(preview)})
    assert answer["Location"] == reverse("accounts")
    made = User.objects.get(email="en@fjordvik.example")
    assert (made.name, made.username, made.roles, made.team) == (
        "Ansatt En",
        "en@fjordvik.example",
        ["worker", "leader"],
        team,
    )
    assert not made.has_usable_password()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="account.create", object_id=made.pk).count() == 1
    assert "3 kontoer er laget." in client.get(reverse("accounts")).content.decode()

    client.post(reverse("staff_make"), {"accounts": sealed(preview)})
    again = upload(client, LIST).content.decode()
    assert "3 har konto alt." in again
    assert "Lag kontoene" not in again
    assert User.objects.count() == before + 3


@pytest.mark.usefixtures("admin", "team")
def test_a_made_account_signs_in_by_its_link(client: Client) -> None:
    client.post(reverse("staff_make"), {"accounts": sealed(upload(client, LIST))})
    made, password = User.objects.get(email="to@fjordvik.example"), "en benk under en gammel bjørk"
    client.post(reverse("account_link", args=[made.pk]))
    page = client.get(reverse("account_link", args=[made.pk])).content.decode()
    link = re.search(r"http://testserver(/accounts/password/reset/key/[^<\s]+)", page)
    assert link is not None
    theirs = Client()
    theirs.post(theirs.get(link[1])["Location"], {"password1": password, "password2": password})
    theirs.post(reverse("account_login"), {"login": "to@fjordvik.example", "password": password})
    assert theirs.get("/")["Location"] == reverse("mfa_activate_totp")


@pytest.mark.usefixtures("admin", "team")
def test_what_is_wrong_is_left_out_and_the_rest_is_made(client: Client) -> None:
    preview = upload(client, LIST + "Ansatt Fire;ikke en adresse;sjef;Team Månen\n")
    page = preview.content.decode()
    assert "1 linje må rettes først" in page
    for words in ("ikke en e-postadresse", "«sjef» er ikke en rolle her.", "Teamet «Team Månen» finnes ikke."):
        assert words in page
    client.post(reverse("staff_make"), {"accounts": sealed(preview)})
    assert User.objects.filter(name__startswith="Ansatt").count() == 3


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    ("row", "words"),
    [
        (";a@fjordvik.example;planlegger;", "Navnet mangler"),
        (f"{'A' * 101};a@fjordvik.example;planlegger;", "Navnet mangler"),
        ("\u200b;a@fjordvik.example;planlegger;", "Navnet mangler"),
        ("Ansatt;;planlegger;", "E-posten mangler."),
        (f"Ansatt;{'a' * 150}@fjordvik.example;planlegger;", "Dette er ikke en e-postadresse."),
        ("Ansatt;a@fjordvik.example;;", "Rollen mangler."),
        ("Ansatt;a@fjordvik.example;person;", "«person» er ikke en rolle her."),
        ("Ansatt;a@fjordvik.example;ruskonsulent;", "hører til et team"),
        ("Ansatt;a@fjordvik.example;planlegger;Team Månen", "Teamet «Team Månen» finnes ikke."),
    ],
)
def test_a_wrong_row_says_why(row: str, words: str) -> None:
    assert words in why(row)


@pytest.mark.usefixtures("team")
def test_an_address_that_stands_twice_counts_once() -> None:
    rows = read(LIST + "Ansatt Igjen;EN@fjordvik.example;planlegger;\n")
    assert [row.outcome for row in rows] == [Outcome.NEW] * 3 + [Outcome.WRONG]
    assert rows[3].why == "Samme adresse står på linje 2."


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(
    "text",
    [
        "Namn;E-postadresse;Roller;Eining\nAnsatt En;en@fjordvik.example;ruskonsulent og leiar;Team Elva\n",
        "Navn,E-mail,Rolle,Afdeling\nAnsatt En,en@fjordvik.example,rusmiddelbehandler/leder,Team Elva\n",
        "name\temail\troles\tteam\nAnsatt En\ten@fjordvik.example\tworker and leader\tTeam Elva\n",
        "Liste\n\nRolle;Team;Etternavn;Fornavn;Mail\nKonsulent, leder;Team Elva;En;Ansatt;en@fjordvik.example\n",
    ],
)
def test_headings_and_roles_are_known_in_four_languages(text: str) -> None:
    (row,) = read(text)
    assert (row.outcome, row.name, row.email) == (Outcome.NEW, "Ansatt En", "en@fjordvik.example"), row.why
    assert row.roles == (Role.WORKER, Role.LEADER)
    assert row.team is not None
    assert row.team.name == "Team Elva"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "tom"),
        ("Navn;Rolle\nAnsatt;leder\n", "«E-post»"),
        ("a;b;c\n1;2;3\n", "«Navn», «E-post», «Rolle»"),
        ("Navn;E-post;Rolle;Team\n", "ingen linjer under"),
    ],
)
@pytest.mark.usefixtures("admin")
def test_a_file_that_is_no_such_list_gets_a_sentence(client: Client, text: str, words: str) -> None:
    answer = upload(client, text)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.usefixtures("admin")
def test_something_else_than_a_list_gets_a_sentence(client: Client) -> None:
    for data in (b"%PDF-1.7 x", b"\x89PNG\r\n", b"\x00\x01\x02\x03" * 100):
        assert upload(client, data).status_code == 422
    assert client.post(reverse("staff_file"), {}).status_code == 422


def test_two_thousand_rows_are_made_in_a_few_questions_and_one_more_is_too_many(client: Client, admin: User) -> None:
    rows = [f"Ansatt {number};a{number}@fjordvik.example;planlegger;" for number in range(2000)]
    preview = upload(client, "\n".join(["Navn;E-post;Rolle;Team", *rows]))
    assert "2000 nye kontoer" in preview.content.decode()
    with CaptureQueriesContext(connection) as queries:
        client.post(reverse("staff_make"), {"accounts": sealed(preview)})
    assert User.objects.filter(name__startswith="Ansatt ").count() == 2000
    assert len(queries) < 60, len(queries)
    with pytest.raises(Unreadable, match="2000"):
        read("\n".join(["Navn;E-post;Rolle;Team", *rows, "En til;x@fjordvik.example;planlegger;"]))
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="account.create", by=admin).count() == 2000


def test_what_another_looked_over_cannot_be_made(client: Client, admin: User, team: Team) -> None:
    mine = sealed(upload(client, LIST))
    sign_in(client, make_user(Role.ADMIN))
    before = User.objects.count()
    for value in (mine, "x", "", "æ"):
        assert client.post(reverse("staff_make"), {"accounts": value})["Location"] == reverse("staff_file")
    sign_in(client, admin)
    team.delete()
    assert client.post(reverse("staff_make"), {"accounts": mine})["Location"] == reverse("staff_file")
    assert User.objects.count() == before


@pytest.mark.usefixtures("admin")
def test_an_address_of_somebodys_own_account_is_in_use(client: Client) -> None:
    account = make_account_of(make_person())
    page = upload(client, f"Navn;E-post;Rolle\nAnsatt;{account.email};planlegger\n").content.decode()
    assert "1 har konto alt." in page
    assert account.name not in page


@pytest.mark.usefixtures("admin", "team")
def test_letters_are_sent_if_that_is_chosen(client: Client, box: Box, work_jobs: WorkJobs) -> None:
    preview = upload(client, LIST)
    assert "Send hver av dem en lenke på e-post" in preview.content.decode()
    client.post(reverse("staff_make"), {"accounts": sealed(preview), "letters": "on"})
    work_jobs()
    assert sorted(box.to) == ["en@fjordvik.example", "to@fjordvik.example", "tre@fjordvik.example"]
    client.post(reverse("staff_make"), {"accounts": sealed(preview), "letters": "on"})
    work_jobs()
    assert len(box.letters) == 3


@pytest.mark.parametrize("role", [Role.LEADER, Role.WORKER, Role.PLANNER, Role.PERSON])
def test_it_is_missing_for_everybody_else(client: Client, role: Role) -> None:
    sign_in(client, make_user(role, team=make_team("Team Elva")))
    assert client.get(reverse("staff_file")).status_code == 404
    assert upload(client, LIST).status_code == 404
    assert client.post(reverse("staff_make"), {"accounts": "x"}).status_code == 404
