"""Readings and deeds written down."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from benken.access.models import Deed, Reading, User


def log_reading(*, user: User, subject_id: UUID | None, part: str, basis: str, at: datetime, why: str = "") -> None:
    """Write down that a user read a part about a subject, or (None) a list with names in it."""
    Reading.objects.create(user=user, subject_id=subject_id, part=part, basis=basis, at=at, why=why)


def log_readings(*, user: User, subject_ids: Iterable[UUID], part: str, basis: str, at: datetime) -> None:
    """Write down that a user read the same part about several subjects, in one query."""
    Reading.objects.bulk_create(
        Reading(user=user, subject_id=subject_id, part=part, basis=basis, at=at) for subject_id in subject_ids
    )


def log_list_and_readings(*, user: User, bases: Mapping[UUID, str], part: str, at: datetime) -> None:
    """Write down a list with names in it, and of whom in it more than the name was read, each by their own basis."""
    rows = [Reading(user=user, subject_id=None, part=part, basis="list", at=at)]
    rows += [Reading(user=user, subject_id=who, part=part, basis=basis, at=at) for who, basis in bases.items()]
    Reading.objects.bulk_create(rows)


def record_deed(
    *, by: User | None, at: datetime, verb: str, subject_id: UUID | None = None, object_id: UUID | None = None
) -> None:
    """Write down that somebody (or the system, `by=None`) did something."""
    Deed.objects.create(by=by, at=at, verb=verb, subject_id=subject_id, object_id=object_id)


def record_deeds(*, by: User | None, at: datetime, verb: str, about: Iterable[tuple[UUID | None, UUID | None]]) -> None:
    """Write down that somebody did the same to many, in one query; `about` holds subject and object of each."""
    Deed.objects.bulk_create(
        Deed(by=by, at=at, verb=verb, subject_id=subject_id, object_id=object_id) for subject_id, object_id in about
    )
