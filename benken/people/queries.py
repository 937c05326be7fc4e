"""Reads of people and entries. Row security answers too; these say what the page needs, and log the reading."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Func, Max, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce, Lower

from benken.access.actions import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Right, User, running_right, subjects_open_to
from benken.access.together import PreparedRead, SmallRead, know_related, read_together
from benken.people.models import CircleMember, ContactPerson, Correction, Entry, OwnVersion, Person, Phone, Supporter
from benken.people.policies import can_put_back

__all__ = ["CircleMember", "ContactPerson", "Entry", "Person", "Supporter"]  # the types that other apps name

PAGE = 50


class RecordClosed(LookupError):
    """There is no such person for this user: missing and forbidden are the same."""


@dataclass(frozen=True)
class OpenRecord:
    """A person whose record is open to a user, and by which right."""

    person: Person
    right: Right

    @property
    def is_whole(self) -> bool:
        """Tell whether all that is shared may be read, or only the user's own talks."""
        return self.right.scope == Right.Scope.RECORD


def open_record(
    person_id: UUID, *, for_user: User, part: str, at: datetime, why: str = "", whole: bool = False
) -> OpenRecord:
    """Check that a user may open a person's record and log that they did; RecordClosed says neither yes nor no.

    With `whole` a right to one's own talks is not enough. The person's own reading is not logged: the log tells the
    person about others.
    """
    record = may_write(person_id, for_user=for_user, at=at, own_talks=not whole)
    if record.right.basis != Right.Basis.SELF:
        log_reading(user=for_user, subject_id=person_id, part=part, basis=record.right.basis, at=at, why=why)
    return record


def open_whole_record(person_id: UUID, *, for_user: User, part: str, at: datetime, why: str = "") -> OpenRecord:
    """Open as `open_record` does, for pages that only make sense for somebody who may read all that is shared."""
    return open_record(person_id, for_user=for_user, part=part, at=at, why=why, whole=True)


def may_write(person_id: UUID, *, for_user: User, at: datetime, own_talks: bool = False) -> OpenRecord:
    """Check that a user may open a person's record, for an act that shows nothing: its deed is logged, no reading.

    With `own_talks` a right to one's own talks is enough.
    """
    right = running_right(user=for_user, subject_id=person_id, at=at)
    person = Person.objects.select_related("team").filter(pk=person_id).first() if right else None
    if right is None or person is None or not (own_talks or right.scope == Right.Scope.RECORD):
        raise RecordClosed
    return OpenRecord(person, right)


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


def _not_removed(person: UUID) -> QuerySet[Supporter]:
    return Supporter.objects.filter(person=person, removed_at__isnull=True).order_by("set_at", "pk")


class AroundPerson:
    """How a person is reached and who may open the record: small reads, to be sent with others."""

    _contact_now = PreparedRead(
        lambda person: ContactPerson.objects.filter(person=person, until_at__isnull=True),
        only=("worker", "since_at"),
        worker=("name", "answers_before"),
    )
    _phones_of = PreparedRead(lambda person: Phone.objects.filter(person=person))
    _circle_now = PreparedRead(
        lambda person, at: in_circle(person, at=at), only=("member", "basis", "until_at"), member=("name",)
    )
    _network = PreparedRead(_not_removed)

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
        return sorted(self._supporters.rows, key=_is_far)


def contact_person_of(person: Person) -> ContactPerson | None:
    """Return who is the person's contact now, with the worker."""
    return person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()


def contact_history(person: Person) -> QuerySet[ContactPerson]:
    """Return all contact persons, the newest first."""
    return contact_persons(person.pk).select_related("worker")


def contact_persons(person: UUID) -> QuerySet[ContactPerson]:
    """Return all contact persons, the newest first, without the workers."""
    return ContactPerson.objects.filter(person=person).order_by("-since_at")


