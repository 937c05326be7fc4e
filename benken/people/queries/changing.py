"""Reads of another contact person: cards of workers, wishes, changes as they are agreed, talks."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Block, Role, User
from benken.access.queries.blocks import kept_out
from benken.access.together import PreparedRead, SmallRead
from benken.people.models import AboutMe, ContactChange, ContactPerson, ContactWish, Person, RelationTalk
from benken.people.models.changing import LONGEST_CARD, LONGEST_CARD_LINE, LONGEST_KNOW, LONGEST_WISH
from benken.people.queries.records import RecordClosed

__all__ = ["LONGEST_CARD", "LONGEST_CARD_LINE", "LONGEST_KNOW", "LONGEST_WISH", "ContactWish"]  # beside the reads below


def card_of(worker: User) -> AboutMe:
    """Return what a worker says of themself; an empty one, not saved, if they have not said or it is not to be read."""
    return AboutMe.objects.filter(pk=worker.pk).first() or AboutMe(worker=worker)


def cards_of(workers: Sequence[User]) -> dict[UUID, AboutMe]:
    """Return what some workers say of themselves, as far as the actor may read it."""
    rows = AboutMe.objects.filter(pk__in=[worker.pk for worker in workers])
    return {row.pk: row for row in rows if row.says_something}


# What waits or was proposed, for My page and the person page: small reads, to be sent with others.
_wishes_waiting = PreparedRead(
    lambda person: ContactWish.objects.filter(person=person, outcome="").order_by("answer_by_on"),
    only=("about", "answer_by_on", "may_tell", "written_by"),
)
_change_proposed = PreparedRead(
    lambda person: ContactChange.objects.filter(person=person, state=ContactChange.State.PROPOSED).order_by(),
    only=("proposed_at",),
    to=("name",),
)
_talk_open = PreparedRead(
    lambda person: RelationTalk.objects.filter(person=person, ended_at__isnull=True).order_by(),
    only=("from_person", "with_whom", "opened_at"),
)
_know_unread = PreparedRead(
    lambda person, user: (
        ContactChange.objects.filter(person=person, to=user, state=ContactChange.State.MADE, know_read_at__isnull=True)
        .exclude(know="")
        .order_by("-state_at")
    ),
    only=("know", "state_at"),
)


def wishes_waiting(person: UUID) -> SmallRead[ContactWish]:
    """Return the read of the wishes of a person that wait, as far as the actor may see them."""
    return _wishes_waiting(person=person)


def change_proposed(person: UUID) -> SmallRead[ContactChange]:
    """Return the read of the change that is proposed to a person, with who is next."""
    return _change_proposed(person=person)


def talk_open(person: UUID) -> SmallRead[RelationTalk]:
    """Return the read of the talk that somebody has proposed."""
    return _talk_open(person=person)


def know_unread(person: UUID, *, user: UUID) -> SmallRead[ContactChange]:
    """Return the read of what a new contact person should know and has not read."""
    return _know_unread(person=person, user=user)


def wishes_of(person: Person) -> list[ContactWish]:
    """Return the wishes of a person, the newest first, as far as the actor may see them; not what was taken back."""
    rows = ContactWish.objects.filter(person=person).exclude(outcome=ContactWish.Outcome.TAKEN_BACK)
    return list(rows.select_related("wished", "answered_by", "written_by"))


def wish_of(person: Person, wish_id: UUID) -> ContactWish:
    """Return one of them, or RecordClosed."""
    wish = ContactWish.objects.filter(person=person, pk=wish_id).first()
    if wish is None:
        raise RecordClosed
    return wish


def changes_of(person: Person) -> list[ContactChange]:
    """Return the changes proposed to a person and made, the newest first."""
    shown = (ContactChange.State.PROPOSED, ContactChange.State.MADE)
    return list(ContactChange.objects.filter(person=person, state__in=shown).select_related("to", "proposed_by"))


def change_of(person: Person, change_id: UUID) -> ContactChange:
    """Return one change of a person's, or RecordClosed."""
    change = ContactChange.objects.filter(person=person, pk=change_id).select_related("to", "proposed_by").first()
    if change is None:
        raise RecordClosed
    return change


