"""Reads of what goes out by itself, and of what was not answered by its hour."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import can_place_people
from benken.access.queries import User
from benken.access.queries.blocks import kept_out
from benken.access.together import PreparedRead, SmallRead
from benken.followup.queries import WeeklyLook, is_weekly_day, weekly_looks_of
from benken.messaging.models import Message, Text, TextChoices, TextConsent
from benken.messaging.policies.texts import can_get_texts
from benken.people.queries import Person, name_on_card
from benken.people.queries.answering import asked_instead
from benken.people.queries.ending import not_ended
from benken.services.queries.appointments import is_planned_at

Automatic = Message.Automatic


@dataclass(frozen=True)
class Ordered:
    """Somebody who has ordered a kind of text: which number it goes to, and what they have chosen."""

    consent: TextConsent
    choices: TextChoices

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.choices.person


def ordered(**what: bool) -> dict[UUID, Ordered]:
    """Return who has ordered `reminders` or `weekly`, and has a number with a yes. Asked by the system."""
    choices = {one.person_id: one for one in TextChoices.objects.filter(not_ended(), **what).select_related("person")}
    consents = TextConsent.objects.filter(is_used=True, person__in=list(choices)).select_related("phone")
    return {one.person_id: Ordered(one, choices[one.person_id]) for one in consents if can_get_texts(one)}


def written_about(about_ids: Collection[UUID], *, kind: str) -> set[tuple[UUID | None, datetime | None]]:
    """Return what has an automatic message of a kind already."""
    known = Message.objects.filter(about_id__in=about_ids, automatic=kind)
    return set(known.values_list("about_id", "about_at"))


def is_wanted(text: Text) -> bool:
    """Tell whether an automatic text still holds: it is still ordered, the appointment still stands at its hour."""
    message = text.message
    if text.automatic == Automatic.REMINDER and message and message.about_id and message.about_at:
        choices = TextChoices.objects.filter(person=message.person_id, reminders=True)
        return choices.exists() and is_planned_at(message.about_id, starts_at=message.about_at)
    if text.automatic == Automatic.WEEKLY and message:
        return TextChoices.objects.filter(person=message.person_id, weekly=True).exists()
    return True


def weekly_looks_today(person_ids: Collection[UUID], *, at: datetime) -> list[WeeklyLook]:
    """Return whose week's look is today, and who has not looked yet."""
    today = timezone.localdate(at)
    looks = weekly_looks_of(person_ids)
    return [look for look in looks if look.weekday == today.weekday() and is_weekly_day(look, today=today)]


def unanswered_by_hour(*, at: datetime) -> "QuerySet[Message]":
    """Return what was not answered by its hour, and nobody else has been asked."""
    return Message.objects.filter(
        not_ended(), answer_by_at__lt=at, answered_at__isnull=True, stand_in_asked_at__isnull=True, from_person=True
    )


_MISSED = PreparedRead(
    lambda person: Message.objects.filter(
        person=person, stand_in_asked_at__isnull=False, answered_at__isnull=True, from_person=True
    ).order_by()[:1],
    only=("stand_in_asked_at",),
)


def missed_hour_of(person_id: UUID) -> SmallRead[Message]:
    """Return the read of whether something the person wrote was not answered by its hour, to be sent with others."""
    return _MISSED(person=person_id)


@dataclass(frozen=True)
class NobodyAnswers:
    """Somebody whose message was not answered by its hour, and nobody could be asked. What was written is not read."""

    person_id: UUID
    called: str
    since_at: datetime


def nobody_answers(*, for_leader: User, at: datetime) -> list[NobodyAnswers]:
    """Return who of a leader's team waits for an answer whose hour has passed, with nobody to ask; longest first.

    The leader sees the name on the card and since when, as of those without a contact person; it opens no record.
    """
    if not can_place_people(for_leader):
        return []
    with acting_as(SYSTEM):
        shut = kept_out(user=for_leader).values("subject_id")
        missed = Message.objects.filter(
            not_ended(),
            stand_in_asked_at__isnull=False,
            answered_at__isnull=True,
            from_person=True,
            person__team=for_leader.team,
        ).exclude(person__in=shut)
        first: dict[UUID, Message] = {}
        for message in missed.select_related("person").order_by("answer_by_at", "pk"):
            first.setdefault(message.person_id, message)
        asked = asked_instead(list(first), at=at)
        return [
            NobodyAnswers(person_id, name_on_card(message.person), message.answer_by_at)
            for person_id, message in first.items()
            if person_id not in asked and message.answer_by_at is not None
        ]
