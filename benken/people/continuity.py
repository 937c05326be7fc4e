"""Who has followed somebody, from when to when, and the days with nobody: facts in, words out.

Told to the person and to whoever follows them. Never a streak, never added up for a worker.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.people.models import ContactPerson
from benken.ui.words import day_words, first_name

MONTH, YEAR = 30, 365


@dataclass(frozen=True)
class Continuity:
    """What is told: the one now and since when, how often it changed, how many whole days passed with nobody."""

    spans: tuple[ContactPerson, ...]  # the newest first
    changes: int
    days_without: int
    is_without: bool
    at: datetime

    @property
    def words(self) -> str:
        """Say it in two or three sentences: Ane har fulgt deg i 2 år. Ingen dag uten noen."""
        said = []
        if not self.is_without:
            now = self.spans[0]
            said.append(
                _("%(name)s har fulgt deg i %(long)s.")
                % {"name": first_name(now.worker.name), "long": long_words(now.since_at, self.at)}
            )
        said += [self.without_words, self.changes_words]
        return " ".join(filter(None, said))

    @property
    def without_words(self) -> str:
        """Say how many days passed with nobody."""
        if not self.days_without:
            return "" if self.is_without else _("Ingen dag uten noen.")
        said = ngettext("%(days)d dag uten noen.", "%(days)d dager uten noen.", self.days_without)
        return said % {"days": self.days_without}

    @property
    def changes_words(self) -> str:
        """Say how often it was somebody new; nothing where it never was."""
        if not self.changes:
            return ""
        said = ngettext(
            "Kontaktpersonen er byttet %(times)d gang.", "Kontaktpersonen er byttet %(times)d ganger.", self.changes
        )
        return said % {"times": self.changes}

    def lines(self, *, today: date) -> list[str]:
        """Say for each one who it was, from when to when."""
        return [
            _("%(name)s, fra %(first)s til %(last)s")
            % {"name": one.worker.name, "first": _day(one.since_at, today), "last": _day(one.until_at, today)}
            if one.until_at
            else _("%(name)s, fra %(first)s") % {"name": one.worker.name, "first": _day(one.since_at, today)}
            for one in self.spans
        ]


def continuity_of(history: Sequence[ContactPerson], *, known_since_at: datetime, at: datetime) -> Continuity:
    """Return what a history tells. A contact person whose account is closed follows nobody."""
    spans = sorted(history, key=lambda one: one.since_at)
    covered_to, days = known_since_at, 0
    for one in spans:
        days += _whole_days(covered_to, one.since_at)
        covered_to = max(covered_to, one.until_at or at)
    running = spans[-1] if spans and spans[-1].until_at is None else None
    is_without = running is None or not running.worker.is_active
    if running is None:
        days += _whole_days(covered_to, at)
    changes = sum(before.worker_id != after.worker_id for before, after in pairwise(spans))
    return Continuity(tuple(reversed(spans)), changes, days, is_without, at)


def long_words(since: datetime, at: datetime) -> str:
    """Say how long something has been, as one says it: 3 uker, 5 måneder, 2 år."""
    days = (timezone.localdate(at) - timezone.localdate(since)).days
    if days >= YEAR:
        return ngettext("%(number)d år", "%(number)d år", days // YEAR) % {"number": days // YEAR}
    if days >= 2 * MONTH:
        return ngettext("%(number)d måned", "%(number)d måneder", days // MONTH) % {"number": days // MONTH}
    if days >= 14:
        return ngettext("%(number)d uke", "%(number)d uker", days // 7) % {"number": days // 7}
    days = max(days, 1)
    return ngettext("%(number)d dag", "%(number)d dager", days) % {"number": days}


def _whole_days(since: datetime, until: datetime) -> int:
    """Return how many days passed with nobody: the day it began and the day it ended are not among them."""
    return max(0, (timezone.localdate(until) - timezone.localdate(since)).days - 1)


def _day(moment: datetime | None, today: date) -> str:
    return day_words(timezone.localdate(moment), today=today) if moment else ""
