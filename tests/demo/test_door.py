"""The demo's door and the guided tour."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from benken.demo.load import PERSONS_ASKED_FOR
from benken.demo.personas import BY_KEY, PERSONAS, TUVA, TUVAS_PHONE
from benken.demo.tour import STOPS, Stop
from benken.lib.ids import new_id

DOOR = "/demo/sign-in/"
NAMES = "person contact colleague outreach peer leader planner researcher participant supporter helper service admin"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipality")]


def test_the_personas_are_those_that_are_promised() -> None:
    assert {persona.key for persona in PERSONAS} == set(NAMES.split())


@pytest.mark.parametrize("key", NAMES.split())
def test_it_signs_each_persona_in_without_a_token(key: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(DOOR, {"persona": key})
    assert answer.status_code == 302
    assert answer.headers["Location"] == ("/my/" if key == "person" else "/")
    assert client.session["_auth_user_id"] == str(BY_KEY[key].user_id)
    assert client.session["demo_door"] is True


def test_it_gives_a_new_session_key_each_time(client: Client) -> None:
    client.post(DOOR, {"persona": "contact"})
    first = client.session.session_key
    client.post(DOOR, {"persona": "contact"})
    second = client.session.session_key
    client.post(DOOR, {"persona": "person"})
    assert len({first, second, client.session.session_key}) == 3


@pytest.mark.parametrize(
    ("wanted", "where"),
    [("/people/", "/people/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example/", "/"), ("", "/")],
)
def test_it_leads_only_to_pages_of_its_own(client: Client, wanted: str, where: str) -> None:
    answer = client.post(DOOR, {"persona": "contact", "next": wanted})
    assert answer.headers["Location"] == where


@pytest.mark.parametrize("fields", [{"persona": "sjefen"}, {"persona": ""}, {}])
def test_it_rejects_an_unknown_persona_with_a_sentence(client: Client, fields: dict[str, str]) -> None:
    answer = client.post(DOOR, fields)
    assert answer.status_code == 400
    assert "outreach" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_rejects_get(client: Client) -> None:
    assert client.get(DOOR).status_code == 405


def test_the_front_page_shows_every_stop_and_everybody(client: Client) -> None:
    answer = client.get("/demo/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Følg Tuva i fem minutter" in page
    assert page.count(f'action="{DOOR}"') == len(STOPS) + len(PERSONAS)
    for persona in PERSONAS:
        assert persona.name in page
    assert "av 600 personer er på plass" in page
    assert 8 <= len(STOPS) <= 20, "five minutes"
    assert reverse("demo_phones") in page


def test_the_front_page_says_how_many_were_asked_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PERSONS_ASKED_FOR, "900")
    assert "av 900 personer er på plass" in client.get("/demo/").content.decode()
    monkeypatch.setenv(PERSONS_ASKED_FOR, "30")
    assert "er på plass" not in client.get("/demo/").content.decode()


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: str(stop.title))
def test_a_stop_is_read_at_a_glance(stop: Stop) -> None:
    assert len(str(stop.sentence).split()) <= 25


def test_the_tour_leads_through_check_in_network_search_paper_and_import() -> None:
    led_to = {resolve(stop.path(timezone.now()).partition("?")[0]).url_name for stop in STOPS}
    assert {"my_how", "my_network", "search", "my_where", "imports", "my_readers", "team"} <= led_to
    assert {"demo_phone", "conversation"} <= led_to


def test_what_the_sentences_of_the_tour_promise_is_there(client: Client) -> None:
    client.post(DOOR, {"persona": "contact"})
    assert "Ukeark til Tuva" in client.get("/").content.decode()
    client.post(DOOR, {"persona": "person"})
    assert "Du ba om å se på dette hver uke" in client.get("/my/").content.decode()
    assert "Hører hver bil" in client.get("/my/how/").content.decode()
    assert "ikke ta kontakt" in client.get("/my/people/").content.decode()
    assert reverse("my_where_paper") in client.get("/my/where/").content.decode()
    paper = client.get(reverse("my_where_paper"))
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    client.post(DOOR, {"persona": "contact"})
    assert "Ukeark til Tuva" not in client.get("/").content.decode(), "she has had it now"
    assert "Ukeark til Petrus" in client.get("/").content.decode()
    search = next(stop.path(timezone.now()) for stop in STOPS if "/search/" in stop.path(timezone.now()))
    assert str(TUVA) in client.get(search).content.decode()
    client.post(DOOR, {"persona": "colleague"})
    assert "Ukeark til Odd" in client.get("/").content.decode()
    assert str(TUVA) not in client.get(search).content.decode()


def test_what_is_sent_from_tuvas_phone_waits_unread_with_ingunn(client: Client) -> None:
    phone, conversation = f"/demo/phone/{TUVAS_PHONE}/", reverse("conversation", args=[TUVA])
    paths = [stop.path(timezone.now()) for stop in STOPS]
    assert paths.index(phone) < paths.index(conversation)
    client.post(DOOR, {"persona": "person", "next": phone})
    assert client.post(phone, {"text": "Stolen ved døra, takk.", "key": str(new_id())}).status_code == 302
    client.post(DOOR, {"persona": "contact", "next": conversation})
    assert "Stolen ved døra, takk." in client.get("/").content.decode(), "unread, on Today"
    assert "Stolen ved døra, takk." in client.get(conversation).content.decode()
    assert "Stolen ved døra, takk." in client.get("/").content.decode(), "read, and not answered"
    client.post(reverse("messages_no_answer", args=[TUVA]))
    assert "Stolen ved døra, takk." not in client.get("/").content.decode(), "needs no answer"


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: str(stop.title))
def test_every_stop_of_the_tour_answers(client: Client, stop: Stop) -> None:
    path = stop.path(timezone.now())
    answer = client.post(DOOR, {"persona": stop.persona_key, "next": path})
    assert answer.headers["Location"] == path
    assert client.get(path, follow=True).status_code == stop.status


def test_the_colleague_meets_the_same_as_for_a_page_that_does_not_exist(client: Client) -> None:
    stop = next(stop for stop in STOPS if stop.status == 404)
    client.post(DOOR, {"persona": stop.persona_key})
    path = stop.path(timezone.now())
    missing = client.get(path[:-13] + "000000000000/")
    closed = client.get(path)
    assert (missing.status_code, closed.status_code) == (404, 404)
    assert missing.content == closed.content


def test_door_phones_and_gateway_do_not_exist_outside_the_demo() -> None:
    question = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "from django.conf import settings\n"
        "for path in ('/demo/', '/demo/sign-in/', '/demo/phone/', '/demo/phone/99990101/'):\n"
        "    try: resolve(path)\n"
        "    except Resolver404: continue\n"
        "    raise SystemExit(f'{path} is there')\n"
        "assert 'benken.demo' not in settings.INSTALLED_APPS\n"
        "from benken.messaging.gateways.chosen import gateway\n"
        "assert gateway() is None, 'texts go to invented phones'\n"
    )
    environment = os.environ | {
        "BENKEN_DEMO": "0",
        "BENKEN_SECRET_KEY": "only-for-this-question",
        "DJANGO_SETTINGS_MODULE": "benken.config.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", question], env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
