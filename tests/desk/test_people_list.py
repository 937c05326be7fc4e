"""Mine folk: those whose page I may open, by name as Norwegian sorts, and nobody else."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.rights import end_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import STAFF_ROLES, Reading, Right, Role, User
from benken.followup.actions.promises import keep_promise, promise
from benken.followup.models import Step
from benken.messaging.actions.conversation import send_message
from benken.people.actions.relations import let_into_circle
from benken.people.models import ContactPerson, Person, Phone
from tests.factories import (
    make_account_of,
    make_check_in,
    make_entry,
    make_goal,
    make_person,
    make_step,
    make_team,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db

LIST = "/people/"


@pytest.fixture
def worker() -> User:
    """Return the worker."""
    return make_user(team=make_team(), name="Ingunn")


def names(client: Client, user: User) -> list[str]:
    """Return the names on somebody's list, as the page shows them."""
    answer = sign_in(client, user).get(LIST)
    assert answer.status_code == 200
    return re.findall(r'<a class="row-link" href="/people/[^"]+"><strong[^>]*>(.*?)</strong>', answer.content.decode())


@pytest.mark.parametrize(
    "ordered",
    [
        ["Aase", "Bjørn", "Roy", "Tuva", "Zoe", "Ægir", "Ørjan", "Åse"],
        ["aud", "Aud B", "Bente", "bo", "ærlig", "ØRN", "østen", "ås"],
        ["Ada", "Áilu", "Ánde", "Ask", "Čáhppe", "Cecilie", "Dag", "Đunná", "Eli", "Émile", "Eva", "Äke", "Åge"],
    ],
)
def test_names_stand_as_norwegian_sorts_them(client: Client, worker: User, ordered: list[str]) -> None:
    """Æ ø å last, in that order; aa as it is written; accents count for nothing."""
    for called in sorted(ordered, reverse=True):
        make_person(contact=worker, called=called)
    assert names(client, worker) == ordered


def test_two_of_the_same_name_both_stand_here(client: Client, worker: User) -> None:
    for _ in range(2):
        make_person(contact=worker, called="Tuva")
    assert names(client, worker) == ["Tuva", "Tuva"]


def test_only_those_whose_page_i_may_open_stand_here(client: Client, worker: User, now: datetime) -> None:
    colleague = make_user(team=worker.team, name="Tor-Egil")
    make_person(contact=worker, called="Min")
    shared, ended, over, stood_in = (
        make_person(contact=colleague, called=called) for called in ("Delt", "Sluttet", "Over", "Vikar")
    )
    make_person(contact=colleague, called="Hans")
    make_person(called="Et Annet Team")
    with acting_as(colleague.pk):
        for person in (shared, ended):
            let_into_circle(
                person=person, member=worker, basis="bolig", until_at=now + timedelta(days=9), by=colleague, at=now
            )
    end_rights(user=worker, subject_id=ended.pk, basis=Right.Basis.CIRCLE, at=now)
    grant_right(user=worker, subject_id=over.pk, basis=Right.Basis.OVERLAP, at=now - timedelta(days=9), until_at=now)
    grant_right(user=worker, subject_id=stood_in.pk, basis=Right.Basis.STAND_IN, at=now)
    assert names(client, worker) == ["Delt", "Min", "Vikar"]
    page = client.get(LIST).content.decode()
    assert page.count("Du er kontaktperson") == 1
    assert page.count("Tor-Egil") == 2


def test_a_person_without_a_contact_person_says_so(client: Client, worker: User, now: datetime) -> None:
    person = make_person(contact=worker, called="Tuva")
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=person).update(until_at=now)
    assert names(client, worker) == ["Tuva"]
    assert "Ingen kontaktperson ennå" in client.get(LIST).content.decode()


def test_a_list_is_read_once_about_nobody_in_particular(client: Client, worker: User) -> None:
    for _ in range(3):
        make_person(contact=worker)
    names(client, worker)
    with acting_as(SYSTEM):
        assert list(Reading.objects.filter(user=worker).values_list("subject_id", "part", "basis")) == [
            (None, "people_list", "list")
        ]


