"""What the tests of automatic texts share: somebody who has ordered them, a moment, and a worker's claims."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.messaging.actions.texts import claim_text
from benken.messaging.gateways.interface import Outgoing
from benken.messaging.models import Message, Text, TextChoices, TextConsent
from benken.people.models import AnswerHours, Person, Phone
from benken.services.models import Appointment

OSLO = ZoneInfo("Europe/Oslo")
NUMBER = "+4799990199"
TUESDAY_AT_ELEVEN = datetime(2026, 11, 24, 11, 0, tzinfo=OSLO)


def oslo(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """Return a moment by the clock in Oslo."""
    return datetime(year, month, day, hour, minute, tzinfo=OSLO)


def order(person: Person, *, by: User, at: datetime, shows: str = "words", **choices: Any) -> TextConsent:
    """Say yes to texts on a number, and choose."""
    with acting_as(SYSTEM):
        phone = Phone.objects.filter(person=person).first() or Phone.objects.create(person=person, number=NUMBER)
        consent, _new = TextConsent.objects.update_or_create(
            phone=phone,
            defaults={
                "person": person,
                "yes_at": at,
                "yes_how": "talk",
                "yes_by": by,
                "is_used": True,
                "is_shared": shows == "notice",
                "shows": shows,
            },
        )
        TextChoices.objects.update_or_create(person=person, defaults={"changed_at": at, "changed_by": by, **choices})
        return consent


def answers_before(worker: User, hour: int) -> None:
    """Let somebody answer before an hour on weekdays."""
    with acting_as(SYSTEM):
        week = [time(hour)] * 5 + [None] * 2
        AnswerHours.objects.update_or_create(worker=worker, defaults={"week": week})


def texts(**which: Any) -> list[Text]:
    """Return the texts that are written down, oldest first."""
    with acting_as(SYSTEM):
        return list(Text.objects.filter(**which).select_related("message").order_by("queued_at", "pk"))


def messages(**which: Any) -> list[Message]:
    """Return the messages there are, oldest first."""
    with acting_as(SYSTEM):
        return list(Message.objects.filter(**which).select_related("person").order_by("sent_at", "pk"))


def claim_all(*, at: datetime) -> list[Outgoing]:
    """Claim everything that waits, as workers do."""
    claimed = [claim_text(text_id=text.pk, gateway="test", at=at) for text in texts(state="queued")]
    return [outgoing for outgoing in claimed if outgoing is not None]


def agreed(person: Person, *, by: User, starts_at: datetime) -> Appointment:
    """Agree on an appointment at a moment, written long before."""
    with acting_as(SYSTEM):
        return Appointment.objects.create(
            person=person,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            what="Samtale om mål",
            place="Kafé Bryggen",
            made_by=by,
            made_at=starts_at - timedelta(days=9),
            changed_by=by,
            changed_at=starts_at - timedelta(days=9),
        )
