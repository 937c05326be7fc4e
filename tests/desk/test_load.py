"""How many one follows is said to the worker first; that it is too much, they say themselves."""

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.people.models import LoadSaid
from tests.factories import make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

WORDS = "Jeg rekker ikke alle. 🌧 لا أستطيع"


def test_it_is_said_to_the_worker_then_by_them_and_answered(client: Client) -> None:
    worker = make_user(team=make_team(), name="Ane Lie")
    leader = make_user(Role.LEADER, team=worker.team)
    other = make_user(Role.LEADER, team=make_team())
    for _ in range(3):
        make_person(contact=worker)
    sign_in(client, worker)
    page = client.get(reverse("people_list")).content.decode()
    assert "Du følger 3." in page
    assert reverse("load") in page
    for wrong in ("", "\u200b", "x" * 40_000):
        answer = client.post(reverse("load"), {"words": wrong})
        assert answer.status_code == 422
        assert wrong in answer.content.decode()
    for _ in range(2):
        assert client.post(reverse("load"), {"words": WORDS}).status_code == 302
    with acting_as(SYSTEM):
        said = LoadSaid.objects.get()
        assert Deed.objects.filter(by=worker, verb="load.say").count() == 1
    answer_it = reverse("team_load_answer", args=[said.pk])
    for stranger in (other, make_user(team=worker.team), make_user(Role.ADMIN, team=worker.team)):
        sign_in(client, stranger)
        assert client.post(answer_it, {"answer": "Nei."}).status_code == 404
        told = client.get(reverse("team_load"))
        assert told.status_code == 404 or WORDS not in told.content.decode()
    sign_in(client, leader)
    assert "Ane Lie har sagt at det er for mye" in client.get(reverse("monday")).content.decode()
    assert WORDS in client.get(reverse("team_load")).content.decode()
    assert client.post(answer_it, {"answer": " "}).status_code == 422
    client.post(answer_it, {"answer": "Vi tar det i morgen."})
    assert client.post(answer_it, {"answer": "En gang til."}).status_code == 404
    assert "for mye" not in client.get(reverse("monday")).content.decode().replace("mye?", "")
    assert "Vi tar det i morgen." in sign_in(client, worker).get(reverse("load")).content.decode()


def test_room_is_said_by_oneself_shown_to_the_leader_and_taken_back(client: Client, second: User) -> None:
    sign_in(client, second).post(reverse("load_room"))
    with acting_as(SYSTEM):
        assert LoadSaid.objects.get(ended_at=None).kind == "room"
    for _ in range(2):
        client.post(reverse("load_take_back"))
    with acting_as(SYSTEM):
        assert not LoadSaid.objects.filter(ended_at=None).exists()
        assert Deed.objects.filter(verb="load.take_back").count() == 1


@pytest.fixture
def second() -> User:
    """Return a worker of a team."""
    return make_user(team=make_team())


@pytest.mark.second_wall
def test_what_one_said_is_seen_by_oneself_and_by_who_leads(client: Client, second: User) -> None:
    leader, colleague = make_user(Role.LEADER, team=second.team), make_user(team=second.team)
    sign_in(client, second).post(reverse("load"), {"words": WORDS})
    for user, sees in ((second, True), (leader, True), (colleague, False)):
        with acting_as(user.pk):
            assert LoadSaid.objects.exists() is sees
            assert LoadSaid.objects.update(words="Alt er fint.") == 0
