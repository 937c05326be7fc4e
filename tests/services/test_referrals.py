"""Referrals through the front door: written together, sent, what came, who has the ball, each step seen by both."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.people.models import Entry, Person
from benken.services.models import Referral, ReferralStep, Wait
from tests.factories import (
    make_emergency,
    make_person,
    make_referral,
    make_service,
    make_team,
    make_user,
    sign_in,
    step_on,
)
from tests.papers import read_paper

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=9)


def address(name: str, referral: Referral, **more: object) -> str:
    return reverse(name, kwargs={"person_id": referral.person_id, "referral_id": referral.pk, **more})


def letter(**changed: object) -> dict[str, object]:
    typed = {
        "kind": "referral",
        "to_words": "Vika behandling",
        "name_in_letter": "Tuva Lindås",
        "purpose": "Å få sove",
        "hopes": "Én hel natt. 🙂",
        "letter": "مرحبا",
        "next_on": LATER.isoformat(),
    }
    return typed | changed


def came(**changed: object) -> dict[str, object]:
    typed = {
        "on_day": timezone.localdate().isoformat(),
        "source": "letter",
        "words": "De ringer tilbake.",
        "ball": "receiver",
        "next_on": LATER.isoformat(),
        "meanwhile": "Dusj på varmestua.",
    }
    return typed | changed


def state_of(referral: Referral) -> str:
    with acting_as(SYSTEM):
        return Referral.objects.get(pk=referral.pk).state


def seen_by(her: Client, referral: Referral) -> str:
    return her.get(reverse("my_wait", kwargs={"referral_id": referral.pk})).content.decode()


def everything_about(person: Person) -> tuple[object, ...]:
    """Return all that an act would have changed."""
    with acting_as(SYSTEM):
        return (
            list(Referral.objects.filter(person=person).values()),
            list(ReferralStep.objects.filter(person=person).values()),
            list(Wait.objects.filter(person=person).values()),
            Entry.objects.filter(person=person).count(),
            Deed.objects.filter(subject_id=person.pk).count(),
        )


def test_it_is_written_together_and_she_sees_it_at_once(
    tuva: Person, ingunn: Client, her: Client, contact: User
) -> None:
    answer = ingunn.post(reverse("referral_new", kwargs={"person_id": tuva.pk}), letter())
    with acting_as(SYSTEM):
        made = Referral.objects.get(person=tuva)
        assert answer["Location"] == address("referral", made)
        assert (made.state, made.hopes, made.letter) == ("drafted", "Én hel natt. 🙂", "مرحبا")
        wait = Wait.objects.get(referral=made)
        assert (wait.ball, wait.ball_user_id, wait.next_on) == ("us", contact.pk, LATER)
        assert Deed.objects.filter(verb="referral.drafted", subject_id=tuva.pk, by=contact).count() == 1
        assert not Entry.objects.filter(person=tuva, kind="referral").exists()  # nothing has gone anywhere yet
    page = her.get(reverse("my_waits")).content.decode()
    assert "Vika behandling" in page
    assert "Den er ikke sendt ennå" in page
    assert "Ingunn" in page


@pytest.mark.parametrize(
    "spoiled", [{"to_words": " "}, {"purpose": "\u200b"}, {"letter": "x" * 40_000}, {"next_on": ""}, {"service": "x"}]
)
def test_what_cannot_be_saved_still_stands_there(tuva: Person, ingunn: Client, spoiled: dict[str, str]) -> None:
    answer = ingunn.post(reverse("referral_new", kwargs={"person_id": tuva.pk}), letter(**spoiled))
    assert answer.status_code == 422
    assert "Én hel natt. 🙂" in answer.content.decode()
    assert spoiled.get("letter", "") in answer.content.decode()
    with acting_as(SYSTEM):
        assert not Referral.objects.exists()


def test_two_who_write_in_one_draft_lose_nothing(referral: Referral, ingunn: Client) -> None:
    typed = letter(hopes="Min versjon", version=1)
    assert ingunn.post(address("referral_change", referral), typed | {"hopes": "Den andres"}).status_code == 302
    answer = ingunn.post(address("referral_change", referral), typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Min versjon" in page
    assert "Den andres" in page
    assert ingunn.post(address("referral_change", referral), typed | {"version": 2}).status_code == 302
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=referral.pk).hopes == "Min versjon"


def test_what_is_sent_stands(referral: Referral, ingunn: Client, contact: User) -> None:
    step_on(referral, "sent", by=contact)
    ingunn.post(address("referral_change", referral), letter(hopes="Noe annet", version=2))
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=referral.pk).hopes == "Sove en hel natt."


def test_all_the_way_each_step_is_seen_by_both(referral: Referral, ingunn: Client, her: Client, contact: User) -> None:
    ways = [
        ("sent", {"track": "no_specialist"}, "sendt"),
        ("received", {}, "De har fått den"),
        ("assessed", {}, "De har vurdert den"),
        ("offered", {"expected_start_on": LATER.isoformat()}, "De har en plass til deg"),
        ("started", {}, "Du er i gang"),
        ("ended", {}, "Ferdig"),
    ]
    for number, (to, more, told) in enumerate(ways, start=1):
        answer = ingunn.post(address("referral_step", referral, to=to), came(**more))
        assert answer["Location"] == address("referral", referral)
        with acting_as(SYSTEM):
            step = ReferralStep.objects.get(referral=referral, to_state=to)
            assert (step.source, step.words, step.recorded_by_id) == ("letter", "De ringer tilbake.", contact.pk)
            entry = Entry.objects.get(about_id=step.pk)
            assert (entry.kind, entry.state, entry.person_id) == ("referral", "shared", referral.person_id)
            assert Entry.objects.filter(person_id=referral.person_id, kind="referral").count() == number
            assert Deed.objects.filter(verb=f"referral.{to}", object_id=referral.pk).count() == 1
            running = list(Wait.objects.filter(referral=referral, ended_at=None))
            assert [one.state for one in running] == ([] if to in {"started", "ended"} else [to])
        assert (
            told.casefold()
            in her.get(reverse("my_wait", kwargs={"referral_id": referral.pk})).content.decode().casefold()
        )
        assert "De ringer tilbake." in ingunn.get(address("referral", referral)).content.decode()


def test_the_limit_and_the_right_are_told_with_their_source(referral: Referral, ingunn: Client, her: Client) -> None:
    ingunn.post(address("referral_step", referral, to="sent"), came(track="no_specialist"))
    with acting_as(SYSTEM):
        wait = Wait.objects.get(referral=referral, ended_at=None)
    assert wait.limit_code == "no_assess"
    assert wait.limit_on is not None
    page = her.get(reverse("my_waits")).content.decode()
    for words in (
        "Det er en rett du har.",
        "§ 2-2, slik vi forsto det",
        "spør oss eller en jurist",
        "Dusj på varmestua.",
    ):
        assert words in page
    shown = ingunn.get(address("referral", referral)).content.decode()
    for words in ("Det er en rett.", "§ 2-2, slik vi forsto det", "Sjekk med jurist."):
        assert words in shown
    ingunn.post(address("referral_step", referral, to="assessed"), came())
    with acting_as(SYSTEM):
        assert Wait.objects.get(referral=referral, ended_at=None).limit_on is None  # what it asked for has come


@pytest.mark.parametrize("to", ["sent", "received", "offered", "declined"])
@pytest.mark.parametrize("spoiled", [{"ball": ""}, {"next_on": ""}, {"next_on": "2020-01-01"}, {"words": "x" * 40_000}])
def test_nothing_runs_without_who_has_the_ball_and_a_date(
    referral: Referral, ingunn: Client, contact: User, to: str, spoiled: dict[str, str]
) -> None:
    if to != "sent":
        step_on(referral, "sent", by=contact)
    with acting_as(SYSTEM):
        person = Person.objects.get(pk=referral.person_id)
    before = everything_about(person)
    fair = came(reason="full", expected_start_on=LATER.isoformat())
    answer = ingunn.post(address("referral_step", referral, to=to), fair | spoiled)
    assert answer.status_code == 422
    assert "Dusj på varmestua." in answer.content.decode()
    assert everything_about(person) == before
    assert ingunn.post(address("referral_step", referral, to=to), fair).status_code == 302


def test_a_day_that_has_not_come_is_refused(referral: Referral, ingunn: Client) -> None:
    answer = ingunn.post(address("referral_step", referral, to="sent"), came(on_day=LATER.isoformat()))
    assert answer.status_code == 422
    assert state_of(referral) == "drafted"


def test_a_no_has_a_reason_about_the_service_and_shows_the_next_door(
    referral: Referral, ingunn: Client, her: Client, contact: User
) -> None:
    other = make_service("Avrusning på dagtid")
    step_on(referral, "sent", by=contact)
    without = ingunn.post(address("referral_step", referral, to="declined"), came())
    assert without.status_code == 422
    assert state_of(referral) == "sent"
    ingunn.post(address("referral_step", referral, to="declined"), came(reason="full", ball="us"))
    assert state_of(referral) == "declined"
    page = ingunn.get(address("referral", referral)).content.decode()
    assert "Hva annet kan vi prøve?" in page
    assert f"?service={other.pk}" in page
    seen = seen_by(her, referral)
    assert "de har ikke plass" in seen
    assert "Vi ser på hva annet vi kan prøve" in seen


def test_what_does_not_go_from_here_changes_nothing(referral: Referral, ingunn: Client) -> None:
    for to in ("offered", "ended", "drafted", "nonsense"):
        answer = ingunn.post(address("referral_step", referral, to=to), came())
        assert answer.status_code == (404 if to in {"drafted", "nonsense"} else 302)
    assert state_of(referral) == "drafted"


def test_a_mistake_is_taken_back_and_both_stand(referral: Referral, ingunn: Client, contact: User) -> None:
    step_on(referral, "sent", by=contact)
    answer = ingunn.post(address("referral_step", referral, to="declined"), came(reason="full"))
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        step = ReferralStep.objects.get(referral=referral, to_state="declined")
    ingunn.post(address("referral_undo", referral, step_id=step.pk))
    assert state_of(referral) == "sent"
    with acting_as(SYSTEM):
        assert [one.to_state for one in ReferralStep.objects.filter(referral=referral)] == [
            "drafted",
            "sent",
            "declined",
            "sent",
        ]
        assert Wait.objects.get(referral=referral, ended_at=None).state == "sent"
        assert not Entry.objects.filter(about_id=step.pk).exists()
        assert Deed.objects.filter(verb="referral.undo", object_id=referral.pk).count() == 1
    ingunn.post(address("referral_undo", referral, step_id=step.pk))  # a second click
    assert state_of(referral) == "sent"


def test_what_somebody_has_read_or_what_is_old_is_not_taken_back(
    referral: Referral, ingunn: Client, contact: User
) -> None:
    old = step_on(referral, "sent", by=contact)
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(minutes=11)):
        ingunn.post(address("referral_undo", referral, step_id=old.pk))
    assert state_of(referral) == "sent"
    read = step_on(referral, "received", by=contact)
    with acting_as(SYSTEM):
        Entry.objects.filter(about_id=read.pk).update(first_read_at=timezone.now())
    ingunn.post(address("referral_undo", referral, step_id=read.pk))
    assert state_of(referral) == "received"


def test_another_is_not_taken_back_by_the_id_of_a_step_elsewhere(
    referral: Referral, ingunn: Client, contact: User, tuva: Person
) -> None:
    elsewhere = step_on(make_referral(tuva, by=contact), "sent", by=contact)
    assert ingunn.post(address("referral_undo", referral, step_id=elsewhere.pk)).status_code == 404
    assert state_of(referral) == "drafted"


def test_who_has_the_ball_is_said_anew_and_the_referral_stays(
    referral: Referral, ingunn: Client, contact: User
) -> None:
    step_on(referral, "sent", by=contact)
    typed = {"ball": "person", "next_on": LATER.isoformat(), "meanwhile": "Ring meg når du vil."}
    assert ingunn.post(address("referral_wait", referral), typed | {"next_on": ""}).status_code == 422
    assert ingunn.post(address("referral_wait", referral), typed).status_code == 302
    with acting_as(SYSTEM):
        wait = Wait.objects.get(referral=referral, ended_at=None)
        assert (wait.ball, wait.ball_user_id, wait.next_on, wait.meanwhile) == (
            "person",
            None,
            LATER,
            "Ring meg når du vil.",
        )
        assert Deed.objects.filter(verb="referral.wait", object_id=referral.pk).count() == 1
    assert state_of(referral) == "sent"


def test_nothing_is_waited_for_once_it_has_begun(referral: Referral, ingunn: Client, contact: User) -> None:
    step_on(referral, "sent", by=contact)
    step_on(referral, "started", by=contact)
    typed = {"ball": "us", "next_on": LATER.isoformat()}
    assert ingunn.post(address("referral_wait", referral), typed)["Location"] == address("referral", referral)
    with acting_as(SYSTEM):
        assert not Wait.objects.filter(referral=referral, ended_at=None).exists()


def test_the_letter_on_paper_holds_the_letter(referral: Referral, ingunn: Client) -> None:
    answer = ingunn.get(address("referral_paper", referral))
    assert answer["Content-Type"] == "application/pdf"
    assert "side.pdf" in answer["Content-Disposition"]
    words = read_paper(answer.content).words
    assert "Sove en hel natt." in words
    assert "Tuva" in words


def pages(referral: Referral) -> list[tuple[str, str]]:
    with acting_as(SYSTEM):
        step = ReferralStep.objects.filter(referral=referral).first()
    assert step is not None
    of_person = {"person_id": referral.person_id}
    return [
        ("GET", reverse("referrals", kwargs=of_person)),
        ("GET", reverse("referral_new", kwargs=of_person)),
        ("POST", reverse("referral_new", kwargs=of_person)),
        ("GET", address("referral", referral)),
        ("GET", address("referral_change", referral)),
        ("POST", address("referral_change", referral)),
        ("GET", address("referral_paper", referral)),
        ("GET", address("referral_wait", referral)),
        ("POST", address("referral_wait", referral)),
        ("GET", address("referral_step", referral, to="sent")),
        ("POST", address("referral_step", referral, to="sent")),
        ("POST", address("referral_undo", referral, step_id=step.pk)),
    ]


@pytest.mark.parametrize("who", ["stranger", "leader", "editor", "peer", "in an emergency", "herself"])
def test_whoever_does_not_follow_her_meets_the_same_404(
    referral: Referral, tuva: Person, contact: User, account: User, editor: User, who: str
) -> None:
    user = {
        "stranger": lambda: make_user(team=contact.team),
        "leader": lambda: make_user(Role.LEADER, team=contact.team),
        "editor": lambda: editor,
        "peer": lambda: make_user(Role.PEER, team=contact.team),
        "in an emergency": lambda: make_user(team=make_team()),
        "herself": lambda: account,
    }[who]()
    at = timezone.now()
    if who == "peer":
        grant_right(user=user, subject_id=tuva.pk, basis=Right.Basis.CIRCLE, scope=Right.Scope.OWN_TALKS, at=at)
    if who == "in an emergency":
        make_emergency(tuva, by=user)
    client = sign_in(Client(), user)
    missing = client.get(reverse("referrals", kwargs={"person_id": uuid4()}))
    before = everything_about(tuva)
    for method, path in pages(referral):
        answer = client.generic(method, path)
        assert answer.status_code == 404, path
        assert len(answer.content) == len(missing.content), path
    assert everything_about(tuva) == before
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(user=user, subject_id=tuva.pk, part__in=["referral", "letter"]).exists()


def test_each_reading_is_logged_and_she_sees_it(referral: Referral, ingunn: Client, her: Client, contact: User) -> None:
    ingunn.get(address("referral", referral))
    with acting_as(SYSTEM):
        logged = Reading.objects.get(user=contact, subject_id=referral.person_id, part="referral")
    assert logged.basis == "contact_person"
    assert "en søknad eller henvisning" in her.get(reverse("my_readers")).content.decode()


def test_somebody_elses_referral_is_not_reached_by_ones_own_person(
    referral: Referral, ingunn: Client, contact: User
) -> None:
    other = make_referral(make_person(contact=contact), by=contact)
    path = reverse("referral", kwargs={"person_id": referral.person_id, "referral_id": other.pk})
    assert ingunn.get(path).status_code == 404


def test_the_person_page_and_today_tell_who_waits(referral: Referral, ingunn: Client) -> None:
    person_page = reverse("person", kwargs={"person_id": referral.person_id})
    assert (
        "Odden · Avrusning" in ingunn.get(person_page).content.decode()
        or "Odden" in ingunn.get(person_page).content.decode()
    )
    assert "Noen venter" not in ingunn.get("/").content.decode()
    long_ago = timezone.now() - timedelta(days=15)
    with acting_as(SYSTEM):
        Referral.objects.filter(pk=referral.pk).update(state_on=long_ago.date())
        Wait.objects.filter(referral=referral).update(since_on=long_ago.date(), ball="receiver", ball_user=None)
    today = ingunn.get("/").content.decode()
    assert "Noen venter" in today
    assert "hold kontakten varm" in today
    assert "hold kontakten varm" in ingunn.get(reverse("people_list")).content.decode()


def test_what_waits_for_me_today_stands_on_today(referral: Referral, ingunn: Client) -> None:
    with acting_as(SYSTEM):
        Wait.objects.filter(referral=referral).update(next_on=timezone.localdate())
    assert "venter på en av oss" in ingunn.get("/").content.decode()
