"""A complaint of a no to a referral: one press, nothing written twice, and the referral shows how far it has come."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.people.models import Entry, Person
from benken.services.models import Provider, Referral, ReferralStep, TurnedAway
from tests.factories import make_account_of, make_emergency, make_person, make_referral, make_user, sign_in, step_on

pytestmark = pytest.mark.django_db
THEIR_WORDS = "Vi har ikke plass før jul. 🙂 مرحبا"


@pytest.fixture(params=["contact", "person"])
def side(request: pytest.FixtureRequest, contact: User, account: User) -> tuple[Client, str, User]:
    """Return a browser of each side, and what its addresses begin with."""
    user, prefix = (contact, "") if request.param == "contact" else (account, "my_")
    return sign_in(Client(), user), prefix, user


@pytest.fixture
def no(referral: Referral, contact: User) -> ReferralStep:
    """Return the no that came to a referral three days ago."""
    at = timezone.now() - timedelta(days=4)
    with acting_as(SYSTEM):
        Referral.objects.filter(pk=referral.pk).update(state_on=timezone.localdate(at))
    step_on(referral, "sent", by=contact, at=at, source="letter")
    at = timezone.now() - timedelta(days=3)
    return step_on(referral, "declined", by=contact, at=at, source="letter", words=THEIR_WORDS)


def complain(client: Client, step: ReferralStep, prefix: str = "", **changed: Any) -> Any:
    where = {"referral_id": step.referral_id, "step_id": step.pk, **changed}
    who = {} if prefix else {"person_id": step.person_id}
    return client.post(reverse(f"{prefix}referral_complain", kwargs={**who, **where}))


def referral_page(client: Client, step: ReferralStep, prefix: str) -> str:
    who = {} if prefix else {"person_id": step.person_id}
    name = "my_wait" if prefix else "referral"
    return client.get(reverse(name, kwargs={"referral_id": step.referral_id, **who})).content.decode()


def complaints() -> list[TurnedAway]:
    with acting_as(SYSTEM):
        return list(TurnedAway.objects.all())


def test_one_press_begins_it_with_what_is_known_and_writes_nothing_twice(
    no: ReferralStep, side: tuple[Client, str, User]
) -> None:
    client, prefix, user = side
    assert "Klag på svaret" in referral_page(client, no, prefix)
    with acting_as(SYSTEM):
        entries = Entry.objects.filter(person=no.person_id).count()
    answer = complain(client, no, prefix)
    [away] = complaints()
    who = {} if prefix else {"person_id": no.person_id}
    assert answer["Location"] == reverse(f"{prefix}turned_away_one", kwargs={"away_id": away.pk, **who})
    assert (away.step_id, away.told_on, away.reason) == (no.pk, no.on_day, THEIR_WORDS)
    assert (away.place, away.kind, away.asked_for) == ("Odden avrusning", "full", "Avrusning")
    with acting_as(SYSTEM):
        assert Entry.objects.filter(person=no.person_id).count() == entries
        assert Deed.objects.filter(verb="turned_away.tell", by=user, subject_id=no.person_id).count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert THEIR_WORDS in page
    assert date_format(no.on_day, "DATE_FORMAT") in page
    assert "Fristen er" in page
    assert complain(client, no, prefix)["Location"] == answer["Location"]
    assert len(complaints()) == 1


def test_the_referral_shows_on_both_sides_how_far_it_has_come(no: ReferralStep, ingunn: Client, her: Client) -> None:
    complain(her, no, "my_")
    [away] = complaints()
    mine = reverse("my_turned_away_one", kwargs={"away_id": away.pk})
    today = timezone.localdate().isoformat()
    for act, said in (
        ({"act": "complaint", "complaint": "Jeg mener det er feil.", "version": 0}, "begynt, og ikke sendt"),
        ({"act": "sent", "sent_on": today}, "Klagen ble sendt"),
        ({"act": "answer", "answer": "Vi ser på det igjen.", "answered_on": today}, "Klagen er besvart"),
    ):
        assert her.post(mine, act).status_code == 302
        for client, prefix in ((ingunn, ""), (her, "my_")):
            page = referral_page(client, no, prefix)
            assert said in page
            assert "Klag på svaret" not in page
    assert reverse("my_wait", kwargs={"referral_id": no.referral_id}) in her.get(mine).content.decode()


@pytest.mark.parametrize(
    ("provider", "kind", "body"),
    [
        ("hospital", "application", "health"),
        ("municipality", "referral", "municipality"),
        ("private", "referral", "health"),
        ("voluntary", "application", "municipality"),
    ],
)
def test_where_it_goes_is_known_from_who_runs_the_place_and_can_be_changed_until_it_is_sent(
    no: ReferralStep, her: Client, provider: str, kind: str, body: str
) -> None:
    with acting_as(SYSTEM):
        Provider.objects.update(kind=provider)
        Referral.objects.filter(pk=no.referral_id).update(kind=kind)
    complain(her, no, "my_")
    assert [one.body for one in complaints()] == [body]
    mine = reverse("my_turned_away_one", kwargs={"away_id": complaints()[0].pk})
    assert her.post(mine, {"act": "body", "body": "nonsense"}).status_code == 422
    assert her.post(mine, {"act": "body", "body": "other"}).status_code == 302
    assert "ingen fast vei for klager" in her.get(mine).content.decode()
    her.post(mine, {"act": "complaint", "complaint": "Nei.", "version": 0})
    her.post(mine, {"act": "sent", "sent_on": timezone.localdate().isoformat()})
    assert her.post(mine, {"act": "body", "body": "health"}).status_code == 422
    assert [one.body for one in complaints()] == ["other"]


def test_the_words_of_the_letter_are_cut_where_there_is_no_more_room(
    referral: Referral, contact: User, her: Client
) -> None:
    step_on(referral, "sent", by=contact, source="letter")
    step = step_on(referral, "declined", by=contact, source="letter", words="å" * 4000)
    complain(her, step, "my_")
    [away] = complaints()
    assert len(away.reason) == 1000
    assert away.reason.endswith("…")


def test_begun_by_mistake_it_is_taken_back_and_can_be_begun_again(no: ReferralStep, her: Client) -> None:
    complain(her, no, "my_")
    [away] = complaints()
    her.post(reverse("my_turned_away_take_back", kwargs={"away_id": away.pk}))
    assert complaints() == []
    with acting_as(SYSTEM):
        assert ReferralStep.objects.filter(pk=no.pk).exists()
    complain(her, no, "my_")
    assert len(complaints()) == 1


@pytest.mark.parametrize("written", [True, False])
def test_an_answer_that_was_recorded_by_mistake_goes_unless_a_complaint_is_written(
    referral: Referral, contact: User, ingunn: Client, written: bool
) -> None:
    step_on(referral, "sent", by=contact, source="letter")
    step = step_on(referral, "declined", by=contact, source="letter")
    complain(ingunn, step)
    where = {"person_id": step.person_id, "away_id": complaints()[0].pk}
    if written:
        typed = {"act": "complaint", "complaint": "Nei.", "version": 0}
        assert ingunn.post(reverse("turned_away_one", kwargs=where), typed).status_code == 302
    undo = {"person_id": step.person_id, "referral_id": referral.pk, "step_id": step.pk}
    ingunn.post(reverse("referral_undo", kwargs=undo))
    with acting_as(SYSTEM):
        assert Referral.objects.get(pk=referral.pk).state == ("declined" if written else "sent")
    assert len(complaints()) == written
    if not written:
        assert complain(ingunn, step).status_code == 404  # it was never said
        assert complaints() == []


def test_what_is_no_no_is_not_complained_of_here(no: ReferralStep, ingunn: Client, her: Client, contact: User) -> None:
    with acting_as(SYSTEM):
        sent = ReferralStep.objects.get(referral=no.referral_id, to_state="sent")
        another = make_referral(no.person, by=contact)
    assert complain(ingunn, sent).status_code == 404
    assert complain(her, sent, "my_").status_code == 404
    assert complain(ingunn, no, referral_id=another.pk).status_code == 404
    assert complaints() == []


def test_others_meet_the_404(no: ReferralStep, tuva: Person, contact: User, account: User, editor: User) -> None:
    there = make_user(Role.WORKER)
    make_emergency(tuva, by=there)
    for user in (make_user(Role.WORKER), there, make_user(Role.LEADER), editor):
        assert complain(sign_in(Client(), user), no).status_code == 404, user
    someone = make_account_of(make_person(contact=contact))
    assert complain(sign_in(Client(), someone), no, "my_").status_code == 404
    assert complain(sign_in(Client(), account, narrow=True), no, "my_").status_code != 200
    assert complaints() == []


@pytest.mark.second_wall
def test_in_the_database_a_no_has_one_complaint(no: ReferralStep, her: Client) -> None:
    complain(her, no, "my_")
    [away] = complaints()
    away.pk = None
    with acting_as(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        TurnedAway.objects.create(
            person_id=away.person_id,
            step_id=no.pk,
            place="x",
            body="health",
            kind="full",
            told_on=no.on_day,
            written_by_id=away.written_by_id,
            written_at=timezone.now(),
        )
