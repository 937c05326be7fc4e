"""A text comes in: once, whoever it is from, and wherever it then stands."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries.accounts import account_of
from benken.lib.text import is_seen
from benken.messaging.actions.automatic import note_when_answered
from benken.messaging.actions.keywords import act_for, act_for_number, kept_of, keyword_in
from benken.messaging.gateways.interface import Incoming
from benken.messaging.keywords import Keyword
from benken.messaging.models import IncomingText, Message, TextChoices, TextConsent
from benken.messaging.policies.incoming import digits_of, key_of, number_shown, said_when, words_of
from benken.people.actions.people import heard_from
from benken.people.phones import read_number
from benken.people.queries import Person, people_with_number, with_a_contact


def take_in(*, gateway: str, incoming: Incoming, at: datetime) -> IncomingText:
    """Take in a text. Told a second time, also at the same moment, it is the same text and changes nothing.

    From a number that one person has it goes to their conversation; else it lies in the tray. Nobody is answered but
    by a keyword, and nothing is asked of what it says but whether the whole of it is one.
    """
    key, number = key_of(incoming), _read(incoming.number)
    with acting_as(SYSTEM):
        told = IncomingText.objects.filter(gateway=gateway, gateway_id=key).first()
        if told is not None:
            return told
        people = people_with_number(number) if number else []
        person = people[0] if len(people) == 1 else None
        choices = TextChoices.objects.filter(person=person).first() if person else None
        text = words_of(incoming)
        sent = keyword_in(text, choices=choices)
        if person is None and len(people) > 1:
            text = _without_words_of(people, text)
        try:
            with transaction.atomic():
                row = IncomingText.objects.create(
                    gateway=gateway,
                    gateway_id=key,
                    number=number or number_shown(incoming),
                    text="" if person else text,
                    said_at=said_when(incoming, at=at),
                    received_at=at,
                    person=person,
                    candidate_ids=candidates(people),
                    in_tray=person is None,
                )
        except IntegrityError:  # told twice at once: the other has it, and has been committed
            return IncomingText.objects.get(gateway=gateway, gateway_id=key)
        if number:
            TextConsent.objects.filter(phone__number=number, no_such_at__isnull=False).update(no_such_at=None)
        if person is not None:
            message = put_in_conversation(row, person=person, text=kept_of(text, choices=choices), at=at)
            if sent is None or sent.keyword is Keyword.HELP:  # a human answers; HELP has had its numbers at once
                note_when_answered(message, at=at, number=number, answers=sent is None)
            if sent is not None:
                act_for(person, sent=sent, choices=choices or TextChoices(person=person), number=number, at=at)
        elif sent is not None and number:
            act_for_number(number, sent=sent, at=at)
    return row


def put_in_conversation(row: IncomingText, *, person: Person, text: str, at: datetime) -> Message:
    """Let a text stand in a person's conversation, where it was written in time. The system does it."""
    account = account_of(person.pk)
    message = Message.objects.create(
        person=person,
        author=account,
        from_person=True,
        by_text=True,
        text=text if is_seen(text) else _no_words(),
        sent_at=row.said_at,
    )
    row.message = message
    row.save(update_fields=["message"])
    heard_from(person=person, at=row.said_at)
    record_deed(by=account, at=at, verb="message.by_text", subject_id=person.pk, object_id=message.pk)
    return message


def candidates(people: list[Person]) -> list[UUID]:
    """Return whom a text can be from when several have its number: those whom somebody follows, who then see it."""
    return sorted(with_a_contact([person.pk for person in people])) if len(people) > 1 else []


def _read(written: str) -> str:
    """Return a number in E.164, whichever way the gateway writes it; nothing for what is no number."""
    found = read_number(written)
    if found is None and digits_of(written):
        found = read_number(f"+{digits_of(written)}")
    return found.number if found else ""


def _without_words_of(people: list[Person], text: str) -> str:
    """Leave a PIN word out of what lies in the tray, when one of those it can be from has one."""
    for choices in TextChoices.objects.filter(person__in=people):
        text = kept_of(text, choices=choices)
    return text


def _no_words() -> str:
    """Return what stands for a text in which nothing is seen: often a picture that the gateway has left out."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("(SMS uten ord)")
