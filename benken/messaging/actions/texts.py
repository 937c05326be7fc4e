"""Texts on their way out: queued with what they are for, claimed, handed over, and told of.

A text is claimed and the claim is committed before the gateway hears of it. So a worker that dies in between leaves a
text that is being sent, and never one that nobody knows of. What is done with it then hangs on the gateway: one that
knows repeats is given it again; with another we wait for a report first, for it may have gone.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.background import defer_later
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.automatic import automatic_ran_since
from benken.messaging.gateways.interface import Outgoing, Refusal, Report, ReportKind
from benken.messaging.gsm import plainer
from benken.messaging.models import Message, Text, TextConsent
from benken.messaging.policies.texts import (
    REPORTS_LATE,
    VALID_FOR,
    can_send_now,
    goes_at,
    state_after,
    valid_for,
    wait_before,
    why_not_sent,
)
from benken.messaging.queries.automatic import is_wanted
from benken.messaging.queries.texts import NOT_SEEN, choices_of
from benken.people.queries import Person, has_number_now
from benken.people.queries.ending import has_ended

SEND = "benken.messaging.jobs.send_text"
CLOCKS_DIFFER = timedelta(seconds=5)
DIED_AFTER = timedelta(seconds=90)  # no handing over lasts that long
TELLS_WITHIN = timedelta(minutes=5)  # a gateway that took a text has told of it by then
LOST_AFTER = timedelta(minutes=2)  # a text that should have gone, and no job is there for it
AT_A_TIME = 500


@transaction.atomic
def queue_text(
    *,
    person: Person | None,
    number: str,
    body: str,
    at: datetime,
    message: Message | None = None,
    automatic: str = "",
    not_before_at: datetime | None = None,
    not_after_at: datetime | None = None,
) -> Text:
    """Write down a text and the job that sends it, in the transaction of what it is for."""
    try_at = max(at, not_before_at or at)
    with acting_as(SYSTEM):
        text = Text.objects.create(
            person=person,
            message=message,
            number=number,
            body=plainer(body),
            automatic=automatic,
            queued_at=at,
            not_before_at=not_before_at,
            not_after_at=not_after_at,
            try_at=try_at,
        )
        _defer(text, at=at)
    return text


@transaction.atomic
def send_text_now(*, text: Text, by: User, at: datetime) -> None:
    """Let a helper's text go, though it is quiet hours."""
    with acting_as(SYSTEM):
        standing = Text.objects.select_for_update(of=("self",)).get(pk=text.pk)
        if not can_send_now(standing, at=at):
            raise Refused(_("SMS-en er alt på vei."))
        standing.not_before_at = standing.try_at = at
        standing.save(update_fields=["not_before_at", "try_at"])
        _defer(standing, at=at)
    record_deed(by=by, at=at, verb="text.send_now", subject_id=standing.person_id, object_id=standing.pk)


def note_seen(*, person: Person, at: datetime) -> int:
    """Note that a helper has seen which of their texts did not arrive; return how many were new."""
    with acting_as(SYSTEM):
        return Text.objects.filter(NOT_SEEN, person=person).update(seen_at=at)


def claim_text(*, text_id: UUID, gateway: str, at: datetime) -> Outgoing | None:
    """Take a text to be handed over, or None if it is not its turn, is somebody else's, or is not sent after all.

    The claim is committed when this returns. What forbids the text is asked here, at the last moment: a STOP, the
    switch or a death that was committed before it holds, and so do quiet hours that have begun since it was queued.
    A text that was claimed before is the only one under way.
    """
    with acting_as(SYSTEM):
        waiting = Text.objects.select_for_update(of=("self",), skip_locked=True)
        text = waiting.filter(pk=text_id, state=Text.State.QUEUED).first()
        if text is None or text.try_at > at + CLOCKS_DIFFER:
            return None
        why = _why_not(text, at=at)
        if why is not None:
            text.state, text.why, text.told_at = Text.State.NOT_SENT, why, at
            text.save(update_fields=["state", "why", "told_at"])
            return None
        if (later := _goes_at(text, at=at)) > at:
            text.not_before_at = later
            text.save(update_fields=["not_before_at"])
            _queue_again(text, try_at=later, at=at)
            return None
        text.state, text.sending_at, text.gateway = Text.State.SENDING, at, gateway
        text.tries += 1
        text.save(update_fields=["state", "sending_at", "gateway", "tries"])
    return Outgoing(text_id=text.pk, number=text.number, body=text.body, valid_for=valid_for(text, at=at))


def _goes_at(text: Text, *, at: datetime) -> datetime:
    if text.person is None:
        return at
    chosen = choices_of(text.person)
    return goes_at(text, quiet_from=chosen.quiet_from, quiet_until=chosen.quiet_until, at=at)


def _why_not(text: Text, *, at: datetime) -> Text.Why | None:
    if has_ended(text.person_id):
        return Text.Why.ENDED
    is_theirs, is_on = False, not text.automatic or automatic_ran_since(text.queued_at)
    # Locked: a STOP that is being taken in waits for this claim, or this claim for it.
    said = TextConsent.objects.select_for_update(of=("self",)).select_related("phone").order_by("pk")
    if text.person_id is not None:
        consent = said.filter(person_id=text.person_id, phone__number=text.number).first()
        is_theirs = has_number_now(text.person_id, text.number)
    else:  # to somebody unknown: the STOP of anybody who has the number
        consent = next((one for one in said.filter(phone__number=text.number) if one.stopped_at is not None), None)
    return why_not_sent(
        text, consent=consent, number_is_theirs=is_theirs, is_on=is_on, is_wanted=is_wanted(text), at=at
    )


