"""A narrow session: what it opens, what it does not, in the pages and in the rows, and how it is made whole."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, WayIn
from benken.followup.actions.goals import move_goal
from benken.followup.models import Goal
from benken.people.models import Correction, Entry, OwnVersion, Person, Supporter
from tests.factories import (
    make_entry,
    make_goal,
    make_person,
    make_supporter,
    make_user,
    sign_in,
)
from tests.my.test_home import lix
from tests.my.tuva import Tuva, make_tuva
from tests.people.ways_in import Together, come_in, make_together

pytestmark = pytest.mark.django_db

OPENED = [
    *(
        "my",
        "my_best",
        "my_goals",
        "my_goal_new",
        "my_messages",
        "my_good",
        "my_hard",
        "my_near",
        "my_how",
        "my_window",
    ),
    *("my_where", "my_areas", "my_basics", "my_together", "my_shown"),
    *("my_texts", "my_text_times", "my_text_words", "my_text_pin", "my_text_goals"),
]
CLOSED = ["my_record", "my_readers", "my_network", "my_supporter_new", "my_waits"]
MARK = "Kanari-i-notatet"


@pytest.fixture
def narrow(client: Client) -> Tuva:
    """Return Tuva in a narrow session, with something in every part."""
    tuva = make_tuva(client)
    sign_in(client, tuva.account, narrow=True)
    session = client.session
    session.pop("whole_until", None)
    session.save()
    entry = make_entry(tuva.person, by=tuva.contact, text=MARK)
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=entry.pk).update(first_read_at=timezone.now())
        Correction.objects.create(person=tuva.person, entry=entry, by=tuva.contact, at=timezone.now(), text=MARK)
        OwnVersion.objects.create(person=tuva.person, entry=entry, at=timezone.now(), text=MARK)
        Reading.objects.create(
            user=tuva.contact, subject_id=tuva.person.pk, part="page", basis="contact_person", at=timezone.now()
        )
    make_supporter(tuva.person, by=tuva.contact, name=MARK)
    return tuva


@pytest.mark.parametrize("name", OPENED)
def test_the_near_things_open(narrow: Tuva, name: str) -> None:
    answer = narrow.client.get(reverse(name))
    assert answer.status_code == 200
    assert MARK not in answer.content.decode()


def test_how_it_is_opened_is_easy_to_read(narrow: Tuva) -> None:
    assert lix(narrow.client.get(reverse("my_together")).content.decode()) <= 30
    narrow.client.post(reverse("my_together"))
    assert lix(narrow.client.get(reverse("my_together")).content.decode()) <= 30
    for name in ("slip_in", "code_in"):
        assert lix(Client().get(reverse(name)).content.decode()) <= 30


@pytest.mark.parametrize("name", CLOSED)
def test_the_rest_leads_to_how_it_is_opened(narrow: Tuva, name: str) -> None:
    for answer in (narrow.client.get(reverse(name)), narrow.client.post(reverse(name), {"name": "Silje"})):
        assert answer.status_code in {302, 405}
        assert answer.get("Location", reverse("my_together")) == reverse("my_together")
    with acting_as(SYSTEM):
        assert Supporter.objects.filter(person=narrow.person).count() == 1


def test_one_entry_and_its_own_version_are_closed_too(narrow: Tuva) -> None:
    with acting_as(SYSTEM):
        entry = Entry.objects.get(person=narrow.person)
    address = reverse("my_entry", kwargs={"entry_id": entry.pk})
    assert narrow.client.get(address)["Location"] == reverse("my_together")
    assert narrow.client.post(address, {"text": "Slik var det."})["Location"] == reverse("my_together")
    with acting_as(SYSTEM):
        assert OwnVersion.objects.count() == 1


@pytest.mark.second_wall
def test_the_rows_are_closed_in_the_database(narrow: Tuva) -> None:
    closed = (Entry, Correction, OwnVersion, Supporter, Reading)
    with acting_as(narrow.account.pk):
        assert all(model.objects.exists() for model in closed)
    with acting_as(narrow.account.pk, narrow=True):
        assert not any(model.objects.exists() for model in closed)
        assert Person.objects.exists()
        with acting_as(SYSTEM):
            assert all(model.objects.exists() for model in closed)
        assert not any(model.objects.exists() for model in closed)
        with pytest.raises(ZeroDivisionError), acting_as(SYSTEM):
            raise ZeroDivisionError
        assert not any(model.objects.exists() for model in closed)


def test_the_actor_and_the_narrowness_are_one_statement(narrow: Tuva) -> None:
    with CaptureQueriesContext(connection) as queries:
        narrow.client.get(reverse("my_goals"))
    setting = [query["sql"] for query in queries if "set_config('benken.actor'" in query["sql"]]
    assert all("set_config('benken.narrow'" in sql for sql in setting)
    assert not [query["sql"] for query in queries if query["sql"].startswith("SELECT set_config('benken.narrow'")]


def test_my_page_tells_where_the_rest_is_and_no_untruth(narrow: Tuva) -> None:
    text = narrow.client.get(reverse("my")).content.decode()
    assert reverse("my_together") in text
    for name in CLOSED[:3]:
        assert reverse(name) not in text
    assert "har lest" not in text


def test_reaching_a_goal_and_opening_it_again_works_unseen(narrow: Tuva) -> None:
    goal = make_goal(narrow.person, by=narrow.contact)

    def move(to: str) -> HttpResponseBase:
        return narrow.client.post(reverse("my_goal_move", kwargs={"goal_id": goal.pk, "to": to}))

    assert move("reached").status_code == 302
    with acting_as(SYSTEM):
        assert Entry.objects.filter(kind="goal_reached", about_id=goal.pk).count() == 1
    assert "Ha en dør jeg kan låse" in narrow.client.get(reverse("my_where")).content.decode()
    assert move("open").status_code == 302
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(kind="goal_reached", about_id=goal.pk).exists()
        assert Goal.objects.get(pk=goal.pk).state == Goal.State.OPEN


def test_a_goal_reached_before_stands_where_we_are(narrow: Tuva) -> None:
    goal = make_goal(narrow.person, by=narrow.contact, words="Ringe søstera mi")
    with acting_as(SYSTEM):
        move_goal(goal=goal, to=Goal.State.REACHED, person=narrow.person, by=narrow.contact, at=timezone.now())
    assert "Ringe søstera mi" in narrow.client.get(reverse("my_where")).content.decode()


@pytest.mark.parametrize("name", ["my_good", "my_hard"])
def test_telling_and_taking_back_works_unseen(narrow: Tuva, name: str) -> None:
    narrow.client.post(reverse(name), {"text": "Jeg gikk dit selv."})
    with acting_as(SYSTEM):
        told = Entry.objects.get(person=narrow.person, author=narrow.account)
    assert narrow.client.post(reverse("my_take_back", kwargs={"entry_id": told.pk})).status_code == 302
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(pk=told.pk).exists()


def test_what_somebody_else_wrote_is_not_taken_back_by_guessing_its_id(narrow: Tuva) -> None:
    with acting_as(SYSTEM):
        entry = Entry.objects.get(person=narrow.person)
    narrow.client.post(reverse("my_take_back", kwargs={"entry_id": entry.pk}))
    other = make_entry(make_person(), by=make_user())
    assert narrow.client.post(reverse("my_take_back", kwargs={"entry_id": other.pk})).status_code == 404
    with acting_as(SYSTEM):
        assert Entry.objects.filter(pk__in=[entry.pk, other.pk]).count() == 2


def test_a_message_taken_back_leaves_when_we_last_heard_right(narrow: Tuva) -> None:
    with acting_as(SYSTEM):
        before = Person.objects.get(pk=narrow.person.pk).last_heard_at
    narrow.client.post(reverse("my_messages"), {"text": "Hei"})
    text = narrow.client.get(reverse("my_messages")).content.decode()
    address = text.split('formaction="')[1].split('"')[0]
    narrow.client.post(address)
    with acting_as(SYSTEM):
        assert Person.objects.get(pk=narrow.person.pk).last_heard_at == before


def test_no_key_or_code_app_is_added_in_a_narrow_session(narrow: Tuva) -> None:
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"):
        assert narrow.client.get(reverse(name))["Location"] == reverse("my_together"), name


def test_staff_are_never_narrow(client: Client) -> None:
    contact = make_user()
    person = make_person(contact=contact)
    make_entry(person, by=contact, text=MARK)
    sign_in(client, contact, narrow=True)
    assert MARK in client.get(reverse("person", kwargs={"person_id": person.pk})).content.decode()


@pytest.mark.parametrize(
    ("session", "whole"),
    [
        ({}, False),
        ({"sign_in_level": "high"}, True),
        ({"sign_in_level": "substantial"}, False),
        ({"demo_door": True}, True),
        ({"whole_until": 1.0}, False),
        ({"second_factor": True}, False),
    ],
)
def test_what_makes_a_session_whole(narrow: Tuva, session: dict[str, object], whole: bool) -> None:
    store = narrow.client.session
    store.update(session)
    store.save()
    assert (narrow.client.get(reverse("my_record")).status_code == 200) is whole


@override_settings(DEMO=False)
def test_outside_the_demo_its_door_opens_nothing(narrow: Tuva) -> None:
    store = narrow.client.session
    store["demo_door"] = True
    store.save()
    assert narrow.client.get(reverse("my_record")).status_code == 302


@pytest.fixture
def together() -> Together:
    """Return Tuva and her contact person, with something written."""
    made = make_together()
    make_entry(made.person, by=made.contact, text=MARK)
    return made


def asked(client: Client, **form: str) -> str:
    """Let the person's session ask for a number; return it."""
    text = client.post(reverse("my_together"), form, follow=True).content.decode()
    return text.split('class="big-number">')[1].split("<")[0]


