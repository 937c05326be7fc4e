"""The person page: the person's own words on top, what carries first, and the whole timeline within reach."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Reading, Role, User
from benken.followup.actions.goals import add_step, set_goal
from benken.followup.actions.own_words import answer_basics, describe_area, say_best_now
from benken.followup.actions.promises import promise
from benken.messaging.actions.conversation import send_message
from benken.people.actions.entries import tell
from benken.people.actions.relations import let_into_circle
from benken.people.models import Correction, Entry, OwnVersion, Person, Phone
from tests.factories import make_account_of, make_entry, make_goal, make_person, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact() -> User:
    """Return the contact person."""
    return make_user(team=make_team(), name="Ingunn")


@pytest.fixture
def person(contact: User) -> Person:
    """Return the person."""
    return make_person(contact=contact, called="Tuva")


def address(person: Person) -> str:
    """Return where the page is."""
    return reverse("person", kwargs={"person_id": person.pk})


def page(client: Client, user: User, path: str) -> str:
    """Return what a page says to somebody."""
    answer = sign_in(client, user).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def make_entries(person: Person, by: User, moments: Sequence[datetime], kind: str = "talk", area: str = "") -> None:
    """Make one shared entry at each moment, called «nr 000» and on."""
    with acting_as(SYSTEM):
        Entry.objects.bulk_create(
            Entry(
                person=person,
                kind=kind,
                author=by,
                happened_at=moment,
                text=f"nr {number:03}.",
                areas=[area] if area else [],
                state=Entry.State.SHARED,
                created_at=moment,
                changed_at=moment,
                shared_at=moment,
            )
            for number, moment in enumerate(moments)
        )


def walk(client: Client, user: User, path: str, base: str) -> list[list[str]]:
    """Follow «Vis eldre» to the end; return which entries stood on each page."""
    pages = []
    while path:
        text = page(client, user, path)
        pages.append(re.findall(r"nr \d{3}\.", text))
        more = re.search(r'href="(\?before=[^"]+)#timeline"', text)
        path = base + more[1].replace("&amp;", "&") if more else ""
    return pages


def first_read_at(entry: Entry) -> datetime | None:
    """Return when somebody else first read an entry."""
    with acting_as(SYSTEM):
        return Entry.objects.get(pk=entry.pk).first_read_at


def test_the_newest_of_what_is_best_stands_on_top_with_its_day(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    with acting_as(SYSTEM):
        for days, words in ((9, "Å sove inne"), (1, "At noen ringer tilbake"), (4, "Kaffe")):
            say_best_now(person=person, words=words, by=contact, at=now - timedelta(days=days))
    make_goal(person, by=contact, words="Spille kornett")
    make_entry(person, by=contact, text="Vi snakket.")
    text = page(client, contact, address(person))
    assert text.index("<h1") < text.index("«At noen ringer tilbake»") < text.index("Spille kornett")
    assert text.index("Spille kornett") < text.index("Vi snakket.")
    assert "Å sove inne" not in text
    assert (timezone.localtime(now) - timedelta(days=1)).date().isoformat() in text


def test_what_carries_stands_before_what_weighs_in_every_area(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    with acting_as(SYSTEM):
        for area, carries, burdens in (
            ("home", "Søstera mi", "Trekken"),
            ("money", "", "Kulda"),
            ("body", "Turen", ""),
        ):
            describe_area(
                person=person, area=area, carries=carries, burdens=burdens, seen_version=0, by=contact, at=now
            )
    text = page(client, contact, address(person))
    assert text.index("Søstera mi") < text.index("Trekken")
    carries_at = [match.start() for match in re.finditer("Det som bærer", text)]
    weighs_at = [match.start() for match in re.finditer("Det som tynger", text)]
    assert len(carries_at) == len(weighs_at) == 2
    assert carries_at[0] < weighs_at[0]


def test_a_new_person_has_a_finished_page(client: Client, contact: User, person: Person) -> None:
    text = page(client, contact, address(person))
    assert "Begynn der personen er." in text
    assert "Kontaktperson: Ingunn" in text
    assert "Tuva" not in text[text.index("<title>") : text.index("</title>")]


def test_the_timeline_is_filtered_by_what_it_was(client: Client, contact: User, person: Person, now: datetime) -> None:
    make_entries(person, contact, [now - timedelta(hours=2)], kind="visit", area="home")
    make_entry(person, by=contact, text="En samtale.")
    text = page(client, contact, f"{address(person)}?kind=visit")
    assert "nr 000." in text
    assert "En samtale." not in text
    assert '<option value="visit" selected>' in text
    text = page(client, contact, f"{address(person)}?area=home")
    assert "nr 000." in text
    assert "En samtale." not in text
    assert '<option value="home" selected>' in text
    assert "nr 000." in page(client, contact, f"{address(person)}?kind=visit&area=home")
    text = page(client, contact, f"{address(person)}?kind=visit&area=money")
    assert "Ingenting slik ennå." in text
    assert "nr 000." not in text


@pytest.mark.parametrize(
    "query",
    ["kind=x", "area=x", "kind=%27%3B--", "before=x", "before=", f"before={UUID(int=7)}", "kind=%00", "before=%00"],
)
def test_a_filter_that_is_none_shows_everything(client: Client, contact: User, person: Person, query: str) -> None:
    make_entry(person, by=contact, text="En samtale.")
    assert "En samtale." in page(client, contact, f"{address(person)}?{query}")


def test_another_persons_entry_is_no_place_to_go_on_from(client: Client, contact: User, person: Person) -> None:
    other = make_entry(make_person(), by=make_user())
    make_entry(person, by=contact, text="En samtale.")
    assert "En samtale." in page(client, contact, f"{address(person)}?before={other.pk}")


@pytest.mark.parametrize("same_moment", [False, True])
def test_older_entries_are_reached_none_twice_and_none_lost(
    client: Client, contact: User, person: Person, now: datetime, *, same_moment: bool
) -> None:
    moments = [now - timedelta(days=1) if same_moment else now - timedelta(hours=1 + hour) for hour in range(105)]
    make_entries(person, contact, moments)
    pages = walk(client, contact, address(person), address(person))
    assert [len(entries) for entries in pages] == [50, 50, 5]
    shown = [entry for entries in pages for entry in entries]
    assert len(set(shown)) == 105
    if not same_moment:
        assert shown == sorted(shown)


@pytest.mark.parametrize("number", [49, 50, 51, 100])
def test_there_is_a_way_to_older_ones_only_if_there_are_any(
    client: Client, contact: User, person: Person, now: datetime, number: int
) -> None:
    make_entries(person, contact, [now - timedelta(hours=hour) for hour in range(number)])
    pages = walk(client, contact, address(person), address(person))
    assert [len(entries) for entries in pages] == {49: [49], 50: [50], 51: [50, 1], 100: [50, 50]}[number]


def test_the_filter_holds_on_the_older_pages(client: Client, contact: User, person: Person, now: datetime) -> None:
    make_entries(person, contact, [now - timedelta(hours=1 + hour) for hour in range(65)], kind="visit", area="home")
    with acting_as(SYSTEM):
        Entry.objects.filter(text__endswith="5.").update(kind="phone")
        Entry.objects.filter(text__endswith="6.").update(areas=[])
    pages = walk(client, contact, f"{address(person)}?kind=visit&area=home", address(person))
    assert [len(entries) for entries in pages] == [50, 3]
    assert not [entry for entries in pages for entry in entries if entry.endswith(("5.", "6."))]


def test_opening_the_page_reads_what_others_wrote_and_not_ones_own(
    client: Client, contact: User, person: Person
) -> None:
    colleague = make_user()
    theirs, own = make_entry(person, by=colleague, text="Deres."), make_entry(person, by=contact, text="Mitt.")
    page(client, contact, address(person))
    assert first_read_at(theirs) is not None
    assert first_read_at(own) is None


def test_only_what_is_shown_is_read(client: Client, contact: User, person: Person, now: datetime) -> None:
    make_entries(person, make_user(), [now - timedelta(hours=hour) for hour in range(51)])
    page(client, contact, address(person))
    with acting_as(SYSTEM):
        assert [entry.text for entry in Entry.objects.filter(first_read_at=None)] == ["nr 050."]


def test_each_opening_is_written_down_once(client: Client, contact: User, person: Person) -> None:
    make_entry(person, by=contact)
    for _ in range(2):
        page(client, contact, address(person))
    with acting_as(SYSTEM):
        log = Reading.objects.filter(subject_id=person.pk).values_list("user", "part", "basis")
        assert list(log) == [(contact.pk, "page", "contact_person")] * 2


def test_drafts_stand_on_nobodys_timeline(client: Client, contact: User, person: Person) -> None:
    make_entry(person, by=contact, text="Halvveis.", shared=False)
    assert "Halvveis." not in page(client, contact, address(person))


def test_what_stands_beside_an_entry_stands_here_as_on_its_own_page(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    entry = make_entry(person, by=contact, text="Vi møttes tirsdag.")
    with acting_as(SYSTEM):
        Correction.objects.create(person=person, entry=entry, by=contact, at=now, text="Det var onsdag.")
        OwnVersion.objects.create(person=person, entry=entry, at=now, text="Jeg husker regnet.")
    text = page(client, contact, address(person))
    assert text.index("Vi møttes tirsdag.") < text.index("Det var onsdag.") < text.index("Jeg husker regnet.")
    beside = [
        re.findall(r'<div class="beside-note".*?</div>', page(client, contact, path), re.DOTALL)
        for path in (address(person), reverse("entry", kwargs={"person_id": person.pk, "entry_id": entry.pk}))
    ]
    assert beside[0] == beside[1]
    assert [any(words in note for note in beside[0]) for words in ("Rettet av Ingunn ", "Tuva sier, ")] == [True, True]


def test_what_the_person_told_stands_on_the_timeline(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    account = make_account_of(person)
    with acting_as(account.pk):
        tell(person=person, kind=Entry.Kind.GOOD_NEWS, text="Jeg møtte opp!", by=account, at=now)
        send_message(person=person, text="Så du det?", by=account, at=now)
    text = page(client, contact, address(person))
    assert "Jeg møtte opp!" in text
    assert "1 ny melding" in text


def test_a_peer_sees_their_own_talks_and_nothing_more(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    peer = make_user(Role.PEER, name="Erfaren")
    with acting_as(contact.pk):
        let_into_circle(
            person=person, member=peer, basis="tur hver uke", until_at=now + timedelta(days=9), by=contact, at=now
        )
    with acting_as(SYSTEM):
        say_best_now(person=person, words="At noen ringer", by=contact, at=now)
        Phone.objects.create(person=person, number="+4799990101")
    make_goal(person, by=contact, words="Spille kornett")
    theirs = make_entry(person, by=contact, text="Ikke for alle.")
    own = make_entry(person, by=peer, text="Vi gikk tur.")
    text = page(client, peer, address(person))
    assert "Her ser du dine egne samtaler med Tuva." in text
    assert "Vi gikk tur." in text
    for hidden in ("Spille kornett", "At noen ringer", "Ikke for alle.", "99990101", "99 99 01 01", "Laget", "Ingunn"):
        assert hidden not in text
    assert first_read_at(theirs) is None
    with acting_as(SYSTEM):
        assert list(Reading.objects.filter(user=peer).values_list("subject_id", "part", "basis")) == [
            (person.pk, "page", "circle")
        ]
    paths = {
        entry.pk: reverse("entry", kwargs={"person_id": person.pk, "entry_id": entry.pk}) for entry in (own, theirs)
    }
    assert paths[own.pk] in text
    assert "Vi gikk tur." in page(client, peer, paths[own.pk])
    assert client.get(paths[theirs.pk]).status_code == 404
    assert client.get(reverse("conversation", kwargs={"person_id": person.pk})).status_code == 404


def test_for_a_stranger_the_page_is_as_missing_as_any(client: Client, contact: User, person: Person) -> None:
    entry = make_entry(person, by=contact)
    sign_in(client, make_user(team=contact.team))
    closed, missing = client.get(address(person)), client.get(f"/people/{UUID(int=7)}/")
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    assert client.get(f"{address(person)}?before={entry.pk}").status_code == 404
    assert first_read_at(entry) is None
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(subject_id=person.pk).exists()


def test_the_person_is_led_to_their_own_page(client: Client, person: Person) -> None:
    sign_in(client, make_account_of(person))
    assert client.get(address(person))["Location"] == reverse("my")


def test_a_long_course_costs_no_more_questions_than_a_short_one(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    colleagues = [make_user(team=contact.team) for _ in range(4)]
    with acting_as(SYSTEM):
        for number in range(8):
            goal = set_goal(person=person, words=f"Mål {number}", by=contact, at=now)
            for step in range(3):
                add_step(goal=goal, words=f"Steg {step}", by=contact, at=now, today=timezone.localdate())
            promise(person=person, words=f"Løfte {number}", due_on=None, by=contact, at=now, today=timezone.localdate())
            say_best_now(person=person, words=f"Best {number}", by=contact, at=now)
        answer_basics(person=person, answers={"food": "ok", "sleep": "help"}, by=contact, at=now)
        for area in ("home", "money", "body"):
            describe_area(person=person, area=area, carries="Noe", burdens="Noe", seen_version=0, by=contact, at=now)
        for number, colleague in enumerate(colleagues):
            Phone.objects.create(person=person, number=f"+479999010{number}", position=number)
            let_into_circle(
                person=person, member=colleague, basis="lag", until_at=now + timedelta(days=9), by=contact, at=now
            )
    for colleague in colleagues:
        make_entries(person, colleague, [now - timedelta(hours=1 + hour) for hour in range(15)], area="home")
    with acting_as(SYSTEM):
        for entry in Entry.objects.filter(person=person):
            Correction.objects.create(person=person, entry=entry, by=colleagues[0], at=now, text="Rettet.")
            OwnVersion.objects.create(person=person, entry=entry, at=now, text="Min.")
    sign_in(client, contact)
    with CaptureQueriesContext(connection) as queries:
        text = client.get(address(person)).content.decode()
    assert "Mål 7" in text
    assert len(queries) <= 25, [query["sql"][:90] for query in queries]
