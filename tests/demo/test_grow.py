"""The grown persons: the same each time, and no text twice."""

from collections import Counter
from functools import cache

from benken.demo.courses import read_courses, read_grammar, read_names, read_staff
from benken.demo.grow import grow
from benken.demo.lines import Course
from benken.demo.load import GROWN


@cache
def grown(count: int) -> tuple[Course, ...]:
    return tuple(
        grow(count, grammar=read_grammar(), names=read_names(), staff=read_staff(), hand_written=read_courses())
    )


def test_the_same_seed_gives_the_same_people() -> None:
    first = grown(40)
    grown.cache_clear()
    assert grown(40) == first
    assert grown(60)[:40] == first, "a smaller number gives the first ones of a larger"


def test_no_generated_text_stands_with_two_people_or_equals_a_hand_written_one() -> None:
    texts: Counter[str] = Counter()
    for course in (*read_courses(), *grown(GROWN)):
        texts.update({text for text in course.texts() if text})
    assert [text for text, times in texts.items() if times > 1] == []


def test_no_slot_is_left_open_and_every_text_is_a_sentence() -> None:
    for course in grown(GROWN):
        for text in course.texts():
            assert "{" not in text
            assert "}" not in text
            assert "  " not in text
            assert text[:1] == text[:1].upper()


def test_there_are_people_of_every_sort() -> None:
    courses = grown(GROWN)
    assert len(courses) == 570
    assert sum(len(course.entries) for course in courses) > 13_000
    assert any(not course.contact for course in courses), "somebody waits for a contact person"
    assert any(not course.goals and course.contact for course in courses)
    assert any(course.circle for course in courses)
    assert any(earlier.until_days_ago < 14 for course in courses for earlier in course.earlier_contacts)
    states = {goal.state for course in courses for goal in course.goals}
    assert states == {"open", "reached", "resting", "let_go"}
    names = [course.called for course in (*read_courses(), *courses)]
    assert len(names) == len(set(names))
    numbers = [phone.number for course in (*read_courses(), *courses) for phone in course.phones]
    assert len(numbers) == len(set(numbers))
