"""National numbers: check digits, dates, that invented ones stay in the demo, and what each country calls them."""

import itertools
from datetime import date

import pytest
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from benken.access.models import Role
from benken.access.queries.setup import forget_setup
from benken.people.national_number import FIRST, SECOND, NumberRefused, read_national_number
from tests.factories import make_team, make_user, sign_in


def with_check_digits(nine: str) -> str | None:
    """Return nine digits with the two that fit, or None: some have none."""
    first = -sum(weight * int(digit) for weight, digit in zip(FIRST, nine, strict=False)) % 11
    second = -sum(weight * int(digit) for weight, digit in zip(SECOND, f"{nine}{first % 10}", strict=False)) % 11
    return f"{nine}{first}{second}" if first < 10 and second < 10 else None


def first_fitting(six: str) -> str:
    """Return a number that begins with these six digits."""
    return next(number for serial in range(1000) if (number := with_check_digits(f"{six}{serial:03}")))


@st.composite
def numbers(draw: st.DrawFn, *, months: tuple[int, ...] = (0, 40, 80), days: tuple[int, ...] = (0, 40)) -> str:
    """Draw a number whose check digits hold, of any day in any kind of register."""
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2039, 12, 31)))
    day, month = born.day + draw(st.sampled_from(days)), born.month + draw(st.sampled_from(months))
    number = with_check_digits(f"{day:02}{month:02}{born.year % 100:02}{draw(st.integers(0, 999)):03}")
    assume(number is not None)
    assert number is not None
    return number


@given(numbers())
def test_a_number_whose_check_digits_hold_is_read(number: str) -> None:
    assert read_national_number(number, synthetic_allowed=True) == number
    assert read_national_number(f" {number[:6]} {number[6:]} ", synthetic_allowed=True) == number


@given(numbers(), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, off_by: int) -> None:
    wrong = f"{number[:place]}{(int(number[place]) + off_by) % 10}{number[place + 1 :]}"
    with pytest.raises(NumberRefused, match="stemmer ikke"):
        read_national_number(wrong, synthetic_allowed=True)


@given(numbers(), st.integers(0, 9))
def test_two_neighbours_changed_about_are_always_found(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}"
    with pytest.raises(NumberRefused):
        read_national_number(swapped, synthetic_allowed=True)


@given(numbers(months=(40, 80)))
def test_an_invented_number_is_refused_outside_the_demo(number: str) -> None:
    with pytest.raises(NumberRefused, match="oppdiktet"):
        read_national_number(number, synthetic_allowed=False)


@given(numbers(months=(0,)))
def test_a_number_of_the_real_register_needs_no_demo(number: str) -> None:
    assert read_national_number(number, synthetic_allowed=False) == number


@given(st.text())
def test_anything_else_is_refused_with_a_sentence(written: str) -> None:
    digits = "".join(written.split())
    assume(not (len(digits) == 11 and digits.isascii() and digits.isdigit()))
    with pytest.raises(NumberRefused, match="11 siffer"):
        read_national_number(written, synthetic_allowed=True)


@pytest.mark.parametrize("written", ["", "0141015019", "014101501930", "٠١٤١٠١٥٠١٩٣", "0141015-019", "²1410150193"])
def test_only_eleven_plain_digits_are_a_number(written: str) -> None:
    with pytest.raises(NumberRefused, match="11 siffer"):
        read_national_number(written, synthetic_allowed=True)


@pytest.mark.parametrize(
    "six",
    [
        "001350",
        "000150",
        "320150",
        "310250",
        "400150",
        "720150",
        "810150",
        "990150",
        "011350",
        "015350",
        "018050",
        "019350",
    ],
)
def test_a_day_that_does_not_exist_is_refused(six: str) -> None:
    with pytest.raises(NumberRefused, match="begynner ikke med en dato"):
        read_national_number(first_fitting(six), synthetic_allowed=True)


@pytest.mark.parametrize("six", ["290200", "410150", "710150", "014150", "018150", "418150", "319250"])
def test_leap_days_temporary_and_invented_numbers_have_a_day(six: str) -> None:
    number = first_fitting(six)
    assert read_national_number(number, synthetic_allowed=True) == number


def test_the_sums_are_those_of_the_rules() -> None:
    """One number worked out by hand: 014101501 has the check digits that make both sums divide by eleven."""
    number = first_fitting("014101")
    digits = [int(digit) for digit in number]
    for weights in (FIRST, SECOND):
        assert sum(itertools.starmap(int.__mul__, zip(weights, digits, strict=False))) % 11 == 0


@pytest.mark.parametrize("written", ["010180-1234", "0101801234", " 010180 1234 "])
def test_a_danish_number_has_ten_digits_and_a_date(written: str) -> None:
    assert read_national_number(written, synthetic_allowed=False, country="dk") == "0101801234"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("01018012345", "CPR-nummeret har 10 siffer."),
        ("320180-1234", "CPR-nummeret begynner ikke med en dato."),
        ("611180-1234", "Dette er et oppdiktet nummer."),
    ],
)
def test_what_is_no_danish_number_is_refused_by_its_danish_name(written: str, said: str) -> None:
    with pytest.raises(NumberRefused, match=said):
        read_national_number(written, synthetic_allowed=False, country="dk")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("country", "said", "other"), [("no", "ødselsnummer", "CPR"), ("dk", "CPR-nummer", "ødselsnummer")]
)
def test_the_pages_call_it_what_the_country_calls_it(
    client: Client, settings: Settings, country: str, said: str, other: str
) -> None:
    settings.COUNTRY = country
    forget_setup()
    sign_in(client, make_user(Role.WORKER, team=make_team()))
    for path in ("/people/new/", "/people/emergency/"):
        page = client.get(path).content.decode()
        assert said in page, path
        assert other not in page, path
