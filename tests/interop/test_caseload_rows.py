"""Rows that are alike, incomplete or wrong; and the load: all or nothing, and quick for a long sheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Team, User
from benken.access.policies import Refused
from benken.followup.models import Goal
from benken.followup.queries import goals_of
from benken.interop.caseload import load as loading
from benken.interop.caseload.decide import Decision
from benken.interop.caseload.load import load, preview
from benken.interop.caseload.read import read_bytes
from benken.people.actions.people import register_people
from benken.people.models import ContactPerson, Person
from benken.people.queries import hand_over_cards
from tests.interop.caseload import asking, csv_of, make_worker, xlsx_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workers")]

HEADINGS = ("Kallenavn", "Fullt navn", "Fødselsnr", "Telefon", "Kontaktperson", "Mål", "Sist sett")


def row(
    called: str,
    full: str = "",
    *,
    number: str = "",
    phone: str = "",
    contact: str = "Ingunn",
    goal: str = "",
    seen: str = "",
) -> tuple[str, ...]:
    return (called, full, number, phone, contact, goal, seen)


def decided(*rows: tuple[str, ...]) -> list[Decision]:
    """Decide on rows below the headings, and check that a preview changes nothing."""
    with unchanged():
        return preview(read_bytes(csv_of(HEADINGS, *rows)), at=timezone.now())


def outcomes(*rows: tuple[str, ...]) -> list[str]:
    return [decision.outcome.value for decision in decided(*rows)]


def taken_in(*rows: tuple[str, ...]) -> list[str]:
    return [decision.outcome.value for decision in load(read_bytes(csv_of(HEADINGS, *rows)), at=timezone.now())]


@contextmanager
def unchanged() -> Iterator[None]:
    with acting_as(SYSTEM):
        before = (Person.objects.count(), Goal.objects.count())
    yield
    with acting_as(SYSTEM):
        assert (Person.objects.count(), Goal.objects.count()) == before


OLE = row("Ole", "Ole Vik", phone="99999011")
SYNTHETIC = "15928510023"


@pytest.mark.parametrize(
    ("second", "outcome"),
    [
        (row("OLE", "ole  vik", phone="+47 999 99 011", goal="noe nytt"), "matched"),
        (row("Ole", phone="99999011"), "matched"),
        (row("Olemann", "Ole Vik", phone="99999011"), "doubtful"),
        (row("Ole", "Ole Dal", phone="99999011"), "doubtful"),
        (row("Ole", "Ole Vik", phone="99999012"), "doubtful"),
        (row("Ole", "Ole Vik"), "doubtful"),
        (row("Ole"), "doubtful"),
        (row("Ole", contact="Tor-Egil"), "made"),
        (row("Ole", "Ole Dal", phone="99999012"), "made"),
        (row("Broren", "Per Vik", phone="99999011"), "made"),
        (row("Broren", phone="99999011"), "made"),
        (row("Olemann", "Ole Vik", phone="99999012"), "made"),
    ],
)
@pytest.mark.parametrize("loaded_before", [True, False])
def test_alike_is_the_same_only_on_what_two_people_hardly_share(
    second: tuple[str, ...], outcome: str, *, loaded_before: bool
) -> None:
    if loaded_before:
        taken_in(OLE)
        assert outcomes(second) == [outcome]
    else:
        assert outcomes(OLE, second) == ["made", outcome]


def test_a_national_number_tells_who_it_is_and_another_name_is_a_doubt() -> None:
    first = row("Elin", "Elin Fjeld", number=SYNTHETIC, phone="99999013")
    assert taken_in(first) == ["made"]
    assert outcomes(row("Elin", number=SYNTHETIC[:6] + " " + SYNTHETIC[6:])) == ["matched"]
    assert outcomes(row("Nina", number=SYNTHETIC)) == ["doubtful"]


def test_a_row_that_is_like_two_people_is_a_doubt() -> None:
    assert taken_in(row("Ole", phone="99999011"), row("Ole", "Ole Vik", phone="99999012")) == ["made", "made"]
    assert outcomes(row("Ole", phone="99999011 / 99999012")) == ["doubtful"]


def test_a_shared_phone_is_told() -> None:
    assert "Deler telefonnummer med linje 2" in decided(OLE, row("Broren", "Per Vik", phone="99999011"))[1].why


def test_a_refused_row_is_nobody_to_be_like() -> None:
    wrong = row("Ole", "Ole Vik", phone="99999011", seen="31.02.2026")
    assert outcomes(wrong, OLE) == ["refused", "made"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (row("", phone="99999011"), "ikke noe navn"),
        (row("x" * 101), "101 tegn"),
        (row("Ole", "x" * 101), "for langt"),
        (row("Ole", number="12345678901"), "stemmer ikke"),
        (row("Ole", number="123"), "11 siffer"),
        (row("Ole", seen="i går"), "«i går» er ikke en dato"),
        (row("Ole", goal="x" * 501), "501 tegn"),
        (row("Ole", contact="Ny Person"), "Lag kontoen først"),
        ((*row("Ole"), "cut off"), "anførselstegn"),
    ],
)
def test_a_wrong_row_is_refused_with_the_reason(wrong: tuple[str, ...], words: str) -> None:
    decision = decided(wrong)[0]
    assert decision.outcome == "refused"
    assert words in decision.why


def test_a_day_in_the_future_is_refused_and_today_is_not() -> None:
    today = timezone.localdate()
    rows = [row("Ole", seen=f"{today + timedelta(days=days):%d.%m.%Y}") for days in (0, 1)]
    assert outcomes(*rows) == ["made", "refused"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    why = decided(row("Ole", seen="31.02.2026", contact="Ny Person", phone="ukjent"))[0].why
    assert all(words in why for words in ("31.02.2026", "Ny Person", "ukjent"))


def test_without_a_contact_person_the_leader_of_the_team_finds_one(workers: dict[str, User]) -> None:
    rows = row("Rolf"), row("Ole", contact=""), row("Per", contact="ukjent")
    why = decided(*rows)[1].why
    assert "lederen av Oppfølging" in why
    assert taken_in(*rows) == ["made", "made", "made"]
    assert {card.called for card in hand_over_cards(for_leader=workers["bjorg"])} == {"Ole", "Per"}
    with acting_as(SYSTEM):
        assert ContactPerson.objects.get().worker == workers["ingunn"]


def test_without_a_contact_person_and_a_team_nobody_would_see_the_person() -> None:
    make_worker("Siv Moe", "siv@fjordvik.example", team=Team.objects.get(name="Utekontakten"))
    rows = [("Kallenavn", "Kontaktperson", "Team"), ("Rolf", "Ingunn", ""), ("Eva", "Siv", "")]
    sheet = read_bytes(csv_of(*rows, ("Ole", "", ""), ("Per", "", "utekontakten")))
    decisions = preview(sheet, at=timezone.now())
    assert [decision.outcome for decision in decisions] == ["made", "made", "refused", "made"]
    assert "hvilket team" in decisions[2].why


def test_a_remark_that_the_person_never_saw_is_left_out_and_told() -> None:
    rows = [("Navn", "Mobil", "Merknad", "Ruskonsulent"), ("Ole", "99999011", "virket sliten", "Ingunn")]
    sheet = read_bytes(csv_of(*rows, ("Per", "99999012", "ring etter kl. 12", "Ingunn")))
    decisions = load(sheet, at=timezone.now())
    assert "Merknaden er ikke tatt inn" in decisions[0].why
    with acting_as(SYSTEM):
        notes = {person.called: person.phones.get().note for person in Person.objects.all()}
    assert notes == {"Ole": "", "Per": "ring etter kl. 12"}


def test_first_and_last_name_in_two_columns_make_the_full_name() -> None:
    sheet = read_bytes(csv_of(("Fornavn", "Etternavn", "Kontaktperson"), ("Ole", "Vik", "Ingunn")))
    facts = preview(sheet, at=timezone.now())[0].facts
    assert facts is not None
    assert (facts.called, facts.full_name) == ("Ole", "Ole Vik")


def test_steps_without_a_goal_and_an_unknown_area_are_told_and_the_person_is_made() -> None:
    headings = ("Kallenavn", "Kontaktperson", "Mål", "Delmål", "Livsområde")
    sheet = read_bytes(csv_of(headings, ("Ole", "Ingunn", "", "a|b", ""), ("Per", "Ingunn", "Hage", "", "hage")))
    decisions = load(sheet, at=timezone.now())
    assert [decision.outcome for decision in decisions] == ["made", "made"]
    assert "Delmålene er utelatt" in decisions[0].why
    assert "«hage»" in decisions[1].why


def test_a_workbook_goes_in_as_the_same_rows_in_csv_do() -> None:
    taken_in(row("Ole", "Ole Vik", phone="99999011", goal="=1+1", seen="12.03.2026"))
    day = timezone.localdate()
    sheet = read_bytes(xlsx_of([HEADINGS, ("Ole", "Ole Vik", None, 99999011, "Ingunn", "=1+1", day), ("Per",)]))
    assert [decision.outcome for decision in load(sheet, at=timezone.now())] == ["matched", "made"]
    with acting_as(SYSTEM):
        assert goals_of(Person.objects.get(called="Ole"))[0].words == "=1+1"


def test_all_rows_go_in_or_none() -> None:
    calls = []

    def fails_at_the_second(**facts: object) -> list[Person]:
        calls.append(facts)
        if len(calls) == 2:
            raise Refused("somebody was quicker")
        return register_people(**facts)  # type: ignore[arg-type]

    register = patch.object(loading, "register_people", fails_at_the_second)
    with unchanged(), patch.object(loading, "CHUNK", 1), register, pytest.raises(Refused):
        taken_in(row("Ole"), row("Per"), row("Siv"))
    assert len(calls) == 2


def test_a_long_sheet_is_compared_in_as_few_queries_as_a_short_one() -> None:
    counts = []
    for length in (10, 5_000):
        rows = [row(f"Kalt {i}", f"Navn {i}", phone=f"{40000000 + i}", goal="Svømme") for i in range(length)]
        with CaptureQueriesContext(connection) as queries:
            decisions = preview(read_bytes(csv_of(HEADINGS, *rows)), at=timezone.now())
        assert {decision.outcome.value for decision in decisions} == {"made"}
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def test_many_new_people_cost_as_few_queries_as_two() -> None:
    def cost(length: int, start: int) -> int:
        rows = [row(f"Kalt {i}", phone=f"{start + i}", goal="Svømme", seen="1.1.2026") for i in range(length)]
        with CaptureQueriesContext(connection) as queries:
            assert set(taken_in(*rows)) == {"made"}
        return len(asking(queries))

    cost(1, 40000000)  # from now on somebody is known, whose phones and contact person are looked up
    assert cost(2, 41000000) == cost(500, 42000000) <= 25
