"""Goals and steps through the staff pages."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, User
from benken.followup.actions.goals import change_goal
from benken.followup.models import Goal, Step
from benken.people.actions.entries import mark_read
from benken.people.models import Entry, Person
from tests.factories import make_goal, make_person, make_step, make_user

pytestmark = pytest.mark.django_db

ARABIC = "أريد أن أنام بهدوء 🌙"


def address(name: str, person: Person, **more: object) -> str:
    """Return the address of a page about a person."""
    return reverse(name, kwargs={"person_id": person.pk, **more})


def text(response: Any) -> str:
    """Return what a page says."""
    return str(response.content.decode())


def deeds(person: Person) -> list[str]:
    """Return what has been done about a person, in order."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(subject_id=person.pk).order_by("at", "id").values_list("verb", flat=True))


def readings(person: Person) -> list[str]:
    """Return which parts have been read."""
    with acting_as(SYSTEM):
        return list(Reading.objects.filter(subject_id=person.pk).values_list("part", flat=True))


def goals(person: Person) -> list[Goal]:
    """Return the person's goals."""
    with acting_as(SYSTEM):
        return list(Goal.objects.filter(person=person))


def steps(person: Person) -> list[Step]:
    """Return the person's steps in order."""
    with acting_as(SYSTEM):
        return list(Step.objects.filter(person=person).order_by("position"))


def reached_entries(person: Person) -> list[Entry]:
    """Return the entries that tell of goals reached."""
    with acting_as(SYSTEM):
        return list(Entry.objects.filter(person=person, kind=Entry.Kind.GOAL_REACHED))


def test_it_goes_the_whole_road_from_words_to_a_goal_reached(signed_in: Client, person: Person) -> None:
    """A goal is agreed with two steps, one is done, the goal is reached: the timeline has it, and it can be undone."""
    new = address("goal_new", person)
    page = text(signed_in.get(new))
    assert "Skriv det slik personen sier det" in page
    words = {"words": "Ha en dør jeg kan låse", "area": "home", "step_1": "Ringe boligkontoret", "step_2": "Se på Lia"}
    answer = signed_in.post(new, words)
    (goal,) = goals(person)
    goal_url = address("goal", person, goal_id=goal.pk)
    assert (answer.status_code, answer.headers["Location"]) == (302, goal_url)
    first, second = steps(person)
    assert [first.words, second.words] == ["Ringe boligkontoret", "Se på Lia"]

    page = text(signed_in.get(goal_url))
    assert "Ringe boligkontoret" in page
    assert "0 av 2 steg" in page
    answer = signed_in.post(address("step_mark", person, step_id=first.pk, done=1), {"next": goal_url})
    assert answer.headers["Location"] == goal_url
    assert steps(person)[0].done_at is not None
    page = text(signed_in.get(goal_url))
    assert "1 av 2 steg" in page
    assert address("step_mark", person, step_id=first.pk, done=0) in page

    answer = signed_in.post(address("goal_move", person, goal_id=goal.pk, to="reached"))
    assert answer.headers["Location"] == address("person", person)
    (entry,) = reached_entries(person)
    assert (entry.text, entry.about_id, entry.state) == (goal.words, goal.pk, Entry.State.SHARED)
    assert deeds(person)[-3:] == ["goal.set", "step.done", "goal.reached"]
    undo = address("goal_move", person, goal_id=goal.pk, to="open")
    assert undo in text(signed_in.get(goal_url))

    signed_in.post(undo)
    assert goals(person)[0].state == Goal.State.OPEN
    assert reached_entries(person) == []
    assert deeds(person)[-1] == "goal.open"
    assert set(readings(person)) == {"goals"}


def test_it_keeps_the_entry_that_somebody_has_read_when_a_goal_opens_again(
    signed_in: Client, worker: User, person: Person, now: datetime
) -> None:
    """What somebody has read does not disappear."""
    goal = make_goal(person, by=worker)
    signed_in.post(address("goal_move", person, goal_id=goal.pk, to="reached"))
    with acting_as(SYSTEM):
        mark_read(entries=reached_entries(person), by=make_user(), at=now)
    signed_in.post(address("goal_move", person, goal_id=goal.pk, to="open"))
    assert goals(person)[0].state == Goal.State.OPEN
    assert len(reached_entries(person)) == 1


@pytest.mark.parametrize("to", ["resting", "let_go", "reached"])
def test_it_moves_a_goal_and_offers_the_way_back(signed_in: Client, worker: User, person: Person, to: str) -> None:
    """Every move is allowed, and none speaks of failing."""
    goal = make_goal(person, by=worker)
    goal_url = address("goal", person, goal_id=goal.pk)
    signed_in.post(address("goal_move", person, goal_id=goal.pk, to=to), {"next": goal_url})
    assert goals(person)[0].state == to
    page = text(signed_in.get(goal_url))
    assert f"{address('goal_move', person, goal_id=goal.pk, to='open')}?next=" in page
    assert "mislyk" not in page.lower()


