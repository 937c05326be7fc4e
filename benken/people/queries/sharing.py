"""Reads of what a person shares: seen by the person and the contact, and by those it is shared with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from benken.access.actions.logs import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import OUTSIDE_ROLES, Right, User
from benken.access.queries.accounts import user_by_username
from benken.access.queries.rights import running_right, shared_with
from benken.access.together import PreparedRead, SmallRead
from benken.people.models import AskAgain, Entry, Person, SharingConsent
from benken.people.policies import can_be_shared_with
from benken.people.queries.records import RecordClosed
from benken.people.queries.relations import circle_of, name_on_card

OWN_ANSWERS = 10
# What the reading log calls a part that was shared.
READ_AS = {"goals": "goals", "promises": "promises", "best": "best_now", "appointment": "appointments"}


def consents_of(person: Person, *, at: datetime) -> QuerySet[SharingConsent]:
    """Return what the person shares now, the oldest first."""
    running = SharingConsent.objects.filter(person=person, withdrawn_at__isnull=True, until_at__gt=at)
    return running.select_related("receiver", "given_by").order_by("given_at", "pk")


def consents_before(person: Person, *, at: datetime) -> list[SharingConsent]:
    """Return what the person has shared and shares no more, the latest first."""
    every = SharingConsent.objects.filter(person=person).select_related("receiver").order_by("-given_at", "-pk")
    return [one for one in every if one.withdrawn_at is not None or one.until_at <= at]


def consent_of(person: Person, consent_id: UUID) -> SharingConsent:
    """Return one consent of a person, running or not, or RecordClosed."""
    consent = SharingConsent.objects.filter(person=person, pk=consent_id).select_related("receiver").first()
    if consent is None:
        raise RecordClosed
    return consent


def possible_receivers(person: Person, *, at: datetime) -> list[User]:
    """Return those the person knows of already: whom they have shared with before, and who is in the circle."""
    every = [one.receiver for one in SharingConsent.objects.filter(person=person).select_related("receiver")]
    every += [one.member for one in circle_of(person, at=at)]
    receivers = {user.pk: user for user in every if can_be_shared_with(user)}
    return sorted(receivers.values(), key=lambda user: user.name)


def receiver_named(person: Person, username: str) -> User | None:
    """Return the account outside this house that signs in with exactly this name; or None, whyever not."""
    user = user_by_username(username.strip())
    if user is None or not OUTSIDE_ROLES.intersection(user.roles) or not can_be_shared_with(user):
        return None
    return user if user.subject_id is None and user.subject_id != person.pk else None


def is_theirs_alone(person: Person, receiver: User) -> bool:
    """Tell whether an account from outside has never been shared with by anybody else than this person."""
    with acting_as(SYSTEM):
        others = SharingConsent.objects.filter(receiver=receiver).exclude(person=person)
        return bool(OUTSIDE_ROLES.intersection(receiver.roles)) and not receiver.is_staff and not others.exists()


def to_be_asked(people: Iterable[UUID], *, on: date) -> SmallRead[AskAgain]:
    """Return the read of those of some people who are to be asked again by a day, to be sent with others."""
    return _TO_BE_ASKED(ids=list(people), on=on)


def asked_again(person: Person) -> AskAgain | None:
    """Return when the person is to be asked again, if they are."""
    return AskAgain.objects.filter(person=person).first()


_TO_BE_ASKED = PreparedRead(lambda ids, on: AskAgain.objects.filter(person__one_of=ids, on__lte=on))


@dataclass(frozen=True)
class Shared:
    """What a person has shared with somebody: a name, the parts and until when. There is no record behind it."""

    person_id: UUID
    called: str
    parts: frozenset[str]
    until_at: datetime

    @property
    def person(self) -> Person:
        """The person, with no more than the name: for reads that go by the person."""
        return Person(pk=self.person_id, called=self.called)


def shared_people(*, for_user: User, at: datetime) -> list[Shared]:
    """Return those who share something with a user now, by name."""
    if not can_be_shared_with(for_user):
        raise RecordClosed
    rights = shared_with(user=for_user, at=at)
    names = _names(rights)
    return sorted((_shared(right, names) for pk, right in rights.items() if pk in names), key=lambda one: one.called)


def open_shared(person_id: UUID, *, for_user: User, at: datetime) -> Shared:
    """Return what a person shares with a user, and log that it was read, part by part; or RecordClosed."""
    shared = may_answer(person_id, for_user=for_user, at=at)
    for part in sorted(shared.parts):
        log_reading(user=for_user, subject_id=person_id, part=READ_AS.get(part, part), basis=Right.Basis.SHARED, at=at)
    return shared


def may_answer(person_id: UUID, *, for_user: User, at: datetime) -> Shared:
    """Return what a person shares with a user, for an act that shows nothing; or RecordClosed."""
    right = shared_with(user=for_user, at=at).get(person_id) if can_be_shared_with(for_user) else None
    if right is None:
        raise RecordClosed
    names = _names({person_id: right})
    if person_id not in names:
        raise RecordClosed
    return _shared(right, names)


def own_answers(person_id: UUID, *, author: User) -> list[Entry]:
    """Return what a user has answered a person lately. Whoever calls has asked `open_shared`."""
    with acting_as(SYSTEM):
        answers = Entry.objects.filter(
            person=person_id, author=author, kind=Entry.Kind.FROM_HELPER, state=Entry.State.SHARED
        )
        return list(answers.order_by("-happened_at", "-pk")[:OWN_ANSWERS])


def _names(rights: Iterable[UUID]) -> dict[UUID, str]:
    """Return what people are called, and nothing else of them; of one in hidden mode the first letter."""
    with acting_as(SYSTEM):
        people = Person.objects.filter(pk__in=list(rights)).only("called", "is_hidden")
        return {person.pk: name_on_card(person) for person in people}


def _shared(right: Right, names: dict[UUID, str]) -> Shared:
    assert right.until_at is not None
    return Shared(right.subject_id, names[right.subject_id], frozenset(right.parts), right.until_at)


def may_decide_with(person: Person, *, user: User, at: datetime) -> bool:
    """Tell whether a user is the one who writes down what the person decides: the contact person or a stand-in."""
    right = running_right(user=user, subject_id=person.pk, at=at)
    return right is not None and right.basis in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}
