"""Best now, the basics and the life areas through the staff pages."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, User
from benken.followup.actions.own_words import answer_basics, describe_area
from benken.followup.models import AreaNote, Basic, BestNow
from benken.people.models import Person
from tests.factories import sign_in

pytestmark = pytest.mark.django_db


def address(name: str, person: Person, **more: str) -> str:
    """Return the address of a page about a person."""
    return reverse(name, kwargs={"person_id": person.pk, **more})


def deeds(person: Person) -> list[str]:
    """Return what has been done about a person."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(subject_id=person.pk).order_by("at", "id").values_list("verb", flat=True))


def readings(person: Person) -> set[str]:
    """Return which parts have been read."""
    with acting_as(SYSTEM):
        return set(Reading.objects.filter(subject_id=person.pk).values_list("part", flat=True))


def basics(person: Person) -> dict[str, str]:
    """Return the answers about the basics."""
    with acting_as(SYSTEM):
        return dict(Basic.objects.filter(person=person).values_list("kind", "answer"))


def area_note(person: Person) -> AreaNote:
    """Return the one area note."""
    with acting_as(SYSTEM):
        return AreaNote.objects.get(person=person)


def test_it_writes_down_what_is_best_now_and_keeps_the_earlier_answers(signed_in: Client, person: Person) -> None:
    """The newest stands on top, the older ones below."""
    page = address("best_now", person)
    assert "Hopp over" in signed_in.get(page).content.decode()
    for words in ("At noen ringer tilbake.", "نوم 😴"):
        answer = signed_in.post(page, {"words": words})
        assert (answer.status_code, answer.headers["Location"]) == (302, address("person", person))
    text = signed_in.get(page).content.decode()
    assert text.index("نوم 😴") < text.index("At noen ringer tilbake.")
    assert deeds(person).count("best_now.say") == 2
    assert readings(person) == {"best_now"}


@pytest.mark.parametrize(("words", "why"), [("  ", "Skriv noen ord først."), ("å" * 1001, "1001 tegn")])
def test_it_refuses_an_answer_without_words_or_with_too_many(
    signed_in: Client, person: Person, words: str, why: str
) -> None:
    """Nothing is saved, and what was typed stands."""
    answer = signed_in.post(address("best_now", person), {"words": words})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert words in answer.content.decode()
    with acting_as(SYSTEM):
        assert not BestNow.objects.exists()
    assert "best_now.say" not in deeds(person)


def test_it_saves_the_basics_that_were_asked_and_skips_the_rest(signed_in: Client, person: Person) -> None:
    """An empty answer is no answer, and takes an earlier one away."""
    page = address("basics", person)
    assert signed_in.get(page).status_code == 200
    assert signed_in.post(page, {"food": "ok", "sleep": "help"}).status_code == 302
    assert basics(person) == {"food": "ok", "sleep": "help"}
    seen = "food=ok&sleep=help"
    assert 'value="food=ok&amp;sleep=help"' in signed_in.get(page).content.decode()
    assert signed_in.post(page, {"food": "ok", "seen": seen}).status_code == 302
    assert basics(person) == {"food": "ok"}
    assert deeds(person).count("basics.answer") == 2


def test_it_tells_whoever_answers_the_basics_second(signed_in: Client, worker: User, person: Person) -> None:
    """The second sees what was saved, keeps what they chose, and saves again."""
    page, at = address("basics", person), timezone.now()
    with acting_as(SYSTEM):
        answer_basics(person=person, answers={"safe_tonight": "help"}, by=worker, at=at)
    answer = signed_in.post(page, {"food": "ok", "seen": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Noen andre lagret mens du skrev" in text
    assert "Trygg i natt: trenger hjelp" in text
    assert basics(person) == {"safe_tonight": "help"}
    again = {"food": "ok", "safe_tonight": "help", "seen": "safe_tonight=help"}
    assert 'value="safe_tonight=help"' in text
    assert signed_in.post(page, again).status_code == 302
    assert basics(person) == {"food": "ok", "safe_tonight": "help"}


def test_it_shows_all_eight_areas_what_carries_before_what_weighs(
    signed_in: Client, worker: User, person: Person
) -> None:
    """Also when only one of them has anything in it."""
    with acting_as(SYSTEM):
        describe_area(
            person=person,
            area="home",
            carries="Nøkkelen",
            burdens="Vinduet",
            seen_version=0,
            by=worker,
            at=timezone.now(),
        )
    text = signed_in.get(address("areas", person)).content.decode()
    assert text.count('<h2 id="area-') == 8
    assert text.index("Det som bærer</h3>") < text.index("Nøkkelen") < text.index("Det som tynger</h3>")
    form = signed_in.get(address("area", person, area="home")).content.decode()
    assert form.index('name="carries"') < form.index('name="burdens"')
    assert readings(person) == {"areas"}


def test_it_writes_an_area_and_leads_back_to_all_of_them(signed_in: Client, person: Person) -> None:
    """The first note has version 1."""
    answer = signed_in.post(address("area", person, area="mind"), {"carries": "Å le på bussen", "version": "0"})
    assert answer.headers["Location"] == address("areas", person)
    assert (area_note(person).carries, area_note(person).version) == ("Å le på bussen", 1)
    assert deeds(person)[-1] == "area.describe"


def test_it_tells_whoever_writes_an_area_second_and_loses_nothing(
    signed_in: Client, worker: User, person: Person
) -> None:
    """Both versions stand on the page, and saving again works."""
    page = address("area", person, area="network")
    with acting_as(SYSTEM):
        describe_area(
            person=person, area="network", carries="Søstera", burdens="", seen_version=0, by=worker, at=timezone.now()
        )
    answer = signed_in.post(page, {"carries": "Åse i tredje", "version": "0"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Noen andre lagret mens du skrev" in text
    assert "Søstera" in text
    assert "Åse i tredje" in text
    assert 'name="version" value="1"' in text
    assert area_note(person).carries == "Søstera"
    assert signed_in.post(page, {"carries": "Søstera. Åse i tredje", "version": "1"}).status_code == 302
    assert area_note(person).carries == "Søstera. Åse i tredje"


def test_it_refuses_too_much_about_an_area_and_a_broken_version(signed_in: Client, person: Person) -> None:
    """Nothing is cut off without a word."""
    page = address("area", person, area="home")
    answer = signed_in.post(page, {"carries": "b" * 2001, "version": "0"})
    assert answer.status_code == 422
    assert "2001 tegn" in answer.content.decode()
    assert signed_in.post(page, {"carries": "b", "version": "x"}).status_code == 422
    with acting_as(SYSTEM):
        assert not AreaNote.objects.exists()


def test_it_knows_eight_areas_and_no_more(signed_in: Client, person: Person) -> None:
    """An area that does not exist is missing."""
    assert signed_in.get(address("area", person, area="motivation")).status_code == 404


def test_it_offers_what_was_kept_when_the_session_ended(signed_in: Client, worker: User, person: Person) -> None:
    """What was typed is there again after signing in."""
    page = address("basics", person)
    owner = signed_in.get(page).content.decode().split('name="_owner" value="')[1].split('"')[0]
    signed_in.logout()
    fields = {"shower": "help", "_owner": owner, "_page": page}
    assert signed_in.post(page, fields).status_code == 302
    text = sign_in(signed_in, worker).get(page).content.decode()
    assert "Vi tok vare på det du skrev" in text
    assert "checked" in text.split('name="shower" value="help"')[1].split(">")[0]
    assert basics(person) == {}