def test_it_knows_no_other_states(signed_in: Client, worker: User, person: Person) -> None:
    """A goal cannot fail."""
    goal = make_goal(person, by=worker)
    assert signed_in.post(address("goal_move", person, goal_id=goal.pk, to="failed")).status_code == 404
    assert goals(person)[0].state == Goal.State.OPEN


def test_it_takes_a_goal_written_by_mistake_away_again(signed_in: Client, worker: User, person: Person) -> None:
    """A goal just written can be undone, one that is under way stays."""
    mistaken, under_way = make_goal(person, by=worker, words="Feil person"), make_goal(person, by=worker)
    step = make_step(under_way, by=worker)
    signed_in.post(address("step_mark", person, step_id=step.pk, done=1))
    for goal in (mistaken, under_way):
        signed_in.post(address("goal_take_back", person, goal_id=goal.pk))
    assert [goal.pk for goal in goals(person)] == [under_way.pk]
    assert "alt i gang" in text(signed_in.get(address("goal", person, goal_id=under_way.pk)))


@pytest.mark.parametrize(
    ("words", "why"),
    [("", "Skriv noen ord først."), ("\u200b\u200b", "Skriv noen ord først."), ("a" * 501, "501 tegn")],
)
def test_it_refuses_a_goal_without_words_or_with_too_many(
    signed_in: Client, person: Person, words: str, why: str
) -> None:
    """The form comes back with everything typed still there."""
    answer = signed_in.post(address("goal_new", person), {"words": words, "hoped_for": "til våren"})
    assert answer.status_code == 422
    page = text(answer)
    assert why in page
    assert "til våren" in page
    assert words in page
    assert goals(person) == []


def test_it_takes_500_characters_emoji_and_arabic(signed_in: Client, person: Person) -> None:
    """Words are the person's own, in any script; a line break is one character however the browser sends it."""
    long = ("ø" * 99 + "\r\n") * 5
    signed_in.post(address("goal_new", person), {"words": long, "step_1": "👩‍🎨 male 🎨"})
    signed_in.post(address("goal_new", person), {"words": ARABIC})
    saved = {goal.words for goal in goals(person)}
    assert saved == {ARABIC, long.replace("\r\n", "\n").strip()}
    assert steps(person)[0].words == "👩‍🎨 male 🎨"


def test_it_saves_once_when_the_button_is_pressed_twice(signed_in: Client, person: Person) -> None:
    """The same form a second time leads to the same goal."""
    form = {"words": "Sove", "_once": str(uuid4())}
    first, second = (signed_in.post(address("goal_new", person), form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(goals(person)) == 1
    assert deeds(person).count("goal.set") == 1


def test_it_tells_whoever_saves_second_and_loses_nothing(signed_in: Client, worker: User, person: Person) -> None:
    """The second sees both versions, and saving again works."""
    goal = make_goal(person, by=worker, words="Sove")
    change = address("goal_change", person, goal_id=goal.pk)
    assert 'name="version" value="1"' in text(signed_in.get(change))
    with acting_as(SYSTEM):
        change_goal(
            goal=goal, seen_version=1, words="Sove ute", why="", hoped_for="", area="", by=worker, at=timezone.now()
        )
    answer = signed_in.post(change, {"words": "Sove hele natta", "version": "1"})
    page = text(answer)
    assert answer.status_code == 422
    assert "Noen andre lagret mens du skrev" in page
    assert "Sove ute" in page
    assert "Sove hele natta" in page
    assert 'name="version" value="2"' in page
    assert goals(person)[0].words == "Sove ute"

    answer = signed_in.post(change, {"words": "Sove hele natta", "version": "2"})
    assert answer.status_code == 302
    assert (goals(person)[0].words, goals(person)[0].version) == ("Sove hele natta", 3)
    assert deeds(person).count("goal.change") == 2


def test_it_adds_a_step_with_who_and_when_and_takes_it_back(signed_in: Client, worker: User, person: Person) -> None:
    """A step comes last, and its undo removes it."""
    goal = make_goal(person, by=worker)
    make_step(goal, by=worker, words="Først")
    day = timezone.localdate() + timedelta(days=3)
    fields = {"step": "Låne varebilen", "who": "other", "who_words": "søstera mi", "by_on": day.isoformat()}
    answer = signed_in.post(address("step_add", person, goal_id=goal.pk), fields)
    goal_url = address("goal", person, goal_id=goal.pk)
    assert answer.headers["Location"] == goal_url
    step = steps(person)[-1]
    assert (step.words, step.who, step.who_words, step.by_on) == ("Låne varebilen", "other", "søstera mi", day)
    page = text(signed_in.get(goal_url))
    assert "søstera mi" in page
    assert page.count(address("step_remove", person, step_id=step.pk)) == 2  # the message and the line
    signed_in.post(address("step_remove", person, step_id=step.pk))
    assert [step.words for step in steps(person)] == ["Først"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"by_on": "2020-01-31"}, "Dagen er alt gått"),
        ({"by_on": "i morgen"}, "Skriv dagen slik"),
        ({"who": "other"}, "Skriv hvem som gjør det."),
        ({"step": "x" * 301}, "301 tegn"),
        ({"step": " "}, "Skriv noen ord først."),
        ({"who": ""}, "Velg hvem som gjør det."),
    ],
)
def test_it_refuses_a_step_with_a_message_at_the_field(
    signed_in: Client, worker: User, person: Person, changed: dict[str, str], why: str
) -> None:
    """The goal's page comes back with what was typed."""
    goal = make_goal(person, by=worker)
    fields = {"step": "Ringe", "who": "person"} | changed
    answer = signed_in.post(address("step_add", person, goal_id=goal.pk), fields)
    page = text(answer)
    assert answer.status_code == 422
    assert why in page
    assert fields["step"] in page
    assert fields.get("by_on", "") in page
    assert f'name="_page" value="{address("goal", person, goal_id=goal.pk)}"' in page
    assert steps(person) == []


