"""Who takes requests, when somebody is to have an answer, and what may happen to one."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import Role, User
from benken.lib.days import working_days_after
from benken.lib.text import is_seen
from benken.services.models import Request

WORDS_KEPT = timedelta(days=183)  # after it ended: half a year
# Ends that somebody who works here may write; the others come by themselves, of what somebody does.
ENDS = (Request.Outcome.GOT_IT, Request.Outcome.NO_MORE, Request.Outcome.SENT_ON, Request.Outcome.NOT_REACHED)


@dataclass(frozen=True)
class Said:
    """What somebody says when they ask: one of these is enough."""

    words: str = ""
    called: str = ""
    asker: str = ""
    phone: str = ""
    email: str = ""
    comes_by: bool = False
    may_leave_message: bool = False
    suits: str = ""
    language: str = ""
    area: str = ""


class Carried(Enum):
    """What the person wants to have along when they become known here."""

    NOTHING = "nothing"
    THAT_I_ASKED = "that_i_asked"
    MY_WORDS = "my_words"


def can_take_requests(user: User) -> bool:
    """Tell whether somebody takes those who ask for help: workers and leaders, never a person's own account."""
    return user.is_active and user.subject_id is None and user.has_role(Role.WORKER, Role.LEADER)


def answer_by(received_on: date, *, holidays: Container[date] = ()) -> date:
    """Return the day by which whoever asks hears from us: the next working day."""
    return working_days_after(received_on, 1, holidays=holidays)


def is_of_their_team(asked: Request, user: User) -> bool:
    """Tell whether a request is there for somebody: it is of their team or of none, and of no person's record."""
    return can_take_requests(user) and asked.person_id is None and asked.team_id in {None, user.team_id}


def check_open(asked: Request) -> None:
    """Refuse to do more with what is over."""
    if asked.is_over:
        raise Refused(_("Denne er avsluttet."))


def check_words(words: str, *, most: int) -> None:
    """Refuse what shows nothing, and what is too long to keep."""
    if not is_seen(words):
        raise Refused(_("Skriv noen ord først."))
    if len(words) > most:
        raise Refused(_("Dette er for langt. Del det opp."))


def check_end(asked: Request, outcome: str, words: str, *, tried: bool) -> None:
    """Refuse an end without words about what we did, and «not reached» of which nobody has tried."""
    check_open(asked)
    if outcome not in ENDS:
        raise Refused(_("Velg hva det ble til."))
    if not is_seen(words):
        raise Refused(_("Skriv hva vi gjorde."))
    if outcome == Request.Outcome.NOT_REACHED and not tried:
        raise Refused(_("Skriv ned hva dere har prøvd først."))