def opened(together: Together, number: str) -> int:
    """Let the contact type a number; return the status of the answer."""
    return together.helper.post(together.address("person_open_together"), {"number": number}).status_code


def test_the_contact_opens_all_for_this_session_and_no_other(together: Together) -> None:
    slip = together.make_slip()
    (phone, _one), (other, _two) = come_in(slip), come_in(slip)
    number = asked(phone)
    assert MARK not in phone.get(reverse("my_record"), follow=True).content.decode()
    assert opened(together, number) == 302
    phone.get(reverse("my_together"), follow=True)
    assert MARK in phone.get(reverse("my_record")).content.decode()
    assert other.get(reverse("my_record")).status_code == 302
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="way_in.open_whole", by=together.contact).count() == 1


def same_browser(phone: Client) -> Client:
    """Return a question from the same browser that leaves now: what is answered later does not reach it."""
    late = Client()
    late.cookies.load({name: morsel.value for name, morsel in phone.cookies.items()})
    return late


def test_a_question_on_its_way_while_it_opens_finds_the_session_and_an_older_key_does_not(together: Together) -> None:
    phone, _answer = come_in(together.make_slip())
    seen_before = same_browser(phone)
    number = asked(phone)
    late = same_browser(phone)
    assert opened(together, number) == 302
    assert phone.get(reverse("my_together"))["Location"] == reverse("my_together")
    answer = late.get(reverse("my_together"))
    assert "Alt er åpent her" in answer.content.decode()
    assert late.cookies["session"].value == phone.cookies["session"].value  # nothing that would put the phone out
    assert MARK in phone.get(reverse("my_record")).content.decode()
    assert seen_before.get(reverse("my_together"))["Location"] == "/"
    assert seen_before.get(reverse("my_record"))["Location"] == "/"


