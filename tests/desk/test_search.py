"""Search: people by name or number, words in any form, among what I may open and nothing beside it."""

import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.rights import end_rights
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import STAFF_ROLES, Reading, Right, Role, User
from benken.access.together import read_together
from benken.desk.queries import ALL_TEXTS
from benken.followup.actions import own_words
from benken.followup.actions.promises import promise
from benken.followup.policies import can_take_back as can_take_back_check_in
from benken.lib.sought import read_query
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message
from benken.messaging.policies.conversation import can_take_back
from benken.people.actions.entries import correct, mark_read
from benken.people.actions.relations import let_into_circle
from benken.people.finding import OpenPeople, find_texts
from benken.people.models import Entry, OwnVersion, Person, Phone
from benken.people.policies import can_undo_sharing
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

SEARCH = "/search/"


@pytest.fixture
def worker() -> User:
    """Return the worker."""
    return make_user(team=make_team(), name="Ingunn")


@pytest.fixture
def tuva(worker: User) -> Person:
    """Return somebody whose contact person the worker is."""
    person = make_person(contact=worker, called="Tuva")
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(full_name="Tuva Lind Østbø")
        Phone.objects.create(person=person, number="+4799990101")
    return person


def page(client: Client, user: User, query: str, **narrowed: str) -> str:
    """Return what the page shows somebody."""
    answer = sign_in(client, user).get(SEARCH, {"q": query, **narrowed})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


def found_people(page: str) -> list[str]:
    """Return the names of the people found."""
    return re.findall(r'<a class="row-link" href="/people/[^"]+"[^>]*><strong>(.*?)</strong>', page)


def found_texts(page: str) -> list[str]:
    """Return the texts found, without their marks."""
    texts = re.findall(r'<span class="hit-text">(.*?)</span></a>', page, re.DOTALL)
    return [re.sub(r"</?mark>", "", text) for text in texts]


def marks(page: str) -> list[str]:
    """Return what is marked."""
    return re.findall(r"<mark>(.*?)</mark>", page)


def readings(user: User) -> list[tuple[UUID | None, str, str]]:
    """Return what is logged that somebody read."""
    with acting_as(SYSTEM):
        return list(Reading.objects.filter(user=user, part="search").values_list("subject_id", "part", "basis"))


@pytest.mark.parametrize(
    "typed", ["tuva", "TUVA", "uv", "lind tuva", "Østbø", "99990101", "999 90 101", "+47 99990101", "0101", "tuva 0101"]
)
def test_a_person_is_found_by_any_part_of_a_name_or_number(
    client: Client, worker: User, tuva: Person, typed: str
) -> None:
    make_person(contact=worker, called="Roy")
    shown = page(client, worker, typed)
    assert found_people(shown) == ["Tuva"]
    assert reverse("person", kwargs={"person_id": tuva.pk}) in shown
    assert readings(worker) == [(None, "search", "list")]


@pytest.mark.parametrize("typed", ["bruker", "brukeren", "brukere", "brukerne", "BRUKERE"])
def test_a_word_finds_its_other_forms_newest_first(client: Client, worker: User, tuva: Person, typed: str) -> None:
    texts = ["En bruker ringte.", "Brukeren kom.", "To brukere satt der.", "Brukerne sang.", "Noen rusbrukere til."]
    for text in [*texts, "Bruk av sko."]:
        make_entry(tuva, by=worker, text=text)
    shown = page(client, worker, typed)
    assert [text.strip() for text in found_texts(shown)] == texts[::-1]
    assert marks(shown) == ["rusbrukere", "Brukerne", "brukere", "Brukeren", "bruker"]


def test_every_word_must_be_met_in_the_same_text(client: Client, worker: User, tuva: Person) -> None:
    make_entry(tuva, by=worker, text="Vi tok bussen.")
    make_entry(tuva, by=worker, text="Vi ringte NAV fra bussen.")
    assert found_texts(page(client, worker, "nav buss")) == ["Vi ringte NAV fra bussen."]
    assert found_texts(page(client, worker, '"fra bussen"')) == ["Vi ringte NAV fra bussen."]
    assert found_texts(page(client, worker, '"bussen fra"')) == []


