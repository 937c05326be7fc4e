"""Finding people and what is written about them: among those a user may open, and nobody else.

Row security answers too. An index can't serve a search for a part of a word under it, so everything goes by the ids of
the people who are open: some hundred people, some thousand texts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from benken.access.queries import Right, User
from benken.access.queries.rights import running_rights
from benken.access.together import PreparedRead, SmallRead, prepared_cursor
from benken.lib.sought import Sought, is_named, plain_letters
from benken.people.models import ContactPerson, Correction, Entry, OwnVersion, Person, Phone
from benken.people.phones import NewPhone
from benken.people.queries import norwegian_order, told_and_unanswered


@dataclass(frozen=True)
class OpenPerson:
    """Somebody whose record is open to a user, with what a list shows of them."""

    person: Person
    right: Right
    phones: tuple[str, ...]
    contact: ContactPerson | None

    @property
    def is_whole(self) -> bool:
        """Tell whether all that is shared may be read, or only the user's own talks."""
        return self.right.scope == Right.Scope.RECORD

    @property
    def is_mine(self) -> bool:
        """Tell whether the user is the contact person, or stands in for them."""
        return self.right.basis in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}

    @property
    def names(self) -> tuple[str, str]:
        """The names somebody is found by."""
        return self.person.called, self.person.full_name if self.is_whole else ""

    def is_meant_by(self, query: str) -> bool:
        """Tell whether a query names this person, by any part of a name or number."""
        return is_named(query, names=self.names, phones=self.phones)


class OpenPeople:
    """The people a user may open, by name: small reads, to be sent with others. Whoever shows them logs it."""

    _people_by_name = PreparedRead(
        lambda ids: Person.objects.filter(pk__one_of=ids).order_by(norwegian_order("called"), "id"),
        only=("called", "full_name", "known_since_at", "last_heard_at"),
    )
    _contacts_now = PreparedRead(
        lambda ids: ContactPerson.objects.filter(person__one_of=ids, until_at__isnull=True).order_by(),
        only=("person", "worker"),
        worker=("name",),
    )
    _phones_of = PreparedRead(lambda ids: Phone.objects.filter(person__one_of=ids), only=("person", "number"))

    def __init__(self, *, for_user: User, at: datetime) -> None:
        self.rights = running_rights(user=for_user, at=at)
        ids = list(self.rights)
        self._people = self._people_by_name(ids=ids)
        self._contacts, self._phones = self._contacts_now(ids=ids), self._phones_of(ids=self.whole)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._people, self._phones, self._contacts

    def reads_to_find(self, query: str) -> "tuple[SmallRead[Any], ...]":
        """Those of the reads by which a query finds somebody: a number is looked for only where digits are sought."""
        return (self._people, self._phones) if any(mark.isdigit() for mark in query) else (self._people,)

    @property
    def ids(self) -> list[UUID]:
        """The ids of all of them."""
        return list(self.rights)

    @property
    def whole(self) -> list[UUID]:
        """The ids of those of whom the user may read all that is shared, not only their own talks."""
        return [subject_id for subject_id, right in self.rights.items() if right.scope == Right.Scope.RECORD]

    @property
    def mine(self) -> list[UUID]:
        """The ids of those whom the user is the contact person of, or stands in for."""
        bases = {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}
        return [subject_id for subject_id, right in self.rights.items() if right.basis in bases]

    @property
    def people(self) -> list[OpenPerson]:
        """The people, as Norwegian sorts their names."""
        contacts = {contact.person_id: contact for contact in self._contacts.rows}
        phones: dict[UUID, list[str]] = {}
        for phone in self._phones.rows:
            phones.setdefault(phone.person_id, []).append(phone.number)
        return [
            OpenPerson(person, self.rights[person.pk], tuple(phones.get(person.pk, ())), contacts.get(person.pk))
            for person in self._people.rows
        ]


