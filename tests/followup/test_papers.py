"""Sheets the helper makes with the person: the same «Hvor er vi nå?», the goals, a slip without the person's name."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, User
from benken.followup.actions.weekly import ask_for_weekly_look
from benken.followup.models import WeeklyLook
from benken.people.models import Person
from tests.factories import make_account_of, make_goal, make_step, make_user, sign_in
from tests.papers import POINTS_OF, ReadPaper, read_paper

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORDS = re.compile(r"(<h2>Dit du er på vei</h2>.*?<h2>Med deg</h2>.*?</section>)", re.DOTALL)
SLIP = {
    "name": "Ingunn",
    "reach": "999 90 123",
    "answers": "Svarer hverdager før kl. 15.",
    "next_words": "Kaffe på brygga",
    "next_day": "Torsdag 26. november kl. 10",
}


def address(person: Person, name: str = "person_where") -> str:
    """Return an address of a person's papers."""
    return reverse(name, kwargs={"person_id": person.pk})


def paper(client: Client, path: str) -> ReadPaper:
    """Return a paper."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="side.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    return read_paper(answer.content)


def parts_read(person: Person) -> list[str]:
    """Return which parts of the record have been read."""
    with acting_as(SYSTEM):
        return list(Reading.objects.filter(subject_id=person.pk).order_by("at").values_list("part", flat=True))


def looks(person: Person) -> list[tuple[int, User, object]]:
    """Return the week's look: the weekday, who asked, when it was last shown."""
    with acting_as(SYSTEM):
        return [
            (look.weekday, look.asked_by, look.shown_on)
            for look in WeeklyLook.objects.filter(person=person).select_related("asked_by")
        ]


@dataclass
class Clock:
    """What time it is."""

    now: datetime = MONDAY


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let it be a Monday in November."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def test_the_helper_sees_exactly_what_the_person_sees(signed_in: Client, worker: User, person: Person) -> None:
    make_step(make_goal(person, by=worker), by=worker)
    own = sign_in(Client(), make_account_of(person)).get(reverse("my_where")).content.decode()
    theirs = signed_in.get(address(person)).content.decode()
    (mine,), (shown,) = WORDS.findall(own), WORDS.findall(theirs)
    assert "Ha en dør jeg kan låse" in mine
    assert mine.split() == shown.split()


def test_the_paper_is_the_same_whoever_makes_it(signed_in: Client, worker: User, person: Person) -> None:
    make_step(make_goal(person, by=worker), by=worker)
    own = sign_in(Client(), make_account_of(person))
    for choice in ("", "?type=large"):
        mine = paper(own, reverse("my_where_paper") + choice)
        theirs = paper(signed_in, address(person, "person_where_paper") + choice)
        assert mine.words == theirs.words
        assert theirs.size == POINTS_OF["a5"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("person_where", "where"),
        ("person_where_paper", "where"),
        ("person_slip", "where"),
        ("person_goals_paper", "goals"),
    ],
)
def test_what_the_helper_reads_stands_in_the_log(signed_in: Client, person: Person, name: str, part: str) -> None:
    assert signed_in.get(address(person, name)).status_code == 200
    assert parts_read(person) == [part]


@pytest.mark.parametrize("name", ["person_where", "person_where_paper", "person_slip", "person_goals_paper"])
def test_a_stranger_gets_nothing_and_leaves_no_trace(client: Client, person: Person, name: str) -> None:
    stranger = sign_in(client, make_user())
    assert stranger.get(address(person, name)).status_code == 404
    assert parts_read(person) == []


def test_a_stranger_can_ask_for_nothing(client: Client, person: Person) -> None:
    stranger = sign_in(client, make_user())
    assert stranger.post(address(person, "person_weekly"), {"weekday": "3"}).status_code == 404
    assert stranger.post(address(person, "person_slip_paper"), SLIP).status_code == 404
    assert looks(person) == []


