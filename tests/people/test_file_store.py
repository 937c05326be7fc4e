"""Files on the disk: there before their rows, gone with them, bound to them, and tidied when nothing knows them."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.lib.file_kinds import taken
from benken.lib.ids import new_id
from benken.operate.tidy import delete_what_is_over
from benken.people import file_store
from benken.people.actions.attachments import attach
from benken.people.actions.entries import throw_draft
from benken.people.models import Attachment, Entry, Person
from tests.factories import make_attachment, make_entry, sign_in

pytestmark = pytest.mark.django_db

OLD = timedelta(days=1, minutes=1)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Let each test have a folder of its own."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def names(folder: Path) -> set[str]:
    """Return what lies on the disk."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


def place(folder: Path, made: Attachment) -> Path:
    """Return where a file lies."""
    return folder / made.pk.hex[-2:] / made.pk.hex


def opened(client: Client, made: Attachment, *, user: User, own: bool = False) -> Any:
    """Open a file, as a helper or as the person."""
    where = {"attachment_id": made.pk} if own else {"person_id": made.person_id, "attachment_id": made.pk}
    return sign_in(client, user).get(reverse("my_attachment" if own else "attachment", kwargs=where))


def tidied(*, later: timedelta) -> int:
    """Tidy up at a moment."""
    return delete_what_is_over(at=timezone.now() + later)["files"]