@pytest.mark.parametrize("typed", ["100%", "a_b", "\\x", "(.*", "x[a", "idé", "ide", "😀", "يوسف", "'; DROP--"])
def test_signs_mean_themselves(client: Client, worker: User, tuva: Person, typed: str) -> None:
    make_entry(tuva, by=worker, text="100% a_b \\x (.* x[a idé 😀 يوسف '; DROP-- sluttet")
    make_entry(tuva, by=worker, text="Alt annet: 1000 axb y z")
    assert len(found_texts(page(client, worker, typed))) == 1


def test_what_is_found_is_shown_and_never_run(client: Client, worker: User, tuva: Person) -> None:
    make_entry(tuva, by=worker, text="<script>alert(1)</script> og en buss")
    shown = page(client, worker, "script buss")
    assert "<script>alert" not in shown
    assert "&lt;" in shown


def test_it_looks_in_everything_that_is_written(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    """Notes, corrections, the person's own version, messages, goals, steps, own words, check-ins and promises."""
    account, other = make_account_of(tuva), make_user()
    entry = make_entry(tuva, by=worker, text="Et notat om hytta.")
    make_entry(tuva, by=worker, text="En kladd om hytta.", shared=False)
    with acting_as(SYSTEM):
        mark_read(entries=[entry], by=other, at=now)
        entry.refresh_from_db()
        correct(entry=entry, text="En rettelse om hytta.", by=worker, at=now)
        OwnVersion.objects.create(person=tuva, entry=entry, at=now, text="Mitt om hytta.")
        send_message(person=tuva, text="En melding om hytta.", by=account, at=now)
        own_words.say_best_now(person=tuva, words="Best på hytta.", by=account, at=now)
        own_words.describe_area(
            person=tuva, area="home", carries="Hytta bærer.", burdens="", seen_version=0, by=worker, at=now
        )
        promise(person=tuva, words="Ordne hytta", due_on=None, by=worker, at=now, today=timezone.localdate())
    make_check_in(tuva, by=account, words="Godt på hytta.", at=now)
    make_step(make_goal(tuva, by=worker, words="Eie en hytte"), by=worker, words="Male hytta")
    shown = page(client, worker, "hytte")
    assert {text.strip() for text in found_texts(shown)} == {
        *("Et notat om hytta.", "En kladd om hytta.", "En rettelse om hytta.", "Mitt om hytta."),
        *("En melding om hytta.", "Best på hytta.", "Hytta bærer.", "Ordne hytta", "Godt på hytta."),
        *("Eie en hytte", "Male hytta"),
    }
    for address in re.findall(r'<a class="hit" href="([^"]+)"', shown):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("", {"Notat buss", "Melding buss", "Mål buss"}),
        ("entries", {"Notat buss"}),
        ("messages", {"Melding buss"}),
        ("goals", {"Mål buss"}),
        ("drafts", set()),
        ("tull", {"Notat buss", "Melding buss", "Mål buss"}),
    ],
)
def test_it_can_be_narrowed_to_a_kind(
    client: Client, worker: User, tuva: Person, now: datetime, kind: str, texts: set[str]
) -> None:
    make_entry(tuva, by=worker, text="Notat buss")
    make_goal(tuva, by=worker, words="Mål buss")
    with acting_as(SYSTEM):
        send_message(person=tuva, text="Melding buss", by=worker, at=now)
    assert {text.strip() for text in found_texts(page(client, worker, "buss", kind=kind))} == texts


