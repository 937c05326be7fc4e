"""«Hvor er vi nå?» and my goals: on paper, in large type, and once a week for whoever asked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading
from benken.followup.actions.goals import add_step, mark_step, move_goal, set_goal
from benken.followup.actions.own_words import say_best_now
from benken.followup.actions.promises import promise
from benken.followup.actions.weekly import ask_for_weekly_look
from benken.followup.models import Goal, WeeklyLook
from tests.factories import make_goal, make_step, sign_in
from tests.my.tuva import Tuva
from tests.papers import POINTS_OF, ReadPaper, read_paper

pytestmark = pytest.mark.django_db

WHERE, PAPER, WEEKLY = reverse("my_where"), reverse("my_where_paper"), reverse("my_weekly")
CARD = "Du ba om å se på dette hver uke."
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
THURSDAY = 3


def paper(tuva: Tuva, address: str = PAPER) -> ReadPaper:
    """Return a paper that Tuva made."""
    answer = tuva.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    return read_paper(answer.content)


def page(tuva: Tuva, address: str = WHERE) -> str:
    """Return a page as Tuva sees it."""
    answer = tuva.client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def looks(tuva: Tuva) -> list[tuple[int, object]]:
    """Return the weekday and when it was last shown, if Tuva asked for it."""
    with acting_as(SYSTEM):
        return list(WeeklyLook.objects.filter(person=tuva.person).values_list("weekday", "shown_on"))


def ask(tuva: Tuva, *, weekday: int, at: datetime) -> None:
    """Let it be asked for in Tuva's words."""
    with acting_as(SYSTEM):
        ask_for_weekly_look(person=tuva.person, weekday=weekday, by=tuva.contact, at=at)


def make_course(tuva: Tuva) -> None:
    """Give Tuva a goal reached, one under way, and something next."""
    at, today = timezone.now(), timezone.localdate()
    with acting_as(SYSTEM):
        reached = set_goal(person=tuva.person, words="Fikse tennene", by=tuva.contact, at=at)
        move_goal(goal=reached, to=Goal.State.REACHED, person=tuva.person, by=tuva.contact, at=at)
        goal = make_goal(tuva.person, by=tuva.contact)
        step = make_step(goal, by=tuva.contact, words="Se på rommet")
        mark_step(step=step, done=True, by=tuva.contact, at=at)
        add_step(
            goal=goal, words="Ringe om visning", by_on=today + timedelta(days=1), by=tuva.contact, at=at, today=today
        )


@dataclass
class Clock:
    """What time it is, in days from a Monday."""

    now: datetime = MONDAY

    def days(self, number: int, *, signed_in: Tuva) -> None:
        """Let it be so many days after the Monday, and Tuva sign in anew."""
        self.now = MONDAY + timedelta(days=number)
        sign_in(signed_in.client, signed_in.account)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let it be a Monday in November."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


def test_the_paper_says_what_the_page_says(tuva: Tuva) -> None:
    make_course(tuva)
    said = paper(tuva).words
    for words in (
        "Tuva",
        "Hvor er vi nå?",
        "Fikse tennene",
        "Ha en dør jeg kan låse",
        "1 av 2 steg",
        "Ringe om visning",
    ):
        assert words in said
        assert words in page(tuva)
    assert "Med deg Ingunn Sæther" in said


def test_the_paper_is_one_a5_sheet_that_a_screen_reader_can_read(tuva: Tuva) -> None:
    make_course(tuva)
    sheet = paper(tuva)
    assert (sheet.size, len(sheet.reader.pages)) == (POINTS_OF["a5"], 1)
    assert sheet.is_tagged
    assert sheet.root["/Lang"] == "nb"
    assert sheet.tags.count("H1") == 1
    assert all(sheet.fonts.values())


def test_the_paper_tells_nobody_else_what_it_is(tuva: Tuva) -> None:
    answer = tuva.client.get(PAPER)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="side.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    sheet = read_paper(answer.content)
    assert sheet.reader.metadata is not None
    assert sheet.reader.metadata.title == "Side"
    for word in ("Benken", "rus", "Rus", "kommune"):
        assert word not in sheet.words


