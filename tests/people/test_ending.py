"""Somebody has died: one act stops all that would go to or about them, tells those who followed, and can be undone."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, Role, User
from benken.access.queries.rights import running_rights_to
from benken.messaging.actions.texts import claim_text, note_unreachable
from benken.messaging.models import Text
from benken.people.actions.emergency import open_in_emergency
from benken.people.actions.ending import undo_death
from benken.people.actions.relations import let_into_circle
from benken.people.models import Death, DeathNews, DeathTalk, Entry, Person
from benken.people.queries import hand_over_cards
from benken.people.queries.ending import finishing, has_ended
from benken.services.models import Appointment, Referral, ReferralStep, StandingAppointment, Wait
from tests.factories import (
    make_account_of,
    make_appointment,
    make_consent,
    make_person,
    make_referral,
    make_standing,
    make_supporter,
    make_text,
    make_user,
    say_yes_to_texts,
    sign_in,
    step_on,
)

pytestmark = pytest.mark.django_db
LONG = "Å 🕯 وداعا " * 4_000


def page(person: Person, act: str = "death", **more: object) -> str:
    return reverse(act, kwargs={"person_id": person.pk, **more})


def note(client: Client, person: Person, by: User, **said: object) -> None:
    answer = sign_in(client, by).post(page(person), said)
    assert answer.status_code == 302, answer.content.decode()


def member(person: Person, *roles: Role, by: User) -> User:
    user = make_user(*roles, team=by.team)
    at = timezone.now()
    with acting_as(by.pk):
        let_into_circle(person=person, member=user, basis="x", until_at=at + timedelta(days=9), by=by, at=at)
    return user


def rows(person: Person) -> dict[str, list[tuple[object, ...]]]:
    """Return all that a death ends, as it stands."""
    with acting_as(SYSTEM):
        appointments = Appointment.objects.filter(person=person)
        return {
            "rights": list(Right.objects.filter(subject_id=person.pk).order_by("pk").values_list("pk", "until_at")),
            "accounts": list(User.objects.filter(subject_id=person.pk).values_list("pk", "is_active")),
            "appointments": list(appointments.order_by("pk").values_list("pk", "state", "news_for")),
            "standing": list(StandingAppointment.objects.filter(person=person).values_list("pk", "until_on")),
            "referrals": list(
                Referral.objects.filter(person=person).order_by("pk").values_list("pk", "state", "state_on")
            ),
            "waits": list(Wait.objects.filter(person=person).order_by("pk").values_list("pk", "ended_at")),
            "entries": list(Entry.objects.filter(person=person).values_list("pk", "text")),
        }


def test_a_stranger_finds_no_page_and_a_circle_member_cannot_write_it_down(
    client: Client, tuva: Person, contact: User, leader: User
) -> None:
    for user in (make_user(), make_user(Role.PEER), leader, make_account_of(tuva), member(tuva, by=contact)):
        for act, method in (("death", "get"), ("death", "post"), ("death_undo", "post"), ("death_children", "post")):
            assert getattr(sign_in(client, user), method)(page(tuva, act)).status_code == 404
    assert not has_ended(tuva.pk)


def test_one_act_ends_all_that_is_and_undone_all_is_as_it_was(  # noqa: PLR0915  # all that ends, one after the other
    client: Client, tuva: Person, contact: User, account: User, leader: User
) -> None:
    circle, peer = member(tuva, by=contact), member(tuva, Role.PEER, by=contact)
    helper = make_user(Role.OUTSIDE_HELPER, name="Legen")
    make_consent(tuva, to=helper, by=account)
    make_supporter(tuva, by=contact, name="Silje", relation="søstera")
    make_supporter(tuva, by=contact, name="Far", reach="do_not")
    make_appointment(tuva, by=contact)
    make_standing(tuva, by=contact)
    drafted, sent, started = (make_referral(tuva, by=contact) for _ in range(3))
    step_on(sent, "sent", by=contact)
    for to in ("sent", "started"):
        step_on(started, to, by=contact)
    waiting = make_text(tuva, by=contact)
    before = rows(tuva)

    wrong = sign_in(client, contact).post(page(tuva), {"died_on": "2999-01-01", "told_by": "Broren ringte"})
    assert wrong.status_code == 422
    assert "Broren ringte" in wrong.content.decode()
    assert not has_ended(tuva.pk)
    note(client, tuva, contact, told_by="Broren ringte", is_unsure="on")
    note(client, tuva, contact, told_by="Noen andre")  # a second click

    with acting_as(SYSTEM):
        death = Death.objects.get(person=tuva)
        assert (death.told_by, death.died_on, death.is_unsure, death.noted_by) == ("Broren ringte", None, True, contact)
        assert Deed.objects.filter(verb="death.note", subject_id=tuva.pk).count() == 1
        (right,) = running_rights_to(tuva.pk, at=timezone.now())
        assert (right.user, right.basis, right.until_at) == (contact, Right.Basis.AFTERWARDS, death.closes_at)
        assert death.closes_at == death.noted_at + timedelta(days=30)
        account.refresh_from_db()
        assert not account.is_active
        waiting.refresh_from_db()
        assert (waiting.state, waiting.why) == (Text.State.NOT_SENT, Text.Why.ENDED)
        assert not Appointment.objects.filter(person=tuva, state=Appointment.State.PLANNED).exists()
        assert not Appointment.objects.filter(person=tuva).exclude(news_for="").exists()
        assert not Wait.objects.filter(person=tuva, ended_at=None).exists()
        states = {one.pk: one.state for one in Referral.objects.filter(person=tuva)}
        assert states == {drafted.pk: "withdrawn", sent.pk: "withdrawn", started.pk: "ended"}
        assert not Entry.objects.exclude(pk__in=[pk for pk, _text in before["entries"]]).exists()
        # Told on Today: those of the staff who followed, and nobody else.
        assert {one.user for one in DeathNews.objects.all()} == {circle, peer}
        assert {(one.name, one.relation) for one in DeathTalk.objects.all()} == {
            ("Silje", "søstera"),
            ("Legen", "hadde fått noe delt"),
        }
    for user in (circle, peer, helper, leader):
        assert sign_in(client, user).get(reverse("person", args=[tuva.pk])).status_code == 404
    assert sign_in(client, account).get(reverse("my")).status_code in {302, 404}
    assert hand_over_cards(for_leader=leader) == []

    answer = sign_in(client, contact).post(page(tuva, "death_undo"))
    assert answer.status_code == 302
    assert sign_in(client, contact).post(page(tuva, "death_undo")).status_code == 302  # a second click
    assert rows(tuva) == before
    with acting_as(SYSTEM):
        assert not DeathNews.objects.exists()
        assert not DeathTalk.objects.exists()
        waiting.refresh_from_db()
        assert waiting.state == Text.State.NOT_SENT  # not sent late
        assert [step.is_undo for step in ReferralStep.objects.filter(referral=sent)][-2:] == [False, True]
    assert sign_in(client, circle).get(reverse("person", args=[tuva.pk])).status_code == 200


def test_a_text_that_is_claimed_first_is_under_way_and_is_told_and_is_not_tried_again(
    client: Client, tuva: Person, contact: User
) -> None:
    say_yes_to_texts(tuva, by=contact)
    first, second = make_text(tuva, by=contact), make_text(tuva, by=contact)
    at = timezone.now() + timedelta(minutes=1)
    assert claim_text(text_id=first.pk, gateway="x", at=at) is not None
    note(client, tuva, contact)
    assert claim_text(text_id=second.pk, gateway="x", at=at) is None
    assert "Bare det som alt var på vei" in client.get(page(tuva)).content.decode()
    note_unreachable(text_id=first.pk, after=None, at=at)
    assert claim_text(text_id=first.pk, gateway="x", at=at + timedelta(hours=1)) is None
    with acting_as(SYSTEM):
        assert Text.objects.get(pk=first.pk).why == Text.Why.ENDED


def test_the_record_is_only_read_gets_a_last_note_and_closes_by_itself(
    client: Client, tuva: Person, contact: User
) -> None:
    make_supporter(tuva, by=contact, name="Silje")
    note(client, tuva, contact)
    read = client.get(reverse("person", args=[tuva.pk]))
    assert "Tuva er død" in read.content.decode()
    for name in ("conversation", "network", "person_change", "person_circle", "person_hand_over", "person_account"):
        assert client.get(reverse(name, args=[tuva.pk])).status_code == 404, name
    note_page = client.get(reverse("entry_new", args=[tuva.pk]))
    assert client.get(note_page["Location"]).status_code == 200
    assert str(tuva.pk) not in client.get(reverse("people_list")).content.decode()
    today = client.get(reverse("home")).content.decode()
    assert page(tuva) in today
    with acting_as(SYSTEM):
        Right.objects.filter(subject_id=tuva.pk).update(until_at=timezone.now())
        Death.objects.update(closes_at=timezone.now())
    for name in ("person", "death"):
        assert client.get(reverse(name, args=[tuva.pk])).status_code == 404
    assert client.post(page(tuva, "death_undo")).status_code == 404


@pytest.mark.second_wall
def test_the_database_gives_nobody_a_right_to_somebody_who_has_died_and_lets_nobody_write_about_them(
    client: Client, tuva: Person, contact: User
) -> None:
    make_supporter(tuva, by=contact)
    circle, peer = member(tuva, by=contact), member(tuva, Role.PEER, by=contact)
    note(client, tuva, contact)
    with pytest.raises(DatabaseError, match="the record is closed"), acting_as(SYSTEM):
        Right.objects.create(user=make_user(), subject_id=tuva.pk, basis=Right.Basis.CIRCLE, since_at=timezone.now())
    with acting_as(contact.pk):
        assert Death.objects.filter(person=tuva).update(told_by="x") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            make_supporter_as(contact, tuva)
    for user in (make_user(), make_user(Role.LEADER, team=contact.team), circle, peer):
        with acting_as(user.pk):
            assert not Death.objects.exists()
            assert not DeathTalk.objects.exists()
            assert [one.called for one in DeathNews.objects.all()] == (["Tuva"] if user in {circle, peer} else [])
            assert DeathNews.objects.exclude(user=user).update(wants_talk_at=timezone.now()) == 0
    for user in (circle, peer):
        with acting_as(user.pk), pytest.raises(DatabaseError), transaction.atomic():
            DeathNews.objects.filter(user=user).update(called="x")


def make_supporter_as(user: User, person: Person) -> None:
    from benken.people.models import Supporter  # only here

    Supporter.objects.create(person=person, name="x", set_at=timezone.now(), written_by=user)


def test_nobody_comes_in_by_the_emergency_door_and_hears_nothing_of_it(
    tuva: Person, contact: User, client: Client
) -> None:
    say_yes_to_texts(tuva, by=contact)
    note(client, tuva, contact)
    outside = make_user()
    with acting_as(SYSTEM):
        number = tuva.phones.get().number
    with acting_as(outside.pk):
        answer = open_in_emergency(
            called="Tuva",
            phone=number,
            national_number="",
            kind="danger",
            words="Står det om liv nå",
            by=outside,
            at=timezone.now(),
        )
    assert answer.person_id is None


def test_children_are_asked_about_in_words_and_each_talk_is_noted_by_whoever_had_it(
    client: Client, tuva: Person, contact: User
) -> None:
    make_supporter(tuva, by=contact, name="Silje")
    note(client, tuva, contact)
    too_long = client.post(page(tuva, "death_children"), {"words": LONG, "version": 1})
    assert too_long.status_code == 422
    assert "وداعا" in too_long.content.decode()
    said = "To barn hos bestemora. Ingunn ringer. 🕯"
    assert client.post(page(tuva, "death_children"), {"words": said, "version": 1}).status_code == 302
    other = client.post(page(tuva, "death_children"), {"words": "Noe annet", "version": 1})
    assert other.status_code == 422
    assert said in other.content.decode()
    assert "Noe annet" in other.content.decode()
    with acting_as(SYSTEM):
        talk, death = DeathTalk.objects.get(), Death.objects.get()
    assert (death.children, talk.talked_at) == (said, None)
    for done, by in ((1, contact), (1, contact), (0, None)):
        assert client.post(page(tuva, "death_talked", talk_id=talk.pk, done=done)).status_code == 302
        with acting_as(SYSTEM):
            talk.refresh_from_db()
        assert talk.talked_by == by
    with acting_as(SYSTEM):
        verbs = list(Deed.objects.filter(verb__startswith="death.").order_by("at").values_list("verb", flat=True))
    assert verbs == ["death.note", "death.children", "death.talked", "death.not_talked"]


def test_whoever_followed_is_told_on_today_and_a_talk_with_the_leader_is_kept_nowhere(
    client: Client, tuva: Person, contact: User, leader: User
) -> None:
    peer = member(tuva, Role.PEER, by=contact)
    note(client, tuva, contact)
    today = sign_in(client, peer).get(reverse("home")).content.decode()
    assert "Tuva er død" in today
    assert contact.name in today
    assert leader.name in today
    with acting_as(SYSTEM):
        news = DeathNews.objects.get(user=peer)
    stranger = make_user()
    for name, more in (("death_talk", [1]), ("death_read", []), ("death_talk_had", [])):
        sign_in(client, stranger).post(reverse(name, args=[news.pk, *more]))
    with acting_as(SYSTEM):
        assert DeathNews.objects.get(user=peer).wants_talk_at is None
    deeds = deeds_now()
    sign_in(client, peer).post(reverse("death_talk", args=[news.pk, 1]))
    client.post(reverse("death_read", args=[news.pk]))  # stands until the talk has been
    team = sign_in(client, leader).get(reverse("team")).content.decode()
    assert peer.name in team
    assert "Tuva" in team
    client.post(reverse("death_talk_had", args=[news.pk]))
    with acting_as(SYSTEM):
        assert not DeathNews.objects.exists()
    assert {verb for verb in deeds_now() - deeds if "death" in verb} == set()
    assert peer.name not in sign_in(client, leader).get(reverse("team")).content.decode().split("Når de svarer")[0]


def deeds_now() -> set[str]:
    with acting_as(SYSTEM):
        return set(Deed.objects.values_list("verb", flat=True))


def test_the_leader_writes_it_on_the_hand_over_card_and_finishes_where_nobody_else_is_there(
    client: Client, contact: User, leader: User
) -> None:
    person = make_person(contact=contact, called="Roy")
    make_supporter(person, by=contact, name="Silje")
    assert sign_in(client, leader).get(page(person)).status_code == 404
    contact.is_active = False
    contact.save()
    assert page(person) in client.get(reverse("team")).content.decode()
    note(client, person, leader)
    finish = client.get(page(person)).content.decode()
    assert "Silje" in finish  # nobody else is there to tell her
    assert client.get(reverse("person", args=[person.pk])).status_code == 404
    assert sign_in(client, make_user(Role.LEADER)).get(page(person)).status_code == 404
    with acting_as(leader.pk):
        undo_death(whose=finishing(person.pk, for_user=leader, at=timezone.now()), by=leader, at=timezone.now())
    assert [card.person_id for card in hand_over_cards(for_leader=leader)] == [person.pk]
