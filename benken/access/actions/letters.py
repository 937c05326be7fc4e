"""Links for a password by e-mail. The link is made as the letter is sent, so it lies nowhere."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.accounts import allow_password_link
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Letter, User
from benken.access.policies import Refused
from benken.access.queries.letters import is_on_its_way
from benken.access.queries.setup import sends_mail


@transaction.atomic
def ask_letter(*, user: User, by: User, at: datetime) -> None:
    """Write down that a letter is to be sent to somebody who works here; whoever calls defers the job."""
    if not sends_mail():
        raise Refused(_("Benken sender ikke e-post her. Lag en lenke, og gi den videre."))
    if not user.email:
        raise Refused(_("Denne kontoen har ingen e-post. Lag en lenke, og gi den videre."))
    with acting_as(SYSTEM):
        letter = Letter.objects.select_for_update().filter(user=user).first()
        if letter is not None and is_on_its_way(letter, at=at):
            raise Refused(_("En e-post er på vei alt. Vent ti minutter før du sender en ny."))
    allow_password_link(user=user, by=by, at=at)
    with acting_as(SYSTEM):
        Letter.objects.update_or_create(
            user=user, defaults={"asked_by": by, "asked_at": at, "sent_at": None, "failed_at": None}
        )


@transaction.atomic
def ask_letters(*, users: Iterable[User], by: User, at: datetime) -> list[User]:
    """Ask for a letter to each of those who can have one; return them."""
    asked = []
    for user in users:
        try:
            with transaction.atomic():
                ask_letter(user=user, by=by, at=at)
        except Refused:
            continue
        asked.append(user)
    return asked


def letter_to_send(user_id: UUID) -> Letter | None:
    """Return the letter that waits to be sent, held until the transaction ends; None if it is sent or not wanted."""
    waiting = Letter.objects.select_for_update(of=("self",)).select_related("user").filter(user=user_id, sent_at=None)
    letter = waiting.first()
    if letter is None or not letter.user.is_active or not letter.user.is_staff or letter.user.subject_id is not None:
        return None
    return letter


def note_sent(*, letter: Letter, at: datetime) -> None:
    """Write down that a letter has left."""
    letter.sent_at, letter.failed_at = at, None
    letter.save(update_fields=["sent_at", "failed_at"])


def note_failed(*, user_id: UUID, at: datetime) -> None:
    """Write down that a letter could not be sent."""
    Letter.objects.filter(user=user_id, sent_at=None).update(failed_at=at)
