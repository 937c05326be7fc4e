"""Files on referrals: seen by who sees the referral, by the place only what was sent to it, and by nobody else."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.lib.file_kinds import LARGEST
from benken.people.models import Attachment, Person
from benken.services.models import Referral, ReferralStep
from tests.factories import make_account_of, make_emergency, make_person, make_referral, make_user, sign_in, step_on
from tests.real_files import PROGRAM, a_pdf, a_photo

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=9)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Let each test have a folder of its own."""
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture(params=["contact", "person"])
def side(request: pytest.FixtureRequest, contact: User, account: User) -> tuple[Client, str, User]:
    """Return a browser of each side, and what its addresses begin with."""
    user, prefix = (contact, "") if request.param == "contact" else (account, "my_")
    return sign_in(Client(), user), prefix, user


def a_file(content: bytes | None = None, name: str = "Vedtak 🙂.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or a_pdf(), content_type="text/html")


def address(name: str, referral: Referral, *, prefix: str = "", **more: object) -> str:
    who = {} if prefix else {"person_id": referral.person_id}
    return reverse(prefix + name, kwargs={"referral_id": referral.pk, **who, **more})


def page_of(referral: Referral, prefix: str) -> str:
    return address("wait" if prefix else "referral", referral, prefix=prefix)


def attach(client: Client, referral: Referral, *files: SimpleUploadedFile, prefix: str = "", about: Any = None) -> Any:
    where = address("referral_files", referral, prefix=prefix, about_id=about or referral.pk)
    return client.post(where, {"attachments": list(files)} if files else {})


def files() -> list[Attachment]:
    with acting_as(SYSTEM):
        return list(Attachment.objects.all())


def newest_step(referral: Referral) -> ReferralStep:
    with acting_as(SYSTEM):
        return ReferralStep.objects.filter(referral=referral).latest("recorded_at")


def opens(client: Client, one: Attachment, prefix: str = "") -> Any:
    who = {} if prefix else {"person_id": one.person_id}
    return client.get(reverse(prefix + "attachment", kwargs={"attachment_id": one.pk, **who}))


def letter_file(client: Client, referral: Referral, one: Attachment) -> Any:
    return client.get(reverse("letter_file", kwargs={"referral_id": referral.pk, "attachment_id": one.pk}))


def test_a_file_goes_with_the_letter_and_both_sides_open_it(
    referral: Referral, side: tuple[Client, str, User], ingunn: Client, her: Client, contact: User, folder: Path
) -> None:
    client, prefix, user = side
    assert attach(client, referral, a_file(), prefix=prefix)["Location"] == page_of(referral, prefix)
    [made] = files()
    assert (made.about_id, made.kind, made.added_by_id) == (referral.pk, "pdf", user.pk)  # the kind by what is in it
    [on_disk] = [path for path in folder.rglob("*") if path.is_file()]
    assert a_pdf()[:40] not in on_disk.read_bytes()
    for browser, begins in ((ingunn, ""), (her, "my_")):
        assert "Vedtak 🙂.pdf" in browser.get(page_of(referral, begins)).content.decode()
        assert opens(browser, made, begins).content == a_pdf()
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=contact, subject_id=referral.person_id, part="attachment").count() == 1
        assert Deed.objects.filter(verb="attachment.add", by=user, subject_id=referral.person_id).count() == 1


def test_the_same_file_sent_twice_is_one(referral: Referral, ingunn: Client) -> None:
    assert attach(ingunn, referral, a_file()).status_code == attach(ingunn, referral, a_file()).status_code == 302
    assert len(files()) == 1


def test_a_photo_says_no_place_any_more(referral: Referral, her: Client) -> None:
    attach(her, referral, a_file(a_photo(), "vedtak.jpg"), prefix="my_")
    [made] = files()
    assert b"GPS" not in opens(her, made, "my_").content
    assert b"Exif" not in opens(her, made, "my_").content


