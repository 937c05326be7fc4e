"""Files on a note: the note's rights, one line in the log for each opening, and nobody else can tell that they are."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import Refused
from benken.lib.file_kinds import LARGEST, taken
from benken.lib.ids import new_id
from benken.people.actions.attachments import attach, attach_about, detach
from benken.people.actions.blocks import keep_out
from benken.people.actions.entries import share
from benken.people.actions.relations import let_into_circle
from benken.people.actions.withholding import withhold
from benken.people.models import Attachment, Entry, Person
from benken.people.policies import MOST_FILES
from benken.people.queries.attachments import attachments_about
from tests.factories import (
    make_account_of,
    make_attachment,
    make_consent,
    make_emergency,
    make_entry,
    make_person,
    make_team,
    make_user,
    sign_in,
)
from tests.real_files import PROGRAM, a_docx, a_pdf, a_photo

pytestmark = pytest.mark.django_db

DECISION = b"Vedtak om bolig."


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Let each test have a folder of its own."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def colleague(tuva: Person, contact: User) -> User:
    """Return a worker of the circle."""
    return in_circle(tuva, contact, Role.WORKER)


def in_circle(person: Person, contact: User, role: Role) -> User:
    """Let somebody into the circle."""
    member, at = make_user(role, team=contact.team), timezone.now()
    with acting_as(contact.pk):
        until = at + timedelta(days=30)
        let_into_circle(person=person, member=member, basis="bolig", until_at=until, by=contact, at=at)
    return member


def upload(content: bytes, name: str = "brev.pdf", said: str = "application/pdf") -> SimpleUploadedFile:
    """Return a file as a browser sends it, with whatever it says of it."""
    return SimpleUploadedFile(name, content, content_type=said)


def send(client: Client, person: Person, entry_id: UUID, *files: SimpleUploadedFile, **changed: Any) -> Any:
    """Send the form of a note with files."""
    at = timezone.localtime() - timedelta(minutes=10)
    fields: dict[str, Any] = {"text": "Vi leste vedtaket.", "kind": "letter", "note_kind": "service_note"}
    fields |= {"happened_at": at.strftime("%Y-%m-%dT%H:%M"), "attachments": list(files), **changed}
    where = {"person_id": person.pk, "entry_id": entry_id}
    return client.post(reverse("entry", kwargs=where), {key: one for key, one in fields.items() if one != []})


def rows(entry_id: UUID | None = None) -> list[Attachment]:
    """Return what stands in the database."""
    with acting_as(SYSTEM):
        return list(Attachment.objects.filter(**({"entry_id": entry_id} if entry_id else {})))


def opens(client: Client, one: Attachment, *, user: User, **headers: str) -> Any:
    """Open a file as a helper."""
    where = {"person_id": one.person_id, "attachment_id": one.pk}
    return sign_in(client, user).get(reverse("attachment", kwargs=where), headers=headers)


def opens_mine(client: Client, one: Attachment, *, user: User, narrow: bool = False) -> Any:
    """Open a file as the person."""
    where = reverse("my_attachment", kwargs={"attachment_id": one.pk})
    return sign_in(client, user, narrow=narrow).get(where)


def note_of(one: Attachment) -> UUID:
    """Return the id of the note a file hangs on."""
    assert one.entry_id is not None
    return one.entry_id


def readings(person: Person) -> list[tuple[UUID, str]]:
    """Return who has opened files of a person's, and with which reason."""
    with acting_as(SYSTEM):
        return list(Reading.objects.filter(subject_id=person.pk, part="attachment").values_list("user_id", "why"))


