"""Sharing by part: given by the person, alone or with the contact; read by whom it was given to; withdrawn at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.access.policies import Refused
from benken.followup.models import BestNow, Goal, Promise, Step
from benken.lib.ids import new_id
from benken.people.actions import sharing
from benken.people.models import AskAgain, Entry, Person, SharingConsent
from tests.factories import (
    make_account_of,
    make_entry,
    make_goal,
    make_person,
    make_step,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> User:
    """Return the contact person."""
    return make_user(team=make_team(), name="Ingunn Sæther")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person, with a goal, a step, a promise, own words and a note."""
    somebody = make_person(contact=contact, called="Tuva")
    at = timezone.now()
    goal = make_goal(somebody, by=contact, words="Spille kornett igjen")
    make_step(goal, by=contact, words="Hente kornetten")
    make_entry(somebody, by=contact, text="Vi snakket om noe som ingen andre skal lese.")
    with acting_as(SYSTEM):
        Promise.objects.create(person=somebody, by=contact, words="Ringe korpset", made_at=at)
        BestNow.objects.create(person=somebody, words="At noen ringer tilbake", said_at=at, written_by=contact)
    return somebody


@pytest.fixture
def account(person: Person) -> User:
    """Return the person's own account."""
    return make_account_of(person)


@pytest.fixture
def supporter() -> User:
    """Return somebody with whom something can be shared."""
    return make_user(Role.SUPPORTER, name="Silje Lindås")


def yes(*parts: str, days: int = 90, **more: Any) -> sharing.Yes:
    """Return what the person says yes to."""
    return sharing.Yes(
        parts=parts or ("goals",), why="vi øver sammen", until_at=timezone.now() + timedelta(days), **more
    )


def share(person: Person, receiver: User, by: User, *parts: str, days: int = 90) -> SharingConsent:
    """Share from the person's own page."""
    with acting_as(by.pk):
        return sharing.share_with(
            person=person, receiver=receiver, yes=yes(*parts, days=days), by=by, at=timezone.now()
        )


def page_of(person: Person) -> str:
    """Return the address of what the person shares."""
    return reverse("shared_person", kwargs={"person_id": person.pk})


def rights(user: User) -> list[Right]:
    """Return a user's rights."""
    with acting_as(SYSTEM):
        return list(Right.objects.filter(user=user))


def deeds(verb: str) -> list[Deed]:
    """Return what was done with this verb."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(verb=verb))


def day(days: int) -> str:
    """Return a day from today on, as a browser sends it."""
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def send_share(client: Client, who: str, **changed: Any) -> HttpResponse:
    """Send the person's own form."""
    data = {"parts": ["goals"], "why": "vi øver sammen", "until_on": day(90), **changed}
    return client.post(reverse("my_share_new", kwargs={"who": who}), data)  # type: ignore[return-value]  # the client's own type


@pytest.mark.second_wall
def test_the_receiver_sees_the_opened_part_and_nothing_else(
    client: Client, person: Person, account: User, supporter: User
) -> None:
    share(person, supporter, account, "goals")
    sign_in(client, supporter)
    listed = client.get(reverse("shared")).content.decode()
    assert "Tuva" in listed
    page = client.get(page_of(person)).content.decode()
    assert "Spille kornett igjen" in page
    assert "Hente kornetten" in page
    for closed in ("Ringe korpset", "At noen ringer tilbake", "ingen andre skal lese"):
        assert closed not in page
    with acting_as(supporter.pk):
        assert Goal.objects.count() == Step.objects.count() == 1
        for table in (Promise, BestNow, Entry, Person, SharingConsent):
            assert not table.objects.exists(), table
    with acting_as(SYSTEM):
        read = Reading.objects.filter(user=supporter, subject_id=person.pk)
        assert [(one.part, one.basis) for one in read] == [("goals", "shared")]


def test_each_part_opens_by_itself(client: Client, person: Person, account: User, supporter: User) -> None:
    words = {"goals": "Spille kornett", "promises": "Ringe korpset", "best": "At noen ringer tilbake"}
    sign_in(client, supporter)
    for part in words:
        share(person, supporter, account, part)
        page = client.get(page_of(person)).content.decode()
        assert {name for name, sentence in words.items() if sentence in page} == {part}
    share(person, supporter, account, *words)
    page = client.get(page_of(person)).content.decode()
    assert all(sentence in page for sentence in words.values())
    with acting_as(SYSTEM):
        now = timezone.now()
        assert Right.objects.filter(user=supporter, until_at__gt=now).count() == 1


