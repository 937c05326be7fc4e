"""Home: one at a time, what is broken stands until it is mended, however long nobody answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.people.models import Entry, Person
from benken.services.actions.homes import (
    change_fault,
    mend_fault,
    move_home,
    take_back_home,
    write_down_fault,
)
from benken.services.models import Home, HomeFault
from benken.services.told import Fault, Living
from tests.factories import make_emergency, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
BULB = {"kind": "broken", "words": "Lyspæra i gangen"}


@pytest.fixture(params=["person", "contact"])
def side(request: pytest.FixtureRequest, tuva: Person, account: User, contact: User) -> tuple[User, Any]:
    """Return who writes, and how they name an address."""
    if request.param == "person":
        return account, lambda name, **of: reverse(f"my_{name}", kwargs=of)
    return contact, lambda name, **of: reverse(name, kwargs={"person_id": tuva.pk, **of})


def homes() -> list[Home]:
    """Return all homes, the newest first."""
    with acting_as(SYSTEM):
        return list(Home.objects.all())


def faults() -> list[HomeFault]:
    """Return all that is wrong somewhere."""
    with acting_as(SYSTEM):
        return list(HomeFault.objects.all())


def test_a_new_home_ends_the_one_before_and_a_second_click_makes_none(client: Client, tuva: Person, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    today = timezone.localdate()
    moved = today - timedelta(days=3)
    client.post(address("home_of"), {"kind": "shelter", "words": "Bråk om natta."})
    for _click in range(2):
        client.post(
            address("home_of"),
            {"kind": "municipal", "owner": "Kommunen", "with_follow_up": "yes", "since_on": moved.isoformat()},
        )
    now, before = homes()
    assert (now.kind, now.owner, now.with_follow_up, now.since_on, now.until_on) == (
        "municipal",
        "Kommunen",
        True,
        moved,
        None,
    )
    assert (before.kind, before.with_follow_up, before.until_on) == ("shelter", None, moved)
    page = client.get(address("home_of")).text
    assert "Kommunal bolig" in page
    assert "Noen kommer hjem" in page
    with acting_as(SYSTEM):
        assert Entry.objects.filter(person=tuva, kind=Entry.Kind.HOME).count() == 2
        assert Deed.objects.filter(verb="home.move", subject_id=tuva.pk, by=user).count() == 2


def test_a_home_written_by_mistake_goes_away_and_the_one_before_is_home_again(client: Client, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    client.post(address("home_of"), {"kind": "shelter"})
    client.post(address("home_of"), {"kind": "own"})
    mistake = homes()[0]
    for _click in range(2):
        client.post(address("home_of_take_back", home_id=mistake.pk))
    (left,) = homes()
    assert (left.kind, left.until_on) == ("shelter", None)
    with acting_as(SYSTEM):
        assert Entry.objects.filter(kind=Entry.Kind.HOME).count() == 1


def test_what_is_broken_stands_with_whom_was_told_and_what_they_answered(client: Client, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    today = timezone.localdate()
    for _click in range(2):
        client.post(address("home_fault_new"), {**BULB, "version": ""})
    (fault,) = faults()
    assert "ikke sagt fra ennå" in client.get(address("home_of")).text
    asked = {**BULB, "told_to": "Vaktmesteren", "told_on": (today - timedelta(days=40)).isoformat()}
    client.post(address("home_fault", fault_id=fault.pk), {**asked, "version": 1})
    assert "ikke noe svar ennå" in client.get(address("home_of")).text
    answered = {**asked, "answer": "I morgen.", "answered_on": today.isoformat()}
    client.post(address("home_fault", fault_id=fault.pk), {**answered, "version": 2})
    page = client.get(address("home_of")).text
    assert "I morgen." in page
    client.post(address("home_fault_mended", fault_id=fault.pk, mended=1))
    assert faults()[0].mended_on == today
    client.post(address("home_fault_mended", fault_id=fault.pk, mended=0))
    assert (faults()[0].mended_on, faults()[0].version) == (None, 3)


def test_two_who_write_about_the_same_fault_lose_nothing(client: Client, tuva: Person, contact: User) -> None:
    sign_in(client, contact)
    client.post(reverse("home_fault_new", args=[tuva.pk]), {**BULB, "version": ""})
    page = reverse("home_fault", args=[tuva.pk, faults()[0].pk])
    client.post(page, {**BULB, "told_to": "Vaktmesteren", "version": 1})
    answer = client.post(page, {"kind": "broken", "words": "To lyspærer", "version": 1})
    assert answer.status_code == 422
    assert "Noen andre lagret først" in answer.text
    assert "To lyspærer" in answer.text
    assert faults()[0].told_to == "Vaktmesteren"
    client.post(page, {"kind": "broken", "words": "To lyspærer", "told_to": "Vaktmesteren", "version": 2})
    assert faults()[0].words == "To lyspærer"


def test_what_is_wrong_is_told_and_all_that_was_typed_stands(client: Client, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    today = timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()
    for wrong, sentence in (
        ({"told_on": tomorrow}, "Dagen har ikke vært ennå."),
        ({"answered_on": today.isoformat()}, "Skriv når dere sa fra også."),
        ({"told_on": today.isoformat(), "answered_on": "2020-01-01"}, "før noen sa fra"),
        ({"words": "🙂" * 1001}, "Det er plass til 1000 tegn."),
        ({"words": ""}, "Skriv noen ord først."),
    ):
        answer = client.post(address("home_fault_new"), {**BULB, "told_to": "Vaktmesteren", "version": "", **wrong})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Vaktmesteren" in answer.text
    answer = client.post(address("home_of"), {"kind": "own", "owner": "Meg", "since_on": tomorrow})
    assert answer.status_code == 422
    assert "Dagen har ikke vært ennå." in answer.text
    assert "Meg" in answer.text
    assert (homes(), faults()) == ([], [])


def test_the_actions_refuse_by_themselves(tuva: Person, contact: User, account: User) -> None:
    at, today = timezone.now(), timezone.localdate()
    fault = Fault(HomeFault.Kind.BROKEN, "Lyspæra")
    with acting_as(SYSTEM):
        first = move_home(person=tuva, living=Living(Home.Kind.SHELTER), by=contact, at=at)
        home = move_home(person=tuva, living=Living(Home.Kind.OWN), by=contact, at=at)
        made = write_down_fault(person=tuva, fault=fault, by=contact, at=at)
        late = at + timedelta(minutes=11)
        for refused in (
            lambda: take_back_home(home=home, by=account, at=at),
            lambda: take_back_home(home=home, by=contact, at=late),
            lambda: take_back_home(home=first, by=contact, at=at),  # it has ended
            lambda: write_down_fault(person=tuva, fault=Fault(HomeFault.Kind.BROKEN, " "), by=contact, at=at),
            lambda: write_down_fault(person=tuva, fault=Fault(HomeFault.Kind.BROKEN, "x" * 1001), by=contact, at=at),
            lambda: move_home(
                person=tuva, living=Living(Home.Kind.OWN, since_on=today + timedelta(days=1)), by=contact, at=at
            ),
        ):
            with pytest.raises(Refused):
                refused()
        with pytest.raises(ChangedMeanwhile):
            change_fault(standing=made, fault=Fault(HomeFault.Kind.BROKEN, "To"), seen_version=7, by=contact, at=at)
        assert mend_fault(standing=made, mended=False, by=contact, at=at).mended_on is None
        assert Home.objects.count() == 2
        assert HomeFault.objects.get().words == "Lyspæra"
        mended = mend_fault(standing=made, mended=True, by=contact, at=at)
        again = write_down_fault(person=tuva, fault=fault, by=contact, at=at)  # it broke once more
        assert again.pk != mended.pk


def test_a_stranger_gets_the_same_as_for_nothing(client: Client, tuva: Person, roy: Person, contact: User) -> None:
    at = timezone.now()
    with acting_as(SYSTEM):
        home = move_home(person=tuva, living=Living(Home.Kind.OWN), by=contact, at=at)
        fault = write_down_fault(person=tuva, fault=Fault(HomeFault.Kind.UNSAFE, "Døra"), by=contact, at=at)
    strangers = (make_user(team=make_team()), make_user(Role.LEADER, team=contact.team), make_user(Role.PEER))
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    for stranger in (*strangers, in_emergency):
        sign_in(client, stranger)
        for name, args in (
            ("home_of", [tuva.pk]),
            ("home_fault_new", [tuva.pk]),
            ("home_fault", [tuva.pk, fault.pk]),
        ):
            assert client.get(reverse(name, args=args)).status_code == 404
        assert client.post(reverse("home_of", args=[tuva.pk]), {"kind": "own"}).status_code == 404
        assert client.post(reverse("home_of_take_back", args=[tuva.pk, home.pk])).status_code == 404
        assert client.post(reverse("home_fault_mended", args=[tuva.pk, fault.pk, 1])).status_code == 404
    sign_in(client, contact)
    assert client.get(reverse("home_fault", args=[roy.pk, fault.pk])).status_code == 404
    assert client.get(reverse("home_of", args=[tuva.pk])).status_code == 200
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=tuva.pk, part="home").values_list("user", flat=True)[0] == contact.pk
        assert not Reading.objects.filter(subject_id=tuva.pk, user__in=strangers).exists()
    assert (len(homes()), faults()[0].mended_on) == (1, None)


def test_a_session_that_is_not_whole_shows_none_of_it(client: Client, tuva: Person, account: User) -> None:
    with acting_as(SYSTEM):
        move_home(person=tuva, living=Living(Home.Kind.OWN, owner="Hemmelig"), by=account, at=timezone.now())
    sign_in(client, account, narrow=True)
    assert "Hemmelig" not in client.get(reverse("my_home_of"), follow=True).text
    sign_in(client, account)
    assert "Hemmelig" in client.get(reverse("my_home_of")).text


@pytest.mark.second_wall
def test_the_database_keeps_who_wrote_and_where_they_lived(tuva: Person, contact: User, account: User) -> None:
    with acting_as(SYSTEM):
        home = move_home(person=tuva, living=Living(Home.Kind.OWN), by=contact, at=timezone.now())
        fault = write_down_fault(person=tuva, fault=Fault(HomeFault.Kind.UNSAFE, "Døra"), by=contact, at=timezone.now())
    with acting_as(contact.pk):
        for row, change in (
            (home, {"kind": "none"}),
            (home, {"owner": "Andre"}),
            (fault, {"written_by": account}),
            (fault, {"kind": "broken"}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**change)
            assert type(row).objects.filter(pk=row.pk).delete()[0] == 0
    with acting_as(make_user().pk):
        assert not Home.objects.exists()
        assert not HomeFault.objects.exists()
