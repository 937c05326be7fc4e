"""Who waits for a place, as the letters that lie there: in the order they came, and nothing else of the person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import Role, User
from benken.access.queries.blocks import kept_out
from benken.access.queries.setup import thresholds_now
from benken.numbers.disclosure import SafeCount, safe_count
from benken.people.queries import name_on_card
from benken.services.models import Referral, ReferralStep, Service, Wait, WaitLine
from benken.services.policies.referrals import ON_LIST
from benken.services.queries.referrals import letters_for, undone_among


@dataclass(frozen=True)
class Waiting:
    """A letter that lies there, the moment it came, and the next date the person has been told."""

    letter: Referral
    came_at: datetime
    next_on: date | None


def waiting_for(service: Service, *, user: User) -> list[Waiting]:
    """Return the letters to a service that an editor has, in the order they came; also those with an offer."""
    return _in_order([one for one in letters_for(user) if one.service_id == service.pk])


def number_waiting(service: Service, *, user: User) -> SafeCount | None:
    """Return how many wait for a service, for leaders: a number in which nobody can be found. None for all others."""
    if not (user.is_active and user.has_role(Role.LEADER)):
        return None
    with acting_as(SYSTEM):
        rows = Referral.objects.filter(service=service, place=service.place_id, state__in=list(ON_LIST))
        number = rows.values("person").distinct().count()
    return safe_count(number, threshold=thresholds_now().anywhere)


@dataclass(frozen=True)
class OverdueWait:
    """What a leader sees of somebody who waits longer than was said: the name, since when, the limit; not for what."""

    person_id: UUID
    called: str
    since_on: date
    limit_on: date | None
    is_ours: bool  # one of us has to do something now


def overdue_waits(*, for_leader: User, today: date, most: int) -> list[OverdueWait]:
    """Return who of the leader's team waits though a date they were told, or a limit of law, has passed; longest first.

    A worklist, never exported. Not those who keep the leader out; the leader's right opens no record.
    """
    if not can_place_people(for_leader):
        return []
    told = WaitLine.objects.filter(wait=OuterRef("pk"))
    with acting_as(SYSTEM):
        shut = kept_out(user=for_leader).values("subject_id")
        rows = Wait.objects.filter(Q(limit_on__lt=today) | Exists(told), ended_at__isnull=True)
        rows = rows.filter(person__team=for_leader.team).exclude(person__in=shut).select_related("person")
        found = list(rows.order_by("since_on", "pk")[:most])
    return [
        OverdueWait(
            row.person_id,
            name_on_card(row.person),
            row.since_on,
            row.limit_on if row.limit_on and row.limit_on < today else None,
            row.ball == Wait.Ball.US,
        )
        for row in found
    ]


def came_at(steps: Sequence[ReferralStep]) -> datetime | None:
    """Return when a letter first came, of the steps of one referral, the newest first.

    It is the moment it was sent, not a day somebody wrote. Sent anew after a no or a change of mind, it keeps its day.
    """
    undone = undone_among(steps)
    sent = [one for one in steps if one.to_state == Referral.State.SENT and not one.is_undo and one.pk not in undone]
    return sent[-1].recorded_at if sent else None


def others_before(letter: Referral) -> tuple[bool, bool]:
    """Tell whether other people wait for the same, and whether one of them has waited longer."""
    with acting_as(SYSTEM):
        rows = Referral.objects.filter(service=letter.service_id, place=letter.place_id, state__in=list(ON_LIST))
        listed = _in_order([letter, *rows.exclude(person=letter.person_id)])
    return len(listed) > 1, listed[0].letter.pk != letter.pk


def _in_order(letters: Sequence[Referral]) -> list[Waiting]:
    """Return letters that were found before, with what the system knows beside: when each came, what was told."""
    ids = [one.pk for one in letters]
    with acting_as(SYSTEM):
        waits = Wait.objects.filter(referral__in=ids, ended_at__isnull=True)
        next_on = dict(waits.values_list("referral_id", "next_on"))
        steps = _by_referral(ReferralStep.objects.filter(referral__in=ids).order_by("-recorded_at", "-pk"))
    rows = [Waiting(one, came_at(steps.get(one.pk, [])) or one.drafted_at, next_on.get(one.pk)) for one in letters]
    return sorted(rows, key=lambda row: (row.came_at, row.letter.pk))


def _by_referral(steps: Iterable[ReferralStep]) -> dict[UUID, list[ReferralStep]]:
    found: dict[UUID, list[ReferralStep]] = {}
    for step in steps:
        found.setdefault(step.referral_id, []).append(step)
    return found
