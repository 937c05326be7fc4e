"""«Når jeg svarer»: said by the worker or their leader, and told to the person with a number to call."""

from datetime import datetime, time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.people.helpers import helpers_of
from benken.people.models import AnswerHours, Person
from tests.factories import make_account_of, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bo(contact: User) -> User:
    """Return a colleague who may stand in."""
    return make_user(team=contact.team, name="Bo Lie")


def hours_form(**changed: str) -> dict[str, str]:
    """Return what is posted: all working days, a telephone, and who answers outside that."""
    week = {f"day_{number}": "14:30" for number in range(5)} | {"day_5": "", "day_6": ""}
    phone = {"phone": "999 93 001", "phone_from": "09:00", "phone_until": "15:00"}
    outside = {"outside_words": "Vakttelefonen", "outside_number": "999 94 000"}
    return week | phone | outside | {"stand_in": "", "version": "0"} | changed


def saved(worker: User) -> AnswerHours:
    """Return what stands about a worker."""
    with acting_as(SYSTEM):
        return AnswerHours.objects.get(worker=worker)


def test_a_worker_says_when_they_answer(client: Client, contact: User, bo: User) -> None:
    browser = sign_in(client, contact)
    page = browser.get(reverse("answer_hours")).content.decode()
    assert "Når jeg svarer" in page
    assert reverse("answer_hours") in browser.get("/").content.decode(), "it is reached from the menu of one's name"
    form = hours_form(day_4="13", stand_in=str(bo.pk))
    for _time in range(2):
        assert browser.post(reverse("answer_hours"), form).status_code == 302
    hours = saved(contact)
    assert hours.week == [time(14, 30)] * 4 + [time(13), None, None]
    assert (hours.phone, hours.outside_number, hours.stand_in_id) == ("+4799993001", "+4799994000", bo.pk)
    assert hours.version == 1, "a second click changes nothing"
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="answer_hours.set", by=contact, object_id=contact.pk).count() == 1
    again = browser.get(reverse("answer_hours")).content.decode()
    for words in ("14:30", "13:00", "99 99 30 01", "Vakttelefonen"):
        assert words in again


