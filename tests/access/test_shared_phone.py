"""A shared or lent phone: fifteen minutes at rest and it closes; nothing is left after leaving."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import TypedText
from tests.people.ways_in import Together, come_in, make_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def together() -> Together:
    """Return Tuva and her contact person."""
    return make_together()


@pytest.fixture
def lent(together: Together) -> Client:
    """Return a browser on a lent phone, signed in by slip."""
    return come_in(together.make_slip(), phone="shared")[0]


def rest(client: Client, minutes: float) -> None:
    """Let the clock of the session go."""
    session = client.session
    session["shared_until"] -= timedelta(minutes=minutes).total_seconds()
    session.save()


def test_it_closes_after_fifteen_minutes_at_rest(lent: Client) -> None:
    rest(lent, 15.1)
    answer = lent.get(reverse("my_goals"))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "cookies" in answer["Clear-Site-Data"]
    assert "session" not in lent.cookies or not lent.cookies["session"].value
    assert "Hva kan vi hjelpe deg med?" in lent.get("/").content.decode()


def test_each_visit_begins_the_fifteen_minutes_anew(lent: Client) -> None:
    for _visit in range(3):
        rest(lent, 10)
        assert lent.get(reverse("my")).status_code == 200


def test_every_page_says_when_it_closes_and_has_the_way_out(lent: Client) -> None:
    when = timezone.localtime() + timedelta(minutes=15)
    for name in ("my", "my_goals", "my_messages", "my_together"):
        text = lent.get(reverse(name)).content.decode()
        assert any(f"Lukkes kl. {one:%H.%M}." in text for one in (when, when + timedelta(minutes=1)))
        assert "Gå ut</button>" in text
        assert 'http-equiv="refresh"' in text
        assert f'href="{reverse("leave_now")}"' in text


def test_leaving_keeps_nothing(lent: Client) -> None:
    answer = lent.post(reverse("account_logout"))
    assert answer["Location"] == "/"
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    back = lent.get(reverse("my"))
    assert (back.status_code, back["Location"]) == (302, "/")


def test_the_quick_way_out_ends_the_session_too(lent: Client) -> None:
    answer = lent.get(reverse("leave_now"))
    assert answer.status_code == 302
    assert not answer["Location"].startswith("/")
    assert lent.get(reverse("my"))["Location"] == "/"


def test_the_quick_way_out_leaves_ones_own_phone_signed_in(together: Together) -> None:
    own, _answer = come_in(together.make_slip(), phone="own")
    assert reverse("leave_now") not in own.get(reverse("my")).content.decode()
    own.get(reverse("leave_now"))
    assert own.get(reverse("my")).status_code == 200


def test_nothing_is_kept_in_the_browser(lent: Client) -> None:
    for name in ("my", "my_messages", "slip_in"):
        assert lent.get(reverse(name))["Cache-Control"] == "no-store"
    assert not lent.cookies["session"]["max-age"]  # gone when the browser is closed


def test_what_was_typed_is_not_offered_to_the_next(lent: Client) -> None:
    owner = lent.get(reverse("my_good")).content.decode().split('name="_owner" value="')[1].split('"')[0]
    form = {"_owner": owner, "_page": reverse("my_good"), "text": "Bare mellom oss"}
    assert lent.post(reverse("keep_typed"), form).status_code == 204
    lent.post(reverse("account_logout"))
    other = make_together("Roy")
    come_in(other.make_slip(), client=lent)
    text = lent.get(reverse("my_good")).content.decode()
    assert "Roy" not in text
    assert "Bare mellom oss" not in text
    with acting_as(SYSTEM):
        assert TypedText.objects.count() == 1  # sealed, for the one it belongs to


def test_what_is_sent_after_the_time_is_kept_for_its_owner_and_shown_to_nobody(lent: Client) -> None:
    page = lent.get(reverse("my_good")).content.decode()
    owner = page.split('name="_owner" value="')[1].split('"')[0]
    rest(lent, 16)
    answer = lent.post(reverse("my_good"), {"_owner": owner, "_page": reverse("my_good"), "text": "Jeg gikk dit"})
    assert answer.status_code == 302
    assert "Jeg gikk dit" not in lent.get(answer["Location"]).content.decode()
    with acting_as(SYSTEM):
        assert TypedText.objects.count() == 1


def test_a_password_on_a_lent_phone_closes_too(together: Together) -> None:
    together.account.set_password("kornett-paa-kjokkenet-7")
    together.account.save()
    form = {"login": together.account.username, "password": "kornett-paa-kjokkenet-7"}
    own, lent = Client(), Client()
    own.post(reverse("account_login"), form)
    lent.post(reverse("account_login"), form | {"shared": "on"})
    assert lent.get(reverse("my")).status_code == 200
    assert "shared_until" in lent.session
    assert "shared_until" not in own.session
    rest(lent, 16)
    assert lent.get(reverse("my"))["Location"] == "/"


def test_one_must_say_whose_phone_it_is(together: Together) -> None:
    slip = together.make_slip()
    _client, answer = come_in(slip, phone="")
    assert answer.status_code == 422
    text = Client().get(reverse("slip_in")).content.decode()
    assert "checked" in text.split('value="shared"')[1].split(">")[0]  # the careful answer, unless one says otherwise
