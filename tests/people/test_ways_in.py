"""A person comes in without e-ID: a paper slip with their own word, a one-time code, and what the contact does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, User, WayIn
from benken.people.actions.relations import hand_over
from benken.people.models import ContactPerson
from tests.factories import make_person, make_user, sign_in
from tests.people.ways_in import WORD, Together, come_in, come_in_by_code, make_together

pytestmark = pytest.mark.django_db
WRONG = "Dette stemte ikke."
WAYS = ("person_way_in_slip", "person_way_in_slip_paper")
ACTS = ("person_open_together", "person_way_in_slip", "person_way_in_slip_close", "person_way_in_code")


@pytest.fixture
def together() -> Together:
    """Return Tuva and her contact person."""
    return make_together()


def is_in(client: Client) -> bool:
    """Tell whether My page opens."""
    return client.get(reverse("my")).status_code == 200


def test_the_slip_and_the_word_open_my_page_many_times(together: Together) -> None:
    slip = together.make_slip()
    for typed in (slip, slip.upper().replace(" ", "-"), f"  {slip.replace(' ', ', ')} "):
        client, answer = come_in(typed, f" {WORD.upper()} ")
        assert answer.status_code == 302
        assert is_in(client)
    [row] = together.rows("slip")
    assert row.used_at is not None
    assert row.ended_at is None
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="way_in.slip_used", subject_id=together.person.pk).count() == 3
    assert "Sist brukt i dag." in together.page()


def test_neither_the_word_nor_the_code_stands_anywhere(together: Together) -> None:
    slip = together.make_slip()
    [row] = together.rows("slip")
    stored = str({name: getattr(row, name) for name in ("code_hash", "word_hash")})
    assert not any(word in stored for word in (*slip.split(), "brygga"))
    assert WORD not in together.page()


def test_a_wrong_code_and_a_wrong_word_answer_alike(together: Together) -> None:
    slip = together.make_slip()
    answers = [come_in("elg elg elg elg")[1], come_in(slip, "et annet ord")[1], come_in("", WORD)[1]]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    said = [answer.content.decode().count(WRONG) for answer in answers]
    assert said == [said[0], said[0], 0]
    assert said[0] > 0
    texts = [answer.content.decode().partition("<form")[0] for answer in answers[:2]]
    assert texts[0] == texts[1]


def test_the_slip_dies_after_five_wrong_words_and_the_contact_is_told_quietly(together: Together) -> None:
    slip = together.make_slip()
    for _try in range(4):
        come_in(slip, "feil ord")
    _client, answer = come_in(slip)
    assert answer.status_code == 302  # a right word begins the counting anew
    for _try in range(5):
        come_in(slip, "feil ord")
    assert come_in(slip)[1].status_code == 422
    [row] = together.rows("slip")
    assert row.ended_because == WayIn.End.TRIES
    today = together.helper.get(reverse("home")).content.decode()
    assert "Lappen til Tuva virker ikke lenger" in today
    assert "feil ord fem ganger" in together.page()
    together.make_slip()
    assert "Lappen til Tuva" not in together.helper.get(reverse("home")).content.decode()


def test_a_new_slip_kills_the_old_one_and_one_is_alive_at_most(together: Together) -> None:
    old = together.make_slip()
    new = together.make_slip("et helt nytt ord")
    assert come_in(old)[1].status_code == 422
    assert come_in(old, "et helt nytt ord")[1].status_code == 422
    assert come_in(new, "et helt nytt ord")[1].status_code == 302
    assert [row.ended_because for row in together.rows("slip")] == ["", WayIn.End.REPLACED]


def test_an_old_slip_opens_nothing(together: Together) -> None:
    slip = together.make_slip()
    with acting_as(SYSTEM):
        WayIn.objects.filter(kind="slip").update(valid_until_at=timezone.now() - timedelta(seconds=1))
    assert come_in(slip)[1].status_code == 422
    assert "Ingen lapp virker nå." in together.page()


@pytest.mark.parametrize("word", ["", "abc", "tuva", "aaaaaa", "12345", "x" * 200])
def test_a_word_that_others_can_guess_is_refused(together: Together, word: str) -> None:
    answer = together.helper.post(together.address("person_way_in_slip"), {"word": word, "again": word})
    assert answer.status_code == 422
    assert together.rows("slip") == []


def test_two_words_that_differ_are_refused(together: Together) -> None:
    answer = together.helper.post(together.address("person_way_in_slip"), {"word": WORD, "again": "noe annet"})
    assert answer.status_code == 422
    assert WORD not in answer.content.decode()


def test_the_paper_can_be_printed_for_ten_minutes_by_the_one_who_made_it(together: Together) -> None:
    together.make_slip()
    for query in ("", "?type=large"):
        paper = together.helper.get(together.address("person_way_in_slip_paper") + query)
        assert paper["Content-Type"] == "application/pdf"
        assert paper["Cache-Control"] == "no-store"
        assert paper.content.startswith(b"%PDF")
    session = together.helper.session
    session["print_person_slip"] = [*session["print_person_slip"][:3], timezone.now().timestamp() - 1]
    session.save()
    assert together.helper.get(together.address("person_way_in_slip_paper")).status_code == 404
    assert "big-words" not in together.page()


def test_the_code_works_once(together: Together) -> None:
    code = together.make_code()
    client, answer = come_in_by_code(together.account.username.upper(), code)
    assert answer.status_code == 302
    assert is_in(client)
    assert come_in_by_code(together.account.username, code)[1].status_code == 422
    assert "big-number" not in together.page()  # shown once


def test_a_code_is_of_one_person_alone(together: Together) -> None:
    code, other = together.make_code(), make_together("Roy")
    assert come_in_by_code(other.account.username, code)[1].status_code == 422
    assert come_in_by_code(together.contact.username, code)[1].status_code == 422
    assert come_in_by_code("finnes-ikke", code)[1].status_code == 422
    assert come_in_by_code(together.account.username, code)[1].status_code == 302


def test_a_code_dies_after_five_tries_and_after_fifteen_minutes(together: Together) -> None:
    code = together.make_code()
    for _try in range(5):
        assert come_in_by_code(together.account.username, "00000000")[1].status_code == 422
    assert come_in_by_code(together.account.username, code)[1].status_code == 422
    code = together.make_code()
    with acting_as(SYSTEM):
        WayIn.objects.filter(kind="code").update(valid_until_at=timezone.now() - timedelta(seconds=1))
    assert come_in_by_code(together.account.username, code)[1].status_code == 422


def test_a_lost_phone_closes_everything_at_once(together: Together) -> None:
    slip, code = together.make_slip(), together.make_code()
    phone, _answer = come_in(slip)
    together.helper.post(together.address(), {"close": "1"})
    assert not is_in(phone)
    assert come_in(slip)[1].status_code == 422
    assert come_in_by_code(together.account.username, code)[1].status_code == 422
    assert not User.objects.get(pk=together.account.pk).is_active
    new = together.make_slip()  # renewed by meeting
    assert is_in(come_in(new)[0])
    assert not is_in(phone)
    assert come_in(slip)[1].status_code == 422


def test_closing_twice_is_the_same_as_once(together: Together) -> None:
    together.make_slip()
    for _click in range(2):
        assert together.helper.post(together.address("person_way_in_slip_close")).status_code == 302
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="way_in.close_slip").count() == 1


def test_a_new_link_ends_sessions_and_codes_but_not_the_slip(together: Together) -> None:
    slip, code = together.make_slip(), together.make_code()
    phone, _answer = come_in(slip)
    together.helper.post(together.address(), {"renew": "1"})
    assert not is_in(phone)
    assert come_in_by_code(together.account.username, code)[1].status_code == 422
    assert is_in(come_in(slip)[0])


def test_a_hand_over_voids_the_link_and_the_code_and_leaves_the_slip(together: Together) -> None:
    slip, code = together.make_slip(), together.make_code()
    page = together.helper.post(together.address(), {"renew": "1"}, follow=True).content.decode()
    link = page.split('id="link"')[1].split("http://testserver")[1].split("<")[0]
    code = together.make_code()
    with acting_as(together.contact.pk):
        hand_over(
            person=together.person,
            to=make_user(),
            reason=ContactPerson.Reason.LEAVE,
            persons_say="",
            goodbye="",
            hello="",
            overlap_until_at=None,
            by=together.contact,
            at=timezone.now(),
        )
    assert "Lenken virker ikke lenger" in Client().get(link, follow=True).content.decode()
    assert come_in_by_code(together.account.username, code)[1].status_code == 422
    assert is_in(come_in(slip)[0])
    assert together.helper.get(together.address()).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_nobody_but_the_contact_person_makes_a_way_in(together: Together, name: str) -> None:
    for user in (make_user(), together.account):
        client = sign_in(Client(), user)
        assert client.post(together.address(name), {"word": WORD, "again": WORD, "number": "1234"}).status_code == 404
    for name_of_page in WAYS:
        assert sign_in(Client(), make_user()).get(together.address(name_of_page)).status_code == 404


@pytest.mark.parametrize("name", ACTS)
def test_without_an_account_there_is_nothing_to_make(name: str) -> None:
    contact = make_user()
    person = make_person(contact=contact)
    client = sign_in(Client(), contact)
    address = reverse(name, kwargs={"person_id": person.pk})
    assert client.post(address, {"word": WORD, "again": WORD, "number": "1234"}).status_code == 404


def test_the_door_says_nothing_of_what_it_opens() -> None:
    for name in ("slip_in", "code_in"):
        text = Client().get(reverse(name)).content.decode().lower()
        assert not any(word in text for word in ("rus", "helse", "kommune", "journal", "oppfølg"))
        assert 'autocomplete="off"' in text


def test_whoever_is_in_goes_home(together: Together) -> None:
    client, _answer = come_in(together.make_slip())
    assert client.get(reverse("slip_in")).status_code == 302
