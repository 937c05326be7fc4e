"""«Dette stemmer ikke» and complaints: asked, answered, refused, taken back, twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import Refused
from benken.access.together import read_together
from benken.lib.ids import new_id
from benken.people.actions.my_rights import answer_complaint, answer_request, complain
from benken.people.models import Complaint, Correction, CorrectionRequest, Entry
from benken.people.queries.my_rights import complaints_for_leader, requests_waiting
from tests.factories import make_entry, make_team, make_user, sign_in
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db

WRONG = "Jeg sa torsdag, ikke tirsdag."


@pytest.fixture
def entry(tuva: Tuva) -> Entry:
    """Return a note that the contact person wrote."""
    return make_entry(tuva.person, by=tuva.contact, text="Vi ses tirsdag.")


@pytest.fixture
def leader(tuva: Tuva) -> User:
    """Return the leader of Tuva's team."""
    return make_user(Role.LEADER, name="Berit Leder", team=tuva.contact.team)


def asked_of(tuva: Tuva, entry: Entry, words: str = WRONG) -> CorrectionRequest:
    """Ask that a note be put right."""
    answer = tuva.client.post(reverse("my_correct_note", kwargs={"entry_id": entry.pk}), {"words": words})
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(SYSTEM):
        return CorrectionRequest.objects.get(pk=answer["Location"].split("/")[-2])


def answer_address(asked: CorrectionRequest) -> str:
    """Return where a helper answers."""
    return reverse("correction", kwargs={"person_id": asked.person_id, "request_id": asked.pk})


def complained(tuva: Tuva, words: str = "Jeg fikk ikke se alt.", about: str = "access") -> Complaint:
    """Complain."""
    answer = tuva.client.post(reverse("my_complaint"), {"about": about, "words": words})
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(SYSTEM):
        return Complaint.objects.get(pk=answer["Location"].split("/")[-2])


def test_what_is_not_right_lands_on_the_authors_today_with_a_deadline(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    assert asked.to_id == tuva.contact.pk
    assert asked.answer_by_on == timezone.localdate() + timedelta(days=30)
    today = sign_in(Client(), tuva.contact).get(reverse("home")).content.decode()
    assert answer_address(asked) in today
    assert WRONG not in today  # the words are read on their own page, which is logged
    assert "Svar innen" in tuva.client.get(reverse("my_rights")).content.decode()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="correction.ask", object_id=asked.pk, by=tuva.account).count() == 1


def test_put_right_the_new_wording_stands_beside_the_old(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    helper = sign_in(Client(), tuva.contact)
    assert WRONG in helper.get(answer_address(asked)).content.decode()
    typed = {"outcome": "corrected", "correction": "Vi ses torsdag.", "answer": "Du har rett."}
    for _click in range(2):
        assert helper.post(answer_address(asked), typed).status_code == 302
    page = tuva.client.get(reverse("my_correction", kwargs={"request_id": asked.pk})).content.decode()
    assert "Du har rett." in page
    assert "Ja, det er rettet" in page
    note = tuva.client.get(reverse("my_entry", kwargs={"entry_id": entry.pk})).content.decode()
    assert "Vi ses tirsdag." in note
    assert "Vi ses torsdag." in note
    with acting_as(SYSTEM):
        assert Correction.objects.filter(entry=entry).count() == 1
        assert Reading.objects.filter(subject_id=tuva.person.pk, part="correction").count() >= 1


def test_not_put_right_the_reason_and_the_way_to_complain_are_told(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    helper = sign_in(Client(), tuva.contact)
    answer = helper.post(answer_address(asked), {"outcome": "not_corrected", "answer": "Jeg skrev det du sa da."})
    assert answer.status_code == 302
    page = tuva.client.get(reverse("my_correction", kwargs={"request_id": asked.pk})).content.decode()
    assert "Jeg skrev det du sa da." in page
    assert f"{reverse('my_complaint')}?about=correction" in page
    assert "Statsforvalteren" in page
    with acting_as(SYSTEM):
        assert not Correction.objects.filter(entry=entry).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"outcome": "corrected", "answer": "Ja."},
        {"outcome": "corrected", "correction": "\u200b", "answer": "Ja."},
        {"outcome": "not_corrected", "answer": " \u200b "},
        {"outcome": "nonsense", "answer": "Ja."},
        {"outcome": "not_corrected", "answer": "x" * 4001},
    ],
)
def test_an_answer_without_words_is_sent_back_and_nothing_typed_is_lost(
    tuva: Tuva, entry: Entry, typed: dict[str, str]
) -> None:
    asked = asked_of(tuva, entry)
    answer = sign_in(Client(), tuva.contact).post(answer_address(asked), typed)
    assert answer.status_code == 422
    with acting_as(SYSTEM):
        asked.refresh_from_db()
    assert asked.answered_at is None