def proposed_to(person: Person) -> ContactChange | None:
    """Return the change that is proposed to a person now."""
    rows = ContactChange.objects.filter(person=person, state=ContactChange.State.PROPOSED)
    return rows.select_related("to", "proposed_by").first()


def talks_of(person: Person) -> list[RelationTalk]:
    """Return the talks about what is between a person and the contact, the newest first."""
    return list(RelationTalk.objects.filter(person=person))


def talk_of(person: Person, talk_id: UUID) -> RelationTalk:
    """Return one of them, or RecordClosed."""
    talk = RelationTalk.objects.filter(person=person, pk=talk_id).first()
    if talk is None:
        raise RecordClosed
    return talk


def wishes_for_leader(*, leader: User) -> list[ContactWish]:
    """Return the wishes that wait for this leader, the first due on top: the name, the words, the day; no record.

    Those of the leader's own team, or where no leader of theirs can answer: nobody answers about themself, nor for
    somebody who keeps them out.
    """
    if not can_place_people(leader):
        return []
    with acting_as(SYSTEM):
        return list(_for_leader(leader).select_related("person", "wished", "written_by"))


def wish_for_leader(wish_id: UUID, *, leader: User) -> ContactWish | None:
    """Return one of them."""
    return next((one for one in wishes_for_leader(leader=leader) if one.pk == wish_id), None)


def any_wish_waits(leader: User) -> SmallRead[ContactWish]:
    """Return the read of whether any waits for a leader, for the system, with others."""
    return SmallRead(_for_leader(leader)[:1], only=("answer_by_on",))


def _for_leader(leader: User) -> QuerySet[ContactWish]:
    shut = kept_out(user=leader).values("subject_id")
    about_me = ContactPerson.objects.filter(worker=leader, until_at__isnull=True).values("person_id")
    theirs = ContactPerson.objects.filter(
        worker=OuterRef("pk"), person=OuterRef(OuterRef("person_id")), until_at__isnull=True
    )
    kept = Block.objects.filter(user=OuterRef("pk"), subject_id=OuterRef(OuterRef("person_id")), ended_at__isnull=True)
    of_team = User.objects.filter(is_active=True, roles__contains=[Role.LEADER], team=OuterRef("person__team"))
    nobody_of_team = ~Exists(of_team.filter(~Exists(theirs), ~Exists(kept)))
    rows = ContactWish.objects.filter(Q(person__team=leader.team_id) | nobody_of_team, outcome="")
    return rows.exclude(person__in=shut).exclude(person__in=about_me).order_by("answer_by_on", "asked_at", "pk")


def people_of_team_called(name: str, *, team: UUID | None) -> QuerySet[Person]:
    """Return those of a team who are called just so. For the system alone."""
    named = Q(called__iexact=name) | Q(full_name__iexact=name)
    return Person.objects.filter(named, team=team)


def to_wish_for(person: Person) -> QuerySet[User]:
    """Return whom a person may wish for: the workers of the team, but the contact now and those kept out."""
    workers = User.objects.filter(is_active=True, roles__contains=[Role.WORKER])
    if person.team_id is not None:
        workers = workers.filter(team=person.team_id)
    now = ContactPerson.objects.filter(person=person, until_at__isnull=True).values("worker_id")
    shut = Block.objects.filter(subject_id=person.pk, ended_at__isnull=True).values("user_id")
    return workers.exclude(pk__in=now).exclude(pk__in=shut).order_by("name", "pk")


def is_late(wish: ContactWish, *, today: date) -> bool:
    """Tell whether a wish should have been answered."""
    return wish.is_waiting and wish.answer_by_on < today
