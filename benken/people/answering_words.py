"""When somebody answers, in plain words: messages, the phone, and who answers meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.people.answering import DAY, Answered, Answerer, Week
from benken.people.models import AnswerHours
from benken.people.phones import shown_number
from benken.ui.words import clock, day_words, first_name

NEAR = 7  # days ahead in which a weekday alone is enough
MONDAY = date(2026, 1, 5)  # any: for the names of the weekdays
WORKING_DAYS = 5


@dataclass(frozen=True)
class Call:
    """Whom to ring: the number, when it is answered, and who answers outside that."""

    name: str
    number: str
    is_now: bool
    words: str
    outside_words: str
    outside_number: str

    @property
    def shown(self) -> str:
        """The number as it is read aloud."""
        return shown_number(self.number)

    @property
    def outside_shown(self) -> str:
        """The number of who answers outside the hours, as it is read aloud."""
        return shown_number(self.outside_number)


def call_of(who: Answerer, answered: Answered | None, *, at: datetime) -> Call | None:
    """Return how somebody is rung, or None if neither they nor anybody else has a number."""
    if not who.phone and not who.outside_words:
        return None
    name = first_name(who.name)
    is_now = answered is not None and answered.is_now(at)
    words = _phone_words(answered, at=at) if answered and who.phone else ""
    return Call(name, who.phone, is_now, words, who.outside_words, who.outside_number)


def _phone_words(answered: Answered, *, at: datetime) -> str:
    first, last = timezone.localtime(answered.from_at), timezone.localtime(answered.until_at)
    if answered.is_now(at):
        return _("Svarer nå, til kl. %(until)s.") % {"until": clock(last.time())}
    said = {"from": clock(first.time()), "until": clock(last.time())}
    return _("Svarer %(day)s fra kl. %(from)s til %(until)s.") % {"day": on_day(first.date(), at=at), **said}


def on_day(day: date, *, at: datetime) -> str:
    """Say on which day: i dag, i morgen, på mandag, mandag 3. mars."""
    today = timezone.localdate(at)
    if DAY < day - today < NEAR * DAY:
        return _("på %(weekday)s") % {"weekday": date_format(day, "l")}
    return day_words(day, today=today)


def week_words(week: Week) -> str:
    """Say a week in a line: «hverdager før kl. 15», «mandag til torsdag før kl. 15, fredag før kl. 13»."""
    working = set(week[:WORKING_DAYS])
    if len(working) == 1 and None not in working and not any(week[WORKING_DAYS:]):
        return _("hverdager før kl. %(time)s") % {"time": clock(week[0] or time(0))}
    lines = []
    for hour, group in groupby(enumerate(week), key=lambda one: one[1]):
        days = [date_format(MONDAY + number * DAY, "l") for number, _hour in group]
        if hour is None:
            continue
        span = days[0] if len(days) == 1 else _("%(first)s til %(last)s") % {"first": days[0], "last": days[-1]}
        lines.append(_("%(days)s før kl. %(time)s") % {"days": span, "time": clock(hour)})
    return ", ".join(lines)


def hours_words(hours: AnswerHours) -> list[str]:
    """Say what stands about when somebody answers, line by line."""
    lines = [_("Meldinger: %(week)s") % {"week": week_words(tuple(hours.week)) or _("ingen dager")}]
    if hours.phone and hours.phone_from and hours.phone_until:
        span = {"from": clock(hours.phone_from), "until": clock(hours.phone_until)}
        said = {"number": shown_number(hours.phone), **span}
        lines.append(_("Telefon: %(number)s, fra kl. %(from)s til %(until)s") % said)
    if hours.outside_words:
        number = shown_number(hours.outside_number) if hours.outside_number else ""
        lines.append(_("Utenom dette: %(who)s") % {"who": f"{hours.outside_words} {number}".strip()})
    if hours.stand_in:
        lines.append(_("Fast vikar: %(name)s") % {"name": hours.stand_in.name})
    return lines
