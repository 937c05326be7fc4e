"""Somebody who works here is told by e-mail that something waits, if they asked for it, once a day, and no more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from benken.access.actions.notices import choose_notice
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, NoticeChoice, Role, User
from benken.access.policies import Refused
from benken.messaging.actions.conversation import send_message
from benken.operate.notices import tell_of_waiting
from tests.factories import make_account_of, make_person, make_team, make_user, sign_in
from tests.guards.test_red_lines import TELLING_WORDS
from tests.jobs import WorkJobs
from tests.mail import Box, mail_server

pytestmark = pytest.mark.django_db
PAGE = "/accounts/notices/"
OSLO = ZoneInfo("Europe/Oslo")
WEDNESDAY_AT_EIGHT = datetime(2026, 11, 25, 8, 3, tzinfo=OSLO)


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def worker() -> User:
    return make_user(Role.WORKER, name="Ansatt En", team=make_team())


@pytest.fixture
def waits(worker: User) -> None:
    person = make_person(contact=worker, called="Kalt Stille")
    account = make_account_of(person)
    with acting_as(SYSTEM):
        send_message(person=person, text="Kan du ringe?", by=account, at=WEDNESDAY_AT_EIGHT - timedelta(hours=9))


def choose(worker: User, hour: int | None) -> None:
    with acting_as(worker.pk):
        choose_notice(hour=hour, by=worker, at=timezone.now())


def tell(at: datetime) -> int:
    with acting_as(SYSTEM):
        return tell_of_waiting(at=at)


def test_never_is_what_one_has_until_one_chooses(client: Client, worker: User) -> None:
    sign_in(client, worker)
    page = client.get(PAGE).content.decode()
    assert '<option value="" selected>Aldri' in page
    assert "automatisk" in page
    assert not NoticeChoice.objects.exists()
    client.post(PAGE, {"hour": "8"})
    assert "Du får e-post kl. 8 på virkedager når noe venter." in client.get(PAGE).content.decode()
    client.post(PAGE, {"hour": "8"})
    with acting_as(SYSTEM):
        assert NoticeChoice.objects.get().hour == 8
        assert Deed.objects.filter(by=worker, verb="notice.on").count() == 1
    client.post(PAGE, {"hour": ""})
    assert "Du får ikke e-post fra Benken." in client.get(PAGE).content.decode()
    with acting_as(SYSTEM):
        assert not NoticeChoice.objects.exists()
        assert Deed.objects.filter(by=worker, verb="notice.off").count() == 1


@pytest.mark.parametrize("typed", ["3", "23", "snart", "-1"])
def test_an_hour_of_the_night_is_refused(client: Client, worker: User, typed: str) -> None:
    assert sign_in(client, worker).post(PAGE, {"hour": typed}).status_code == 422
    with acting_as(SYSTEM):
        assert not NoticeChoice.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            NoticeChoice.objects.create(user=worker, hour=3)


@pytest.mark.usefixtures("waits")
def test_one_letter_a_day_without_content_or_names(worker: User, box: Box, work_jobs: WorkJobs) -> None:
    choose(worker, 8)
    assert tell(WEDNESDAY_AT_EIGHT) == 1
    work_jobs()
    letter = box.letters[0]
    assert box.to == [worker.email]
    assert letter["Subject"] == "Noe venter på deg"
    text = box.text()
    assert text.startswith("Noe venter på deg i Benken.")
    assert "automatisk" in text
    assert "https://benken.fjordvik.example/accounts/notices/" in text
    for words in ("Stille", "Ansatt", "ringe", "melding"):
        assert words not in text
    assert not TELLING_WORDS.search(text)
    for later in (timedelta(0), timedelta(hours=1), timedelta(hours=2)):
        assert tell(WEDNESDAY_AT_EIGHT + later) == 0
    assert tell(WEDNESDAY_AT_EIGHT + timedelta(days=1)) == 1


@pytest.mark.usefixtures("waits", "box")
@pytest.mark.parametrize(
    ("at", "told"),
    [
        (WEDNESDAY_AT_EIGHT - timedelta(hours=1), 0),
        (WEDNESDAY_AT_EIGHT + timedelta(hours=2), 1),  # the worker was away
        (WEDNESDAY_AT_EIGHT + timedelta(hours=3), 0),  # for too long
        (WEDNESDAY_AT_EIGHT + timedelta(days=3), 0),  # a Saturday
        (WEDNESDAY_AT_EIGHT + timedelta(days=4), 0),
        (WEDNESDAY_AT_EIGHT + timedelta(days=5), 1),
    ],
)
def test_the_hour_of_a_working_day_counts(worker: User, at: datetime, told: int) -> None:
    choose(worker, 8)
    assert tell(at) == told


@pytest.mark.usefixtures("box")
def test_when_nothing_waits_nothing_is_sent(worker: User) -> None:
    choose(worker, 8)
    assert tell(WEDNESDAY_AT_EIGHT) == 0


@pytest.mark.usefixtures("waits", "box")
def test_whoever_did_not_ask_is_not_told(worker: User) -> None:
    assert tell(WEDNESDAY_AT_EIGHT) == 0
    choose(worker, 8)
    choose(worker, None)
    assert tell(WEDNESDAY_AT_EIGHT) == 0


@pytest.mark.usefixtures("waits")
def test_a_closed_account_is_not_told(worker: User, box: Box, work_jobs: WorkJobs) -> None:
    choose(worker, 8)
    assert tell(WEDNESDAY_AT_EIGHT) == 1
    User.objects.filter(pk=worker.pk).update(is_active=False)
    work_jobs()
    assert not box.letters
    assert tell(WEDNESDAY_AT_EIGHT + timedelta(days=1)) == 0


@pytest.mark.usefixtures("waits")
def test_without_a_mail_server_nothing_is_sent_and_the_page_says_so(
    client: Client, worker: User, settings: Settings
) -> None:
    settings.EMAIL_HOST = ""
    choose(worker, 8)
    assert tell(WEDNESDAY_AT_EIGHT) == 0
    assert "Benken sender ikke e-post her ennå." in sign_in(client, worker).get(PAGE).content.decode()


def test_a_person_has_no_such_page(client: Client, worker: User) -> None:
    account = make_account_of(make_person(contact=worker))
    assert sign_in(client, account).get(PAGE).status_code == 404
    assert reverse("notices") not in client.get(reverse("my")).content.decode()
    with acting_as(account.pk), pytest.raises(Refused):
        choose_notice(hour=8, by=account, at=timezone.now())


@pytest.mark.second_wall
def test_what_one_chose_is_ones_own(worker: User) -> None:
    choose(worker, 8)
    with acting_as(make_user(Role.ADMIN).pk):
        assert not NoticeChoice.objects.exists()
        assert NoticeChoice.objects.filter(user=worker).update(hour=9) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            NoticeChoice.objects.create(user=make_user(), hour=9)