def circle_of(person: Person, *, at: datetime) -> QuerySet[CircleMember]:
    """Return who besides the contact person may open the record now."""
    return in_circle(person.pk, at=at).select_related("member", "added_by")


def in_circle(person_id: UUID, *, at: datetime) -> QuerySet[CircleMember]:
    """Return the memberships of a person's circle that run now."""
    return CircleMember.objects.filter(person=person_id, ended_at__isnull=True, until_at__gt=at)


def following_over(person: Person, *, at: datetime) -> QuerySet[ContactPerson]:
    """Return the former contact persons who may open the record still, until the overlap ends."""
    now = person.contact_persons.filter(until_at__isnull=True).values("worker_id")
    former = person.contact_persons.filter(until_at__isnull=False, overlap_until_at__gt=at)
    return former.exclude(worker_id__in=now).select_related("worker")


def circle_before(person: Person, *, at: datetime) -> QuerySet[CircleMember]:
    """Return who has been in the circle and may not open the record by it any more, the latest first."""
    over = person.circle.filter(Q(ended_at__isnull=False) | Q(until_at__lte=at))
    return over.select_related("member").order_by("-until_at")


def membership_of(person: Person, membership_id: UUID, *, at: datetime) -> CircleMember:
    """Return one running membership of a person's circle, or RecordClosed."""
    membership = circle_of(person, at=at).filter(pk=membership_id).first()
    if membership is None:
        raise RecordClosed
    return membership


def timeline(
    person: Person, *, before: Entry | None = None, kind: str = "", area: str = "", own: bool = False, size: int = PAGE
) -> list[Entry]:
    """Return shared entries, newest first, `size` + 1 at most (one more tells that there are older ones).

    `before` is the last entry of the page above; `own` keeps what the person told.
    """
    entries = Entry.objects.filter(person=person, state=Entry.State.SHARED)
    if before is not None:
        entries = entries.filter(
            Q(happened_at__lt=before.happened_at) | Q(happened_at=before.happened_at, pk__lt=before.pk)
        )
    if kind:
        entries = entries.filter(kind=kind)
    if area:
        entries = entries.filter(areas__contains=[area])
    if own:
        entries = entries.filter(author__subject_id=person.pk)
    rows = list(entries.only(*_SHOWN).order_by("-happened_at", "-pk")[: size + 1])
    _put_beside(rows)
    return rows


# What a timeline shows of an entry.
_SHOWN = ("person", "kind", "note_kind", "author", "happened_at", "place", "text", "areas", "state", "first_read_at")
_AUTHORS = PreparedRead(lambda ids: User.objects.filter(pk__one_of=ids), only=("name", "subject_id"))
_CORRECTIONS = PreparedRead(lambda ids: Correction.objects.filter(entry__one_of=ids), by=("name",))
_OWN_VERSIONS = PreparedRead(lambda ids: OwnVersion.objects.filter(entry__one_of=ids))


def _put_beside(entries: Sequence[Entry]) -> None:
    """Give each entry its author, and the corrections and own versions that stand beside it, in one statement."""
    if not entries:
        return
    ids = [entry.pk for entry in entries]
    corrections, versions = _CORRECTIONS(ids=ids), _OWN_VERSIONS(ids=ids)
    authors = _AUTHORS(ids=list({entry.author_id for entry in entries}))
    read_together(authors, corrections, versions)
    by_id = {author.pk: author for author in authors.rows}
    for entry in entries:
        entry.author = by_id[entry.author_id]
        know_related(entry, "corrections", [one for one in corrections.rows if one.entry_id == entry.pk])
        know_related(entry, "own_versions", [one for one in versions.rows if one.entry_id == entry.pk])


def entry_of(person: Person, entry_id: UUID) -> Entry:
    """Return one entry that the actor may see, or RecordClosed."""
    entry = (
        Entry.objects.filter(person=person, pk=entry_id)
        .select_related("author")
        .prefetch_related("corrections__by", "own_versions")
        .first()
    )
    if entry is None:
        raise RecordClosed
    return entry


