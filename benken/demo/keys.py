"""Ids of the demo's people, workers and teams: the same whenever it is loaded, so that their addresses are too."""

import random
from uuid import UUID

from benken.access.models import Role, User
from benken.lib.ids import seeded_id

BEGINNING = 1_700_000_000_000
# No other row of the house has an id of this millisecond: what somebody makes in the demo has the id of its own moment.
FIRST_FIXED, LAST_FIXED = UUID(int=BEGINNING << 80), UUID(int=(BEGINNING + 1 << 80) - 1)


def fixed_id(kind: str, key: str) -> UUID:
    """Return the id of a person, an account, a worker or a team of the demo: the same in every demo."""
    return seeded_id(seeded(f"{kind}:{key}"), BEGINNING)


def seeded(seed: str) -> random.Random:
    """Return a source of chance that is the same each time."""
    return random.Random(seed)  # noqa: S311  # invented people, no secrets


def person_id(key: str) -> UUID:
    """Return the id of the person with this key (the name of the course's file)."""
    return fixed_id("person", key)


def worker_id(key: str) -> UUID:
    """Return the id of the worker with this key in staff.toml."""
    return fixed_id("worker", key)


def account_id(key: str) -> UUID:
    """Return the id of the account of a person, or of another persona who is not staff."""
    return fixed_id("account", key)


def letter_id(key: str) -> UUID:
    """Return the id of the letter of the person with this key that waits at a place which answers here."""
    return fixed_id("letter", key)


def draft_id(key: str) -> UUID:
    """Return the id of the draft about the person with this key."""
    return fixed_id("draft", key)


def account(user_id: UUID, name: str, username: str, roles: list[Role], *, subject_id: UUID | None = None) -> User:
    """Return an account without a password: it is opened by the demo's door only."""
    return User(
        id=user_id,
        username=username,
        name=name,
        roles=[str(role) for role in roles],
        subject_id=subject_id,
        password="!the-demo-door-only",  # noqa: S106  # unusable, by the mark in front
    )
