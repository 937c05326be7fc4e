"""Sending and reading messages in the app."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.messaging import policies
from benken.messaging.models import Message
from benken.people.actions.entries import forget_hearing, mark_answered, mark_unanswered
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


@transaction.atomic
def take_back_message(*, message: Message, by: User, at: datetime) -> None:
    """Take a message away as if it had not been sent, until the other side has read it."""
    with acting_as(SYSTEM):  # nobody else deletes a message
        standing = Message.objects.select_for_update(of=("self",)).filter(pk=message.pk).first()
        if standing is None:  # taken back in the same moment
            return
        if not policies.can_take_back(standing, user=by):
            raise Refused(_("Meldingen er alt lest, og blir stående."))
        standing.delete()
        left = Message.objects.filter(person_id=message.person_id)
        if not message.from_person and not left.filter(from_person=False, sent_at__gte=message.sent_at).exists():
            mark_unanswered(person=message.person, answered_at=message.sent_at)
        latest = left.aggregate(latest=Max("sent_at"))["latest"]
        forget_hearing(person=message.person, heard_at=message.sent_at, otherwise=latest)
        record_deed(by=by, at=at, verb="message.take_back", subject_id=message.person_id, object_id=message.pk)


def mark_messages_read(*, person: Person, by: User, at: datetime) -> int:
    """Note that the other side has seen the messages; return how many were new."""
    mine = by.subject_id == person.pk
    return Message.objects.filter(person=person, from_person=not mine, read_at__isnull=True).update(read_at=at)


def mark_found_messages_read(*, message_ids: Collection[UUID], at: datetime) -> int:
    """Note, as `mark_messages_read` does for a helper, that one has seen a part of these in a search."""
    if not message_ids:
        return 0
    return Message.objects.filter(pk__in=message_ids, from_person=True, read_at__isnull=True).update(read_at=at)
