"""A link for a password by e-mail, through a real mail server."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from benken.access.actor import SYSTEM, acting_as
from benken.access.jobs import send_password_letter
from benken.access.models import Deed, Letter, Role, User
from tests.factories import make_team, make_user, sign_in
from tests.guards.test_red_lines import TELLING_WORDS
from tests.jobs import WorkJobs
from tests.mail import Box, mail_server

pytestmark = pytest.mark.django_db
PASSWORD = "en benk under en gammel bjørk"


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def admin(client: Client) -> User:
    user = make_user(Role.ADMIN, name="Administrator En")
    sign_in(client, user)
    return user


@pytest.fixture
def worker() -> User:
    return make_user(Role.WORKER, name="Ansatt Hemmelig", team=make_team("Team Rusoppfølging"))


def letter_of(user: User) -> Letter | None:
    with acting_as(SYSTEM):
        return Letter.objects.filter(user=user).first()


def test_a_letter_leads_to_a_password_and_tells_nothing_else(
    client: Client, admin: User, worker: User, box: Box, work_jobs: WorkJobs
) -> None:
    client.post(reverse("account_letter", args=[worker.pk]))
    job = ProcrastinateJob.objects.get(task_name="benken.access.jobs.send_password_letter")
    assert job.args == {"user_id": str(worker.pk)}
    assert not box.letters
    assert [ran.status for ran in work_jobs()] == ["succeeded"]

    letter = box.letters[0]
    assert box.to == [worker.email]
    assert letter["From"] == "Min side <post@fjordvik.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "automatisk" in box.text()
    link = re.search(r"https://benken\.fjordvik\.example(/accounts/password/reset/key/\S+)", box.text())
    assert link is not None
    for words in (str(letter["Subject"]), box.text()):
        assert not TELLING_WORDS.search(words)
        for name in ("Hemmelig", "Administrator", "Team", "Fjordvik kommune", "ruskonsulent"):
            assert name not in words

    theirs = Client()
    theirs.post(theirs.get(link[1])["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    worker.refresh_from_db()
    assert worker.check_password(PASSWORD)
    assert "E-post sendt i dag" in client.get(reverse("accounts")).content.decode()
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="account.link", object_id=worker.pk, by=admin).count() == 1


@pytest.mark.usefixtures("admin")
def test_a_second_press_sends_no_second_letter(client: Client, worker: User, box: Box, work_jobs: WorkJobs) -> None:
    client.post(reverse("account_letter", args=[worker.pk]))
    again = client.post(reverse("account_letter", args=[worker.pk]))
    assert again.status_code == 422
    assert "på vei alt" in again.content.decode()
    work_jobs()
    send_password_letter.defer(user_id=str(worker.pk))  # a job may run more than once
    work_jobs()
    assert len(box.letters) == 1


@pytest.mark.usefixtures("admin")
def test_a_letter_that_fails_is_told_and_tried_again(
    client: Client, worker: User, box: Box, work_jobs: WorkJobs
) -> None:
    box.refuses = True
    client.post(reverse("account_letter", args=[worker.pk]))
    assert [ran.status for ran in work_jobs(raising=False)] == ["todo"]
    page = client.get(reverse("accounts")).content.decode()
    assert "E-posten kom ikke av gårde i dag" in page
    assert "En e-post kom ikke av gårde." in page
    box.refuses = False
    assert [ran.status for ran in work_jobs(at=timezone.now() + timedelta(minutes=2))] == ["succeeded"]
    assert len(box.letters) == 1
    page = client.get(reverse("accounts")).content.decode()
    assert "E-post sendt" in page
    assert "kom ikke av gårde" not in page


@pytest.mark.usefixtures("admin")
def test_a_server_that_is_away_is_told_too(
    client: Client, worker: User, settings: Settings, work_jobs: WorkJobs
) -> None:
    with mail_server(settings):
        client.post(reverse("account_letter", args=[worker.pk]))
    assert [ran.status for ran in work_jobs(raising=False)] == ["todo"]
    letter = letter_of(worker)
    assert letter is not None
    assert letter.failed_at is not None
    assert letter.sent_at is None


@pytest.mark.usefixtures("admin")
def test_whoever_is_closed_meanwhile_gets_no_letter(
    client: Client, worker: User, box: Box, work_jobs: WorkJobs
) -> None:
    client.post(reverse("account_letter", args=[worker.pk]))
    User.objects.filter(pk=worker.pk).update(is_active=False)
    assert [ran.status for ran in work_jobs()] == ["succeeded"]
    assert not box.letters


@pytest.mark.usefixtures("admin", "box")
def test_a_closed_account_is_sent_nothing(client: Client, worker: User) -> None:
    User.objects.filter(pk=worker.pk).update(is_active=False)
    answer = client.post(reverse("account_letter", args=[worker.pk]))
    assert answer.status_code == 422
    assert letter_of(worker) is None
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.usefixtures("admin")
def test_without_a_mail_server_the_page_says_so_and_gives_the_link(
    client: Client, worker: User, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    for path in (reverse("accounts"), reverse("account_link", args=[worker.pk])):
        page = client.get(path).content.decode()
        assert "Benken sender ikke e-post her." in page
        assert "Send på e-post" not in page
    assert client.post(reverse("account_letter", args=[worker.pk])).status_code == 422
    client.post(reverse("account_link", args=[worker.pk]))
    assert "password/reset/key" in client.get(reverse("account_link", args=[worker.pk])).content.decode()


@pytest.mark.usefixtures("box")
@pytest.mark.second_wall
def test_nobody_but_the_system_sees_who_was_sent_a_letter(client: Client, admin: User, worker: User) -> None:
    client.post(reverse("account_letter", args=[worker.pk]))
    assert letter_of(worker) is not None
    for actor in (admin.pk, worker.pk):
        with acting_as(actor):
            assert not Letter.objects.exists()