def test_when_the_author_has_left_the_contact_person_gets_it_and_can_put_it_right(tuva: Tuva) -> None:
    former = make_user(name="Gammel Kontakt", team=tuva.contact.team)
    theirs = make_entry(tuva.person, by=former)
    asked = asked_of(tuva, theirs)
    assert asked.to_id == tuva.contact.pk
    typed = {"outcome": "corrected", "correction": "Vi ses torsdag.", "answer": "Ja."}
    assert sign_in(Client(), tuva.contact).post(answer_address(asked), typed).status_code == 302
    with acting_as(SYSTEM):
        assert Correction.objects.get(entry=theirs).by_id == tuva.contact.pk


def test_what_waits_a_week_the_contact_person_sees_too(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    other = make_user(team=tuva.contact.team)
    with acting_as(SYSTEM):
        CorrectionRequest.objects.filter(pk=asked.pk).update(to=other)
    for days, seen in ((0, False), (8, True)):
        with acting_as(SYSTEM):
            CorrectionRequest.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=days))
        with acting_as(tuva.contact.pk):
            waiting = requests_waiting(user=tuva.contact.pk, at=timezone.now())
            read_together(waiting)
            assert bool(waiting.rows) == seen


def test_nobody_else_answers(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    stranger = make_user(team=tuva.contact.team)
    browser = sign_in(Client(), stranger)
    nowhere = browser.get(answer_address(asked).replace(str(asked.pk), str(new_id())))
    closed = browser.get(answer_address(asked))
    assert (closed.status_code, closed.content) == (404, nowhere.content)
    with pytest.raises(LookupError), acting_as(stranger.pk):
        answer_request(
            request=asked,
            outcome=CorrectionRequest.Outcome.NOT_CORRECTED,
            answer="Nei.",
            correction="",
            by=stranger,
            at=timezone.now(),
        )
    with pytest.raises(Refused), acting_as(tuva.account.pk):
        answer_request(
            request=asked,
            outcome=CorrectionRequest.Outcome.CORRECTED,
            answer="Ja.",
            correction="Ja.",
            by=tuva.account,
            at=timezone.now(),
        )


def test_the_database_lets_the_person_take_back_and_not_answer(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    answered = {"answer": "Ja.", "outcome": "corrected", "answered_at": timezone.now(), "answered_by": tuva.account}
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(tuva.account.pk):
        CorrectionRequest.objects.filter(pk=asked.pk).update(**answered)
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(tuva.contact.pk):
        CorrectionRequest.objects.filter(pk=asked.pk).update(words="noe annet")


def test_a_request_is_taken_back_until_it_is_answered(tuva: Tuva, entry: Entry) -> None:
    asked = asked_of(tuva, entry)
    back = reverse("my_correction_take_back", kwargs={"request_id": asked.pk})
    assert tuva.client.post(back).status_code == 302
    assert tuva.client.post(back).status_code == 404  # what was taken back is not there
    assert answer_address(asked) not in sign_in(Client(), tuva.contact).get(reverse("home")).content.decode()
    again = asked_of(tuva, entry)
    typed = {"outcome": "not_corrected", "answer": "Nei."}
    sign_in(Client(), tuva.contact).post(answer_address(again), typed)
    tuva.client.post(reverse("my_correction_take_back", kwargs={"request_id": again.pk}))
    with acting_as(SYSTEM):
        again.refresh_from_db()
    assert again.taken_back_at is None


def test_the_same_said_twice_is_one_request(tuva: Tuva, entry: Entry) -> None:
    assert asked_of(tuva, entry).pk == asked_of(tuva, entry).pk


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 2001])
def test_a_request_needs_words_that_fit(tuva: Tuva, entry: Entry, words: str) -> None:
    answer = tuva.client.post(reverse("my_correct_note", kwargs={"entry_id": entry.pk}), {"words": words})
    assert answer.status_code == 422
    with acting_as(SYSTEM):
        assert not CorrectionRequest.objects.exists()


