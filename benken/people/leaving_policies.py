"""May somebody's last day, a person's say of it, or what is said about load, be as it is? Plain facts in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import ChangedMeanwhile, Refused, can_be_contact_person
from benken.access.queries import User
from benken.lib.text import is_seen
from benken.people.models import Leaving, LeavingSay
from benken.people.models.leaving import LONGEST_LOAD, LONGEST_SAY

FURTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Say:
    """What a person says when their contact person leaves."""

    said: str
    wants: User | None = None
    words: str = ""
    goodbye: str = ""
    hello: str = ""


def check_last_day(last_on: date, *, today: date) -> None:
    """Refuse a day that has been, or is too far away."""
    if not today <= last_on <= today + FURTHEST:
        raise Refused(_("Velg en dag fra i dag av, høyst ett år fram."))


def check_say(say: Say, *, leaving: Leaving) -> None:
    """Refuse what nobody could have said: somebody without a name, one who leaves, too many words."""
    if say.said not in LeavingSay.Said.values:
        raise Refused(_("Velg hva personen sier."))
    if (say.said == LeavingSay.Said.SOMEBODY) != (say.wants is not None):
        raise Refused(_("Velg hvem det er, når personen vil ha en bestemt."))
    if say.wants is not None and (say.wants.pk == leaving.worker_id or not can_be_contact_person(say.wants)):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": say.wants.name})
    if any(len(words) > LONGEST_SAY for words in (say.words, say.goodbye, say.hello)):
        raise Refused(_("Det er plass til %(most)d tegn.") % {"most": LONGEST_SAY})


def check_is_newest(version: int, *, seen: int) -> None:
    """Refuse to write over what somebody else saved meanwhile."""
    if version != seen:
        raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))


def check_can_follow(to: User, *, leaving: Leaving, leaves_too: bool) -> None:
    """Refuse whoever cannot be the next: one who leaves too, or is not of the team."""
    if to.pk == leaving.worker_id or leaves_too:
        raise Refused(_("%(name)s slutter også. Velg en annen.") % {"name": to.name})
    if not can_be_contact_person(to) or to.team_id != leaving.worker.team_id:
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": to.name})


def overlap_until(last: datetime, *, at: datetime, longest: timedelta) -> datetime | None:
    """Return until when both follow a person: the last day's end, no longer than an overlap may be; None if over."""
    return min(last, at + longest) if last > at else None


def check_load_words(words: str) -> None:
    """Refuse words that show nothing, and more than there is room for."""
    if not is_seen(words):
        raise Refused(_("Skriv noen ord først."))
    if len(words) > LONGEST_LOAD:
        raise Refused(_("Det er plass til %(most)d tegn.") % {"most": LONGEST_LOAD})
