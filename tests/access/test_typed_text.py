"""Nothing typed is lost: expired session, a fault in the middle, an old page, a second click, a shared machine."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access import typed_text
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import TypedText, User
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message
from benken.people.models import Person
from tests.factories import make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
TEXT = "Kom innom i morgen, så tar vi kaffen på benken."


@pytest.fixture
def worker() -> User:
    return make_user(team=make_team(), name="Ansatt En")


@pytest.fixture
def person(worker: User) -> Person:
    return make_person(contact=worker)


@pytest.fixture
def page(person: Person) -> str:
    return reverse("conversation", args=[person.pk])


def fields(client: Client, page: str, text: str = TEXT) -> dict[str, str]:
    """Return what the browser would send: the hidden fields of the page's own form, and the text."""
    html = client.get(page).content.decode()
    form = html[html.index('data-autosave-url="') :]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)[:4])
    assert {"csrfmiddlewaretoken", "_once", "_owner", "_page"} == set(found)
    return {**found, "text": text}


def kept_rows() -> list[TypedText]:
    with acting_as(SYSTEM):
        return list(TypedText.objects.all())


def sent() -> int:
    with acting_as(SYSTEM):
        return Message.objects.filter(text=TEXT).count()


def test_an_expired_session_keeps_the_text_and_offers_it_after_sign_in(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    client.session.flush()
    client.cookies.clear()

    answer = client.post(page, data)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{reverse('account_login')}?next={page.replace('/', '%2F')}")
    assert "er tatt vare på" in client.get(answer["Location"]).content.decode()
    assert sent() == 0

    sign_in(client, worker)
    again = client.get(page).content.decode()
    assert TEXT in again
    assert "Vi tok vare på det du skrev" in again
    client.post(page, fields(client, page))
    assert sent() == 1
    assert kept_rows() == []


def test_a_fault_in_the_middle_loses_neither_text_nor_half_a_deed(
    client: Client, worker: User, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    client.raise_request_exception = False
    from benken.messaging.views import conversation as views

    real = send_message

    def sends_and_breaks(**arguments: Any) -> None:
        real(**arguments)
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(views, "send_message", sends_and_breaks)
    answer = client.post(page, data)
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "Det er ikke din feil" in text
    assert "er tatt vare på" in text
    assert f'href="{page}"' in text
    assert sent() == 0

    monkeypatch.setattr(views, "send_message", real)
    assert TEXT in client.get(page).content.decode()
    assert client.post(page, data).status_code == 302  # the same key: it was never used up
    assert sent() == 1


def test_a_fault_of_the_database_itself_is_told_and_nothing_is_promised_that_cannot_be_kept(
    client: Client, worker: User, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    client.raise_request_exception = False
    from benken.messaging.views import conversation as views

    def breaks(**_arguments: Any) -> None:
        raise DatabaseError("broken on purpose")

    monkeypatch.setattr(views, "send_message", breaks)
    monkeypatch.setattr(typed_text, "keep", breaks)
    answer = client.post(page, data)
    assert answer.status_code == 500
    assert "Vi fikk ikke tatt vare på det du skrev" in answer.content.decode()


def test_an_old_page_keeps_the_text(worker: User, page: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, worker)
    data = fields(client, page)
    answer = client.post(page, {**data, "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "tatt vare på" in text
    assert f'href="{page}"' in text
    assert sent() == 0
    assert TEXT in client.get(page).content.decode()


def test_an_old_page_for_a_password_keeps_nothing(worker: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, worker)
    answer = client.post(reverse("account_change_password"), {"oldpassword": "hemmelig", "password1": "hemmelig"})
    assert answer.status_code == 403
    assert kept_rows() == []


def test_a_second_click_answers_as_the_first_and_doubles_nothing(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    first, second = client.post(page, data), client.post(page, data)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert sent() == 1


def test_a_form_that_was_not_taken_may_be_sent_again_with_the_same_key(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    assert client.post(page, {**data, "text": ""}).status_code == 422
    assert client.post(page, data).status_code == 302
    assert sent() == 1


def test_a_closed_record_answers_404_to_a_form_with_a_key_too(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    stranger = make_user(team=make_team())
    sign_in(client, stranger)
    data["_owner"] = typed_text.owner_token(stranger)
    assert client.post(page, data).status_code == 404
    assert sent() == 0


def test_what_is_typed_is_kept_now_and_then_and_can_be_thrown_away(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    assert client.post(reverse("keep_typed"), data).status_code == 204
    assert TEXT in client.get(page).content.decode()
    answer = client.post(reverse("discard_typed"), {"_owner": data["_owner"], "_page": page})
    assert answer["Location"] == page
    assert TEXT not in client.get(page).content.decode()
    assert kept_rows() == []


@pytest.mark.second_wall
def test_the_row_holds_no_plain_text_and_no_key(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    client.post(reverse("keep_typed"), fields(client, page))
    (row,) = kept_rows()
    sealed = bytes(row.sealed)
    assert b"kaffen" not in sealed
    kept = typed_text.kept(user=worker, page=page, at=timezone.now())
    assert kept is None  # nobody acts here: the row is not even seen
    with acting_as(worker.pk):
        kept = typed_text.kept(user=worker, page=page, at=timezone.now())
    assert kept is not None
    assert set(kept.fields) == {"text"}


@pytest.mark.second_wall
def test_nobody_else_gets_it(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    client.post(reverse("keep_typed"), fields(client, page))
    other = make_user(team=worker.team)
    with acting_as(other.pk):
        assert not TypedText.objects.exists()
    with acting_as(SYSTEM):  # a row moved to another account does not open either
        TypedText.objects.update(user=other)
    with acting_as(other.pk):
        assert typed_text.kept(user=other, page=page, at=timezone.now()) is None


def test_on_a_shared_machine_the_text_goes_to_whose_it_is(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    client.logout()
    other = make_user(team=worker.team)
    sign_in(client, other)
    answer = client.post(page, data)
    assert answer.status_code == 403
    assert TEXT not in answer.content.decode()
    assert page not in answer.content.decode()
    assert [row.user_id for row in kept_rows()] == [worker.pk]
    assert sent() == 0


def test_it_is_gone_after_an_hour(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    client.post(reverse("keep_typed"), fields(client, page))
    with acting_as(SYSTEM):
        TypedText.objects.update(kept_at=timezone.now() - timedelta(minutes=61))
    assert TEXT not in client.get(page).content.decode()
    assert typed_text.discard_old(at=timezone.now()) == 1
    assert kept_rows() == []


def test_staff_led_to_the_second_factor_lose_nothing(client: Client, worker: User, page: str) -> None:
    sign_in(client, worker)
    data = fields(client, page)
    session = client.session
    del session["second_factor"]
    session.save()
    assert client.post(page, data)["Location"] == reverse("mfa_activate_totp")
    assert len(kept_rows()) == 1


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "evil", ""])
def test_the_page_named_in_a_form_leads_to_no_other_host(
    client: Client, worker: User, page: str, elsewhere: str
) -> None:
    sign_in(client, worker)
    owner = typed_text.owner_token(worker)
    answer = client.post(reverse("discard_typed"), {"_owner": owner, "_page": elsewhere})
    assert answer["Location"] == reverse("discard_typed")
    once = {**fields(client, page), "_page": elsewhere}
    client.post(page, once)
    assert client.post(page, once)["Location"] == page
    client.cookies.clear()
    assert "evil" not in client.post(page, {**once, "text": "mer"})["Location"]
