"""«Rettighetene mine»: all about me as page and file, what is in it and what is not."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.about import sections
from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role
from benken.access.queries import Right
from benken.lib.ids import new_id
from benken.people.actions.copies import discard_old_copies, make_in_background
from benken.people.models import AllAboutCopy, Correction, Entry, WithheldText, Withholding
from tests.factories import (
    make_account_of,
    make_entry,
    make_goal,
    make_person,
    make_supporter,
    make_user,
    make_whole_course,
    sign_in,
)
from tests.jobs import WorkJobs
from tests.my.tuva import Tuva
from tests.papers import read_paper

pytestmark = pytest.mark.django_db

MINE = ["my_rights", "my_all_about", "my_kept", "my_correct", "my_complaint"]


def made(tuva: Tuva, **fields: str) -> AllAboutCopy:
    """Ask for a file, and return it."""
    answer = tuva.client.post(reverse("my_all_about_make"), fields)
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        copy = AllAboutCopy.objects.get(pk=answer["Location"].split("/")[-2])
    assert answer["Location"] == reverse("my_copy", kwargs={"copy_id": copy.pk})
    return copy


def told(tuva: Tuva) -> dict[str, list[dict[str, object]]]:
    """Return the sections of the JSON file."""
    copy = made(tuva, shape="json")
    answer = tuva.client.get(reverse("my_copy_file", kwargs={"copy_id": copy.pk}))
    found = json.loads(answer.content)
    assert (found["format"], found["version"], found["made_for"]) == ("benken.all-about-me", 1, "self")
    return dict(found["sections"])


@pytest.mark.parametrize("name", MINE)
def test_each_page_is_two_taps_away_and_is_the_persons_alone(tuva: Tuva, name: str) -> None:
    assert reverse("my_rights") in tuva.client.get(reverse("my")).content.decode()
    if name != "my_rights":
        assert reverse(name) in tuva.client.get(reverse("my_rights")).content.decode()
    assert tuva.client.get(reverse(name)).status_code == 200
    missing = sign_in(Client(), tuva.contact).get(f"{reverse(name)}{new_id()}/nothing/")
    closed = sign_in(Client(), tuva.contact).get(reverse(name))
    assert (closed.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("name", MINE)
def test_a_narrow_session_is_led_to_how_it_is_opened(tuva: Tuva, name: str) -> None:
    sign_in(tuva.client, tuva.account, narrow=True)
    session = tuva.client.session
    session.pop("whole_until", None)
    session.save()
    answer = tuva.client.get(reverse(name))
    assert (answer.status_code, answer["Location"]) == (302, reverse("my_together"))
    assert tuva.client.post(reverse("my_all_about_make")).status_code == 302
    with acting_as(SYSTEM):
        assert not AllAboutCopy.objects.exists()


def test_the_file_has_a_row_of_every_table_that_tells_about_a_person(client: Client) -> None:
    person, _contact = make_whole_course()
    account = make_account_of(person)
    tuva = Tuva(person, account, account, sign_in(client, account))
    found = told(tuva)
    with acting_as(SYSTEM):
        there = {
            section.key
            for section in sections()
            if "person" in {field.name for field in section.model._meta.fields}
            and section.model._default_manager.filter(person=person).exists()
        }
    told_elsewhere = {"disclosures", "corrections", "complaints"}  # some of them only when told, or shared
    assert there - told_elsewhere <= set(found)
    assert len(found) >= 20
    assert found["person"][0]["called"] == person.called


def test_the_file_holds_what_is_written_and_said(tuva: Tuva) -> None:
    make_entry(tuva.person, by=tuva.contact, text="Vi så på hybelen.")
    make_goal(tuva.person, by=tuva.contact, words="Ha en dør jeg kan låse")
    make_supporter(tuva.person, by=tuva.contact, name="Silje", phone="+4799990102")
    found = told(tuva)
    assert found["entries"][0]["text"] == "Vi så på hybelen."
    assert found["entries"][0]["author"] == "Ingunn Sæther"
    assert str(found["entries"][0]["happened_at"]).endswith("+00:00")
    assert found["goals"][0]["words"] == "Ha en dør jeg kan låse"
    assert found["network"][0]["phone"] == "+4799990102"


def test_the_file_tells_who_has_read_and_who_may(tuva: Tuva) -> None:
    sign_in(Client(), tuva.contact).get(reverse("person", kwargs={"person_id": tuva.person.pk}))
    found = told(tuva)
    assert found["readings"][0]["user"] == "Ingunn Sæther"
    assert {row["basis"] for row in found["rights"]} >= {"contact_person", "self"}
    assert "copy.make" in {row["verb"] for row in found["deeds"]}


def test_a_draft_and_that_there_is_one_is_in_no_file(tuva: Tuva) -> None:
    draft = make_entry(tuva.person, by=tuva.contact, text="Kanari-kladd", shared=False)
    with acting_as(SYSTEM):
        Deed.objects.create(by=tuva.contact, at=timezone.now(), verb="entry.throw", subject_id=tuva.person.pk)
    copy = made(tuva, shape="json")
    text = tuva.client.get(reverse("my_copy_file", kwargs={"copy_id": copy.pk})).content.decode()
    assert "Kanari-kladd" not in text
    assert str(draft.pk) not in text
    assert "entry.throw" not in text
    assert tuva.client.get(reverse("my_all_about_part", kwargs={"section": "entries"})).content.count(b"Kanari") == 0


def test_of_what_is_withheld_the_file_tells_only_that_it_is(tuva: Tuva) -> None:
    entry, at = make_entry(tuva.person, by=tuva.contact), timezone.now()
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=entry.pk).update(first_read_at=at, text="")  # as withholding leaves it
        held = Withholding.objects.create(
            person=tuva.person,
            entry=entry,
            basis="no_danger",
            decided_by=tuva.contact,
            decided_at=at,
            wanted_until_at=at + timedelta(days=5),
            until_at=at + timedelta(days=5),
        )
        WithheldText.objects.create(withholding=held, person=tuva.person, text="Kanari-holdt", why="Kanari-hvorfor")
        Correction.objects.create(person=tuva.person, entry=entry, by=tuva.contact, at=at, text="Kanari-rettet")
    found = told(tuva)
    assert found["withheld"][0]["basis"] == "no_danger"
    assert "corrections" not in found
    assert "Kanari" not in json.dumps(found)
    tuva_contact = sign_in(Client(), tuva.contact)
    answer = tuva_contact.post(reverse("person_all_make", kwargs={"person_id": tuva.person.pk}))
    text = pdf_text(tuva_contact.get(f"{answer['Location']}get/").content)
    assert "Kanari" not in text


def test_nothing_of_somebody_else_is_in_the_file(tuva: Tuva, somebody_else: Tuva) -> None:
    make_entry(somebody_else.person, by=somebody_else.contact, text="Kanari-annen")
    make_entry(tuva.person, by=tuva.contact)
    assert "Kanari-annen" not in json.dumps(told(tuva))


def test_the_document_is_tagged_neutral_and_not_kept_by_the_browser(tuva: Tuva) -> None:
    make_entry(tuva.person, by=tuva.contact, text="Vi så på hybelen.")
    copy = made(tuva)
    answer = tuva.client.get(reverse("my_copy_file", kwargs={"copy_id": copy.pk}))
    assert answer["Content-Disposition"] == 'attachment; filename="side.pdf"'
    assert "no-store" in answer["Cache-Control"]
    assert b"/StructTreeRoot" in answer.content or b"StructTreeRoot" in answer.content
    assert "Vi så på hybelen." in pdf_text(answer.content)
    with acting_as(SYSTEM):
        assert list(Deed.objects.filter(object_id=copy.pk).values_list("verb", flat=True).order_by("at")) == [
            "copy.make",
            "copy.fetch",
        ]
        assert b"hybelen" not in bytes(AllAboutCopy.objects.get(pk=copy.pk).sealed or b"")


def test_the_same_asked_twice_is_one_file(tuva: Tuva) -> None:
    assert made(tuva).pk == made(tuva).pk
    assert made(tuva, type="large").pk != made(tuva).pk


def test_a_file_is_fetched_by_nobody_else_and_not_after_a_day(tuva: Tuva, somebody_else: Tuva) -> None:
    copy = made(tuva)
    address = reverse("my_copy_file", kwargs={"copy_id": copy.pk})
    assert somebody_else.client.get(address).status_code == 404
    assert sign_in(Client(), tuva.contact).get(address).status_code == 404
    later = timezone.now() + timedelta(hours=25)
    with acting_as(SYSTEM):
        assert discard_old_copies(at=timezone.now()) == 0
        AllAboutCopy.objects.filter(pk=copy.pk).update(until_at=timezone.now() - timedelta(seconds=1))
    assert tuva.client.get(address).status_code == 404
    with acting_as(SYSTEM):
        assert discard_old_copies(at=later) == 1


def test_much_is_made_by_a_job_in_the_name_of_whoever_asked(
    tuva: Tuva, work_jobs: WorkJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benken.people.actions.copies.MADE_AT_ONCE", 2)
    make_entry(tuva.person, by=tuva.contact, text="Vi så på hybelen.")
    make_entry(tuva.person, by=tuva.contact, text="Kanari-kladd", shared=False)
    copy = made(tuva, shape="json")
    waiting = tuva.client.get(reverse("my_copy", kwargs={"copy_id": copy.pk}))
    assert "Vi lager filen" in waiting.content.decode()
    assert tuva.client.get(reverse("my_copy_file", kwargs={"copy_id": copy.pk})).status_code == 404
    assert [ran.status for ran in work_jobs()] == ["succeeded"]
    make_in_background(copy_id=copy.pk, at=timezone.now())  # a job may run twice
    text = tuva.client.get(reverse("my_copy_file", kwargs={"copy_id": copy.pk})).content.decode()
    assert "hybelen" in text
    assert "Kanari" not in text


def test_a_job_for_somebody_whose_right_has_ended_makes_nothing(tuva: Tuva, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benken.people.actions.copies.MADE_AT_ONCE", 0)
    copy = made(tuva, shape="json")
    with acting_as(SYSTEM):
        Right.objects.filter(user=tuva.account).update(until_at=timezone.now())
    make_in_background(copy_id=copy.pk, at=timezone.now())
    with acting_as(SYSTEM):
        copy.refresh_from_db()
    assert (copy.state, copy.sealed) == (AllAboutCopy.State.FAILED, None)


def test_five_thousand_notes_are_paged_and_cost_no_more_statements(tuva: Tuva) -> None:
    at = timezone.now()
    with acting_as(SYSTEM):
        Entry.objects.bulk_create(
            Entry(
                person=tuva.person, kind="talk", author=tuva.contact, happened_at=at - timedelta(hours=number),
                text=f"Notat {number}", state="shared", created_at=at, changed_at=at, shared_at=at,
            )
            for number in range(5000)
        )  # fmt: skip
    address = reverse("my_all_about_part", kwargs={"section": "entries"})
    tuva.client.get(address)
    with CaptureQueriesContext(connection) as asked:
        page = tuva.client.get(f"{address}?page=249").content.decode()
    assert "Notat 4999" in page
    assert len(asked) <= 14
    assert len(tuva.client.get(address).content) <= 30_000
    for nonsense in ("-1", "x", "999999999", "१"):
        assert tuva.client.get(f"{address}?page={nonsense}").status_code == 200
    assert tuva.client.get(reverse("my_all_about_part", kwargs={"section": "nothing"})).status_code == 404
    copy = made(tuva, shape="json")
    assert copy.state == AllAboutCopy.State.WAITING
    make_in_background(copy_id=copy.pk, at=timezone.now())
    found = json.loads(tuva.client.get(reverse("my_copy_file", kwargs={"copy_id": copy.pk})).content)
    assert len(found["sections"]["entries"]) == 5000


def test_the_contact_prints_it_with_the_person_and_the_log_says_so(tuva: Tuva) -> None:
    make_entry(tuva.person, by=tuva.contact, text="Vi så på hybelen.")
    browser = sign_in(Client(), tuva.contact)
    assert browser.get(reverse("person_all", kwargs={"person_id": tuva.person.pk})).status_code == 200
    answer = browser.post(reverse("person_all_make", kwargs={"person_id": tuva.person.pk}), {"type": "large"})
    assert browser.get(answer["Location"]).status_code == 200
    assert "Vi så på hybelen." in pdf_text(browser.get(f"{answer['Location']}get/").content)
    with acting_as(SYSTEM):
        rows = Reading.objects.filter(subject_id=tuva.person.pk, part="all")
        assert {row.why for row in rows} == {"skrevet ut sammen med deg"}
    assert "alt om deg, på papir" in tuva.client.get(reverse("my_readers")).content.decode()


@pytest.mark.parametrize("role", [Role.WORKER, Role.LEADER, Role.ADMIN])
def test_nobody_but_the_contact_prints_it(tuva: Tuva, role: Role) -> None:
    other = make_user(role, team=tuva.contact.team)
    person_id = tuva.person.pk
    if role == Role.WORKER:  # even of the circle
        with acting_as(SYSTEM):
            grant_right(user=other, subject_id=person_id, basis=Right.Basis.CIRCLE, at=timezone.now())
    browser = sign_in(Client(), other)
    assert browser.get(reverse("person_all", kwargs={"person_id": person_id})).status_code == 404
    assert browser.post(reverse("person_all_make", kwargs={"person_id": person_id})).status_code == 404
    with acting_as(SYSTEM):
        assert not AllAboutCopy.objects.exists()


def test_how_long_things_are_kept_is_told_for_every_kind_with_its_rule(tuva: Tuva) -> None:
    page = tuva.client.get(reverse("my_kept")).content.decode()
    for words in (
        "Det som står om deg",
        "Hvem som har lest og gjort noe",
        "Kontoen din",
        "slik vi leste loven",
        "spør en jurist",
    ):  # R21
        assert words in page
    assert "pasientjournalloven" in page


def pdf_text(made_pdf: bytes) -> str:
    """Return what stands in a PDF, on one line."""
    return read_paper(made_pdf).words


def test_somebody_without_an_account_can_have_it_on_paper() -> None:
    person = make_person(contact=(contact := make_user()))
    browser = sign_in(Client(), contact)
    answer = browser.post(reverse("person_all_make", kwargs={"person_id": person.pk}))
    assert person.called in pdf_text(browser.get(f"{answer['Location']}get/").content)
