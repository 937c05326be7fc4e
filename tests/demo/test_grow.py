"""The grown persons: the same each time, and no text twice."""

from collections import Counter
from functools import cache

from benken.demo.courses import read_courses
from benken.demo.grammar import read_grammar, read_names
from benken.demo.grow import grow
from benken.demo.lines import Course
from benken.demo.load import GROWN
from benken.demo.staff import read_staff


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
    shared = {number for number in numbers if numbers.count(number) > 1}
    assert shared == {"999 90 108"}, "one phone is two persons', of the hand-written ones, on purpose"


def test_half_of_them_get_texts_and_some_write_by_phone_alone() -> None:
    courses = grown(GROWN)
    said_yes = [course for course in courses if course.phone_texts]
    assert 200 < len(said_yes) < 400
    assert not any(course.phones[0].do_not_text for course in said_yes)
    went = [line for course in said_yes for line in course.messages if line.by_text and line.sender == "contact"]
    assert {line.became for line in went} == {"delivered", "not_reached", "no_such_number", "failed"}
    assert all(len(line.text) <= 160 for line in went), "one text each"
    by_phone_alone = [course for course in courses if course.messages and not course.has_account]
    assert len(by_phone_alone) > 50
    assert all(line.by_text for course in by_phone_alone for line in course.messages)
    assert not any(line.by_text for course in courses for line in course.messages if not course.phone_texts)


def test_some_say_how_they_are_and_some_have_a_network() -> None:
    courses = grown(GROWN)
    saying = [course for course in courses if course.check_ins]
    assert 80 < len(saying) < 200, "some, and most of them not"
    assert 140 < sum(bool(course.supporters) for course in courses) < 260
    assert sum(bool(course.own_tips) for course in courses) > 20
    said = [check_in for course in saying for check_in in course.check_ins]
    assert {check_in.feeling for check_in in said} == {"good", "so_so", "heavy", "very_heavy"}
    assert any(check_in.words for check_in in said)
    assert any(not check_in.words for check_in in said), "a word is enough"
    reaches = {supporter.reach for course in courses for supporter in course.supporters}
    assert reaches == {"ask_first", "may", "do_not"}
    for course in saying:
        assert all(check_in.by == ("person" if course.has_account else "contact") for check_in in course.check_ins)
        assert all(check_in.days_ago < course.known_days_ago for check_in in course.check_ins)


def test_on_ingunns_today_only_the_hand_written_people_say_how_they_are() -> None:
    lately = [course.key for course in grown(GROWN) if any(said.days_ago < 3 for said in course.check_ins)]
    assert lately, "with the others somebody has said it lately"
    hers = {course.key for course in grown(GROWN) if course.contact == "ingunn"}
    assert hers
    assert not hers.intersection(lately)