def note_accepted(*, text_id: UUID, gateway_id: str, at: datetime) -> None:
    """Write down that the gateway has a text. A report may have come before this."""
    with acting_as(SYSTEM):
        text = Text.objects.select_for_update(of=("self",)).get(pk=text_id)
        text.gateway_id, text.sent_at = gateway_id, text.sent_at or at
        if text.state in (Text.State.SENDING, Text.State.QUEUED):
            text.state = Text.State.SENT
        text.save(update_fields=["gateway_id", "sent_at", "state"])


def note_refused(*, text_id: UUID, refusal: Refusal, at: datetime) -> None:
    """Write down that the gateway will never send a text."""
    with acting_as(SYSTEM):
        what = ReportKind.NO_SUCH_NUMBER if refusal == Refusal.NO_SUCH_NUMBER else ReportKind.FAILED
        _go_on(Text.objects.select_for_update(of=("self",)).get(pk=text_id), what=what, at=at)


def note_unreachable(*, text_id: UUID, after: timedelta | None, at: datetime) -> None:
    """Let a text that was not handed over be tried again later; after three days it has failed."""
    with acting_as(SYSTEM):
        text = Text.objects.select_for_update(of=("self",)).get(pk=text_id)
        if text.state != Text.State.SENDING:  # a report has told more
            return
        if at - text.queued_at > VALID_FOR:
            _go_on(text, what=ReportKind.FAILED, at=at)
            return
        _queue_again(text, try_at=_goes_at(text, at=at + wait_before(text.tries, after=after)), at=at)


def note_report(*, report: Report, gateway: str, at: datetime) -> bool:
    """Write down what a gateway tells of a text; tell whether the text is known. Late, twice, in any order: all one."""
    with acting_as(SYSTEM):
        texts = Text.objects.select_for_update(of=("self",)).filter(gateway=gateway)
        if report.text_id is not None:
            text = texts.filter(pk=report.text_id).first()
        else:
            text = texts.filter(gateway_id=report.gateway_id).first() if report.gateway_id else None
        if text is None:
            return False
        _go_on(text, what=report.what, at=at)
    return True


def _go_on(text: Text, *, what: ReportKind, at: datetime) -> None:
    new = state_after(text, what)
    if new is None:
        return
    text.state, text.why, text.told_at, text.sent_at = new, "", at, text.sent_at or at
    text.save(update_fields=["state", "why", "told_at", "sent_at"])
    if text.person_id is not None and new in (Text.State.NO_SUCH_NUMBER, Text.State.DELIVERED):
        said = TextConsent.objects.filter(person_id=text.person_id, phone__number=text.number)
        said.update(no_such_at=at if new == Text.State.NO_SUCH_NUMBER else None)


def send_again_what_was_left(*, knows_repeats: bool, at: datetime) -> int:
    """Put back texts whose worker died, and find those whose job is gone; return how many are tried again."""
    died_before = at - (DIED_AFTER if knows_repeats else TELLS_WITHIN)
    with acting_as(SYSTEM):
        texts = Text.objects.select_for_update(of=("self",), skip_locked=True).order_by("try_at")
        left = list(texts.filter(state=Text.State.SENDING, sending_at__lt=died_before)[:AT_A_TIME])
        for text in left:
            _queue_again(text, try_at=at, at=at)
        lost = list(texts.filter(state=Text.State.QUEUED, try_at__lt=at - LOST_AFTER)[:AT_A_TIME])
        has_job = _with_a_job([text.pk for text in lost]) if lost else set()
        lost = [text for text in lost if text.pk not in has_job]
        for text in lost:
            _defer(text, at=at)
    return len(left) + len(lost)


def _with_a_job(text_ids: Collection[UUID]) -> set[UUID]:
    waiting = ProcrastinateJob.objects.filter(task_name=SEND, status__in=["todo", "doing"])
    named = waiting.filter(args__text_id__in=[str(text_id) for text_id in text_ids])
    return {UUID(text_id) for text_id in named.values_list("args__text_id", flat=True)}


def give_up_unreached(*, at: datetime) -> int:
    """Say of texts that no phone has taken in three days that it was not to be reached; return how many.

    Where a gateway tells of no delivery at all, nothing is known and nothing is said.
    """
    with acting_as(SYSTEM):
        delivered = Text.objects.filter(state=Text.State.DELIVERED, told_at__gt=at - VALID_FOR)
        telling = list(delivered.order_by().values_list("gateway", flat=True).distinct())
        unreached = Text.objects.filter(
            state=Text.State.SENT, sent_at__lt=at - VALID_FOR - REPORTS_LATE, gateway__in=telling
        )
        return unreached.update(state=Text.State.NOT_REACHED, told_at=at)


def _queue_again(text: Text, *, try_at: datetime, at: datetime) -> None:
    text.state, text.try_at, text.sending_at = Text.State.QUEUED, try_at, None
    text.save(update_fields=["state", "try_at", "sending_at"])
    _defer(text, at=at)


def _defer(text: Text, *, at: datetime) -> None:
    defer_later(SEND, at=text.try_at if text.try_at > at else None, text_id=str(text.pk))