@pytest.mark.parametrize(
    ("content", "said"),
    [(PROGRAM, "ikke en fil vi kan ta imot"), (b"", "er tom"), (b"x" * (LARGEST + 1), "Det er plass til")],
)
def test_what_cannot_be_taken_in_is_told_and_nothing_is_stored(
    referral: Referral, ingunn: Client, content: bytes, said: str
) -> None:
    sent = SimpleUploadedFile("x.pdf", content, content_type="application/pdf")
    answer = attach(ingunn, referral, sent)
    assert (answer.status_code, files()) == (422, [])
    assert said in answer.content.decode()
    assert attach(ingunn, referral).status_code == 422  # none at all
    assert attach(ingunn, referral, a_file()).status_code == 302


def test_what_is_sent_stands_and_what_is_not_is_taken_away_by_whoever_put_it_there(
    referral: Referral, side: tuple[Client, str, User], contact: User, her: Client, ingunn: Client
) -> None:
    client, prefix, user = side
    other, others_prefix = (her, "my_") if user == contact else (ingunn, "")
    attach(client, referral, a_file(), prefix=prefix)
    [made] = files()
    remove = address("referral_file_remove", referral, prefix=prefix, attachment_id=made.pk)
    other.post(address("referral_file_remove", referral, prefix=others_prefix, attachment_id=made.pk))
    assert files() == [made]  # another's stands
    assert remove in client.get(page_of(referral, prefix)).content.decode()
    client.post(remove)
    assert files() == []
    assert "ikke her lenger" in client.post(remove, follow=True).content.decode()

    attach(client, referral, a_file(), prefix=prefix)
    client.get(page_of(referral, prefix))  # where it was said, with its undo
    [made] = files()
    step_on(referral, "sent", by=contact, source="here")
    remove = address("referral_file_remove", referral, prefix=prefix, attachment_id=made.pk)
    assert remove not in client.get(page_of(referral, prefix)).content.decode()
    client.post(remove)
    assert files() == [made]
    assert attach(client, referral, a_file(a_photo(), "ny.jpg"), prefix=prefix).status_code == 302
    assert files() == [made]  # nothing is put into a letter that is with them


def test_the_place_opens_what_was_sent_and_nothing_that_came_after(
    referral: Referral, ingunn: Client, her: Client, jorunn: Client, contact: User, editor: User
) -> None:
    attach(ingunn, referral, a_file(name="Sendt.pdf"))
    [sent] = files()
    assert letter_file(jorunn, referral, sent).status_code == 404  # a draft is nobody else's
    step_on(referral, "sent", by=contact, source="here")
    step_on(referral, "received", by=contact, source="letter")
    assert attach(
        her, referral, a_file(a_photo(), "Mitt.jpg"), prefix="my_", about=newest_step(referral).pk
    ).status_code
    [came] = [one for one in files() if one.pk != sent.pk]
    read = jorunn.get(reverse("letter", kwargs={"referral_id": referral.pk})).content.decode()
    assert "Sendt.pdf" in read
    assert "Mitt" not in read
    assert letter_file(jorunn, referral, sent).content == a_pdf()
    assert letter_file(jorunn, referral, came).status_code == 404
    assert opens(jorunn, sent).status_code == 404  # the record stays closed
    with acting_as(SYSTEM):
        logged = Reading.objects.get(user=editor, subject_id=referral.person_id, part="attachment")
    assert logged.basis == "letter"
    step_on(referral, "declined", by=contact, source="letter")
    assert letter_file(jorunn, referral, sent).status_code == 404  # with the no it is closed


