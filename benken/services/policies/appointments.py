"""May this happen to an appointment? Plain facts in; `check_…` raises a sentence, `can_…` answers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.services.models.appointments import LONGEST_ANSWER, Appointment

__all__ = ["LONGEST_ANSWER"]  # what other modules name

LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=731)  # two years
FETCHES_AN_HOUR = 30
State = Appointment.State


def side_of(user: User) -> Appointment.Side:
    """Return on which side of the table somebody sits."""
    return Appointment.Side.PERSON if user.subject_id is not None else Appointment.Side.HELPER


def other_side(user: User) -> Appointment.Side:
    """Return who is to be told of what somebody does."""
    return Appointment.Side.HELPER if user.subject_id is not None else Appointment.Side.PERSON


def check_may_book(user: User) -> None:
    """Refuse a booking by the person: they ask for a time, and somebody who works here books it."""
    if user.subject_id is not None:
        raise Refused(_("Spør om en tid, så setter vi den opp."))


def check_times(starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
    """Refuse what has been, what ends before it begins, and what is years away."""
    if starts_at <= at:
        raise Refused(_("Tida er alt gått. Velg en tid fram i tid."))
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise Refused(_("Avtalen må vare litt, og høyst et døgn."))
    if starts_at > at + FURTHEST:
        raise Refused(_("Det er mer enn to år til. Velg en dag før det."))


def check_can_move(appointment: Appointment) -> None:
    """Refuse to move what is not planned any longer."""
    if appointment.state != State.PLANNED:
        raise Refused(_("Avtalen gjelder ikke lenger. Lag en ny."))


def check_state(appointment: Appointment, state: str, *, by: User, at: datetime) -> None:
    """Refuse a state that is not one, that has not come yet, or that is not the person's to say."""
    if state not in State.values:
        raise Refused(_("Velg ett av svarene."))
    if state in {State.HELD, State.MISSED}:
        if by.subject_id is not None:
            raise Refused(_("Det er vi som skriver opp det."))
        if appointment.starts_at > at:
            raise Refused(_("Avtalen har ikke begynt ennå."))
    if by.subject_id is not None and appointment.state in {State.HELD, State.MISSED}:
        raise Refused(_("Det er vi som skriver opp det."))


def check_answer(suits: Iterable[str], words: str) -> None:
    """Refuse an answer with nothing in it, or with more than there is room for. One thing is enough."""
    suits = list(suits)
    if not set(suits) <= set(Appointment.Suits.values):
        raise Refused(_("Velg ett av svarene."))
    if not suits and not words.strip():
        raise Refused(_("Kryss av for noe, eller skriv litt. Én ting er nok."))
    check_length(words)


def check_length(words: str) -> None:
    """Refuse more words than there is room for."""
    if len(words) > LONGEST_ANSWER:
        raise Refused(
            _("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(words), "most": LONGEST_ANSWER}
        )
