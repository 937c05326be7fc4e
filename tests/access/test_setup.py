"""What the municipality chooses: taken, told, undone; an administrator's alone."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.setup import change_setup
from benken.access.actor import NOBODY, SYSTEM, acting_as
from benken.access.models import Deed, Role, Setup, SetupChange, User
from benken.access.policies import Refused
from benken.access.queries.setup import forget_setup, setup_now
from benken.people.models import Person
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/settings/"


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMIN, name="Administrator En")


@pytest.fixture
def typed() -> dict[str, object]:
    return {
        "municipality": "Fjordvik kommune",
        "site_name": "Min side",
        "sender_name": "Min side",
        "reception_phone": "55 00 01 02",
        "opening_hours": "mandag til fredag 9–15\r\nlørdag 11–14",
        "quick_exit_url": "https://www.yr.no/",
        "quiet_for": 21,
        "small_number": 5,
        "street_number": 10,
        "version": 0,
    }


def saved() -> Setup:
    return Setup.objects.get()


def deeds() -> list[str]:
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(verb__startswith="setup.").order_by("verb").values_list("verb", flat=True))


def test_what_is_chosen_stands_on_the_pages(client: Client, admin: User, typed: dict[str, object]) -> None:
    sign_in(client, admin)
    answer = client.post(PAGE, {**typed, "municipality": "  Utvær kommune ", "site_name": "Benkeplassen"})
    assert answer["Location"] == PAGE
    setup = saved()
    assert (setup.municipality, setup.site_name, setup.version) == ("Utvær kommune", "Benkeplassen", 1)
    assert setup.opening_lines == ["mandag til fredag 9–15", "lørdag 11–14"]
    assert deeds() == ["setup.municipality", "setup.opening_hours", "setup.reception_phone", "setup.site_name"]
    page = Client().get(reverse("help")).content.decode()
    assert "Utvær kommune" in page
    assert "Benkeplassen" in page
    assert 'href="tel:55000102"' in page
    assert "lørdag 11–14" in page


def test_the_same_again_changes_nothing(client: Client, admin: User, typed: dict[str, object]) -> None:
    sign_in(client, admin)
    client.post(PAGE, typed)
    before = deeds()
    client.post(PAGE, {**typed, "version": 1})
    assert deeds() == before
    assert saved().version == 1
    assert "Alt står som før." in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("municipality", "\u200b", "Skriv et navn som synes."),
        ("site_name", "Rustjenesten", "nøytralt"),
        ("site_name", "Min stoffside", "nøytralt"),
        ("sender_name", "LAR Fjordvik", "nøytralt"),
        ("reception_phone", "ring oss", "Skriv bare tallene"),
        ("quick_exit_url", "http://www.yr.no/", "https://"),
        ("quick_exit_url", "javascript:alert(1)", "https://"),
        ("quick_exit_url", "https://rusinfo.example/", "nøytralt"),
        ("quiet_for", "0", "3"),
        ("quiet_for", "snart", "Skriv et helt tall."),
        ("small_number", "4", "5"),
        ("street_number", "9", "10"),
        ("version", "", ""),
    ],
)
def test_what_may_not_be_chosen_is_told_and_nothing_is_saved(
    client: Client, admin: User, typed: dict[str, object], field: str, value: str, words: str
) -> None:
    sign_in(client, admin)
    answer = client.post(PAGE, {**typed, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="55 00 01 02"' in page or field == "reception_phone"
    assert not Setup.objects.exists()
    assert deeds() == []


def test_one_change_is_undone_with_one_press(client: Client, admin: User, typed: dict[str, object]) -> None:
    sign_in(client, admin)
    client.post(PAGE, typed)
    client.post(PAGE, {**typed, "quiet_for": 30, "version": 1})
    page = client.get(PAGE).content.decode()
    with acting_as(SYSTEM):
        change = SetupChange.objects.get(name="quiet_for")
    assert (change.before, change.after, change.by) == ("21", "30", admin)
    undo = reverse("settings_undo", args=[change.pk])
    assert page.count(undo) == 2  # in what was just said, and beside the change
    assert "Før: 21" in page
    client.post(undo)
    assert saved().quiet_for == 21
    again = client.post(undo)
    assert again.status_code == 422
    assert "endret igjen" in again.content.decode()
    assert saved().quiet_for == 21


def test_whoever_saves_second_is_told_and_loses_nothing(client: Client, admin: User, typed: dict[str, object]) -> None:
    sign_in(client, admin)
    client.post(PAGE, {**typed, "quiet_for": 14})
    answer = client.post(PAGE, {**typed, "quiet_for": 28})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "En annen lagret først" in page
    assert "Slik står det nå" in page
    assert ">14<" in page
    assert 'value="28"' in page
    assert saved().quiet_for == 14
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    client.post(PAGE, {**typed, "quiet_for": 28, "version": version[1]})
    assert saved().quiet_for == 28


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_it_is_missing_for_everybody_else(client: Client, typed: dict[str, object], role: Role) -> None:
    user = make_user(role, team=make_team())
    sign_in(client, user)
    missing = client.get("/nothing/here/")
    for answer in (client.get(PAGE), client.post(PAGE, typed)):
        assert answer.status_code == 404
        assert answer.content == missing.content or role is Role.PERSON
    with acting_as(user.pk), pytest.raises(Refused):
        change_setup(chosen={"quiet_for": 5}, seen_version=0, by=user, at=timezone.now())
    assert not Setup.objects.exists()


@pytest.mark.second_wall
def test_the_database_lets_nobody_but_the_system_write(admin: User) -> None:
    with acting_as(admin.pk):
        change_setup(chosen={"quiet_for": 30}, seen_version=0, by=admin, at=timezone.now())
    for actor in (admin.pk, make_user().pk, NOBODY):
        with acting_as(actor):
            assert Setup.objects.update(quiet_for=5) == 0
            assert Setup.objects.all().delete()[0] == 0
            assert not SetupChange.objects.exists()
            with pytest.raises(DatabaseError), transaction.atomic():
                SetupChange.objects.create(at=timezone.now(), name="x")
    assert saved().quiet_for == 30
    with acting_as(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        SetupChange.objects.update(before="")


@pytest.mark.parametrize(("name", "value"), [("small_number", 4), ("street_number", 9), ("quick_exit_url", "ftp://x")])
def test_the_database_holds_the_least_thresholds(name: str, value: object) -> None:
    setup = Setup.of_environment()
    setattr(setup, name, value)
    with acting_as(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        setup.save()


def test_pages_ask_for_it_once_and_a_save_is_seen_at_once(admin: User) -> None:
    forget_setup()
    with CaptureQueriesContext(connection) as queries:
        for _turn in range(3):
            assert setup_now().quiet_for == 21
    assert len(queries) == 1
    with acting_as(admin.pk):
        change_setup(chosen={"quiet_for": 9}, seen_version=0, by=admin, at=timezone.now())
    assert setup_now().quiet_for == 9


def test_quiet_is_as_many_days_as_was_chosen(client: Client, admin: User) -> None:
    worker = make_user()
    person = make_person(contact=worker, called="Stille", at=timezone.now() - timedelta(days=10))
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(last_heard_at=timezone.now() - timedelta(days=10))
    sign_in(client, worker)
    assert "ikke hørt fra på en stund" not in client.get("/people/").content.decode()
    with acting_as(admin.pk):
        change_setup(chosen={"quiet_for": 7}, seen_version=0, by=admin, at=timezone.now())
    assert "ikke hørt fra på en stund" in client.get("/people/").content.decode()
    assert "Stille" in client.get("/").content.decode()


def test_the_reception_has_a_phone_where_somebody_is_sent_there(client: Client, admin: User) -> None:
    worker = make_user()
    sign_in(client, worker)
    assert "Telefonen dit er" not in client.get("/search/?q=finnesikke").content.decode()
    with acting_as(admin.pk):
        change_setup(chosen={"reception_phone": "55 00 01 02"}, seen_version=0, by=admin, at=timezone.now())
    assert "55 00 01 02" in client.get("/search/?q=finnesikke").content.decode()
    person = sign_in(Client(), make_account_of(make_person()))
    for name in ("my", "my_messages"):
        assert 'href="tel:55000102"' in person.get(reverse(name)).content.decode()


def test_a_team_is_chosen_told_and_set_back_by_its_name(client: Client, admin: User, typed: dict[str, object]) -> None:
    first, second = make_team("Team Fjorden"), make_team("Mottaket")
    sign_in(client, admin)
    client.post(PAGE, {**typed, "requests_team": str(first.pk)})
    assert saved().requests_team == first
    client.post(PAGE, {**typed, "requests_team": str(second.pk), "version": 1})
    page = client.get(PAGE).content.decode()
    assert "Hvilket team tar imot henvendelser fra nettet" in page
    assert f'<option value="{second.pk}" selected>Mottaket</option>' in page
    with acting_as(SYSTEM):
        latest = SetupChange.objects.order_by("-at", "-pk").filter(name="requests_team").first()
        assert latest is not None
        assert (latest.before, latest.after) == ("Team Fjorden", "Mottaket")
    client.post(reverse("settings_undo", args=[latest.pk]))
    assert saved().requests_team == first
    client.post(PAGE, {**typed, "requests_team": "", "version": 3})
    assert saved().requests_team is None
    assert deeds().count("setup.requests_team") == 4


def test_the_team_that_takes_requests_is_not_removed_and_what_is_gone_is_not_set_back_to(
    client: Client, admin: User, typed: dict[str, object]
) -> None:
    first, second = make_team("Team Fjorden"), make_team("Mottaket")
    sign_in(client, admin)
    client.post(PAGE, {**typed, "requests_team": str(first.pk)})
    answer = client.post(reverse("team_remove", args=[first.pk]), follow=True)
    assert "det tar imot henvendelser fra nettet" in answer.content.decode()
    assert saved().requests_team == first
    client.post(PAGE, {**typed, "requests_team": str(second.pk), "version": 1})
    client.post(reverse("team_remove", args=[first.pk]))
    with acting_as(SYSTEM):
        latest = SetupChange.objects.order_by("-at", "-pk").filter(name="requests_team").first()
    assert latest is not None
    answer = client.post(reverse("settings_undo", args=[latest.pk]), follow=True)
    assert "Velg det på nytt." in answer.content.decode()
    assert saved().requests_team == second


def test_a_team_that_is_none_is_refused_with_all_that_was_typed(
    client: Client, admin: User, typed: dict[str, object]
) -> None:
    answer = sign_in(client, admin).post(PAGE, {**typed, "requests_team": str(admin.pk), "municipality": "Utvær"})
    assert answer.status_code == 422
    assert "Velg blant det som står her." in answer.content.decode()
    assert 'value="Utvær"' in answer.content.decode()
    assert not Setup.objects.exists()