def test_what_a_name_holds_is_shown_and_never_run(client: Client, worker: User) -> None:
    make_person(contact=worker, called="<script>alert(1)</script>")
    assert names(client, worker) == ["&lt;script&gt;alert(1)&lt;/script&gt;"]


def test_no_number_of_a_person_stands_in_the_list(client: Client, worker: User) -> None:
    """Neither a national number nor how many days somebody has been quiet: a list is no score."""
    person = make_person(contact=worker, called="Tuva")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(last_heard_at=None)
    names(client, worker)
    page = client.get(LIST).content.decode()
    assert "ingen samtale ennå" in page
    assert not re.search(r"\d+ dager", page)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_an_empty_list_helps_each_role(client: Client, role: Role) -> None:
    sign_in(client, make_user(role, team=make_team()))
    page = client.get(LIST).content.decode()
    assert "Ingen her ennå" in page
    assert (f'href="{reverse("person_new")}"' in page) == (role is Role.WORKER)


@pytest.mark.parametrize("role", sorted(set(Role) - STAFF_ROLES))
def test_for_those_who_do_not_work_here_there_is_no_such_list(client: Client, role: Role) -> None:
    assert sign_in(client, make_user(role)).get(LIST).status_code == 404


def test_a_persons_own_account_has_no_such_list(client: Client, worker: User) -> None:
    account = make_account_of(make_person(contact=worker))
    assert sign_in(client, account).get(LIST).status_code == 404
    with acting_as(SYSTEM):
        assert not Reading.objects.exists()


def test_a_peer_sees_those_of_whose_circle_they_are(client: Client, worker: User, now: datetime) -> None:
    person, peer = make_person(contact=worker, called="Tuva"), make_user(Role.PEER)
    with acting_as(worker.pk):
        let_into_circle(person=person, member=peer, basis="tur", until_at=now + timedelta(days=9), by=worker, at=now)
    assert names(client, peer) == ["Tuva"]


def test_forty_people_cost_no_more_questions_than_one(client: Client, worker: User) -> None:
    for number in range(40):
        make_person(contact=worker, called=f"Kalt {number}")
    sign_in(client, worker)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).status_code == 200
    assert len(queries) <= 12, [query["sql"][:90] for query in queries]


# What needs me.


def needs(client: Client, user: User, **narrowed: str) -> dict[str, str]:
    """Return what stands beside each name."""
    page = sign_in(client, user).get(LIST, narrowed).content.decode()
    rows = re.findall(r"<strong[^>]*>(.*?)</strong>\s*<span>(.*?)</span>", page, re.DOTALL)
    return {name: words.strip() for name, words in rows}


@pytest.fixture
def tuva(worker: User, now: datetime) -> Person:
    """Return somebody the worker heard from today, so that nothing needs them yet."""
    person = make_person(contact=worker, called="Tuva")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(last_heard_at=now)
    return person


def test_where_nothing_waits_nothing_is_said(client: Client, worker: User, tuva: Person) -> None:
    assert needs(client, worker) == {tuva.called: ""}
    page = client.get(LIST, {"show": "now"}).content.decode()
    assert "Ingen trenger noe akkurat nå" in page