def test_a_day_is_a_date_on_paper_where_tomorrow_would_soon_be_wrong(tuva: Tuva) -> None:
    make_course(tuva)
    assert "I morgen" in page(tuva)
    said = paper(tuva).words
    assert "morgen" not in said.casefold()
    assert "i dag" not in said.casefold()


def test_large_type_is_larger_and_says_the_same(tuva: Tuva) -> None:
    make_course(tuva)
    small, large = paper(tuva), paper(tuva, f"{PAPER}?type=large")
    assert large.type_size >= small.type_size * 1.35
    assert large.words == small.words
    assert f"{PAPER}?type=large" in page(tuva)


def test_a_new_person_gets_a_finished_page_and_paper(tuva: Tuva) -> None:
    for said in (page(tuva), paper(tuva).words):
        assert "Her er du, akkurat nå. Det er nok." in said
        assert "Ingunn Sæther" in said
    assert "Neste" not in paper(tuva).words


def test_what_is_written_can_never_become_part_of_the_program(tuva: Tuva) -> None:
    words = '#read("/etc/passwd") *$x$* @her'
    make_goal(tuva.person, by=tuva.contact, words=words)
    assert words in paper(tuva).words
    assert "#read(" in paper(tuva, reverse("my_goals_paper")).words


def test_arabic_and_emoji_are_on_the_paper(tuva: Tuva) -> None:
    make_goal(tuva.person, by=tuva.contact, words="أريد أن أعمل في فرن 🥖")
    sheet = paper(tuva)
    assert [name for name in sheet.fonts if "NotoSansArabic" in name]
    assert "◻" not in sheet.words


def test_a_letter_that_cannot_be_printed_is_told_about(tuva: Tuva) -> None:
    make_goal(tuva.person, by=tuva.contact, words="Besøke 東京")
    assert "Besøke ◻◻" in paper(tuva).words
    assert "◻ står for et tegn vi ikke kan skrive ut." in paper(tuva).words


def test_my_own_paper_is_no_reading(tuva: Tuva) -> None:
    paper(tuva)
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(subject_id=tuva.person.pk).exists()


def test_a_signed_out_browser_gets_no_paper(tuva: Tuva) -> None:
    for address in (PAPER, reverse("my_goals_paper")):
        assert Client().get(address).status_code == 302
    assert tuva.client.post(PAPER).status_code == 405


def test_my_paper_is_mine_alone(tuva: Tuva, somebody_else: Tuva) -> None:
    make_course(tuva)
    said = paper(somebody_else).words
    assert "Roy" in said
    assert "Ha en dør" not in said


def test_my_goals_are_on_paper_in_both_sizes_with_their_steps(tuva: Tuva) -> None:
    make_course(tuva)
    with acting_as(SYSTEM):
        say_best_now(person=tuva.person, words="At noen ringer tilbake.", by=tuva.contact, at=timezone.now())
    address = reverse("my_goals_paper")
    assert address in page(tuva, reverse("my_goals"))
    sheet, large = paper(tuva, address), paper(tuva, f"{address}?type=large&size=a4")
    assert (sheet.size, large.size) == (POINTS_OF["a5"], POINTS_OF["a4"])
    assert large.type_size > sheet.type_size
    for words in ("«At noen ringer tilbake.»", "Ha en dør jeg kan låse", "Se på rommet", "gjort", "Dette har jeg nådd"):
        assert words in sheet.words
        assert words in large.words


def test_my_goals_on_paper_without_goals_is_a_finished_sheet(tuva: Tuva) -> None:
    assert "Ingen mål akkurat nå. Det er helt greit." in paper(tuva, reverse("my_goals_paper")).words


def test_the_page_is_read_in_a_few_queries(tuva: Tuva, django_assert_max_num_queries: object) -> None:
    make_course(tuva)
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's own
        page(tuva)


