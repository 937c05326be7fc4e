"""The network as the helper has it: written together, «ikke ta kontakt» in words, gone a day after it is taken away."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.people.actions.network import (
    add_supporter,
    change_supporter,
    discard_removed_supporters,
    put_supporter_back,
    take_supporter_away,
)
from benken.people.actions.relations import let_into_circle
from benken.people.models import Person, Supporter
from benken.people.policies import LONGEST_MEANING, LONGEST_NAME, LONGEST_RELATION, MOST_SUPPORTERS
from benken.people.queries import RecordClosed, supporter_of
from benken.people.supporters import SupporterWords
from tests.factories import make_account_of, make_person, make_supporter, make_user, sign_in

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Silje", "relation": "søstera mi", "meaning": "", "phone": "", "reach": "ask_first", "version": "0"}


@pytest.fixture
def contact() -> User:
    """Return the contact person."""
    return make_user(name="Ingunn Sæther")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")


def of(thing: Person | Supporter, name: str = "network") -> str:
    """Return an address of the network, or of one in it."""
    if isinstance(thing, Supporter):
        return reverse(name, kwargs={"person_id": thing.person_id, "supporter_id": thing.pk})
    return reverse(name, kwargs={"person_id": thing.pk})


def everybody(**wanted: Any) -> list[Supporter]:
    """Return who is in the table, taken away or not."""
    with acting_as(SYSTEM):
        return list(Supporter.objects.filter(**wanted))


def verbs(by: User) -> list[str]:
    """Return what somebody has done to a network, in order."""
    with acting_as(SYSTEM):
        return list(
            Deed.objects.filter(by=by, verb__startswith="network.").order_by("at").values_list("verb", flat=True)
        )


def page(client: Client, path: str) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_somebody_is_written_down_changed_taken_away_and_put_back(
    client: Client, contact: User, person: Person
) -> None:
    sign_in(client, contact)
    answer = client.post(of(person, "supporter_new"), FIELDS | {"phone": "999 90 116", "reach": "may"})
    assert answer["Location"] == of(person)
    [silje] = everybody()
    assert (silje.name, silje.phone, silje.reach, silje.written_by) == ("Silje", "+4799990116", "may", contact)
    text = page(client, of(person))
    assert of(silje, "supporter_remove") in text
    assert 'href="tel:+4799990116"' in text
    client.post(of(silje, "supporter_change"), FIELDS | {"name": "Silje L", "version": "1", "wants_again": "on"})
    assert "Tuva vil ha kontakt igjen." in page(client, of(person))
    client.post(of(silje, "supporter_remove"))
    text = page(client, of(person))
    assert "Ingen trenger å stå her" in text
    assert of(silje, "supporter_restore") in text
    client.post(of(silje, "supporter_restore"))
    assert "Silje L" in page(client, of(person))
    assert verbs(contact) == ["network.add", "network.change", "network.take_away", "network.put_back"]
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=contact, subject_id=person.pk, part="network").exists()


def test_do_not_contact_stands_at_the_name_and_the_number_is_no_link(
    client: Client, contact: User, person: Person
) -> None:
    make_supporter(person, by=contact, name="Mamma", phone="+4799990117", reach="do_not", wants_again=True)
    make_supporter(person, by=contact, name="Åse")
    sign_in(client, contact)
    for path in (of(person), of(person, "person")):
        text = page(client, path)
        assert text.index("Åse") < text.index("Mamma") < text.index("ikke ta kontakt")
        assert "99 99 01 17, skal ikke ringes" in text
        assert "tel:+4799990117" not in text
        assert "Tuva vil ha kontakt igjen." in text
        assert "Spør Tuva først" in text


def test_the_person_page_of_somebody_with_nobody_is_a_finished_page(
    client: Client, contact: User, person: Person
) -> None:
    assert "Ingen må stå her." in page(sign_in(client, contact), of(person, "person"))


def test_a_second_click_takes_away_and_puts_back_once(client: Client, contact: User, person: Person) -> None:
    silje = make_supporter(person, by=contact)
    sign_in(client, contact)
    for act in ("remove", "remove", "restore", "restore"):
        assert client.post(of(silje, f"supporter_{act}"))["Location"] == of(person)
    assert verbs(contact) == ["network.add", "network.take_away", "network.put_back"]


def test_what_another_saved_meanwhile_is_shown_and_nothing_typed_is_lost(
    client: Client, contact: User, person: Person
) -> None:
    silje = make_supporter(person, by=contact)
    sign_in(client, contact)
    client.post(of(silje, "supporter_change"), FIELDS | {"meaning": "Først", "version": "1"})
    answer = client.post(of(silje, "supporter_change"), FIELDS | {"meaning": "Sist", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Først" in text
    assert "Sist" in text
    assert 'name="version" value="2"' in text
    assert [one.meaning for one in everybody()] == ["Først"]
    client.post(of(silje, "supporter_change"), FIELDS | {"meaning": "Sist", "version": "2"})
    assert [one.meaning for one in everybody()] == ["Sist"]


def test_whoever_saves_after_somebody_was_taken_away_is_told_and_may_put_them_back(
    client: Client, contact: User, person: Person
) -> None:
    silje = make_supporter(person, by=contact)
    sign_in(client, contact)
    client.post(of(silje, "supporter_remove"))
    assert client.get(of(silje, "supporter_change")).status_code == 404
    answer = client.post(of(silje, "supporter_change"), FIELDS | {"version": "1"})
    assert answer.status_code == 422
    assert "Lagrer du, står det her igjen." in answer.content.decode()
    assert client.post(of(silje, "supporter_change"), FIELDS | {"version": "2"}).status_code == 302
    assert [one.removed_at for one in everybody()] == [None]


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("name", "", "id_name_error"),
        ("name", "\u115f", "id_name_error"),
        ("name", "a" * 40_000, "id_name_error"),
        ("relation", "b" * 101, "id_relation_error"),
        ("meaning", "c" * 40_000, "id_meaning_error"),
        ("phone", "ring meg", "Dette er ikke et telefonnummer."),
        ("reach", "always", "id_reach_error"),
    ],
)
def test_what_cannot_be_kept_is_told_at_the_field(
    client: Client, contact: User, person: Person, field: str, written: str, said: str
) -> None:
    answer = sign_in(client, contact).post(of(person, "supporter_new"), FIELDS | {field: written})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert field == "reach" or written in text
    assert everybody() == []


def test_a_name_in_any_script_and_with_signs_stays_as_it_is(client: Client, contact: User, person: Person) -> None:
    sign_in(client, contact).post(of(person, "supporter_new"), FIELDS | {"name": "يوسف <b>& 🐈"})
    assert [one.name for one in everybody()] == ["يوسف <b>& 🐈"]
    assert "<bdi>يوسف &lt;b&gt;&amp; 🐈</bdi>" in page(client, of(person))


def test_there_is_room_for_thirty(client: Client, contact: User, person: Person) -> None:
    first, *_rest = [make_supporter(person, by=contact, name=f"Nr {number}") for number in range(MOST_SUPPORTERS)]
    sign_in(client, contact)
    answer = client.post(of(person, "supporter_new"), FIELDS)
    assert answer.status_code == 422
    assert "Det er plass til 30 her." in answer.content.decode()
    client.post(of(first, "supporter_remove"))
    assert client.post(of(person, "supporter_new"), FIELDS).status_code == 302
    said = client.post(of(first, "supporter_restore"), follow=True).content.decode()
    assert "Det er plass til 30 her." in said
    assert len(everybody(removed_at=None)) == MOST_SUPPORTERS


def test_whoever_was_taken_away_is_deleted_after_a_day(contact: User, person: Person, now: datetime) -> None:
    silje, stays = make_supporter(person, by=contact), make_supporter(person, by=contact, name="Åse")
    with acting_as(contact.pk):
        take_supporter_away(supporter=silje, by=contact, at=now)
    for hours, gone in ((23, 0), (24, 1)):
        with acting_as(SYSTEM):
            assert discard_removed_supporters(at=now + timedelta(hours=hours)) == gone
    assert everybody() == [stays]


def test_putting_back_ends_with_the_day_even_before_it_is_tidied(contact: User, person: Person, now: datetime) -> None:
    silje = make_supporter(person, by=contact)
    with acting_as(contact.pk):
        take_supporter_away(supporter=silje, by=contact, at=now)
        with pytest.raises(RecordClosed):
            supporter_of(person, silje.pk, at=now + timedelta(days=1))
        put_supporter_back(supporter=silje, by=contact, at=now + timedelta(hours=23))
    assert [one.removed_at for one in everybody()] == [None]


@pytest.mark.second_wall
def test_the_walls_let_only_those_with_the_whole_record_see_the_network(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    silje = make_supporter(person, by=contact)
    account, peer, colleague = make_account_of(person), make_user(Role.PEER), make_user()
    with acting_as(contact.pk):
        let_into_circle(person=person, member=peer, basis="tur", until_at=now + timedelta(days=9), by=contact, at=now)
    for user, seen in ((contact, 1), (account, 1), (peer, 0), (colleague, 0)):
        with acting_as(user.pk):
            assert Supporter.objects.count() == seen, user
    for user in (peer, colleague):
        sign_in(client, user)
        assert client.get(of(person)).status_code == 404
        assert client.post(of(person, "supporter_new"), FIELDS).status_code == 404
        assert client.post(of(silje, "supporter_remove")).status_code == 404
    assert "Silje" not in page(sign_in(client, peer), of(person, "person"))
    assert [one.removed_at for one in everybody()] == [None]


def test_one_of_another_persons_network_is_missing(client: Client, contact: User, person: Person) -> None:
    other = make_supporter(make_person(contact=contact), by=contact)
    path = reverse("supporter_change", kwargs={"person_id": person.pk, "supporter_id": other.pk})
    assert sign_in(client, contact).get(path).status_code == 404


def write(person: Person, words: SupporterWords, by: User, now: datetime) -> Supporter:
    """Write somebody down without the form before it."""
    with acting_as(SYSTEM):
        return add_supporter(person=person, words=words, by=by, at=now)


@pytest.mark.parametrize(
    "words",
    [
        SupporterWords(name=" \u200b "),
        SupporterWords(name="x" * (LONGEST_NAME + 1)),
        SupporterWords(name="Silje", relation="x" * (LONGEST_RELATION + 1)),
        SupporterWords(name="Silje", meaning="x" * (LONGEST_MEANING + 1)),
    ],
)
def test_what_cannot_be_kept_is_refused_without_the_form_too(
    contact: User, person: Person, now: datetime, words: SupporterWords
) -> None:
    silje = make_supporter(person, by=contact)
    with pytest.raises(Refused):
        write(person, words, contact, now)
    with acting_as(SYSTEM), pytest.raises(Refused):
        change_supporter(supporter=silje, words=words, seen_version=silje.version, by=contact, at=now)
    assert [one.name for one in everybody()] == ["Silje"]


def test_whoever_saw_an_older_version_overwrites_nothing(contact: User, person: Person, now: datetime) -> None:
    silje = make_supporter(person, by=contact)
    seen: dict[str, Any] = {"supporter": silje, "seen_version": silje.version, "by": contact, "at": now}
    with acting_as(SYSTEM):
        change_supporter(words=SupporterWords(name="Silje Marie"), **seen)
        with pytest.raises(ChangedMeanwhile):
            change_supporter(words=SupporterWords(name="Silja"), **seen)
    assert [one.name for one in everybody()] == ["Silje Marie"]


def test_the_room_is_each_persons_own_and_whoever_is_taken_away_takes_none(
    contact: User, person: Person, now: datetime
) -> None:
    other, words = make_person(contact=contact), SupporterWords(name="Åse")
    for _one in range(MOST_SUPPORTERS):
        make_supporter(other, by=contact)
    away, *_others = [make_supporter(person, by=contact, name="Silje") for _one in range(MOST_SUPPORTERS)]
    with acting_as(SYSTEM):
        take_supporter_away(supporter=away, by=contact, at=now)
        away.refresh_from_db()
    write(person, words, contact, now)
    with pytest.raises(Refused):
        write(person, words, contact, now)
    with acting_as(SYSTEM), pytest.raises(Refused):
        change_supporter(supporter=away, words=words, seen_version=away.version, by=contact, at=now)
    with acting_as(SYSTEM):
        away.refresh_from_db()
        assert (away.name, away.removed_at) == ("Silje", now)


def test_whoever_was_taken_away_a_day_ago_is_not_put_back(contact: User, person: Person, now: datetime) -> None:
    silje = make_supporter(person, by=contact)
    with acting_as(SYSTEM):
        take_supporter_away(supporter=silje, by=contact, at=now)
        with pytest.raises(Refused):
            put_supporter_back(supporter=silje, by=contact, at=now + timedelta(days=1))
        silje.refresh_from_db()
        assert silje.removed_at == now
