"""Phones for tests: a text comes in by the address the gateway calls, signed as our REST gateway signs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.lib.ids import new_id
from benken.messaging.models import IncomingText, Message, Text, TextChoices, TextConsent
from benken.people.models import Person, Phone
from tests.sms_gateway import SECRET, TOKEN, signed

Row = TypeVar("Row", Message, Text)
NOBODY_THERE = "http://127.0.0.1:9"
SMS = {"GATEWAY": "rest", "URL": NOBODY_THERE, "TOKEN": TOKEN, "SECRET": SECRET, "CALLS_AT": NOBODY_THERE}
NUMBER, OTHER_NUMBER, UNKNOWN = "+4799990123", "+4799990124", "+4799990999"


@contextmanager
def rest_is_chosen() -> Iterator[None]:
    """Let texts go by a REST gateway."""
    with override_settings(SMS={**settings.SMS, **SMS}):
        yield


def call(client: Client, said: Any, *, to: str = "sms_in", name: str = "rest", secret: str = SECRET) -> HttpResponse:
    """Call as the gateway does; `said` is posted as JSON, bytes as they are."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    headers = signed(body, secret=secret)
    answer = client.post(reverse(to, args=[name]), body, content_type="application/json", headers=headers)
    assert isinstance(answer, HttpResponse)
    return answer


def text_in(client: Client, number: str, text: str, *, key: str = "", at: datetime | None = None) -> HttpResponse:
    """Send a text from a phone."""
    said = {"id": key or str(new_id()), "from": number, "text": text}
    return call(client, said | ({"at": at.isoformat()} if at else {}))


def give_phone(person: Person, number: str = NUMBER, **more: Any) -> Phone:
    """Let somebody have a number."""
    with acting_as(SYSTEM):
        return Phone.objects.create(person=person, number=number, **more)


def say_yes(phone: Phone, *, at: datetime, **more: Any) -> TextConsent:
    """Let somebody have said yes to texts on a number."""
    with acting_as(SYSTEM):
        said = {"person_id": phone.person_id, "yes_at": at, "yes_how": "talk", "is_used": True} | more
        return TextConsent.objects.create(phone=phone, **said)


def choose(person: Person, *, by: User, at: datetime, **chosen: Any) -> TextChoices:
    """Let somebody have chosen something about texts."""
    with acting_as(SYSTEM):
        return TextChoices.objects.create(person=person, changed_at=at, changed_by=by, **chosen)


def thread(person: Person) -> list[Message]:
    """Return a person's conversation, oldest first."""
    with acting_as(SYSTEM):
        return list(Message.objects.filter(person=person).select_related("author").order_by("sent_at", "pk"))


def but_away(rows: list[Row]) -> list[Row]:
    """Leave out the answer to who writes while nobody reads: it hangs on the hour at which the test runs."""
    return [row for row in rows if row.automatic != Message.Automatic.AWAY]


def written(person: Person) -> list[str]:
    """Return what the person has written."""
    return [message.text for message in thread(person) if message.from_person]


def texts_out(number: str = "") -> list[Text]:
    """Return the texts on their way out, oldest first."""
    with acting_as(SYSTEM):
        rows = Text.objects.filter(number=number) if number else Text.objects.all()
        return list(rows.order_by("queued_at", "pk"))


def texts_in() -> list[IncomingText]:
    """Return all texts that came in."""
    with acting_as(SYSTEM):
        return list(IncomingText.objects.order_by("received_at", "pk"))