def test_each_thing_that_waits_is_said_in_words(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    account, today = make_account_of(tuva), timezone.localdate()
    sign_in(client, account).post(reverse("my_good"), {"text": "Jeg fikk nøkkel!"})
    with acting_as(SYSTEM):
        for _ in range(3):
            send_message(person=tuva, text="Hei", by=account, at=now)
        for due_on in (today, None):
            promise(person=tuva, words="Ringe NAV", due_on=due_on, by=worker, at=now, today=today)
        step = make_step(make_goal(tuva, by=worker), by=worker)
        Step.objects.filter(pk=step.pk).update(by_on=today + timedelta(days=1))
    make_entry(tuva, by=worker, shared=False)
    make_check_in(tuva, by=account, at=now)
    assert needs(client, worker)["Tuva"].split(" · ") == [
        "har fortalt noe som venter på svar",
        "har skrevet en melding",
        "har sagt hvordan det går",
        "løftet ditt til i dag",
        "neste steg i morgen",
        "kladden din ligger her",
    ]
    assert needs(client, worker, show="now").keys() == {"Tuva"}


def test_a_promise_that_is_over_its_day_names_the_day_and_no_more(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    made = now - timedelta(days=9)
    day, yesterday = (timezone.localdate() - timedelta(days=days) for days in (3, 1))
    with acting_as(SYSTEM):
        kept = promise(person=tuva, words="Ringe", due_on=yesterday, by=worker, at=made, today=day)
    assert needs(client, worker)["Tuva"] == "løftet ditt fra i går"
    with acting_as(SYSTEM):
        keep_promise(made=kept, kept=True, by=worker, at=now)
        promise(person=tuva, words="Ringe", due_on=day, by=worker, at=made, today=day)
    said = needs(client, worker)["Tuva"]
    assert said.startswith("løftet ditt fra ")
    assert not re.search(r"dager|forfalt|for sent", said)


def test_somebody_quiet_for_three_weeks_is_remembered(client: Client, worker: User, now: datetime) -> None:
    for days, called in ((22, "Stille"), (20, "Nylig")):
        person = make_person(contact=worker, called=called)
        with acting_as(SYSTEM):
            Person.objects.filter(pk=person.pk).update(last_heard_at=now - timedelta(days=days))
    assert needs(client, worker) == {"Stille": "ikke hørt fra på en stund", "Nylig": ""}


def test_what_waits_for_the_contact_person_does_not_wait_for_the_circle(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    colleague, account = make_user(team=worker.team), make_account_of(tuva)
    with acting_as(worker.pk):
        let_into_circle(
            person=tuva, member=colleague, basis="bolig", until_at=now + timedelta(days=9), by=worker, at=now
        )
    with acting_as(SYSTEM):
        send_message(person=tuva, text="Hei", by=account, at=now)
        promise(person=tuva, words="Ringe", due_on=None, by=worker, at=now, today=timezone.localdate())
    make_entry(tuva, by=worker, shared=False)
    assert needs(client, colleague) == {"Tuva": ""}
    assert "har skrevet en melding" in needs(client, worker)["Tuva"]


def test_a_peer_is_told_of_their_own_drafts(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    peer = make_user(Role.PEER)
    with acting_as(worker.pk):
        let_into_circle(person=tuva, member=peer, basis="tur", until_at=now + timedelta(days=9), by=worker, at=now)
    make_entry(tuva, by=peer, shared=False)
    assert needs(client, peer) == {"Tuva": "kladden din ligger her"}
    assert "sist" not in client.get(LIST).content.decode()


# Finding on the list.


@pytest.mark.parametrize("typed", ["tuv", "TUVA", "99990101", "999 90 101", "0101"])
def test_the_list_is_narrowed_by_name_or_phone(client: Client, worker: User, tuva: Person, typed: str) -> None:
    make_person(contact=worker, called="Roy")
    with acting_as(SYSTEM):
        Phone.objects.create(person=tuva, number="+4799990101")
    assert list(needs(client, worker, q=typed)) == ["Tuva"]


def test_nobody_of_that_name_is_said_so(client: Client, worker: User, tuva: Person) -> None:
    assert needs(client, worker, q="<b>Roy") == {}
    page = client.get(LIST, {"q": "<b>Roy"}).content.decode()
    assert "Ingen på listen din passer med «&lt;b&gt;Roy»" in page
    assert tuva.called not in page


@pytest.mark.parametrize("page", ["2", "999", "0", "x", "-1"])
def test_fifty_stand_on_a_page_and_every_page_answers(client: Client, worker: User, page: str) -> None:
    for number in range(51):
        make_person(contact=worker, called=f"Kalt {number:02}")
    shown = list(needs(client, worker, page=page))
    assert shown == ([f"Kalt {number:02}" for number in range(50)] if page == "x" else ["Kalt 50"])
    assert list(needs(client, worker, q="kalt 50")) == ["Kalt 50"]
