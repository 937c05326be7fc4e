"""What is agreed on and waited for when somebody has died (settings.WHEN_SOMEBODY_DIES): ended quietly, nobody is told.

A referral that was open is taken back with the reason that the person died, one that had begun is over; a wait ended
so is in no number. An appointment is called off. Nothing of it is written on the timeline, and no place is told.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.services.actions.waits import end_wait
from benken.services.models import Appointment, Referral, ReferralStep, StandingAppointment, Wait
from benken.services.policies.referrals import WAITING
from benken.services.queries.appointments import goes_on

State = Referral.State
PLANNED, CANCELLED = Appointment.State.PLANNED, Appointment.State.CANCELLED


def end_after_death(*, person_id: UUID, by: User, at: datetime) -> dict[str, Any]:
    """End what is to come, and return what it was."""
    with acting_as(SYSTEM):
        return {
            "appointments": _call_off(person_id, at=at),
            "standing": _end_standing(person_id, at=at),
            "referrals": [_take_back(one, by=by, at=at) for one in _open_referrals(person_id)],
        }


def put_back_after_mistake(
    *, person_id: UUID, before: dict[str, Any], by: User, at: datetime, ended_at: datetime
) -> None:
    """Let all that was ended stand as it did. The steps of a referral and their undoing both stand in its story."""
    with acting_as(SYSTEM):
        for pk, news_for in before["appointments"].items():
            rows = Appointment.objects.filter(pk=pk, person=person_id, state=CANCELLED)
            rows.update(state=PLANNED, news_for=news_for)
        for pk, until in before["standing"].items():
            until_on = date.fromisoformat(until) if until else None
            StandingAppointment.objects.filter(pk=pk, person=person_id).update(until_on=until_on)
        for pk, state, state_on in before["referrals"]:
            referral = Referral.objects.select_for_update(of=("self",)).get(pk=pk)
            _step(referral, to=state, is_undo=True, by=by, at=at)
            referral.state, referral.state_on = state, date.fromisoformat(state_on)
            referral.version, referral.changed_at = referral.version + 1, at
            referral.save(update_fields=["state", "state_on", "version", "changed_at"])
            Wait.objects.filter(referral=referral, ended_at=ended_at).update(ended_at=None, changed_at=at)


def _call_off(person_id: UUID, *, at: datetime) -> dict[str, str]:
    rows = Appointment.objects.select_for_update(of=("self",)).filter(person=person_id, state=PLANNED, ends_at__gt=at)
    before = {str(one.pk): one.news_for for one in rows.order_by("pk")}
    Appointment.objects.filter(pk__in=list(before)).update(state=CANCELLED, news_for="")
    return before


def _end_standing(person_id: UUID, *, at: datetime) -> dict[str, str]:
    today = timezone.localdate(at)
    rows = StandingAppointment.objects.select_for_update(of=("self",)).filter(goes_on(today), person=person_id)
    before = {str(one.pk): one.until_on.isoformat() if one.until_on else "" for one in rows.order_by("pk")}
    StandingAppointment.objects.filter(pk__in=list(before)).update(until_on=today - timedelta(days=1))
    return before


def _open_referrals(person_id: UUID) -> list[Referral]:
    is_open = Q(state__in=[*WAITING, State.STARTED])
    return list(Referral.objects.select_for_update(of=("self",)).filter(is_open, person=person_id).order_by("pk"))


def _take_back(referral: Referral, *, by: User, at: datetime) -> tuple[str, str, str]:
    before = (str(referral.pk), str(referral.state), referral.state_on.isoformat())
    to = State.ENDED if referral.state == State.STARTED else State.WITHDRAWN
    _step(referral, to=to, by=by, at=at)
    referral.state, referral.state_on = to, timezone.localdate(at)
    referral.version, referral.changed_at = referral.version + 1, at
    referral.save(update_fields=["state", "state_on", "version", "changed_at"])
    end_wait(referral=referral, at=at)
    return before


def _step(referral: Referral, *, to: str, by: User, at: datetime, is_undo: bool = False) -> None:
    is_taken_back = to == State.WITHDRAWN and not is_undo
    ReferralStep.objects.create(
        person_id=referral.person_id,
        referral=referral,
        from_state=referral.state,
        to_state=to,
        on_day=timezone.localdate(at),
        source=ReferralStep.Source.HERE,
        reason=ReferralStep.Reason.DIED if is_taken_back else "",
        is_undo=is_undo,
        recorded_by=by,
        recorded_at=at,
    )