def test_the_leader_says_it_for_one_of_the_team_and_for_nobody_else(
    client: Client, contact: User, leader: User
) -> None:
    browser = sign_in(client, leader)
    assert reverse("answer_hours_of", args=[contact.pk]) in browser.get(reverse("team")).content.decode()
    assert browser.post(reverse("answer_hours_of", args=[contact.pk]), hours_form()).status_code == 302
    assert saved(contact).phone == "+4799993001"
    elsewhere = make_user(team=make_team())
    assert browser.get(reverse("answer_hours_of", args=[elsewhere.pk])).status_code == 404
    assert browser.post(reverse("answer_hours_of", args=[elsewhere.pk]), hours_form()).status_code == 404
    assert browser.get(reverse("answer_hours")).status_code == 404, "a leader is nobody's contact person"
    assert saved(elsewhere).phone == ""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"phone": "tolv"}, "Dette er ikke et telefonnummer."),
        ({"phone": "9" * 41}, "Dette er 41 tegn"),
        ({"phone_from": ""}, "Skriv når telefonen blir svart."),
        ({"phone": ""}, "Skriv nummeret også, eller ta bort tidene."),
        ({"phone_from": "15:00", "phone_until": "09:00"}, "før den stenger"),
        ({"phone_from": "x"}, "Skriv klokka slik: 14.30."),
        ({"day_0": "25:00"}, "Skriv klokka slik: 14.30."),
        ({"day_0": "00:00"}, "Velg et annet klokkeslett."),
        ({f"day_{number}": "" for number in range(5)}, "Skriv hvilke dager du svarer."),
        ({"outside_words": ""}, "Skriv hvem det er som svarer ellers."),
        ({"outside_words": "ø" * 40_000}, "Dette er 40000 tegn. Det er plass til 60."),
        ({"stand_in": "leader"}, "Velg noen i teamet."),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_stands(
    client: Client, contact: User, leader: User, changed: dict[str, str], sentence: str
) -> None:
    form = hours_form(**{name: str(leader.pk) if value == "leader" else value for name, value in changed.items()})
    answer = sign_in(client, contact).post(reverse("answer_hours"), form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    for name, value in form.items():
        assert name in {"stand_in", "version"} or not value or f'value="{value}"' in text, name
    assert saved(contact).version == 0


def test_emoji_and_arabic_stand_as_they_were_written(client: Client, contact: User) -> None:
    words = "الهاتف ☎️"
    sign_in(client, contact).post(reverse("answer_hours"), hours_form(outside_words=words))
    assert saved(contact).outside_words == words


def test_whoever_saves_second_sees_what_stands_and_loses_nothing(client: Client, contact: User, leader: User) -> None:
    sign_in(client, leader).post(reverse("answer_hours_of", args=[contact.pk]), hours_form())
    browser = sign_in(client, contact)
    late = browser.post(reverse("answer_hours"), hours_form(phone="999 93 002"))
    assert late.status_code == 422
    text = late.content.decode()
    assert "Telefon: 99 99 30 01, fra kl. 9 til 15" in text
    assert 'value="999 93 002"' in text
    assert 'name="version" value="1"' in text
    assert browser.post(reverse("answer_hours"), hours_form(phone="999 93 002", version="1")).status_code == 302
    assert saved(contact).phone == "+4799993002"


@pytest.mark.parametrize("role", [Role.LEADER, Role.PLANNER, Role.PEER, Role.OUTREACH, Role.ADMIN])
def test_who_is_nobodys_contact_person_has_no_hours_to_say(client: Client, role: Role) -> None:
    browser = sign_in(client, make_user(role, team=make_team()))
    assert browser.get(reverse("answer_hours")).status_code == 404
    assert browser.post(reverse("answer_hours"), hours_form()).status_code == 404


@pytest.mark.parametrize(
    ("at", "said", "is_now"),
    [
        pytest.param("2026-11-24T10:00", "Svarer nå, til kl. 15.", True, id="on a Tuesday"),
        pytest.param("2026-11-24T16:00", "Svarer i morgen fra kl. 9 til 15.", False, id="in the evening"),
        pytest.param("2026-11-27T16:00", "Svarer på mandag fra kl. 9 til 15.", False, id="on a Friday"),
        pytest.param("2026-03-31T16:00", "Svarer i morgen fra kl. 9 til 15.", False, id="before Easter"),
        pytest.param("2026-04-01T16:00", "Svarer på tirsdag fra kl. 9 til 15.", False, id="over Easter"),
    ],
)
def test_the_person_sees_whom_to_call_and_when(
    client: Client, contact: User, tuva: Person, at: str, said: str, *, is_now: bool
) -> None:
    with acting_as(SYSTEM):
        AnswerHours.objects.filter(worker=contact).update(
            phone="+4799993001", phone_from=time(9), phone_until=time(15),
            outside_words="Vakttelefonen", outside_number="+4799994000",
        )  # fmt: skip
    account = make_account_of(tuva)
    moment = timezone.make_aware(datetime.fromisoformat(at))
    with acting_as(account.pk):
        call = helpers_of(tuva, at=moment).call
    assert call is not None
    assert (call.words, call.is_now, call.name) == (said, is_now, "Ingunn")
    browser = sign_in(client, account)
    for page in ("my", "my_messages"):
        text = browser.get(reverse(page)).content.decode()
        assert 'href="tel:+4799993001">Ring Ingunn</a>' in text
        assert 'href="tel:+4799994000">Vakttelefonen, 99 99 40 00</a>' in text
        assert 'href="tel:113"' in text
        assert 'href="tel:116117"' in text


def test_without_a_number_there_is_no_button(client: Client, contact: User, tuva: Person) -> None:
    text = sign_in(client, make_account_of(tuva)).get(reverse("my")).content.decode()
    assert "Ring Ingunn" not in text
    assert contact.name.split()[0] in text
