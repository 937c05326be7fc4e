"""Registering somebody takes a name and nothing more; what is wrong is told where it stands, and nothing is lost."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.lib.sealing import keyed_hash, unseal
from benken.people.actions.people import change_person
from benken.people.models import ContactPerson, Person, Phone
from benken.people.national_number import FIRST, NUMBER_PURPOSE, SECOND
from benken.people.phones import NewPhone
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

NEW = "/people/new/"
MOBILE = "999 90 101"


def national_number(six: str) -> str:
    """Return a number that begins with these six digits."""
    for serial in range(1000):
        nine = f"{six}{serial:03}"
        first = -sum(weight * int(digit) for weight, digit in zip(FIRST, nine, strict=False)) % 11
        second = -sum(weight * int(digit) for weight, digit in zip(SECOND, f"{nine}{first % 10}", strict=False)) % 11
        if first < 10 and second < 10:
            return f"{nine}{first}{second}"
    raise AssertionError(six)


SYNTHETIC = national_number("014180")


@pytest.fixture
def worker() -> User:
    """Return a worker in a team."""
    return make_user(team=make_team(), name="Ingunn")


@pytest.fixture
def person(worker: User) -> Person:
    """Return somebody whose contact person the worker is."""
    return make_person(contact=worker, called="Tuva")


def register(client: Client, worker: User, **changed: Any) -> HttpResponse:
    """Send the least the form must hold, and what the test changes."""
    data = {"called": "Tuva", "language": "nb", "contact": str(worker.pk), **changed}
    return sign_in(client, worker).post(NEW, data)  # type: ignore[return-value]  # the client's own type


def change(client: Client, person: Person, **changed: Any) -> HttpResponse:
    """Send the form of a person's details."""
    data = {"called": person.called, "language": person.language, "version": str(person.version), **changed}
    return client.post(address(person), data)  # type: ignore[return-value]  # the client's own type


def address(person: Person, name: str = "person_change") -> str:
    """Return one of a person's addresses."""
    return reverse(name, kwargs={"person_id": person.pk})


def people() -> list[Person]:
    """Return everybody who is registered, in the order they came."""
    with acting_as(SYSTEM):
        return list(Person.objects.order_by("pk"))


def phones_of(person: Person) -> list[Phone]:
    """Return a person's phones in order."""
    with acting_as(SYSTEM):
        return list(Phone.objects.filter(person=person))


def error_at(answer: HttpResponse, field: str) -> str:
    """Return what the page says at a field, and see that it says it on top too."""
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</', page, re.DOTALL)
    assert found is not None, f"no message at {field}"
    return found[1]


def test_a_name_is_enough(client: Client, worker: User) -> None:
    answer = register(client, worker)
    [person] = people()
    assert answer["Location"] == reverse("person", kwargs={"person_id": person.pk})
    assert (person.called, person.full_name, person.team) == ("Tuva", "", worker.team)
    assert person.national_number_sealed is None
    assert person.national_number_hash is None
    assert "Tuva står på listen." in client.get(answer["Location"]).content.decode()
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get(person=person, until_at=None).worker == worker
        assert Right.objects.get(subject_id=person.pk).user == worker
        assert Deed.objects.filter(verb="person.register", by=worker, subject_id=person.pk).count() == 1


def test_without_a_name_that_shows_nobody_is_registered(client: Client, worker: User) -> None:
    for called in ("", "   ", "\u200b\u200d", "\u3164", "\u202e\u202c", "\ufe0f"):
        answer = register(client, worker, called=called, full_name="Tuva Lind")
        assert error_at(answer, "called")
        assert "Tuva Lind" in answer.content.decode()
    assert people() == []


def test_a_colleague_can_be_the_contact_person(client: Client, worker: User) -> None:
    colleague = make_user(team=worker.team)
    answer = register(client, worker, contact=str(colleague.pk))
    [person] = people()
    assert answer["Location"] == reverse("people_list")
    assert client.get(address(person, "person")).status_code == 404
    assert sign_in(client, colleague).get(address(person, "person")).status_code == 200