def phones_of(people: Sequence[OpenPerson]) -> dict[UUID, list[str]]:
    """Return the phones of some of the people, for those who were found without them."""
    numbers: dict[UUID, list[str]] = {one.person.pk: list(one.phones) for one in people}
    unread = [one.person.pk for one in people if one.is_whole and not one.phones]
    if unread:
        for phone in Phone.objects.filter(person__in=unread):
            numbers[phone.person_id].append(phone.number)
    return numbers


def told_by(person_ids: list[UUID]) -> SmallRead[Entry]:
    """Return the read of what these people have told that nobody has answered, to be sent with others."""
    return _TOLD(ids=person_ids)


def drafts_about(person_ids: list[UUID], *, author: User) -> SmallRead[Entry]:
    """Return the read of an author's own drafts about these people."""
    return _DRAFTS(author=author.pk, ids=person_ids)


_TOLD = PreparedRead(lambda ids: told_and_unanswered(person_ids=ids).select_related(None), only=("person", "kind"))
_DRAFTS = PreparedRead(
    lambda author, ids: Entry.objects.filter(author=author, person__one_of=ids, state=Entry.State.DRAFT).order_by(
        "-changed_at"
    ),
    only=("person", "changed_at"),
)


@dataclass(frozen=True)
class TextTable:
    """A table with text that can be searched: SQL for what it shows of a row `t`. Each app says it of its own tables.

    `text` are the columns with words, `page` the id that the row's own page is about, `who` the id of whoever wrote.
    `mine` tells which rows are the user's own, who may see no others of some people: what they wrote.
    """

    source: str
    model: type[Model]
    at: str
    text: tuple[str, ...]
    page: str = "t.id"
    kind: str = "''"
    who: str = "NULL::uuid"
    where: str = "true"
    mine: str = ""

    def statement(self, words: int, *, since: bool, own_talks: bool) -> str:
        """Return the SQL that finds the rows with this many words, since a moment or always.

        `own_talks` tells that there are people of whom the user sees own talks alone.
        """
        whose = "t.person_id = ANY(%(people)s)"
        if own_talks:
            whose = f"({whose} OR t.person_id = ANY(%(own_talks)s) AND {self.mine or f'{self.who} = %(user)s'})"
        text = " || ' · ' || ".join(f"t.{column}" for column in self.text)
        met = "".join(f" AND ({text}) ~ %(word{number})s" for number in range(words))
        late = f" AND {self.at} >= %(since)s" if since else ""
        return (
            f"SELECT '{self.source}', t.id, t.person_id, {self.at} AS at, {self.kind}, {self.who} AS who, {self.page}, "  # noqa: S608  # columns named in the code
            f"{text} FROM {self.model._meta.db_table} t "  # noqa: SLF001  # Django's documented way to a table's name
            f"WHERE {whose} AND {self.where}{met}{late}"
        )


ENTRY_TEXTS = (
    TextTable(
        "entry", Entry, "t.happened_at", ("text", "place"), kind="t.kind", who="t.author_id", where="t.state = 'shared'"
    ),
    TextTable("correction", Correction, "t.at", ("text",), page="t.entry_id", who="t.by_id"),
    TextTable("own_version", OwnVersion, "t.at", ("text",), page="t.entry_id"),
)
DRAFT_TEXTS = (
    TextTable(
        "draft",
        Entry,
        "t.happened_at",
        ("text", "place"),
        kind="t.kind",
        where="t.state = 'draft' AND t.author_id = %(user)s",
        mine="true",
    ),
)


@dataclass(frozen=True)
class Hit:
    """A text that was found: which kind of text, about whom, when, what its page is about, the text, and who wrote."""

    source: str
    id: UUID
    person_id: UUID
    at: datetime
    kind: str
    page_id: UUID
    text: str
    who: str


