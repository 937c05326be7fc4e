"""Appointments: booked, changed, moved, cancelled, held or not, answered. Each tells the other side.

Nothing here counts what did not come off, and nothing follows from it by itself (R6).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.lib.missing import Missing
from benken.people.queries import Person
from benken.services.days_off import is_day_off
from benken.services.models import Appointment, StandingAppointment
from benken.services.plan import WEEKS_AHEAD, Plan, weekly_days
from benken.services.policies import appointments as policies
from benken.services.queries.appointments import busy_times, can_meet
from benken.services.time_words import later, on_the_wall
from benken.ui.words import first_name

State = Appointment.State


@transaction.atomic
def book(*, person: Person, plan: Plan, by: User, at: datetime) -> Appointment:
    """Agree on an appointment. No clash is forbidden; `clashes` tells of them."""
    _check(person, plan, by=by, at=at)
    made = Appointment.objects.create(
        person=person,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        **plan.fields,
        made_by=by,
        made_at=at,
        changed_by=by,
        changed_at=at,
    )
    record_deed(by=by, at=at, verb="appointment.book", subject_id=person.pk, object_id=made.pk)
    return made


def _check(person: Person, plan: Plan, *, by: User, at: datetime, standing_still: bool = False) -> None:
    policies.check_may_book(by)
    if not standing_still:
        policies.check_times(plan.starts_at, plan.ends_at, at=at)
    for user in (plan.with_user, plan.comes_along):
        if user is not None and not can_meet(user, person_id=person.pk, at=at):
            raise Refused(
                _("%(name)s kan ikke åpne siden. Skriv navnet med ord, eller ta med %(name)s i laget først.")
                % {"name": user.name}
            )


@transaction.atomic
def change(*, appointment: Appointment, plan: Plan, seen_version: int, by: User, at: datetime) -> Appointment:
    """Change what was agreed on. Another time is told to the person as a move is."""
    standing = _locked(appointment, seen_version)
    policies.check_can_move(standing)
    same_time = (plan.starts_at, plan.ends_at) == (standing.starts_at, standing.ends_at)
    _check(standing.person, plan, by=by, at=at, standing_still=same_time)
    if plan.starts_at != standing.starts_at:
        standing.moved_from_at = standing.starts_at
    for name, value in plan.fields.items():
        setattr(standing, name, value)
    standing.starts_at, standing.ends_at = plan.starts_at, plan.ends_at
    save_changed(standing, by=by, at=at)
    record_deed(by=by, at=at, verb="appointment.change", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def move(*, appointment: Appointment, to: datetime, seen_version: int, by: User, at: datetime) -> Appointment:
    """Move to another time; it lasts as long as before. Moving it back to where it was is the undo."""
    standing = _locked(appointment, None)
    if standing.starts_at == to:  # a second press
        return standing
    _expect(standing, seen_version)
    policies.check_can_move(standing)
    ends_at = to + (standing.ends_at - standing.starts_at)
    is_undo = to == standing.moved_from_at
    if not is_undo:
        policies.check_times(to, ends_at, at=at)
    standing.moved_from_at = None if is_undo else standing.starts_at
    standing.starts_at, standing.ends_at = to, ends_at
    save_changed(standing, by=by, at=at)
    record_deed(by=by, at=at, verb="appointment.move", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def mark(*, appointment: Appointment, state: str, seen_version: int, by: User, at: datetime) -> Appointment:
    """Cancel, note that something came of it or that nothing did, or set it back to planned (undo)."""
    standing = _locked(appointment, None)
    policies.check_state(standing, state, by=by, at=at)
    if standing.state == state:  # a second press
        return standing
    _expect(standing, seen_version)
    standing.state = State(state)
    save_changed(standing, by=by, at=at, told=state != State.HELD)
    ended = "appointment.cancel" if state == State.CANCELLED else "appointment.restore"
    came = "appointment.held" if state == State.HELD else "appointment.missed"
    verb = came if state in {State.HELD, State.MISSED} else ended
    record_deed(by=by, at=at, verb=verb, subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def answer(
    *, appointment: Appointment, suits: Collection[str], words: str, seen_version: int, by: User, at: datetime
) -> Appointment:
    """Say what we can do differently, after something did not come off. The question is to the service."""
    policies.check_may_book(by)
    policies.check_answer(suits, words)
    standing = _locked(appointment, seen_version)
    if standing.state != State.MISSED:
        raise Refused(_("Avtalen er endret. Det er ikke noe å svare på."))
    standing.suits = [one for one in Appointment.Suits.values if one in suits]
    standing.suits_words = words
    save_changed(standing, by=by, at=at)
    record_deed(by=by, at=at, verb="appointment.answer", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def say_what_suits(*, appointment: Appointment, words: str, seen_version: int, by: User, at: datetime) -> Appointment:
    """Let the person say what would suit, or ask for another time. What they say takes the place of what they said."""
    if by.subject_id != appointment.person_id:
        raise Refused(_("Bare personen selv kan si det her."))
    if not words.strip():
        raise Refused(_("Skriv noen ord først."))
    policies.check_length(words)
    standing = _locked(appointment, seen_version)
    standing.person_words = words
    save_changed(standing, by=by, at=at)
    record_deed(by=by, at=at, verb="appointment.say", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def put_news_away(*, appointment: Appointment, by: User, at: datetime) -> None:
    """Note that one side has been told of the last change. Only that side can; again changes nothing."""
    standing = _locked(appointment, None)
    if standing.news_for != policies.side_of(by):
        return
    standing.news_for = ""
    standing.save(update_fields=["news_for"])
    record_deed(by=by, at=at, verb="appointment.told", subject_id=standing.person_id, object_id=standing.pk)


@transaction.atomic
def book_every_week(
    *, person: Person, plan: Plan, until_on: date | None, by: User, at: datetime
) -> StandingAppointment:
    """Agree on the same hour every week from a day on; the weeks ahead are made at once, later ones by the job."""
    _check(person, plan, by=by, at=at)
    local = timezone.localtime(plan.starts_at)
    if until_on is not None and until_on < local.date():
        raise Refused(_("Den siste dagen må være etter den første."))
    made = StandingAppointment.objects.create(
        person=person,
        weekday=local.weekday(),
        starts=local.time(),
        minutes=plan.minutes,
        **plan.fields,
        from_on=local.date(),
        until_on=until_on,
        made_by=by,
        made_at=at,
    )
    record_deed(by=by, at=at, verb="standing.make", subject_id=person.pk, object_id=made.pk)
    make_ahead(standing=[made], at=at)
    return made


def make_ahead(*, standing: Sequence[StandingAppointment], at: datetime) -> int:
    """Make the appointments of the weeks ahead that are not there yet; return how many.

    A day that was made once is never made again, whatever became of it. One on a public holiday is made too, and the
    helper is asked whether it is to be moved or held.
    """
    today = timezone.localdate(at)
    rows = [
        Appointment(
            person_id=one.person_id,
            starts_at=on_the_wall(day, one.starts),
            ends_at=on_the_wall(day, one.starts) + timedelta(minutes=one.minutes),
            standing=one,
            standing_on=day,
            what=one.what,
            place=one.place,
            way_there=one.way_there,
            with_user_id=one.with_user_id,
            with_words=one.with_words,
            comes_along_id=one.comes_along_id,
            comes_along_words=one.comes_along_words,
            room=one.room,
            is_home_visit=one.is_home_visit,
            news_for=Appointment.Side.HELPER if is_day_off(day) else "",
            made_by_id=one.made_by_id,
            made_at=at,
            changed_by_id=one.made_by_id,
            changed_at=at,
        )
        for one in standing
        for day in weekly_days(one, first=today, last=today + timedelta(weeks=WEEKS_AHEAD))
        if on_the_wall(day, one.starts) > at
    ]
    known = set(
        Appointment.objects.filter(standing__in=standing, standing_on__gte=today).values_list("standing", "standing_on")
    )
    new = [row for row in rows if (row.standing_id, row.standing_on) not in known]
    Appointment.objects.bulk_create(new, ignore_conflicts=True)  # two jobs at once: the day is there
    return len(new)


@transaction.atomic
def end_standing(*, standing: StandingAppointment, by: User, at: datetime) -> None:
    """Let a standing appointment end today; what is still planned of it is cancelled, and the person is told."""
    policies.check_may_book(by)
    now = StandingAppointment.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    yesterday = timezone.localdate(at) - timedelta(days=1)
    if now.until_on is not None and now.until_on <= yesterday:
        return
    now.until_on = yesterday
    now.save(update_fields=["until_on"])
    record_deed(by=by, at=at, verb="standing.end", subject_id=now.person_id, object_id=now.pk)
    coming = list(
        Appointment.objects.select_for_update(of=("self",))
        .filter(standing=now, state=State.PLANNED, starts_at__gt=at)
        .order_by("starts_at")
    )
    for place, one in enumerate(coming):
        one.state = State.CANCELLED
        save_changed(one, by=by, at=at, told=place == 0)  # told of once, by the next one
        record_deed(by=by, at=at, verb="appointment.cancel", subject_id=one.person_id, object_id=one.pk)


def clashes(plan: Plan, *, by: User, apart_from: Appointment | None = None) -> list[str]:
    """Say in sentences what else stands at that time. Nothing is forbidden by it."""
    users = {user.pk: user for user in (plan.with_user, plan.comes_along) if user}
    busy = busy_times(
        user_ids=list(users),
        rooms=[plan.room],
        first=plan.starts_at,
        last=plan.ends_at,
        apart_from=apart_from.pk if apart_from else None,
    )
    taken = {one for each in busy for one in each.user_ids if one in users}
    said = [
        _("Du har noe annet da.")
        if user.pk == by.pk
        else _("%(name)s har noe annet da.") % {"name": first_name(user.name)}
        for user in users.values()
        if user.pk in taken
    ]
    if plan.room and any(one.room == plan.room for one in busy):
        said.append(_("Rommet er opptatt da."))
    return said


def plan_of(appointment: Appointment) -> Plan:
    """Return what stands, as a plan."""
    minutes = round((appointment.ends_at - appointment.starts_at).total_seconds() / 60)
    empty = Plan(appointment.starts_at, minutes)
    return replace(empty, **{name: getattr(appointment, name) for name in empty.fields})


def plan_at(appointment: Appointment, moment: datetime) -> Plan:
    """Return what stands, as a plan for another time."""
    return replace(plan_of(appointment), starts_at=moment)


STEPS = {"hour": {"hours": 1}, "day": {"days": 1}, "week": {"days": 7}}


def moment_to(appointment: Appointment, to: str) -> datetime:
    """Return the moment that the last part of an address names: hour, day, week, or seconds since 1970."""
    if to in STEPS:
        return later(appointment.starts_at, **STEPS[to])
    try:
        return datetime.fromtimestamp(int(to), tz=timezone.get_current_timezone())
    except (ValueError, OverflowError, OSError):
        raise Missing(to) from None


def _locked(appointment: Appointment, seen_version: int | None) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("person", "with_user", "comes_along")
    standing = rows.get(pk=appointment.pk)
    if seen_version is not None:
        _expect(standing, seen_version)
    return standing


def _expect(standing: Appointment, seen_version: int) -> None:
    if standing.version != seen_version:
        raise ChangedMeanwhile(_("Avtalen ble endret av noen andre i mellomtida. Se over, og prøv igjen."))


def save_changed(standing: Appointment, *, by: User, at: datetime, told: bool = True, taken_over: bool = False) -> None:
    """Save a changed row, and let the other side be told."""
    standing.version += 1
    standing.is_taken_over = taken_over
    standing.changed_by, standing.changed_at = by, at
    if told:
        standing.news_for = policies.other_side(by)
    standing.save()
    changed = import_string(settings.APPOINTMENT_CHANGED)
    changed(appointment_id=standing.pk, holds_at=standing.starts_at if standing.state == State.PLANNED else None)


def hold_planned(appointment_id: UUID, *, starts_at: datetime) -> bool:
    """Tell whether an appointment stands at an hour; if so, nobody changes it until the transaction ends."""
    rows = Appointment.objects.select_for_update(of=("self",))
    return rows.filter(pk=appointment_id, starts_at=starts_at, state=State.PLANNED).first() is not None
