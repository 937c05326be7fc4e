"""Jobs of this app: sealing the logs, by the clock; letters to those who work here."""

from smtplib import SMTPException
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from benken.access.actions.letters import letter_to_send, note_failed, note_sent
from benken.access.actions.ways_in import make_code
from benken.access.actions.why import tell_leaders
from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import checkpoint_folder, write_checkpoint
from benken.access.audit.sealing import seal_all, seal_latest
from benken.access.background import job
from benken.access.letters import send_code, send_link, send_notice
from benken.access.queries.accounts import user_by_id
from benken.access.queries.automatic import automatic_is_on
from benken.access.queries.ways_in import wants_code_letter


@app.periodic(cron="* * * * *")
@job(own_transactions=True, again=False, queueing_lock="seal_logs")
def seal_logs(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Seal what was read and done lately."""
    seal_latest(at=timezone.now())


@app.periodic(cron="7 * * * *")
@job(own_transactions=True, again=False, queueing_lock="checkpoint_logs")
def checkpoint_logs(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Seal whatever was left, and write how far the seals have come outside the database."""
    at = timezone.now()
    seal_all(at=at)
    if (folder := checkpoint_folder()) is not None:
        with acting_as(SYSTEM):
            write_checkpoint(at=at, folder=folder)


@app.periodic(cron="25 6 * * *")
@job(queueing_lock="tell_leaders_of_questions")
def tell_leaders_of_questions(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Let leaders see the questions that nobody has answered for a week."""
    tell_leaders(at=timezone.now())


@job(own_transactions=True)
def send_password_letter(user_id: str) -> None:
    """Send a link for a password; the link is made here, so that no queue and no table holds it.

    What fails is told on the page of accounts, and tried again.
    """
    who = UUID(user_id)
    try:
        with acting_as(SYSTEM):
            letter = letter_to_send(who)
            if letter is None:
                return
            send_link(letter.user)
            note_sent(letter=letter, at=timezone.now())
    except (SMTPException, OSError):
        with acting_as(SYSTEM):
            note_failed(user_id=who, at=timezone.now())
        raise


@job()
def send_code_letter(user_id: str) -> None:
    """Send a one-time code, if there is such a person with an address; the code is made here and nowhere else."""
    user, at = user_by_id(user_id), timezone.now()
    if user is None or not wants_code_letter(user, at=at):
        return
    assert user.subject_id is not None
    send_code(user, make_code(user=user, subject_id=user.subject_id, by=None, at=at))


@job()
def send_waiting_notice(user_id: str) -> None:
    """Tell somebody by e-mail that something waits."""
    user = user_by_id(user_id)
    if user is not None and user.is_active and user.is_staff and user.email and automatic_is_on():
        send_notice(user)
