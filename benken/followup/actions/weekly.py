"""«Hvor er vi nå?» once a week, for whoever asks for it. Nobody is asked why, and a week that was missed is nothing."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import Refused
from benken.access.queries import User
from benken.followup.models import WeeklyLook
from benken.people.queries import Person

SUNDAY = 6


@transaction.atomic
def ask_for_weekly_look(
    *, person: Person, weekday: int, by: User, at: datetime, shown_on: date | None = None
) -> WeeklyLook:
    """Remember that the person wants to look at where they are once a week; `shown_on` if they are looking now.

    Who asked stands. When somebody else asks, theirs is put in its place.
    """
    if not 0 <= weekday <= SUNDAY:
        raise Refused(_("Velg en dag."))
    another = WeeklyLook.objects.select_for_update(of=("self",)).filter(person=person).exclude(asked_by=by).first()
    if another is not None:
        shown_on = shown_on or another.shown_on
        another.delete()
    look, _is_new = WeeklyLook.objects.update_or_create(
        person=person,
        create_defaults={"weekday": weekday, "asked_at": at, "asked_by": by, "shown_on": shown_on},
        defaults={"weekday": weekday, "asked_at": at} | ({"shown_on": shown_on} if shown_on is not None else {}),
    )
    record_deed(by=by, at=at, verb="weekly.ask", subject_id=person.pk, object_id=person.pk)
    return look


@transaction.atomic
def stop_weekly_look(*, person: Person, by: User, at: datetime) -> None:
    """Ask no more each week. A second press finds nothing to stop, which is as wished."""
    gone, _each = WeeklyLook.objects.filter(person=person).delete()
    if gone:
        record_deed(by=by, at=at, verb="weekly.stop", subject_id=person.pk, object_id=person.pk)


def weekly_look_shown(*, look: WeeklyLook | None, day: date) -> None:
    """Note that it was looked at or handed over, if somebody asked for it; then it rests until next week."""
    if look is not None and look.shown_on != day:
        WeeklyLook.objects.filter(person_id=look.person_id).update(shown_on=day)
