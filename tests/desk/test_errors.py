"""Missing, closed and broken."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from benken.access.models import Role
from benken.desk.views import front
from tests.factories import make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["person", "conversation", "person_change", "person_circle", "entry_new"])
def test_closed_and_missing_are_the_same_to_the_letter(client: Client, name: str) -> None:
    closed = make_person(called="Ingen Skal Se")
    sign_in(client, make_user(team=make_team()))
    forbidden = client.get(reverse(name, args=[closed.pk]))
    missing = client.get(reverse(name, args=[uuid4()]))
    assert forbidden.status_code == missing.status_code == 404
    assert forbidden.content == missing.content
    assert str(closed.pk) not in forbidden.content.decode()


def test_an_address_that_never_was_answers_the_same_too(client: Client) -> None:
    sign_in(client, make_user(team=make_team()))
    nowhere = client.get("/finnes/ikke/")
    missing = client.get(reverse("person", args=[uuid4()]))
    assert nowhere.status_code == 404
    assert nowhere.content == missing.content
    assert "finnes/ikke" not in nowhere.content.decode()


def test_a_stranger_gets_it_too(client: Client) -> None:
    page = client.get("/finnes/ikke/")
    assert page.status_code == 404
    assert "Vi fant ikke siden" in page.content.decode()


def test_a_stranger_is_asked_to_sign_in_whether_or_not_a_person_exists(client: Client) -> None:
    person = make_person()
    for person_id in (person.pk, uuid4()):
        path = reverse("person", args=[person_id])
        assert client.get(path)["Location"] == f"{reverse('account_login')}?next={path}"


def test_a_fault_is_ours(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_arguments: object) -> None:
        raise RuntimeError("secret in the message")

    monkeypatch.setattr(front, "today", breaks)
    sign_in(client, make_user(Role.WORKER, team=make_team()))
    client.raise_request_exception = False
    page = client.get("/")
    text = page.content.decode()
    assert page.status_code == 500
    assert "Det er ikke din feil" in text
    assert "secret in the message" not in text
    assert "default-src 'self'" in page["Content-Security-Policy"]


def test_it_can_be_told_when_the_database_is_gone(client: Client) -> None:
    sign_in(client, make_user(Role.WORKER, team=make_team()))
    client.raise_request_exception = False

    def gone(*_arguments: object) -> None:
        raise DatabaseError("no answer")

    with connection.execute_wrapper(gone):
        got = client.get("/")
        posted = client.post("/", {"_owner": "x", "text": "noe"})
    assert got.status_code == posted.status_code == 500
    assert "Noe gikk galt hos oss" in got.content.decode()
    assert "er tatt vare på" not in posted.content.decode()
