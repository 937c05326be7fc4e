"""What may happen to an entry, a network, a placing, a consent: each part of each answer by itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.models import Right, Role, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people import policies
from benken.people.models import ContactPerson, CorrectionRequest, Entry, SharedPart, Supporter

ME, OTHER = (User(pk=new_id(), roles=[Role.WORKER]) for _ in range(2))
AT = timezone.now()
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def entry(*, state: str = "shared", author: User = ME, read: bool = False) -> Entry:
    """Return an entry that stands in no database."""
    return Entry(state=state, author=author, first_read_at=AT if read else None)


@pytest.mark.parametrize(
    ("written", "undo", "edit", "correct"),
    [
        pytest.param(entry(), True, False, False, id="shared and unread, its sharing is undone"),
        pytest.param(entry(read=True), False, False, True, id="shared and read, it is corrected"),
        pytest.param(entry(state="draft"), False, True, False, id="a draft is edited"),
        pytest.param(entry(state="draft", read=True), False, True, False, id="a draft is never corrected"),
        pytest.param(entry(author=OTHER), False, False, False, id="another's sharing is left alone"),
        pytest.param(entry(author=OTHER, read=True), False, False, False, id="another's words are left alone"),
        pytest.param(entry(author=OTHER, state="draft"), False, False, False, id="another's draft is left alone"),
    ],
)
def test_an_entry_is_changed_by_its_author_in_the_way_of_its_state(
    written: Entry, undo: bool, edit: bool, correct: bool
) -> None:
    assert policies.can_undo_sharing(written, user=ME) is undo
    assert policies.can_edit(written, user=ME) is edit
    assert policies.can_correct(written, user=ME) is correct


def test_a_text_has_words_and_forty_thousand_signs_at_most() -> None:
    policies.check_text("x" * policies.LONGEST_TEXT)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        policies.check_text(" \u200b")
    with pytest.raises(Refused, match="40001"):
        policies.check_text("x" * (policies.LONGEST_TEXT + 1))


LONGEST_WORDS = {
    "name": "x" * policies.LONGEST_NAME,
    "relation": "x" * policies.LONGEST_RELATION,
    "meaning": "x" * policies.LONGEST_MEANING,
}


def test_somebody_of_the_network_has_a_name_that_shows_and_words_there_is_room_for() -> None:
    policies.check_supporter(**LONGEST_WORDS)
    with pytest.raises(Refused, match="navn som synes"):
        policies.check_supporter(name="\u200b", relation="", meaning="")
    for field, words in LONGEST_WORDS.items():
        with pytest.raises(Refused, match=f"{len(words) + 1} tegn"):
            policies.check_supporter(**{**LONGEST_WORDS, field: words + "x"})


@pytest.mark.parametrize(("removed_at", "may"), [(AT - DAY + MINUTE, True), (AT - DAY, False), (None, False)])
def test_somebody_taken_away_is_put_back_for_a_day(removed_at: datetime | None, may: bool) -> None:
    assert policies.can_put_back(Supporter(removed_at=removed_at), at=AT) is may


@pytest.mark.parametrize(
    ("since_at", "until_at", "has_met", "may"),
    [
        pytest.param(AT - 10 * MINUTE, None, False, True, id="within ten minutes"),
        pytest.param(AT - 11 * MINUTE, None, False, False, id="too late"),
        pytest.param(AT - MINUTE, AT, False, False, id="it has ended already"),
        pytest.param(AT - MINUTE, None, True, False, id="they have met"),
    ],
)
def test_a_placing_is_taken_back_at_once_or_not(
    since_at: datetime, until_at: datetime | None, has_met: bool, may: bool
) -> None:
    placed = ContactPerson(since_at=since_at, until_at=until_at)
    assert policies.can_take_back_placing(placed, has_met=has_met, at=AT) is may


@pytest.mark.parametrize(
    ("receiver", "may"),
    [
        (User(roles=[Role.SUPPORTER]), True),
        (User(roles=[Role.OUTSIDE_HELPER]), True),
        (User(roles=[Role.PEER]), True),
        (User(roles=[Role.PLANNER]), False),
        (User(roles=[Role.SUPPORTER], is_active=False), False),
        (User(roles=[Role.SUPPORTER], subject_id=new_id()), False),
    ],
)
def test_a_part_is_shared_with_those_who_help_and_are_here(receiver: User, may: bool) -> None:
    assert policies.can_be_shared_with(receiver) is may


YES: dict[str, Any] = {
    "parts": [SharedPart.GOALS],
    "why": "vi øver",
    "until_at": AT + policies.LONGEST_SHARING,
    "how": "together",
    "persons_words": "Ja.",
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"parts": []}, "Velg hva"),
        ({"parts": [SharedPart.GOALS, "notes"]}, "Velg hva"),
        ({"why": "\u200b"}, "Skriv hvorfor"),
        ({"until_at": AT}, "Velg en dag"),
        ({"until_at": AT + policies.LONGEST_SHARING + MINUTE}, "Velg en dag"),
        ({"persons_words": " "}, "Skriv hva personen selv sa"),
    ],
)
def test_a_yes_is_to_something_known_for_a_reason_and_for_a_year_at_most(changed: dict[str, Any], said: str) -> None:
    policies.check_consent(**YES, at=AT)
    policies.check_consent(**{**YES, "how": "own_page", "persons_words": ""}, at=AT)
    with pytest.raises(Refused, match=said):
        policies.check_consent(**{**YES, **changed}, at=AT)


@pytest.mark.parametrize(
    ("closed_at", "may"),
    [(AT, True), (AT - 10 * MINUTE, True), (AT - 11 * MINUTE, False), (AT + MINUTE, False), (None, False)],
)
def test_what_was_closed_a_moment_ago_is_opened_again(closed_at: datetime | None, may: bool) -> None:
    assert policies.can_open_again(closed_at, at=AT) is may


def test_all_about_a_person_is_for_them_and_their_contact_alone() -> None:
    may = (Right.Basis.SELF, Right.Basis.CONTACT_PERSON)
    for basis in may:
        policies.check_may_have_all(Right(basis=basis))
    for right in (None, *(Right(basis=basis) for basis in Right.Basis if basis not in may)):
        with pytest.raises(Refused, match="Bare personen selv"):
            policies.check_may_have_all(right)


WEEK = policies.CONTACT_SEES_AFTER
GONE = User(pk=new_id(), roles=[Role.WORKER], is_active=False)


@pytest.mark.parametrize(
    ("to", "asked_at", "basis", "may"),
    [
        pytest.param(ME, AT, "circle", True, id="whoever it went to"),
        pytest.param(ME, AT, "emergency", False, id="not in an emergency"),
        pytest.param(OTHER, AT - WEEK, "contact_person", True, id="the contact after a week"),
        pytest.param(OTHER, AT - WEEK, "stand_in", True, id="who stands in after a week"),
        pytest.param(OTHER, AT - WEEK + MINUTE, "contact_person", False, id="not the contact before the week is over"),
        pytest.param(GONE, AT, "contact_person", True, id="the contact when the author has left"),
        pytest.param(None, AT, "contact_person", True, id="the contact when it went to nobody"),
        pytest.param(OTHER, AT - WEEK, "circle", False, id="nobody else of the circle"),
        pytest.param(None, AT, "overlap", False, id="not who was the contact"),
    ],
)
def test_a_request_is_answered_by_whom_it_went_to_and_then_by_the_contact(
    to: User | None, asked_at: datetime, basis: str, may: bool
) -> None:
    request, right = CorrectionRequest(to=to, asked_at=asked_at), Right(basis=basis, scope=Right.Scope.RECORD)
    assert policies.can_answer_request(request, by=ME, right=right, at=AT) is may
