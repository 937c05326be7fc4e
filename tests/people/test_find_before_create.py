"""Before somebody is registered: those I may open are shown; of others there is one answer, counted and logged."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from benken.access.actions.logs import record_deed
from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, User
from benken.people.actions.finding import ASKINGS
from benken.people.actions.people import FINDINGS, register_person
from benken.people.finding import is_nearly
from benken.people.models import Person
from benken.people.phones import NewPhone
from tests.factories import make_account_of, make_team, make_user, sign_in
from tests.people.test_people import SYNTHETIC, national_number

pytestmark = pytest.mark.django_db

NEW = "/people/new/"
ANSWER = "Noen med dette er kjent her. Spør i mottaket."
OTHER_NUMBER = national_number("024180")


@pytest.fixture
def worker() -> User:
    """Return the worker who registers."""
    return make_user(team=make_team(), name="Ingunn")


@pytest.fixture
def colleague() -> User:
    """Return somebody of another team."""
    return make_user(team=make_team(), name="Solveig Utenfor")


def known(contact: User, called: str = "Tuva", phone: str = "+4799990101", **more: Any) -> Person:
    """Make somebody who is known here already."""
    with acting_as(SYSTEM):
        return register_person(
            called=called,
            by=contact,
            contact=contact,
            at=timezone.now(),
            phones=[NewPhone(phone)] if phone else [],
            **more,
        )


def register(client: Client, worker: User, **typed: str) -> HttpResponse:
    """Send the form with a name, and what the test types."""
    data = {"called": "Tuva", "language": "nb", "contact": str(worker.pk), **typed}
    return sign_in(client, worker).post(NEW, data)  # type: ignore[return-value]  # the client's own type


def again(client: Client, answer: HttpResponse, worker: User, **typed: str) -> HttpResponse:
    """Send the form once more, with the hidden fields of the page that came back."""
    hidden = dict(re.findall(r'name="(not_these|asked)" value="([^"]*)"', answer.content.decode()))
    return register(client, worker, **typed, **hidden)


def count(model: type[Any] = Person, **fields: Any) -> int:
    """Count rows as the system."""
    with acting_as(SYSTEM):
        return int(model.objects.filter(**fields).count())


# Among those I may open.


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"called": "Tuva"}, "navnet ligner"),
        ({"called": "TUVA"}, "navnet ligner"),
        ({"called": "Túva L"}, "navnet ligner"),
        ({"called": "Tuvva"}, "navnet ligner"),
        ({"called": "Noen", "full_name": "tuva lind"}, "samme navn"),
        ({"called": "Noen", "phone_0": "999 90 101"}, "samme telefon"),
        ({"called": "Noen", "phone_2": "+47 99990101"}, "samme telefon"),
    ],
)
def test_those_who_are_perhaps_the_same_are_shown_and_nothing_is_saved(
    client: Client, worker: User, typed: dict[str, str], words: str
) -> None:
    tuva = known(worker, full_name="Tuva Lind")
    answer = register(client, worker, **typed, phone_note_1="ring etter ti")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Er det en av disse?" in page
    assert f'href="/people/{tuva.pk}/"' in page
    assert words in page
    assert f'value="{typed["called"]}"' in page
    assert "ring etter ti" in page
    assert count() == 1
    assert again(client, answer, worker, **typed).status_code == 302
    assert count() == 2


@pytest.mark.parametrize("called", ["Roy", "Tove", "Tuvalu", "T"])
def test_others_are_registered_at_once(client: Client, worker: User, called: str) -> None:
    known(worker)
    assert register(client, worker, called=called).status_code == 302


@pytest.mark.parametrize(
    ("one", "other", "nearly"),
    [
        ("Tuva", "tuva", True),
        ("Tuva Lind", "Tuva", True),
        ("Tor-Egil", "Tor Egil", True),
        ("Marie", "Maria", True),
        ("Hansen", "Hanssen", True),
        ("Bo", "Bø", False),
        ("Per", "Pål", False),
        ("Lind", "Tuva Lind", False),
        ("", "Tuva", False),
    ],
)
def test_names_are_nearly_the_same_or_not(one: str, other: str, nearly: bool) -> None:
    assert is_nearly(one, other) is is_nearly(other, one) is nearly


def test_whoever_comes_to_light_by_another_name_is_asked_about_too(client: Client, worker: User) -> None:
    known(worker)
    roy = known(worker, called="Roy", phone="")
    answer = register(client, worker)
    answer = again(client, answer, worker, called="Roy")
    assert answer.status_code == 422
    assert str(roy.pk) in answer.content.decode()
    assert count() == 2


def test_a_national_number_of_somebody_i_may_open_is_never_taken_twice(client: Client, worker: User) -> None:
    tuva = known(worker, phone="", national_number=SYNTHETIC)
    answer = register(client, worker, called="Noen", national_number=SYNTHETIC)
    for _ in range(2):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "samme fødselsnummer" in page
        assert f'href="/people/{tuva.pk}/"' in page
        answer = again(client, answer, worker, called="Noen", national_number=SYNTHETIC)
    assert count() == 1
    assert count(Deed, verb="person.found") == 0


def test_that_names_were_shown_is_logged_as_a_list(client: Client, worker: User) -> None:
    known(worker)
    register(client, worker)
    with acting_as(SYSTEM):
        assert list(Reading.objects.values_list("subject_id", "part", "basis")) == [(None, "search", "list")]


# Those I may not open.


@pytest.mark.parametrize("typed", [{"called": "tuva"}, {"called": "Noen", "full_name": "TUVA"}])
def test_phone_and_name_of_somebody_closed_give_one_answer(
    client: Client, worker: User, colleague: User, typed: dict[str, str]
) -> None:
    tuva = known(colleague)
    answer = register(client, worker, **typed, phone_0="999 90 101")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ANSWER in page
    assert str(tuva.pk) not in page
    assert colleague.name not in page
    assert count() == 1
    assert count(Deed, verb="person.found", by=worker, subject_id=tuva.pk) == 1
    readers = sign_in(Client(), make_account_of(tuva)).get("/my/readers/").content.decode()
    assert "Ingunn" in readers
    assert "at du er kjent her" in readers


@pytest.mark.parametrize(
    "typed",
    [
        {"called": "Tuva"},
        {"called": "Noen", "full_name": "Tuva Lind"},
        {"called": "Noen", "phone_0": "99990101"},
        {"called": "Tuv", "phone_0": "99990101"},
        {"called": "Tuva", "phone_0": "99990102"},
        {"called": "Tuva", "national_number": OTHER_NUMBER},
    ],
)
def test_less_than_exact_is_no_answer(client: Client, worker: User, colleague: User, typed: dict[str, str]) -> None:
    """A name alone, a phone alone, a part of a name: somebody new is registered and nothing is told."""
    known(colleague, full_name="Tuva Lind", national_number=SYNTHETIC)
    answer = register(client, worker, **typed)
    assert answer.status_code == 302
    assert count() == 2
    assert count(Deed, verb="person.found") == 0


def test_without_a_number_or_a_phone_nothing_closed_is_asked_about(client: Client, worker: User) -> None:
    register(client, worker, full_name="Tuva Lind")
    assert count(Deed, verb="person.ask") == 0


def test_the_answer_is_the_same_whoever_it_is(client: Client, worker: User, colleague: User) -> None:
    bodies = []
    known(colleague)
    for _ in range(2):
        page = register(client, worker, phone_0="99990101").content.decode()
        bodies.append(re.sub(r'name="(_once|csrfmiddlewaretoken|_owner)" value="[^"]+"', "", page))
        known(make_user(team=make_team()), called="Tuva", full_name="En Helt Annen")
    assert bodies[0] == bodies[1]


def test_whoever_has_asked_the_reception_may_go_on(client: Client, worker: User, colleague: User) -> None:
    known(colleague)
    answer = register(client, worker, phone_0="99990101")
    assert "Dette er en annen. Lagre" in answer.content.decode()
    assert again(client, answer, worker, phone_0="99990101").status_code == 302
    assert count() == 2


def test_having_asked_about_one_is_not_having_asked_about_another(
    client: Client, worker: User, colleague: User
) -> None:
    known(colleague)
    known(colleague, called="Roy", phone="+4799990102")
    answer = register(client, worker, phone_0="99990101")
    other = again(client, answer, worker, called="Roy", phone_0="99990102")
    assert other.status_code == 422
    assert ANSWER in other.content.decode()
    assert register(client, worker, phone_0="99990101", asked="noe jeg fant på").status_code == 422
    assert count() == 2


def test_a_national_number_of_somebody_closed_is_never_gone_past(client: Client, worker: User, colleague: User) -> None:
    known(colleague, national_number=SYNTHETIC)
    answer = register(client, worker, called="Noen", national_number=SYNTHETIC)
    assert ANSWER in answer.content.decode()
    assert "Dette er en annen" not in answer.content.decode()
    answer = again(client, answer, worker, called="Noen", national_number=SYNTHETIC)
    assert answer.status_code == 422
    assert count() == 1


@pytest.mark.parametrize("typed", [{"called": "Noen", "national_number": SYNTHETIC}, {"phone_0": "99990101"}])
def test_somebody_of_whom_i_know_only_own_talks_is_asked_about_as_closed(
    client: Client, worker: User, colleague: User, typed: dict[str, str]
) -> None:
    """Neither the number nor the phone is mine to know: the answer names nobody, is counted, and they see it."""
    tuva = known(colleague, national_number=SYNTHETIC)
    own_talks = Right.Scope.OWN_TALKS
    grant_right(user=worker, subject_id=tuva.pk, basis=Right.Basis.CIRCLE, at=tuva.known_since_at, scope=own_talks)
    answer = register(client, worker, **typed)
    if "phone_0" in typed:  # the name is mine to know
        assert "navnet ligner" in answer.content.decode()
        assert count(Deed, verb="person.ask") == 0
        answer = again(client, answer, worker, **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ANSWER in page
    assert str(tuva.pk) not in page.split("<form")[0]
    assert "samme fødselsnummer" not in page
    assert "samme telefon" not in page
    assert count() == 1
    assert count(Deed, verb="person.found", by=worker, subject_id=tuva.pk) == 1
    assert count(Reading, user=worker, subject_id=tuva.pk, part="found") == 1


def test_past_the_limit_of_findings_nothing_is_answered_whether_it_is_so_or_not(
    client: Client, worker: User, colleague: User
) -> None:
    known(colleague)
    for _ in range(FINDINGS):
        assert ANSWER in register(client, worker, phone_0="99990101").content.decode()
    bodies = []
    for phone in ("99990101", "99990199"):
        answer = register(client, worker, phone_0=phone)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "For mange forsøk" in page
        assert ANSWER not in page
        bodies.append(re.sub(r'name="(_once|csrfmiddlewaretoken|_owner)" value="[^"]+"', "", page).replace(phone, ""))
    assert bodies[0] == bodies[1]
    assert count(Deed, verb="person.found") == FINDINGS
    assert register(client, worker).status_code == 302  # a name is enough, always


def test_questions_count_whatever_the_answer(client: Client, worker: User) -> None:
    for number in range(ASKINGS):
        answer = register(client, worker, called=f"Kalt nr {number} {'x' * number}", phone_0=f"999902{number:02}")
        assert answer.status_code in {302, 422}
    asked = count(Deed, verb="person.ask", by=worker)
    with acting_as(SYSTEM):
        for _ in range(ASKINGS - asked):
            record_deed(by=worker, at=timezone.now(), verb="person.ask")
    assert "For mange forsøk" in register(client, worker, called="Zoe", phone_0="99990301").content.decode()


def test_questions_of_one_asker_take_turns_so_that_each_sees_the_count_of_the_others(
    client: Client, worker: User
) -> None:
    register(client, worker, phone_0="99990101")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        # The asker's, the number's and that of the contact's absences, until the transaction ends.
        assert cursor.fetchone() == (3,)


def test_who_asks_and_who_registers_take_turns_about_a_national_number(client: Client, worker: User) -> None:
    register(client, worker, national_number=SYNTHETIC)
    assert count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (3,)  # the asker's, one for the number, and one for the contact's absences


def test_an_hour_later_it_may_be_asked_again(client: Client, worker: User, colleague: User) -> None:
    known(colleague)
    with acting_as(SYSTEM):
        for _ in range(ASKINGS):
            record_deed(by=worker, at=timezone.now() - timedelta(minutes=61), verb="person.ask")
    assert ANSWER in register(client, worker, phone_0="99990101").content.decode()


def test_a_question_names_nobody_in_the_log(client: Client, worker: User) -> None:
    register(client, worker, phone_0="99990101")
    assert count(Deed, verb="person.ask", subject_id=None, object_id=None) == 1


def test_somebody_shown_and_set_aside_is_not_said_to_be_known_elsewhere(client: Client, worker: User) -> None:
    known(worker)
    answer = register(client, worker, phone_0="99990101")
    assert again(client, answer, worker, phone_0="99990101").status_code == 302


@pytest.mark.parametrize("not_these", ["x", ",,,", "' OR 1=1", "a" * 9000])
def test_nonsense_in_the_hidden_fields_goes_past_nothing(client: Client, worker: User, not_these: str) -> None:
    known(worker)
    assert register(client, worker, not_these=not_these, asked=not_these).status_code == 422
    assert count() == 1
