"""Letters to a place whose editor answers here: the letter of one referral, while it is there, and nothing else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.people.models import Entry, Person
from benken.services.models import PlaceEditor, Referral, ReferralStep, Service, Wait, WaitLine
from tests.factories import make_entry, make_referral, make_service, make_user, sign_in, step_on

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=9)


@pytest.fixture
def letter(referral: Referral, contact: User) -> Referral:
    """Return a referral that was sent to the place, here."""
    step_on(referral, "sent", by=contact, source="here")
    return referral


def page(letter: Referral) -> str:
    return reverse("letter", kwargs={"referral_id": letter.pk})


def answering(letter: Referral, to: str) -> str:
    return reverse("letter_answer", kwargs={"referral_id": letter.pk, "to": to})


FAIR = {
    "words": "Vi ringer.",
    "next_on": LATER.isoformat(),
    "reason": "full",
    "expected_start_on": LATER.isoformat(),
    "given_by": "fits",
}


def test_she_sees_the_letter_and_nothing_else_and_the_person_sees_that(
    letter: Referral, jorunn: Client, her: Client, editor: User, tuva: Person, contact: User
) -> None:
    make_entry(tuva, by=contact, text="HEMMELIG")
    found = jorunn.get(reverse("letters")).content.decode()
    assert page(letter) in found
    read = jorunn.get(page(letter)).content.decode()
    assert "Sove en hel natt." in read
    assert "HEMMELIG" not in read + found
    assert contact.name not in read
    with acting_as(SYSTEM):
        logged = Reading.objects.get(user=editor, subject_id=tuva.pk)
    assert (logged.part, logged.basis) == ("letter", "letter")
    readers = her.get(reverse("my_readers")).content.decode()
    assert "Jorunn Odden" in readers
    assert "de skal svare deg" in readers
    for name in ("person", "referrals", "entry_new"):
        assert jorunn.get(reverse(name, kwargs={"person_id": tuva.pk})).status_code == 404


def test_the_place_says_no_in_its_own_words_and_what_was_sent_here_is_called_no_answer(
    letter: Referral, jorunn: Client, ingunn: Client, her: Client
) -> None:
    form = jorunn.get(answering(letter, "declined")).text
    assert "vi har ikke plass" in form
    assert not any(words in form for words in ("de har ikke plass", "de ga ingen grunn", "de tar bare imot"))
    address = reverse("referral", kwargs={"person_id": letter.person_id, "referral_id": letter.pk})
    for shown in (ingunn.get(address).text, her.get(reverse("my_wait", kwargs={"referral_id": letter.pk})).text):
        assert "· her i Benken" in shown
        assert "svart her i Benken" not in shown
    recorded = ingunn.get(
        reverse("referral_step", kwargs={"person_id": letter.person_id, "referral_id": letter.pk, "to": "declined"})
    )
    assert "de har ikke plass" in recorded.text


@pytest.mark.parametrize(
    ("to", "ball", "told"),
    [
        ("received", "receiver", "De har fått den"),
        ("assessed", "receiver", "De har vurdert den"),
        ("offered", "us", "De har en plass til deg"),
        ("declined", "us", "de har ikke plass"),
        ("started", "", "Du er i gang"),
    ],
)
def test_what_is_answered_here_is_seen_by_both(
    letter: Referral, jorunn: Client, ingunn: Client, her: Client, editor: User, to: str, ball: str, told: str
) -> None:
    assert jorunn.post(answering(letter, to), FAIR).status_code == 302
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=letter.pk).state == to
        step = ReferralStep.objects.get(referral=letter, to_state=to)
        assert (step.source, step.recorded_by_id) == ("here", editor.pk)
        assert Entry.objects.get(about_id=step.pk).author_id == editor.pk
        assert Deed.objects.filter(verb=f"referral.{to}", by=editor, subject_id=letter.person_id).count() == 1
        assert [one.ball for one in Wait.objects.filter(referral=letter, ended_at=None)] == ([ball] if ball else [])
    assert told in her.get(reverse("my_wait", kwargs={"referral_id": letter.pk})).content.decode()
    address = reverse("referral", kwargs={"person_id": letter.person_id, "referral_id": letter.pk})
    assert "Vi ringer." in ingunn.get(address).content.decode()
    if to == "declined":
        assert "venter på en av oss" in ingunn.get("/").content.decode()


@pytest.mark.parametrize(
    ("to", "spoiled"),
    [
        ("received", {"next_on": ""}),
        ("declined", {"reason": ""}),
        ("declined", {"reason": "not_asked"}),
        ("offered", {"expected_start_on": ""}),
        ("offered", {"given_by": ""}),
        ("started", {"given_by": "x"}),
        ("offered", {"words": "x" * 40_000}),
    ],
)
def test_an_answer_that_cannot_be_saved_changes_nothing(
    letter: Referral, jorunn: Client, to: str, spoiled: dict[str, str]
) -> None:
    answer = jorunn.post(answering(letter, to), FAIR | spoiled)
    assert answer.status_code == 422
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=letter.pk).state == "sent"
        assert ReferralStep.objects.filter(referral=letter).count() == 2
    assert jorunn.post(answering(letter, to), FAIR).status_code == 302


def test_a_second_answer_meets_what_stands(letter: Referral, jorunn: Client) -> None:
    jorunn.post(answering(letter, "received"), FAIR)
    assert jorunn.post(answering(letter, "received"), FAIR)["Location"] == page(letter)
    for not_theirs in ("sent", "withdrawn", "ended", "drafted", "nonsense"):
        assert jorunn.post(answering(letter, not_theirs), FAIR).status_code == 404
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=letter.pk).state == "received"
        assert ReferralStep.objects.filter(referral=letter).count() == 3


@pytest.mark.parametrize("state", ["drafted", "declined", "withdrawn", "ended"])
def test_the_letter_is_closed_to_them_while_it_is_not_with_them(letter: Referral, jorunn: Client, state: str) -> None:
    with acting_as(SYSTEM):
        Referral.objects.filter(pk=letter.pk).update(state=state, place=None if state == "drafted" else letter.place)
    assert jorunn.get(page(letter)).status_code == 404
    assert jorunn.post(answering(letter, "received"), FAIR).status_code == 404
    assert str(letter.pk) not in jorunn.get(reverse("letters")).content.decode()


def test_what_was_sent_on_paper_is_not_theirs_to_see(referral: Referral, contact: User, jorunn: Client) -> None:
    step_on(referral, "sent", by=contact, source="letter")
    assert jorunn.get(page(referral)).status_code == 404


def test_what_is_not_answered_here_is_not_sent_here(tuva: Person, contact: User, ingunn: Client) -> None:
    referral = make_referral(tuva, by=contact, service=make_service())
    address = reverse("referral_step", kwargs={"person_id": tuva.pk, "referral_id": referral.pk, "to": "sent"})
    typed = {
        "on_day": timezone.localdate().isoformat(),
        "source": "here",
        "ball": "receiver",
        "next_on": LATER.isoformat(),
    }
    assert ingunn.post(address, typed).status_code == 422
    assert ingunn.post(address, typed | {"source": "letter"}).status_code == 302


@pytest.mark.parametrize("who", ["editor elsewhere", "no editor any more", "not an editor by role", "contact"])
def test_whoever_does_not_keep_the_place_meets_the_404(
    letter: Referral, contact: User, editor: User, odden: Service, who: str
) -> None:
    elsewhere = make_user(Role.SERVICE_EDITOR)
    make_service(editor=elsewhere)
    user = {"editor elsewhere": elsewhere, "contact": contact}.get(who, editor)
    with acting_as(SYSTEM):
        if who == "no editor any more":
            PlaceEditor.objects.filter(user=editor, place=odden.place).delete()
        if who == "not an editor by role":
            User.objects.filter(pk=editor.pk).update(roles=[Role.WORKER])
    client = sign_in(Client(), User.objects.get(pk=user.pk))
    assert client.get(page(letter)).status_code == 404
    assert client.post(answering(letter, "declined"), FAIR).status_code == 404
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=letter.pk).state == "sent"
        assert not Reading.objects.filter(user=user, subject_id=letter.person_id, part="letter").exists()


@pytest.mark.second_wall
def test_in_the_database_an_editor_sees_the_row_and_changes_nothing(
    letter: Referral, editor: User, tuva: Person, contact: User
) -> None:
    make_entry(tuva, by=contact)
    with acting_as(editor.pk):
        assert Referral.objects.filter(pk=letter.pk).exists()
        for closed in (ReferralStep, Wait, WaitLine, Entry, Person):
            assert not closed.objects.exists(), closed
        for change in ({"state": "offered"}, {"letter": "x"}, {"place": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Referral.objects.filter(pk=letter.pk).update(**change)
        assert not Referral.objects.filter(pk=letter.pk)._raw_delete("default")  # no cascade in the way


@pytest.mark.second_wall
def test_nobody_makes_themself_editor_of_a_place(letter: Referral, odden: Service) -> None:
    curious = make_user(Role.SERVICE_EDITOR)
    with acting_as(curious.pk):
        assert not Referral.objects.filter(pk=letter.pk).exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaceEditor.objects.create(place=odden.place, user=curious, since_at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            PlaceEditor.objects.update(user=curious)
        assert PlaceEditor.objects.all()._raw_delete("default") == 0  # straight to the rows
    with acting_as(SYSTEM):
        assert PlaceEditor.objects.count() == 1


@pytest.mark.usefixtures("letter")
def test_the_list_says_what_is_free_and_is_logged(jorunn: Client, editor: User, odden: Service) -> None:
    with acting_as(SYSTEM):
        Service.objects.filter(pk=odden.pk).update(places_free=2, counted_at=timezone.now())
    assert "Ledige plasser: 2, talt" in jorunn.get(reverse("letters")).content.decode()
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=editor, subject_id=None, part="letter", basis="list").count() == 1
