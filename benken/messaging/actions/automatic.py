"""What is written by itself: reminders, the week's look, answers while nobody reads; who is asked when an hour passes.

Each is written once, however often a job runs: `Message.about_id` and `about_at` are unique for each kind. It goes
through `queue_text`, so the switch, STOP and a changed appointment are asked again at the moment it would be sent.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries.automatic import automatic_is_on
from benken.access.queries.setup import setup_now
from benken.country.packs import pack
from benken.lib.days import moment_of
from benken.messaging.actions.texts import queue_text
from benken.messaging.gateways.chosen import is_chosen
from benken.messaging.models import Message, Text, TextConsent
from benken.messaging.policies.automatic import ANSWERED_WITHIN, AWAY_EVERY, is_away, may_go_until
from benken.messaging.policies.choices import why_no_texts
from benken.messaging.queries.automatic import (
    Ordered,
    ordered,
    unanswered_by_hour,
    weekly_looks_today,
    written_about,
)
from benken.messaging.queries.texts import number_for_texts
from benken.messaging.words import away_words, notice_words, reminder_words, weekly_words
from benken.people.actions.stand_ins import ask_stand_in
from benken.people.helpers import helpers_of
from benken.people.queries import Person, phones_with_number
from benken.people.queries.ending import has_ended
from benken.services.actions.appointments import hold_planned
from benken.services.queries.appointments import planned_on

Automatic = Message.Automatic
DAY = timedelta(days=1)


def queue_reminders(*, at: datetime) -> int:
    """Remind those who ordered it of tomorrow's appointments, at a decent hour; return how many."""
    with acting_as(SYSTEM):
        who = ordered(reminders=True) if is_chosen() and automatic_is_on() else {}
        coming = planned_on(list(who), day=timezone.localdate(at) + DAY) if who else []
        known = written_about([one.pk for one in coming], kind=Automatic.REMINDER)
    new = [one for one in coming if (one.pk, one.starts_at) not in known]
    return sum(_remind(who[one.person_id], appointment_id=one.pk, starts_at=one.starts_at, at=at) for one in new)


def _remind(one: Ordered, *, appointment_id: UUID, starts_at: datetime, at: datetime) -> bool:
    until = _until(one, at=at)
    if until is None:
        return False
    with acting_as(SYSTEM):
        if not hold_planned(appointment_id, starts_at=starts_at):
            return False
        words = reminder_words(one.person.language, starts_at=starts_at, at=at)
        return _write(one, Automatic.REMINDER, words, about_id=appointment_id, about_at=starts_at, until=until, at=at)


def queue_weekly(*, at: datetime) -> int:
    """Tell those who ordered it that the week's look is there, on its day; return how many."""
    with acting_as(SYSTEM):
        who = ordered(weekly=True) if is_chosen() and automatic_is_on() else {}
        looks = weekly_looks_today(list(who), at=at) if who else []
        known = written_about([look.person_id for look in looks], kind=Automatic.WEEKLY)
    today = moment_of(timezone.localdate(at), time(0), timezone.get_current_timezone())
    new = [who[look.person_id] for look in looks if (look.person_id, today) not in known]
    return sum(_tell_weekly(one, today=today, at=at) for one in new)


def _tell_weekly(one: Ordered, *, today: datetime, at: datetime) -> bool:
    until = _until(one, at=at)
    if until is None:
        return False
    with acting_as(SYSTEM):
        words = weekly_words(one.person.language)
        return _write(one, Automatic.WEEKLY, words, about_id=one.person.pk, about_at=today, until=until, at=at)


def _until(one: Ordered, *, at: datetime) -> datetime | None:
    choices = one.choices
    return may_go_until(timezone.localdate(at), quiet_from=choices.quiet_from, quiet_until=choices.quiet_until, at=at)


def _write(
    one: Ordered, kind: str, words: str, *, about_id: UUID, about_at: datetime, until: datetime, at: datetime
) -> bool:
    """Write it down with its text; False if another run has just done so. Where no words may stand, none do."""
    message = _written(one.person, kind, words, about_id=about_id, about_at=about_at, at=at)
    if message is None:
        return False
    shows_words = one.consent.shows == TextConsent.Shows.WORDS
    queue_text(
        person=one.person,
        message=message,
        number=one.consent.phone.number,
        body=words if shows_words else notice_words(one.person.language),
        automatic=kind,
        not_after_at=until,
        at=at,
    )
    return True


