"""Emergency access: exactly named, a reason first, one record for twelve hours, logged, and told at once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.blocks import keep_out
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User, WhyQuestion
from benken.access.policies import Refused
from benken.people.actions.emergency import TRIES, Answer, open_in_emergency
from benken.people.actions.people import register_person
from benken.people.actions.relations import hand_over, let_into_circle
from benken.people.models import ContactPerson, EmergencyAccess, Entry, Person, Phone
from benken.people.phones import NewPhone
from tests.factories import make_account_of, make_entry, make_team, make_user, sign_in
from tests.people.test_people import SYNTHETIC

pytestmark = pytest.mark.django_db

DOOR = "/people/emergency/"
NOBODY = "Vi fant ingen som du kan åpne slik."
WHY = "Ligger og svarer ikke"


@pytest.fixture
def tuva(contact: User) -> Person:
    """Return a person with a phone, a full name and a national number."""
    with acting_as(SYSTEM):
        return register_person(
            called="Tuva",
            full_name="Tuva Moen",
            by=contact,
            contact=contact,
            at=timezone.now() - timedelta(days=30),
            phones=[NewPhone("+4799990101")],
            national_number=SYNTHETIC,
        )


@pytest.fixture
def outside() -> User:
    """Return a worker of another team."""
    return make_user(team=make_team(), name="Solveig Utenfor")


def typed(**other: str) -> dict[str, str]:
    """Return what somebody types at the door."""
    return {"kind": "danger", "words": WHY, "called": "Tuva", "phone": "999 90 101", "national_number": "", **other}


def opened(person: Person, by: User, **other: Any) -> Answer:
    """Open a record in an emergency."""
    given = {
        "called": person.called,
        "phone": "+4799990101",
        "national_number": "",
        "kind": "danger",
        "words": WHY,
        **other,
    }
    with acting_as(by.pk):
        return open_in_emergency(**given, by=by, at=timezone.now())


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"called": "tuva moen"},
        {"called": "", "phone": "", "national_number": SYNTHETIC},
    ],
    ids=["called and phone", "full name and phone", "national number"],
)
def test_it_opens_the_one_who_is_exactly_named(
    client: Client, tuva: Person, outside: User, other: dict[str, str], settings: Any
) -> None:
    settings.DEMO = True
    page = reverse("person", args=[tuva.pk])
    assert sign_in(client, outside).get(page).status_code == 404
    answer = client.post(DOOR, typed(**other))
    assert answer.headers["Location"] == page
    shown = client.get(page)
    assert shown.status_code == 200
    assert "Nødtilgang til kl." in shown.content.decode()
    with acting_as(SYSTEM):
        right = Right.objects.get(user=outside, subject_id=tuva.pk)
        assert (right.basis, right.scope) == ("emergency", "record")
        assert right.until_at == right.since_at + timedelta(hours=12)
        assert set(Deed.objects.filter(by=outside).values_list("verb", flat=True)) == {
            "emergency.try",
            "emergency.open",
        }
        # Every reading under it carries the reason.
        readings = Reading.objects.filter(subject_id=tuva.pk, user=outside)
        assert {(row.part, row.basis, row.why) for row in readings} == {
            (part, "emergency", f"fare for liv. {WHY}") for part in ("emergency", "page")
        }


@pytest.mark.parametrize(
    "other",
    [
        {"called": "Tuv"},
        {"phone": "999 90 102"},
        {"called": "Moen"},
    ],
    ids=["part of a name", "another phone", "the last name alone"],
)
@pytest.mark.usefixtures("tuva")
def test_what_is_not_exact_finds_nobody_and_is_logged(client: Client, outside: User, other: dict[str, str]) -> None:
    answer = sign_in(client, outside).post(DOOR, typed(**other))
    assert answer.status_code == 422
    assert NOBODY in answer.content.decode()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(by=outside, verb="emergency.try").count() == 1
        assert not EmergencyAccess.objects.exists()
        assert not Right.objects.filter(user=outside).exists()


def test_of_two_with_one_phone_and_one_name_neither_is_opened(tuva: Person, contact: User, outside: User) -> None:
    with acting_as(SYSTEM):
        phones = [NewPhone("+4799990101")]
        register_person(called="Tuva", by=contact, contact=contact, at=timezone.now(), phones=phones)
    assert opened(tuva, outside).person_id is None


@pytest.mark.second_wall
def test_unknown_hidden_and_blocked_get_the_same_page(
    client: Client, tuva: Person, contact: User, outside: User
) -> None:
    sign_in(client, outside)

    def said(**other: str) -> str:
        page = client.post(DOOR, typed(**other)).content.decode()
        return re.sub(r'(name="_(once|owner)" value|csrfmiddlewaretoken" value)="[^"]*"', "", page)

    unknown = said(phone="999 90 102").replace("999 90 102", "999 90 101")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=tuva.pk).update(is_hidden=True)
    assert said() == unknown
    with acting_as(SYSTEM):
        Person.objects.filter(pk=tuva.pk).update(is_hidden=False)
        keep_out(user=outside, subject_id=tuva.pk, but=[], by=contact, at=timezone.now())
    assert said() == unknown
    with acting_as(SYSTEM):
        assert EmergencyAccess.objects.filter(person=tuva, was_opened=False).count() == 2
        assert not Right.objects.filter(user=outside).exists()
    with acting_as(outside.pk):  # who tried never sees that there was somebody
        assert not EmergencyAccess.objects.exists()
        assert set(Deed.objects.values_list("verb", "subject_id")) == {("emergency.try", None)}


def test_the_leader_of_somebody_hidden_is_told_of_a_try_and_the_readers_leader_is_not(
    client: Client, tuva: Person, contact: User, outside: User
) -> None:
    with acting_as(SYSTEM):
        Person.objects.filter(pk=tuva.pk).update(is_hidden=True)
    opened(tuva, outside)
    own = sign_in(client, make_user(Role.LEADER, team=contact.team)).get("/team/").content.decode()
    assert "prøvde, og kom ikke inn" in own
    assert "Solveig Utenfor" in own
    other = sign_in(client, make_user(Role.LEADER, team=outside.team)).get("/team/").content.decode()
    assert "prøvde, og kom ikke inn" not in other


@pytest.mark.parametrize("missing", [{"words": ""}, {"words": "ja nei"}, {"kind": ""}, {"kind": "x"}, {"phone": "12"}])
@pytest.mark.usefixtures("tuva")
def test_without_a_reason_first_nothing_is_tried(client: Client, outside: User, missing: dict[str, str]) -> None:
    answer = sign_in(client, outside).post(DOOR, typed(**missing))
    assert answer.status_code == 422
    assert NOBODY not in answer.content.decode()
    with acting_as(SYSTEM):
        assert not Right.objects.filter(user=outside).exists()
        assert not Deed.objects.filter(verb="emergency.try").exists()


@pytest.mark.usefixtures("tuva")
def test_a_name_alone_is_not_enough(client: Client, outside: User) -> None:
    answer = sign_in(client, outside).post(DOOR, typed(phone=""))
    assert answer.status_code == 422
    assert "Skriv navnet og telefonen, eller fødselsnummeret." in answer.content.decode()


@pytest.mark.parametrize(
    "role", [Role.PEER, Role.LEADER, Role.PLANNER, Role.ADMIN, Role.RESEARCHER, Role.SERVICE_EDITOR]
)
def test_others_have_no_such_door(client: Client, tuva: Person, role: Role) -> None:
    user = make_user(role, team=make_team())
    assert sign_in(client, user).get(DOOR).status_code == 404
    assert client.post(DOOR, typed()).status_code == 404
    with pytest.raises(Refused):
        opened(tuva, user)
    both = make_user(Role.WORKER, Role.PEER, team=make_team())
    with pytest.raises(Refused):
        opened(tuva, both)


def test_past_the_limit_nothing_is_answered_and_each_try_counts(client: Client, tuva: Person, outside: User) -> None:
    for number in range(TRIES):
        assert opened(tuva, outside, phone=f"+479999020{number}").person_id is None
    answer = sign_in(client, outside).post(DOOR, typed())
    assert answer.status_code == 422
    assert "For mange forsøk i dag" in answer.content.decode()
    with acting_as(SYSTEM):
        assert not Right.objects.filter(user=outside).exists()
        assert Deed.objects.filter(by=outside, verb="emergency.try").count() == TRIES + 1


def test_a_second_click_opens_no_second_door(tuva: Person, contact: User, outside: User) -> None:
    assert opened(tuva, outside) == Answer(tuva.pk)
    assert opened(tuva, outside) == Answer(tuva.pk, was_open=True)
    assert opened(tuva, contact) == Answer(tuva.pk, was_open=True)
    with acting_as(SYSTEM):
        assert EmergencyAccess.objects.count() == 1
        assert Right.objects.filter(subject_id=tuva.pk, basis="emergency").count() == 1


def test_it_stands_on_no_list(client: Client, tuva: Person, contact: User, outside: User) -> None:
    make_entry(tuva, by=contact, text="Vi gikk langs brygga.")
    opened(tuva, outside)
    sign_in(client, outside)
    assert "Tuva" not in client.get("/people/").content.decode()
    for query in ("Tuva", "99990101", "brygga"):
        found = client.get(f"/search/?q={query}").content.decode()
        assert str(tuva.pk) not in found
        assert "Moen" not in found
    assert "brygga" not in client.get(f"/search/?q=langs&person={tuva.pk}").content.decode()
    today = client.get("/").content.decode()
    assert "Du har nødtilgang til Tuva til kl." in today
    assert "Ikke hørt fra" not in today


@pytest.mark.second_wall
def test_it_reads_and_writes_a_note_and_changes_nothing_else(
    client: Client, tuva: Person, contact: User, outside: User
) -> None:
    entry = make_entry(tuva, by=contact, text="Vi gikk langs brygga.")
    opened(tuva, outside)
    sign_in(client, outside)
    page = client.get(reverse("person", args=[tuva.pk])).content.decode()
    assert "Vi gikk langs brygga." in page
    assert client.get(reverse("entry", args=[tuva.pk, entry.pk])).status_code == 200
    # Whatever the page leads to is open, and nothing else is.
    for href in set(re.findall(rf'href="(/people/{tuva.pk}/[^"#]*)"', page)):
        assert client.get(href).status_code in {200, 302}, href
    for name in ("person_change", "person_circle", "person_hand_over", "network", "person_account", "conversation"):
        assert client.get(reverse(name, args=[tuva.pk])).status_code == 404, name
    at = timezone.now()
    with acting_as(outside.pk):
        with pytest.raises(Refused):
            let_into_circle(person=tuva, member=outside, basis="x", until_at=at + timedelta(days=5), by=outside, at=at)
        with pytest.raises(Refused):
            hand_over(
                person=tuva,
                to=contact,
                reason=ContactPerson.Reason.LEAVE,
                persons_say="x",
                goodbye="",
                hello="",
                overlap_until_at=None,
                by=outside,
                at=at,
            )
        # The second wall holds without the first.
        assert Phone.objects.filter(person=tuva).update(number="+4799990199") == 0
        for change in (
            lambda: Person.objects.filter(pk=tuva.pk).update(called="En annen"),
            lambda: Phone.objects.create(person=tuva, number="+4799990199"),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
        assert Person.objects.filter(pk=tuva.pk).update(last_heard_at=at) == 1


def test_it_ends_by_itself_after_twelve_hours(client: Client, tuva: Person, outside: User) -> None:
    opened(tuva, outside)
    with acting_as(SYSTEM):
        earlier = timezone.now() - timedelta(hours=12, seconds=1)
        Right.objects.filter(user=outside).update(since_at=earlier, until_at=earlier + timedelta(hours=12))
        EmergencyAccess.objects.update(at=earlier, until_at=earlier + timedelta(hours=12))
    assert sign_in(client, outside).get(reverse("person", args=[tuva.pk])).status_code == 404
    assert client.get(reverse("emergency_end", args=[tuva.pk])).status_code == 404
    assert "nødtilgang til" not in client.get("/").content.decode()
    with acting_as(outside.pk):
        assert not Entry.objects.filter(person=tuva).exists()


def test_whoever_is_done_says_what_they_did_and_the_record_closes(client: Client, tuva: Person, outside: User) -> None:
    opened(tuva, outside)
    draft = make_entry(tuva, by=outside, text="Fant henne på brygga.", shared=False)
    end = reverse("emergency_end", args=[tuva.pk])
    assert "Fant henne på brygga." in sign_in(client, outside).get(end).content.decode()
    assert client.post(end, {"text": "Fant henne. Hun puster.", "kind": "visit"}).headers["Location"] == "/"
    assert client.get(reverse("person", args=[tuva.pk])).status_code == 404
    assert client.post(end, {"text": "En gang til", "kind": "visit"}).status_code == 404
    with acting_as(SYSTEM):
        note = Entry.objects.get(person=tuva, kind="visit")
        assert (note.pk, note.text, note.state) == (draft.pk, "Fant henne. Hun puster.", "shared")
        assert Deed.objects.filter(by=outside, verb="emergency.end", subject_id=tuva.pk).count() == 1
        assert EmergencyAccess.objects.get().ended_at is not None


def test_one_may_be_done_without_a_word(client: Client, tuva: Person, outside: User) -> None:
    opened(tuva, outside)
    end = reverse("emergency_end", args=[tuva.pk])
    assert sign_in(client, outside).post(end, {"text": " ", "kind": "talk"}).status_code == 302
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(person=tuva, author=outside).exists()
    assert client.get(reverse("person", args=[tuva.pk])).status_code == 404


def test_the_person_is_told_at_once_on_my_page_and_in_the_log(client: Client, tuva: Person, outside: User) -> None:
    account = make_account_of(tuva)
    opened(tuva, outside)
    page = sign_in(client, account).get("/my/").content.decode()
    assert "Solveig Utenfor åpnet siden din i dag" in page
    assert WHY in page
    log = client.get("/my/readers/").content.decode()
    assert "Solveig Utenfor" in log
    assert f"fare for liv. {WHY}" in log


def test_a_lent_phone_says_that_and_no_more(client: Client, tuva: Person, outside: User) -> None:
    account = make_account_of(tuva)
    opened(tuva, outside)
    page = sign_in(client, account, narrow=True).get("/my/").content.decode()
    assert "Noen har åpnet siden din fordi det hastet." in page
    assert "Solveig" not in page
    assert WHY not in page


def test_both_leaders_are_told_and_the_record_stays_closed_to_them(
    client: Client, tuva: Person, contact: User, outside: User
) -> None:
    opened(tuva, outside)
    own, other = make_user(Role.LEADER, team=contact.team), make_user(Role.LEADER, team=outside.team)
    page = sign_in(client, own).get("/team/").content.decode()
    assert "Solveig Utenfor" in page
    assert "Tuva" in page
    assert WHY in page
    assert client.get(reverse("person", args=[tuva.pk])).status_code == 404
    page = sign_in(client, other).get("/team/").content.decode()
    assert "Solveig Utenfor" in page
    assert "Tuva" not in page
    assert "en person i et annet team" in page
    third = sign_in(client, make_user(Role.LEADER, team=make_team())).get("/team/").content.decode()
    assert "Solveig Utenfor" not in third


def test_a_leader_marks_it_seen_once_and_another_leader_cannot(
    client: Client, tuva: Person, contact: User, outside: User
) -> None:
    opened(tuva, outside)
    leader = make_user(Role.LEADER, team=contact.team)
    with acting_as(SYSTEM):
        seen = reverse("emergency_seen", args=[EmergencyAccess.objects.get().pk])
    assert sign_in(client, leader).post(seen).status_code == 302
    assert client.post(seen).status_code == 302
    with acting_as(SYSTEM):
        assert EmergencyAccess.objects.get().seen_by_ids == [leader.pk]
        assert Deed.objects.filter(verb="emergency.seen", by=leader).count() == 1
    make_user(Role.LEADER, team=outside.team)  # with one of its own, the reader's team is no other leader's
    assert sign_in(client, make_user(Role.LEADER, team=make_team())).post(seen).status_code == 404
    assert sign_in(client, contact).post(seen).status_code == 404


def test_the_readers_leader_asks_why_and_the_persons_leader_does_not(
    client: Client, tuva: Person, contact: User, outside: User
) -> None:
    opened(tuva, outside)
    with acting_as(SYSTEM):
        ask = reverse("emergency_why", args=[EmergencyAccess.objects.get().pk])
    own = make_user(Role.LEADER, team=contact.team)
    assert sign_in(client, make_user(Role.LEADER, team=outside.team)).post(ask).status_code == 302
    assert sign_in(client, own).post(ask).status_code == 404
    with acting_as(SYSTEM):
        assert WhyQuestion.objects.get().reader_id == outside.pk


@pytest.mark.usefixtures("tuva")
def test_find_before_create_leads_to_the_door(client: Client, outside: User) -> None:
    data = {"called": "Tuva", "language": "nb", "contact": str(outside.pk), "phone_0": "999 90 101"}
    page = sign_in(client, outside).post("/people/new/", data).content.decode()
    assert "Noen med dette er kjent her." in page
    assert f'href="{DOOR}"' in page
    assert f'href="{DOOR}"' in client.get("/search/").content.decode()


@pytest.mark.second_wall
def test_the_app_cannot_write_an_emergency_by_itself(tuva: Person, outside: User) -> None:
    at = timezone.now()
    with acting_as(outside.pk), pytest.raises(ProgrammingError), transaction.atomic():
        EmergencyAccess.objects.create(person=tuva, by=outside, kind="danger", words="x", at=at, until_at=at)
    with acting_as(outside.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_emergencyaccess")
        assert cursor.fetchone() == (0,)
