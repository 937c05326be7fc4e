"""What came of letters with a link."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Letter, User
from benken.access.policies import can_manage_accounts
from benken.ui.words import moment_words

ON_ITS_WAY = timedelta(minutes=10)  # afterwards somebody may ask again: the worker may have been away
TOLD_FOR = timedelta(days=3)  # as long as the link works


def letters_asked(*, for_user: User) -> dict[UUID, Letter]:
    """Return the letter of each account that was sent one; anybody but an administrator gets nothing."""
    if not can_manage_accounts(for_user):
        return {}
    with acting_as(SYSTEM):
        return {letter.user_id: letter for letter in Letter.objects.all()}


def is_on_its_way(letter: Letter, *, at: datetime) -> bool:
    """Tell whether a letter was asked for just now and nothing has come of it yet."""
    return letter.sent_at is None and letter.failed_at is None and letter.asked_at > at - ON_ITS_WAY


def has_failed(letter: Letter | None) -> bool:
    """Tell whether a letter could not be sent."""
    return letter is not None and letter.failed_at is not None


def letter_words(letter: Letter | None, *, at: datetime) -> str:
    """Say what came of a letter; of one whose link has run out, nothing."""
    if letter is None or letter.asked_at < at - TOLD_FOR:
        return ""
    today = timezone.localdate(at)
    if letter.failed_at is not None:
        return _("E-posten kom ikke av gårde %(when)s.") % {"when": moment_words(letter.failed_at, today=today)}
    if letter.sent_at is not None:
        return _("E-post sendt %(when)s.") % {"when": moment_words(letter.sent_at, today=today)}
    if is_on_its_way(letter, at=at):
        return _("E-posten er på vei.")
    return _("E-posten har ikke gått ennå. Se om jobbene blir kjørt.")
