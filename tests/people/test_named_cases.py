"""Cases with a name: people for whom a mistake would cost most, each followed through the real pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people.actions import blocks, sharing
from benken.people.actions.people import register_person
from benken.people.actions.relations import let_into_circle
from benken.people.models import Entry, Person, SharingConsent
from benken.people.phones import NewPhone
from tests.factories import make_account_of, make_consent, make_goal, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> User:
    """Return the contact person."""
    return make_user(team=make_team(), name="Ingunn Sæther")


def about(person: Person, name: str = "person", **more: Any) -> str:
    """Return one of a person's addresses."""
    return reverse(name, kwargs={"person_id": person.pk, **more})


def rows(model: type[Model], **fields: Any) -> int:
    """Count rows as the system."""
    with acting_as(SYSTEM):
        return model._default_manager.filter(**fields).count()


# A minor: Amalie is 15. Nobody's age is kept, so nothing hangs on it: her yes is hers.


def test_a_minor_the_parents_get_nothing_without_the_minors_own_yes(client: Client, contact: User) -> None:
    amalie = make_person(contact=contact, called="Amalie")
    make_goal(amalie, by=contact, words="Fullføre tiende")
    mother = make_user(Role.SUPPORTER, name="Mor til Amalie")
    sign_in(client, mother)
    assert "Amalie" not in client.get(reverse("shared")).content.decode()
    for address in (about(amalie), about(amalie, "shared_person"), about(amalie, "person_sharing")):
        assert client.get(address).status_code == 404
    yes = sharing.Yes(["goals"], "mor spør", timezone.now() + timedelta(days=90), how="together")
    for by in (mother, contact):  # neither the mother, nor the contact person in Amalie's place
        with acting_as(by.pk), pytest.raises(Refused):
            sharing.share_with(person=amalie, receiver=mother, yes=yes, by=by, at=timezone.now())
    assert rows(Right, user=mother) == rows(SharingConsent) == 0