def test_it_can_be_narrowed_to_a_time(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    for days, text in ((1, "Ny buss"), (100, "Eldre buss"), (300, "Gammel buss"), (900, "Eldst buss")):
        entry = make_entry(tuva, by=worker, text=text)
        with acting_as(SYSTEM):
            Entry.objects.filter(pk=entry.pk).update(happened_at=now - timedelta(days=days), first_read_at=None)
    for time, many in (("month", 1), ("half", 2), ("year", 3), ("", 4), ("x", 4)):
        assert len(found_texts(page(client, worker, "buss", time=time))) == many


def test_it_can_be_about_one_person(client: Client, worker: User, tuva: Person) -> None:
    roy = make_person(contact=worker, called="Roy")
    for person in (tuva, roy):
        make_entry(person, by=worker, text=f"{person.called} tok bussen")
    shown = page(client, worker, "buss", person=str(roy.pk))
    assert found_texts(shown) == ["Roy tok bussen"]
    assert "Bare om Roy." in shown
    assert readings(worker) == [(None, "search", "list"), (roy.pk, "search", "contact_person")]


def test_a_persons_page_leads_to_a_search_about_them(client: Client, worker: User, tuva: Person) -> None:
    shown = sign_in(client, worker).get(reverse("person", kwargs={"person_id": tuva.pk})).content.decode()
    assert f'name="person" value="{tuva.pk}"' in shown
    assert 'action="/search/"' in shown


@pytest.mark.parametrize("person", ["x", str(UUID(int=7)), "closed"])
def test_about_somebody_closed_is_as_about_nobody(client: Client, worker: User, person: str) -> None:
    closed = make_person(called="Lukket")
    wanted = str(closed.pk) if person == "closed" else person
    answer = sign_in(client, worker).get(SEARCH, {"q": "buss", "person": wanted})
    assert answer.status_code == 404
    assert answer.content == client.get("/people/00000000-0000-0000-0000-000000000007/").content


def test_twelve_stand_on_a_page_and_none_is_lost_or_doubled(client: Client, worker: User, tuva: Person) -> None:
    for number in range(30):
        make_entry(tuva, by=worker, text=f"buss {number}.")
    seen: list[str] = []
    address = f"{SEARCH}?q=buss"
    sign_in(client, worker)
    for _ in range(3):
        shown = client.get(address).content.decode()
        seen += found_texts(shown)
        more = re.search(r'href="(\?[^"]+)" rel="next"', shown)
        address = SEARCH + more[1].replace("&amp;", "&") if more else ""
    assert address == ""
    assert [text.strip() for text in seen] == [f"buss {number}." for number in reversed(range(30))]


@pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999", "1e9", "٣", "50", ""])
def test_a_page_that_is_none_fails_nothing(client: Client, worker: User, tuva: Person, number: str) -> None:
    make_entry(tuva, by=worker, text="buss")
    page(client, worker, "buss", page=number)


def test_nothing_of_what_is_closed_is_found(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    colleague = make_user(team=worker.team)
    hans = make_person(contact=colleague, called="Lukket")
    make_entry(hans, by=colleague, text="Lukket buss")
    make_entry(tuva, by=colleague, text="En annens kladd om buss", shared=False)
    shown = page(client, worker, "lukket buss")
    assert found_people(shown) == found_texts(shown) == []
    assert "Ingenting funnet" in shown
    with acting_as(colleague.pk):
        let_into_circle(
            person=hans, member=worker, basis="bolig", until_at=now + timedelta(days=9), by=colleague, at=now
        )
    shown = page(client, worker, "lukket buss")
    assert found_texts(shown) == ["Lukket buss"]
    end_rights(user=worker, subject_id=hans.pk, basis=Right.Basis.CIRCLE, at=now)
    assert found_texts(page(client, worker, "lukket buss")) == []
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=hans.pk, part="search", basis="circle").count() == 1


def test_a_peer_finds_their_own_talks_only(client: Client, worker: User, tuva: Person, now: datetime) -> None:
    peer, account = make_user(Role.PEER), make_account_of(tuva)
    with acting_as(worker.pk):
        let_into_circle(person=tuva, member=peer, basis="tur", until_at=now + timedelta(days=9), by=worker, at=now)
    make_entry(tuva, by=worker, text="Ingunn og bussen")
    make_entry(tuva, by=peer, text="Min tur med buss")
    make_goal(tuva, by=worker, words="Kjøre buss")
    with acting_as(SYSTEM):
        send_message(person=tuva, text="Hei fra bussen", by=account, at=now)
    assert found_texts(page(client, peer, "buss")) == ["Min tur med buss"]
    assert found_people(page(client, peer, "tuva")) == ["Tuva"]
    assert found_people(page(client, peer, "99990101")) == []  # the number is not theirs to know
    assert found_people(page(client, peer, "Østbø")) == []


def test_whoever_was_read_about_sees_it(client: Client, worker: User, tuva: Person) -> None:
    make_entry(tuva, by=worker, text="Vi tok bussen.")
    page(client, worker, "buss")
    assert set(readings(worker)) == {(None, "search", "list"), (tuva.pk, "search", "contact_person")}
    seen = sign_in(Client(), make_account_of(tuva)).get(reverse("my_readers")).content.decode()
    assert "i et søk" in seen


@pytest.mark.parametrize("typed", ["", "  ", "finnesikke", '""'])
def test_where_nobody_is_shown_nothing_is_logged(client: Client, worker: User, typed: str) -> None:
    make_person(contact=worker, called="Tuva")
    page(client, worker, typed)
    assert readings(worker) == []


def test_what_somebody_found_can_not_be_taken_back_as_unread(client: Client, worker: User, tuva: Person) -> None:
    colleague = make_user(team=worker.team)
    entry, own = make_entry(tuva, by=colleague, text="Vi tok bussen."), make_entry(tuva, by=worker, text="Min buss")
    page(client, worker, "buss")
    with acting_as(SYSTEM):
        entry.refresh_from_db()
        own.refresh_from_db()
    assert not can_undo_sharing(entry, user=colleague)
    assert can_undo_sharing(own, user=worker)


def test_a_message_somebody_found_can_not_be_taken_back_as_unread(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    """What a helper wrote is read when the person reads it, whoever finds it."""
    with acting_as(SYSTEM):
        hers = send_message(person=tuva, text="Jeg tok bussen.", by=make_account_of(tuva), at=now)
        helpers = send_message(person=tuva, text="Ta bussen.", by=make_user(team=worker.team), at=now)
    page(client, worker, "buss", kind="entries")
    with acting_as(SYSTEM):
        assert not Message.objects.filter(read_at__isnull=False, automatic="").exists()
    page(client, worker, "buss")
    with acting_as(SYSTEM):
        hers.refresh_from_db()
        helpers.refresh_from_db()
    assert hers.author is not None
    assert not can_take_back(hers, user=hers.author)
    assert helpers.author is not None
    assert can_take_back(helpers, user=helpers.author)


def test_a_check_in_the_contact_person_found_can_not_be_taken_back_as_unseen(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    account, colleague = make_account_of(tuva), make_user(team=worker.team)
    hers = make_check_in(tuva, by=account, words="Redd på bussen.", at=now)
    mine = make_check_in(tuva, by=worker, words="Tuva liker bussen.", at=now)
    with acting_as(worker.pk):
        let_into_circle(person=tuva, member=colleague, basis="tur", until_at=now + timedelta(days=9), by=worker, at=now)
    for reader, is_seen in ((colleague, False), (worker, True)):
        assert len(found_texts(page(client, reader, "buss"))) == 2
        with acting_as(SYSTEM):
            hers.refresh_from_db()
        assert can_take_back_check_in(hers, user=account) is not is_seen
    with acting_as(SYSTEM):
        mine.refresh_from_db()
    assert can_take_back_check_in(mine, user=worker)  # the colleague reads, and sees for nobody


def test_an_empty_field_tells_what_can_be_looked_for(client: Client, worker: User) -> None:
    shown = page(client, worker, "")
    assert "telefonnummer" in shown
    assert "<mark>" not in shown


@pytest.mark.parametrize(
    ("typed", "offers"), [("Roy Hansen", True), ("Åse-Marie", True), ("99990101", False), ("a b c d e", False)]
)
def test_a_name_that_nobody_has_can_be_registered(client: Client, worker: User, typed: str, offers: bool) -> None:
    shown = page(client, worker, typed)
    assert "Ingenting funnet" in shown
    assert (f'class="ds-button" href="{reverse("person_new")}"' in shown) == offers
    peer = make_user(Role.PEER)
    assert f'href="{reverse("person_new")}"' not in page(client, peer, typed)


def test_a_national_number_finds_nobody_and_is_told_where_it_belongs(client: Client, worker: User) -> None:
    assert "Du kan ikke søke på" in page(client, worker, "010190 12345")
    assert "Du kan ikke søke på" not in page(client, worker, "+46701740605")


def test_a_long_query_is_cut(client: Client, worker: User) -> None:
    assert "å" * 201 not in page(client, worker, "å" * 5000)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_the_field_stands_on_top_for_those_who_meet_people(client: Client, role: Role) -> None:
    user = make_user(role, team=make_team())
    home = sign_in(client, user).get("/people/").content.decode()
    meets = role in {Role.WORKER, Role.OUTREACH, Role.PEER}
    assert ('id="search" name="q"' in home) == meets
    assert client.get(SEARCH).status_code == (200 if meets else 404)


def test_a_persons_own_account_has_no_search(client: Client, tuva: Person) -> None:
    assert sign_in(client, make_account_of(tuva)).get(SEARCH).status_code == 404


def test_what_is_sought_is_written_nowhere(
    client: Client, worker: User, tuva: Person, caplog: pytest.LogCaptureFixture
) -> None:
    make_entry(tuva, by=worker, text="Vi tok bussen.")
    page(client, worker, "hemmeligord")
    page(client, worker, "buss")
    assert "hemmeligord" not in "".join(
        line for line in caplog.messages if not line.startswith("(")
    )  # not SQL of a debugger
    with acting_as(SYSTEM):
        assert not Reading.objects.exclude(why="").exists()


def test_forty_people_cost_no_more_questions_than_one(client: Client, worker: User) -> None:
    for number in range(40):
        person = make_person(contact=worker, called=f"Buss {number}")
        make_entry(person, by=make_user(), text="Vi tok bussen.")
    sign_in(client, worker)
    with CaptureQueriesContext(connection) as queries:
        assert len(found_texts(client.get(SEARCH, {"q": "buss"}).content.decode())) == 12
    sent = [query["sql"][:90] for query in queries]
    asked = [sql for sql in sent if not sql.startswith(("SELECT set_config", "SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 12, asked


def test_texts_that_are_marked_as_read_cost_one_question_more_each(
    client: Client, worker: User, tuva: Person, now: datetime
) -> None:
    account = make_account_of(tuva)
    make_entry(tuva, by=make_user(), text="Vi tok bussen 101.")
    with acting_as(SYSTEM):
        send_message(person=tuva, text="Bussen 101?", by=account, at=now)
    make_check_in(tuva, by=account, words="Buss 101.", at=now)
    sign_in(client, worker)
    with CaptureQueriesContext(connection) as queries:
        assert len(found_texts(client.get(SEARCH, {"q": "101"}).content.decode())) == 3
    sent = [query["sql"][:90] for query in queries]
    asked = [sql for sql in sent if not sql.startswith(("SELECT set_config", "SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 12, asked
    assert len([sql for sql in asked if sql.startswith("UPDATE")]) == 3, asked


def test_no_table_of_texts_is_read_through(worker: User, tuva: Person, now: datetime) -> None:
    """Under row security no index serves a part of a word; the index on the person must."""
    make_entry(tuva, by=worker, text="Vi tok bussen.")
    with acting_as(worker.pk), connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off")
        open_people = OpenPeople(for_user=worker, at=now)
        read_together(*open_people.reads)
        people = open_people.people
        assert [one.person for one in people] == [tuva]
        assert find_texts(ALL_TEXTS, read_query("buss"), people=people, for_user=worker, since=None, start=0, size=20)
        cursor.execute("EXPLAIN " + queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    for table in ("people_entry", "people_correction", "people_ownversion", "messaging_message", "followup_goal"):
        assert f"Seq Scan on {table}" not in plan, plan
