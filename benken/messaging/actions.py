"""Sending and reading messages in the app."""

from datetime import datetime

from django.db import transaction

from benken.access.actions import record_deed
from benken.access.queries import User
from benken.messaging.models import Message
from benken.people.actions.entries import mark_answered
from benken.people.actions.people import heard_from
from benken.people.policies import check_text
from benken.people.queries import Person


@transaction.atomic
def send_message(*, person: Person, text: str, by: User, at: datetime) -> Message:
    """Send a message in a person's conversation. A helper's message answers what the person has told."""
    check_text(text)
    from_person = by.subject_id == person.pk
    message = Message.objects.create(person=person, author=by, from_person=from_person, text=text, sent_at=at)
    heard_from(person=person, at=at)
    if not from_person:
        mark_answered(person=person, at=at)
    record_deed(by=by, at=at, verb="message.send", subject_id=person.pk, object_id=message.pk)
    return message


def mark_messages_read(*, person: Person, by: User, at: datetime) -> int:
    """Note that the other side has seen the messages; return how many were new."""
    mine = by.subject_id == person.pk
    return Message.objects.filter(person=person, from_person=not mine, read_at__isnull=True).update(read_at=at)
