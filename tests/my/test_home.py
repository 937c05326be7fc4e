"""My page: who answers and when, the first question, what comes next, and how far I am."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role
from benken.followup.actions.goals import add_step, mark_step, move_goal
from benken.followup.actions.promises import promise
from benken.followup.models import Basic, BestNow, Goal
from benken.messaging.actions.conversation import send_message
from benken.people.actions.relations import let_into_circle
from benken.people.helpers import helpers_of
from benken.people.models import ContactPerson
from tests.factories import make_entry, make_goal, make_step, make_team, make_user, sign_in
from tests.my.tuva import Tuva, make_tuva

pytestmark = pytest.mark.django_db

# Every page of the person that needs no more than their own record.
PAGES = [
    *("my", "my_best", "my_goals", "my_goal_new", "my_messages", "my_good"),
    *("my_how", "my_window", "my_hard", "my_where", "my_record", "my_readers", "my_areas", "my_basics"),
    *("my_shown", "my_together", "my_near"),
    *("my_texts", "my_text_times", "my_text_words", "my_text_pin", "my_text_goals"),
    "my_network",
    "my_supporter_new",
]
OSLO = ZoneInfo("Europe/Oslo")
SUBSTANCE_WORDS = ("rus", "drug", "substance", "alkohol", "avheng")


def page(tuva: Tuva, name: str = "my") -> str:
    """Return the text of one of the person's pages."""
    answer = tuva.client.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_a_worker_gets_what_a_stranger_gets(client: Client, name: str) -> None:
    worker = sign_in(client, make_user())
    answer = worker.get(reverse(name))
    nowhere = worker.get("/my/nowhere/")
    assert (answer.status_code, nowhere.status_code) == (404, 404)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_neutral_and_leaves_no_reading(tuva: Tuva, name: str) -> None:
    for number in range(40):
        make_entry(tuva.person, by=tuva.contact, text=f"Vi møttes på kafeen og snakket om helga. Nummer {number}.")
    for number in range(6):
        goal = make_goal(tuva.person, by=tuva.contact, words=f"Et mål med nummer {number}")
        for words in ("Ringe", "Møte opp", "Skrive under"):
            make_step(goal, by=tuva.contact, words=words)
    text = page(tuva, name)
    assert len(text.encode()) <= 30_000
    title = text.split("<title>")[1].split("</title>")[0].lower()
    assert not any(word in title + reverse(name) for word in SUBSTANCE_WORDS)
    assert text.count("<h1") == 1
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(subject_id=tuva.person.pk).exists()


def lix(page_text: str) -> float:
    """Return how heavy the words in the page's main part are to read; every block ends a sentence."""
    main = page_text.split("<main", 1)[1].split("</main>", maxsplit=1)[0].split(">", 1)[1]
    main = re.sub(r"<(script|select).*?</\1>", "", main, flags=re.DOTALL)
    main = re.sub(r"</(p|h1|h2|h3|li|label|legend|a|button|small|dt|dd)>", ". ", main)
    plain = unescape(re.sub(r"<[^>]+>", "", main))
    words = re.findall(r"[^\W\d_]+", plain)
    sentences = len(re.findall(r"\w[^.!?:\w]*[.!?:]", plain)) or 1
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_easy_to_read(tuva: Tuva, name: str) -> None:
    assert lix(page(tuva, name)) <= 30


def test_my_page_asks_the_database_few_questions_however_much_there_is(tuva: Tuva) -> None:
    for number in range(40):
        make_entry(tuva.person, by=tuva.contact, text=f"Nummer {number}.")
    for number in range(6):
        make_step(make_goal(tuva.person, by=tuva.contact, words=f"Mål {number}"), by=tuva.contact)
    page(tuva)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(tuva)
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 20, f"{len(asked)}: " + "\n".join(asked)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-25T10:00", "Ingunn svarer før kl. 15."),  # a Wednesday
        ("2026-11-25T15:00", "Ingunn leser igjen i morgen, og svarer før kl. 15."),
        ("2026-11-27T18:00", "Ingunn leser igjen på mandag, og svarer før kl. 15."),  # a Friday
        ("2026-11-28T10:00", "Ingunn leser igjen på mandag, og svarer før kl. 15."),
        ("2026-11-29T10:00", "Ingunn leser igjen i morgen, og svarer før kl. 15."),
    ],
)
def test_it_says_when_there_is_an_answer(tuva: Tuva, moment: str, expected: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=OSLO)
    with acting_as(tuva.account.pk):
        assert helpers_of(tuva.person, at=at).when == expected


def test_it_says_honestly_who_reads_when_there_is_no_contact_person(tuva: Tuva) -> None:
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=tuva.person).update(until_at=timezone.now())
    text = page(tuva)
    assert "Du har ingen kontaktperson akkurat nå." in text
    assert "Ingen leser det før du får en kontaktperson." in text
    until = timezone.now() + timedelta(days=30)
    member = make_user(Role.OUTREACH, name="Per Lunde")
    with acting_as(SYSTEM):
        let_into_circle(
            person=tuva.person, member=member, basis="ute", until_at=until, by=tuva.contact, at=timezone.now()
        )
    assert "Per kan lese det du skriver." in page(tuva)