def test_something_else_than_a_note_goes_to_the_contact_person(tuva: Tuva) -> None:
    answer = tuva.client.post(reverse("my_correct"), {"about": "name", "words": "Nummeret er feil."})
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        assert CorrectionRequest.objects.get().to_id == tuva.contact.pk
    for bad in ("note", "nonsense", ""):
        assert tuva.client.post(reverse("my_correct"), {"about": bad, "words": "x"}).status_code == 422


def test_somebody_elses_note_is_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    theirs = make_entry(somebody_else.person, by=somebody_else.contact)
    draft = make_entry(tuva.person, by=tuva.contact, shared=False)
    for one in (theirs, draft):
        address = reverse("my_correct_note", kwargs={"entry_id": one.pk})
        assert tuva.client.post(address, {"words": WRONG}).status_code == 404


def test_a_complaint_goes_to_the_leader_of_the_team_who_sees_no_record(tuva: Tuva, leader: User) -> None:
    made = complained(tuva)
    assert made.answer_by_on == timezone.localdate() + timedelta(days=30)
    browser = sign_in(Client(), leader)
    listed = browser.get(reverse("team_complaints")).content.decode()
    assert tuva.person.called in listed
    assert "Jeg fikk ikke se alt." not in listed
    address = reverse("team_complaint", kwargs={"complaint_id": made.pk})
    assert "Jeg fikk ikke se alt." in browser.get(address).content.decode()
    assert browser.get(reverse("person", kwargs={"person_id": tuva.person.pk})).status_code == 404
    log = tuva.client.get(reverse("my_readers")).content.decode()
    assert "klagen din" in log
    assert "du klaget" in log


def test_the_answer_stands_on_the_persons_page(tuva: Tuva, leader: User) -> None:
    made = complained(tuva)
    address = reverse("team_complaint", kwargs={"complaint_id": made.pk})
    browser = sign_in(Client(), leader)
    assert browser.post(address, {"answer": ""}).status_code == 422
    for _click in range(2):
        assert browser.post(address, {"answer": "Du får se det i morgen."}).status_code == 302
    assert browser.post(address, {"answer": "Noe annet."}).status_code == 422
    page = tuva.client.get(reverse("my_complaint_one", kwargs={"complaint_id": made.pk})).content.decode()
    assert "Du får se det i morgen." in page
    assert "Besvart." in page
    with acting_as(SYSTEM):
        assert Deed.objects.filter(object_id=made.pk, verb="complaint.answer", by=leader).count() == 1


def test_a_complaint_that_is_not_upheld_is_sent_on_and_says_where(tuva: Tuva, leader: User) -> None:
    made = complained(tuva)
    address = reverse("team_complaint", kwargs={"complaint_id": made.pk})
    sign_in(Client(), leader).post(address, {"answer": "Vi er uenige.", "send_on": "on"})
    with acting_as(SYSTEM):
        made.refresh_from_db()
    assert (made.state, made.sent_to) == (Complaint.State.SENT_ON, "Statsforvalteren")
    page = tuva.client.get(reverse("my_complaint_one", kwargs={"complaint_id": made.pk})).content.decode()
    assert "Statsforvalteren" in page


