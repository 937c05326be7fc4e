"""Stays in plain words: where, from when, until when, how it ended."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from benken.services.models import Stay, StayLine
from benken.ui.words import day_words


def place_words(stay: Stay) -> str:
    """Return what a stay is called: the place if it has a name, else what kind of place it is."""
    return stay.place or str(stay.get_kind_display())


def plan_words(stay: Stay, *, today: date) -> str:
    """Say from when and until when, and whether that is a plan."""
    said = {"from": _day(stay.from_on, today), "kind": stay.get_kind_display()}
    if stay.ended_on is not None:
        return _("%(kind)s: fra %(from)s til %(out)s") % {**said, "out": _day(stay.ended_on, today)}
    if stay.planned_end_on is None:
        return _("%(kind)s: fra %(from)s, dagen ut er ikke satt") % said
    return _("%(kind)s: fra %(from)s, planen er ut %(out)s") % {**said, "out": _day(stay.planned_end_on, today)}


def out_words(stay: Stay) -> str:
    """Say how it ended: about the place, or in the person's own words."""
    if stay.ended_on is None:
        return ""
    if stay.end_reason == Stay.EndReason.OWN_WORDS:
        return f"«{stay.end_words}»"
    why = _("Ut: %(reason)s.") % {"reason": stay.get_end_reason_display()}
    return f"{why} «{stay.end_words}»" if stay.end_words else why


def off_words(stay: Stay) -> str:
    """Say why it came to nothing: about the place, or in the person's own words."""
    if stay.off_on is None:
        return ""
    if stay.off_reason == Stay.OffReason.OWN_WORDS:
        return f"«{stay.off_words}»"
    why = _("Det ble ikke noe av: %(reason)s.") % {"reason": stay.get_off_reason_display()}
    return f"{why} «{stay.off_words}»" if stay.off_words else why


def in_entry_words(stay: Stay, *, today: date, still: bool = True) -> str:
    """Return what stands on the timeline of having come in, or of not having come in after all."""
    said = {"place": place_words(stay), "day": _day(stay.from_on, today)}
    if not stay.place:
        return (_("Inn: %(place)s, %(day)s.") if still else _("Ikke inn likevel: %(place)s.")) % said
    return (_("Inn på %(place)s, %(day)s.") if still else _("Ikke inn på %(place)s likevel.")) % said


def out_entry_words(stay: Stay, *, today: date, still: bool = True) -> str:
    """Return what stands on the timeline of having come out, or of not being out after all. Why is not told there."""
    said = {"place": place_words(stay), "day": _day(stay.ended_on or today, today)}
    if not stay.place:
        return (_("Ut: %(place)s, %(day)s.") if still else _("Ikke ut likevel: %(place)s.")) % said
    return (_("Ut fra %(place)s, %(day)s.") if still else _("Ikke ut fra %(place)s likevel.")) % said


def gate_words(stay: Stay, *, today: date) -> str:
    """Say to the worker what a planned end needs: somebody who meets them, or the question whether they are out."""
    assert stay.planned_end_on is not None  # only those are asked about
    said = {"place": place_words(stay), "day": day_words(stay.planned_end_on, today=today)}
    if stay.planned_end_on < today:
        return _("planen var ut %(day)s: %(place)s. Ute nå?") % said
    return _("ut %(day)s: %(place)s. Ingen avtale før det ennå") % said


def own_gate_words(stay: Stay, *, today: date) -> str:
    """Say the same to the person."""
    assert stay.planned_end_on is not None
    said = {"day": day_words(stay.planned_end_on, today=today)}
    if stay.planned_end_on < today:
        return _("Planen var ut %(day)s. Er du ute?") % said
    return _("Planen er ut %(day)s. Hvem møter deg når du går ut?") % said


def line_words(line: StayLine, *, called: str = "") -> str:
    """Say what was told by itself; without a name, to the person."""
    said = {"day": day_words(line.on_day, today=timezone.localdate(line.told_at), on_paper=True), "name": called}
    if line.about == StayLine.About.PASSED:
        if called:
            return _("Planen var at %(name)s skulle ut %(day)s. Det er ikke skrevet at det er slik.") % said
        return _("Planen var at du skulle ut %(day)s. Det er ikke skrevet at det er slik.") % said
    if called:
        return _("Planen er at %(name)s går ut %(day)s, og ingen avtale før det er satt opp.") % said
    return _("Planen er at du går ut %(day)s, og ingen avtale før det er satt opp.") % said


def _day(day: date, today: date) -> str:
    return day_words(day, today=today, on_paper=True)