@pytest.mark.second_wall
def test_it_may_not_be_written_to(person: Person, account: User, supporter: User) -> None:
    share(person, supporter, account, "goals", "promises", "best")
    with acting_as(supporter.pk):
        assert Goal.objects.update(words="noe annet") == 0
        assert Promise.objects.update(told_words="noe annet") == 0
        assert Goal.objects.all().delete()[0] == 0


@pytest.mark.second_wall
def test_withdrawn_it_is_gone_at_the_next_request_as_if_it_had_never_been(
    client: Client, person: Person, account: User, supporter: User
) -> None:
    consent = share(person, supporter, account, "goals")
    sign_in(client, supporter)
    assert client.get(page_of(person)).status_code == 200
    person_client = sign_in(Client(), account)
    answer = person_client.post(reverse("my_share_stop", kwargs={"consent_id": consent.pk}))
    assert answer["Location"] == reverse("my_who")
    gone = client.get(page_of(person))
    never = client.get(reverse("shared_person", kwargs={"person_id": new_id()}))
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.content.replace(str(person.pk).encode(), b"") == never.content.replace(
        never.request["PATH_INFO"].split("/")[2].encode(), b""
    )
    assert "Tuva" not in client.get(reverse("shared")).content.decode()
    assert client.post(page_of(person), {"text": "Hei"}).status_code == 404
    with acting_as(supporter.pk):
        assert not Goal.objects.exists()
    person_client.post(reverse("my_share_stop", kwargs={"consent_id": consent.pk}))  # a second click
    assert len(deeds("sharing.stop")) == 1


def test_it_ends_by_itself_on_the_day(client: Client, person: Person, account: User, supporter: User) -> None:
    share(person, supporter, account, "goals")
    with acting_as(SYSTEM):
        Right.objects.filter(user=supporter).update(until_at=timezone.now())
    sign_in(client, supporter)
    assert client.get(page_of(person)).status_code == 404


def test_it_takes_two_taps_from_my_page_and_can_be_undone(
    client: Client, person: Person, account: User, supporter: User
) -> None:
    consent = share(person, supporter, account, "goals")
    sign_in(client, account, narrow=True)
    who, stop = reverse("my_who"), reverse("my_share_stop", kwargs={"consent_id": consent.pk})
    assert f'href="{who}"' in client.get(reverse("my")).content.decode()
    assert f'action="{stop}"' in client.get(who).content.decode()
    client.post(stop)
    restore = reverse("my_share_restore", kwargs={"consent_id": consent.pk})
    assert restore in client.get(who).content.decode()
    client.post(restore)
    client.post(restore)  # a second click
    assert sign_in(Client(), supporter).get(page_of(person)).status_code == 200
    assert len(deeds("sharing.undo")) == 1


def test_undoing_is_for_a_few_minutes(person: Person, account: User, supporter: User) -> None:
    consent = share(person, supporter, account, "goals")
    at = timezone.now()
    with acting_as(account.pk):
        sharing.stop_sharing(consent=consent, by=account, at=at)
        with pytest.raises(Refused, match="for sent"):
            sharing.share_again(consent=consent, by=account, at=at + timedelta(minutes=11))


def test_the_page_tells_everybody_who_sees_what_why_and_until_when(
    client: Client, person: Person, account: User, supporter: User
) -> None:
    share(person, supporter, account, "goals", days=20)
    sign_in(client, account)
    page = client.get(reverse("my_who")).content.decode()
    for words in ("Ingunn Sæther", "kontaktpersonen din", "Silje Lindås", "Støtteperson", "Målene og stegene"):
        assert words.lower() in page.lower(), words
    assert "Vi øver sammen" in page
    narrow = sign_in(Client(), account, narrow=True).get(reverse("my_who")).content.decode()
    assert "Silje Lindås" in narrow
    assert "øver sammen" not in narrow  # it may say more than a lent phone should


