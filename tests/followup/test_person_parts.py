"""What the person page shows of goals, own words and promises."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.followup.actions.goals import move_goal
from benken.followup.actions.own_words import answer_basics, describe_area, say_best_now
from benken.followup.actions.promises import keep_promise, promise
from benken.followup.models import Goal
from benken.people.models import Person
from tests.factories import make_goal, make_step, sign_in

pytestmark = pytest.mark.django_db


def page(client: Client, worker: User, person: Person) -> str:
    """Return what the person page says to the contact person."""
    answer = sign_in(client, worker).get(reverse("person", kwargs={"person_id": person.pk}))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_is_a_finished_page_without_goals(client: Client, worker: User, person: Person) -> None:
    """Nothing is missing when nothing has been said."""
    text = page(client, worker, person)
    for words in ("Ingen mål ennå", "Det er helt greit", "Det er alltid lov å hoppe over", "det er nok"):
        assert words in text
    for name in ("goal_new", "best_now", "basics", "areas", "promise_new"):
        assert reverse(name, kwargs={"person_id": person.pk}) in text


def test_it_shows_what_the_person_wants_in_their_own_words(client: Client, worker: User, person: Person) -> None:
    """The newest answer, goals by where they are, what carries before what weighs, promises open and kept."""
    at, today = timezone.now(), timezone.localdate()
    step = make_step(make_goal(person, by=worker, words="Spille kornett"), by=worker, words="Hente kornetten")
    resting = make_goal(person, by=worker, words="Få et svar fra mamma")
    with acting_as(SYSTEM):
        move_goal(goal=resting, to=Goal.State.RESTING, person=person, by=worker, at=at)
        for days, words in ((9, "Å bli ringt tilbake til"), (1, "At dagene ligner på hverandre")):
            say_best_now(person=person, words=words, by=worker, at=at - timedelta(days=days))
        answer_basics(person=person, answers={"sleep": "help", "food": "ok"}, by=worker, at=at)
        describe_area(
            person=person, area="home", carries="Nøkkelen", burdens="Vinduet", seen_version=0, by=worker, at=at
        )
        kept, _open = (
            promise(person=person, words=words, due_on=None, by=worker, at=at, today=today)
            for words in ("Ringe NAV", "Spørre om varebilen")
        )
        keep_promise(made=kept, kept=True, by=worker, at=at)
    text = page(client, worker, person)
    assert "At dagene ligner på hverandre" in text
    assert "Å bli ringt tilbake til" not in text
    assert text.index("Spille kornett") < text.index("Hente kornetten") < text.index("Mål som hviler")
    assert reverse("step_mark", kwargs={"person_id": person.pk, "step_id": step.pk, "done": 1}) in text
    assert text.index("Mat: det går") < text.index("Søvn: trenger hjelp")
    assert text.index("Nøkkelen") < text.index("Vinduet")
    assert text.index("Spørre om varebilen") < text.index("Ringe NAV")
    assert "Holdt: Spørre om varebilen" in text
    assert "Holdt: Ringe NAV" not in text
