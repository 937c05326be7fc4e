"""Identifiers sort by time; from the same seed they are the same."""

import time
from random import Random
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from benken.lib.ids import new_id, seeded_id

MOMENTS = st.integers(min_value=0, max_value=(1 << 48) - 1)


def test_a_new_id_is_a_uuid_of_the_seventh_version() -> None:
    made = new_id()
    assert made.version == 7
    assert made.variant == RFC_4122


def test_new_ids_differ_and_come_in_the_order_of_time() -> None:
    before = new_id()
    time.sleep(0.002)
    after = new_id()
    assert before < after
    assert str(before) < str(after)
    assert len({new_id() for _ in range(2000)}) == 2000


def test_a_new_id_says_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    milliseconds = new_id().int >> 80
    assert before <= milliseconds <= time.time_ns() // 1_000_000


@given(st.integers(), MOMENTS)
def test_the_same_seed_makes_the_same_ids(seed: int, moment: int) -> None:
    one, two = (Random(seed) for _ in range(2))  # noqa: S311  # invented data, not secrets
    first, again = [seeded_id(one, moment) for _ in range(3)], [seeded_id(two, moment) for _ in range(3)]
    assert first == again
    assert len(set(first)) == 3
    assert all(made.version == 7 and made.variant == RFC_4122 for made in first)


@given(st.integers(), MOMENTS, MOMENTS)
def test_ids_of_an_earlier_moment_come_first(seed: int, one: int, other: int) -> None:
    source = Random(seed)  # noqa: S311  # invented data, not secrets
    made = [seeded_id(source, moment) for moment in sorted({one, other})]
    assert made == sorted(made)
    assert [each.int >> 80 for each in made] == sorted({one, other})
