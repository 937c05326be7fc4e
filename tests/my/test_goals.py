"""My goals and steps: in own words, ticked and undone, reached, rested, let go, opened again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed
from benken.followup.actions.goals import add_step
from benken.followup.models import Goal, Step
from benken.lib.ids import new_id
from benken.people.models import Entry
from tests.factories import make_goal, make_step
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db


def goals() -> list[Goal]:
    """Return all goals."""
    with acting_as(SYSTEM):
        return list(Goal.objects.prefetch_related("steps"))


def step_of(goal: Goal) -> Step:
    """Return the one step of a goal."""
    with acting_as(SYSTEM):
        return Step.objects.get(goal=goal)


def of(goal: Goal, name: str = "my_goal", **more: str) -> str:
    """Return one of a goal's addresses."""
    return reverse(name, kwargs={"goal_id": goal.pk, **more})


def test_i_set_a_goal_in_my_own_words_and_may_take_it_back(tuva: Tuva) -> None:
    fields = {"words": "Ha en dør jeg kan låse", "why": "", "area": "", "version": "0"}
    answer = tuva.client.post(reverse("my_goal_new"), fields)
    goal = goals()[0]
    assert answer.headers["Location"] == of(goal)
    assert (goal.words, goal.state, goal.person_id) == ("Ha en dør jeg kan låse", "open", tuva.person.pk)
    assert of(goal, "my_goal_take_back") in tuva.client.get(of(goal)).content.decode()
    tuva.client.post(of(goal, "my_goal_take_back"))
    assert goals() == []
    with acting_as(SYSTEM):
        verbs = Deed.objects.filter(by=tuva.account).order_by("pk").values_list("verb", flat=True)
        assert list(verbs) == ["goal.set", "goal.take_back"]


def test_an_old_goal_is_let_go_not_taken_back(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    with acting_as(SYSTEM):
        Goal.objects.update(set_at=timezone.now() - timedelta(hours=2))
    answer = tuva.client.post(of(goal, "my_goal_take_back"), follow=True)
    assert "Du kan legge det bort i stedet." in answer.content.decode()
    assert len(goals()) == 1


def test_a_goal_sent_twice_is_one_goal(tuva: Tuva) -> None:
    fields = {"words": "Sove godt", "version": "0", "_once": str(new_id())}
    for _ in range(2):
        assert tuva.client.post(reverse("my_goal_new"), fields).status_code == 302
    assert len(goals()) == 1


@pytest.mark.parametrize("words", ["", "  ", "\u200b", "a" * 501])
def test_a_goal_needs_words_but_not_too_many(tuva: Tuva, words: str) -> None:
    answer = tuva.client.post(reverse("my_goal_new"), {"words": words, "why": "Fordi jeg vil", "version": "0"})
    assert answer.status_code == 422
    assert "Fordi jeg vil" in answer.content.decode()
    assert goals() == []


def test_i_add_a_step_and_tick_it_and_undo_it(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    tomorrow = timezone.localdate() + timedelta(days=1)
    tuva.client.post(of(goal), {"words": "Ringe \U0001f4de", "by_on": tomorrow.isoformat()})
    step = step_of(goal)
    assert (step.words, step.by_on, step.who) == ("Ringe \U0001f4de", tomorrow, "person")
    done = reverse("my_step_mark", kwargs={"step_id": step.pk, "mark": "done"})
    undo = reverse("my_step_mark", kwargs={"step_id": step.pk, "mark": "open"})
    answer = tuva.client.post(done, follow=True)
    assert "1 av 1 steg" in answer.content.decode()
    assert undo in answer.content.decode()
    assert step_of(goal).done_at is not None
    tuva.client.post(undo)
    assert step_of(goal).done_at is None
    tuva.client.post(reverse("my_step_remove", kwargs={"step_id": step.pk}))
    with acting_as(SYSTEM):
        assert not Step.objects.exists()


def test_a_day_that_has_gone_is_told_and_the_words_stay(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = tuva.client.post(of(goal), {"words": "Ringe legen", "by_on": yesterday.isoformat()})
    assert answer.status_code == 422
    assert "Ringe legen" in answer.content.decode()
    assert yesterday.isoformat() in answer.content.decode()


def test_what_the_contact_does_is_not_mine_to_tick(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    with acting_as(SYSTEM):
        step = add_step(
            goal=goal,
            words="Skrive søknaden",
            by=tuva.contact,
            at=timezone.now(),
            today=timezone.localdate(),
            who=Step.Who.CONTACT,
        )
    done = reverse("my_step_mark", kwargs={"step_id": step.pk, "mark": "done"})
    page = tuva.client.get(of(goal)).content.decode()
    assert "Dette gjør Ingunn" in page
    assert done not in page
    assert tuva.client.post(done).status_code == 404


@pytest.mark.parametrize("to", ["reached", "resting", "let_go"])
def test_a_goal_moves_freely_and_back(tuva: Tuva, to: str) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    answer = tuva.client.post(of(goal, "my_goal_move", to=to), follow=True)
    assert goals()[0].state == to
    with acting_as(SYSTEM):
        assert Entry.objects.filter(kind="goal_reached").count() == (to == "reached")
    undo = of(goal, "my_goal_move", to="open")
    assert undo in answer.content.decode()
    tuva.client.post(undo)
    assert goals()[0].state == "open"
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(kind="goal_reached").exists()


def test_moving_a_goal_to_nowhere_is_a_missing_page(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    assert tuva.client.post(of(goal, "my_goal_move", to="failed")).status_code == 404
    assert tuva.client.get(of(goal, "my_goal_move", to="reached")).status_code == 405


def test_when_two_save_at_once_the_second_is_told_and_loses_nothing(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact, words="Sove")
    mine = {"words": "Sove i egen seng", "why": "", "area": "home", "version": "1"}
    with acting_as(SYSTEM):
        Goal.objects.update(words="Sove godt", version=2)
    answer = tuva.client.post(of(goal, "my_goal_change"), mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Sove i egen seng" in page
    assert "Sove godt" in page
    assert goals()[0].words == "Sove godt"
    assert 'name="version" value="2"' in page
    assert tuva.client.post(of(goal, "my_goal_change"), mine | {"version": "2"}).status_code == 302
    assert (goals()[0].words, goals()[0].area) == ("Sove i egen seng", "home")


def test_another_persons_goals_and_steps_are_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    goal = make_goal(somebody_else.person, by=somebody_else.contact)
    step = make_step(goal, by=somebody_else.contact)
    addresses = [
        of(goal),
        of(goal, "my_goal_change"),
        of(goal, "my_goal_move", to="reached"),
        of(goal, "my_goal_take_back"),
        reverse("my_step_mark", kwargs={"step_id": step.pk, "mark": "done"}),
        reverse("my_step_remove", kwargs={"step_id": step.pk}),
    ]
    assert [tuva.client.post(address, {"words": "x"}).status_code for address in addresses] == [404] * 6
    assert tuva.client.get(of(goal)).status_code == 404
    assert goal.words not in tuva.client.get(reverse("my_goals")).content.decode()
    assert goals()[0].state == "open"


def test_a_mark_that_does_not_exist_is_a_missing_page(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact)
    step = make_step(goal, by=tuva.contact)
    for mark, status in (("maybe", 404), ("done", 302), ("undone", 404)):
        answer = tuva.client.post(reverse("my_step_mark", kwargs={"step_id": step.pk, "mark": mark}))
        assert (mark, answer.status_code) == (mark, status)
    assert step_of(goal).done_at is not None
