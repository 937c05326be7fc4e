"""The demo's door and the guided tour."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from django.utils import timezone

from benken.demo.personas import BY_KEY, PERSONAS
from benken.demo.tour import STOPS, Stop

DOOR = "/demo/sign-in/"
NAMES = "person contact colleague outreach peer leader planner researcher participant supporter service admin"
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
    assert len(STOPS) >= 8


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


def test_the_door_does_not_exist_outside_the_demo() -> None:
    question = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "from django.conf import settings\n"
        "for path in ('/demo/', '/demo/sign-in/'):\n"
        "    try: resolve(path)\n"
        "    except Resolver404: continue\n"
        "    raise SystemExit(f'{path} is there')\n"
        "assert 'benken.demo' not in settings.INSTALLED_APPS\n"
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