def test_a_narrow_session_closes_and_does_not_open(
    client: Client, person: Person, account: User, supporter: User
) -> None:
    consent = share(person, supporter, account, "goals")
    sign_in(client, account, narrow=True)
    for answer in (
        client.get(reverse("my_share_choose")),
        client.get(reverse("my_share_new", kwargs={"who": "helper"})),
        send_share(client, str(supporter.pk), parts=["promises"]),
        client.post(reverse("my_share_link", kwargs={"consent_id": consent.pk})),
    ):
        assert answer["Location"] == reverse("my_together")
    assert [right.parts for right in rights(supporter)] == [["goals"]]


def test_the_person_invites_somebody_and_gets_a_link_that_is_shown_once(client: Client, account: User) -> None:
    sign_in(client, account)
    answer = send_share(client, "helper", name="Randi Solvang", kind="nav", parts=["goals", "promises"])
    assert answer["Location"] == reverse("my_who")
    page = client.get(reverse("my_who")).content.decode()
    helper = User.objects.get(name="Randi Solvang")
    assert (helper.roles, helper.helper_kind) == (["outside_helper"], "nav")
    assert helper.username in page
    assert "/accounts/password/reset/key/" in page
    assert "/accounts/password/reset/key/" not in client.get(reverse("my_who")).content.decode()
    assert sorted(rights(helper)[0].parts) == ["goals", "promises"]
    with acting_as(SYSTEM):
        consent = SharingConsent.objects.get(receiver=helper)
    assert (consent.how, consent.given_by) == ("own_page", account)
    assert timezone.localdate(consent.until_at) == timezone.localdate() + timedelta(days=90)


