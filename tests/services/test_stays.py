"""Stays and the chain: the gaps are told, somebody meets you at the gate, and nothing ends because a day has passed."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.people.actions.entries import tell
from benken.people.models import Entry, Person
from benken.services.actions.stays import (
    change_stay,
    end_stay,
    not_out,
    take_back_stay,
)
from benken.services.jobs import tell_who_comes_out
from benken.services.models import Appointment, Referral, Service, Stay, StayLine, Wait
from benken.services.told import Out, Staying
from tests.factories import (
    make_account_of,
    make_appointment,
    make_emergency,
    make_home,
    make_person,
    make_referral,
    make_stay,
    make_team,
    make_user,
    sign_in,
    step_on,
)
from tests.services.staying import deeds, run_daily, stays, told

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[str, date]]:
    """Return what was told by itself."""
    with acting_as(SYSTEM):
        return [(line.about, line.on_day) for line in StayLine.objects.all()]


def test_both_sides_write_it_down_once_and_it_stands_in_the_chain(client: Client, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    assert "Skriv det ned" in client.get(address("stays")).text
    for _click in range(2):
        assert client.post(address("stay_new"), told()).status_code == 302
    (stay,) = stays()
    today = timezone.localdate()
    assert (stay.kind, stay.place, stay.from_on, stay.planned_end_on, stay.ended_on) == (
        "detox",
        "Skjæret",
        today,
        today + timedelta(days=9),
        None,
    )
    page = client.get(address("stays")).text
    assert "Skjæret" in page
    assert "Avrusning: fra" in page
    assert "Hvem møter" in page
    assert deeds("stay.tell") == 1
    with acting_as(SYSTEM):
        assert Deed.objects.get(verb="stay.tell").by == user


def test_a_place_of_the_directory_gives_the_stay_its_name(client: Client, side: Any, odden: Service) -> None:
    user, address = side
    sign_in(client, user)
    client.post(address("stay_new"), told(service=odden.pk, place=""))
    (stay,) = stays()
    assert (stay.service_id, stay.place) == (odden.pk, f"{odden.place.name} · {odden.name}")
    assert odden.name in client.get(address("stays")).text


def test_the_gap_between_two_is_told_in_days_and_asked_about(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    today = timezone.localdate()
    out, back_in = today + timedelta(days=3), today + timedelta(days=17)
    make_stay(tuva, by=contact, planned_end_on=out)
    make_stay(tuva, by=contact, kind="treatment", place="Vika", from_on=back_in, planned_end_on=None)
    sign_in(client, user)
    page = client.get(address("stays")).text
    assert "Mellom Odden (ut" in page
    assert "og Vika (inn" in page
    assert ": 14 dager." in page
    assert ("Hvor bor du da? Hvem er med deg?" if user.subject_id else "Hvor bor Tuva da? Hvem er med?") in page
    assert "ingen har skrevet et hjem ennå" in page
    make_home(tuva, by=contact, kind="municipal")
    page = client.get(address("stays")).text
    assert "Hjem nå: kommunal bolig." in page
    assert "Hjem: kommunal bolig" in page
    assert "ingen har skrevet et hjem ennå" not in page


def test_what_follows_at_once_leaves_no_gap_and_what_overlaps_leaves_none(
    ingunn: Client, tuva: Person, contact: User
) -> None:
    today = timezone.localdate()
    make_stay(tuva, by=contact, planned_end_on=today + timedelta(days=20))
    make_stay(tuva, by=contact, kind="hospital", place="Sykehuset", from_on=today, planned_end_on=today)
    make_stay(tuva, by=contact, kind="treatment", place="Vika", from_on=today + timedelta(days=20))
    make_home(tuva, by=contact)
    assert "Mellom" not in ingunn.get(reverse("stays", args=[tuva.pk])).text


def test_a_referral_that_waits_stands_in_the_chain_with_its_next_date_until_a_stay_comes_of_it(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    referral = make_referral(tuva, by=contact, to="Fjellet behandling")
    step_on(referral, "sent", by=contact)
    with acting_as(SYSTEM):
        Wait.objects.filter(referral=referral, ended_at=None).update(meanwhile="Gruppe på tirsdager.")
    make_stay(tuva, by=contact)
    sign_in(client, user)
    page = client.get(address("stays")).text
    assert "og Fjellet behandling: dagen inn er ikke satt ennå." in page
    assert "Vi vet mer" in page
    assert "Gruppe på tirsdager." in page
    today = timezone.localdate()
    step_on(
        referral,
        "offered",
        by=contact,
        expected_start_on=today + timedelta(days=11),
        expected_end_on=today + timedelta(days=90),
    )
    assert ": 1 dag." in client.get(address("stays")).text
    client.post(address("stay_new"), told(kind="treatment", place="Fjellet", referral=referral.pk))
    assert "Fjellet behandling" not in client.get(address("stays")).text


def test_what_waits_without_an_offer_has_no_day_in_however_much_it_is_hoped(
    ingunn: Client, tuva: Person, contact: User
) -> None:
    referral = make_referral(tuva, by=contact, to="Fjellet")
    step_on(referral, "sent", by=contact)
    with acting_as(SYSTEM):
        Referral.objects.update(expected_start_on=timezone.localdate() + timedelta(days=20))
    make_stay(tuva, by=contact)
    page = ingunn.get(reverse("stays", args=[tuva.pk])).text
    assert "og Fjellet: dagen inn er ikke satt ennå." in page


def test_an_appointment_before_the_planned_end_answers_who_meets_her(
    ingunn: Client, her: Client, tuva: Person, contact: User
) -> None:
    out_on = timezone.localdate() + timedelta(days=10)
    make_stay(tuva, by=contact, planned_end_on=out_on)
    page = ingunn.get(reverse("stays", args=[tuva.pk])).text
    assert "Hvem møter Tuva når dagen kommer?" in page
    booking = reverse("appointment_new", args=[tuva.pk])
    assert f"{booking}?about=gate" in page
    begun = ingunn.get(booking, {"about": "gate", "day": out_on.isoformat()}).text
    assert "Møte på vei ut" in begun
    assert out_on.isoformat() in begun
    promised = ingunn.get(reverse("promise_new", args=[tuva.pk]), {"about": "gate", "day": "2031-02-30"})
    assert "Jeg møter deg når du går ut." in promised.text
    assert "Hvem møter deg når du går ut?" in her.get(reverse("my_stays")).text
    assert "Kan noen møte meg når jeg går ut?" in her.get(reverse("my_messages"), {"about": "gate"}).text
    make_appointment(tuva, by=contact, what="for sent", starts_at=timezone.now() + timedelta(days=12))
    assert "for sent" not in ingunn.get(reverse("stays", args=[tuva.pk])).text
    make_appointment(tuva, by=contact, what="Hentes", starts_at=timezone.now() + timedelta(days=2))
    for browser, address in ((ingunn, reverse("stays", args=[tuva.pk])), (her, reverse("my_stays"))):
        page = browser.get(address).text
        assert "Hentes" in page
        assert "Hvem møter" not in page


def test_who_comes_out_soon_without_a_meeting_stands_on_today_the_caseload_and_her_own_page(
    ingunn: Client, her: Client, tuva: Person, contact: User
) -> None:
    today = timezone.localdate()
    make_stay(tuva, by=contact, planned_end_on=today + timedelta(days=15))
    words = "Ingen avtale før det ennå"

    def pages() -> tuple[str, str, str]:
        return ingunn.get("/").text, ingunn.get(reverse("people_list")).text, her.get(reverse("my")).text

    morning, caseload, own = pages()
    assert words not in morning + caseload
    assert "Hvem møter deg" not in own
    with acting_as(SYSTEM):
        Stay.objects.update(planned_end_on=today + timedelta(days=14))
    morning, caseload, own = pages()
    assert words in morning
    assert words in caseload
    assert "Hvem møter deg når du går ut?" in own
    with acting_as(SYSTEM):
        assert Reading.objects.filter(part="today", user=contact).exists()
    make_appointment(tuva, by=contact, starts_at=timezone.now() + timedelta(days=3))
    morning, caseload, own = pages()
    assert words not in morning + caseload
    assert "Hvem møter deg" not in own
    with acting_as(SYSTEM):
        Stay.objects.update(planned_end_on=today - timedelta(days=1), from_on=today - timedelta(days=5))
    morning, caseload, own = pages()
    assert "Ute nå?" in morning
    assert "Ute nå?" in caseload
    assert "Er du ute?" in own
    assert stays()[0].ended_on is None


def test_a_meeting_before_one_has_come_in_is_none_before_one_comes_out(
    ingunn: Client, tuva: Person, contact: User
) -> None:
    today = timezone.localdate()
    make_stay(tuva, by=contact, from_on=today + timedelta(days=5), planned_end_on=today + timedelta(days=10))
    make_appointment(tuva, by=contact, starts_at=timezone.now() + timedelta(days=2))
    assert "Ingen avtale før det ennå" in ingunn.get("/").text
    assert "Hvem møter Tuva" in ingunn.get(reverse("stays", args=[tuva.pk])).text
    make_appointment(tuva, by=contact, starts_at=timezone.now() + timedelta(days=7))
    assert "Ingen avtale før det ennå" not in ingunn.get("/").text
    assert "Hvem møter Tuva" not in ingunn.get(reverse("stays", args=[tuva.pk])).text


def test_a_cancelled_meeting_meets_nobody(ingunn: Client, tuva: Person, contact: User) -> None:
    make_stay(tuva, by=contact)
    make_appointment(tuva, by=contact, starts_at=timezone.now() + timedelta(days=2))
    assert "Ingen avtale før det ennå" not in ingunn.get("/").text
    with acting_as(SYSTEM):
        Appointment.objects.update(state=Appointment.State.CANCELLED)
    assert "Ingen avtale før det ennå" in ingunn.get("/").text


def test_the_job_tells_each_planned_day_once_and_ends_nothing(
    her: Client, ingunn: Client, tuva: Person, contact: User
) -> None:
    now = timezone.now()
    stay = make_stay(tuva, by=contact)
    before = stays()[0].__dict__ | {"_state": None}
    planned = stay.planned_end_on
    tell_who_comes_out(0)
    assert lines() == [("soon", planned)]
    assert run_daily(now) == 0
    assert "ingen avtale før det er satt opp" in her.get(reverse("my_stays")).text
    assert "ingen avtale før det er satt opp" in ingunn.get(reverse("stays", args=[tuva.pk])).text
    assert run_daily(now + timedelta(days=11)) == 1
    assert run_daily(now + timedelta(days=400)) == 0
    assert lines() == [("soon", planned), ("passed", planned)]
    assert stays()[0].__dict__ | {"_state": None} == before
    with patch("django.utils.timezone.now", return_value=now + timedelta(days=400)):
        assert "Er du ute?" in sign_in(Client(), make_account_again(tuva)).get(reverse("my_stays")).text


def make_account_again(person: Person) -> User:
    """Return the person's own account."""
    with acting_as(SYSTEM):
        return User.objects.get(subject_id=person.pk)


