"""When a text is sent, and when it is not after all."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.messaging.gateways.interface import ReportKind
from benken.messaging.gsm import Measured, measure
from benken.messaging.models import Message, Text, TextConsent
from benken.messaging.neutral import telling_words
from benken.messaging.quiet import allowed_from
from benken.ui.sms_words import sms_words
from benken.ui.words import list_words

UNDO = timedelta(seconds=15)  # so long a helper's text waits, and can be taken back
VALID_FOR = timedelta(hours=72)  # after that the phone was not to be reached
AWAKE = timedelta(hours=1)  # so long after the person's own words no quiet hours hold an answer back
SHORTEST = timedelta(minutes=30)  # that a text is tried at the least
REPORTS_LATE = timedelta(hours=2)  # beyond that, for a report on its way
# Answers to what somebody has just sent themself: they need no yes, and a STOP holds for them, too.
ANSWERS = frozenset({Message.Automatic.NUMBERS, Message.Automatic.AWAY, Message.Automatic.KEYWORD})
_STATE_OF = {
    ReportKind.SENT: Text.State.SENT,
    ReportKind.DELIVERED: Text.State.DELIVERED,
    ReportKind.NO_SUCH_NUMBER: Text.State.NO_SUCH_NUMBER,
    ReportKind.NOT_REACHED: Text.State.NOT_REACHED,
    ReportKind.FAILED: Text.State.FAILED,
}
# A report comes late, twice and in any order: a text goes on in this order, and never back.
_ORDER = {
    Text.State.QUEUED: 0,
    Text.State.NOT_SENT: 0,
    Text.State.SENDING: 1,
    Text.State.SENT: 2,
    Text.State.FAILED: 3,
    Text.State.NOT_REACHED: 3,
    Text.State.NO_SUCH_NUMBER: 3,
    Text.State.DELIVERED: 4,
}
_WAITS = (timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5))
_LONGEST_WAIT = timedelta(minutes=10)


# States that a text stays in, and those among them that a helper should know of.
DID_NOT_ARRIVE = (Text.State.NO_SUCH_NUMBER, Text.State.NOT_REACHED, Text.State.FAILED, Text.State.NOT_SENT)
_WATCHED = timedelta(minutes=10)  # so long a page looks for what becomes of a text


class Way(StrEnum):
    """How a helper's message reaches the person."""

    PAGE = "page"  # on My page alone
    WORDS = "words"  # its words as a text
    NOTICE = "notice"  # a text that says that a message has come


def can_get_texts(consent: TextConsent | None) -> bool:
    """Tell whether the person has said yes to texts on this number, and it can get them."""
    if consent is None or consent.yes_at is None or consent.stopped_at is not None:
        return False
    return not consent.phone.do_not_text and consent.phone.can_get_texts


def why_not_sent(
    text: Text,
    *,
    consent: TextConsent | None,
    number_is_theirs: bool,
    is_on: bool,
    is_wanted: bool = True,
    at: datetime,
) -> Text.Why | None:
    """Return why a text that is about to be sent is not, or None.

    `consent` is what was said about its number, `number_is_theirs` whether the person still has it, `is_on` the switch,
    `is_wanted` whether what is automatic still holds.
    """
    over = {
        Text.Why.SWITCHED_OFF: bool(text.automatic) and not is_on,
        Text.Why.TOO_LATE: text.not_after_at is not None and at > text.not_after_at,
        Text.Why.NOT_WANTED: not is_wanted,
    }
    if any(over.values()):
        return next(why for why, holds in over.items() if holds)
    if consent is not None and consent.stopped_at is not None:
        return Text.Why.STOPPED
    if text.person_id is None:
        return None
    if text.automatic in ANSWERS:
        return None if number_is_theirs else Text.Why.NUMBER_GONE
    return None if can_get_texts(consent) else Text.Why.NUMBER_GONE


def valid_for(text: Text, *, at: datetime) -> timedelta:
    """Return how long a phone that is off may still get a text: what is about an hour does not come after it."""
    if text.not_after_at is None:
        return VALID_FOR
    return min(VALID_FOR, max(text.not_after_at - at, SHORTEST))


