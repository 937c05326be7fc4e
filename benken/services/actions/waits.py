"""Waits: begun and ended with a referral's steps, changed by those who follow; and what is told when a date passes."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.automatic import automatic_is_on
from benken.access.queries.rights import running_right
from benken.access.queries.setup import setup_now
from benken.country.limits import running, track_of
from benken.country.public_holidays import PublicHolidays
from benken.people.queries.ending import not_ended
from benken.services.models import Referral, ReferralStep, Wait, WaitLine
from benken.services.policies import referrals as policies
from benken.services.referral_facts import NextUp

AT_ONCE = 500


def begin_wait(*, referral: Referral, step: ReferralStep, next_up: NextUp, by: User, at: datetime) -> Wait:
    """Begin the wait of the state a referral has come to."""
    _check(next_up, at=at)
    wait = Wait(person_id=referral.person_id, referral=referral, step=step, state=step.to_state, since_on=step.on_day)
    _fill(wait, next_up, by=by, at=at)
    limit_on, limit_code = limit_now(referral)
    wait.limit_on, wait.limit_code = limit_on, limit_code
    wait.save()
    return wait


def end_wait(*, referral: Referral, at: datetime) -> None:
    """End the wait that runs, if one does."""
    Wait.objects.filter(referral=referral, ended_at__isnull=True).update(ended_at=at, changed_at=at)


@transaction.atomic
def change_wait(*, referral: Referral, next_up: NextUp, by: User, at: datetime) -> Wait:
    """Say anew who has the ball, when there is news and what there is meanwhile. The referral stays where it is."""
    policies.check_may_record(running_right(user=by, subject_id=referral.person_id, at=at))
    _check(next_up, at=at)
    wait = Wait.objects.select_for_update(of=("self",)).filter(referral=referral, ended_at__isnull=True).first()
    if wait is None:
        raise Refused(_("Det er ikke noe å vente på her nå."))
    _fill(wait, next_up, by=by, at=at)
    wait.save()
    record_deed(by=by, at=at, verb="referral.wait", subject_id=referral.person_id, object_id=referral.pk)
    return wait


def limit_now(referral: Referral) -> tuple[date | None, str]:
    """Return the first limit that runs for a referral since it was last sent, and its code."""
    track = track_of(referral.track)
    if track is None or referral.state not in policies.WAITING or referral.state == Referral.State.DECLINED:
        return None, ""
    happened: dict[str, date] = {}
    undone = False
    for step in reversed(ReferralStep.objects.filter(referral=referral).order_by("recorded_at", "pk")):
        if not undone and not step.is_undo:
            happened.setdefault(step.to_state, step.on_day)
            if step.to_state == Referral.State.SENT:
                break
        undone = step.is_undo  # the step before an undoing is the one it took back
    found = min(
        running(track, happened, free_days=PublicHolidays(setup_now().country)),
        key=lambda one: one[0],
        default=None,
    )
    return (found[0], found[1].code) if found else (None, "")


def tell_of_passed_dates(*, at: datetime) -> int:
    """Tell each person whose next date has passed, or whose limit has, that nothing has come and who has the ball.

    One line for each date, also those passed on days when nobody ran this; run again, it tells nothing twice. The next
    date moves on by a week (`policies.next_after`). Nothing else changes: no referral, no place, no wait is touched.
    The actor must be the system.
    """
    if not automatic_is_on():  # once it is on again, each date that passed meanwhile is told
        return 0
    today, told = timezone.localdate(at), 0
    limit_told = WaitLine.objects.filter(wait=OuterRef("pk"), about=WaitLine.About.LIMIT, on_day=OuterRef("limit_on"))
    due = Q(next_on__lt=today) | (Q(limit_on__lt=today) & ~Exists(limit_told))
    while True:
        with transaction.atomic():
            waits = list(
                Wait.objects.filter(due, not_ended(), ended_at__isnull=True)
                .select_for_update(of=("self",), skip_locked=True)
                .order_by("next_on", "pk")[:AT_ONCE]
            )
            lines = [line for wait in waits for line in _lines(wait, today=today, at=at)]
            WaitLine.objects.bulk_create(lines, ignore_conflicts=True)
            Wait.objects.bulk_update(waits, ["next_on"])
        told += len(lines)
        if len(waits) < AT_ONCE:
            return told


def _lines(wait: Wait, *, today: date, at: datetime) -> list[WaitLine]:
    said = {"person_id": wait.person_id, "wait": wait, "told_at": at}
    ball = {"ball": wait.ball, "ball_user_id": wait.ball_user_id, "ball_words": wait.ball_words}
    about = WaitLine.About
    lines = [
        WaitLine(**said, **ball, about=about.NEXT, on_day=day, next_on=day + policies.EVERY)
        for day in policies.next_after(wait.next_on, today=today)
    ]
    if lines:
        wait.next_on = lines[-1].next_on
    if wait.limit_on is not None and wait.limit_on < today:
        lines.append(WaitLine(**said, **ball, about=about.LIMIT, on_day=wait.limit_on, next_on=wait.next_on))
    return lines


def _check(next_up: NextUp, *, at: datetime) -> None:
    policies.check_wait(
        ball=next_up.ball,
        ball_words=next_up.ball_words,
        next_on=next_up.next_on,
        meanwhile=next_up.meanwhile,
        today=timezone.localdate(at),
    )


def _fill(wait: Wait, next_up: NextUp, *, by: User, at: datetime) -> None:
    is_us = next_up.ball == Wait.Ball.US
    assert next_up.next_on is not None  # checked
    wait.ball, wait.ball_words = next_up.ball, "" if is_us else next_up.ball_words
    wait.ball_user = (next_up.ball_user or by) if is_us else None
    wait.next_on, wait.meanwhile, wait.changed_at = next_up.next_on, next_up.meanwhile, at