@pytest.mark.usefixtures("clock")
def test_i_can_ask_to_see_it_every_week_and_undo_it(tuva: Tuva) -> None:
    answer = tuva.client.post(WEEKLY, {"weekday": "3"}, follow=True)
    assert "Vi minner deg på dette hver torsdag" in answer.content.decode()
    assert looks(tuva) == [(THURSDAY, MONDAY.date())]
    assert f"{WEEKLY}?weekday=off" in answer.content.decode()
    tuva.client.post(f"{WEEKLY}?weekday=off")
    assert looks(tuva) == []
    with acting_as(SYSTEM):
        verbs = list(
            Deed.objects.filter(subject_id=tuva.person.pk, verb__startswith="weekly").values_list("verb", flat=True)
        )
    assert sorted(verbs) == ["weekly.ask", "weekly.stop"]


@pytest.mark.usefixtures("clock")
def test_i_can_change_the_day_and_turn_it_off_twice(tuva: Tuva) -> None:
    ask(tuva, weekday=THURSDAY, at=MONDAY)
    answer = tuva.client.post(WEEKLY, {"weekday": "6"}, follow=True)
    assert f"{WEEKLY}?weekday=3" in answer.content.decode()
    assert looks(tuva) == [(6, MONDAY.date())]
    for _press in range(2):
        assert tuva.client.post(WEEKLY, {"weekday": "off"}).status_code == 302
    assert looks(tuva) == []


@pytest.mark.parametrize("weekday", ["", "7", "-1", "torsdag", "3; drop", "³"])
def test_a_day_that_is_none_changes_nothing(tuva: Tuva, weekday: str) -> None:
    answer = tuva.client.post(WEEKLY, {"weekday": weekday}, follow=True)
    assert "Velg en dag." in answer.content.decode()
    assert looks(tuva) == []


def test_the_card_stands_from_the_day_until_it_is_looked_at(clock: Clock, tuva: Tuva) -> None:
    home = reverse("my")
    ask(tuva, weekday=THURSDAY, at=MONDAY)
    assert CARD not in page(tuva, home)
    clock.days(3, signed_in=tuva)
    assert CARD in page(tuva, home)
    clock.days(5, signed_in=tuva)
    assert CARD in page(tuva, home)
    page(tuva)
    assert CARD not in page(tuva, home)
    clock.days(10, signed_in=tuva)
    assert CARD in page(tuva, home)


def test_a_missed_week_leaves_no_trace(clock: Clock, tuva: Tuva) -> None:
    """Four weeks later the card is the same, and speaks of no week."""
    ask(tuva, weekday=THURSDAY, at=MONDAY)
    clock.days(3, signed_in=tuva)
    first = page(tuva, reverse("my"))
    clock.days(3 + 28, signed_in=tuva)
    later = page(tuva, reverse("my"))
    start, end = first.index("<h2>Hvor er vi nå?"), first.index("Se på det")
    assert first[start:end] in later


def test_making_the_paper_is_looking_at_it_too(clock: Clock, tuva: Tuva) -> None:
    ask(tuva, weekday=THURSDAY, at=MONDAY)
    clock.days(3, signed_in=tuva)
    paper(tuva)
    assert CARD not in page(tuva, reverse("my"))


def test_on_the_day_it_is_asked_for_nobody_is_reminded_of_what_is_before_their_eyes(clock: Clock, tuva: Tuva) -> None:
    tuva.client.post(WEEKLY, {"weekday": "0"})
    assert CARD not in page(tuva, reverse("my"))
    clock.days(7, signed_in=tuva)
    assert CARD in page(tuva, reverse("my"))


def test_a_promise_says_who_gave_it_on_paper_too(tuva: Tuva) -> None:
    today = timezone.localdate()
    with acting_as(SYSTEM):
        promise(person=tuva.person, words="Ringe NAV", due_on=today, by=tuva.contact, at=timezone.now(), today=today)
    assert "Ingunn har lovet dette." in paper(tuva).words
