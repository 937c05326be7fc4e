"""What stands of having been turned away, of a person that was opened first; and how one complains of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.access.queries.setup import setup_now
from benken.country.appeals import Appeal, appeal
from benken.people.queries import Person, RecordClosed
from benken.services.models import Referral, TurnedAway
from benken.ui.words import day_words

__all__ = [
    "Complaining",
    "TurnedAway",
    "away_of",
    "complaining_of",
    "complaint_words",
    "complaints_of",
    "first_words",
    "turned_away_of",
]


def turned_away_of(person: Person) -> QuerySet[TurnedAway]:
    """Return what is written of a person's having been turned away, the newest first."""
    return TurnedAway.objects.filter(person=person).select_related("written_by", "step")


def away_of(person: Person, away_id: UUID) -> TurnedAway:
    """Return one of them; RecordClosed if it is not this person's."""
    away = turned_away_of(person).filter(pk=away_id).first()
    if away is None:
        raise RecordClosed
    return away


def complaints_of(referral: Referral) -> dict[UUID, TurnedAway]:
    """Return the complaints of the answers to a referral whose record was opened first, by the answer."""
    rows = TurnedAway.objects.filter(person=referral.person_id, step__referral=referral)
    return {row.step_id: row for row in rows if row.step_id is not None}


def complaint_words(away: TurnedAway, *, today: date) -> str:
    """Say how far a complaint has come."""
    if away.answered_on is not None:
        return _("Klagen er besvart %(day)s.") % {"day": day_words(away.answered_on, today=today)}
    if away.sent_on is not None:
        return _("Klagen ble sendt %(day)s.") % {"day": day_words(away.sent_on, today=today)}
    return _("Klagen er begynt, og ikke sendt.")


@dataclass(frozen=True)
class Complaining:
    """How one complains of a no: by which law, and until which day; without a law there is neither."""

    appeal: Appeal | None
    until_on: date | None
    is_late: bool


def complaining_of(away: TurnedAway, *, today: date) -> Complaining:
    """Return how a no is complained of in this country, counted from the day it was said."""
    way = appeal(setup_now().country, away.body)
    until_on = away.told_on + timedelta(days=way.days) if way else None
    return Complaining(way, until_on, is_late=until_on is not None and until_on < today)


def first_words(away: TurnedAway) -> str:
    """Return words to begin a complaint with: what is known, in the person's voice, to be changed freely."""
    said = {"place": away.place, "day": date_format(away.told_on, "DATE_FORMAT")}
    lines = [_("Jeg ba om hjelp hos %(place)s og fikk nei %(day)s.") % said]
    if away.asked_for:
        lines.append(_("Jeg ba om: %(words)s") % {"words": away.asked_for})
    if away.reason:
        lines.append(_("Grunnen jeg fikk, var: «%(words)s»") % {"words": away.reason})
    lines.append(_("Jeg mener det er feil, fordi …"))
    lines.append(_("Jeg ber dere se på det igjen, og svare meg skriftlig."))
    return "\n\n".join(lines)
