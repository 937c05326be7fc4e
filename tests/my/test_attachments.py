"""A picture or a letter that the person chooses, beside what they tell; taken back until somebody has read it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.people.models import Attachment, Entry
from tests.factories import sign_in
from tests.my.tuva import Tuva
from tests.real_files import PROGRAM, a_pdf, a_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Let each test have a folder of its own."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def photo(name: str = "hytta.jpg") -> SimpleUploadedFile:
    """Return a photo as a browser sends it."""
    return SimpleUploadedFile(name, a_photo(), content_type="image/jpeg")


def rows() -> list[Attachment]:
    """Return what stands in the database."""
    with acting_as(SYSTEM):
        return list(Attachment.objects.select_related("entry"))


@pytest.mark.parametrize("page", ["my_good", "my_hard"])
def test_a_picture_stands_beside_what_is_told_and_the_contact_person_sees_it(
    client: Client, tuva: Tuva, page: str
) -> None:
    told = {"text": "Se hva jeg malte!", "attachments": [photo()]}
    assert sign_in(client, tuva.account).post(reverse(page), told).status_code == 302
    [made] = rows()
    assert made.entry is not None
    assert (made.entry.text, made.name, made.added_by_id) == ("Se hva jeg malte!", "hytta.jpg", tuva.account.pk)
    assert b"Tuvas telefon" not in client.get(reverse("my_attachment", args=[made.pk])).content
    shown = sign_in(client, tuva.contact).get(reverse("person", args=[tuva.person.pk])).content.decode()
    assert "hytta.jpg" in shown
    answer = client.get(reverse("attachment", args=[tuva.person.pk, made.pk]))
    assert answer.headers["Content-Type"] == "image/jpeg"


def test_of_two_things_told_at_once_the_picture_stands_by_the_first(client: Client, tuva: Tuva) -> None:
    told = {"text": "Nitti dager!", "milestone": "90 dager", "attachments": [photo()]}
    sign_in(client, tuva.account).post(reverse("my_good"), told)
    [made] = rows()
    assert made.entry is not None
    assert made.entry.kind == Entry.Kind.GOOD_NEWS


def test_it_is_taken_back_with_what_was_told_until_somebody_has_read_it(
    client: Client, tuva: Tuva, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    for has_read in (True, False):
        sign_in(client, tuva.account).post(reverse("my_good"), {"text": "Se!", "attachments": [photo()]})
        made = rows()[-1]
        if has_read:
            sign_in(client, tuva.contact).get(reverse("attachment", args=[tuva.person.pk, made.pk]))
        with django_capture_on_commit_callbacks(execute=True):
            sign_in(client, tuva.account).post(reverse("my_take_back", args=[made.entry_id]))
        assert len(rows()) == 1
        assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_a_narrow_session_may_tell_with_a_picture_and_does_not_open_it(client: Client, tuva: Tuva) -> None:
    told = {"text": "Se!", "attachments": [photo()]}
    assert sign_in(client, tuva.account, narrow=True).post(reverse("my_good"), told).status_code == 302
    [made] = rows()
    answer = client.get(reverse("my_attachment", args=[made.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("my_together"))
    whole = sign_in(client, tuva.account).get(reverse("my_attachment", args=[made.pk]))
    assert whole.headers["Content-Disposition"] == 'inline; filename="side.jpg"'


def test_a_file_that_is_refused_leaves_nothing_told_and_the_words_stand(client: Client, tuva: Tuva) -> None:
    program = SimpleUploadedFile("bilde.jpg", PROGRAM, content_type="image/jpeg")
    told = {"text": "Se hva jeg malte!", "attachments": [photo(), program]}
    answer = sign_in(client, tuva.account).post(reverse("my_good"), told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Se hva jeg malte!" in page
    assert "«bilde.jpg» er ikke en fil vi kan ta imot." in page
    assert "Velg vedleggene en gang til." in page
    assert rows() == []
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(author=tuva.account).exists()


def test_without_words_the_file_has_to_be_chosen_again_and_that_is_said(client: Client, tuva: Tuva) -> None:
    paper = SimpleUploadedFile("brev.pdf", a_pdf(), content_type="application/pdf")
    answer = sign_in(client, tuva.account).post(reverse("my_hard"), {"text": "", "attachments": [paper]})
    assert answer.status_code == 422
    assert "Velg vedleggene en gang til." in answer.content.decode()
    assert rows() == []


def test_a_second_click_tells_once(client: Client, tuva: Tuva) -> None:
    once = "00000000-0000-4000-8000-000000000001"
    for _click in range(2):
        told = {"text": "Se!", "attachments": [photo()], "_once": once}
        assert sign_in(client, tuva.account).post(reverse("my_good"), told).status_code == 302
    assert len(rows()) == 1
