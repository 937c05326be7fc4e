"""An option in plain words: what stands of it side by side with the others, row by row, each with where it is from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.country.limits import Limit, Track
from benken.services.models import OptionSheet
from benken.services.opening_words import age_words, room_words
from benken.services.queries.options import Option, OptionShown
from benken.services.referral_words import law_sentence


@dataclass(frozen=True)
class Row:
    """One row of an option: the same heading for all of them; without lines nobody knows yet."""

    heading: str
    lines: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)  # law and where to ask


def rows(one: OptionShown, *, at: datetime, me: bool) -> list[Row]:
    """Return the facts of an option: the rows of all options are the same, and in the same order. `me`: to oneself."""
    option, service = one.option, one.service
    what, wait, asks = [option.what], [option.wait], [option.asks]
    if service is not None:
        ages = age_words(service.age_from, service.age_to)
        what = [service.about, " ".join(filter(None, [service.who_may_come, ages])), option.what]
        wait = [room_words(one.room, at=at), option.wait]
        asks = [f"{service.get_way_in_display()}.", service.cost, option.asks]
    if one.is_over:
        what.insert(0, _("Det står ikke i oversikten lenger. Spør før dere velger det."))
    law = one.track or one.appeal
    return [
        Row(_("Hva det er"), _told(what)),
        Row(_("Ventetid"), _told(wait)),
        Row(_("Hva det krever"), _told(asks)),
        Row(_("Imens"), _told([option.meanwhile])),
        Row(_("Rett og klage"), _told([*_limits(one.track), _complaint(one)]), list(_laws(one, me=me)) if law else []),
        Row(_("Hvor det er fra"), _told(_sources(one))),
    ]


def thoughts(option: Option) -> list[Row]:
    """Return what somebody thinks of an option, in their words: what is good first (R12)."""
    return [
        Row(_("Det som er bra"), _told([option.good])),
        Row(_("Det som er vanskelig"), _told([option.hard])),
    ]


def lean_words(sheet: OptionSheet, *, name: str) -> str:
    """Say what is leant to; nothing when it is open. To choose none and to wait are told as kindly as to choose one."""
    if sheet.lean == OptionSheet.Lean.OPTION and sheet.lean_to is not None and sheet.lean_to.taken_away_at is None:
        words = {"name": name, "option": sheet.lean_to.name}
        return _("%(name)s heller mot: %(option)s") % words if name else _("Du heller mot: %(option)s") % words
    if sheet.lean == OptionSheet.Lean.NONE:
        return _("%(name)s heller mot: ingen av dem") % {"name": name} if name else _("Du heller mot: ingen av dem")
    if sheet.lean == OptionSheet.Lean.WAIT:
        return _("%(name)s heller mot: å vente") % {"name": name} if name else _("Du heller mot: å vente")
    return ""


def _told(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


def _limits(track: Track | None) -> Iterator[str]:
    for limit in track.limits if track else ():
        said = {"what": limit.words, "days": _days(limit)}
        yield (
            _("%(what)s innen %(days)s. Det er en rett.") % said
            if limit.binding
            else _("%(what)s innen %(days)s. Det er veiledende.") % said
        )


def _days(limit: Limit) -> str:
    if limit.working_days:
        return ngettext("%(days)d virkedag", "%(days)d virkedager", limit.days) % {"days": limit.days}
    return ngettext("%(days)d dag", "%(days)d dager", limit.days) % {"days": limit.days}


def _complaint(one: OptionShown) -> str:
    if one.appeal is not None:
        said = {"days": one.appeal.days, "on": one.appeal.goes_on_to}
        if one.appeal.send_to == one.appeal.goes_on_to:
            return _("Sier de nei, kan du klage innen %(days)d dager til %(on)s.") % said
        return _("Sier de nei, kan du klage til dem innen %(days)d dager. Så går klagen til %(on)s.") % said
    if one.option.body:
        return _("Sier de nei, kan du klage til lederen der. Det er ingen frist.")
    return ""


def _laws(one: OptionShown, *, me: bool) -> Iterator[str]:
    laws: dict[str, date] = {limit.law: limit.checked_on for limit in (one.track.limits if one.track else ())}
    if one.appeal is not None:
        laws[one.appeal.law] = one.appeal.checked_on
    if laws:
        yield law_sentence(laws, min(laws.values()), me=me)


def _sources(one: OptionShown) -> list[str]:
    option, service = one.option, one.service
    told = []
    if service is not None:
        checked = service.checked_on
        told.append(
            _("Oversikten over steder, sjekket %(day)s.") % {"day": _day(checked)}
            if checked
            else _("Oversikten over steder. Ingen har sjekket det ennå.")
        )
    if option.source and option.heard_on:
        told.append(_("%(source)s, %(day)s") % {"source": capfirst(option.source), "day": _day(option.heard_on)})
    elif option.source:
        told.append(capfirst(option.source))
    elif option.heard_on:
        told.append(_("Funnet ut %(day)s.") % {"day": _day(option.heard_on)})
    elif service is None or any((option.what, option.wait, option.asks, option.meanwhile)):
        told.append(_("Skrevet ned %(day)s.") % {"day": _day(timezone.localdate(option.written_at))})
    return told


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
