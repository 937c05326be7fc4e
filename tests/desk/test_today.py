"""Today: good news first, then what waits, and nothing in it that counts, alarms or shames."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.rights import grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Right, Role, User
from benken.followup.actions.promises import keep_promise, promise, tell_about_promise
from benken.followup.models import Promise
from benken.messaging.actions.conversation import mark_messages_read, send_message
from benken.people.actions.entries import tell
from benken.people.actions.relations import let_into_circle
from benken.people.models import Entry, Person
from tests.factories import make_account_of, make_entry, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db

GOOD, HARD, MILESTONE = Entry.Kind.GOOD_NEWS, Entry.Kind.HARD_TIME, Entry.Kind.MILESTONE


@pytest.fixture
def worker() -> User:
    """Return the worker."""
    return make_user(team=make_team(), name="Ingunn")


@pytest.fixture
def tuva(worker: User) -> Person:
    """Return somebody the worker is contact person for."""
    return make_person(contact=worker, called="Tuva")


@pytest.fixture
def account(tuva: Person) -> User:
    """Return her own account."""
    return make_account_of(tuva)


def told(person: Person, account: User, kind: Entry.Kind, text: str, at: datetime) -> Entry:
    """Let a person tell something."""
    with acting_as(account.pk):
        return tell(person=person, kind=kind, text=text, by=account, at=at)


def wrote(person: Person, by: User, text: str, at: datetime) -> None:
    """Send a message."""
    with acting_as(by.pk):
        send_message(person=person, text=text, by=by, at=at)


def promised(person: Person, by: User, words: str, days: int | None, at: datetime) -> Promise:
    """Promise something for a day; it may be over."""
    due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    with acting_as(by.pk):
        return promise(person=person, words=words, due_on=due_on, by=by, at=at, today=due_on or timezone.localdate())


def heard(person: Person, at: datetime | None) -> None:
    """Set when the person was last heard from."""
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(last_heard_at=at)


def today(client: Client, worker: User) -> str:
    """Return what Today says."""
    answer = sign_in(client, worker).get("/")
    assert answer.status_code == 200
    assert "desk/today.html" in [template.name for template in answer.templates]
    return str(answer.content.decode())


def in_order(page: str, words: Sequence[str]) -> bool:
    """Tell whether the words stand on the page in this order."""
    places = [page.index(one) for one in words]
    return places == sorted(places)


def test_an_empty_day_helps(client: Client, worker: User) -> None:
    page = today(client, worker)
    assert "Ingenting haster" in page
    assert f'href="{reverse("people_list")}"' in page
    for heading in ("told", "unread", "promises", "quiet", "drafts"):
        assert f'id="{heading}"' not in page
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(user=worker).exists()


def test_good_news_stand_first_then_hard_times_and_the_oldest_on_top(
    client: Client, worker: User, tuva: Person, account: User, now: datetime
) -> None:
    told(tuva, account, HARD, "Tungt i går.", now - timedelta(hours=30))
    told(tuva, account, HARD, "Tungt i natt.", now - timedelta(hours=8))
    told(tuva, account, GOOD, "Fikk nøkkelen.", now - timedelta(hours=1))
    told(tuva, account, MILESTONE, "90 dager.", now - timedelta(hours=3))
    told(tuva, account, GOOD, "Møtte opp.", now - timedelta(hours=5))
    wrote(tuva, account, "En melding.", now)
    page = today(client, worker)
    assert in_order(page, ["Møtte opp.", "90 dager.", "Fikk nøkkelen.", "Tungt i går.", "Tungt i natt.", "En melding."])


def test_what_is_answered_leaves(client: Client, worker: User, tuva: Person, account: User, now: datetime) -> None:
    told(tuva, account, GOOD, "Møtte opp.", now)
    assert "Møtte opp." in today(client, worker)
    client.post(reverse("conversation", kwargs={"person_id": tuva.pk}), {"text": "Så bra!"})
    assert "Møtte opp." not in today(client, worker)


def test_what_the_worker_read_here_is_read(
    client: Client, worker: User, tuva: Person, account: User, now: datetime
) -> None:
    """Her log says that he read it, so taking it back must not pretend that nobody has."""
    entry = told(tuva, account, HARD, "Tungt i natt.", now)
    today(client, worker)
    with acting_as(SYSTEM):
        assert Entry.objects.get(pk=entry.pk).first_read_at is not None
    sign_in(client, account).post(reverse("my_take_back", kwargs={"entry_id": entry.pk}))
    assert "Tungt i natt." in today(client, worker)


def test_messages_nobody_has_read_stand_once_per_person_with_how_many(
    client: Client, worker: User, tuva: Person, account: User, now: datetime
) -> None:
    roy = make_person(contact=worker, called="Roy")
    wrote(roy, make_account_of(roy), "Roys ene.", now - timedelta(hours=2))
    for hours, text in ((5, "Tuvas første."), (1, "Tuvas siste.")):
        wrote(tuva, account, text, now - timedelta(hours=hours))
    wrote(tuva, worker, "Svaret.", now)
    page = today(client, worker)
    assert in_order(page, ["Roys ene.", "Tuvas siste."])
    assert "2 uleste" in page
    assert "1 ulest" not in page
    assert "Tuvas første." not in page
    assert "Svaret." not in page
    with acting_as(worker.pk):
        mark_messages_read(person=tuva, by=worker, at=now)
    page = today(client, worker)
    assert "Tuvas siste." not in page
    assert "Roys ene." in page


def test_promises_due_soon_stand_open_and_later_ones_behind_a_click(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    for words, days in (("Om åtte dager", 8), ("Om sju dager", 7), ("Uten dag", None), ("I dag", 0), ("I går", -1)):
        promised(tuva, worker, words, days, now - timedelta(days=2))
    page = today(client, worker)
    page = page[page.index('id="promises"') :]
    assert in_order(
        page, ["<strong>I går", "<strong>I dag", "<strong>Om sju", "<strong>Uten", "<summary>", "<strong>Om åtte"]
    )
    assert "1 løfte lenger fram" in page


def test_the_days_near_by_are_said_as_people_say_them(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    for words, days in (("Ringe", 1), ("Skrive", -1)):
        promised(tuva, worker, words, days, now - timedelta(days=2))
    page = today(client, worker)
    page = page[page.index('id="promises"') :]
    assert in_order(page, ["<strong>Skrive", "skulle vært gjort i går", "<strong>Ringe", "i morgen"])


def test_only_later_promises_leave_no_empty_list(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    for number in range(2):
        promised(tuva, worker, f"Om lenge {number}", 30, now)
    page = today(client, worker)
    assert "2 løfter lenger fram" in page
    assert '<ul class="rows" role="list"></ul>' not in page


def test_a_promise_whose_day_is_over_is_said_without_alarm(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    promised(tuva, worker, "Ringe NAV", -3, now - timedelta(days=9))
    page = today(client, worker)
    assert "skulle vært gjort" in page
    assert "Fikk det ikke til" in page
    section = page[page.index('id="promises"') :].lower()
    for alarm in ("forfalt", "overskredet", "for sent", "brutt", "danger", "ds-alert", 'data-color="warning"'):
        assert alarm not in section


def test_a_promise_leaves_when_it_is_kept_or_told_and_others_promises_are_not_here(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    kept, explained = (promised(tuva, worker, words, 1, now) for words in ("Ringe NAV", "Spørre broren"))
    with acting_as(SYSTEM):
        promise(person=tuva, words="En annens", due_on=None, by=make_user(), at=now, today=timezone.localdate())
    page = today(client, worker)
    assert "Ringe NAV" in page
    assert "Spørre broren" in page
    assert "En annens" not in page
    with acting_as(worker.pk):
        keep_promise(made=kept, kept=True, by=worker, at=now)
        tell_about_promise(made=explained, words="Han svarte ikke.", by=worker, at=now)
    assert 'id="promises"' not in today(client, worker)


def test_those_not_heard_from_for_three_weeks_the_longest_on_top(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    roy, siri, new = (make_person(contact=worker, called=name) for name in ("Roy", "Siri", "Nina"))
    heard(tuva, now - timedelta(days=22))
    heard(roy, now - timedelta(days=20))
    heard(siri, now - timedelta(days=90))
    with acting_as(SYSTEM):
        Person.objects.filter(pk=new.pk).update(known_since_at=now - timedelta(days=2))
    page = today(client, worker)
    section = page[page.index('id="quiet"') :]
    assert in_order(section, ["Siri", "Tuva"])
    assert "Roy" not in section
    assert "Nina" not in section
    for counting in ("90 dager", "22 dager", "uker"):
        assert counting not in section


def test_somebody_never_heard_from_is_said_gently(client: Client, worker: User) -> None:
    make_person(contact=worker, called="Roy")
    assert "ingen samtale ennå" in today(client, worker)


def test_a_talk_or_a_message_breaks_the_silence(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    assert 'id="quiet"' in today(client, worker)
    wrote(tuva, worker, "Tenker på deg.", now)
    assert 'id="quiet"' not in today(client, worker)


def test_ones_own_drafts_wait_here(client: Client, worker: User, tuva: Person) -> None:
    draft = make_entry(tuva, by=worker, text="Halvveis i et notat", shared=False)
    page = today(client, worker)
    assert "Halvveis i et notat" in page
    assert reverse("entry", kwargs={"person_id": tuva.pk, "entry_id": draft.pk}) in page
    assert "begynt for" in page


@pytest.mark.second_wall
def test_a_draft_older_than_seven_days_is_not_here(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    draft = make_entry(tuva, by=worker, text="Halvveis i et notat", shared=False)
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=draft.pk).update(created_at=now - timedelta(days=8))
    assert "Halvveis i et notat" not in today(client, worker)


def test_only_ones_own_people_are_here(
    client: Client, worker: User, tuva: Person, account: User, now: datetime
) -> None:
    """Neither a colleague's people nor those of whose circle one is a member wait for one's answer."""
    colleague = make_user(team=worker.team)
    heard(tuva, now - timedelta(days=40))
    told(tuva, account, GOOD, "Møtte opp.", now)
    heard(tuva, now - timedelta(days=40))
    wrote(tuva, account, "En melding.", now)
    assert "Ingenting haster" in today(client, colleague)
    with acting_as(worker.pk):
        let_into_circle(
            person=tuva, member=colleague, basis="bolig", until_at=now + timedelta(days=9), by=worker, at=now
        )
    page = today(client, colleague)
    assert "Ingenting haster" in page
    assert "Tuva" not in page
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(user=colleague, subject_id=tuva.pk).exists()


def test_it_is_written_down_whose_words_were_shown(
    client: Client, worker: User, tuva: Person, account: User, now: datetime
) -> None:
    roy, siri = (make_person(contact=worker, called=name) for name in ("Roy", "Siri"))
    told(tuva, account, GOOD, "Møtte opp.", now)
    wrote(tuva, account, "En melding.", now)
    wrote(roy, make_account_of(roy), "Hei.", now)
    heard(siri, now - timedelta(days=40))
    today(client, worker)
    with acting_as(SYSTEM):
        log = Reading.objects.filter(user=worker, part="today").values_list("subject_id", "basis")
        assert sorted(log) == sorted([(tuva.pk, "contact_person"), (roy.pk, "contact_person")])


def test_a_peer_has_a_day_too_and_a_leader_begins_with_the_team(client: Client) -> None:
    assert "Ingenting haster" in today(client, make_user(Role.PEER))
    assert sign_in(client, make_user(Role.LEADER, team=make_team())).get("/")["Location"] == reverse("team")


def test_thirty_people_cost_no_more_questions_than_one(client: Client, worker: User, now: datetime) -> None:
    with acting_as(SYSTEM):
        for number in range(30):
            person = make_person(contact=worker, called=f"Kalt {number}")
            account = make_account_of(person)
            told(person, account, GOOD if number % 2 else HARD, f"Fortalt {number}.", now)
            wrote(person, account, f"Melding {number}.", now)
            promised(person, worker, f"Løfte {number}", number, now)
            make_entry(person, by=worker, text=f"Kladd {number}", shared=False)
    for number in range(5):
        quiet = make_person(contact=worker, called=f"Stille {number}")
        grant_right(user=worker, subject_id=quiet.pk, basis=Right.Basis.STAND_IN, at=now)
    sign_in(client, worker)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get("/").content.decode()
    for words in ("Fortalt 29.", "Melding 29.", "Løfte 29", "Kladd 29", "Stille 4"):
        assert words in page
    assert len(queries) <= 20, [query["sql"][:90] for query in queries]
