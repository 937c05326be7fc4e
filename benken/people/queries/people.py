"""Reads of people: by name, what they have told, how they are reached and who is around them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Func

from benken.access.queries import Right, User
from benken.access.queries.rights import subjects_open_to
from benken.access.together import PreparedRead, SmallRead
from benken.people.models import CircleMember, ContactPerson, Entry, Person, Phone, Supporter
from benken.people.queries.entries import told_and_unanswered
from benken.people.queries.network import is_far, not_removed
from benken.people.queries.relations import in_circle


def norwegian_order(field: str) -> Func:
    """Sort by a name as Norwegian does, æ ø å last, on any server: PostgreSQL may have no Norwegian collation.

    Accents count for nothing, and the letters of Northern Sámi stand with those they look like.
    """
    return Func(
        F(field),
        template="translate(lower(%(expressions)s), 'æøåäöáàâãéèêëíìîïóòôõúùûüýñçčđŋšŧž', "
        "'{|}{|aaaaeeeeiiiioooouuuyynccdnstz') COLLATE \"C\"",
    )


class PeopleIAmContactFor:
    """The people a user is the contact person of now, by name, and what they have told: small reads."""

    _people_by_name = PreparedRead(
        lambda ids: Person.objects.filter(pk__one_of=ids).order_by("called", "id"),
        only=("called", "known_since_at", "last_heard_at"),
    )
    _told_by = PreparedRead(
        lambda ids: told_and_unanswered(person_ids=ids).select_related(None),
        only=("person", "kind", "happened_at", "text", "author", "first_read_at"),
        author=("name",),
    )

    def __init__(self, *, for_user: User, at: datetime) -> None:
        bases = [Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN]
        self.ids = subjects_open_to(user=for_user, at=at, bases=bases)
        self._people, self._told = self._people_by_name(ids=self.ids), self._told_by(ids=self.ids)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._people, self._told

    @property
    def people(self) -> dict[UUID, Person]:
        """The people by id, in the order of their names."""
        return {person.pk: person for person in self._people.rows}

    def told(self) -> list[Entry]:
        """Return what they have told and nobody has answered, as `told_and_unanswered` gives it."""
        people = self.people
        for entry in self._told.rows:
            entry.person = people[entry.person_id]
        return self._told.rows


class AroundPerson:
    """How a person is reached and who may open the record: small reads, to be sent with others."""

    _contact_now = PreparedRead(
        lambda person: ContactPerson.objects.filter(person=person, until_at__isnull=True),
        only=("worker", "since_at"),
        worker=("name",),
    )
    _phones_of = PreparedRead(lambda person: Phone.objects.filter(person=person))
    _circle_now = PreparedRead(
        lambda person, at: in_circle(person, at=at), only=("member", "basis", "until_at"), member=("name",)
    )
    _network = PreparedRead(not_removed)

    def __init__(self, person: Person, *, at: datetime) -> None:
        self._contact, self._phones = self._contact_now(person=person.pk), self._phones_of(person=person.pk)
        self._circle, self._supporters = self._circle_now(person=person.pk, at=at), self._network(person=person.pk)

    @property
    def reads(self) -> "tuple[SmallRead[Any], ...]":
        """The reads, for `read_together`."""
        return self._contact, self._phones, self._circle, self._supporters

    @property
    def contact(self) -> ContactPerson | None:
        """Who is the contact now, with the worker."""
        return next(iter(self._contact.rows), None)

    @property
    def phones(self) -> list[Phone]:
        """The phones, the first to try on top."""
        return self._phones.rows

    @property
    def circle(self) -> list[CircleMember]:
        """Who besides the contact person may open the record now."""
        return self._circle.rows

    @property
    def supporters(self) -> list[Supporter]:
        """The person's network, as `supporters_of` orders it."""
        return sorted(self._supporters.rows, key=is_far)


def quiet_since(*, people: Iterable[Person], before: datetime) -> list[Person]:
    """Return those of the people whom nobody has heard from since a moment, the longest first."""
    quiet = [person for person in people if (person.last_heard_at or person.known_since_at) < before]
    return sorted(quiet, key=lambda person: person.last_heard_at or person.known_since_at)
