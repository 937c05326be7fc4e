"""What the municipality has chosen. Pages read it through `setup_now`, which asks the database every few seconds."""

import time
from dataclasses import dataclass
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Setup, SetupChange, User
from benken.access.policies import can_change_setup
from benken.numbers.disclosure import Thresholds

KEPT_FOR = 10.0  # seconds: other processes see a change this late
CHANGES_SHOWN = 20


@dataclass
class _Kept:
    """What this process read last, and until when it counts."""

    setup: Setup | None = None
    until: float = 0.0


_kept = _Kept()


def setup_now() -> Setup:
    """Return what is chosen; where nothing is, what the environment says. Not to be changed: see `change_setup`."""
    if connection.needs_rollback:  # nothing can be asked after a fault, and the page that tells of it needs a name
        return setup_without_asking()
    now = time.monotonic()
    if _kept.setup is None or now >= _kept.until:
        keep_setup(saved_setup(), seconds=KEPT_FOR)
    assert _kept.setup is not None
    return _kept.setup


def thresholds_now() -> Thresholds:
    """Return how many persons must stand behind a number that is shown."""
    setup = setup_now()
    return Thresholds(anywhere=setup.small_number, on_the_street=setup.street_number)


def setup_without_asking() -> Setup:
    """Return what is known without the database: for the page that tells that it is broken."""
    return _kept.setup or Setup.of_environment()


def keep_setup(setup: Setup, *, seconds: float) -> None:
    """Let this process answer with `setup` for some seconds."""
    _kept.setup, _kept.until = setup, time.monotonic() + seconds


def forget_setup() -> None:
    """Let the next one who asks read anew; what was known is kept for `setup_without_asking`."""
    _kept.until = 0.0


def saved_setup() -> Setup:
    """Return what is chosen as the database has it this moment."""
    return Setup.objects.first() or Setup.of_environment()


def has_setup() -> bool:
    """Tell whether anything was chosen yet."""
    return Setup.objects.exists()


def setup_changes(*, for_user: User) -> list[SetupChange]:
    """Return the latest changes, the newest first. Anybody who does not choose gets nothing."""
    if not can_change_setup(for_user):
        return []
    with acting_as(SYSTEM):
        return list(SetupChange.objects.select_related("by").order_by("-at", "-pk")[:CHANGES_SHOWN])


def sends_mail() -> bool:
    """Tell whether letters leave the house."""
    return bool(settings.EMAIL_HOST)


def sender() -> str:
    """Return who letters are from: the name that was chosen, and the operator's address."""
    return formataddr((setup_now().sender_name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def with_reception(sentence: str) -> str:
    """Return a sentence that sends somebody to the reception, with its phone if there is one."""
    phone = setup_now().reception_phone
    return f"{sentence} " + _("Telefonen dit er %(phone)s.") % {"phone": phone} if phone else sentence