def test_a_minor_gives_and_withdraws_the_yes_alone(client: Client, contact: User) -> None:
    amalie = make_person(contact=contact, called="Amalie")
    make_goal(amalie, by=contact, words="Fullføre tiende")
    mother, account = make_user(Role.SUPPORTER, name="Mor til Amalie"), make_account_of(amalie)
    own = sign_in(Client(), account)
    data = {
        "username": mother.username,
        "parts": ["goals"],
        "why": "hun maser sånn",
        "until_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    assert own.post(reverse("my_share_new", kwargs={"who": "account"}), data).status_code == 302
    sign_in(client, mother)
    page = client.get(about(amalie, "shared_person")).content.decode()
    assert "Fullføre tiende" in page
    assert "maser" not in page  # why stands with Amalie
    with acting_as(SYSTEM):
        consent = SharingConsent.objects.get()
    own.post(reverse("my_share_stop", kwargs={"consent_id": consent.pk}))
    assert client.get(about(amalie, "shared_person")).status_code == 404


# Pregnant: a note about it is a note.


def test_pregnant_a_note_triggers_nothing(client: Client, contact: User) -> None:
    maren = make_person(contact=contact, called="Maren")
    account, leader = make_account_of(maren), make_user(Role.LEADER, team=contact.team)
    sign_in(client, contact)
    before = {
        "rights": rows(Right),
        "people": rows(Person),
        "users": User.objects.count(),
        "queued": rows_in_queue(),
        "readings": rows(Reading, user=leader),
    }
    verbs_before = verbs(maren)
    data = {
        "kind": "talk",
        "text": "Maren er gravid i uke 12 og bruker fortsatt. Hun vil beholde barnet.",
        "happened_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "note_kind": "health_note",
        "share": "1",
    }
    answer = client.post(about(maren, "entry", entry_id=new_id()), data)
    assert answer.status_code == 302
    assert rows(Entry, person=maren) == 1
    assert before == {
        "rights": rows(Right),
        "people": rows(Person),
        "users": User.objects.count(),
        "queued": rows_in_queue(),
        "readings": rows(Reading, user=leader),
    }
    assert verbs(maren) - verbs_before <= {"entry.share"}
    assert "gravid" not in sign_in(Client(), leader).get(reverse("team")).content.decode()
    assert "bekymringsmelding" not in client.get(about(maren)).content.decode().lower()
    assert sign_in(Client(), account).get(reverse("my")).status_code == 200


def verbs(person: Person) -> set[str]:
    """Return what has been done about somebody."""
    with acting_as(SYSTEM):
        return set(Deed.objects.filter(subject_id=person.pk).values_list("verb", flat=True))


def rows_in_queue() -> int:
    """Count the jobs that wait."""
    from django.db import connection  # used here alone

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        counted: int = cursor.fetchone()[0]
    return counted


# Undocumented: no number, no address, another language.


def test_undocumented_nothing_needs_a_national_number(client: Client, contact: User) -> None:
    sign_in(client, contact)
    data = {"called": "Ahmad", "language": "ar", "contact": str(contact.pk)}
    answer = client.post(reverse("person_new"), data)
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        ahmad = Person.objects.get(called="Ahmad")
    assert (ahmad.national_number_hash, ahmad.national_number_sealed, ahmad.full_name) == (None, None, "")
    for name in ("person", "person_change", "person_account", "person_sharing", "person_circle", "entry_new"):
        page = client.get(about(ahmad, name)).content.decode().lower()
        assert "fødselsnummer" not in page, name
        assert "personnummer" not in page, name
    given = client.post(about(ahmad, "person_account"), {"username": "ahmad-a"})
    assert given.status_code == 302
    account = User.objects.get(username="ahmad-a")
    own = sign_in(Client(), account)
    for name in ("my", "my_who", "my_goals", "my_messages", "my_share_choose"):
        shown = own.get(reverse(name))
        assert shown.status_code == 200
        assert "fødselsnummer" not in shown.content.decode().lower()


def test_undocumented_the_language_is_kept_and_shown(client: Client, contact: User) -> None:
    with acting_as(SYSTEM):
        ahmad = register_person(called="Ahmad", language="ar", by=contact, contact=contact, at=timezone.now())
    page = sign_in(client, contact).get(about(ahmad, "person_change")).content.decode()
    assert '<option value="ar" selected>' in page


# Threatened by a partner, who supports her here, has a friend who works here, and borrows her phone.


@pytest.fixture
def threatened(contact: User) -> dict[str, Any]:
    """Return Nora, her partner with a page of what she shares, and his friend who works here and is in her circle."""
    at = timezone.now()
    with acting_as(SYSTEM):
        nora = register_person(called="Nora", by=contact, contact=contact, at=at, phones=[NewPhone("+4799990104")])
    make_goal(nora, by=contact, words="Flytte til søstera mi")
    account, partner = make_account_of(nora), make_user(Role.SUPPORTER, name="Kjetil Moe")
    friend = make_user(team=contact.team, name="Stian Vold")
    make_consent(nora, to=partner, by=account)
    with acting_as(contact.pk):
        let_into_circle(person=nora, member=friend, basis="bolig", until_at=at + timedelta(days=60), by=contact, at=at)
    return {"nora": nora, "account": account, "partner": partner, "friend": friend}


def test_threatened_by_a_partner_everything_of_his_and_his_friends_is_gone_at_once(
    threatened: dict[str, Any], contact: User
) -> None:
    nora, partner, friend = threatened["nora"], threatened["partner"], threatened["friend"]
    his, friends = sign_in(Client(), partner), sign_in(Client(), friend)
    assert "Flytte til søstera" in his.get(about(nora, "shared_person")).content.decode()
    assert "Flytte til søstera" in friends.get(about(nora)).content.decode()
    with acting_as(contact.pk):  # Nora has no phone of her own just now: it is written down beside her
        for user in (partner, friend):
            blocks.keep_out(person=nora, user=user, by=contact, at=timezone.now())
        blocks.hide(person=nora, hidden=True, by=contact, at=timezone.now())
    assert his.get(about(nora, "shared_person")).status_code == 404
    assert "Nora" not in his.get(reverse("shared")).content.decode()
    assert friends.get(about(nora)).status_code == 404
    for address in (reverse("people_list"), reverse("home"), f"{reverse('search')}?q=Nor"):
        assert "Nora" not in friends.get(address).content.decode()
    looked = friends.post(
        reverse("person_new"),
        {"called": "Nora", "language": "nb", "contact": str(friend.pk), "phone_0": "99990104"},
    )
    assert looked.status_code == 302  # as if nobody had that name and phone
    leader = make_user(Role.LEADER, team=contact.team)
    assert "Stian Vold" in sign_in(Client(), leader).get(reverse("team")).content.decode()
    with acting_as(contact.pk), pytest.raises(Refused):  # nor does anybody let them in again by mistake
        let_into_circle(
            person=nora,
            member=friend,
            basis="bolig",
            until_at=timezone.now() + timedelta(days=5),
            by=contact,
            at=timezone.now(),
        )


def test_threatened_by_a_partner_no_trace_on_a_shared_device(threatened: dict[str, Any]) -> None:
    """He borrows the phone after she has signed in with her slip: nothing there says what she has done."""
    nora, account, partner, friend = (threatened[name] for name in ("nora", "account", "partner", "friend"))
    with acting_as(account.pk):
        for user in (partner, friend):
            blocks.keep_out(person=nora, user=user, by=account, at=timezone.now())
        blocks.hide(person=nora, hidden=True, by=account, at=timezone.now())
    narrow = sign_in(Client(), account, narrow=True)
    for name in ("my", "my_who", "my_keep_out_choose", "my_goals", "my_messages", "my_shown"):
        answer = narrow.get(reverse(name))
        page = answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        for words in ("Kjetil", "Stian", "Du er skjult", "skjult lenger", "stengt ute"):
            assert words not in page, (name, words)
    narrow.post(reverse("account_logout"))
    after = narrow.get(reverse("my_who"))
    assert (after.status_code, after.content) == (302, b"")


def test_threatened_by_a_partner_who_has_a_page_here_himself(threatened: dict[str, Any], contact: User) -> None:
    """He is followed up here too, by the same contact person: neither finds the other."""
    nora, account = threatened["nora"], threatened["account"]
    kjetil = make_person(contact=contact, called="Kjetil")
    his = sign_in(Client(), make_account_of(kjetil))
    with acting_as(contact.pk):
        blocks.hide(person=nora, hidden=True, by=contact, at=timezone.now())
    for name in ("my", "my_who", "my_share_choose", "my_network", "my_readers", "my_keep_out_choose"):
        assert "Nora" not in his.get(reverse(name)).content.decode()
    told = his.post(
        reverse("my_share_new", kwargs={"who": "account"}),
        {"username": account.username, "parts": ["goals"], "why": "x", "until_on": timezone.localdate().isoformat()},
    )
    nobody = his.post(
        reverse("my_share_new", kwargs={"who": "account"}),
        {"username": "gjest-000000", "parts": ["goals"], "why": "x", "until_on": timezone.localdate().isoformat()},
    )
    assert told.status_code == nobody.status_code == 422
    assert "fant ingen slik konto" in told.content.decode()
    assert "fant ingen slik konto" in nobody.content.decode()


# Peer, service editor, administrator: what they start with.


def test_a_peer_starts_with_nothing_and_has_no_list_of_whom_they_know(client: Client, contact: User) -> None:
    person = make_person(contact=contact, called="Tuva")
    peer = make_user(Role.PEER, team=contact.team)
    sign_in(client, peer)
    for address in (reverse("people_list"), reverse("home"), reverse("shared"), f"{reverse('search')}?q=Tuva"):
        page = client.get(address).content.decode().replace("q=Tuva", "").replace('value="Tuva"', "")
        assert f"/people/{person.pk}/" not in page
    for address in (reverse("team"), reverse("person_new"), about(person), about(person, "shared_person")):
        assert client.get(address).status_code == 404


@pytest.mark.second_wall
def test_an_administrator_opens_no_record(client: Client, contact: User) -> None:
    person = make_person(contact=contact, called="Tuva")
    account, admin = make_account_of(person), make_user(Role.ADMIN)
    make_goal(person, by=contact, words="Spille kornett")
    make_consent(person, by=account)
    sign_in(client, admin)
    for name in ("person", "person_sharing", "person_circle", "person_account", "shared_person", "conversation"):
        assert client.get(about(person, name)).status_code == 404
    for address in (reverse("accounts"), reverse("settings"), reverse("people_list"), reverse("notices")):
        assert "Tuva" not in client.get(address).content.decode()
    for address in ("account_change", "account_link", "account_off"):
        answer = client.post(reverse(address, kwargs={"user_id": account.pk}))
        assert answer.status_code == 404
    with acting_as(admin.pk):
        assert not Person.objects.exists()
        assert not Right.objects.exists()


def test_a_service_editor_reaches_their_sign_in_and_a_calm_page(client: Client, contact: User) -> None:
    person = make_person(contact=contact, called="Tuva")
    editor = make_user(Role.SERVICE_EDITOR)
    sign_in(client, editor)
    begins = client.get(reverse("home"), follow=True).content.decode()
    assert "Du holder ingen steder ennå" in begins
    assert "Tuva" not in begins
    assert client.get(reverse("mfa_index")).status_code == 200
    for address in (reverse("team"), reverse("search"), reverse("accounts"), reverse("shared"), about(person)):
        assert client.get(address).status_code == 404
    assert "Tuva" not in client.get(reverse("people_list")).content.decode()