def timeline_mark(person: Person, mark: UUID | None) -> Entry | None:
    """Return the entry that a page of the timeline goes on from; None, the first page, if the mark leads nowhere."""
    return Entry.objects.filter(person=person, pk=mark).only("happened_at").first() if mark else None


def is_taken(entry_id: UUID) -> bool:
    """Tell whether an id is some entry's, seen or not: a new draft may not take it."""
    with acting_as(SYSTEM):
        return Entry.objects.filter(pk=entry_id).exists()


def milestones(person: Person) -> QuerySet[Entry]:
    """Return what the person has come through and reached, newest first."""
    kinds = [Entry.Kind.MILESTONE, Entry.Kind.GOAL_REACHED]
    return Entry.objects.filter(person=person, state=Entry.State.SHARED, kind__in=kinds).order_by("-happened_at")


def quiet_since(*, people: Iterable[Person], before: datetime) -> list[Person]:
    """Return those of the people whom nobody has heard from since a moment, the longest first."""
    quiet = [person for person in people if (person.last_heard_at or person.known_since_at) < before]
    return sorted(quiet, key=lambda person: person.last_heard_at or person.known_since_at)


def drafts_of(user: User) -> SmallRead[Entry]:
    """Return the read of a user's own drafts, newest first."""
    return _DRAFTS(author=user.pk)


_DRAFTS = PreparedRead(
    lambda author: Entry.objects.filter(author=author, state=Entry.State.DRAFT).order_by("-changed_at"),
    only=("person", "text", "created_at"),
    person=("called",),
)


def told_and_unanswered(*, person_ids: list[UUID]) -> QuerySet[Entry]:
    """Return what people have told that nobody has answered yet: good news and milestones first, oldest first."""
    return (
        Entry.objects.filter(
            person_id__one_of=person_ids,
            state=Entry.State.SHARED,
            kind__in=[Entry.Kind.GOOD_NEWS, Entry.Kind.HARD_TIME, Entry.Kind.MILESTONE],
            author__in=User.objects.filter(subject_id__one_of=person_ids).values("pk"),
            answered_at__isnull=True,
        )
        .select_related("person")
        .order_by(Case(When(kind=Entry.Kind.HARD_TIME, then=1), default=0), "happened_at", "pk")
    )


def supporters_of(person: Person) -> list[Supporter]:
    """Return the person's network: who is there now, then whom they long for, last those not to be in touch with."""
    return sorted(_not_removed(person.pk).select_related("written_by"), key=_is_far)  # else as they were written down


def _is_far(supporter: Supporter) -> int:
    if supporter.wants_again:
        return 1
    return 2 if supporter.reach == Supporter.Reach.DO_NOT else 0


def supporter_of(person: Person, supporter_id: UUID, *, at: datetime) -> Supporter:
    """Return one of the person's network, or somebody taken away who can be put back still; or RecordClosed."""
    supporter = Supporter.objects.filter(person=person, pk=supporter_id).first()
    if supporter is None or not (supporter.removed_at is None or can_put_back(supporter, at=at)):
        raise RecordClosed
    return supporter


@dataclass(frozen=True)
class KnownPerson:
    """By what somebody here can be recognised. For the system alone: no page shows it."""

    person_id: UUID
    called: str
    full_name: str
    phones: frozenset[str]
    number_hash: str | None
    contact_id: UUID | None


