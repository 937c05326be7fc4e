"""What has tried the trust of the invented people is there for each persona to see, and for nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.sealing import seal_all
from benken.access.audit.verify import verify
from benken.access.models import Reading, WhyQuestion
from benken.demo.keys import person_id, worker_id
from benken.demo.personas import PERSONAS, TUVA
from benken.people.actions.disclosure import content_of
from benken.people.models import Complaint, CorrectionRequest, DisclosureCase, WithheldText
from tests.my.test_home import lix

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipality")]
WITHHELD = "ba om at det ikke står noe sted hvem hun er"
GIVEN = "Kjetting på døra"
COMPLAINT = "penger til bussen til øvelsene"


def page_of(persona: str, path: str) -> str:
    """Return what a persona reads on a page."""
    client = Client()
    client.post("/demo/sign-in/", {"persona": persona})
    return client.get(path, follow=True).content.decode()


def test_tuva_sees_who_opened_in_an_emergency_with_which_words_and_the_answer_to_her_question() -> None:
    readers = page_of("person", reverse("my_readers"))
    assert "Åse i tredje ringte vakta" in readers
    assert "Du hadde ikke" not in readers
    with acting_as(SYSTEM):
        questions = {question.reader_id: question for question in WhyQuestion.objects.filter(subject_id=TUVA)}
        answered, waiting = questions[worker_id("hanne")], questions[worker_id("ingunn")]
        asked_about = Reading.objects.get(id=answered.reading_id, at=answered.reading_at)
        assert (asked_about.user_id, asked_about.basis) == (worker_id("hanne"), "emergency")
    assert "Ikke notatene." in page_of("person", reverse("my_why", kwargs={"reading_id": answered.reading_id}))
    assert "Sover du ikke du heller?" in page_of("contact", reverse("why", kwargs={"question_id": waiting.pk}))


def test_tuva_sees_that_words_are_withheld_and_never_which() -> None:
    with acting_as(SYSTEM):
        held = WithheldText.objects.get(text__contains=WITHHELD).withholding
    note = page_of("person", reverse("my_entry", kwargs={"entry_id": held.entry_id}))
    assert "holdes tilbake" in note or "holdt tilbake" in note
    for part in ("my", "my_record", "my_rights", "my_all_about"):
        assert WITHHELD not in page_of("person", reverse(part))
    assert WITHHELD not in note
    assert WITHHELD in page_of("contact", reverse("entry", kwargs={"person_id": TUVA, "entry_id": held.entry_id}))


def test_what_was_given_on_is_told_to_tuva_and_what_is_proposed_about_halvard_waits_for_the_leader() -> None:
    assert GIVEN in page_of("person", reverse("my_given"))
    assert "Brannvesenet" in page_of("leader", reverse("cases"))
    with acting_as(SYSTEM):
        waiting = DisclosureCase.objects.get(person=person_id("halvard"))
    assert "Solbris" in page_of("leader", reverse("case", kwargs={"case_id": waiting.pk}))
    with acting_as(SYSTEM):
        for case in DisclosureCase.objects.filter(person__in=[TUVA, person_id("halvard")]):
            assert content_of(case).words == case.words
            assert case.decided_by_id in {None, worker_id("bjorg")}


def test_the_leader_has_one_quiet_line_of_reading_a_complaint_and_the_emergency() -> None:
    reading = page_of("leader", reverse("team_reading"))
    assert reading.count("på en tid leseren ellers ikke jobber") == 1
    assert "Tuva" not in reading, "of whom, the leader is not told"
    assert COMPLAINT not in page_of("leader", reverse("team")), "the words stand on the complaint's own page"
    assert "Tuva" in page_of("leader", reverse("team_complaints"))
    assert "Åse i tredje ringte vakta" in page_of("leader", reverse("team"))


def test_a_correction_waits_on_ingunns_day() -> None:
    with acting_as(SYSTEM):
        request = CorrectionRequest.objects.get(person=TUVA)
    answer = reverse("correction", kwargs={"person_id": TUVA, "request_id": request.pk})
    assert answer in page_of("contact", reverse("home"))
    assert "KAN gå alene" in page_of("contact", answer)


def test_everybody_else_meets_none_of_it() -> None:
    words = (WITHHELD, GIVEN, COMPLAINT, "Sover du ikke du heller", "Solbris", "Åse i tredje ringte vakta")
    pages = ("home", "people_list", "team", "team_reading", "cases", "shared")
    for persona in PERSONAS:
        if persona.key not in {"person", "contact", "leader"}:
            for name in pages:
                page = page_of(persona.key, reverse(name))
                assert not [word for word in words if word in page], (persona.key, name)


def test_the_log_of_the_municipality_is_whole_once_it_is_sealed() -> None:
    with acting_as(SYSTEM):
        seal_all(at=timezone.now())
        assert verify(folder=None).is_ok


# Pages put together of laws, of names or of what others wrote alone (all about me, whom to keep out) are not measured.
EASY = [
    *("my", "my_shown", "my_together", "my_readers", "my_given", "my_who", "my_share_choose", "my_rights", "my_kept"),
    *("my_all_about", "my_correct", "my_complaint", "own_sessions", "mfa_index"),
]


@pytest.mark.parametrize("name", EASY)
def test_what_is_said_of_rights_is_easy_to_read(name: str) -> None:
    assert lix(page_of("person", reverse(name))) <= 30


def test_what_stands_about_one_thing_is_easy_to_read() -> None:
    with acting_as(SYSTEM):
        held = WithheldText.objects.get(text__contains=WITHHELD).withholding
        request, complaint = CorrectionRequest.objects.get(person=TUVA), Complaint.objects.get(person=TUVA)
        questions = list(WhyQuestion.objects.filter(subject_id=TUVA))
    pages = [
        reverse("my_entry", args=[held.entry_id]),
        reverse("my_correct_note", args=[held.entry_id]),
        reverse("my_correction", args=[request.pk]),
        reverse("my_complaint_one", args=[complaint.pk]),
        reverse("my_share_new", args=["helper"]),
        *[reverse("my_why", args=[question.reading_id]) for question in questions],
    ]
    for path in pages:
        assert lix(page_of("person", path)) <= 30, path


@pytest.mark.parametrize("name", ["slip_in", "code_in", "account_login"])
def test_a_way_in_is_easy_to_read(name: str) -> None:
    assert lix(Client().get(reverse(name)).content.decode()) <= 30


@pytest.mark.parametrize("persona", ["supporter", "helper"])
def test_what_is_shared_is_easy_to_read(persona: str) -> None:
    for path in (reverse("shared"), reverse("shared_person", args=[TUVA])):
        assert lix(page_of(persona, path)) <= 30
