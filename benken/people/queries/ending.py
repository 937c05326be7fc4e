"""Whether somebody has died, asked by all that sends, tells or lets in; and what stands of it meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Right, User
from benken.access.queries.blocks import kept_out
from benken.access.queries.rights import afterwards_subjects, holds_right, running_right
from benken.access.together import PreparedRead, SmallRead
from benken.people.models import Death, DeathNews, DeathTalk, Person
from benken.people.queries.records import open_record
from benken.people.queries.relations import card_person, name_on_card

__all__ = ["Death", "DeathNews", "DeathTalk"]  # the types that other modules name

NOTES_DEATH = (Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN)


def has_ended(person_id: UUID | None) -> bool:
    """Tell whether somebody is written down as dead. Then nothing is sent to them, or told of them, by itself."""
    if person_id is None:
        return False
    with acting_as(SYSTEM):
        return Death.objects.filter(person=person_id).exists()


def not_ended(column: str = "person_id") -> Q:
    """Return, as a part of a query of the system, that the person in `column` is not written down as dead."""
    return Q(~Exists(Death.objects.filter(person=OuterRef(column))))


@dataclass(frozen=True)
class Finishing:
    """Whose death somebody may write down, or sees to: by their right, or as the leader of the team."""

    person: Person
    death: Death | None
    called: str
    is_leader: bool
    sees_all: bool  # the people around the person, too: a leader only where nobody else is there to tell them

    @property
    def under_way(self) -> int:
        """How many texts had been handed over a moment before, and could not be stopped."""
        before = self.death.before if self.death else {}
        return sum(one.get("under_way", 0) for one in before.values() if isinstance(one, dict))

    @property
    def talks(self) -> list[DeathTalk]:
        """Those whom a human being tells, by name."""
        if self.death is None or not self.sees_all:
            return []
        with acting_as(SYSTEM):
            return list(self.death.talks.select_related("talked_by"))


def finishing(person_id: UUID, *, for_user: User, at: datetime) -> Finishing:
    """Open what is written of somebody's death, or what would be; RecordClosed for everybody else. It is logged."""
    right = running_right(user=for_user, subject_id=person_id, at=at)
    if right is not None and right.basis in {*NOTES_DEATH, Right.Basis.AFTERWARDS}:
        person = open_record(person_id, for_user=for_user, part="ending", at=at).person
        return Finishing(person, _death_of(person_id), person.called, is_leader=False, sees_all=True)
    death = death_for_leader(person_id, leader=for_user, at=at)
    if death is None:
        person = card_person(person_id, for_leader=for_user)
        return Finishing(person, None, name_on_card(person), is_leader=True, sees_all=False)
    alone = not holds_right(subject_id=person_id, basis=Right.Basis.AFTERWARDS, at=at)
    return Finishing(death.person, death, name_on_card(death.person), is_leader=True, sees_all=alone)


def _death_of(person_id: UUID) -> Death | None:
    with acting_as(SYSTEM):
        return Death.objects.select_related("person", "noted_by").filter(person=person_id).first()


def death_for_leader(person_id: UUID, *, leader: User, at: datetime) -> Death | None:
    """Return what a leader sees to of somebody of their team who has died."""
    return next((one for one in deaths_for_leader(leader, at=at) if one.person_id == person_id), None)


def deaths_for_leader(leader: User, *, at: datetime) -> list[Death]:
    """Return who of a leader's team has died and is being finished, the latest first. Not those who kept them out."""
    if not can_place_people(leader):
        return []
    with acting_as(SYSTEM):
        shut = kept_out(user=leader).values("subject_id")
        rows = Death.objects.filter(person__team=leader.team, closes_at__gt=at).exclude(person__in=shut)
        return list(rows.select_related("person__team", "noted_by").order_by("-noted_at", "pk"))


def talks_wanted(leader: User) -> list[DeathNews]:
    """Return who wants a talk with a leader after a death, who waits longest first. Once had, it stands nowhere."""
    with acting_as(SYSTEM):
        rows = DeathNews.objects.filter(talk_with=leader, wants_talk_at__isnull=False)
        return list(rows.select_related("user").order_by("wants_talk_at", "pk"))


_NEWS = PreparedRead(
    lambda user: DeathNews.objects.filter(user=user).order_by("called", "pk"),
    only=("called", "noted_at", "wants_talk_at", "noted_by", "talk_with"),
    noted_by=("name",),
    talk_with=("name",),
)
_FINISHED_BY = PreparedRead(
    lambda user, at: Death.objects.filter(person__one_of=afterwards_subjects(user=user, at=at)).order_by("noted_at"),
    only=("person", "closes_at"),
    person=("called",),
)


def death_news(user: User) -> SmallRead[DeathNews]:
    """Return the read of whose death somebody is to know of, to be sent with others."""
    return _NEWS(user=user.pk)


def finished_by(user: User, *, at: datetime) -> SmallRead[Death]:
    """Return the read of those who have died whom somebody finishes for, to be sent with others."""
    return _FINISHED_BY(user=user.pk, at=at)