def state_after(text: Text, what: ReportKind) -> Text.State | None:
    """Return what a report makes of a text; None if it is older than what is known."""
    new = _STATE_OF[what]
    return new if _ORDER[new] > _ORDER[Text.State(text.state)] else None


def wait_before(tries: int, *, after: timedelta | None) -> timedelta:
    """Return how long to wait before a text is tried again; `after` is what the gateway asked for."""
    wait = _WAITS[tries - 1] if 0 < tries <= len(_WAITS) else _LONGEST_WAIT
    return min(max(wait, after or wait), _LONGEST_WAIT)


def goes_at(text: Text, *, quiet_from: time, quiet_until: time, at: datetime) -> datetime:
    """Return when a text may go that would go at `at`: at once, or when the person's quiet hours are over.

    Asked each time it would go: a gateway or a worker may have been away since it was queued. What was let go in quiet
    hours, for the person was awake or a helper said so, may go within an hour of that; the answer to what the person
    has just sent goes at any hour.
    """
    if text.automatic in ANSWERS:
        return at
    quiet = {"quiet_from": quiet_from, "quiet_until": quiet_until}
    first = text.not_before_at or text.queued_at
    if at <= first + AWAKE and allowed_from(first, **quiet) != first:
        return at
    return allowed_from(at, **quiet)


def check_can_text(consent: TextConsent | None) -> None:
    """Refuse a text where there is no yes."""
    if not can_get_texts(consent):
        raise Refused(_("Ingen av numrene har fått ja til SMS. Meldingen kan ligge på Min side."))


def check_is_sent(*, is_chosen: bool) -> None:
    """Refuse what is about texts where none are sent."""
    if not is_chosen:
        raise Refused(_("Her sendes ikke SMS."))


def ways_to(consent: TextConsent | None, *, has_account: bool, is_chosen: bool) -> tuple[Way, ...]:
    """Return the ways in which a message can reach a person, the one they have asked for first.

    A text that says that a message lies on My page is only for somebody who has such a page. `is_chosen` tells whether
    texts go anywhere.
    """
    if not is_chosen or not can_get_texts(consent):
        return (Way.PAGE,)
    assert consent is not None
    ways = [Way.WORDS] if consent.shows == TextConsent.Shows.WORDS else []
    if has_account:
        ways.append(Way.NOTICE)
    there_is_no_such_number = consent.no_such_at is not None
    return (Way.PAGE, *ways) if there_is_no_such_number else (*ways, Way.PAGE)


def check_words(body: str, *, names: Iterable[str]) -> None:
    """Refuse words that are more than one text, or that tell what they are about (R17)."""
    measured = measure(body)
    if measured.parts > 1:
        raise Refused(_too_long(measured))
    telling = telling_words(body, names=names)
    if telling:
        words = list_words([f"«{word}»" for word in telling])
        said = _("%(words)s sier hva det gjelder, og andre kan se SMS-en.") % {"words": words}
        otherwise = _("Skriv det på en annen måte, eller velg «%(page)s».") % {"page": _("Bare Min side")}
        raise Refused(f"{said} {otherwise}")


def _too_long(measured: Measured) -> str:
    """Say why a text is more than one, in the words of the counter, and what to do."""
    said = ". ".join(sms_words(measured).splitlines())
    otherwise = _("Kort det ned, eller velg «%(page)s».") % {"page": _("Bare Min side")}
    return f"{said}. {otherwise}"


def can_send_now(text: Text, *, at: datetime) -> bool:
    """Tell whether a helper's text waits for quiet hours to end, and has not been handed over."""
    if text.automatic or text.state != Text.State.QUEUED or text.tries > 0:
        return False
    return text.not_before_at is not None and text.not_before_at > max(at, text.queued_at + UNDO)


def may_change_soon(text: Text, *, at: datetime) -> bool:
    """Tell whether a page that shows how far a text got should look again in a moment."""
    if text.state == Text.State.SENDING:
        return True
    if text.state == Text.State.QUEUED:
        return text.try_at < at + _WATCHED
    return text.state == Text.State.SENT and text.sent_at is not None and text.sent_at > at - _WATCHED