@pytest.mark.parametrize("to", ["received", "offered", "declined"])
def test_they_answer_with_a_letter_that_both_sides_open_and_take_it_back_at_once(
    referral: Referral, ingunn: Client, her: Client, jorunn: Client, contact: User, editor: User, to: str
) -> None:
    step_on(referral, "sent", by=contact, source="here")
    typed = {"words": "", "next_on": LATER.isoformat(), "reason": "full", "expected_start_on": LATER.isoformat()}
    typed |= {"given_by": "fits"}
    where = reverse("letter_answer", kwargs={"referral_id": referral.pk, "to": to})
    refused = jorunn.post(where, typed | {"attachments": a_file(PROGRAM)})
    assert refused.status_code == 422
    assert jorunn.post(where, typed | {"attachments": a_file(name="Svar.pdf")}).status_code == 302
    [made] = files()
    assert (made.about_id, made.added_by_id) == (newest_step(referral).pk, editor.pk)
    for browser, begins in ((ingunn, ""), (her, "my_")):
        assert "Svar.pdf" in browser.get(page_of(referral, begins)).content.decode()
        assert opens(browser, made, begins).content == a_pdf()
    another = sign_in(Client(), make_user(Role.SERVICE_EDITOR))
    gone = reverse("letter_file_remove", kwargs={"referral_id": referral.pk, "attachment_id": made.pk})
    assert another.post(gone).status_code == 404
    with patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(minutes=11)):
        jorunn.post(gone)
    assert files() == [made]
    assert jorunn.post(gone).status_code == 302
    assert files() == []


def test_a_paper_recorded_with_a_step_goes_when_the_step_is_undone(referral: Referral, ingunn: Client) -> None:
    step_on(referral, "sent", by=contact_of(referral), source="letter")
    typed = {
        "on_day": timezone.localdate().isoformat(),
        "source": "letter",
        "words": "",
        "ball": "receiver",
        "next_on": LATER.isoformat(),
        "attachments": a_file(name="Brev.pdf"),
    }
    ingunn.post(address("referral_step", referral, to="assessed"), typed)
    step = newest_step(referral)
    assert [one.about_id for one in files()] == [step.pk]
    ingunn.post(address("referral_undo", referral, step_id=step.pk))
    assert files() == []


def contact_of(referral: Referral) -> User:
    with acting_as(SYSTEM):
        return User.objects.get(pk=referral.drafted_by_id)


def test_others_meet_the_404_and_nothing_is_there(referral: Referral, ingunn: Client, contact: User) -> None:
    attach(ingunn, referral, a_file())
    [made] = files()
    stranger, there = make_user(Role.WORKER), make_user(Role.WORKER)
    make_emergency(referral.person, by=there)
    someone = make_account_of(make_person(contact=contact))
    for user in (stranger, there, make_user(Role.LEADER), make_user(Role.SERVICE_EDITOR)):
        client = sign_in(Client(), user)
        assert attach(client, referral, a_file(a_photo())).status_code == 404, user
        assert opens(client, made).status_code == 404, user
        remove = address("referral_file_remove", referral, attachment_id=made.pk)
        assert client.post(remove).status_code == 404, user
        assert letter_file(client, referral, made).status_code == 404, user
    other = sign_in(Client(), someone)
    assert attach(other, referral, a_file(a_photo()), prefix="my_").status_code == 404
    assert opens(other, made, "my_").status_code == 404
    assert files() == [made]


def test_one_referrals_files_are_not_anothers(referral: Referral, tuva: Person, ingunn: Client, contact: User) -> None:
    second = make_referral(tuva, by=contact)
    assert attach(ingunn, referral, a_file(), about=newest_step(second).pk).status_code == 404
    attach(ingunn, second, a_file())
    [made] = files()
    ingunn.post(address("referral_file_remove", referral, attachment_id=made.pk))
    assert files() == [made]


def test_a_session_that_is_not_whole_shows_none_of_it(referral: Referral, ingunn: Client, account: User) -> None:
    attach(ingunn, referral, a_file())
    [made] = files()
    client = sign_in(Client(), account, narrow=True)
    assert opens(client, made, "my_").status_code != 200
    assert attach(client, referral, a_file(a_photo()), prefix="my_").status_code != 200
    assert files() == [made]


def test_all_about_me_names_them_where_they_lie(referral: Referral, ingunn: Client, her: Client) -> None:
    attach(ingunn, referral, a_file())
    for part in ("referrals", "attachments"):
        page = her.get(reverse("my_all_about_part", kwargs={"section": part})).content.decode()
        assert "Vedtak 🙂.pdf" in page
