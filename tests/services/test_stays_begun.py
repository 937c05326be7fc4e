"""In and out on the timeline, begun only when somebody says so; and what was planned and came to nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.access.policies import Refused
from benken.people.actions.entries import mark_read
from benken.people.models import Entry, Person
from benken.services.actions.stays import (
    begin_stay,
    call_off,
    change_stay,
    end_stay,
    not_begun,
    not_out,
    on_again,
    take_back_stay,
    write_down_stay,
)
from benken.services.models import Stay
from benken.services.told import CalledOff, Out, Staying
from tests.factories import (
    make_emergency,
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

IN, OUT = ("came_in", "Inn på Skjæret"), ("came_out", "Ut fra Skjæret")


def timeline() -> list[tuple[str, str]]:
    """Return what stands on the timeline of coming in and out, in the order it was written."""
    kinds = (Entry.Kind.CAME_IN, Entry.Kind.CAME_OUT)
    with acting_as(SYSTEM):
        rows = Entry.objects.filter(kind__in=kinds, state="shared").order_by("created_at", "pk")
        return [(row.kind, row.text.split(",")[0]) for row in rows]


def read_by(reader: User) -> None:
    """Let somebody else have read what stands there."""
    with acting_as(SYSTEM):
        mark_read(entries=list(Entry.objects.all()), by=reader, at=timezone.now())


def out_today(**answers: Any) -> dict[str, Any]:
    return {
        "ended_on": timezone.localdate().isoformat(),
        "reason": "sent_out",
        "words": "Mitt",
        "version": 1,
        **answers,
    }


def test_in_and_out_stand_on_the_timeline_once_each_and_go_with_the_act(
    client: Client, tuva: Person, side: Any
) -> None:
    user, address = side
    sign_in(client, user)
    for _click in range(2):
        client.post(address("stay_new"), told())
    (stay,) = stays()
    assert stay.has_begun
    assert timeline() == [IN]
    for _click in range(2):
        assert client.post(address("stay_out", stay_id=stay.pk), out_today()).status_code == 302
    assert timeline() == [IN, OUT]
    with acting_as(SYSTEM):
        for entry in Entry.objects.filter(about_id=stay.pk):
            assert (entry.person_id, entry.author_id, entry.state) == (tuva.pk, user.pk, "shared")
            assert "sprekk" not in entry.text  # why it ended stands at the stay
            assert "Mitt" not in entry.text
    page = client.get(reverse("my_record") if user.subject_id else reverse("person", args=[tuva.pk])).text
    assert "Inn på Skjæret" in page
    assert "Ut fra Skjæret" in page
    for _click in range(2):
        client.post(address("stay_not_out", stay_id=stay.pk))
    assert timeline() == [IN]
    for _click in range(2):
        client.post(address("stay_take_back", stay_id=stay.pk))
    assert timeline() == []
    assert stays() == []


def test_a_plan_stands_nowhere_on_the_timeline_until_somebody_writes_that_it_has_begun(
    client: Client, side: Any
) -> None:
    user, address = side
    sign_in(client, user)
    today = timezone.localdate()
    ahead = {"from_on": today + timedelta(days=3), "planned_end_on": today + timedelta(days=9)}
    client.post(address("stay_new"), told(**ahead))
    (stay,) = stays()
    assert not stay.has_begun
    assert timeline() == []
    begin = address("stay_begin", stay_id=stay.pk)
    assert begin not in client.get(address("stays")).text
    assert "Dagen inn har ikke vært ennå." in client.post(begin, follow=True).text
    assert not stays()[0].has_begun
    with acting_as(SYSTEM):
        Stay.objects.update(from_on=today, planned_end_on=today + timedelta(days=6))
    run_daily(timezone.now())
    assert not stays()[0].has_begun
    assert timeline() == []
    page = client.get(address("stays")).text
    assert ("Er du inne?" if user.subject_id else "Er Tuva inne?") in page
    assert begin in page
    for _click in range(2):
        assert client.post(begin).status_code == 302
    assert stays()[0].has_begun
    assert timeline() == [IN]
    assert deeds("stay.begin") == 1
    page = client.get(address("stays")).text
    assert "inne?" not in page
    assert "Ikke inn likevel" in client.get(address("stay", stay_id=stay.pk)).text
    for _click in range(2):
        client.post(address("stay_not_begun", stay_id=stay.pk))
    assert not stays()[0].has_begun
    assert timeline() == []
    assert deeds("stay.not_begun") == 1


def test_another_day_in_is_written_of_what_has_begun_or_of_a_plan(client: Client, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    today = timezone.localdate()
    client.post(address("stay_new"), told(from_on=today + timedelta(days=3)))
    (stay,) = stays()
    page = address("stay", stay_id=stay.pk)
    client.post(page, told(from_on=today - timedelta(days=1), version=1))
    assert timeline() == [IN]
    client.post(page, told(from_on=today - timedelta(days=1), place="Vika", version=2))
    assert timeline() == [("came_in", "Inn på Vika")]
    client.post(page, told(from_on=today + timedelta(days=2), place="Vika", version=3))
    assert timeline() == []
    assert not stays()[0].has_begun


def test_what_somebody_has_read_stands_and_a_line_beside_it_says_what_is_so(tuva: Person, contact: User) -> None:
    at, today = timezone.now(), timezone.localdate()
    with acting_as(contact.pk):
        staying = Staying(Stay.Kind.DETOX, today, place="Skjæret")
        stay = write_down_stay(person=tuva, staying=staying, by=contact, at=at)
        end_stay(stay=stay, out=Out(today, Stay.EndReason.CLOSED), seen_version=1, by=contact, at=at)
        read_by(make_user())
        not_out(stay=stay, by=contact, at=at)
        beside = ("came_out", "Ikke ut fra Skjæret likevel.")
        assert timeline() == [IN, OUT, beside]
        moved = Staying(Stay.Kind.DETOX, today - timedelta(days=1), place="Skjæret")
        change_stay(stay=stay, staying=moved, seen_version=3, by=contact, at=at)
        assert timeline() == [IN, OUT, beside]
        take_back_stay(stay=stay, by=contact, at=at)
    assert timeline() == [IN, OUT, beside, ("came_in", "Ikke inn på Skjæret likevel.")]


def test_a_place_without_a_name_is_told_by_its_kind(tuva: Person, contact: User) -> None:
    at, today = timezone.now(), timezone.localdate()
    with acting_as(contact.pk):
        stay = write_down_stay(person=tuva, staying=Staying(Stay.Kind.PRISON, today), by=contact, at=at)
        end_stay(stay=stay, out=Out(today, Stay.EndReason.AS_AGREED), seen_version=1, by=contact, at=at)
    assert timeline() == [("came_in", "Inn: fengsel"), ("came_out", "Ut: fengsel")]


def test_who_writes_that_somebody_is_out_writes_that_they_were_in(client: Client, tuva: Person, side: Any) -> None:
    user, address = side
    stay = make_stay(tuva, by=user, place="Skjæret", has_begun=False)
    sign_in(client, user)
    client.post(address("stay_out", stay_id=stay.pk), out_today())
    assert sorted(timeline()) == [IN, OUT]
    assert stays()[0].has_begun
    assert "Det står at oppholdet er over." in client.post(address("stay_not_begun", stay_id=stay.pk), follow=True).text
    assert stays()[0].has_begun


def test_a_planned_one_that_comes_to_nothing_is_kept_as_it_was_told_and_leaves_a_gap(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    today = timezone.localdate()
    make_stay(tuva, by=contact, planned_end_on=today + timedelta(days=3))
    first_in, last_in = today + timedelta(days=3), today + timedelta(days=20)
    planned = make_stay(tuva, by=contact, place="Vika", from_on=first_in, planned_end_on=last_in)
    make_stay(tuva, by=contact, place="Fjellet", from_on=last_in, planned_end_on=None)
    sign_in(client, user)
    page = client.get(address("stays")).text
    assert "Mellom" not in page
    off = address("stay_off", stay_id=planned.pk)
    assert off in page
    shown = client.get(off)
    assert shown.status_code == 200
    for blaming in ("umotivert", "møtte ikke", "avlyste", "uteble", "sprekk"):
        assert blaming not in shown.text
    for _click in range(2):
        answer = client.post(off, {"reason": "needed_the_bed", "words": "De ringte i går.", "version": 1})
        assert answer.status_code == 302
    kept = next(one for one in stays() if one.pk == planned.pk)
    assert (kept.from_on, kept.planned_end_on, kept.has_begun, kept.ended_on) == (first_in, last_in, False, None)
    assert (kept.off_on, kept.off_reason, kept.off_words) == (today, "needed_the_bed", "De ringte i går.")
    assert deeds("stay.off") == 1
    assert timeline() == []
    page = client.get(address("stays")).text
    assert "Mellom Odden (ut" in page
    assert ": 17 dager." in page
    assert "Det ble ikke noe av: stedet trengte plassen." in page
    assert "«De ringte i går.»" in page
    assert "Vika</h2>" not in page
    for refused in (address("stay_begin", stay_id=planned.pk), address("stay_out", stay_id=planned.pk)):
        client.post(refused, out_today(version=2))
    client.post(address("stay", stay_id=planned.pk), told(version=2))
    assert next(one for one in stays() if one.pk == planned.pk).__dict__ | {"_state": 0} == kept.__dict__ | {
        "_state": 0
    }
    for _click in range(2):
        client.post(address("stay_on_again", stay_id=planned.pk))
    again = next(one for one in stays() if one.pk == planned.pk)
    assert (again.off_on, again.off_reason, again.off_words, again.version) == (None, "", "", 3)
    assert deeds("stay.on_again") == 1
    assert "Mellom" not in client.get(address("stays")).text


def test_what_came_to_nothing_is_asked_about_no_more(ingunn: Client, her: Client, tuva: Person, contact: User) -> None:
    today = timezone.localdate()
    planned = make_stay(tuva, by=contact, from_on=today + timedelta(days=1))
    assert "Ingen avtale før det ennå" in ingunn.get("/").text
    ingunn.post(reverse("stay_off", args=[tuva.pk, planned.pk]), {"reason": "closed", "version": 1})
    assert "Ingen avtale før det ennå" not in ingunn.get("/").text
    assert "Hvem møter deg" not in her.get(reverse("my")).text
    assert run_daily(timezone.now()) == 0
    assert run_daily(timezone.now() + timedelta(days=40)) == 0


def test_the_referral_behind_it_waits_again_with_no_day_in(ingunn: Client, tuva: Person, contact: User) -> None:
    today = timezone.localdate()
    referral = make_referral(tuva, by=contact, to="Fjellet behandling")
    step_on(referral, "sent", by=contact)
    step_on(referral, "offered", by=contact, expected_start_on=today + timedelta(days=11))
    make_stay(tuva, by=contact)
    planned = make_stay(tuva, by=contact, place="Fjellet", from_on=today + timedelta(days=11), referral=referral)
    ingunn.post(reverse("stay_off", args=[tuva.pk, planned.pk]), {"reason": "wait", "version": 1})
    page = ingunn.get(reverse("stays", args=[tuva.pk])).text
    assert "og Fjellet behandling: dagen inn er ikke satt ennå." in page


def test_nothing_ahead_and_no_home_is_a_gap_where_something_was_planned(
    ingunn: Client, tuva: Person, contact: User
) -> None:
    today = timezone.localdate()
    over = {"ended_on": today, "end_reason": "as_agreed"}
    make_stay(tuva, by=contact, **over)
    planned = make_stay(tuva, by=contact, place="Vika", from_on=today + timedelta(days=2))
    ingunn.post(reverse("stay_off", args=[tuva.pk, planned.pk]), {"reason": "too_far", "version": 1})
    page = ingunn.get(reverse("stays", args=[tuva.pk])).text
    assert "ingen har skrevet et hjem ennå" in page
    assert "Hvor bor Tuva nå?" in page


def test_calling_off_tells_what_is_wrong_and_keeps_what_was_typed(client: Client, tuva: Person, side: Any) -> None:
    user, address = side
    sign_in(client, user)
    planned = make_stay(tuva, by=user, from_on=timezone.localdate() + timedelta(days=1))
    off = address("stay_off", stay_id=planned.pk)
    for wrong, sentence in (
        ({"reason": ""}, "Velg det som ligner mest."),
        ({"reason": "hennes feil"}, "Mine ord"),
        ({"reason": "own_words", "words": " "}, "Skriv noen ord først."),
        ({"words": "Mine ord" + "🙂" * 40_000}, "Det er plass til 1000 tegn."),
        ({"words": "Mine ord مرحبا" * 500}, "Det er plass til 1000 tegn."),
        ({"version": 0}, "Noen andre lagret først"),
    ):
        answer = client.post(off, {"reason": "closed", "words": "Mine ord", "version": 1, **wrong})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Mine ord" in answer.text or wrong.get("words") == " "
    begun = make_stay(tuva, by=user, place="Vika")
    answer = client.post(address("stay_off", stay_id=begun.pk), {"reason": "closed", "words": "Mine ord", "version": 1})
    assert answer.status_code == 422
    assert "Det har begynt." in answer.text
    assert [one.off_on for one in stays()] == [None, None]
    assert deeds("stay.off") == 0


def test_a_stranger_writes_none_of_the_new(client: Client, tuva: Person, roy: Person, contact: User) -> None:
    planned = make_stay(tuva, by=contact, from_on=timezone.localdate(), has_begun=False)
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    for stranger in (make_user(team=make_team()), make_user(Role.PEER), in_emergency):
        sign_in(client, stranger)
        for name in ("stay_begin", "stay_not_begun", "stay_off", "stay_on_again"):
            assert client.post(reverse(name, args=[tuva.pk, planned.pk]), {"reason": "closed"}).status_code == 404
        assert client.get(reverse("stay_off", args=[tuva.pk, planned.pk])).status_code == 404
    sign_in(client, contact)
    assert client.post(reverse("stay_begin", args=[roy.pk, planned.pk])).status_code == 404
    assert stays() == [planned]
    assert (stays()[0].has_begun, stays()[0].off_on, timeline()) == (False, None, [])


@pytest.mark.second_wall
def test_the_database_keeps_what_came_to_nothing_from_having_begun(tuva: Person, contact: User) -> None:
    planned = make_stay(tuva, by=contact, from_on=timezone.localdate() + timedelta(days=1))
    today = timezone.localdate()
    for impossible in (
        {"off_on": today},
        {"off_reason": "closed"},
        {"off_on": today, "off_reason": "own_words"},
        {"off_on": today, "off_reason": "closed", "has_begun": True},
        {"ended_on": today, "end_reason": "closed"},
    ):
        with acting_as(contact.pk), pytest.raises(DatabaseError), transaction.atomic():
            Stay.objects.filter(pk=planned.pk).update(**impossible)


ACTS = ("begin", "not begun", "out", "not out", "off", "on again", "earlier", "later")


def plan(days: int) -> Staying:
    return Staying(Stay.Kind.DETOX, timezone.localdate() + timedelta(days=days), place="Skjæret")


def do(act: str, stay: Stay, by: User) -> None:
    """Do one of `ACTS`."""
    who: dict[str, Any] = {"stay": stay, "by": by, "at": timezone.now()}
    seen = {**who, "seen_version": stay.version}
    match act:
        case "begin":
            begin_stay(**who)
        case "not begun":
            not_begun(**who)
        case "out":
            end_stay(out=Out(timezone.localdate(), Stay.EndReason.CLOSED), **seen)
        case "not out":
            not_out(**who)
        case "off":
            call_off(why=CalledOff(Stay.OffReason.CLOSED), **seen)
        case "on again":
            on_again(**who)
        case _:
            change_stay(staying=plan(-1 if act == "earlier" else 4), **seen)


class TheTimelineSaysWhatTheStaySays(TestCase):
    """Whatever is written in whatever order, the timeline has one line for in, one for out, or none."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=10), begins=st.integers(-5, 5))
    def test_one_line_for_in_one_for_out_and_none_of_what_is_not_so(self, acts: list[str], begins: int) -> None:
        contact = make_user(team=make_team())
        person = make_person(contact=contact)
        with acting_as(contact.pk):
            made = write_down_stay(person=person, staying=plan(begins), by=contact, at=timezone.now())
        for act in acts:
            (stay,) = stays()
            try:
                with acting_as(contact.pk):
                    do(act, stay, contact)
            except Refused:
                assert vars(stays()[0]) | {"_state": 0} == vars(stay) | {"_state": 0}
            run_daily(timezone.now() + timedelta(days=60))
            (now,) = stays()
            assert now.pk == made.pk
            assert now.off_on is None or not (now.has_begun or now.ended_on)
            assert now.ended_on is None or now.has_begun
            assert sorted(timeline()) == [IN] * now.has_begun + [OUT] * (now.ended_on is not None)
