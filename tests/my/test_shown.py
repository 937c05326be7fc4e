"""What stands on My page is chosen by the person: hidden parts leave no heading, no gap and no link."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed
from benken.access.policies import Refused
from benken.followup.actions.own_words import say_best_now
from benken.messaging.actions.conversation import send_message
from benken.operate.private_server import PROJECT
from benken.people.actions.page_choice import choose_parts
from benken.people.models import PageChoice
from benken.people.page_choice import NEUTRAL, Part
from tests.factories import make_entry, make_goal, make_step, make_user, sign_in
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db

# What tells of a part on My page: a heading, a link, some words.
SIGNS = {
    Part.CONTACT: ["Ingunn"],
    Part.NEXT: [">Neste<", "Ringe om visning"],
    Part.BEST: ["Best for deg nå", "/my/best/", "At noen ringer"],
    Part.GOALS: ["Målene mine", "/my/goals/", ">Mål<"],
    Part.WHERE: ["/my/where/", "Hvor er vi nå"],
    Part.MESSAGES: ["/my/messages/", "ny melding"],
    Part.TELLING: ["/my/good/", "/my/hard/"],
    Part.HOW: ["/my/how/"],
    Part.SAFETY: ["/my/safe/", "Når det er tungt"],
    Part.BASICS: ["/my/basics/", "Det som trengs nå"],
    Part.AREAS: ["/my/areas/"],
    Part.NETWORK: ["/my/people/"],
    Part.WRITTEN: ["/my/written/", "Skrevet om meg"],
    Part.READERS: ["/my/readers/", "har lest"],
    Part.WHO_SEES: ["/my/who/", "Hvem kan se hva"],
}


@pytest.fixture
def full(tuva: Tuva) -> Tuva:
    """Return Tuva with something in every part."""
    make_entry(tuva.person, by=tuva.contact)
    make_step(make_goal(tuva.person, by=tuva.contact), by=tuva.contact)
    with acting_as(SYSTEM):
        say_best_now(person=tuva.person, words="At noen ringer.", by=tuva.account, at=timezone.now())
        send_message(person=tuva.person, text="Hei!", by=tuva.contact, at=timezone.now())
    return tuva


def home(tuva: Tuva) -> str:
    """Return My page."""
    return tuva.client.get(reverse("my")).content.decode()


def choose(tuva: Tuva, *parts: str) -> None:
    """Choose what stands there, as the page does."""
    assert tuva.client.post(reverse("my_shown"), {"parts": parts}).status_code == 302


def test_everything_stands_there_until_somebody_chooses(full: Tuva) -> None:
    text = home(full)
    for part, signs in SIGNS.items():
        for sign in signs:
            assert sign in text, (part, sign)


@pytest.mark.parametrize("part", list(Part))
def test_a_hidden_part_leaves_nothing_and_the_others_stand(full: Tuva, part: Part) -> None:
    choose(full, *(other for other in Part.values if other != part))
    text = home(full)
    for sign in SIGNS[part]:
        if part == Part.CONTACT:  # the name may stand in the words of the next thing, which is another part
            text = text.replace("Dette gjør Ingunn", "")
        assert sign not in text, sign
    for other, signs in SIGNS.items():
        if other not in {part, Part.CONTACT}:
            assert signs[0] in text, (part, other)
    for tag in ("h2", "ul", "section", "p", "fieldset"):
        assert not re.search(rf"<{tag}[^>]*>\s*</{tag}>", text.split("<main")[1]), tag


def test_with_nothing_chosen_the_page_is_whole_and_calm(full: Tuva) -> None:
    choose(full)
    text = home(full)
    assert not [sign for signs in SIGNS.values() for sign in signs if sign in text]
    assert text.count("<h1") == 1
    assert reverse("my_shown") in text  # the way back, in two taps


def test_the_choice_stands_on_every_page_and_after_a_new_sign_in(full: Tuva) -> None:
    choose(full, "messages")
    text = full.client.get(reverse("my_messages")).content.decode()
    assert reverse("my_goals") not in text
    other = sign_in(Client(), full.account).get(reverse("my")).content.decode()
    assert reverse("my_goals") not in other
    page = full.client.get(reverse("my_shown")).content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["messages"]


def test_what_is_hidden_is_not_gone(full: Tuva) -> None:
    choose(full, "messages")
    assert full.client.get(reverse("my_goals")).status_code == 200


def test_a_part_that_does_not_exist_is_refused(full: Tuva) -> None:
    assert full.client.post(reverse("my_shown"), {"parts": ["goals", "police"]}).status_code == 422
    with acting_as(SYSTEM):
        assert not PageChoice.objects.exists()


def test_choosing_twice_leaves_one_choice(full: Tuva) -> None:
    choose(full, "goals")
    choose(full, "messages")
    with acting_as(SYSTEM):
        assert PageChoice.objects.count() == 1
        assert Deed.objects.filter(verb="page.choose", by=full.account).count() == 2


@pytest.mark.second_wall
def test_nobody_else_chooses_or_sees_what_was_chosen(full: Tuva) -> None:
    choose(full, "messages")
    with pytest.raises(Refused), acting_as(full.contact.pk):
        choose_parts(person=full.person, shown=[], by=full.contact, at=timezone.now())
    with acting_as(full.contact.pk):
        assert not PageChoice.objects.exists()
    with acting_as(full.account.pk):
        assert PageChoice.objects.count() == 1
    assert sign_in(Client(), make_user()).post(reverse("my_neutral"), {"on": "1"}).status_code == 404


def test_only_the_neutral_for_now(full: Tuva) -> None:
    full.client.post(reverse("my_neutral"), {"on": "1"})
    text = home(full)
    for part, signs in SIGNS.items():
        for sign in signs:
            assert (sign in text) is (part in NEUTRAL), (part, sign)
    assert "Tuva" not in text
    assert reverse("my_shown") not in text
    assert reverse("my_goals") not in full.client.get(reverse("my_messages")).content.decode()
    assert reverse("my_goals") in sign_in(Client(), full.account).get(reverse("my")).content.decode()
    full.client.post(reverse("my_neutral"), {"off": "1"})
    assert reverse("my_goals") in home(full)


def test_a_page_that_is_missing_tells_of_no_part(full: Tuva) -> None:
    choose(full, "messages")
    answer = full.client.get("/my/nowhere/")
    assert answer.status_code == 404
    assert reverse("my_goals") not in answer.content.decode()


def test_no_browser_keeps_what_is_typed_on_a_persons_page() -> None:
    """A browser that is to open its tabs again writes what stands in forms to its files, unless it is told not to."""
    folder = PROJECT / "benken" / "my" / "templates"
    forms = [(file, form) for file in folder.rglob("*.html") for form in re.findall(r"<form [^>]*", file.read_text())]
    typed_in = [(file, form) for file, form in forms if 'class="form"' in form]
    assert len(typed_in) > 15
    assert [(file.name, form) for file, form in typed_in if 'autocomplete="off"' not in form] == []