def test_a_peer_sees_own_talks_only_and_is_not_named_among_those_who_read(tuva: Tuva) -> None:
    until = timezone.now() + timedelta(days=30)
    peer = make_user(Role.PEER, name="Siv Moen")
    with acting_as(SYSTEM):
        let_into_circle(
            person=tuva.person, member=peer, basis="likeperson", until_at=until, by=tuva.contact, at=timezone.now()
        )
    assert "Ingunn kan lese det du skriver." in page(tuva, "my_hard")


def test_it_first_asks_what_is_best_and_the_question_can_be_skipped(tuva: Tuva) -> None:
    assert "Hva er best for deg nå?" in page(tuva)
    tuva.client.post(reverse("my_best_skip"))
    assert "Hva er best for deg nå?" not in page(tuva)
    sign_in(tuva.client, tuva.account)
    tuva.client.post(reverse("my_best"), {"words": "Å få sove \U0001f634 و راحة"})
    text = page(tuva)
    assert "Å få sove \U0001f634 و راحة" in text
    assert "Si det på nytt" in text
    with acting_as(SYSTEM):
        assert BestNow.objects.get().written_by == tuva.account
        assert Deed.objects.filter(verb="best_now.say", by=tuva.account).count() == 1


def test_an_answer_with_nothing_visible_is_no_answer(tuva: Tuva) -> None:
    answer = tuva.client.post(reverse("my_best"), {"words": "\u200b \u200b"})
    assert answer.status_code == 422
    assert "Skriv noen ord først." in answer.content.decode()
    with acting_as(SYSTEM):
        assert not BestNow.objects.exists()


def test_it_is_a_finished_page_without_goals(tuva: Tuva) -> None:
    text = page(tuva)
    assert "Du trenger ikke ha noe mål her" in text
    assert reverse("my_basics") in text
    answers = {"food": "help", "sleep": "ok", "bed": "", "shower": "", "phone": "", "safe_tonight": ""}
    tuva.client.post(reverse("my_basics"), answers)
    with acting_as(SYSTEM):
        assert {basic.kind: basic.answer for basic in Basic.objects.all()} == {"food": "help", "sleep": "ok"}
    assert "trenger hjelp" in page(tuva)


def test_basics_changed_by_another_meanwhile_are_shown_and_nothing_chosen_is_lost(tuva: Tuva) -> None:
    tuva.client.post(reverse("my_basics"), {"food": "help"})
    late = tuva.client.post(reverse("my_basics"), {"food": "ok", "sleep": "help", "seen": ""})
    assert late.status_code == 422
    text = late.content.decode()
    assert "Slik står det nå" in text
    assert 'name="seen" value="food:help"' in text
    with acting_as(SYSTEM):
        assert Basic.objects.get().answer == "help"
    again = tuva.client.post(reverse("my_basics"), {"food": "ok", "sleep": "help", "seen": "food:help"})
    assert again.status_code == 302


def test_it_shows_what_comes_next_and_how_far_in_words(tuva: Tuva) -> None:
    today = timezone.localdate()
    goal = make_goal(tuva.person, by=tuva.contact)
    with acting_as(SYSTEM):
        first = add_step(goal=goal, words="Ringe om visning", by=tuva.contact, at=timezone.now(), today=today)
        mark_step(step=first, done=True, by=tuva.contact, at=timezone.now())
        add_step(
            goal=goal,
            words="Se på leiligheten",
            by=tuva.contact,
            at=timezone.now(),
            today=today,
            by_on=today + timedelta(days=1),
        )
    text = page(tuva)
    assert "1 av 2 steg" in text
    assert "Se på leiligheten" in text
    assert "I morgen. Dette gjør du." in text
    with acting_as(SYSTEM):
        promise(person=tuva.person, words="Ringe NAV", due_on=today, by=tuva.contact, at=timezone.now(), today=today)
    assert "I dag. Ingunn har lovet dette." in page(tuva)


def test_reached_goals_are_what_i_managed(tuva: Tuva) -> None:
    goal = make_goal(tuva.person, by=tuva.contact, words="Fikse tennene")
    with acting_as(SYSTEM):
        move_goal(goal=goal, to=Goal.State.REACHED, person=tuva.person, by=tuva.contact, at=timezone.now())
    assert "Dette har du klart" in page(tuva)
    assert "Fikse tennene" in page(tuva, "my_where")


def test_it_tells_of_new_messages_and_of_who_has_read(tuva: Tuva) -> None:
    assert "Ingen har lest siste 30 dager." in page(tuva)
    with acting_as(SYSTEM):
        send_message(person=tuva.person, text="Hei!", by=tuva.contact, at=timezone.now())
    sign_in(Client(), tuva.contact).get(reverse("conversation", kwargs={"person_id": tuva.person.pk}))
    text = page(tuva)
    assert "Du har 1 ny melding" in text
    assert "Ingen andre enn Ingunn har lest siste 30 dager." in text


def test_names_in_any_script_are_greeted(client: Client) -> None:
    text = page(make_tuva(client, called="نور \U0001f33b"))
    assert "<bdi>نور \U0001f33b</bdi>" in text


def test_a_person_without_a_team_is_told_the_truth(client: Client) -> None:
    tuva = make_tuva(client)
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=tuva.person).update(until_at=timezone.now())
        tuva.person.team = make_team("Team Nord")
        tuva.person.save()
    assert "Lederen i Team Nord ser navnet ditt" in page(tuva)