def test_a_file_whose_row_was_rolled_back_is_tidied_after_a_day_and_others_stand(
    tuva: Person, contact: User, folder: Path
) -> None:
    standing = make_attachment(tuva, by=contact)
    entry = make_entry(tuva, by=contact, shared=False)

    def fail() -> None:
        with transaction.atomic(), acting_as(contact.pk):
            files = [taken(name="x", content=b"borte", otherwise="x")]
            attach(entry=entry, files=files, by=contact, at=timezone.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(names(folder)) == 2
    assert tidied(later=timedelta(hours=23)) == 0
    assert len(names(folder)) == 2
    assert tidied(later=OLD) == 1
    assert names(folder) == {standing.pk.hex}


def test_tidying_leaves_alone_what_is_not_ours(tuva: Person, contact: User, folder: Path) -> None:
    make_attachment(tuva, by=contact)
    strange = [folder / "README", folder / "ab" / "notes.txt", folder / "ab" / ("z" * 32)]
    for path in strange:
        path.parent.mkdir(exist_ok=True)
        path.write_text("hei")
    assert tidied(later=OLD) == 0
    assert all(path.exists() for path in strange)


def test_nothing_is_tidied_from_what_looks_like_the_folder_of_another_database(
    tuva: Person, contact: User, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_attachment(tuva, by=contact)
    (folder / "ab").mkdir(exist_ok=True)
    for number in range(file_store.FEW + 1):
        (folder / "ab" / f"{number:032x}").write_bytes(b"x")
    assert tidied(later=OLD) == 0
    assert len(names(folder)) == file_store.FEW + 2
    assert "another database's folder" in caplog.text
    (folder / "ab" / f"{0:032x}").unlink()
    assert tidied(later=OLD) == file_store.FEW


def test_tidying_without_a_folder_is_no_fault() -> None:
    assert tidied(later=OLD) == 0


def test_a_draft_that_is_thrown_away_takes_its_files_along(
    tuva: Person, contact: User, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    made = make_attachment(tuva, by=contact, shared=False)
    with django_capture_on_commit_callbacks() as callbacks, acting_as(contact.pk):
        throw_draft(entry=Entry.objects.get(attachments=made), by=contact, at=timezone.now())
    assert names(folder) == {made.pk.hex}  # until it is sure
    for callback in callbacks:
        callback()
    assert names(folder) == set()
    with acting_as(SYSTEM):
        assert not Attachment.objects.exists()


def test_a_draft_nobody_shared_goes_after_a_week_with_its_files(
    tuva: Person, contact: User, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    make_attachment(tuva, by=contact, shared=False)
    shared = make_attachment(tuva, by=contact)
    with django_capture_on_commit_callbacks(execute=True):
        gone = delete_what_is_over(at=timezone.now() + timedelta(days=8))
    assert gone["drafts"] == 1
    assert names(folder) == {shared.pk.hex}
    with acting_as(SYSTEM):
        assert [one.pk for one in Attachment.objects.all()] == [shared.pk]


def test_sharing_taken_back_keeps_the_files_with_the_draft(client: Client, tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact)
    where = {"person_id": tuva.pk, "entry_id": made.entry_id}
    sign_in(client, contact).post(reverse("entry_undo", kwargs=where))
    page = client.get(reverse("entry", kwargs=where)).content.decode()
    assert "Vedlegg i kladden" in page
    assert opened(client, made, user=contact).content == b"Vedtak om bolig."


@pytest.mark.parametrize("harm", ["gone", "cut", "changed", "empty", "another's"])
def test_a_missing_or_damaged_file_is_said_in_a_sentence(
    client: Client,
    tuva: Person,
    roy: Person,
    contact: User,
    account: User,
    folder: Path,
    harm: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    made = make_attachment(tuva, by=contact, name="vedtak.txt")
    other = make_attachment(roy, by=contact)
    path = place(folder, made)
    whole = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        harmed = {"cut": whole[:-1], "changed": whole[:-3] + b"xxx", "empty": b""}
        path.write_bytes(harmed.get(harm, place(folder, other).read_bytes()))
    for user, own in ((contact, False), (account, True)):
        answer = opened(client, made, user=user, own=own)
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "Vedlegget kan ikke åpnes" in page
        assert "vedtak.txt" in page
    assert str(made.pk) in caplog.text
    assert "vedtak" not in caplog.text
    path.write_bytes(whole)
    assert opened(client, made, user=contact).content == b"Vedtak om bolig."


def test_a_row_that_was_changed_to_be_about_another_person_opens_nothing(
    client: Client, tuva: Person, roy: Person, contact: User
) -> None:
    made, other = make_attachment(tuva, by=contact), make_entry(roy, by=contact)
    with acting_as(SYSTEM):
        Attachment.objects.filter(pk=made.pk).update(person=roy, entry=other)
    made.person_id = roy.pk
    assert "kan ikke åpnes" in opened(client, made, user=contact).content.decode()


def test_a_file_opens_after_the_key_is_changed_as_long_as_the_old_one_is_named(
    client: Client, tuva: Person, contact: User, settings: Any
) -> None:
    made = make_attachment(tuva, by=contact)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-that-is-long-enough-to-be-one"
    assert opened(client, made, user=contact).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [old]
    assert opened(client, made, user=contact).content == b"Vedtak om bolig."


def test_a_full_disk_leaves_no_half_file_and_no_row(
    tuva: Person, contact: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = make_entry(tuva, by=contact, shared=False)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    files = [taken(name="x", content=b"hei", otherwise="x")]
    with pytest.raises(OSError, match="No space"), transaction.atomic(), acting_as(contact.pk):
        attach(entry=entry, files=files, by=contact, at=timezone.now())
    assert names(folder) == set()
    with acting_as(SYSTEM):
        assert not Attachment.objects.exists()


def test_a_file_is_on_the_disk_before_its_row_is_saved(
    tuva: Person, contact: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = make_entry(tuva, by=contact, shared=False)
    order: list[str] = []
    sync, save = os.fsync, Attachment.save

    def synced(file: int) -> None:
        order.append("disk")
        sync(file)

    monkeypatch.setattr(os, "fsync", synced)

    def noted(self: Attachment, *arguments: Any, **more: Any) -> None:
        order.append("row")
        save(self, *arguments, **more)

    monkeypatch.setattr(Attachment, "save", noted)
    with acting_as(contact.pk):
        files = [taken(name="x", content=b"hei", otherwise="x")]
        attach(entry=entry, files=files, by=contact, at=timezone.now())
    assert order == ["disk", "disk", "row"]  # the file, and that the folder names it
    assert len(names(folder)) == 1


def test_no_file_is_ever_written_over(tuva: Person, contact: User, folder: Path) -> None:
    made = make_attachment(tuva, by=contact)
    before = place(folder, made).read_bytes()
    with pytest.raises(FileExistsError):
        file_store.put(made, b"en annen")
    assert place(folder, made).read_bytes() == before


def test_the_database_holds_each_file_once_and_on_one_thing(tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact)
    for wrong in ({"entry_id": made.entry_id}, {"entry_id": made.entry_id, "about_id": new_id()}, {"entry_id": None}):
        again = Attachment.objects.model(
            person=tuva, name="x", kind="text", size=1, sha256=made.sha256, added_by=contact, added_at=timezone.now()
        )
        for field, value in wrong.items():
            setattr(again, field, value)
        with pytest.raises(IntegrityError), transaction.atomic(), acting_as(SYSTEM):
            again.save(force_insert=True)


def test_two_at_once_take_turns_so_that_no_more_than_ten_come_there(tuva: Person, contact: User) -> None:
    entry = make_entry(tuva, by=contact, shared=False)
    files = [taken(name="x", content=b"hei", otherwise="x")]
    with acting_as(contact.pk), CaptureQueriesContext(connection) as queries:
        attach(entry=entry, files=files, by=contact, at=timezone.now())
    said = [one["sql"] for one in queries]
    locked = next(place for place, one in enumerate(said) if one.endswith('FOR UPDATE OF "people_entry"'))
    counted = next(place for place, one in enumerate(said) if 'FROM "people_attachment"' in one)
    assert locked < counted
