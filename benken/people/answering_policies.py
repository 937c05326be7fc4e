"""May somebody say when a worker answers, that they are away, and who stands in? Plain facts in."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused, can_be_contact_person, can_place_people
from benken.access.queries import User
from benken.people.answering import Week
from benken.people.models import AnswerHours
from benken.people.models.answering import OUTSIDE_LENGTH, WEEK

LONGEST_AWAY = timedelta(days=400)
LATEST_AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class SaidHours:
    """When somebody answers, as it was said; numbers in E.164."""

    week: Week
    phone: str = ""
    phone_from: time | None = None
    phone_until: time | None = None
    outside_words: str = ""
    outside_number: str = ""
    stand_in: User | None = None


def can_say_for(worker: User, *, by: User) -> bool:
    """Tell whether somebody says when a worker answers or is away: the worker, or the leader of their team."""
    if not can_be_contact_person(worker) or worker.subject_id is not None:
        return False
    return by.pk == worker.pk or (can_place_people(by) and by.team_id == worker.team_id)


def check_says_for(worker: User, *, by: User) -> None:
    """Refuse whoever may not say when a worker answers or is away."""
    if not can_say_for(worker, by=by):
        raise Refused(_("Bare den det gjelder, eller lederen av teamet, kan skrive dette."))


def check_stand_in(stand_in: User | None, *, worker: User) -> None:
    """Refuse somebody who may not be a contact person, and the worker themselves."""
    if stand_in is None:
        return
    if stand_in.pk == worker.pk:
        raise Refused(_("Ingen er vikar for seg selv."))
    if not can_be_contact_person(stand_in) or (worker.team_id is not None and stand_in.team_id != worker.team_id):
        raise Refused(_("%(name)s kan ikke være vikar her.") % {"name": stand_in.name})


def check_hours(hours: AnswerHours) -> None:
    """Refuse hours that nobody could keep."""
    week: Week = tuple(hours.week)
    if len(week) != WEEK:
        raise Refused(_("En uke har sju dager."))
    if hours.phone and not any(week):
        raise Refused(_("Skriv hvilke dager du svarer. Telefonen besvares de samme dagene."))
    if bool(hours.phone) != (hours.phone_from is not None) or bool(hours.phone) != (hours.phone_until is not None):
        raise Refused(_("Skriv både nummeret og når det blir svart, fra og til."))
    if hours.phone_from and hours.phone_until and not hours.phone_from < hours.phone_until:
        raise Refused(_("Telefonen må åpne før den stenger."))
    if hours.outside_number and not hours.outside_words:
        raise Refused(_("Skriv hvem det er som svarer ellers."))
    if len(hours.outside_words) > OUTSIDE_LENGTH:
        raise Refused(_("Det er plass til %(most)d tegn.") % {"most": OUTSIDE_LENGTH})
    if any(hour == time(0) for hour in week):
        raise Refused(_("Før midnatt rekker ingen å svare. Velg et annet klokkeslett."))


def check_away(*, since_on: date, back_on: date, today: date) -> None:
    """Refuse days that have been, are in the wrong order, or too far away."""
    if back_on <= since_on or back_on <= today:
        raise Refused(_("Dagen du er tilbake, må komme etter den første dagen du er borte."))
    if since_on - today > LATEST_AHEAD or back_on - since_on > LONGEST_AWAY:
        raise Refused(_("Skriv dager innen ett år."))
