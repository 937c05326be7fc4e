"""What a person waits for, as it is told to themself."""

from dataclasses import dataclass, field
from datetime import date

from benken.people.queries import Person
from benken.services.forms.referrals import WithdrawForm
from benken.services.models import Referral, Wait
from benken.services.policies.referrals import moves
from benken.services.queries.referrals import lines_of, referrals_of
from benken.services.referral_words import (
    ball_sentence,
    days_words,
    law_of_limit,
    limit_sentence,
    line_words,
    standing,
    title,
)
from benken.ui.words import day_words

__all__ = ["MyWait", "WithdrawForm", "can_withdraw", "my_waits"]


@dataclass(frozen=True)
class MyWait:
    """One referral in words to the person; without a wait there is nothing to wait for."""

    referral: Referral
    title: str
    standing: str
    wait: Wait | None = None
    ball: str = ""
    since: str = ""
    next_day: str = ""
    limit: str = ""
    law: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)  # the day, the words; the newest first


def my_waits(person: Person, *, today: date) -> list[MyWait]:
    """Return all of a person's referrals: what is waited for, by the next date, then the newest first."""
    running = Wait.objects.filter(person=person, ended_at__isnull=True).select_related("ball_user")
    waits = {wait.referral_id: wait for wait in running.order_by("next_on", "pk")}
    lines = lines_of(person, wait_ids=[wait.pk for wait in waits.values()])
    found = {}
    for referral in referrals_of(person):
        wait = waits.get(referral.pk)
        one = MyWait(referral, title(referral), standing(referral))
        if wait is not None:
            told = lines.get(wait.pk, [])
            one = MyWait(
                referral,
                one.title,
                one.standing,
                wait,
                ball=ball_sentence(wait, to=referral.to_words, me=True),
                since=days_words(wait.since_on, today=today),
                next_day=day_words(wait.next_on, today=today),
                limit=limit_sentence(wait, today=today, me=True),
                law=law_of_limit(wait, me=True),
                lines=[
                    (day_words(line.on_day, today=today), line_words(line, referral=referral, wait=wait))
                    for line in told
                ],
            )
        found[referral.pk] = one
    first = [found.pop(referral_id) for referral_id in waits if referral_id in found]
    return [*first, *found.values()]


def can_withdraw(referral: Referral) -> bool:
    """Tell whether the person can take it back now."""
    return bool(moves(referral.state, person=True))