def test_only_a_worker_of_the_team_can_be_the_contact_person(client: Client, worker: User) -> None:
    for other in (make_user(Role.LEADER, team=worker.team), make_user(Role.PEER, team=worker.team), make_user()):
        assert error_at(register(client, worker, contact=str(other.pk)), "contact")
    assert people() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.WORKER])
def test_for_everybody_but_a_worker_the_page_is_missing(client: Client, role: Role) -> None:
    sign_in(client, make_user(role))
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, {"called": "Tuva"}).status_code == 404
    assert people() == []


def test_a_double_click_registers_once(client: Client, worker: User) -> None:
    sign_in(client, worker)
    found = re.search(r'name="_once" value="([^"]+)"', client.get(NEW).content.decode())
    assert found is not None
    answers = [register(client, worker, _once=found[1]) for _ in range(2)]
    assert len(people()) == 1
    assert answers[0]["Location"] == answers[1]["Location"]


@pytest.mark.parametrize(
    "called",
    ["😀", "👩‍👧 Tuva 🌊", "يوسف", "שרה", "می‌خواهم", "Áilu Ŋuorra", "X Æ A-12", "å" * 100, "<b>Tuva</b> & {{ 7 }}"],
)
def test_whatever_name_they_use_stays_as_it_is(client: Client, worker: User, called: str) -> None:
    answer = register(client, worker, called=called, full_name=called)
    [person] = people()
    assert person.called == person.full_name == called
    assert client.get(answer["Location"]).status_code == 200
    listed = client.get(reverse("people_list"))
    assert [one.called for one in listed.context["people"]] == [called]
    assert "<b>Tuva" not in listed.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Tu\u200bva \n Lind ", "Tuva Lind"),
        ("\u202eTuva", "Tuva"),
        ("\ufeffTuva\u00ad", "Tuva"),
        ("A\u030ase", "Åse"),
    ],
)
def test_what_nobody_sees_is_left_out_of_a_name(client: Client, worker: User, typed: str, kept: str) -> None:
    register(client, worker, called=typed)
    assert [person.called for person in people()] == [kept]


@pytest.mark.parametrize("long", ["å" * 101, "\u0958" * 51, "😀" * 101])
def test_a_name_that_is_too_long_is_told_and_stays_in_the_field(client: Client, worker: User, long: str) -> None:
    """The letter U+0958 is two in the form names are stored in."""
    for field in ("called", "full_name"):
        answer = register(client, worker, **{field: long, "phone_0": MOBILE})
        assert "100" in error_at(answer, field)
        assert long in answer.content.decode()
        assert MOBILE in answer.content.decode()
    assert people() == []


def test_numbers_are_kept_in_one_shape_with_their_own_wishes(client: Client, worker: User) -> None:
    register(
        client,
        worker,
        phone_0=MOBILE,
        do_not_text_0="on",
        phone_note_0="søsters telefon",
        phone_1="+46 70-174 06 05",
        phone_2="22 00 00 01",
    )
    [person] = people()
    assert [
        (phone.number, phone.do_not_text, phone.can_get_texts, phone.note, phone.position)
        for phone in phones_of(person)
    ] == [
        ("+4799990101", True, True, "søsters telefon", 0),
        ("+46701740605", False, True, "", 1),
        ("+4722000001", False, False, "", 2),
    ]
    page = client.get(address(person, "person")).content.decode()
    assert "(ikke tekstmelding)" in page
    assert "(fasttelefon)" in page


@pytest.mark.parametrize("row", [0, 1, 2])
@pytest.mark.parametrize("wrong", ["hos mamma", "12", "+999 12 34 56 78", "99990101 eller 99990102"])
def test_a_wrong_number_is_told_at_its_field_and_nothing_is_lost(
    client: Client, worker: User, row: int, wrong: str
) -> None:
    typed = {"phone_0": MOBILE, "phone_1": "+46 70-174 06 05", "phone_2": "22 00 00 01", "do_not_text_1": "on"}
    answer = register(client, worker, **typed | {f"phone_{row}": wrong, "phone_note_2": "ring etter ti"})
    page = answer.content.decode()
    assert "ikke et telefonnummer" in error_at(answer, f"phone_{row}")
    assert people() == []
    for words in ({*typed.values()} | {wrong, "ring etter ti", "Tuva"}) - {typed[f"phone_{row}"], "on"}:
        assert words in page
    assert re.search(r'name="do_not_text_1"[^>]*checked', page)