@pytest.mark.second_wall
def test_the_contact_person_does_not_see_it_nor_does_another_leader(tuva: Tuva, leader: User) -> None:
    made = complained(tuva)
    with acting_as(tuva.contact.pk):
        assert not Complaint.objects.exists()
    for other in (tuva.contact, make_user(Role.LEADER, team=make_team()), make_user(Role.ADMIN)):
        browser = sign_in(Client(), other)
        assert browser.get(reverse("team_complaint", kwargs={"complaint_id": made.pk})).status_code == 404
        with pytest.raises(LookupError), acting_as(other.pk):
            answer_complaint(complaint=made, answer="Nei.", send_on=False, by=other, at=timezone.now())
    with acting_as(leader.pk):
        assert [one.pk for one in complaints_for_leader(leader=leader, at=timezone.now())] == [made.pk]


def test_without_a_leader_in_the_team_any_leader_answers_so_that_none_is_lost(tuva: Tuva) -> None:
    made = complained(tuva)
    far = make_user(Role.LEADER, team=make_team())
    assert sign_in(Client(), far).get(reverse("team_complaint", kwargs={"complaint_id": made.pk})).status_code == 200


def test_a_complaint_is_written_down_on_paper_by_the_contact_person_alone(tuva: Tuva, leader: User) -> None:
    address = reverse("person_complaint", kwargs={"person_id": tuva.person.pk})
    typed = {"about": "decision", "words": "Hun vil klage på svaret."}
    browser = sign_in(Client(), tuva.contact)
    assert browser.post(address, {"words": ""}).status_code == 422
    for _click in range(2):
        assert browser.post(address, typed).status_code == 302
    with acting_as(SYSTEM):
        made = Complaint.objects.get()
    assert (made.on_paper, made.written_by_id) == (True, tuva.contact.pk)
    page = tuva.client.get(reverse("my_complaint_one", kwargs={"complaint_id": made.pk})).content.decode()
    assert "skrevet ned av Ingunn Sæther" in page
    assert sign_in(Client(), make_user(team=tuva.contact.team)).post(address, typed).status_code == 404
    assert sign_in(Client(), leader).post(address, typed).status_code == 404


def test_a_complaint_is_taken_back_until_it_is_answered(tuva: Tuva, leader: User) -> None:
    made = complained(tuva)
    back = reverse("my_complaint_take_back", kwargs={"complaint_id": made.pk})
    for _click in range(2):
        assert tuva.client.post(back).status_code == 302
    with acting_as(SYSTEM):
        made.refresh_from_db()
    assert made.state == Complaint.State.TAKEN_BACK
    answered = complained(tuva, words="En annen.")
    answer_complaint(complaint=answered, answer="Ja.", send_on=False, by=leader, at=timezone.now())
    tuva.client.post(reverse("my_complaint_take_back", kwargs={"complaint_id": answered.pk}))
    with acting_as(SYSTEM):
        answered.refresh_from_db()
    assert answered.state == Complaint.State.ANSWERED


@pytest.mark.parametrize("typed", [{}, {"about": "access", "words": "\u200b"}, {"about": "x", "words": "Hei."}])
def test_a_complaint_needs_words_and_says_what_is_missing(tuva: Tuva, typed: dict[str, Any]) -> None:
    assert tuva.client.post(reverse("my_complaint"), typed).status_code == 422
    with acting_as(SYSTEM):
        assert not Complaint.objects.exists()


@pytest.mark.second_wall
def test_only_the_person_or_their_contact_complains(tuva: Tuva) -> None:
    stranger = make_user()
    with pytest.raises(Refused), acting_as(stranger.pk):
        complain(person=tuva.person, about=Complaint.About.OTHER, words="Hei.", by=stranger, at=timezone.now())
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(stranger.pk):
        Complaint.objects.create(
            person=tuva.person,
            about="other",
            words="x",
            written_by=stranger,
            made_at=timezone.now(),
            answer_by_on=timezone.localdate(),
        )


def test_somebody_elses_complaint_is_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    theirs = complained(somebody_else)
    mine = tuva.client.get(reverse("my_complaint_one", kwargs={"complaint_id": theirs.pk}))
    nowhere = tuva.client.get(reverse("my_complaint_one", kwargs={"complaint_id": new_id()}))
    assert (mine.status_code, mine.content) == (404, nowhere.content)
