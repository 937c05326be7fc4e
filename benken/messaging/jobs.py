"""Jobs of this app: texts handed over to the gateway and looked after, and what is written by itself."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from benken.access.background import job
from benken.messaging.actions.automatic import ask_where_hours_passed, queue_reminders, queue_weekly
from benken.messaging.actions.texts import (
    claim_text,
    give_up_unreached,
    note_accepted,
    note_refused,
    note_unreachable,
    send_again_what_was_left,
)
from benken.messaging.gateways.chosen import gateway
from benken.messaging.gateways.interface import GatewayRefused, GatewayUnreachable


@job(own_transactions=True)
def send_text(text_id: str) -> None:
    """Hand one text over. Run twice it sends once: whoever claims it first sends it."""
    chosen = gateway()
    if chosen is None:  # it waits in the queue until one is chosen
        return
    outgoing = claim_text(text_id=UUID(text_id), gateway=chosen.name, at=timezone.now())
    if outgoing is None:
        return
    try:
        accepted = chosen.send(outgoing)
    except GatewayRefused as refused:
        note_refused(text_id=outgoing.text_id, refusal=refused.kind, at=timezone.now())
    except GatewayUnreachable as unreachable:
        if unreachable.may_have_gone and not chosen.knows_repeats:
            return  # a report tells whether it went; without one `send_what_was_left` tries again
        note_unreachable(text_id=outgoing.text_id, after=unreachable.retry_after, at=timezone.now())
    else:
        note_accepted(text_id=outgoing.text_id, gateway_id=accepted.gateway_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@job(own_transactions=True, again=False, queueing_lock="send_what_was_left")
def send_what_was_left(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Try again the texts that a worker left behind when it died."""
    chosen = gateway()
    if chosen is not None:
        send_again_what_was_left(knows_repeats=chosen.knows_repeats, at=timezone.now())


@app.periodic(cron="22 * * * *")
@job(own_transactions=True, again=False, queueing_lock="give_up_texts")
def give_up_texts(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Say of texts that no phone took in three days that it was not to be reached."""
    give_up_unreached(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@job(own_transactions=True, again=False, queueing_lock="remind")
def remind(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Remind of tomorrow's appointments, and tell that the week's look is there, those who ordered it."""
    at = timezone.now()
    queue_reminders(at=at)
    queue_weekly(at=at)


@app.periodic(cron="*/5 * * * *")
@job(own_transactions=True, again=False, queueing_lock="ask_stand_ins")
def ask_stand_ins(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Ask the stand-in where the hour of an answer has passed."""
    ask_where_hours_passed(at=timezone.now())
