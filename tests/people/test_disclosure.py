"""A disclosure case: one person, a basis from the list, two people, exactly what, and the person is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import Refused
from benken.country.duties import DISCLOSE, WITHHOLD
from benken.people.actions.disclosure import (
    content_of,
    decide_disclosure,
    drop_disclosure,
    mark_given,
    propose_disclosure,
    tell_of_disclosures,
)
from benken.people.actions.withholding import withhold
from benken.people.disclosure_proposal import Proposal
from benken.people.jobs import tell_what_was_given
from benken.people.models import DisclosureCase, Entry, Person
from tests.factories import make_entry, make_person, make_team, make_user, sign_in
from tests.papers import read_paper
from tests.people.test_emergency import opened

pytestmark = pytest.mark.django_db

GIVEN = "Hun har tatt noe, og puster sakte."
NOTE = "Vi fant henne i trappa."
REST = "Søsteren heter Silje."
PROPOSAL = Proposal(
    basis="no_rescue", body="Legevakta", receiver="Vakthavende lege", why="De må vite hva hun har tatt.", words=GIVEN
)


@pytest.fixture
def leader(contact: User) -> User:
    """Return the leader of the team."""
    return make_user(Role.LEADER, team=contact.team, name="Leder Liv")


def proposed(person: Person, by: User, proposal: Proposal = PROPOSAL) -> DisclosureCase:
    """Propose a case."""
    with acting_as(by.pk):
        return propose_disclosure(person=person, proposal=proposal, country="no", by=by, at=timezone.now())


def answered(case: DisclosureCase, leader: User, *, approve: bool = True) -> DisclosureCase:
    """Let the leader answer."""
    with acting_as(leader.pk):
        return decide_disclosure(case=case, approve=approve, words="Nødvendig.", by=leader, at=timezone.now())


def given(case: DisclosureCase, by: User) -> DisclosureCase:
    """Note that it was given."""
    with acting_as(by.pk):
        return mark_given(case=case, how="phone", by=by, at=timezone.now())


def later(days: int = 30) -> Proposal:
    """Return a proposal by which the person is told later."""
    return replace(
        PROPOSAL, tell_on=timezone.localdate() + timedelta(days=days), wait_basis="no_danger", wait_why="Faren leser."
    )


def test_the_whole_way_through_the_pages(
    client: Client, tuva: Person, contact: User, leader: User, account: User
) -> None:
    entry = make_entry(tuva, by=contact, text=NOTE)
    make_entry(tuva, by=contact, text=REST)
    new = reverse("disclosure_new", args=[tuva.pk])
    data = {
        "basis": "no_rescue",
        "body": "Legevakta",
        "receiver": "",
        "why": "De må vite det.",
        "words": GIVEN,
        "entry_ids": [str(entry.pk)],
    }
    answer = sign_in(client, contact).post(new, data)
    assert answer.status_code == 302
    page = answer.headers["Location"]
    letter = page + "letter/"
    assert client.get(letter).status_code == 404  # nobody has said yes
    with acting_as(SYSTEM):
        case = DisclosureCase.objects.get()
    # The leader sees the case, and neither the rest of the record nor the way into it.
    sign_in(client, leader)
    assert "Legevakta" in client.get("/people/cases/").content.decode()
    decide = reverse("case", args=[case.pk])
    shown = client.get(decide).content.decode()
    assert NOTE in shown
    assert GIVEN in shown
    assert REST not in shown
    assert client.get(reverse("person", args=[tuva.pk])).status_code == 404
    assert client.post(decide, {"answer": "yes", "words": "Det er nødvendig."}).headers["Location"] == "/people/cases/"
    assert "Dette er gitt videre om deg" not in sign_in(client, account).get("/my/").content.decode()
    assert sign_in(client, contact).get(letter).headers["Content-Type"] == "application/pdf"
    assert client.post(page, {"how": "phone"}).status_code == 302
    # The person is told at once: to whom, on which basis, exactly what, who decided.
    assert "Dette er gitt videre om deg" in sign_in(client, account).get("/my/").content.decode()
    told = client.get("/my/given/").content.decode()
    for words in ("Legevakta", "helsepersonelloven § 31", NOTE, GIVEN, "De må vite det.", "Leder Liv"):
        assert words in told
    with acting_as(SYSTEM):
        verbs = Deed.objects.filter(object_id=case.pk).values_list("verb", flat=True)
        assert set(verbs) == {"case.propose", "case.decide", "case.give"}
        assert Reading.objects.filter(subject_id=tuva.pk, user=leader, part="case").count() == 2


def test_the_letter_says_what_was_decided_and_nothing_more(
    client: Client, tuva: Person, contact: User, leader: User
) -> None:
    make_entry(tuva, by=contact, text=REST)
    case = answered(proposed(tuva, contact), leader)
    answer = sign_in(client, contact).get(reverse("disclosure_letter", args=[tuva.pk, case.pk]))
    words = read_paper(answer.content).words
    assert "Legevakta, Vakthavende lege" in words
    assert GIVEN in words
    assert "Silje" not in words


def test_what_was_decided_about_is_copied_and_sealed(tuva: Person, contact: User, leader: User) -> None:
    entry = make_entry(tuva, by=contact, text=NOTE)
    case = proposed(tuva, contact, replace(PROPOSAL, entry_ids=[entry.pk]))
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=entry.pk).update(text="Noe annet.")
        case = DisclosureCase.objects.get()
    assert case.copy_sealed is not None
    assert NOTE.encode() not in bytes(case.copy_sealed)
    assert [note.text for note in content_of(case).notes] == [NOTE]
    assert content_of(given(answered(case, leader), contact)).words == GIVEN


@pytest.mark.parametrize(
    "changed",
    [
        {"basis": ""},
        {"basis": "no_danger"},
        {"basis": "dk_child"},
        {"body": " \u200b"},
        {"why": ""},
        {"words": ""},
        {"tell_on": timezone.localdate()},
        {"tell_on": timezone.localdate() + timedelta(days=200)},
        {"wait_basis": ""},
        {"wait_why": " "},
    ],
)
def test_bad_input_proposes_nothing(tuva: Person, contact: User, changed: dict[str, object]) -> None:
    with pytest.raises(Refused):
        proposed(tuva, contact, replace(later(), **changed))  # type: ignore[arg-type]  # by name, as the test gives them
    with acting_as(SYSTEM):
        assert not DisclosureCase.objects.exists()


def test_another_persons_note_a_draft_and_a_withheld_one_are_not_taken(tuva: Person, contact: User) -> None:
    other = make_entry(make_person(contact=contact), by=contact)
    draft = make_entry(tuva, by=contact, shared=False)
    held, at = make_entry(tuva, by=contact), timezone.now()
    with acting_as(contact.pk):
        withhold(
            entry=Entry.objects.get(pk=held.pk),
            basis="no_danger",
            until_at=at + timedelta(days=3),
            why="x",
            country="no",
            by=contact,
            at=at,
        )
    for entry in (other, draft, held):
        with pytest.raises(Refused):
            proposed(tuva, contact, replace(PROPOSAL, entry_ids=[entry.pk]))


def test_only_the_contact_proposes(client: Client, tuva: Person, contact: User, leader: User, account: User) -> None:
    for user in (make_user(team=contact.team), leader, account):
        with pytest.raises(Refused):
            proposed(tuva, user)
        assert sign_in(client, user).get(reverse("disclosure_new", args=[tuva.pk])).status_code == 404


def test_whoever_proposes_does_not_decide(client: Client, tuva: Person, contact: User) -> None:
    with acting_as(SYSTEM):
        User.objects.filter(pk=contact.pk).update(roles=["worker", "leader"])
    contact.refresh_from_db()
    case = proposed(tuva, contact)
    with pytest.raises(Refused):
        answered(case, contact)
    assert sign_in(client, contact).get(reverse("case", args=[case.pk])).status_code == 404
    with acting_as(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        DisclosureCase.objects.update(decided_by=contact, decided_at=timezone.now())


def test_another_teams_leader_and_a_worker_decide_nothing(client: Client, tuva: Person, contact: User) -> None:
    case = proposed(tuva, contact)
    for user in (make_user(Role.LEADER, team=make_team()), make_user(team=contact.team), make_user(Role.ADMIN)):
        with pytest.raises(Refused):
            answered(case, user)
        assert sign_in(client, user).get(reverse("case", args=[case.pk])).status_code == 404


@pytest.mark.second_wall
def test_a_no_gives_nothing_and_the_person_sees_none_of_it(
    client: Client, tuva: Person, contact: User, leader: User, account: User
) -> None:
    case = answered(proposed(tuva, contact), leader, approve=False)
    assert case.state == "refused"
    with pytest.raises(Refused):
        given(case, contact)
    assert sign_in(client, contact).get(reverse("disclosure_letter", args=[tuva.pk, case.pk])).status_code == 404
    with acting_as(account.pk):
        assert not DisclosureCase.objects.exists()
    assert "Ingenting er gitt videre." in sign_in(client, account).get("/my/given/").content.decode()


def test_second_clicks_change_nothing(tuva: Person, contact: User, leader: User) -> None:
    first, again = proposed(tuva, contact), proposed(tuva, contact)
    assert first.pk == again.pk
    answered(first, leader)
    answered(first, leader)
    with pytest.raises(Refused):
        answered(first, leader, approve=False)
    given(first, contact)
    given(first, contact)
    with acting_as(SYSTEM):
        for verb in ("case.propose", "case.decide", "case.give"):
            assert Deed.objects.filter(verb=verb).count() == 1


def test_nothing_is_given_before_the_yes(tuva: Person, contact: User) -> None:
    with pytest.raises(Refused):
        given(proposed(tuva, contact), contact)


def test_the_answer_needs_words(client: Client, tuva: Person, contact: User, leader: User) -> None:
    case = proposed(tuva, contact)
    page = reverse("case", args=[case.pk])
    assert sign_in(client, leader).post(page, {"answer": "yes", "words": " "}).status_code == 422
    assert client.post(page, {"answer": "", "words": "Ja."}).status_code == 422
    with acting_as(SYSTEM):
        assert DisclosureCase.objects.get().state == "proposed"


def test_a_proposal_is_dropped_by_whoever_made_it(client: Client, tuva: Person, contact: User, leader: User) -> None:
    case = proposed(tuva, contact)
    with acting_as(leader.pk), pytest.raises(Refused):
        drop_disclosure(case=case, by=leader, at=timezone.now())
    drop = reverse("disclosure_drop", args=[tuva.pk, case.pk])
    assert sign_in(client, contact).post(drop).status_code == 302
    assert client.post(drop).status_code == 302
    with acting_as(SYSTEM):
        assert DisclosureCase.objects.get().state == "dropped"
        assert Deed.objects.filter(verb="case.drop").count() == 1
    assert sign_in(client, leader).get(reverse("case", args=[case.pk])).status_code == 404
    with pytest.raises(Refused):
        answered(case, leader)


@pytest.mark.second_wall
def test_the_person_is_told_on_the_day_that_was_decided_and_not_before(
    client: Client, tuva: Person, contact: User, leader: User, account: User
) -> None:
    case = proposed(tuva, contact, later())
    sign_in(client, leader)
    assert "Faren leser." in client.get(reverse("case", args=[case.pk])).content.decode()
    case = given(answered(case, leader), contact)
    assert case.told_at is None
    with acting_as(account.pk):
        assert not DisclosureCase.objects.exists()
    assert "gitt videre" not in sign_in(client, account).get("/my/").content.decode()
    deeds = client.get(reverse("my_all_about_part", args=["deeds"])).content.decode()
    assert leader.name not in deeds, "what a leader decided is not told among the deeds either"
    # The log says that there was a case, and not what it is.
    assert "Legevakta" not in client.get("/my/readers/").content.decode()
    with acting_as(SYSTEM):
        now = timezone.now()
        assert tell_of_disclosures(at=now + timedelta(days=29)) == 0
        assert tell_of_disclosures(at=now + timedelta(days=30)) == 1
        assert tell_of_disclosures(at=now + timedelta(days=30)) == 0
        assert Deed.objects.filter(verb="case.tell", subject_id=tuva.pk, by=None).count() == 1
    told = client.get("/my/given/").content.decode()
    assert GIVEN in told
    assert "Grunnlag for å vente" in told
    assert "Faren leser." in told


def test_a_lent_phone_shows_nothing_of_it(
    client: Client, tuva: Person, contact: User, leader: User, account: User
) -> None:
    given(answered(proposed(tuva, contact), leader), contact)
    assert "gitt videre" not in sign_in(client, account, narrow=True).get("/my/").content.decode()
    assert client.get("/my/given/").headers["Location"] == "/my/together/"


@pytest.mark.second_wall
def test_the_app_writes_no_step_by_itself(tuva: Person, contact: User, leader: User) -> None:
    case = proposed(tuva, contact)
    with acting_as(contact.pk), pytest.raises(ProgrammingError), transaction.atomic():
        DisclosureCase.objects.filter(pk=case.pk).update(state="approved")
    with acting_as(contact.pk):
        assert DisclosureCase.objects.filter(pk=case.pk).delete()[0] == 0
    with acting_as(leader.pk):
        assert not DisclosureCase.objects.exists()  # a leader reads it through the page that logs it
    with acting_as(make_user().pk):
        assert not DisclosureCase.objects.exists()


def test_an_emergency_opens_no_case(client: Client, tuva: Person) -> None:
    with acting_as(SYSTEM):
        tuva.phones.create(number="+4799990101")
    outside = make_user(team=make_team())
    assert opened(tuva, outside).person_id == tuva.pk
    assert sign_in(client, outside).get(reverse("disclosures", args=[tuva.pk])).status_code == 404


def test_the_police_is_on_no_list_and_each_basis_has_a_source_and_a_date() -> None:
    for bases in (*DISCLOSE.values(), *WITHHOLD.values()):
        assert bases
        for basis in bases:
            assert "politi" not in str(basis).lower()
            assert basis.source.startswith("docs/")
            assert basis.checked_on.year >= 2026
            assert basis.law


def test_the_clock_tells_when_the_day_has_come(tuva: Person, contact: User, leader: User, account: User) -> None:
    given(answered(proposed(tuva, contact, later()), leader), contact)
    with acting_as(SYSTEM):
        DisclosureCase.objects.update(tell_on=timezone.localdate())
    tell_what_was_given(timestamp=0)
    with acting_as(account.pk):
        assert DisclosureCase.objects.get().told_at is not None
