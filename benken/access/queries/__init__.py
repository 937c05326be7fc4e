"""Reads of accounts, rights and the logs, and the types that other apps name."""

from benken.access.models import (
    OUTSIDE_ROLES,
    STAFF_ROLES,
    Block,
    Deed,
    HelperKind,
    Reading,
    Right,
    Role,
    Team,
    User,
    WayIn,
)

__all__ = [
    "OUTSIDE_ROLES",
    "STAFF_ROLES",
    "Block",
    "Deed",
    "HelperKind",
    "Reading",
    "Right",
    "Role",
    "Team",
    "User",
    "WayIn",
]
