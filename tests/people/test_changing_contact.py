"""Another contact person as a contract: asked for, answered, shown, made; nothing lost, nothing asked again."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.access.queries.rights import running_right
from benken.followup.models import Goal, Promise
from benken.people.forms.network import SupporterForm
from benken.people.forms.people import PersonForm
from benken.people.models import (
    AboutMe,
    ContactChange,
    ContactPerson,
    ContactWish,
    Entry,
    Person,
    RelationTalk,
    Supporter,
)
from benken.people.queries import hand_over_cards
from benken.services.models import Appointment, Referral, Wait
from tests.factories import (
    make_account_of,
    make_appointment,
    make_goal,
    make_person,
    make_referral,
    make_stay,
    make_supporter,
    make_team,
    make_user,
    sign_in,
    step_on,
)

pytestmark = pytest.mark.django_db


@dataclass
class Town:
    """A person with a contact person, a colleague who could be the next, their leader, and the person's own account."""

    person: Person
    contact: User
    next: User
    leader: User
    account: User

    def staff(self, name: str, **more: Any) -> str:
        return reverse(name, kwargs={"person_id": self.person.pk, **more})


@pytest.fixture
def town() -> Town:
    team = make_team()
    contact, following = make_user(team=team, name="Ane Moe"), make_user(team=team, name="Berit Lie")
    person = make_person(contact=contact, called="Vilde", at=timezone.now() - timedelta(days=800))
    return Town(person, contact, following, make_user(Role.LEADER, team=team), make_account_of(person))