def test_the_same_number_twice_is_told(client: Client, worker: User) -> None:
    answer = register(client, worker, phone_0=MOBILE, phone_2="+47 99990101")
    assert "står der alt" in error_at(answer, "phone_2")
    assert people() == []


def test_two_people_may_share_a_phone(client: Client, worker: User) -> None:
    register(client, worker, called="Tuva", phone_0=MOBILE)
    tuva = people()[0]
    register(client, worker, called="Roy", phone_0=MOBILE, not_these=str(tuva.pk))
    assert [phones_of(person)[0].number for person in people()] == ["+4799990101"] * 2


def test_a_national_number_is_sealed_and_found_by_its_hash(client: Client, worker: User) -> None:
    register(client, worker, national_number=f"{SYNTHETIC[:6]} {SYNTHETIC[6:]}")
    [person] = people()
    sealed = bytes(person.national_number_sealed or b"")
    assert sealed
    for part in (SYNTHETIC, SYNTHETIC[:6], SYNTHETIC[6:]):
        assert part.encode() not in sealed
        assert part not in (person.national_number_hash or "")
    secret = settings.SECRET_KEY
    assert unseal(sealed, secret=secret, purpose=NUMBER_PURPOSE) == SYNTHETIC
    assert person.national_number_hash == keyed_hash(SYNTHETIC, secret=secret, purpose=NUMBER_PURPOSE)
    for name in ("person", "person_change"):
        assert SYNTHETIC not in client.get(address(person, name)).content.decode()


def test_a_second_registration_says_no_more_than_ask_the_reception(client: Client, worker: User) -> None:
    register(client, worker, called="Roy", national_number=SYNTHETIC)
    other = make_user(team=make_team())
    answer = register(client, other, called="En Annen", national_number=SYNTHETIC)
    told = error_at(answer, "national_number")
    assert "Noen med dette er kjent her. Spør i mottaket." in told
    page = answer.content.decode()
    assert "Roy" not in page
    assert worker.name not in page
    assert "En Annen" in page
    assert len(people()) == 1
    with acting_as(SYSTEM):
        assert not Right.objects.filter(user=other).exists()
        assert Deed.objects.filter(verb="person.register").count() == 1


def test_an_invented_number_is_taken_only_in_the_demo(client: Client, worker: User) -> None:
    with override_settings(DEMO=False):
        assert "oppdiktet" in error_at(register(client, worker, national_number=SYNTHETIC), "national_number")
        assert people() == []
    with override_settings(DEMO=True):
        register(client, worker, national_number=SYNTHETIC)
    assert len(people()) == 1


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (f"{SYNTHETIC[:-1]}{(int(SYNTHETIC[-1]) + 1) % 10}", "stemmer ikke"),
        ("1234", "11 siffer"),
        ("vet ikke", "11 siffer"),
        (national_number("315150"), "begynner ikke med en dato"),
    ],
)
def test_a_number_that_is_none_is_told_and_nothing_is_lost(
    client: Client, worker: User, number: str, told: str
) -> None:
    answer = register(client, worker, national_number=number, full_name="Tuva Lind")
    assert told in error_at(answer, "national_number")
    assert number in answer.content.decode()
    assert "Tuva Lind" in answer.content.decode()
    assert people() == []


def test_changing_a_person_is_written_down(client: Client, worker: User, person: Person) -> None:
    sign_in(client, worker)
    assert 'value="Tuva"' in client.get(address(person)).content.decode()
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=person.pk, user=worker, part="details").count() == 1
    answer = change(client, person, called="Tuva L", language="se", phone_0=MOBILE, do_not_text_0="on")
    assert answer["Location"] == address(person, "person")
    [saved] = people()
    assert (saved.called, saved.language, saved.version) == ("Tuva L", "se", 2)
    [phone] = phones_of(saved)
    assert phone.do_not_text
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="person.change", by=worker, subject_id=person.pk).count() == 1


