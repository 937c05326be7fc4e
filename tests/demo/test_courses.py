"""The texts: hand-written courses, staff and grammar."""

import pytest

from benken.access.queries import Role
from benken.demo.courses import read_course, read_courses
from benken.demo.grammar import read_grammar, read_names
from benken.demo.staff import read_staff
from benken.demo.tables import CourseFault, Table
from benken.lib.text import tidy_text


def test_thirty_people_have_a_hand_written_course() -> None:
    courses = read_courses()
    assert len(courses) == 30
    assert len({course.called for course in courses}) == 30
    assert any(not course.goals for course in courses), "a person without goals is a finished page"


def test_no_hand_written_text_stands_twice() -> None:
    texts = [text for course in read_courses() for text in course.texts() if text]
    assert sorted(texts) == sorted(set(texts))


def test_texts_are_tidy() -> None:
    for course in read_courses():
        for text in course.texts():
            assert tidy_text(text) == text, course.key


def test_the_workers_and_their_addresses_are_those_of_the_sample_file() -> None:
    staff = read_staff()
    assert len(staff.teams) == 4
    assert 40 <= len(staff.workers) <= 50
    assert staff.workers["ingunn"].email == "ingunn.saether@fjordvik.example"
    assert staff.workers["toregil"].email == "tor.nygard@fjordvik.example"
    assert staff.workers["bjorg"].name.startswith("Bjørg")
    assert all(worker.email.endswith("@fjordvik.example") for worker in staff.workers.values())
    emails = [worker.email for worker in staff.workers.values()]
    assert len(emails) == len(set(emails))
    assert all(Role.WORKER not in worker.roles for worker in staff.with_role(Role.LEADER))


def test_the_grammar_has_at_least_four_hundred_sentences() -> None:
    grammar = read_grammar()
    assert grammar.sentence_count() >= 400
    assert len(grammar.themes) >= 10
    assert len(read_names().first) >= 60


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"contact": "nobody"}, "contact"),
        ({"goals": [{"words": "Noe", "days_ago": 3, "state": "failed"}]}, "goals[1]: state"),
        (
            {"goals": [{"words": "Noe", "days_ago": 3, "steps": [{"words": "x", "who": "other"}]}]},
            "steps[1]: who_words",
        ),
        ({"entries": [{"days_ago": 900, "time": "10:00", "kind": "talk", "by": "contact", "text": "x"}]}, "days_ago"),
        ({"entries": [{"days_ago": 9, "time": "25:00", "kind": "talk", "by": "contact", "text": "x"}]}, "time"),
        ({"entries": [{"days_ago": 9, "time": "9:00", "kind": "talk", "by": "person", "text": "x"}]}, "kind"),
        ({"messages": [{"days_ago": 50, "time": "10:00", "from": "person", "text": "x"}]}, "messages"),
        ({"check_ins": [{"days_ago": 2, "time": "20:00", "feeling": "low"}]}, "check_ins[1]: feeling"),
        ({"check_ins": [{"days_ago": 2, "time": "20:00"}]}, "check_ins[1]: words"),
        ({"own_tips": [{"zone": "beside", "words": "x"}]}, "own_tips[1]: zone"),
        ({"weekly": {"asked_days_ago": 3}}, "weekly: asked_days_ago"),
        ({"weekly": {"asked_days_ago": 15, "waits_since_days": 7}}, "weekly: waits_since_days"),
        ({"weekly": {"asked_days_ago": 21}}, "weekly: 21 days ago is before known_days_ago 20"),
        ({"best": []}, "best: is not a key here"),
        ({"known_days_ago": "ten"}, "known_days_ago"),
    ],
)
def test_a_fault_names_file_and_key(change: dict[str, object], named: str) -> None:
    fine = {"called": "Noen", "team": "sentrum", "contact": "ingunn", "known_days_ago": 20}
    read_course(Table(fine, "courses/noen.toml"), "noen", read_staff())
    with pytest.raises(CourseFault) as fault:
        read_course(Table(fine | change, "courses/noen.toml"), "noen", read_staff())
    assert str(fault.value).startswith("courses/noen.toml: ")
    assert named in str(fault.value)