def everything_but_wishes(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return every row that a wish must not touch: goals, appointments, waits, rights, who follows."""
    with acting_as(SYSTEM):
        rows: dict[str, list[Any]] = {
            table.__name__: list(table.objects.filter(**{of: person.pk}).order_by("pk").values())
            for table, of in (
                (Goal, "person"),
                (Promise, "person"),
                (Appointment, "person"),
                (Referral, "person"),
                (Wait, "person"),
                (Supporter, "person"),
                (ContactPerson, "person"),
                (ContactChange, "person"),
                (Entry, "person"),
                (Right, "subject_id"),
            )
        }
        rows["Person"] = list(Person.objects.filter(pk=person.pk).values())
    return rows


def wishes(person: Person) -> list[ContactWish]:
    with acting_as(SYSTEM):
        return list(ContactWish.objects.filter(person=person).order_by("asked_at"))


def test_asking_for_another_changes_nothing_but_the_leaders_list(town: Town, client: Client) -> None:
    make_goal(town.person, by=town.contact)
    make_appointment(town.person, by=town.contact)
    step_on(make_referral(town.person, by=town.contact), "sent", by=town.contact, source="letter")
    before = everything_but_wishes(town.person)
    me = sign_in(Client(), town.account)
    page = me.post(reverse("my_contact_another"), {"words": "Vi skurrer 🌧 مرحبا", "wished": town.next.pk}, follow=True)
    assert "Du har bedt om en annen" in page.content.decode()
    me.post(reverse("my_contact_another"), {"words": "Vi skurrer 🌧 مرحبا", "wished": town.next.pk})
    (wish,) = wishes(town.person)
    assert (wish.wished, wish.may_tell, wish.how) == (town.next, False, "own_page")
    assert everything_but_wishes(town.person) == before
    home = me.get(reverse("my")).content.decode()
    assert "Lederen svarer innen" in home
    # The leader sees the name and the words; no record opens, and that it was seen stands in the log.
    boss = sign_in(Client(), town.leader)
    assert "Vilde" in boss.get(reverse("team")).content.decode()
    answer = reverse("contact_wish_answer", kwargs={"wish_id": wish.pk})
    assert "Vi skurrer" in boss.get(answer).content.decode()
    assert boss.get(town.staff("person")).status_code == 404
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=town.leader, subject_id=town.person.pk, part="contact_wish").exists()
        assert Deed.objects.filter(verb="contact_wish.ask", subject_id=town.person.pk).count() == 1
    # The contact person does not know, on any page of the person's, nor in the database.
    at_work = sign_in(client, town.contact)
    for name in ("person", "person_hand_over", "contact_wish", "relation_talk"):
        assert "ønsker en annen kontaktperson. " not in at_work.get(town.staff(name)).content.decode()
        assert "Vi skurrer" not in at_work.get(town.staff(name)).content.decode()
    with acting_as(town.contact.pk):
        assert not ContactWish.objects.exists()
    # Others get what is not there.
    for stranger in (town.next, make_user(Role.LEADER, team=make_team()), town.contact):
        assert sign_in(Client(), stranger).get(answer).status_code == 404
    take_back = reverse("my_contact_wish_take_back", kwargs={"wish_id": wish.pk})
    assert sign_in(Client(), make_account_of(make_person())).post(take_back).status_code == 404
    for _click in range(2):
        me.post(take_back)
    assert wishes(town.person)[0].outcome == "taken_back"
    assert "Vilde" not in boss.get(reverse("team")).content.decode()
    assert everything_but_wishes(town.person) == before


def test_only_when_the_person_says_so_is_the_contact_told_before_there_is_an_answer(town: Town) -> None:
    at_work = sign_in(Client(), town.contact)
    said = "Vilde ønsker en annen kontaktperson. Lederen svarer innen"
    assert said not in at_work.get(town.staff("person")).content.decode()
    sign_in(Client(), town.account).post(reverse("my_contact_another"), {"may_tell": "on"})
    assert said in at_work.get(town.staff("person")).content.decode()


def test_a_wish_told_in_a_talk_on_paper_or_at_the_desk_reaches_the_leader_too(town: Town) -> None:
    at_work = sign_in(Client(), town.contact)
    wrong = at_work.post(town.staff("contact_wish"), {"how": "talk", "words": "x" * 2001})
    assert wrong.status_code == 422
    assert "x" * 2001 in wrong.content.decode()
    at_work.post(town.staff("contact_wish"), {"how": "paper", "words": "Sa det på trappa."})
    (wish,) = wishes(town.person)
    assert (wish.how, wish.written_by) == ("paper", town.contact)
    for _click in range(2):
        at_work.post(town.staff("contact_wish_take_back", wish_id=wish.pk))
    # Whoever has no key to the page writes the name; they are told the same whether or not there is one.
    desk, pass_on = sign_in(Client(), town.next), reverse("contact_wish_pass_on")
    told = [
        desk.post(pass_on, {"called": name, "how": "talk", "words": ""}, follow=True).content.decode()
        for name in ("vilde", "Ingen med det navnet")
    ]
    assert all("står ønsket på lista til lederen nå" in page for page in told)
    assert [one.outcome for one in wishes(town.person)] == ["taken_back", ""]
    desk_of_others = sign_in(Client(), make_user(team=make_team()))
    desk_of_others.post(pass_on, {"called": "Vilde", "how": "talk"})
    assert len(wishes(town.person)) == 2
    assert sign_in(Client(), town.account).get(pass_on).status_code == 404


def test_the_leaders_answer_is_another_at_once_or_words_about_what_will_be_different(town: Town) -> None:
    me, boss = sign_in(Client(), town.account), sign_in(Client(), town.leader)
    me.post(reverse("my_contact_another"), {})
    wish = wishes(town.person)[0]
    answer = reverse("contact_wish_answer", kwargs={"wish_id": wish.pk})
    assert boss.post(answer, {"answer": "  "}).status_code == 422
    for _click in range(2):
        boss.post(answer, {"answer": "Ane ringer før hun kommer, fra nå."})
    assert wishes(town.person)[0].outcome == "stays"
    assert "Ane ringer før hun kommer" in me.get(reverse("my_contact")).content.decode()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="contact_wish.answer").count() == 1
        assert ContactPerson.objects.get(person=town.person).worker == town.contact
    me.post(reverse("my_contact_another"), {})
    later = wishes(town.person)[-1]
    for outsider in (make_user(team=make_team()), town.contact):
        wrong = boss.post(
            reverse("contact_wish_answer", kwargs={"wish_id": later.pk}), {"to": outsider.pk, "answer": "Ja."}
        )
        assert wrong.status_code == 422
        assert "Ja." in wrong.content.decode()
    boss.post(
        reverse("contact_wish_answer", kwargs={"wish_id": later.pk}),
        {"to": town.next.pk, "answer": "Berit ringer deg."},
    )
    with acting_as(SYSTEM):
        ended, running = ContactPerson.objects.filter(person=town.person).order_by("since_at")
    assert (ended.until_at, ended.reason, running.worker) == (running.since_at, "person_wished", town.next)
    with acting_as(SYSTEM):
        assert running_right(user=town.contact, subject_id=town.person.pk, at=timezone.now()) is None
        assert running_right(user=town.leader, subject_id=town.person.pk, at=timezone.now()) is None


def test_a_leader_who_is_the_contact_does_not_answer_about_themself(town: Town) -> None:
    both = make_user(Role.LEADER, Role.WORKER, team=make_team())
    person = make_person(contact=both, called="Dagny")
    sign_in(Client(), make_account_of(person)).post(reverse("my_contact_another"), {"words": "Det er sjefen."})
    answer = reverse("contact_wish_answer", kwargs={"wish_id": wishes(person)[0].pk})
    assert sign_in(Client(), both).get(answer).status_code == 404
    assert "Dagny" in sign_in(Client(), town.leader).get(reverse("team")).content.decode()  # no other leader there
    another = make_user(Role.LEADER, team=both.team)
    assert sign_in(Client(), another).get(answer).status_code == 200
    assert sign_in(Client(), town.leader).get(answer).status_code == 404


def test_late_is_told_to_the_person_and_stays_first_with_the_leader(town: Town) -> None:
    me = sign_in(Client(), town.account)
    me.post(reverse("my_contact_another"), {})
    other = make_person(contact=town.contact, called="Aksel")
    sign_in(Client(), make_account_of(other)).post(reverse("my_contact_another"), {})
    with acting_as(SYSTEM):
        late = timezone.localdate() - timedelta(days=1)
        ContactWish.objects.filter(person=town.person).update(answer_by_on=late)
    for page in ("my", "my_contact"):
        assert "Det har tatt for lang tid." in me.get(reverse(page)).content.decode()
    listed = sign_in(Client(), town.leader).get(reverse("team")).content.decode()
    assert "skulle vært besvart" in listed
    assert listed.index("<strong>Vilde") < listed.index("<strong>Aksel")


# What was asked when the person was written up and their network was: none of it is asked again by a change.
FILLED_BEFORE = {
    name
    for form in (PersonForm, SupporterForm)
    for name, field in form.base_fields.items()
    if not field.widget.is_hidden
} | {"number", "goal", "how_to_be_met"}


def test_a_change_with_all_its_steps_asks_nothing_again(town: Town) -> None:  # noqa: PLR0915  # one long way
    """Proposed, seen by the person, said no to, answered, proposed anew, made, met and read: nothing asked twice."""
    make_goal(town.person, by=town.contact, words="Ha en dør jeg kan låse")
    make_supporter(town.person, by=town.contact, name="Silje")
    at = timezone.now()
    make_appointment(town.person, by=town.contact, at=at + timedelta(days=30))
    sign_in(Client(), town.next).post(
        reverse("about_me"), {"good_at": "Å vente.", "how_i_work": "Rolig.", "languages": "Norsk", "version": 0}
    )
    at_work, me, new = (sign_in(Client(), one) for one in (town.contact, town.account, town.next))
    asked: list[set[str]] = []
    page = town.staff("person_hand_over")
    written = {
        "to": town.next.pk,
        "reason": "moved_on",
        "persons_say": "Det er greit, om hun ringer først.",
        "goodbye": "Kaffe på brua.",
        "hello": "De to går en tur.",
        "know": "Bank på vinduet, ikke på døra.",
        "overlap_until_on": f"{timezone.localdate() + timedelta(days=14)}",
    }
    refused = at_work.post(page, written)
    assert refused.status_code == 422  # what the next one should know has not been shown
    assert "Bank på vinduet" in refused.content.decode()
    asked += [_asked_on(at_work.post(page, written | {"how": "show"}, follow=True)) for _click in range(2)]
    with acting_as(SYSTEM):
        change = ContactChange.objects.get(person=town.person)
        assert ContactPerson.objects.get(person=town.person).worker == town.contact
    assert "Berit Lie kan bli den neste" in me.get(reverse("my")).content.decode()
    shown = me.get(reverse("my_contact")).content.decode()
    assert all(words in shown for words in ("Å vente.", "Bank på vinduet", "Kaffe på brua.", "Nei, ikke sånn"))
    assert new.get(town.staff("person")).status_code == 404  # proposed opens nothing
    # The person says no: it is not made until the leader has answered.
    me.post(reverse("my_contact_not_so", kwargs={"change_id": change.pk}), {"words": "Ikke den uka."})
    assert at_work.post(page, written | {"is_shown": "on"}).status_code == 422
    no = wishes(town.person)[-1]
    assert no.about == "not_so"
    sign_in(Client(), town.leader).post(
        reverse("contact_wish_answer", kwargs={"wish_id": no.pk}), {"answer": "Da tar vi det uka etter."}
    )
    at_work.post(page, written | {"how": "show"})
    again = at_work.get(page)
    asked.append(_asked_on(again))
    assert all(str(words) in again.content.decode() for words in ("Kaffe på brua.", "De to går en tur.", "Bank på vin"))
    me.get(reverse("my_contact"))
    assert at_work.post(page, written).status_code == 302
    assert at_work.post(page, written).status_code == 422  # a second time: it is made already
    # The new one reads first what they should know, once; the former one is there still, until the overlap ends.
    before = new.get(town.staff("person"))
    asked.append(_asked_on(before))
    assert "Dette bør du vite først" in before.content.decode()
    with acting_as(SYSTEM):
        made = ContactChange.objects.get(person=town.person, state="made")
    assert at_work.post(town.staff("contact_change_read", change_id=made.pk)).status_code == 404
    for _click in range(2):
        new.post(town.staff("contact_change_read", change_id=made.pk))
    after = new.get(town.staff("person")).content.decode()
    assert "Dette bør du vite først" not in after
    assert all(words in after for words in ("Ha en dør jeg kan låse", "Silje", "Bank på vinduet"))
    assert at_work.get(town.staff("person")).status_code == 200
    with acting_as(SYSTEM):
        meets = Appointment.objects.get(person=town.person)
        assert meets.with_user == town.next  # the first meeting after the overlap
        assert Deed.objects.filter(subject_id=town.person.pk, verb="contact_change.read").count() == 1
    told = me.get(reverse("my_contact")).content.decode()
    assert "Ingen dag uten noen." in told
    assert "Kontaktpersonen er byttet 1 gang." in told
    asked.append(_asked_on(new.get(town.staff("contact_wish"))))
    assert all({"to", "know"} <= names for names in asked[:3])
    assert sum(len(names & FILLED_BEFORE) for names in asked) == 0
    # After, too, the person can say no.
    me.post(reverse("my_contact_not_so", kwargs={"change_id": made.pk}), {})
    assert wishes(town.person)[-1].is_waiting


def _asked_on(page: Any) -> set[str]:
    """Return the names of the fields that a page asks somebody to fill in."""
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]  # the language of pages is chosen below
    fields = re.findall(r"<(?:input|textarea|select)[^>]*>", main)
    seen = [re.search(r'name="([^"]+)"', field) for field in fields if 'type="hidden"' not in field]
    return {found[1] for found in seen if found}


def test_no_way_of_changing_leaves_a_day_without_anybody(town: Town) -> None:
    """By hand-over, by wish, when an account closes, when a worker becomes a leader, changes team, or the person does.

    Whoever has nobody stands on the leader's list the same day.
    """
    boss = sign_in(Client(), town.leader)

    def account_closes(person: Person) -> None:
        User.objects.filter(pk=_contact(person).pk).update(is_active=False)

    def becomes_a_leader(person: Person) -> None:
        User.objects.filter(pk=_contact(person).pk).update(roles=[Role.LEADER])

    def worker_moves(person: Person) -> None:
        User.objects.filter(pk=_contact(person).pk).update(team=make_team())

    def stays_somewhere_and_comes_out(person: Person) -> None:
        today, contact = timezone.localdate(), _contact(person)
        stay, helper = make_stay(person, by=contact), sign_in(Client(), contact)
        inside = helper.get(reverse("stays", kwargs={"person_id": person.pk})).content.decode()
        assert "er kontaktpersonen, inne og den dagen" in inside
        helper.post(
            reverse("stay_out", kwargs={"person_id": person.pk, "stay_id": stay.pk}),
            {"ended_on": f"{today}", "reason": "as_agreed", "version": stay.version},
        )
        with acting_as(SYSTEM):
            stay.refresh_from_db()
        assert stay.ended_on == today

    def handed_over(person: Person) -> None:
        data = {"to": town.next.pk, "reason": "leave", "persons_say": "Greit."}
        sign_in(Client(), _contact(person)).post(reverse("person_hand_over", kwargs={"person_id": person.pk}), data)

    def wished(person: Person) -> None:
        sign_in(Client(), make_account_of(person)).post(reverse("my_contact_another"), {})
        url = reverse("contact_wish_answer", kwargs={"wish_id": wishes(person)[0].pk})
        boss.post(url, {"to": town.next.pk, "answer": "Berit."})

    ways: list[tuple[Callable[[Person], None], bool]] = [
        (handed_over, True),
        (wished, True),
        (worker_moves, True),
        (stays_somewhere_and_comes_out, True),
        (account_closes, False),
        (becomes_a_leader, False),
    ]
    for way, is_covered in ways:
        person = make_person(contact=make_user(team=town.leader.team), called=way.__name__)
        with acting_as(SYSTEM):
            way(person)
        listed = {card.person_id for card in hand_over_cards(for_leader=town.leader)}
        assert (person.pk not in listed) == is_covered, way.__name__
        if is_covered:
            _assert_covered(person)
        else:  # the leader places them, and the line is whole again
            boss.post(reverse("team_place", kwargs={"person_id": person.pk}), {"worker": town.next.pk})
            _assert_covered(person)
            assert person.pk not in {card.person_id for card in hand_over_cards(for_leader=town.leader)}


def _contact(person: Person) -> User:
    with acting_as(SYSTEM):
        return ContactPerson.objects.select_related("worker").get(person=person, until_at__isnull=True).worker


def _assert_covered(person: Person) -> None:
    """Each begins where the one before ended, and the last can open the page."""
    with acting_as(SYSTEM):
        spans = list(ContactPerson.objects.filter(person=person).order_by("since_at"))
        for before, after in pairwise(spans):
            assert before.until_at == after.since_at
        right = running_right(user=_contact(person), subject_id=person.pk, at=timezone.now())
    assert spans[-1].until_at is None
    assert right is not None
    assert right.basis == Right.Basis.CONTACT_PERSON


def test_a_card_is_read_by_colleagues_and_those_concerned_and_nobody_else(town: Town) -> None:
    at_work = sign_in(Client(), town.contact)
    data = {"good_at": "Å lytte 🌱", "how_i_work": "Jeg ringer først.", "languages": "Norsk, العربية", "version": 0}
    too_long = at_work.post(reverse("about_me"), data | {"good_at": "å" * 40_000})
    assert too_long.status_code == 422
    assert "å" * 40_000 in too_long.content.decode()
    assert at_work.post(reverse("about_me"), data | {"good_at": "å" * 590}).status_code == 422  # 600 in all
    at_work.post(reverse("about_me"), data)
    stale = at_work.post(reverse("about_me"), data | {"good_at": "Noe annet."})
    assert stale.status_code == 422
    assert "Å lytte" in stale.content.decode()
    me = sign_in(Client(), town.account)
    for page in ("my_who", "my_contact"):
        assert "Jeg ringer først." in me.get(reverse(page)).content.decode()
    for stranger in (town.account, make_user(Role.PLANNER), make_user(Role.SUPPORTER)):
        assert sign_in(Client(), stranger).get(reverse("about_me")).status_code == 404


@pytest.mark.second_wall
def test_the_database_shows_a_card_to_those_it_is_for(town: Town) -> None:
    with acting_as(SYSTEM):
        AboutMe.objects.create(worker=town.contact, good_at="x")
    other = make_account_of(make_person())
    for actor, sees in ((town.account, True), (town.next, True), (other, False), (make_user(Role.SUPPORTER), False)):
        with acting_as(actor.pk):
            assert AboutMe.objects.exists() is sees


def test_a_talk_about_us_holds_nobodys_name_and_ends_with_words(town: Town) -> None:
    me, at_work = sign_in(Client(), town.account), sign_in(Client(), town.contact)
    me.post(reverse("my_relation_talk"), {"with_whom": "third", "words": "Det ble feil på fredag."})
    me.post(reverse("my_relation_talk"), {"with_whom": "both"})  # a second one from a page that was open
    with acting_as(SYSTEM):
        talk = RelationTalk.objects.get(person=town.person)
    assert not [field.name for field in RelationTalk._meta.fields if field.related_model is User]
    assert "Vilde vil snakke om dere to" in at_work.get(town.staff("person")).content.decode()
    page = town.staff("relation_talk")
    assert "Det ble feil på fredag." in at_work.get(page).content.decode()
    assert at_work.post(page, {"talk": talk.pk, "words": " "}).status_code == 422
    at_work.post(page, {"talk": talk.pk, "words": "Vi ringer før vi kommer."})
    assert "Vi ringer før vi kommer." in me.get(reverse("my_relation_talk")).content.decode()
    at_work.post(page, {"with_whom": "both", "words": ""})
    assert "vil gjerne snakke" in me.get(reverse("my")).content.decode()
    assert sign_in(Client(), town.next).get(page).status_code == 404
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="relation_talk.end", subject_id=town.person.pk).count() == 1