def test_the_form_begins_with_what_is_known(client: Client, worker: User, person: Person) -> None:
    sign_in(client, worker)
    change(client, person, phone_0="+46 70-174 06 05", do_not_text_0="on", phone_note_0="etter ti", phone_1=MOBILE)
    initial = client.get(address(person)).context["form"].initial
    assert initial["phone_0"] == "+46 70 174 06 05"
    assert initial["do_not_text_0"]
    assert initial["phone_note_0"] == "etter ti"
    assert initial["phone_1"].replace(" ", "") == "99990101"
    change(client, people()[0], **{name: value for name, value in initial.items() if value and name != "version"})
    assert [(phone.number, phone.do_not_text) for phone in phones_of(person)] == [
        ("+46701740605", True),
        ("+4799990101", False),
    ]


def test_a_number_taken_away_is_gone(client: Client, worker: User, person: Person) -> None:
    sign_in(client, worker)
    change(client, person, phone_0=MOBILE)
    change(client, people()[0])
    assert phones_of(person) == []


def test_numbers_the_form_has_no_row_for_stay(client: Client, worker: User, person: Person) -> None:
    numbers = [f"+479999010{digit}" for digit in range(5)]
    with acting_as(SYSTEM):
        for position, number in enumerate(numbers):
            Phone.objects.create(person=person, number=number, do_not_text=position == 4, position=position)
    sign_in(client, worker)
    assert change(client, person, phone_0=numbers[0], phone_1=numbers[3]).status_code == 302
    assert [(phone.number, phone.do_not_text) for phone in phones_of(person)] == [
        (numbers[0], False),
        (numbers[3], False),
        (numbers[4], True),
    ]


def test_whoever_saves_second_is_told_sees_the_newer_and_can_save_again(
    client: Client, worker: User, person: Person
) -> None:
    sign_in(client, worker)
    seen = client.get(address(person)).context["form"].initial["version"]
    with acting_as(SYSTEM):
        change_person(
            person=person,
            seen_version=person.version,
            called="Tuva den nye",
            full_name="",
            language="so",
            phones=[NewPhone("+4799990103", do_not_text=True, note="ny telefon")],
            by=make_user(),
            at=person.known_since_at,
        )
    answer = change(client, person, called="Tuva Lind", phone_0=MOBILE, version=str(seen))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Noen andre lagret mens du skrev." in page
    newer = page[page.index('id="newer"') : page.index('id="newer"') + 600]
    for words in ("Tuva den nye", "somali", "99 99 01 03", "(ikke tekstmelding)", "ny telefon"):
        assert words in newer
    assert 'value="Tuva Lind"' in page
    assert MOBILE in page
    [saved] = people()
    assert saved.called == "Tuva den nye"
    shown = re.search(r'name="version" value="(\d+)"', page)
    assert shown is not None
    assert change(client, person, called="Tuva Lind", phone_0=MOBILE, version=shown[1]).status_code == 302
    [saved] = people()
    assert (saved.called, saved.version) == ("Tuva Lind", 3)
    assert [phone.number for phone in phones_of(saved)] == ["+4799990101"]


@pytest.mark.parametrize("version", ["", "0", "x", "99999999999999999999"])
def test_without_the_right_version_nothing_is_overwritten(
    client: Client, worker: User, person: Person, version: str
) -> None:
    sign_in(client, worker)
    assert change(client, person, called="Noe annet", version=version).status_code == 422
    assert people()[0].called == "Tuva"


def test_a_wrong_number_in_a_change_loses_nothing(client: Client, worker: User, person: Person) -> None:
    sign_in(client, worker)
    answer = change(client, person, called="Tuva L", phone_0="ikke noe nummer")
    assert error_at(answer, "phone_0")
    assert 'value="Tuva L"' in answer.content.decode()
    assert people()[0].called == "Tuva"


def test_a_stranger_changes_nothing_and_learns_nothing(client: Client, person: Person) -> None:
    sign_in(client, make_user())
    closed, missing = client.get(address(person)), client.get(f"/people/{UUID(int=7)}/change/")
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    assert change(client, person, called="Noe annet").status_code == 404
    assert people()[0].called == "Tuva"


def test_the_persons_own_account_has_no_such_page(client: Client, person: Person) -> None:
    sign_in(client, make_account_of(person))
    assert client.get(address(person)).status_code == 404
    assert change(client, person, called="Meg").status_code == 404
    assert people()[0].called == "Tuva"