def lying(folder: Path) -> list[Path]:
    """Return the files on the disk."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_files_hang_on_the_note_and_are_seen_with_it(
    client: Client, tuva: Person, contact: User, colleague: User, account: User, folder: Path
) -> None:
    entry_id = new_id()
    files = [upload(a_pdf(), "Vedtak.pdf"), upload(a_photo(), "døra 🏠.jpg"), upload(a_docx(), "رسالة.docx")]
    answer = send(sign_in(client, contact), tuva, entry_id, *files, share="1")
    assert answer.status_code == 302
    paper, photo, letter = rows(entry_id)
    assert (paper.name, paper.kind, paper.size, paper.added_by_id) == ("Vedtak.pdf", "pdf", len(a_pdf()), contact.pk)
    assert [photo.name, letter.name] == ["døra 🏠.jpg", "رسالة.docx"]
    assert len(lying(folder)) == 3

    page = sign_in(client, colleague).get(reverse("person", kwargs={"person_id": tuva.pk})).content.decode()
    assert all(name in page for name in ("Vedtak.pdf", "døra 🏠.jpg", "رسالة.docx"))
    note = client.get(reverse("entry", kwargs={"person_id": tuva.pk, "entry_id": entry_id})).content.decode()
    assert f"/people/{tuva.pk}/attachments/{paper.pk}/" in note
    assert opens(client, paper, user=colleague).content == a_pdf()
    assert readings(tuva) == [(colleague.pk, "")]

    for name in ("my_record", "my_entry"):
        where = reverse(name, kwargs={"entry_id": entry_id} if name == "my_entry" else {})
        mine = sign_in(client, account).get(where).content.decode()
        assert f"/my/written/files/{paper.pk}/" in mine
        assert "Vedtak.pdf" in mine
    assert opens_mine(client, paper, user=account).content == a_pdf()
    assert readings(tuva) == [(colleague.pk, "")]  # her own reading is not logged


def test_what_lies_on_the_disk_is_sealed_and_named_by_nothing(tuva: Person, contact: User, folder: Path) -> None:
    made = make_attachment(tuva, by=contact)
    [path] = lying(folder)
    assert path.name == made.pk.hex
    assert DECISION not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_paper_is_saved_and_a_picture_shown_and_nothing_in_them_runs(
    client: Client, tuva: Person, contact: User, account: User
) -> None:
    paper = make_attachment(tuva, by=contact, content=a_pdf(), name="Vedtak «bolig».pdf")
    photo = make_attachment(tuva, by=contact, content=a_photo("PNG"), name="døra.png")
    for one, kind, how in ((paper, "application/pdf", "attachment"), (photo, "image/png", "inline")):
        for answer in (opens(client, one, user=contact), opens_mine(client, one, user=account)):
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Content-Disposition"].startswith(how)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            policy = answer.headers["Content-Security-Policy"].split("; ")
            own = {"style-src 'unsafe-inline'"} if one is photo else set()  # the browser's, around a picture
            assert {"default-src 'none'", "sandbox", "frame-ancestors 'none'"} | own == set(policy)
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    said = opens(client, paper, user=contact).headers["Content-Disposition"]
    assert said == "attachment; filename*=utf-8''Vedtak%20%C2%ABbolig%C2%BB.pdf"
    # On her own phone the name says nothing.
    assert opens_mine(client, paper, user=account).headers["Content-Disposition"] == 'attachment; filename="side.pdf"'


def test_a_photo_is_kept_without_where_it_was_taken(client: Client, tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact, content=a_photo(), name="døra.jpg")
    kept = opens(client, made, user=contact).content
    assert kept.startswith(b"\xff\xd8\xff")
    assert b"Tuvas telefon" not in kept
    assert len(kept) == made.size


def test_what_is_refused_is_told_and_the_rest_and_the_text_are_kept(
    client: Client, tuva: Person, contact: User
) -> None:
    entry_id = new_id()
    program = upload(PROGRAM, "vedtak.pdf")
    answer = send(sign_in(client, contact), tuva, entry_id, program, upload(a_pdf()), text="Langt notat", share="1")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "«vedtak.pdf» er ikke en fil vi kan ta imot." in page
    assert "Langt notat" in page
    assert "De er tatt vare på" in page
    [kept] = rows(entry_id)
    assert (kept.kind, kept.name) == ("pdf", "brev.pdf")
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=entry_id).state == Entry.State.DRAFT
    # Sent again without the file that was refused, the note is shared with the other one.
    assert send(client, tuva, entry_id, share="1").status_code == 302
    assert [one.pk for one in rows(entry_id)] == [kept.pk]
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=entry_id).state == Entry.State.SHARED


def test_files_are_kept_though_the_note_itself_cannot_be_saved(client: Client, tuva: Person, contact: User) -> None:
    entry_id = new_id()
    for wrong in ({"happened_at": "2999-01-01T10:00"}, {"text": "x" * 40_001}, {"kind": "nothing"}):
        answer = send(sign_in(client, contact), tuva, entry_id, upload(a_pdf()), **wrong)
        assert answer.status_code == 422
        assert wrong.get("text", "Vi leste vedtaket.") in answer.content.decode()
        assert len(rows(entry_id)) == 1
    answer = send(client, tuva, entry_id, upload(a_photo(), "x.jpg"), text="", share="1")  # nothing to share
    assert answer.status_code == 422
    assert len(rows(entry_id)) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "er tom"), (b"a" * (LARGEST + 1), "Det er plass til 20,0"), (a_photo()[:300], "ødelagt")],
)
def test_a_file_that_is_empty_too_large_or_cut_is_told_why(
    client: Client, tuva: Person, contact: User, content: bytes, sentence: str
) -> None:
    entry_id = new_id()
    answer = send(sign_in(client, contact), tuva, entry_id, upload(content, "brev.txt"))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert rows(entry_id) == []


def test_files_too_large_together_are_told_so_and_the_text_stays(
    client: Client, tuva: Person, contact: User, settings: Any
) -> None:
    settings.MOST_UPLOADED = 1_000
    entry_id = new_id()
    answer = send(sign_in(client, contact), tuva, entry_id, upload(b"a" * 90_000, "a.txt"), upload(b"b" * 90_000))
    assert answer.status_code == 422
    assert "til sammen" in answer.content.decode()
    assert "Vi leste vedtaket." in answer.content.decode()
    assert rows(entry_id) == []


def test_there_is_room_for_ten(client: Client, tuva: Person, contact: User) -> None:
    entry_id = new_id()

    def some(first: int) -> list[SimpleUploadedFile]:
        return [upload(f"brev {number}".encode(), f"{number}.txt") for number in range(first, MOST_FILES + 1)]

    answer = send(sign_in(client, contact), tuva, entry_id, *some(0))
    assert answer.status_code == 422
    assert "plass til 10 vedlegg" in answer.content.decode()
    assert rows(entry_id) == []
    assert send(client, tuva, entry_id, *some(1)).status_code == 302
    assert len(rows(entry_id)) == MOST_FILES
    assert send(client, tuva, entry_id, upload(b"en til", "x.txt")).status_code == 422
    assert len(rows(entry_id)) == MOST_FILES


def test_the_same_file_sent_again_is_the_same(client: Client, tuva: Person, contact: User, folder: Path) -> None:
    entry_id = new_id()
    for _click in range(2):
        send(sign_in(client, contact), tuva, entry_id, upload(a_photo(), "a.jpg"), upload(a_photo(), "b.jpg"))
    assert len(rows(entry_id)) == 1
    assert len(lying(folder)) == 1


def test_a_file_is_taken_away_from_the_draft_with_what_is_typed_kept(
    client: Client, tuva: Person, contact: User, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    entry_id = new_id()
    send(sign_in(client, contact), tuva, entry_id, upload(a_pdf()), upload(a_photo(), "x.jpg"))
    paper, photo = rows(entry_id)
    with django_capture_on_commit_callbacks(execute=True):
        send(client, tuva, entry_id, text="Ny tekst", remove=[str(paper.pk), str(new_id()), "x"])
    assert [one.pk for one in rows(entry_id)] == [photo.pk]
    assert [path.name for path in lying(folder)] == [photo.pk.hex]
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=entry_id).text == "Ny tekst"


def test_once_shared_nothing_is_put_there_or_taken_away(tuva: Person, contact: User) -> None:
    made, at = make_attachment(tuva, by=contact), timezone.now()
    more = [taken(name="x", content=b"mer", otherwise="x")]
    with acting_as(contact.pk):
        entry = Entry.objects.get(pk=note_of(made))
        with pytest.raises(Refused):
            attach(entry=entry, files=more, by=contact, at=at)
        with pytest.raises(Refused):
            detach(attachment=made, by=contact, at=at)
    assert len(rows()) == 1


def test_a_draft_s_files_are_its_author_s_alone_and_nobody_hears_of_them(
    client: Client, tuva: Person, contact: User, colleague: User, account: User
) -> None:
    made = make_attachment(tuva, by=contact, shared=False)
    assert opens(client, made, user=contact).content == DECISION
    assert opens(client, made, user=colleague).status_code == 404
    assert opens_mine(client, made, user=account).status_code == 404
    assert readings(tuva) == []
    with acting_as(SYSTEM):
        assert not Deed.objects.filter(verb__startswith="attachment").exists()


def test_a_stranger_cannot_tell_a_file_from_none(client: Client, tuva: Person, contact: User, account: User) -> None:
    made, nothing = make_attachment(tuva, by=contact), new_id()
    others = [make_user(team=contact.team), make_user(Role.LEADER, team=contact.team), make_user(Role.ADMIN), account]
    others.append(make_account_of(make_person()))
    helper_page = {"person_id": tuva.pk}
    for user in others:
        sign_in(client, user)
        for how in (client.get, client.head):
            for headers in ({}, {"range": "bytes=0-3"}):
                pairs = [
                    reverse("attachment", kwargs=helper_page | {"attachment_id": one}) for one in (made.pk, nothing)
                ]
                answers = [how(one, headers=headers) for one in pairs]
                assert [one.status_code for one in answers] == [404, 404]
                first, second = ((one.content, sorted(one.headers)) for one in answers)
                assert first == second
    for one in (made.pk, nothing):
        other = sign_in(client, others[-1]).get(reverse("my_attachment", kwargs={"attachment_id": one}))
        assert other.status_code == 404
        client.logout()
        assert client.get(reverse("my_attachment", kwargs={"attachment_id": one})).status_code == 302
    assert readings(tuva) == []


def test_another_s_file_is_not_opened_by_way_of_one_s_own_person(client: Client, tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact)
    worker = make_user(team=make_team())
    own = make_person(contact=worker)
    where = {"person_id": own.pk, "attachment_id": made.pk}
    assert sign_in(client, worker).get(reverse("attachment", kwargs=where)).status_code == 404


def test_head_and_a_part_of_a_file_are_an_opening_too(client: Client, tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact)
    where = reverse("attachment", kwargs={"person_id": tuva.pk, "attachment_id": made.pk})
    head = sign_in(client, contact).head(where)
    assert (head.status_code, head.content) == (200, b"")
    part = client.get(where, headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content) == (200, DECISION)
    assert len(readings(tuva)) == 2
    assert client.post(where).status_code == 405


def test_what_is_withheld_with_the_note_is_withheld(
    client: Client, tuva: Person, contact: User, colleague: User, account: User
) -> None:
    made, at = make_attachment(tuva, by=contact, name="farens brev.txt"), timezone.now()
    with acting_as(contact.pk):
        entry = Entry.objects.select_related("author").get(pk=note_of(made))
        until = at + timedelta(days=5)
        withhold(entry=entry, basis="no_danger", until_at=until, why="Fare.", country="no", by=contact, at=at)
    assert opens_mine(client, made, user=account).status_code == 404
    for name in ("my_record", "my_entry", "my_all_about"):
        where = reverse(name, kwargs={"entry_id": made.entry_id} if name == "my_entry" else {})
        assert "farens brev" not in client.get(where).content.decode()
    part = client.get(reverse("my_all_about_part", kwargs={"section": "attachments"}))
    assert "farens brev" not in part.content.decode()
    assert opens(client, made, user=colleague).content == DECISION
    with acting_as(SYSTEM):
        entry.withholdings.update(ended_at=at)
    assert opens_mine(client, made, user=account).content == DECISION


def test_a_peer_opens_what_hangs_on_own_talks_and_no_more(client: Client, tuva: Person, contact: User) -> None:
    peer = in_circle(tuva, contact, Role.PEER)
    own, other = make_attachment(tuva, by=peer), make_attachment(tuva, by=contact)
    assert opens(client, own, user=peer).content == DECISION
    assert opens(client, other, user=peer).status_code == 404


def test_somebody_there_in_an_emergency_opens_what_is_on_the_page_and_says_why(
    client: Client, tuva: Person, contact: User
) -> None:
    shared, draft = make_attachment(tuva, by=contact), make_attachment(tuva, by=contact, shared=False)
    with acting_as(contact.pk):
        files = [taken(name="x", content=b"henvisning", otherwise="x")]
        [about] = attach_about(person=tuva, about_id=new_id(), files=files, by=contact, at=timezone.now())
    reader = make_user(team=make_team())
    make_emergency(tuva, by=reader)
    assert opens(client, shared, user=reader).content == DECISION
    assert opens(client, draft, user=reader).status_code == 404
    assert opens(client, about, user=reader).status_code == 404
    [(who, why)] = readings(tuva)
    assert who == reader.pk
    assert "Ligger og svarer ikke" in why


def test_what_is_shared_by_part_opens_no_file(client: Client, tuva: Person, contact: User, account: User) -> None:
    made = make_attachment(tuva, by=contact)
    helper = make_consent(tuva, by=account).receiver
    assert opens(client, made, user=helper).status_code == 404


def test_whoever_is_kept_out_or_gone_opens_no_file(
    client: Client, tuva: Person, contact: User, colleague: User, account: User
) -> None:
    made = make_attachment(tuva, by=contact)
    assert opens(client, made, user=colleague).status_code == 200
    with acting_as(account.pk):
        keep_out(person=tuva, user=colleague, by=account, at=timezone.now())
    assert opens(client, made, user=colleague).status_code == 404


def test_opening_a_file_is_reading_the_note(client: Client, tuva: Person, contact: User, colleague: User) -> None:
    made = make_attachment(tuva, by=contact)
    opens(client, made, user=contact)
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=note_of(made)).first_read_at is None
    opens(client, made, user=colleague)
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=note_of(made)).first_read_at is not None


def test_what_hangs_on_another_thing_is_the_record_s(
    client: Client, tuva: Person, contact: User, colleague: User, account: User
) -> None:
    about, at = new_id(), timezone.now()
    files = [taken(name="henvisning.pdf", content=a_pdf(), otherwise="x")]
    with acting_as(contact.pk):
        [made] = attach_about(person=tuva, about_id=about, files=files, by=contact, at=at)
        assert attach_about(person=tuva, about_id=about, files=files, by=contact, at=at) == []
    peer = in_circle(tuva, contact, Role.PEER)
    assert opens(client, made, user=colleague).content == a_pdf()
    assert opens(client, made, user=peer).status_code == 404
    assert opens_mine(client, made, user=account).content == a_pdf()
    with acting_as(colleague.pk):
        assert list(attachments_about(person_id=tuva.pk, about_id=about)) == [made]
        with pytest.raises(Refused):
            detach(attachment=made, by=colleague, at=at)
    with acting_as(contact.pk):
        detach(attachment=made, by=contact, at=at)
        detach(attachment=made, by=contact, at=at)
    assert rows() == []
    with acting_as(SYSTEM):
        verbs = Deed.objects.filter(subject_id=tuva.pk, object_id=made.pk).values_list("verb", flat=True)
        assert sorted(verbs) == ["attachment.add", "attachment.remove"]


def test_read_together_before_it_is_shared_the_files_are_named(client: Client, tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact, name="vedtak.txt", shared=False)
    where = {"person_id": tuva.pk, "entry_id": made.entry_id}
    assert "vedtak.txt" in sign_in(client, contact).get(reverse("entry_show", kwargs=where)).content.decode()
    with acting_as(contact.pk):
        share(entry=Entry.objects.get(pk=note_of(made)), by=contact, at=timezone.now())
    assert len(rows(made.entry_id)) == 1


def test_all_about_her_names_what_is_shared_and_not_what_is_a_draft_s(
    client: Client, tuva: Person, contact: User, account: User
) -> None:
    shared = make_attachment(tuva, by=contact, name="vedtak.txt")
    make_attachment(tuva, by=contact, name="kladd.txt", shared=False)
    where = reverse("my_all_about_part", kwargs={"section": "attachments"})
    page = sign_in(client, account).get(where).content.decode()
    assert "vedtak.txt" in page
    assert shared.sha256 in page
    assert "kladd.txt" not in page


@pytest.mark.second_wall
def test_the_database_itself_shows_a_file_s_row_with_its_note_alone(
    tuva: Person, contact: User, colleague: User, account: User
) -> None:
    make_attachment(tuva, by=contact, shared=False)
    shared = make_attachment(tuva, by=contact)
    make_entry(tuva, by=contact)
    seen = {}
    for name, user, narrow in (
        ("author", contact, False),
        ("colleague", colleague, False),
        ("self", account, False),
        ("narrow", account, True),
        ("stranger", make_user(), False),
    ):
        with acting_as(user.pk, narrow=narrow):
            seen[name] = Attachment.objects.count()
            if user != contact:
                assert Attachment.objects.filter(pk=shared.pk).update(name="x") == 0
                assert Attachment.objects.filter(pk=shared.pk).delete()[0] == 0
    assert seen == {"author": 2, "colleague": 1, "self": 1, "narrow": 0, "stranger": 0}


def test_a_text_is_sent_as_a_text_in_its_own_letters(client: Client, tuva: Person, contact: User) -> None:
    made = make_attachment(tuva, by=contact, content="Møte på brygga".encode("cp1252"), name="brev.txt")
    answer = opens(client, made, user=contact)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "Møte på brygga"
    assert BytesIO(answer.content).getbuffer().nbytes == made.size
