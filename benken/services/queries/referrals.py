"""Reads of referrals and waits. Whoever reads about a person opens the record first; row security holds besides."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from benken.access.queries import Role, User
from benken.access.together import PreparedRead, SmallRead
from benken.people.queries import Person, RecordClosed
from benken.services.models import PlaceEditor, Referral, ReferralStep, Service, Wait, WaitLine
from benken.services.models.referrals import LONGEST_HOPES, LONGEST_LETTER, LONGEST_NAME, LONGEST_PURPOSE
from benken.services.policies.referrals import WARM_AFTER, WITH_RECEIVER

__all__ = [
    "LONGEST_HOPES",
    "LONGEST_LETTER",
    "LONGEST_NAME",
    "LONGEST_PURPOSE",
    "Referral",
    "ReferralStep",
    "Wait",
    "WaitLine",
]  # what other apps name

_BESIDE: dict[str, tuple[str, ...]] = {
    "referral": ("to_words", "kind", "state", "state_on", "expected_start_on"),
    "ball_user": ("name",),
}
# What a person waits for, the first date on top: a small read, to be sent with others.
_waits_of = PreparedRead(
    lambda person: Wait.objects.filter(person=person, ended_at__isnull=True).order_by("next_on", "pk"), **_BESIDE
)
_waits_among = PreparedRead(
    lambda ids, since, today: Wait.objects.filter(
        _needs_us(since, today), person__one_of=ids, ended_at__isnull=True
    ).order_by("since_on", "pk"),
    **_BESIDE,
)


def _needs_us(since: date, today: date) -> Q:
    """Who has waited long in one state, and where the ball is with one of us and the day has come."""
    return Q(since_on__lte=since) | Q(ball=Wait.Ball.US, next_on__lte=today)


def waits_of(person_id: UUID) -> SmallRead[Wait]:
    """Return the read of what a person waits for now."""
    return _waits_of(person=person_id)


def waits_among(person_ids: Sequence[UUID], *, today: date) -> SmallRead[Wait]:
    """Return the read of who among these people has waited long, or waits for one of us today."""
    return _waits_among(ids=list(person_ids), since=today - WARM_AFTER, today=today)


def referrals_of(person: Person) -> list[Referral]:
    """Return a person's referrals, the newest first."""
    return list(Referral.objects.filter(person=person).select_related("after"))


def referral_of(person: Person, referral_id: UUID) -> Referral:
    """Return one referral of a person, or RecordClosed."""
    rows = Referral.objects.filter(person=person, pk=referral_id)
    referral = rows.select_related("person", "service__place", "after", "drafted_by").first()
    if referral is None:
        raise RecordClosed
    return referral


def steps_of(referral: Referral) -> list[ReferralStep]:
    """Return the steps of a referral, the newest first."""
    return list(
        ReferralStep.objects.filter(referral=referral).select_related("recorded_by").order_by("-recorded_at", "-pk")
    )


def undone_among(steps: Sequence[ReferralStep]) -> set[UUID]:
    """Return which of the steps of a referral, the newest first, were taken back by the one after."""
    return {before.pk for after, before in pairwise(steps) if after.is_undo}


def wait_of(referral: Referral) -> Wait | None:
    """Return the wait of a referral that runs, if one does."""
    return Wait.objects.filter(referral=referral, ended_at__isnull=True).select_related("ball_user").first()


def lines_of(person: Person, *, wait_ids: Iterable[UUID]) -> dict[UUID, list[WaitLine]]:
    """Return what a person has been told in these waits, the newest first, by wait."""
    lines: dict[UUID, list[WaitLine]] = {}
    rows = WaitLine.objects.filter(person=person, wait_id__in=list(wait_ids)).select_related("ball_user")
    for line in rows.order_by("-on_day", "-pk"):
        lines.setdefault(line.wait_id, []).append(line)
    return lines


def services_to_ask() -> "QuerySet[Service]":
    """Return what the directory has that can be asked for, by name."""
    ways_in = [Service.WayIn.REFERRAL, Service.WayIn.APPLICATION, Service.WayIn.CALL_FIRST, Service.WayIn.SIGN_UP]
    rows = Service.objects.filter(way_in__in=ways_in, ended_on__isnull=True).select_related("place")
    return rows.order_by("place__name", "name", "pk")


def next_doors(referral: Referral) -> list[Service]:
    """Return other services of the directory for the same need, by name: what else can be tried."""
    service = referral.service
    if service is None:
        return []
    rows = Service.objects.filter(need=service.need, ended_on__isnull=True).exclude(pk=service.pk)
    return list(rows.select_related("place").order_by("place__name", "name", "pk")[:6])


def edits_a_place(user: User) -> bool:
    """Tell whether letters may come to somebody: a service editor who keeps a place."""
    return user.has_role(Role.SERVICE_EDITOR) and PlaceEditor.objects.filter(user=user).exists()


def _letters(user: User) -> "QuerySet[Referral]":
    """Return the letters that are with the places a user edits. Nothing of the person but the letter is read."""
    if not (user.is_active and user.has_role(Role.SERVICE_EDITOR)):
        return Referral.objects.none()
    places = PlaceEditor.objects.filter(user=user).values("place")
    return Referral.objects.filter(place__in=places, state__in=list(WITH_RECEIVER)).select_related("service", "place")


def letters_for(user: User) -> list[Referral]:
    """Return the letters an editor has to answer, in the order they were sent."""
    return list(_letters(user).order_by("service__name", "drafted_at", "pk"))


def letter_for(user: User, referral_id: UUID) -> Referral:
    """Return one of them, or RecordClosed."""
    letter = _letters(user).filter(pk=referral_id).first()
    if letter is None:
        raise RecordClosed
    return letter


def by_person(waits: Iterable[Wait]) -> dict[UUID, list[Wait]]:
    """Return waits by person."""
    found: dict[UUID, list[Any]] = {}
    for wait in waits:
        found.setdefault(wait.person_id, []).append(wait)
    return found
