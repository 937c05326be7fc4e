"""Reads of who follows a person: contact persons, the circle, and those whom nobody follows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Block, Deed, Role, User
from benken.access.queries.blocks import kept_out
from benken.access.queries.logs import closed_at, deeds_about
from benken.people.models import CircleMember, ContactPerson, Death, Person
from benken.people.queries.records import RecordClosed

LOOKED_FOR = "person.looked_for"  # a deed: somebody asked about one who is hidden, and was told nothing
LOOKED_FOR_SHOWN = timedelta(days=14)


def contact_person_of(person: Person) -> ContactPerson | None:
    """Return who is the person's contact now, with the worker."""
    return person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()


def with_a_contact(person_ids: Iterable[UUID]) -> set[UUID]:
    """Return who of these people has a contact person who can be one and whom they want. For the system alone."""
    held = _held().filter(person__in=person_ids)
    return set(held.filter(~_unwanted()).values_list("person_id", flat=True))


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
    following = person.contact_persons.filter(overlap_until_at__gt=at)
    return following.exclude(worker_id__in=now).select_related("worker")


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


@dataclass(frozen=True)
class HandOverCard:
    """What a leader sees of a person without a contact person: name, team and since when; not the record."""

    person_id: UUID
    called: str
    since: datetime
    wants_another: bool = False  # has a contact person, and wishes for another
    is_hidden: bool = False


def _without_contact(leader: User) -> QuerySet[Person]:
    """Return the people of a leader's team whose contact nobody is now, or nobody who can be one or is wanted.

    Not those who keep the leader out. Read as the system, names only.
    """
    wanted = _held().filter(~_unwanted()).values("person_id")
    shut = kept_out(user=leader).values("subject_id")
    return Person.objects.filter(_alive(), team=leader.team).exclude(pk__in=wanted).exclude(pk__in=shut)


def _alive() -> Q:
    """Return, as a part of a query of people, that somebody is not written down as dead."""
    return Q(~Exists(Death.objects.filter(person=OuterRef("pk"))))


def _held() -> QuerySet[ContactPerson]:
    """Return the contact persons now whose account is open and who are workers still."""
    return ContactPerson.objects.filter(
        until_at__isnull=True, worker__is_active=True, worker__roles__contains=[Role.WORKER]
    )


def _unwanted() -> Exists:
    """Return, as a part of a query, whether the person keeps this contact person out."""
    return Exists(
        Block.objects.filter(user=OuterRef("worker"), subject_id=OuterRef("person_id"), ended_at__isnull=True)
    )


def hand_over_cards(*, for_leader: User) -> list[HandOverCard]:
    """Return the people of the leader's own team whom nobody is contact person for: a worklist, never exported.

    Whoever has waited longest stands first.
    """
    if not can_place_people(for_leader):
        return []
    with acting_as(SYSTEM):
        since = Coalesce(Max("contact_persons__until_at"), "known_since_at")
        waiting = list(_without_contact(for_leader).annotate(alone_since=since))
        left = _left_at(waiting)
        held = _held().filter(person__in=waiting).values_list("person_id", flat=True)
        wanting = set(held) if waiting else set()
        cards = [
            HandOverCard(
                person.pk,
                name_on_card(person),
                max(person.alone_since, left.get(person.pk, person.alone_since)),
                person.pk in wanting,
                person.is_hidden,
            )
            for person in waiting
        ]
    return sorted(cards, key=lambda card: (card.since, card.person_id))


def _left_at(people: Sequence[Person]) -> dict[UUID, datetime]:
    """Return when those left whose account was closed while they were somebody's contact, by person."""
    running = ContactPerson.objects.filter(person__in=people, until_at__isnull=True, worker__is_active=False)
    workers = dict(running.values_list("person_id", "worker_id")) if people else {}
    closed = closed_at(set(workers.values())) if workers else {}
    return {person: closed[worker] for person, worker in workers.items() if worker in closed}


def name_on_card(person: Person) -> str:
    """Return what somebody is called where the record is not open; of one in hidden mode the first letter."""
    return f"{person.called.strip()[:1].upper()}." if person.is_hidden else person.called


def looked_for(*, for_leader: User, at: datetime) -> list[Deed]:
    """Return that somebody of the leader's team who is hidden was looked for lately: when and by whom, not who."""
    if not can_place_people(for_leader):
        return []
    with acting_as(SYSTEM):
        shut = kept_out(user=for_leader).values("subject_id")
        hidden = Person.objects.filter(_alive(), team=for_leader.team, is_hidden=True).exclude(pk__in=shut)
        found = deeds_about(
            subject_ids=hidden.values_list("pk", flat=True), verb=LOOKED_FOR, since=at - LOOKED_FOR_SHOWN
        )
        return list(found.exclude(by=for_leader))  # not one's own asking: that would be an answer


def card_person(person_id: UUID, *, for_leader: User) -> Person:
    """Return the person of one hand-over card, to be placed with a contact person, or RecordClosed."""
    if not can_place_people(for_leader):
        raise RecordClosed
    with acting_as(SYSTEM):
        person = _without_contact(for_leader).filter(pk=person_id).first()
    if person is None:
        raise RecordClosed
    return person
