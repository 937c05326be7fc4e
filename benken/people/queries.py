"""Reads of people and entries. Row security answers too; these say what the page needs, and log the reading."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Func, Max, Prefetch, Q, QuerySet, When
from django.db.models.functions import Coalesce, Lower

from benken.access.actions import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Right, User, running_right, subjects_open_to
from benken.people.models import CircleMember, ContactPerson, Entry, Person, Phone

__all__ = ["CircleMember", "ContactPerson", "Entry", "Person"]  # the types that other apps name

PAGE = 30


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


def my_people(*, for_user: User, at: datetime) -> QuerySet[Person]:
    """Return the people whose contact person, stand-in or circle member a user is, by name, and log that once."""
    log_reading(user=for_user, subject_id=None, part="people_list", basis="list", at=at)
    return (
        Person.objects.filter(pk__in=subjects_open_to(user=for_user, at=at))
        .prefetch_related(
            Prefetch(
                "contact_persons",
                ContactPerson.objects.filter(until_at__isnull=True).select_related("worker"),
                to_attr="now_contact",
            )
        )
        .order_by(norwegian_order("called"), "id")
    )


def whole_records(*, for_user: User, at: datetime) -> set[UUID]:
    """Return whose record a user may open as a whole, not their own talks only."""
    return set(subjects_open_to(user=for_user, at=at, whole=True))


def people_i_am_contact_for(*, for_user: User, at: datetime) -> QuerySet[Person]:
    """Return the people a user is the contact person of now."""
    ids = subjects_open_to(user=for_user, at=at, bases=[Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN])
    return Person.objects.filter(pk__in=ids).order_by("called", "id")


def contact_person_of(person: Person) -> ContactPerson | None:
    """Return who is the person's contact now, with the worker."""
    return person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()


def contact_history(person: Person) -> QuerySet[ContactPerson]:
    """Return all contact persons, the newest first."""
    return person.contact_persons.select_related("worker").order_by("-since_at")


def circle_of(person: Person, *, at: datetime) -> QuerySet[CircleMember]:
    """Return who besides the contact person may open the record now."""
    return person.circle.filter(ended_at__isnull=True, until_at__gt=at).select_related("member", "added_by")


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
    return list(
        entries.select_related("author")
        .prefetch_related("corrections__by", "own_versions")
        .order_by("-happened_at", "-pk")[: size + 1]
    )


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


def drafts_of(user: User) -> QuerySet[Entry]:
    """Return a user's own drafts, newest first."""
    return Entry.objects.filter(author=user, state=Entry.State.DRAFT).select_related("person").order_by("-changed_at")


def told_and_unanswered(*, person_ids: list[UUID]) -> QuerySet[Entry]:
    """Return what people have told that nobody has answered yet: good news and milestones first, oldest first."""
    return (
        Entry.objects.filter(
            person_id__in=person_ids,
            state=Entry.State.SHARED,
            kind__in=[Entry.Kind.GOOD_NEWS, Entry.Kind.HARD_TIME, Entry.Kind.MILESTONE],
            author__subject_id__isnull=False,
            answered_at__isnull=True,
        )
        .select_related("person")
        .order_by(Case(When(kind=Entry.Kind.HARD_TIME, then=1), default=0), "happened_at", "pk")
    )


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
        lower = [name.lower() for name in full_names]
        named = Person.objects.alias(lower=Lower("full_name")).filter(lower__in=lower)
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