def test_a_stranger_to_the_lists_of_those_who_work_here(client: Client, account: User) -> None:
    sign_in(client, account)
    send_share(client, "supporter", name="Randi Solvang")
    sign_in(client, make_user(Role.ADMIN))
    assert "Randi Solvang" not in client.get(reverse("accounts")).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"parts": []}, "Velg minst én ting."),
        ({"parts": ["notes"]}, "notes"),
        ({"why": " \u200b "}, "Feltet"),
        ({"until_on": day(400)}, "høyst ett år"),
        ({"until_on": day(-1)}, "høyst ett år"),
        ({"until_on": "i morgen"}, "dato"),
        ({"name": "\u200b"}, "Feltet"),
        ({"kind": ""}, "Feltet"),
        ({"kind": "police"}, "police"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(
    client: Client, account: User, changed: dict[str, Any], words: str
) -> None:
    sign_in(client, account)
    answer = send_share(client, "helper", **{"name": "Randi Solvang", "kind": "nav", **changed})
    assert answer.status_code == 422
    assert words.lower() in answer.content.decode().lower()
    if "why" not in changed:
        assert "vi øver sammen" in answer.content.decode()
    assert not User.objects.filter(roles__contains=["outside_helper"]).exists()


def test_somebody_with_an_account_is_found_by_its_exact_name_only(
    client: Client, account: User, supporter: User
) -> None:
    sign_in(client, account)
    worker = make_user()
    for wrong in ("gjest-000000", supporter.username.upper(), worker.username, account.username):
        answer = send_share(client, "account", username=wrong)
        assert answer.status_code == 422
        assert "fant ingen slik konto" in answer.content.decode()
    assert send_share(client, "account", username=supporter.username).status_code == 302
    assert rights(supporter)[0].parts == ["goals"]
    for _try in range(5):
        send_share(client, "account", username="gjest-000000")
    assert "For mange forsøk" in send_share(client, "account", username=supporter.username).content.decode()


def test_a_link_is_never_made_to_an_account_that_others_share_with(
    client: Client, person: Person, account: User, supporter: User
) -> None:
    other = make_account_of(make_person())
    with acting_as(SYSTEM):
        theirs = Person.objects.get(pk=str(other.subject_id))
    share(theirs, supporter, other, "goals")
    consent = share(person, supporter, account, "goals")
    sign_in(client, account)
    assert "Lag ny lenke" not in client.get(reverse("my_who")).content.decode()
    client.post(reverse("my_share_link", kwargs={"consent_id": consent.pk}))
    assert "/accounts/password/reset/key/" not in client.get(reverse("my_who")).content.decode()
    assert deeds("sharing.link") == []


def test_nobody_stops_or_reads_what_is_anothers(client: Client, person: Person, account: User, supporter: User) -> None:
    consent = share(person, supporter, account, "goals")
    other = make_account_of(make_person())
    for user in (other, make_user(), supporter, make_user(Role.LEADER)):
        sign_in(client, user)
        for name in ("my_share_stop", "my_share_restore", "my_share_link"):
            assert client.post(reverse(name, kwargs={"consent_id": consent.pk})).status_code == 404
        about = {"person_id": person.pk}
        assert client.get(reverse("person_sharing", kwargs=about)).status_code == 404
        assert client.post(reverse("person_share_stop", kwargs={**about, "consent_id": consent.pk})).status_code == 404
    assert sign_in(client, make_user(Role.SUPPORTER)).get(page_of(person)).status_code == 404


def test_the_contact_gives_it_together_with_the_words_the_person_said(
    client: Client, person: Person, contact: User
) -> None:
    sign_in(client, contact)
    address = reverse("person_share_new", kwargs={"person_id": person.pk, "who": "supporter"})
    data = {"name": "Silje", "parts": ["goals"], "why": "de øver", "until_on": day(30), "how": "together"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "Skriv hva personen selv sa." in refused.content.decode()
    assert client.post(address, {**data, "persons_words": "Ja, hun kan se det."}).status_code == 302
    with acting_as(SYSTEM):
        consent = SharingConsent.objects.get()
    assert (consent.how, consent.persons_words, consent.given_by) == ("together", "Ja, hun kan se det.", contact)
    page = client.get(reverse("person_sharing", kwargs={"person_id": person.pk})).content.decode()
    assert "Ja, hun kan se det." in page
    client.post(reverse("person_share_stop", kwargs={"person_id": person.pk, "consent_id": consent.pk}))
    with acting_as(SYSTEM):
        assert SharingConsent.objects.get().withdrawn_at is not None


def test_ask_again_later_keeps_the_day_and_nothing_else(client: Client, person: Person, contact: User) -> None:
    sign_in(client, contact)
    about = {"person_id": person.pk}
    new = client.get(reverse("person_share_new", kwargs={**about, "who": "helper"})).content.decode()
    assert "Ikke nå, spør igjen" in new
    for wrong in (day(0), day(-1), day(200), "snart"):
        assert client.post(reverse("person_ask_again", kwargs=about), {"on": wrong}).status_code == 422
    assert client.post(reverse("person_ask_again", kwargs=about), {"on": day(7), "why": "ruset"}).status_code == 302
    with acting_as(SYSTEM):
        asked = AskAgain.objects.get()
        assert {field.name for field in AskAgain._meta.fields} == {"person", "on", "written_by"}
        assert asked.on == timezone.localdate() + timedelta(days=7)
    assert "Spør igjen om deling" not in client.get("/").content.decode()
    with acting_as(SYSTEM):
        AskAgain.objects.update(on=timezone.localdate())
    today = client.get("/").content.decode()
    assert "Spør igjen om deling" in today
    client.post(reverse("person_ask_again", kwargs=about), {"asked": "1"})
    client.post(reverse("person_ask_again", kwargs=about), {"asked": "1"})  # a second click
    assert "Spør igjen om deling" not in client.get("/").content.decode()
    assert len(deeds("sharing.asked")) == 1
    assert (
        sign_in(client, make_user()).post(reverse("person_ask_again", kwargs=about), {"on": day(7)}).status_code == 404
    )


def test_an_answer_is_seen_by_the_person_at_once_and_stands_on_the_contacts_today(
    client: Client, person: Person, account: User, contact: User
) -> None:
    helper = make_user(Role.OUTSIDE_HELPER, name="Randi Solvang")
    share(person, helper, account, "goals")
    helper_client = sign_in(Client(), helper)
    assert helper_client.post(page_of(person), {"text": " "}).status_code == 422
    assert helper_client.post(page_of(person), {"text": "Timen er flyttet til fredag."})["Location"] == page_of(person)
    assert "Timen er flyttet" in helper_client.get(page_of(person)).content.decode()
    with acting_as(SYSTEM):
        entry = Entry.objects.get(kind=Entry.Kind.FROM_HELPER)
    assert (entry.author, entry.state, entry.person_id) == (helper, "shared", person.pk)
    assert [deed.by for deed in deeds("sharing.answer")] == [helper]
    written = sign_in(Client(), account).get(reverse("my_record")).content.decode()
    assert "Timen er flyttet til fredag." in written
    sign_in(client, contact)
    today = client.get("/").content.decode()
    assert "Svar fra Randi Solvang" in today
    assert "svar fra en det deles med" in client.get(reverse("people_list")).content.decode()
    seen = reverse("entry_answered", kwargs={"person_id": person.pk, "entry_id": entry.pk})
    assert sign_in(Client(), make_user()).post(seen).status_code == 404
    assert helper_client.post(seen).status_code == 404
    client.post(seen)
    client.post(seen)  # a second click
    assert "Svar fra Randi Solvang" not in client.get("/").content.decode()
    assert len(deeds("sharing.answer_seen")) == 1


def test_an_answer_is_taken_back_until_somebody_has_read_it(
    client: Client, person: Person, account: User, contact: User, supporter: User
) -> None:
    share(person, supporter, account, "goals")
    sign_in(client, supporter)
    client.post(page_of(person), {"text": "Feil person, unnskyld."})
    with acting_as(SYSTEM):
        first = Entry.objects.get(kind=Entry.Kind.FROM_HELPER)
    back = reverse("shared_take_back", kwargs={"person_id": person.pk, "entry_id": first.pk})
    assert back in client.get(page_of(person)).content.decode()
    client.post(back)
    client.post(back)  # a second click
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(pk=first.pk).exists()
    client.post(page_of(person), {"text": "Hilsen Silje."})
    sign_in(Client(), contact).get("/")
    with acting_as(SYSTEM):
        second = Entry.objects.get(kind=Entry.Kind.FROM_HELPER)
    client.post(reverse("shared_take_back", kwargs={"person_id": person.pk, "entry_id": second.pk}))
    with acting_as(SYSTEM):
        assert Entry.objects.filter(pk=second.pk).exists()


def test_an_outside_helper_shows_a_second_factor_and_a_supporter_does_not(client: Client, supporter: User) -> None:
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(make_user(Role.OUTSIDE_HELPER), backend=backend)
    assert client.get(reverse("shared"))["Location"] == reverse("mfa_activate_totp")
    client.force_login(supporter, backend=backend)
    assert client.get(reverse("shared")).status_code == 200


def test_home_leads_those_from_outside_to_what_is_shared(client: Client, supporter: User) -> None:
    assert sign_in(client, supporter).get("/")["Location"] == reverse("shared")
    page = client.get(reverse("shared")).content.decode()
    assert "Ingen deler noe med deg" in page
    assert reverse("people_list") not in page
    assert reverse("search") not in page


def test_a_shared_part_opens_no_record_and_stands_on_no_list(client: Client, person: Person, account: User) -> None:
    peer = make_user(Role.PEER, name="Kenneth")
    share(person, peer, account, "goals")
    sign_in(client, peer)
    assert "Spille kornett" in client.get(page_of(person)).content.decode()
    assert client.get(reverse("person", kwargs={"person_id": person.pk})).status_code == 404
    assert "Tuva" not in client.get(reverse("people_list")).content.decode()
    assert "kornett" not in client.get(reverse("search"), {"q": "kornett"}).content.decode().replace(
        "q=kornett", ""
    ).replace('value="kornett"', "").replace("«kornett»", "")


def test_the_page_and_the_rights_are_the_persons_alone_to_give(person: Person, contact: User, supporter: User) -> None:
    at: datetime = timezone.now()
    other, circle = make_account_of(make_person()), make_user()
    for by in (other, circle, supporter, make_user(Role.LEADER)):
        for how in ("own_page", "together", "on_paper"):
            with acting_as(by.pk), pytest.raises(Refused):
                sharing.share_with(
                    person=person, receiver=supporter, yes=yes(how=how, persons_words="Ja."), by=by, at=at
                )
    with acting_as(contact.pk), pytest.raises(Refused):  # never in the person's place
        sharing.share_with(person=person, receiver=supporter, yes=yes(), by=contact, at=at)
    assert rights(supporter) == []