def test_the_goals_are_on_paper_in_both_sizes(signed_in: Client, worker: User, person: Person) -> None:
    make_step(make_goal(person, by=worker), by=worker)
    path = address(person, "person_goals_paper")
    assert path in signed_in.get(address(person, "goals_print")).content.decode()
    sheet, large = paper(signed_in, path), paper(signed_in, f"{path}?type=large&size=a4")
    assert (sheet.size, large.size) == (POINTS_OF["a5"], POINTS_OF["a4"])
    assert large.type_size >= sheet.type_size * 1.35
    for words in ("Målene mine", "Ha en dør jeg kan låse", "Ringe om visning", "Tuva"):
        assert words in sheet.words


def test_nonsense_in_the_address_gives_the_plain_sheet(signed_in: Client, person: Person) -> None:
    sheet = paper(signed_in, f"{address(person, 'person_goals_paper')}?type=huge&size=a0")
    assert sheet.size == POINTS_OF["a5"]


def test_the_person_page_leads_to_the_papers(signed_in: Client, person: Person) -> None:
    page = signed_in.get(reverse("person", kwargs={"person_id": person.pk})).content.decode()
    assert address(person) in page
    assert address(person, "person_slip") in page


def test_the_slip_begins_with_who_when_and_what_is_next(signed_in: Client, worker: User, person: Person) -> None:
    make_step(make_goal(person, by=worker), by=worker)
    page = signed_in.get(address(person, "person_slip")).content.decode()
    for words in ('value="Ingunn"', "Svarer hverdager før kl. 15.", 'value="Ringe om visning"'):
        assert words in page


def test_the_slip_says_what_was_typed_and_the_numbers_that_always_answer(signed_in: Client, person: Person) -> None:
    answer = signed_in.post(address(person, "person_slip_paper"), SLIP)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="side.pdf"'
    slip = read_paper(answer.content)
    assert (slip.size, len(slip.reader.pages)) == (POINTS_OF["a6"], 1)
    assert slip.is_tagged
    for words in (*SLIP.values(), "113", "116117", "116123"):
        assert words in slip.words


def test_the_slip_says_neither_whose_it_is_nor_what_it_is_about(signed_in: Client, person: Person) -> None:
    slip = read_paper(signed_in.post(address(person, "person_slip_paper"), SLIP).content)
    assert slip.reader.metadata is not None
    for word in ("Tuva", "Benken", "rus", "08588"):
        assert word not in f"{slip.words} {slip.reader.metadata.title}".casefold().replace("tuva", "Tuva")


def test_nothing_of_the_slip_is_kept(signed_in: Client, person: Person) -> None:
    signed_in.post(address(person, "person_slip_paper"), SLIP)
    assert "Kaffe på brygga" not in signed_in.get(address(person, "person_slip")).content.decode()
    with acting_as(SYSTEM):
        assert not Deed.objects.filter(subject_id=person.pk, verb__contains="slip").exists()


def test_the_same_slip_can_be_made_twice(signed_in: Client, person: Person) -> None:
    page = signed_in.get(address(person, "person_slip")).content.decode()
    once = re.findall(r'name="_once" value="([^"]+)"', page)[0]
    for _press in range(2):
        answer = signed_in.post(address(person, "person_slip_paper"), SLIP | {"_once": once})
        assert answer.headers["Content-Type"] == "application/pdf"


def test_large_type_makes_a_larger_slip(signed_in: Client, person: Person) -> None:
    small = read_paper(signed_in.post(address(person, "person_slip_paper"), SLIP).content)
    large = read_paper(signed_in.post(address(person, "person_slip_paper"), SLIP | {"type": "large"}).content)
    assert large.size == POINTS_OF["a5"]
    assert large.type_size > small.type_size
    assert len(large.reader.pages) == 1


def test_a_slip_with_too_much_comes_back_with_everything_typed(signed_in: Client, person: Person) -> None:
    answer = signed_in.post(address(person, "person_slip_paper"), SLIP | {"name": "", "reach": "x" * 101})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Skriv noen ord først." in page
    assert "Dette er 101 tegn. Det er plass til 100." in page
    assert "Kaffe på brygga" in page


def test_the_longest_slip_there_is_room_for_is_one_sheet(signed_in: Client, person: Person) -> None:
    most = {"name": "W" * 60, "reach": "W" * 100, "answers": "W" * 100, "next_words": "W" * 100, "next_day": "W" * 60}
    slip = read_paper(signed_in.post(address(person, "person_slip_paper"), most).content)
    assert len(slip.reader.pages) == 1
    assert slip.letters.count("W") == 420