def _written(
    person: Person, kind: str, words: str, *, about_id: UUID, about_at: datetime, at: datetime
) -> Message | None:
    if has_ended(person.pk):
        return None
    try:
        with transaction.atomic():
            message = Message.objects.create(
                person=person,
                from_person=False,
                automatic=kind,
                text=words,
                sent_at=at,
                read_at=at,
                about_id=about_id,
                about_at=about_at,
            )
    except IntegrityError:  # another run was there first
        return None
    record_deed(by=None, at=at, verb="message.automatic", subject_id=person.pk, object_id=message.pk)
    return message


def take_away_reminders(*, appointment_id: UUID, holds_at: datetime | None) -> int:
    """Take away reminders of an appointment that no longer stands at their hour, while they have not been handed over.

    Called by services (settings.APPOINTMENT_CHANGED) in the transaction of the change; `holds_at` is when it stands
    now, or None. Moved back in time, it is reminded of anew.
    """
    with acting_as(SYSTEM):
        queued = Text.objects.select_for_update(of=("self",)).filter(
            message__about_id=appointment_id,
            message__automatic=Automatic.REMINDER,
            state=Text.State.QUEUED,
            tries=0,
        )
        over = [text.message_id for text in queued.exclude(message__about_at=holds_at) if text.message_id]
        Message.objects.filter(pk__in=over).delete()
    return len(over)


def note_when_answered(message: Message, *, at: datetime, number: str = "", answers: bool = True) -> None:
    """Write down by when a message from the person is answered, and answer that nobody reads now, if nobody does.

    Called in the transaction of each message from the person. A text is answered on the number it came from; a
    keyword that is answered already is not answered twice (`answers=False`).
    """
    with acting_as(SYSTEM):
        helpers = helpers_of(message.person, at=at)
        message.answer_by_at = helpers.answer_by
        message.save(update_fields=["answer_by_at"])
        if has_ended(message.person_id):
            return
        is_here = helpers.contact is not None and not helpers.is_away
        if answers and is_away(helpers.answer_by, is_anybody_here=is_here, at=at) and automatic_is_on():
            _answer_away(message, number=number, at=at)


def _answer_away(message: Message, *, number: str, at: datetime) -> None:
    person, answer_by = message.person, message.answer_by_at
    before = Message.objects.filter(person=person, automatic=Automatic.AWAY)
    if before.filter(sent_at__gt=at - AWAY_EVERY).exists():
        return
    closed = answer_by or moment_of(timezone.localdate(at), time(0), timezone.get_current_timezone())
    numbers = pack(setup_now().country)
    words = away_words(person.language, answer_by=answer_by, numbers=numbers, at=at, by_text=message.by_text)
    written = _written(person, Automatic.AWAY, words, about_id=person.pk, about_at=closed, at=at)
    if written is None or not message.by_text:
        return
    if not number:
        consent = number_for_texts(person)
        number = consent.phone.number if consent else ""
    # To a number that gets no texts none is written down: the answer stands in the conversation alone.
    is_stopped = TextConsent.objects.filter(phone__number=number, stopped_at__isnull=False).exists()
    gets_none = any(why_no_texts(phone) for phone in phones_with_number(number))
    if number and not is_stopped and not gets_none:
        queue_text(
            person=person,
            message=written,
            number=number,
            body=words,
            automatic=Automatic.AWAY,
            not_after_at=at + ANSWERED_WITHIN,
            at=at,
        )


def ask_where_hours_passed(*, at: datetime) -> int:
    """Ask the stand-in of each person whose message was not answered by its hour; return how many persons.

    Where there is nobody to ask, the leader sees it. The message stays unread and unanswered. Run again, it asks
    nobody twice.
    """
    with acting_as(SYSTEM):
        waiting = list(unanswered_by_hour(at=at).order_by("person").distinct("person").values_list("person", flat=True))
    return sum(_ask_for(person_id, at=at) for person_id in waiting)


def _ask_for(person_id: UUID, *, at: datetime) -> bool:
    with acting_as(SYSTEM):
        # Locked: whoever answers in this moment is before this, or after it.
        missed = unanswered_by_hour(at=at).filter(person=person_id).select_related("person")
        messages = list(missed.select_for_update(of=("self",)).order_by("pk"))
        if not messages:
            return False
        ask_stand_in(person=messages[0].person, at=at)
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(stand_in_asked_at=at)
        record_deed(by=None, at=at, verb="message.hour_missed", subject_id=person_id, object_id=messages[0].pk)
    return True
