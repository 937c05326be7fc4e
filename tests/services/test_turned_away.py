"""Turned away: written down by the person or with them, complained of in their words; nobody is counted or named."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.people.models import Entry, Person
from benken.services.actions.turned_away import draft_complaint, mark_complaint_sent, note_answer, take_back_no
from benken.services.models import TurnedAway
from tests.factories import make_emergency, make_no, make_person, make_team, make_user, sign_in
from tests.papers import read_paper

pytestmark = pytest.mark.django_db

NO = {
    "place": "Avrusningen på Neset",
    "body": "health",
    "kind": "after_slip",
    "asked_for": "En plass",
    "reason": "«Du har drukket.»",
}


def told(**more: Any) -> dict[str, Any]:
    """Return what is sent when a no is written down today."""
    return {**NO, "told_on": timezone.localdate().isoformat(), **more}


def only() -> TurnedAway:
    """Return the one that stands."""
    with acting_as(SYSTEM):
        return TurnedAway.objects.get()


@pytest.fixture(params=["person", "contact"])
def side(request: pytest.FixtureRequest, tuva: Person, account: User, contact: User) -> tuple[User, Any]:
    """Return who writes, and how they name an address."""
    if request.param == "person":
        return account, lambda name, **of: reverse(f"my_{name}", kwargs=of)
    return contact, lambda name, **of: reverse(name, kwargs={"person_id": tuva.pk, **of})


def test_a_no_is_written_down_once_and_stands_on_the_timeline(client: Client, tuva: Person, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    for _click in range(2):
        client.post(address("turned_away_new"), told())
    away = only()
    assert (away.place, away.kind, away.written_by) == ("Avrusningen på Neset", "after_slip", user)
    with acting_as(SYSTEM):
        entry = Entry.objects.get(person=tuva, kind=Entry.Kind.TURNED_AWAY)
        assert "Skrevet ut etter en sprekk" in entry.text
        assert entry.state == Entry.State.SHARED
        assert Deed.objects.filter(verb="turned_away.tell", subject_id=tuva.pk, by=user).count() == 1
    assert "Avrusningen på Neset" in client.get(address("turned_away")).text


def test_what_is_wrong_is_told_and_all_that_was_typed_stands(client: Client, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for wrong, sentence in (
        ({"told_on": tomorrow}, "Dagen har ikke vært ennå."),
        ({"kind": ""}, "Velg det som ligner mest."),
        ({"place": "\u200b"}, "Skriv noen ord først."),
        ({"reason": "نعم 🙂" * 500}, "Det er plass til 1000 tegn."),
        ({"told_on": "i fjor"}, "Skriv dagen slik"),
    ):
        answer = client.post(address("turned_away_new"), told(**wrong))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "En plass" in answer.text
    with acting_as(SYSTEM):
        assert not TurnedAway.objects.exists()
        assert not Entry.objects.filter(kind=Entry.Kind.TURNED_AWAY).exists()


def test_a_no_written_by_mistake_goes_away_with_its_entry(client: Client, tuva: Person, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    client.post(address("turned_away_new"), told())
    for _click in range(2):
        answer = client.post(address("turned_away_take_back", away_id=only_or(tuva)))
        assert answer.status_code == 302
    with acting_as(SYSTEM):
        assert not TurnedAway.objects.exists()
        assert not Entry.objects.filter(kind=Entry.Kind.TURNED_AWAY).exists()


def only_or(tuva: Person) -> Any:
    """Return the id of the one that stands, or of nothing."""
    with acting_as(SYSTEM):
        one = TurnedAway.objects.first()
    return one.pk if one else tuva.pk


def test_the_complaint_begins_with_what_is_known_and_is_theirs_to_change(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    away = make_no(tuva, by=contact, reason="Du har drukket.")
    sign_in(client, user)
    page = address("turned_away_one", away_id=away.pk)
    first = client.get(page).text
    assert "Jeg ba om hjelp hos Et sted" in first
    assert "Grunnen jeg fikk, var: «Du har drukket.»" in first
    assert "Klagen sendes til: Stedet som sa nei." in first
    assert client.get(address("turned_away_paper", away_id=away.pk)).status_code == 404

    client.post(page, {"act": "complaint", "complaint": "Jeg vil ha plassen min.", "version": 0})
    assert (only().complaint, only().complaint_version) == ("Jeg vil ha plassen min.", 1)
    paper = client.get(address("turned_away_paper", away_id=away.pk))
    assert "Jeg vil ha plassen min." in read_paper(paper.content).words

    today = timezone.localdate().isoformat()
    client.post(page, {"act": "sent", "sent_on": today})
    answer = client.post(page, {"act": "complaint", "complaint": "Noe annet.", "version": 1})
    assert answer.status_code == 422
    assert "Klagen er sendt" in answer.text
    client.post(page, {"act": "answer", "answer": "Dere får plassen.", "answered_on": today})
    assert (only().complaint, only().answer) == ("Jeg vil ha plassen min.", "Dere får plassen.")
    assert "Dere får plassen." in client.get(page).text
    client.post(address("turned_away_not_sent", away_id=away.pk))
    assert only().sent_on is not None  # an answer has come


def test_sent_by_mistake_is_undone(client: Client, tuva: Person, account: User) -> None:
    away = make_no(tuva, by=account, complaint="Jeg klager.")
    sign_in(client, account)
    page = reverse("my_turned_away_one", args=[away.pk])
    client.post(page, {"act": "sent", "sent_on": timezone.localdate().isoformat()})
    assert only().sent_on == timezone.localdate()
    client.post(reverse("my_turned_away_not_sent", args=[away.pk]))
    assert only().sent_on is None


def test_two_who_write_a_complaint_at_once_lose_nothing(client: Client, tuva: Person, contact: User) -> None:
    away = make_no(tuva, by=contact, complaint="Den første.", complaint_version=1)
    sign_in(client, contact)
    page = reverse("turned_away_one", args=[tuva.pk, away.pk])
    answer = client.post(page, {"act": "complaint", "complaint": "Den andre.", "version": 0})
    assert answer.status_code == 422
    assert "Den første." in answer.text
    assert "Den andre." in answer.text
    client.post(page, {"act": "complaint", "complaint": "Den andre.", "version": 1})
    assert only().complaint == "Den andre."


def test_the_time_limit_counts_from_the_day_it_was_said_and_late_is_not_too_late(
    client: Client, tuva: Person, account: User
) -> None:
    today = timezone.localdate()
    sign_in(client, account)
    for body, days, said in (
        ("health", 27, "Fristen er"),
        ("health", 29, "Du kan klage likevel."),
        ("municipality", 22, "Du kan klage likevel."),
        ("other", 400, "Det er ingen frist."),
    ):
        away = make_no(tuva, by=account, body=body, told_on=today - timedelta(days=days))
        assert said in client.get(reverse("my_turned_away_one", args=[away.pk])).text


def test_a_stranger_gets_the_same_as_for_nothing(client: Client, tuva: Person, roy: Person, contact: User) -> None:
    away = make_no(tuva, by=contact, complaint="Jeg klager.")
    names = ("turned_away_one", "turned_away_paper", "turned_away_not_sent", "turned_away_take_back")
    acts = {"turned_away_not_sent", "turned_away_take_back"}
    strangers = (make_user(team=make_team()), make_user(Role.LEADER, team=contact.team), make_user(Role.ADMIN))
    for stranger in strangers:
        sign_in(client, stranger)
        for name in names:
            answer = client.post if name in acts else client.get
            assert answer(reverse(name, args=[tuva.pk, away.pk])).status_code == 404
        assert client.get(reverse("turned_away", args=[tuva.pk])).status_code == 404
    sign_in(client, contact)
    assert client.get(reverse("turned_away_one", args=[roy.pk, away.pk])).status_code == 404
    with acting_as(SYSTEM):
        assert TurnedAway.objects.filter(pk=away.pk).exists()
        assert not Reading.objects.filter(user__in=strangers, subject_id=tuva.pk).exists()


def test_the_helpers_reading_is_logged(client: Client, tuva: Person, contact: User) -> None:
    away = make_no(tuva, by=contact)
    sign_in(client, contact)
    client.get(reverse("turned_away_one", args=[tuva.pk, away.pk]))
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=contact, subject_id=tuva.pk, part="turned_away").count() == 1


def test_who_is_there_in_an_emergency_neither_reads_nor_writes_it(client: Client, tuva: Person) -> None:
    reader = make_user(team=make_team())
    away = make_no(tuva, by=reader)
    make_emergency(tuva, by=reader)
    sign_in(client, reader)
    assert client.get(reverse("turned_away_one", args=[tuva.pk, away.pk])).status_code == 404
    assert client.post(reverse("turned_away_new", args=[tuva.pk]), told()).status_code == 404
    assert only().pk == away.pk


def test_a_session_that_is_not_whole_shows_none_of_it(client: Client, tuva: Person, account: User) -> None:
    away = make_no(tuva, by=account)
    sign_in(client, account, narrow=True)
    for address in (reverse("my_turned_away"), reverse("my_turned_away_one", args=[away.pk])):
        assert "Et sted" not in client.get(address, follow=True).text


def refused(call: Any, match: str) -> None:
    """Assert that an act is refused with a sentence, and that nothing has changed."""
    with acting_as(SYSTEM):
        before = list(TurnedAway.objects.order_by("pk").values())
        with pytest.raises(Refused, match=match):
            call()
        assert list(TurnedAway.objects.order_by("pk").values()) == before


def test_the_actions_refuse_by_themselves(tuva: Person, contact: User, account: User) -> None:
    at, today = timezone.now(), timezone.localdate()
    fresh, old = make_no(tuva, by=contact), make_no(tuva, by=contact, at=at - timedelta(minutes=11))
    sent = make_no(tuva, by=contact, complaint="Jeg klager.", sent_on=today)
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)

    def day(away: TurnedAway, sent_on: Any) -> Any:
        return lambda: mark_complaint_sent(away=away, sent_on=sent_on, by=contact, at=at)

    def answered(away: TurnedAway, on: Any, words: str = "Nei.") -> Any:
        return lambda: note_answer(away=away, answer=words, answered_on=on, by=contact, at=at)

    refused(lambda: take_back_no(away=fresh, by=account, at=at), "for sent")
    refused(lambda: take_back_no(away=old, by=contact, at=at), "for sent")
    refused(lambda: take_back_no(away=sent, by=contact, at=at), "for sent")
    refused(day(fresh, today), "Skriv noen ord")  # no complaint yet
    with acting_as(SYSTEM):
        draft_complaint(away=fresh, words="Jeg klager.", seen_version=0, by=contact, at=at)
    refused(day(fresh, tomorrow), "ikke vært ennå")
    refused(answered(fresh, today), "ikke sendt")
    refused(answered(sent, tomorrow), "ikke vært ennå")
    refused(answered(sent, yesterday), "før klagen ble sendt")
    refused(answered(sent, today, " "), "Skriv noen ord")
    refused(lambda: draft_complaint(away=sent, words="Nytt.", seen_version=0, by=contact, at=at), "sendt")
    refused(lambda: draft_complaint(away=old, words="x" * 4001, seen_version=0, by=contact, at=at), "plass til 4000")
    refused(lambda: draft_complaint(away=old, words=" ", seen_version=0, by=contact, at=at), "Skriv noen ord")
    with acting_as(SYSTEM), pytest.raises(ChangedMeanwhile):
        draft_complaint(away=fresh, words="Annet.", seen_version=0, by=contact, at=at)


def test_one_persons_are_not_anothers(client: Client, tuva: Person, roy: Person, contact: User) -> None:
    make_no(tuva, by=contact, place="Neset")
    make_no(roy, by=contact, place="Vika")
    sign_in(client, contact)
    page = client.get(reverse("turned_away", args=[tuva.pk])).text
    assert "Neset" in page
    assert "Vika" not in page


@pytest.mark.second_wall
def test_the_database_lets_nobody_change_what_was_said_or_write_in_anothers_name(
    tuva: Person, contact: User, account: User
) -> None:
    from django.db import DatabaseError, transaction

    away = make_no(tuva, by=contact)
    with acting_as(contact.pk):
        for change in ({"place": "Et annet"}, {"reason": ""}, {"written_by": account}, {"told_on": "2020-01-01"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                TurnedAway.objects.filter(pk=away.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            TurnedAway.objects.create(
                person=tuva, place="x", body="other", kind="full", told_on=timezone.localdate(),
                written_by=account, written_at=timezone.now(),
            )  # fmt: skip
        assert TurnedAway.objects.filter(pk=away.pk).delete()[0] == 0
    with acting_as(make_user().pk):
        assert not TurnedAway.objects.exists()
    with acting_as(account.pk):
        assert TurnedAway.objects.filter(pk=away.pk).exists()
    with acting_as(contact.pk):
        assert not TurnedAway.objects.filter(person=make_person()).exists()
