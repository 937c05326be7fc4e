"""Sending and reading messages in the app."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.messaging.actions.automatic import note_when_answered
from benken.messaging.actions.texts import queue_text
from benken.messaging.gateways.chosen import is_chosen
from benken.messaging.gsm import plainer
from benken.messaging.models import Message, Text, TextConsent
from benken.messaging.policies import conversation as policies
from benken.messaging.policies.texts import AWAKE, UNDO, Way, check_can_text, check_is_sent, check_words
from benken.messaging.queries.conversation import waits_for_an_answer
from benken.messaging.queries.texts import choices_of, names_of_ours, number_for_texts
from benken.messaging.quiet import allowed_from
from benken.messaging.words import notice_words
from benken.people.actions.entries import forget_hearing, mark_answered, mark_unanswered
from benken.people.actions.people import heard_from
from benken.people.policies import check_text
from benken.people.queries import Person


@transaction.atomic
def send_message(*, person: Person, text: str, by: User, at: datetime, way: Way = Way.PAGE) -> Message:
    """Send a message in a person's conversation. A helper's message answers what the person has told and written.

    By `way` a helper's message goes out as a text, too. It waits a moment, so that it can be taken back.
    """
    check_text(text)
    from_person = by.subject_id == person.pk
    message = Message.objects.create(person=person, author=by, from_person=from_person, text=text, sent_at=at)
    heard_from(person=person, at=at)
    if from_person:
        note_when_answered(message, at=at)
    else:
        mark_answered(person=person, at=at)
        waits_for_an_answer(person).update(answered_at=at)
        if way != Way.PAGE:
            _send_as_text(message, way=way, at=at)
    record_deed(by=by, at=at, verb="message.send", subject_id=person.pk, object_id=message.pk)
    return message


def _send_as_text(message: Message, *, way: Way, at: datetime) -> None:
    check_is_sent(is_chosen=is_chosen())
    consent = number_for_texts(message.person)
    check_can_text(consent)
    assert consent is not None
    if way == Way.WORDS and consent.shows != TextConsent.Shows.WORDS:
        raise Refused(_("På dette nummeret skal det bare stå at det har kommet en melding."))
    body = plainer(message.text) if way == Way.WORDS else notice_words(message.person.language)
    if way == Way.WORDS:
        check_words(body, names=names_of_ours(message.person))
    queue_text(
        person=message.person,
        message=message,
        number=consent.phone.number,
        body=body,
        at=at,
        not_before_at=_not_before(message.person, at=at),
    )


def _not_before(person: Person, *, at: datetime) -> datetime:
    """Return when a helper's text goes: in a moment; after the quiet hours, unless the person is awake and writes."""
    undo_over = at + UNDO
    if Message.objects.filter(person=person, from_person=True, sent_at__gt=at - AWAKE, sent_at__lte=at).exists():
        return undo_over
    chosen = choices_of(person)
    return allowed_from(undo_over, quiet_from=chosen.quiet_from, quiet_until=chosen.quiet_until)


@transaction.atomic
def take_back_message(*, message: Message, by: User, at: datetime) -> None:
    """Take a message away as if it had not been sent, until the other side has read it or a text of it has gone."""
    with acting_as(SYSTEM):  # nobody else deletes a message
        standing = Message.objects.select_for_update(of=("self",)).filter(pk=message.pk).first()
        if standing is None:  # taken back in the same moment
            return
        if not policies.can_take_back(standing, user=by):
            raise Refused(_("Meldingen er alt lest, og blir stående."))
        # Locked: it is sent, or it is taken back.
        text = Text.objects.select_for_update(of=("self",)).filter(message=standing).first()
        if text is not None and not policies.can_take_back_text(text):
            raise Refused(_("SMS-en er alt sendt, og meldingen blir stående."))
        standing.delete()
        left = Message.objects.filter(person_id=message.person_id, automatic="")  # what nobody wrote is no answer
        if not message.from_person and not left.filter(from_person=False, sent_at__gte=message.sent_at).exists():
            mark_unanswered(person=message.person, answered_at=message.sent_at)
            answered_by(message).update(answered_at=None)
        latest = left.aggregate(latest=Max("sent_at"))["latest"]
        forget_hearing(person=message.person, heard_at=message.sent_at, otherwise=latest)
        record_deed(by=by, at=at, verb="message.take_back", subject_id=message.person_id, object_id=message.pk)


def answered_by(message: Message) -> QuerySet[Message]:
    """Return what a helper's message answered."""
    return Message.objects.filter(
        person_id=message.person_id, from_person=True, answer_by_at__isnull=False, answered_at=message.sent_at
    )


@transaction.atomic
def needs_no_answer(*, person: Person, by: User, at: datetime) -> Message | None:
    """Say of what waits that it needs no answer; return the newest of it, None if nothing waits."""
    newest = waits_for_an_answer(person).order_by("-sent_at", "-pk").first()
    if newest is None:
        return None
    waits_for_an_answer(person).update(answered_at=at)
    record_deed(by=by, at=at, verb="message.no_answer", subject_id=person.pk, object_id=newest.pk)
    return newest


@transaction.atomic
def needs_an_answer(*, message: Message, by: User, at: datetime) -> None:
    """Let what needed no answer wait again; what a helper has written an answer to stays answered."""
    said_at = message.answered_at
    if said_at is None:  # a second click
        return
    written = Message.objects.filter(person_id=message.person_id, from_person=False, automatic="")
    if written.filter(sent_at__gte=said_at).exists():
        raise Refused(_("Det er alt skrevet et svar."))
    together = Message.objects.filter(person_id=message.person_id, from_person=True, answered_at=said_at)
    together.update(answered_at=None)
    record_deed(by=by, at=at, verb="message.answer_after_all", subject_id=message.person_id, object_id=message.pk)


def mark_messages_read(*, person: Person, by: User, at: datetime) -> int:
    """Note that the other side has seen the messages; return how many were new."""
    mine = by.subject_id == person.pk
    return Message.objects.filter(person=person, from_person=not mine, read_at__isnull=True).update(read_at=at)


def mark_found_messages_read(*, message_ids: Collection[UUID], at: datetime) -> int:
    """Note, as `mark_messages_read` does for a helper, that one has seen a part of these in a search."""
    if not message_ids:
        return 0
    return Message.objects.filter(pk__in=message_ids, from_person=True, read_at__isnull=True).update(read_at=at)
