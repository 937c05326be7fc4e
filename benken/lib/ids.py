"""Identifiers: UUIDv7 (ordered by time) and a seeded source of them for invented data."""

import random
import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a new UUIDv7: 48 bits of milliseconds, then random bits (RFC 9562 §5.7)."""
    return _uuid7(time.time_ns() // 1_000_000, secrets.randbits(74))


def seeded_id(source: random.Random, milliseconds: int) -> uuid.UUID:
    """Return a UUIDv7 of a given moment from a seeded source, so that invented data are the same each time."""
    return _uuid7(milliseconds, source.getrandbits(74))


def _uuid7(milliseconds: int, randomness: int) -> uuid.UUID:
    high, low = randomness >> 62, randomness & ((1 << 62) - 1)
    return uuid.UUID(int=(milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
