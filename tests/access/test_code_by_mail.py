"""A one-time code by e-mail, through a real mail server: neutral, and the same answer whoever asks."""

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
from benken.access.models import User, WayIn
from tests.factories import make_user
from tests.guards.test_red_lines import TELLING_WORDS
from tests.jobs import WorkJobs
from tests.mail import Box, mail_server
from tests.people.ways_in import Together, come_in_by_code, make_together

pytestmark = pytest.mark.django_db
ADDRESS = "tuvas.egen@post.example"


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    """Return the letters that were sent."""
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def together(box: Box) -> Together:  # noqa: ARG001  # the page asks for an address where letters are sent
    """Return Tuva, who has given an address, and her contact person."""
    made = make_together()
    assert give(made, ADDRESS.upper()) == 302
    return made


def give(together: Together, address: str) -> int:
    """Let the contact write an address; return the status of the answer."""
    return together.helper.post(together.address("person_way_in_address"), {"email": address}).status_code


def ask(name: str) -> str:
    """Ask for a code as a stranger; return the page that answers."""
    return Client().post(reverse("code_send"), {"name": name}, follow=True).content.decode()


def test_a_code_comes_by_mail_works_once_and_tells_nothing(together: Together, box: Box, work_jobs: WorkJobs) -> None:
    ask(together.account.username)
    assert ProcrastinateJob.objects.get(task_name="benken.access.jobs.send_code_letter").args == {
        "user_id": str(together.account.pk)
    }
    work_jobs()
    assert box.to == [ADDRESS]
    said = f"{box.letters[0]['Subject']} {box.letters[0]['From']} {box.text()}"
    assert not TELLING_WORDS.search(said)
    assert not any(name in said for name in ("Tuva", "Ingunn", "Fjordvik kommune", "http"))
    code = re.search(r"\d{4} \d{4}", box.text())
    assert code
    assert come_in_by_code(together.account.username, code[0])[1].status_code == 302
    assert come_in_by_code(together.account.username, code[0])[1].status_code == 422


def test_the_answer_is_the_same_whoever_asks(together: Together, box: Box, work_jobs: WorkJobs) -> None:
    without, worker = make_together("Roy"), make_user()
    User.objects.filter(pk=without.account.pk).update(email="")
    pages = [ask(name) for name in (together.account.username, without.account.username, worker.username, "ingen")]
    plain = [re.sub(r'value="[^"]{20,}"', "", page) for page in pages]
    assert len(set(plain)) == 1
    assert ProcrastinateJob.objects.filter(task_name="benken.access.jobs.send_code_letter").count() == 4
    work_jobs()
    assert box.to == [ADDRESS]


def test_a_second_click_sends_no_second_code(together: Together, box: Box, work_jobs: WorkJobs) -> None:
    for _click in range(2):
        ask(together.account.username)
    work_jobs()
    assert len(box.letters) == 1
    with acting_as(SYSTEM):
        WayIn.objects.update(made_at=timezone.now() - timedelta(minutes=2))
    ask(together.account.username)
    work_jobs()
    assert len(box.letters) == 2


def test_a_code_that_was_said_is_not_swept_away_by_whoever_knows_the_name(
    together: Together, box: Box, work_jobs: WorkJobs
) -> None:
    code = together.make_code()
    ask(together.account.username)
    work_jobs()
    assert box.letters == []
    assert come_in_by_code(together.account.username, code)[1].status_code == 302


def test_there_is_a_limit_for_one_name(together: Together) -> None:
    assert "For mange forsøk" not in "".join(ask(together.account.username) for _try in range(5))
    assert "For mange forsøk" in ask(together.account.username)


def test_an_address_is_taken_away_and_its_code_with_it(together: Together, box: Box, work_jobs: WorkJobs) -> None:
    code = together.make_code()
    assert give(together, "") == 302
    assert come_in_by_code(together.account.username, code)[1].status_code == 422
    ask(together.account.username)
    work_jobs()
    assert box.letters == []


def test_an_address_that_is_taken_or_none_is_refused(together: Together) -> None:
    other = make_user()
    assert give(together, other.email.upper()) == 422
    assert give(together, "ikke en adresse") == 422
    assert User.objects.get(pk=together.account.pk).email == ADDRESS


def test_without_a_mail_server_no_page_offers_it(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    assert reverse("code_send") not in Client().get(reverse("code_in")).content.decode()
    assert Client().get(reverse("code_send")).status_code == 302
