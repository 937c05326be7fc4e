"""The way on, as a list: where somebody is, what they wait for, home; and what lies between. Facts in, words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.services.models import Appointment, Home, Referral, Stay, Wait
from benken.services.stay_words import out_words, place_words, plan_words
from benken.ui.words import day_words, list_words, moment_words

NO_HOME = frozenset({Home.Kind.INSTITUTION, Home.Kind.NONE})


@dataclass(frozen=True)
class Facts:
    """All that a chain is drawn of. `called` is empty where the person reads it themself.

    A stay that came to nothing is no link: where it was planned there is a gap.
    """

    stays: Sequence[Stay]
    referrals: Sequence[Referral]
    waits: Mapping[UUID, Wait]
    home: Home | None
    meets: Sequence[Appointment]  # planned, the next first
    today: date
    called: str = ""

    @property
    def stand(self) -> list[Stay]:
        """Return the stays that are or were, and those still planned."""
        return [stay for stay in self.stays if stay.off_on is None]

    @property
    def off(self) -> list[Stay]:
        """Return the planned ones that came to nothing."""
        return [stay for stay in self.stays if stay.off_on is not None]

    @property
    def lives(self) -> Home | None:
        """Where somebody has a home to come to, if it is written."""
        return self.home if self.home is not None and self.home.kind not in NO_HOME else None


@dataclass(frozen=True)
class Link:
    """One thing of the chain: a stay, something waited for, or home."""

    title: str
    stay: Stay | None = None
    referral: Referral | None = None
    home: Home | None = None
    came: date | None = None
    out: date | None = None
    lines: Sequence[str] = ()
    has_begun: bool = False
    is_over: bool = False
    is_asked: bool = False  # the planned day has passed, and nobody has said what came
    is_awaited: bool = False  # the day in has come, and nobody has said whether they came in
    meets: Sequence[str] = ()  # who meets them before they come out
    lacks_meeting: bool = False


@dataclass(frozen=True)
class Gap:
    """What lies between two of them: how long, and what is asked of it while it can still be planned."""

    words: str
    question: str = ""
    home: str = ""
    meanwhile: str = ""
    lacks_home: bool = False


Part = Link | Gap


@dataclass
class _Drawing:
    parts: list[Part] = field(default_factory=list)
    last: Link | None = None  # what one comes out of last, so far


def chain_of(facts: Facts) -> list[Part]:
    """Return the chain in the order of time: what has days, then what still waits for one, then home."""
    drawing = _Drawing()
    links = [*_with_days(facts), *_without(facts)]
    for link in links:
        if drawing.last is not None and (gap := _between(drawing.last, link, facts)) is not None:
            drawing.parts.append(gap)
        drawing.parts.append(link)
        drawing.last = _later(drawing.last, link)
    if facts.lives is not None:
        drawing.parts.append(_home_link(facts.lives, facts))
    elif drawing.last is not None and (any(not link.is_over for link in links) or _was_ahead(facts)):
        drawing.parts.append(_without_home(drawing.last, facts))
    return drawing.parts


def _was_ahead(facts: Facts) -> bool:
    """Tell whether something that came to nothing would have been there now, or later."""
    return any((stay.planned_end_on or stay.from_on) >= facts.today for stay in facts.off)


def _with_days(facts: Facts) -> list[Link]:
    links = [_stay_link(stay, facts) for stay in facts.stand]
    links += [_referral_link(one, facts) for one in _unmet(facts) if _day_in(one, facts) is not None]
    return sorted(links, key=lambda link: link.came or facts.today)


def _without(facts: Facts) -> list[Link]:
    return [_referral_link(one, facts) for one in _unmet(facts) if _day_in(one, facts) is None]


def _unmet(facts: Facts) -> list[Referral]:
    """Return the referrals that no stay has come of yet."""
    met = {stay.referral_id for stay in facts.stand}
    return [one for one in facts.referrals if one.pk not in met]


def _day_in(referral: Referral, facts: Facts) -> date | None:
    if referral.state == Referral.State.STARTED:
        return referral.expected_start_on or referral.state_on
    if any(stay.referral_id == referral.pk for stay in facts.off):
        return None  # what was planned of it came to nothing: nobody knows the next day
    return referral.expected_start_on if referral.state == Referral.State.OFFERED else None  # before that it is a hope


def _stay_link(stay: Stay, facts: Facts) -> Link:
    meets = _meets(stay, facts)
    is_open, planned = stay.ended_on is None, stay.planned_end_on
    is_asked = is_open and planned is not None and planned < facts.today
    is_coming = is_open and planned is not None and not is_asked
    return Link(
        place_words(stay),
        stay=stay,
        came=stay.from_on,
        out=stay.ended_on or planned,
        lines=[plan_words(stay, today=facts.today), *filter(None, [out_words(stay)])],
        has_begun=stay.has_begun,
        is_over=not is_open,
        is_asked=is_asked,
        is_awaited=is_open and not stay.has_begun and not is_asked and stay.from_on <= facts.today,
        meets=meets if is_coming else [],
        lacks_meeting=is_coming and not meets,
    )


def _meets(stay: Stay, facts: Facts) -> list[str]:
    """Return in words who meets somebody before they come out."""
    before = [
        one
        for one in facts.meets
        if stay.planned_end_on is not None and stay.from_on <= timezone.localdate(one.starts_at) <= stay.planned_end_on
    ]
    return [_meeting_words(one, facts) for one in before]


def _meeting_words(one: Appointment, facts: Facts) -> str:
    names = [name for name in (one.with_user.name if one.with_user else "", one.with_words) if name]
    said = [moment_words(one.starts_at, today=facts.today), one.what, list_words(names)]
    return " · ".join(filter(None, said))


def _referral_link(referral: Referral, facts: Facts) -> Link:
    wait, came = facts.waits.get(referral.pk), _day_in(referral, facts)
    lines = [str(referral.get_state_display())]
    if came is not None:
        lines.append(_("inn %(day)s") % {"day": _day(came, facts)})
    elif wait is not None:
        lines.append(_("vi vet mer %(day)s") % {"day": _day(wait.next_on, facts)})
    out = referral.expected_end_on if came is not None else None
    return Link(referral.to_words, referral=referral, came=came, out=out, lines=lines)


def _home_link(home: Home, facts: Facts) -> Link:
    since = [_("siden %(day)s") % {"day": _day(home.since_on, facts)}] if home.since_on else []
    return Link(_("Hjem: %(kind)s") % {"kind": home.get_kind_display()}, home=home, lines=since)


def _later(last: Link | None, link: Link) -> Link:
    """Return which of two one comes out of last: two that overlap leave no gap."""
    if last is None or last.out is None or link.out is None:
        return link
    return link if link.out >= last.out else last


def _between(last: Link, link: Link, facts: Facts) -> Gap | None:
    """Return what lies between coming out of one and into the next, or None if nothing does."""
    said = {"first": last.title, "next": link.title}
    is_referral_without_day = last.referral is not None and last.out is None
    if is_referral_without_day or (last.out is None and link.came is None):
        return None  # nobody knows a day of either: each says so itself
    if last.out is None:
        words = _("Mellom %(first)s og %(next)s (inn %(in)s): dagen ut er ikke satt ennå.")
        return _asked(words % {**said, "in": _day(link.came, facts)}, link, facts, is_running=False)
    said["out"] = _day(last.out, facts)
    if link.came is None:
        words = _("Mellom %(first)s (ut %(out)s) og %(next)s: dagen inn er ikke satt ennå.")
        return _asked(words % said, link, facts, is_running=last.out <= facts.today)
    days = (link.came - last.out).days
    if days <= 0:
        return None
    words = ngettext(
        "Mellom %(first)s (ut %(out)s) og %(next)s (inn %(in)s): %(days)d dag.",
        "Mellom %(first)s (ut %(out)s) og %(next)s (inn %(in)s): %(days)d dager.",
        days,
    ) % {**said, "in": _day(link.came, facts), "days": days}
    if link.came <= facts.today:
        return Gap(words)  # it is over
    return _asked(words, link, facts, is_running=last.out <= facts.today)


def _asked(words: str, link: Link, facts: Facts, *, is_running: bool) -> Gap:
    wait = facts.waits.get(link.referral.pk) if link.referral is not None else None
    home = _("Hjem nå: %(kind)s.") % {"kind": facts.lives.get_kind_display()} if facts.lives else ""
    return Gap(
        words,
        question=_question(facts.called, is_running=is_running),
        home=home,
        meanwhile=wait.meanwhile if wait is not None else "",
        lacks_home=facts.lives is None,
    )


def _without_home(last: Link, facts: Facts) -> Gap:
    said = {"first": last.title, "out": _day(last.out, facts), "name": facts.called}
    if last.out is None:
        words = _("Etter %(first)s: ingen har skrevet et hjem ennå.") % said
    else:
        words = _("Etter %(first)s (ut %(out)s): ingen har skrevet et hjem ennå.") % said
    is_running = last.out is not None and last.out <= facts.today
    return Gap(words, question=_question(facts.called, is_running=is_running), lacks_home=True)


def _question(called: str, *, is_running: bool) -> str:
    said = {"name": called}
    if is_running:
        return _("Hvor bor %(name)s nå? Hvem er med?") % said if called else _("Hvor bor du nå? Hvem er med deg?")
    return _("Hvor bor %(name)s da? Hvem er med?") % said if called else _("Hvor bor du da? Hvem er med deg?")


def _day(day: date | None, facts: Facts) -> str:
    return day_words(day, today=facts.today, on_paper=True) if day is not None else ""