def test_the_number_counts_once(together: Together) -> None:
    slip = together.make_slip()
    phone, _answer = come_in(slip)
    number = asked(phone)
    assert [opened(together, number) for _click in range(2)] == [302, 422]
    phone.get(reverse("my_together"))
    phone.post(reverse("my_together"), {"close": "1"})
    assert phone.get(reverse("my_record")).status_code == 302
    phone.get(reverse("my_together"))
    assert phone.get(reverse("my_record")).status_code == 302


def test_a_number_lives_ten_minutes_and_five_tries(together: Together) -> None:
    phone, _answer = come_in(together.make_slip())
    number = asked(phone)
    with acting_as(SYSTEM):
        WayIn.objects.filter(kind="opening").update(valid_until_at=timezone.now() - timedelta(seconds=1))
    assert opened(together, number) == 422
    number = asked(phone)
    wrong = "0000" if number != "0000" else "1111"
    assert [opened(together, wrong) for _try in range(5)] == [422] * 5
    assert opened(together, number) == 422
    for nonsense in ("", "   ", "abcd", "9" * 19):
        assert opened(together, nonsense) == 422


def test_a_number_is_of_one_person_alone(together: Together) -> None:
    other = make_together("Roy")
    phone, _answer = come_in(other.make_slip())
    assert opened(together, asked(phone)) == 422
    assert phone.get(reverse("my_together"), follow=True).status_code == 200
    assert phone.get(reverse("my_record")).status_code == 302


def test_on_my_own_phone_it_lasts_thirty_days_and_ends_when_the_phone_is_lost(together: Together) -> None:
    phone, _answer = come_in(together.make_slip())
    opened(together, asked(phone, own_phone="1"))
    phone.get(reverse("my_together"), follow=True)
    assert phone.session.get_expiry_age() > timedelta(days=29).total_seconds()
    assert phone.get(reverse("my_record")).status_code == 200
    together.helper.post(together.address(), {"close": "1"})
    assert phone.get(reverse("my"))["Location"] == "/"


def test_a_shared_phone_is_not_remembered(together: Together) -> None:
    phone, _answer = come_in(together.make_slip(), phone="shared")
    assert "own_phone" not in phone.get(reverse("my_together")).content.decode()
    opened(together, asked(phone, own_phone="1"))
    phone.get(reverse("my_together"), follow=True)
    assert phone.get(reverse("my_record")).status_code == 200
    assert phone.session.get_expire_at_browser_close()


def test_signing_in_again_opens_no_more_than_before(together: Together) -> None:
    phone, _answer = come_in(together.make_slip())
    opened(together, asked(phone))
    phone.get(reverse("my_together"), follow=True)
    phone.post(reverse("account_logout"))
    come_in(together.make_slip(), client=phone)
    assert phone.get(reverse("my_record")).status_code == 302


@pytest.mark.parametrize("name", ["my_together", "my_shown"])
def test_a_worker_gets_the_404(client: Client, name: str) -> None:
    sign_in(client, make_user())
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name)).status_code == 404