def test_out_is_written_by_whoever_says_so_and_can_be_taken_back(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    stay = make_stay(tuva, by=contact)
    sign_in(client, user)
    page = address("stay_out", stay_id=stay.pk)
    today = timezone.localdate()
    answer = {"ended_on": today.isoformat(), "reason": "sent_out", "words": "Jeg ville bli.", "version": 1}
    for _click in range(2):
        assert client.post(page, answer).status_code == 302
    (ended,) = stays()
    assert (ended.ended_on, ended.end_reason, ended.end_words, ended.version) == (
        today,
        "sent_out",
        "Jeg ville bli.",
        2,
    )
    shown = client.get(address("stays")).text
    assert "stedet skrev ut etter en sprekk" in shown
    assert "brøt" not in shown + client.get(page).text
    assert "Ikke ute likevel" in client.get(address("stay", stay_id=stay.pk)).text
    for _click in range(2):
        client.post(address("stay_not_out", stay_id=stay.pk))
    (again,) = stays()
    assert (again.ended_on, again.end_reason, again.end_words, again.version) == (None, "", "", 3)
    assert (deeds("stay.out"), deeds("stay.not_out")) == (1, 1)


def test_what_is_wrong_is_told_and_all_that_was_typed_stands(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    sign_in(client, user)
    today = timezone.localdate()
    earlier, tomorrow = (today - timedelta(days=3)).isoformat(), (today + timedelta(days=1)).isoformat()
    for wrong, sentence in (
        ({"planned_end_on": earlier}, "Dagen ut kan ikke være før dagen inn."),
        ({"kind": ""}, "Velg det som ligner mest."),
        ({"from_on": "i går"}, "Skriv dagen slik"),
        ({"service": "0"}, "Skjæret"),
        ({"place": "Skjæret" + "🙂" * 40_000}, "Det er plass til 150 tegn."),
        ({"place": "Skjæret مرحبا" * 50}, "Det er plass til 150 tegn."),
    ):
        answer = client.post(address("stay_new"), told(**wrong))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Skjæret" in answer.text
    assert stays() == []
    stay = make_stay(tuva, by=contact)
    page = address("stay_out", stay_id=stay.pk)
    for wrong, sentence in (
        ({"ended_on": tomorrow}, "Dagen har ikke vært ennå."),
        ({"ended_on": earlier}, "Dagen ut kan ikke være før dagen inn."),
        ({"reason": ""}, "Velg det som ligner mest."),
    ):
        whole = {"ended_on": today.isoformat(), "reason": "other", "words": "Mine ord", "version": 1, **wrong}
        answer = client.post(page, whole)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Mine ord" in answer.text
    empty = {"ended_on": today.isoformat(), "reason": "own_words", "words": " ", "version": 1}
    answer = client.post(page, empty)
    assert answer.status_code == 422
    assert "Skriv noen ord først." in answer.text
    assert stays()[0].ended_on is None
    assert deeds("stay.out") == 0


def test_two_who_write_at_once_lose_nothing(client: Client, tuva: Person, contact: User, side: Any) -> None:
    user, address = side
    stay = make_stay(tuva, by=contact)
    sign_in(client, user)
    page = address("stay", stay_id=stay.pk)
    client.post(page, told(place="Neset", version=1))
    answer = client.post(page, told(place="Vika", version=1))
    assert answer.status_code == 422
    assert "Noen andre lagret først" in answer.text
    assert "Neset" in answer.text
    assert "Vika" in answer.text
    out = {"ended_on": timezone.localdate().isoformat(), "reason": "too_far", "version": 1}
    answer = client.post(address("stay_out", stay_id=stay.pk), out)
    assert answer.status_code == 422
    assert (stays()[0].place, stays()[0].ended_on) == ("Neset", None)
    client.post(page, told(place="Vika", version=2))
    assert stays()[0].place == "Vika"
    assert deeds("stay.change") == 2


def test_one_written_by_mistake_is_taken_back_at_once_and_never_later(client: Client, tuva: Person, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    client.post(address("stay_new"), told())
    (mistake,) = stays()
    for _click in range(2):
        assert client.post(address("stay_take_back", stay_id=mistake.pk)).status_code == 302
    assert stays() == []
    assert deeds("stay.take_back") == 1
    at = timezone.now()
    old = make_stay(tuva, by=user, at=at - timedelta(minutes=11))
    client.post(address("stay_take_back", stay_id=old.pk))
    assert stays() == [old]


def test_a_stranger_gets_the_same_as_for_nothing(client: Client, tuva: Person, roy: Person, contact: User) -> None:
    stay = make_stay(tuva, by=contact)
    strangers = (make_user(team=make_team()), make_user(Role.LEADER, team=contact.team), make_user(Role.PEER))
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    for stranger in (*strangers, in_emergency):
        sign_in(client, stranger)
        for name, args in (
            ("stays", [tuva.pk]),
            ("stay_new", [tuva.pk]),
            ("stay", [tuva.pk, stay.pk]),
            ("stay_out", [tuva.pk, stay.pk]),
        ):
            assert client.get(reverse(name, args=args)).status_code == 404
        assert client.post(reverse("stay_new", args=[tuva.pk]), told()).status_code == 404
        assert client.post(reverse("stay_not_out", args=[tuva.pk, stay.pk])).status_code == 404
        assert client.post(reverse("stay_take_back", args=[tuva.pk, stay.pk])).status_code == 404
    sign_in(client, contact)
    assert client.get(reverse("stay", args=[roy.pk, stay.pk])).status_code == 404
    assert client.get(reverse("stays", args=[tuva.pk])).status_code == 200
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=tuva.pk, part="stays").values_list("user", flat=True)[0] == contact.pk
        assert not Reading.objects.filter(subject_id=tuva.pk, user__in=strangers).exists()
    assert stays() == [stay]


def test_a_session_that_is_not_whole_shows_none_of_it(
    client: Client, tuva: Person, account: User, contact: User
) -> None:
    stay = make_stay(tuva, by=contact, kind="prison", place="Hemmelig")
    sign_in(client, account, narrow=True)
    for address in (reverse("my_stays"), reverse("my_stay", args=[stay.pk]), reverse("my")):
        page = client.get(address, follow=True).text
        assert "Hemmelig" not in page
        assert "Hvem møter deg" not in page
    sign_in(client, account)
    assert "Hemmelig" in client.get(reverse("my_stays")).text


@pytest.mark.second_wall
def test_the_database_keeps_whose_it_is_and_lets_the_job_alone_tell(tuva: Person, contact: User, account: User) -> None:
    stay = make_stay(tuva, by=contact)
    run_daily(timezone.now())
    stranger, reader = make_user(team=make_team()), make_user(team=make_team())
    make_emergency(tuva, by=reader)
    for nobody in (stranger, reader):
        with acting_as(nobody.pk):
            assert not Stay.objects.exists()
            assert not StayLine.objects.exists()
            assert Stay.objects.update(place="Et annet sted") == 0
    with acting_as(contact.pk):
        assert Stay.objects.get() == stay
        assert StayLine.objects.count() == 1
        for change in ({"written_by": account}, {"person": make_person()}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Stay.objects.filter(pk=stay.pk).update(**change)
        assert Stay.objects.all()._raw_delete("default") == 0  # straight to the rows
        assert StayLine.objects.all()._raw_delete("default") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            StayLine.objects.create(person=tuva, stay=stay, about="passed", on_day=stay.from_on, told_at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            Stay.objects.create(
                person=tuva, kind="prison", from_on=stay.from_on, written_by=account, written_at=timezone.now()
            )
    with acting_as(account.pk):
        assert Stay.objects.get() == stay


def test_the_actions_refuse_what_the_form_does_not_ask(tuva: Person, contact: User) -> None:
    at, today = timezone.now(), timezone.localdate()
    stay = make_stay(tuva, by=contact)
    with acting_as(contact.pk):
        backwards = Staying(Stay.Kind.DETOX, today, planned_end_on=today - timedelta(days=1))
        with pytest.raises(Refused):
            change_stay(stay=stay, staying=backwards, seen_version=1, by=contact, at=at)
        out = Out(today, Stay.EndReason.CLOSED)
        end_stay(stay=stay, out=out, seen_version=1, by=contact, at=at)
        later = Staying(Stay.Kind.DETOX, today + timedelta(days=1))
        with pytest.raises(Refused):  # in after one is out
            change_stay(stay=stay, staying=later, seen_version=2, by=contact, at=at)
        with pytest.raises(ChangedMeanwhile):
            end_stay(stay=stay, out=Out(today, Stay.EndReason.TOO_FAR), seen_version=1, by=contact, at=at)
        not_out(stay=stay, by=contact, at=at)
        with pytest.raises(Refused):
            take_back_stay(stay=stay, by=make_user(), at=at)


WHATEVER_HAPPENS = st.lists(
    st.one_of(
        st.just("a slip"),
        st.just("a missed meeting"),
        st.just("a job"),
        st.integers(min_value=1, max_value=120).map(lambda days: f"silence {days}"),
    ),
    min_size=1,
    max_size=8,
)


class NothingEnds(TestCase):
    """No sequence of slips, missed meetings and silences changes a stay."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(happens=WHATEVER_HAPPENS, begins=st.integers(-30, 30), lasts=st.none() | st.integers(0, 60))
    def test_whatever_happens_and_however_long_no_stay_changes(
        self, happens: list[str], begins: int, lasts: int | None
    ) -> None:
        contact = make_user(team=make_team())
        person = make_person(contact=contact)
        account = make_account_of(person)
        at = timezone.now()
        from_on = timezone.localdate(at) + timedelta(days=begins)
        out = None if lasts is None else from_on + timedelta(days=lasts)
        make_stay(person, by=contact, from_on=from_on, planned_end_on=out)
        missed = make_appointment(person, by=contact)
        with acting_as(SYSTEM):
            before = list(Stay.objects.filter(person=person).values())
        for one in [*happens, "a job"]:
            if one == "a slip":
                with acting_as(SYSTEM):
                    tell(person=person, kind=Entry.Kind.HARD_TIME, text="Jeg brukte.", by=account, at=at)
            elif one == "a missed meeting":
                with acting_as(SYSTEM):
                    Appointment.objects.filter(pk=missed.pk).update(state=Appointment.State.MISSED)
            elif one.startswith("silence"):
                at += timedelta(days=int(one.split()[1]))
            with patch("django.utils.timezone.now", return_value=at):
                tell_who_comes_out(0)
        with acting_as(SYSTEM):
            assert list(Stay.objects.filter(person=person).values()) == before
            assert not Entry.objects.filter(person=person, kind__in=["came_in", "came_out"]).exists()
            told_of = list(StayLine.objects.filter(person=person).values_list("about", "on_day"))
        assert len(told_of) == len(set(told_of)) <= 2
        assert (("passed", out) in told_of) == (out is not None and out < timezone.localdate(at))
