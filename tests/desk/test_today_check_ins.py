"""«Slik har de det» on Today: one quiet line a person, newest first whatever it says, until the contact has seen it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Right, User
from benken.followup.actions.check_ins import say_how_i_am
from benken.followup.actions.promises import promise
from benken.followup.models import CheckIn
from benken.messaging.actions.conversation import send_message
from benken.people.actions.entries import tell
from benken.people.models import Entry, Person
from tests.factories import make_account_of, make_check_in, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    """Return the contact person."""
    return make_user(team=make_team(), name="Ingunn")


def follows(worker: User, called: str) -> tuple[Person, User]:
    """Return somebody the worker is contact person for, and their account."""
    person = make_person(contact=worker, called=called)
    return person, make_account_of(person)


def say(person: Person, by: User, at: datetime, feeling: str, words: str) -> CheckIn:
    """Say how somebody is."""
    with acting_as(SYSTEM):
        return say_how_i_am(person=person, feeling=feeling, needs="mat", words=words, by=by, at=at)


def today(client: Client, worker: User) -> str:
    """Return what Today says."""
    answer = sign_in(client, worker).get("/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def section(page: str) -> str:
    """Return the part of Today about how they are."""
    return page[page.index('id="how"') :].split("</section>", maxsplit=1)[0]


def test_each_persons_newest_stands_once_newest_on_top_and_heavy_ones_no_higher(
    client: Client, worker: User, now: datetime
) -> None:
    """R1, R12, R16: the clock decides the order, the words decide nothing, and no line has a colour."""
    (tuva, tuvas), (roy, roys) = follows(worker, "Tuva"), follows(worker, "Roy")
    say(tuva, tuvas, now - timedelta(hours=30), "good", "Tuvas første.")
    say(tuva, tuvas, now - timedelta(hours=9), "very_heavy", "Selvmord, overdose. Tuvas siste.")
    say(roy, roys, now - timedelta(hours=2), "good", "Roys ene.")
    part = section(today(client, worker))
    assert part.index("Roys ene.") < part.index("Tuvas siste.")
    assert "Tuvas første." not in part
    for words in ("Bra.", "Veldig tungt.", "Trenger: mat."):
        assert words in part
    assert "data-color" not in part
    assert f"{reverse('person', kwargs={'person_id': tuva.pk})}#how" in part


def test_it_stands_after_good_news_and_messages_and_before_promises(
    client: Client, worker: User, now: datetime
) -> None:
    tuva, account = follows(worker, "Tuva")
    say(tuva, account, now, "heavy", "Sov lite.")
    with acting_as(SYSTEM):
        tell(person=tuva, kind=Entry.Kind.GOOD_NEWS, text="Møtte opp.", by=account, at=now)
        send_message(person=tuva, text="En melding.", by=account, at=now)
        promise(person=tuva, words="Ringe NAV", due_on=None, by=worker, at=now, today=now.date())
    page = today(client, worker)
    places = [page.index(words) for words in ("Møtte opp.", "En melding.", "Sov lite.", "Ringe NAV")]
    assert places == sorted(places)


def test_seen_leaves_and_reading_the_line_alone_does_not(client: Client, worker: User, now: datetime) -> None:
    tuva, account = follows(worker, "Tuva")
    one = say(tuva, account, now, "heavy", "Sov lite.")
    assert "Sov lite." in section(today(client, worker))
    seen = reverse("check_in_seen", kwargs={"person_id": tuva.pk, "check_in_id": one.pk})
    page = section(today(client, worker))
    assert f'action="{seen}"' in page
    answer = client.post(seen, {"next": "/"}, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    text = answer.content.decode()
    assert "Sett. Det står på siden til Tuva." in text
    assert "Sov lite." not in text


def test_opening_the_page_is_seeing_it(client: Client, worker: User, now: datetime) -> None:
    tuva, account = follows(worker, "Tuva")
    say(tuva, account, now, "heavy", "Sov lite.")
    sign_in(client, worker).get(reverse("person", kwargs={"person_id": tuva.pk}))
    assert "Sov lite." not in today(client, worker)


def test_what_is_a_week_old_or_written_by_oneself_or_about_others_people_is_not_there(
    client: Client, worker: User, now: datetime
) -> None:
    tuva, account = follows(worker, "Tuva")
    say(tuva, account, now - timedelta(days=7, minutes=1), "heavy", "Lenge siden.")
    make_check_in(tuva, by=worker, words="Skrevet sammen.")
    stranger = make_person(called="Fremmed")
    make_check_in(stranger, by=make_account_of(stranger), words="Ikke mine.")
    page = today(client, worker)
    assert 'id="how"' not in page
    for words in ("Lenge siden.", "Skrevet sammen.", "Ikke mine."):
        assert words not in page


def test_what_a_colleague_wrote_in_stands_with_their_name(client: Client, worker: User, now: datetime) -> None:
    tuva, _account = follows(worker, "Tuva")
    say(tuva, make_user(name="Mehdi"), now, "so_so", "Sa det på tur.")
    assert "skrevet av Mehdi" in section(today(client, worker))


def test_whose_words_stand_there_has_been_read_about(client: Client, worker: User, now: datetime) -> None:
    tuva, account = follows(worker, "Tuva")
    say(tuva, account, now, "heavy", "Sov lite.")
    today(client, worker)
    with acting_as(SYSTEM):
        log = Reading.objects.filter(user=worker, part="today").values_list("subject_id", "basis")
        assert list(log) == [(tuva.pk, "contact_person")]


def test_thirty_lines_cost_one_question(client: Client, worker: User, now: datetime) -> None:
    with acting_as(SYSTEM):
        for number in range(30):
            person, account = follows(worker, f"Kalt {number}")
            say(person, account, now - timedelta(minutes=number), "so_so", f"Sagt {number}.")
        grant_right(user=worker, subject_id=person.pk, basis=Right.Basis.STAND_IN, at=now)
    sign_in(client, worker)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/").content.decode()
    assert "Sagt 29." in page
    assert len([query for query in queries if "followup_checkin" in query["sql"]]) == 1