def find_texts(
    tables: Sequence[TextTable],
    sought: Sought,
    *,
    people: Collection[OpenPerson],
    for_user: User,
    since: datetime | None,
    start: int,
    size: int,
) -> list[Hit]:
    """Return the texts of these people that meet every word, newest first, in one query.

    Of whom the user knows no more than their own talks, they find no more.
    """
    if not sought or not people:
        return []
    own_talks = [one.person.pk for one in people if not one.is_whole]
    parameters = {
        "people": [one.person.pk for one in people if one.is_whole],
        "own_talks": own_talks,
        "user": for_user.pk,
        "since": since,
        "start": start,
        "size": size,
        **{f"word{number}": pattern for number, pattern in enumerate(sought.patterns)},
    }
    with prepared_cursor() as cursor:
        statement = _finding(tuple(tables), len(sought.patterns), since=since is not None, own_talks=bool(own_talks))
        cursor.execute(statement, parameters)
        return [Hit(*row) for row in cursor.fetchall()]


@cache
def _finding(tables: tuple[TextTable, ...], words: int, *, since: bool, own_talks: bool) -> str:
    """Return the statement over several tables. Written once: the ORM would take longer to write it than to run it."""
    rows = " UNION ALL ".join(f"({table.statement(words, since=since, own_talks=own_talks)})" for table in tables)
    return (
        "SELECT source, f.id, person_id, at, kind, page, text, coalesce(u.name, '') "  # noqa: S608  # as above
        f"FROM ({rows} ORDER BY at DESC, 2 DESC OFFSET %(start)s LIMIT %(size)s) "
        "f(source, id, person_id, at, kind, who, page, text) "
        f"LEFT JOIN {User._meta.db_table} u ON u.id = f.who ORDER BY at DESC, f.id DESC"  # noqa: SLF001  # as above
    )


@dataclass(frozen=True)
class Alike:
    """Somebody a user may open who is perhaps the one being registered, and by what."""

    person: OpenPerson
    same_phone: bool
    same_number: bool
    same_full_name: bool


def alike_people(
    *, among: Sequence[OpenPerson], called: str, full_name: str, phones: Sequence[NewPhone], with_number: UUID | None
) -> list[Alike]:
    """Return who of these people may be the one being registered: same phone, national number, or much the same name.

    `with_number` is the one of them who has the same national number.
    """
    numbers = {phone.number for phone in phones}
    found = []
    for one in among:
        alike = Alike(
            one,
            same_phone=not numbers.isdisjoint(one.phones),
            same_number=one.person.pk == with_number,
            same_full_name=bool(full_name) and plain_letters(full_name) == plain_letters(one.names[1]),
        )
        names = [name for name in one.names if name]
        is_called_so = any(is_nearly(mine, name) for mine in (called, full_name) if mine for name in names)
        if alike.same_phone or alike.same_number or alike.same_full_name or is_called_so:
            found.append(alike)
    return found


def is_nearly(one: str, other: str) -> bool:
    """Tell whether two names are much the same: one letter apart, or the one is the beginning of the other in words."""
    first, second = (plain_letters(name).replace("-", " ").split() for name in (one, other))
    shorter, longer = sorted((first, second), key=len)
    if longer[: len(shorter)] == shorter:
        return bool(shorter)
    return _one_letter_apart(" ".join(first), " ".join(second))


SHORTEST_TO_MISSPELL = 4


def _one_letter_apart(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_TO_MISSPELL or len(longer) - len(shorter) > 1:
        return False
    same = next((place for place, mark in enumerate(shorter) if mark != longer[place]), len(shorter))
    rest = shorter[same:] if len(longer) > len(shorter) else shorter[same + 1 :]
    return rest == longer[same + 1 :]


def open_with_number(number_hash: str, *, among: Collection[UUID]) -> UUID | None:
    """Return which of these open people has a national number, by its keyed hash."""
    numbered = Q(national_number_hash=number_hash) | Q(number_hash_beside=number_hash)
    return Person.objects.filter(numbered, pk__in=among).values_list("pk", flat=True).first()