def test_it_puts_a_removed_step_back_as_it_was(signed_in: Client, worker: User, person: Person) -> None:
    """Undo restores the words, the day and the mark."""
    goal = make_goal(person, by=worker)
    before = make_step(goal, by=worker, words=ARABIC)
    make_step(goal, by=worker, words="Etter")
    signed_in.post(address("step_mark", person, step_id=before.pk, done=1))
    before = steps(person)[0]
    signed_in.post(address("step_remove", person, step_id=before.pk))
    assert [step.words for step in steps(person)] == ["Etter"]
    undo = address("step_restore", person, step_id=before.pk)
    assert undo in text(signed_in.get(address("goal", person, goal_id=goal.pk)))
    for _ in range(2):  # a second press changes nothing
        assert signed_in.post(undo).status_code == 302
    after = steps(person)[0]
    names = ("pk", "goal_id", "words", "who", "by_on", "done_at", "position")
    assert [getattr(after, name) for name in names] == [getattr(before, name) for name in names]
    assert deeds(person)[-2:] == ["step.remove", "step.restore"]


def test_it_tells_that_a_step_was_taken_away_meanwhile(signed_in: Client, worker: User, person: Person) -> None:
    """A button on an old page gets an answer, not a missing page."""
    goal = make_goal(person, by=worker)
    step = make_step(goal, by=worker)
    with acting_as(SYSTEM):
        Step.objects.filter(pk=step.pk).delete()
    goal_url = address("goal", person, goal_id=goal.pk)
    signed_in.post(address("step_mark", person, step_id=step.pk, done=1), {"next": goal_url})
    assert "Noen andre tok det bort" in text(signed_in.get(goal_url))
    assert "step.done" not in deeds(person)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "people/"])
def test_it_leads_back_only_to_pages_of_its_own(
    signed_in: Client, worker: User, person: Person, elsewhere: str
) -> None:
    """Somebody else's address is not followed."""
    step = make_step(make_goal(person, by=worker), by=worker)
    answer = signed_in.post(address("step_mark", person, step_id=step.pk, done=1), {"next": elsewhere})
    assert answer.headers["Location"] == address("person", person)


def test_it_shows_no_other_persons_goal_below_a_person(signed_in: Client, worker: User, person: Person) -> None:
    """A goal is found only at its own person."""
    goal = make_goal(make_person(contact=worker), by=worker)
    assert signed_in.get(address("goal", person, goal_id=goal.pk)).status_code == 404


def test_it_prints_the_goals_on_one_page(signed_in: Client, worker: User, person: Person) -> None:
    """The paper says what is wanted, the steps on the way, and what is reached."""
    make_step(make_goal(person, by=worker, words="Ha en dør jeg kan låse"), by=worker, words="Ringe om visning")
    reached = make_goal(person, by=worker, words="Sove om natta")
    signed_in.post(address("goal_move", person, goal_id=reached.pk, to="reached"))
    page = text(signed_in.get(address("goals_print", person)))
    assert "print-a5" in page
    for words in ("Målene mine", "Ha en dør jeg kan låse", "Ringe om visning", "Dette har jeg nådd", "Sove om natta"):
        assert words in page
    assert "goals" in readings(person)


def test_it_answers_nobody_whose_right_has_ended(signed_in: Client, worker: User, person: Person) -> None:
    """Rights end at the next request."""
    goal = make_goal(person, by=worker)
    assert signed_in.get(address("goal", person, goal_id=goal.pk)).status_code == 200
    with acting_as(SYSTEM):
        Right.objects.filter(subject_id=person.pk).update(until_at=timezone.now())
    assert signed_in.get(address("goal", person, goal_id=goal.pk)).status_code == 404