def people_recognised_by(
    *,
    numbers: Collection[str],
    number_hashes: Collection[str],
    full_names: Collection[str],
    called: Collection[str],
    contact_ids: Collection[UUID],
    person_ids: Collection[UUID],
) -> list[KnownPerson]:
    """Return those who have one of these phones, hashes, full names or ids, or a name with one of these contacts.

    A handful of queries however many are asked for. Names are compared whatever the case.
    """
    with acting_as(SYSTEM):
        found = set(Phone.objects.filter(number__in=numbers).values_list("person_id", flat=True))
        found |= set(Person.objects.filter(national_number_hash__in=number_hashes).values_list("pk", flat=True))
        named = Person.objects.filter(full_name_folded__in=[name.lower() for name in full_names])
        found |= set(named.values_list("pk", flat=True))
        lower = [name.lower() for name in called]
        of_contacts = ContactPerson.objects.filter(worker_id__in=contact_ids, until_at__isnull=True)
        of_contacts = of_contacts.alias(lower=Lower("person__called")).filter(lower__in=lower)
        found |= set(of_contacts.values_list("person_id", flat=True))
        people = Person.objects.filter(pk__in=found.union(person_ids)).prefetch_related(
            "phones",
            Prefetch("contact_persons", ContactPerson.objects.filter(until_at__isnull=True), to_attr="now_contact"),
        )
        return [
            KnownPerson(
                person_id=person.pk,
                called=person.called,
                full_name=person.full_name,
                phones=frozenset(phone.number for phone in person.phones.all()),
                number_hash=person.national_number_hash,
                contact_id=next((contact.worker_id for contact in person.now_contact), None),
            )
            for person in people
        ]


def people_with_a_course(person_ids: Collection[UUID], *, apart_from: Collection[str]) -> set[UUID]:
    """Return those of whom something is written in any table that hangs on a person, of whichever app.

    `apart_from` are the tables, by label, whose rows do not count. Locks the people, so that nothing is written
    meanwhile. For the system alone.
    """
    used: set[UUID] = set()
    with acting_as(SYSTEM):
        people = Person.objects.select_for_update(of=("self",)).filter(pk__in=person_ids)
        ids = list(people.order_by("pk").values_list("pk", flat=True))
        for relation in _tables_of_a_person():
            model, column = relation.related_model, relation.field.attname
            if model._meta.label not in apart_from:  # noqa: SLF001  # as below
                rows = model._base_manager.filter(**{f"{column}__in": ids})  # noqa: SLF001  # as below
                used |= set(rows.values_list(column, flat=True))
    return used


def _tables_of_a_person() -> list[Any]:
    """Return the relations of every table that points to a person; those named "+" hide from `related_objects`."""
    fields = Person._meta.get_fields(include_hidden=True)  # noqa: SLF001  # Django's documented way to a model's relations
    return [field for field in fields if field.auto_created and not field.concrete]


@dataclass(frozen=True)
class HandOverCard:
    """What a leader sees of a person without a contact person: name, team and since when; not the record."""

    person_id: UUID
    called: str
    since: datetime


def _without_contact(leader: User) -> QuerySet[Person]:
    """Return the people of a leader's team whose contact nobody, or nobody with an open account, is now.

    Read as the system, names only.
    """
    held = ContactPerson.objects.filter(until_at__isnull=True, worker__is_active=True).values("person_id")
    return Person.objects.filter(team=leader.team).exclude(pk__in=held)


def hand_over_cards(*, for_leader: User) -> list[HandOverCard]:
    """Return the people of the leader's own team whom nobody is contact person for: a worklist, never exported.

    Whoever has waited longest stands first.
    """
    if not can_place_people(for_leader):
        return []
    with acting_as(SYSTEM):
        since = Coalesce(Max("contact_persons__until_at"), "known_since_at")
        waiting = _without_contact(for_leader).annotate(alone_since=since).order_by("alone_since", "pk")
        return [HandOverCard(person.pk, person.called, person.alone_since) for person in waiting]


def card_person(person_id: UUID, *, for_leader: User) -> Person:
    """Return the person of one hand-over card, to be placed with a contact person, or RecordClosed."""
    if not can_place_people(for_leader):
        raise RecordClosed
    with acting_as(SYSTEM):
        person = _without_contact(for_leader).filter(pk=person_id).first()
    if person is None:
        raise RecordClosed
    return person
