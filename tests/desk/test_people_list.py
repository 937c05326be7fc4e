"""Mine folk: those whose page I may open, by name as Norwegian sorts, and nobody else."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benken.access.actions import end_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import STAFF_ROLES, Reading, Right, Role, User
from benken.people.actions.relations import let_into_circle
from benken.people.models import ContactPerson, Person
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

LIST = "/people/"


@pytest.fixture
def worker() -> User:
    """Return the worker."""
    return make_user(team=make_team(), name="Ingunn")


def names(client: Client, user: User) -> list[str]:
    """Return the names on somebody's list, as the page shows them."""
    answer = sign_in(client, user).get(LIST)
    assert answer.status_code == 200
    return re.findall(r'<a class="row-link" href="/people/[^"]+"><strong[^>]*>(.*?)</strong>', answer.content.decode())


@pytest.mark.parametrize(
    "ordered",
    [
        ["Aase", "Bjørn", "Roy", "Tuva", "Zoe", "Ægir", "Ørjan", "Åse"],
        ["aud", "Aud B", "Bente", "bo", "ærlig", "ØRN", "østen", "ås"],
        ["Ada", "Áilu", "Ánde", "Ask", "Čáhppe", "Cecilie", "Dag", "Đunná", "Eli", "Émile", "Eva", "Äke", "Åge"],
    ],
)
def test_names_stand_as_norwegian_sorts_them(client: Client, worker: User, ordered: list[str]) -> None:
    """Æ ø å last, in that order; aa as it is written; accents count for nothing."""
    for called in sorted(ordered, reverse=True):
        make_person(contact=worker, called=called)
    assert names(client, worker) == ordered


def test_two_of_the_same_name_both_stand_here(client: Client, worker: User) -> None:
    for _ in range(2):
        make_person(contact=worker, called="Tuva")
    assert names(client, worker) == ["Tuva", "Tuva"]


def test_only_those_whose_page_i_may_open_stand_here(client: Client, worker: User, now: datetime) -> None:
    colleague = make_user(team=worker.team, name="Tor-Egil")
    make_person(contact=worker, called="Min")
    shared, ended, over, stood_in = (
        make_person(contact=colleague, called=called) for called in ("Delt", "Sluttet", "Over", "Vikar")
    )
    make_person(contact=colleague, called="Hans")
    make_person(called="Et Annet Team")
    with acting_as(colleague.pk):
        for person in (shared, ended):
            let_into_circle(
                person=person, member=worker, basis="bolig", until_at=now + timedelta(days=9), by=colleague, at=now
            )
    end_rights(user=worker, subject_id=ended.pk, basis=Right.Basis.CIRCLE, at=now)
    grant_right(user=worker, subject_id=over.pk, basis=Right.Basis.OVERLAP, at=now - timedelta(days=9), until_at=now)
    grant_right(user=worker, subject_id=stood_in.pk, basis=Right.Basis.STAND_IN, at=now)
    assert names(client, worker) == ["Delt", "Min", "Vikar"]
    page = client.get(LIST).content.decode()
    assert page.count("Du er kontaktperson") == 1
    assert page.count("Tor-Egil") == 2


def test_a_person_without_a_contact_person_says_so(client: Client, worker: User, now: datetime) -> None:
    person = make_person(contact=worker, called="Tuva")
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=now)
    assert names(client, worker) == ["Tuva"]
    assert "Ingen kontaktperson ennå" in client.get(LIST).content.decode()


def test_a_list_is_read_once_about_nobody_in_particular(client: Client, worker: User) -> None:
    for _ in range(3):
        make_person(contact=worker)
    names(client, worker)
    with acting_as(SYSTEM):
        assert list(Reading.objects.filter(user=worker).values_list("subject_id", "part", "basis")) == [
            (None, "people_list", "list")
        ]


def test_what_a_name_holds_is_shown_and_never_run(client: Client, worker: User) -> None:
    make_person(contact=worker, called="<script>alert(1)</script>")
    assert names(client, worker) == ["&lt;script&gt;alert(1)&lt;/script&gt;"]


def test_no_number_of_a_person_stands_in_the_list(client: Client, worker: User) -> None:
    """Neither a national number nor how many days somebody has been quiet: a list is no score."""
    person = make_person(contact=worker, called="Tuva")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(last_heard_at=None)
    names(client, worker)
    page = client.get(LIST).content.decode()
    assert "ingen samtale ennå" in page
    assert not re.search(r"\d+ dager", page)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_an_empty_list_helps_each_role(client: Client, role: Role) -> None:
    sign_in(client, make_user(role, team=make_team()))
    page = client.get(LIST).content.decode()
    assert "Ingen her ennå" in page
    assert (f'href="{reverse("person_new")}"' in page) == (role is Role.WORKER)


@pytest.mark.parametrize("role", sorted(set(Role) - STAFF_ROLES))
def test_for_those_who_do_not_work_here_there_is_no_such_list(client: Client, role: Role) -> None:
    assert sign_in(client, make_user(role)).get(LIST).status_code == 404


def test_a_persons_own_account_has_no_such_list(client: Client, worker: User) -> None:
    account = make_account_of(make_person(contact=worker))
    assert sign_in(client, account).get(LIST).status_code == 404
    with acting_as(SYSTEM):
        assert not Reading.objects.exists()


def test_a_peer_sees_those_of_whose_circle_they_are(client: Client, worker: User, now: datetime) -> None:
    person, peer = make_person(contact=worker, called="Tuva"), make_user(Role.PEER)
    with acting_as(worker.pk):
        let_into_circle(person=person, member=peer, basis="tur", until_at=now + timedelta(days=9), by=worker, at=now)
    assert names(client, peer) == ["Tuva"]


def test_forty_people_cost_no_more_questions_than_one(client: Client, worker: User) -> None:
    for number in range(40):
        make_person(contact=worker, called=f"Kalt {number}")
    sign_in(client, worker)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).status_code == 200
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]
