"""All that stands about a person, put together from what every app tells (`access.about`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from benken.access.about import About, Json, Section, count_rows, fetch_rows, sections
from benken.access.queries import User
from benken.access.queries.accounts import account_of
from benken.people.models import AllAboutCopy, Person
from benken.people.queries.records import RecordClosed

__all__ = ["AllAboutCopy"]  # beside the reads below

FORMAT = "benken.all-about-me"
VERSION = 1  # one more when a key goes away or changes what it means; a new key changes nothing
PAGE = 20  # a page for a cheap phone: at most 30 kB


@dataclass(frozen=True)
class Counted:
    """A section and how many rows it has."""

    section: Section
    count: int


def about(person: Person, *, for_user: User, at: datetime) -> About:
    """Return whom it is about and who asks: the person, or somebody who makes the paper for them."""
    account = account_of(person.pk)
    return About(person.pk, account.pk if account else None, by_self=for_user.subject_id == person.pk, at=at)


def counted_sections(whom: About) -> list[Counted]:
    """Return the sections that have something to tell, with how many rows."""
    counted = [Counted(section, count_rows(section, whom)) for section in sections() if section.seen_by(whom)]
    return [one for one in counted if one.count]


def gathered(whom: About) -> Iterator[tuple[Section, list[Any]]]:
    """Yield every section that has something to tell, with all its rows."""
    for section in sections():
        if section.seen_by(whom) and (rows := list(fetch_rows(section, whom))):
            yield section, rows


def as_json(person: Person, whom: About) -> bytes:
    """Return all about a person as the JSON file (docs/reference/all-about-me.md)."""
    told: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": whom.at.astimezone(UTC).isoformat(timespec="seconds"),
        "person_id": str(person.pk),
        "made_for": "self" if whom.by_self else "contact_person",
        "sections": {section.key: [section.as_json(row) for row in rows] for section, rows in gathered(whom)},
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def copy_of(copy_id: UUID, *, person_id: UUID, for_user: User, at: datetime) -> AllAboutCopy:
    """Return a file about a person that somebody asked for, as long as it lives; anybody else's is RecordClosed."""
    found = AllAboutCopy.objects.filter(pk=copy_id, person=person_id, asked_by=for_user, until_at__gt=at)
    copy = found.select_related("person").first()
    if copy is None:
        raise RecordClosed
    return copy


def living_copies(person: Person, *, for_user: User, at: datetime) -> list[AllAboutCopy]:
    """Return the files that a user has asked for and can still fetch, the newest first."""
    living = AllAboutCopy.objects.filter(person=person, asked_by=for_user, until_at__gt=at)
    return list(living.defer("sealed").order_by("-asked_at", "-pk")[:5])