def test_what_is_typed_on_a_slip_is_words_and_no_program(signed_in: Client, person: Person) -> None:
    slip = signed_in.post(address(person, "person_slip_paper"), SLIP | {"reach": '#read("/etc/passwd") *$'})
    assert '#read("/etc/passwd") *$' in read_paper(slip.content).words


def test_the_helper_writes_in_that_the_person_asked(
    clock: Clock, signed_in: Client, worker: User, person: Person
) -> None:
    answer = signed_in.post(address(person, "person_weekly"), {"weekday": "3"}, follow=True)
    page = answer.content.decode()
    assert "Tuva har bedt om dette hver torsdag" in page
    assert "Skrevet inn av Ingunn, 23. november 2026." in page
    assert looks(person) == [(3, worker, None)]
    assert clock.now == MONDAY
    with acting_as(SYSTEM):
        deed = Deed.objects.get(subject_id=person.pk, verb="weekly.ask")
    assert deed.by == worker
    signed_in.post(f"{address(person, 'person_weekly')}?weekday=off")
    assert looks(person) == []


def test_when_another_asks_the_day_is_theirs_and_the_week_is_not_shown_twice(
    clock: Clock, signed_in: Client, worker: User, person: Person
) -> None:
    account = make_account_of(person)
    with acting_as(account.pk):
        ask_for_weekly_look(person=person, weekday=0, by=account, at=clock.now, shown_on=clock.now.date())
    signed_in.post(address(person, "person_weekly"), {"weekday": "3"})
    signed_in.post(address(person, "person_weekly"), {"weekday": "4"})
    assert looks(person) == [(4, worker, clock.now.date())]


def test_who_asked_for_the_week_stands(clock: Clock, worker: User, person: Person) -> None:
    account = make_account_of(person)
    with acting_as(worker.pk):
        ask_for_weekly_look(person=person, weekday=3, by=worker, at=clock.now)
    for user in (worker, account):
        with acting_as(user.pk):
            with pytest.raises(DatabaseError, match="may not be changed so"), transaction.atomic():
                WeeklyLook.objects.filter(person=person).update(asked_by=account)
            assert WeeklyLook.objects.filter(person=person).update(weekday=4) == 1
    assert looks(person) == [(4, worker, None)]


def test_a_day_that_is_none_changes_nothing(signed_in: Client, person: Person) -> None:
    answer = signed_in.post(address(person, "person_weekly"), {"weekday": "8"}, follow=True)
    assert "Velg en dag." in answer.content.decode()
    assert looks(person) == []


def test_today_tells_of_the_sheet_from_its_day_until_it_is_made(
    clock: Clock, signed_in: Client, worker: User, person: Person
) -> None:
    line = "Ukeark til Tuva"
    with acting_as(SYSTEM):
        ask_for_weekly_look(person=person, weekday=3, by=worker, at=clock.now)

    def today() -> str:
        return signed_in.get(reverse("home")).content.decode()

    assert line not in today()
    clock.now = MONDAY + timedelta(days=4)
    sign_in(signed_in, worker)
    assert line in today()
    signed_in.get(address(person))
    assert line in today()  # looking at it is not handing it over
    paper(signed_in, address(person, "person_where_paper"))
    assert line not in today()
    assert looks(person)[0][2] == clock.now.date()
    clock.now = MONDAY + timedelta(days=10)
    sign_in(signed_in, worker)
    assert line in today()


def test_today_tells_it_to_the_contact_alone(clock: Clock, worker: User, person: Person) -> None:
    with acting_as(SYSTEM):
        ask_for_weekly_look(person=person, weekday=0, by=worker, at=clock.now)
    stranger = sign_in(Client(), make_user(team=worker.team))
    assert "Ukeark" not in stranger.get(reverse("home")).content.decode()
    assert "Ukeark til Tuva" in sign_in(Client(), worker).get(reverse("home")).content.decode()


def test_a_person_without_anything_gets_a_finished_sheet(signed_in: Client, person: Person) -> None:
    assert "Her er du, akkurat nå. Det er nok." in paper(signed_in, address(person, "person_where_paper")).words
