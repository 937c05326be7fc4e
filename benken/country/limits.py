"""How long somebody may have to wait: legal and guiding limits, dated, with source, for each country.

A person with law as their trade has to look at each before it is used: the pages say so beside them. Nothing is ever
done to a person because a limit has passed; it says what the service owes.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SOURCE = "docs/reference/limits.md"
_CHECKED = date(2026, 11, 22)
SATURDAY = 5

# What a limit is counted from and to. The states of a referral have the same names.
SENT, RECEIVED, ASSESSED, STARTED = "sent", "received", "assessed", "started"
_SINCE_RECEIVED = (RECEIVED, SENT)  # until they say when they got it, from when it was sent


@dataclass(frozen=True)
class Limit:
    """Within so many days of one event another must have come; `binding` by law, else guiding.

    `since` names what it is counted from, the best known first.
    """

    code: str
    words: Promise  # what they must have done by then
    days: int
    since: tuple[str, ...]
    until: str
    law: str
    binding: bool = True
    working_days: bool = False
    source: str = _SOURCE
    checked_on: date = _CHECKED


@dataclass(frozen=True)
class Track:
    """A kind of help that has limits of its own."""

    code: str
    words: Promise
    limits: tuple[Limit, ...] = ()


_NO_ASSESS = Limit(
    "no_assess",
    _("De skal ha vurdert henvisningen"),
    10,
    _SINCE_RECEIVED,
    ASSESSED,
    "pasient- og brukerrettighetsloven § 2-2",
    working_days=True,
)
_NO_UNDER_23 = Limit(
    "no_under_23",
    _("Behandlingen skal ha begynt, for den som er under 23 år"),
    65,
    _SINCE_RECEIVED,
    STARTED,
    "prioriteringsforskriften § 4 a",
    working_days=True,
)
_NO_PREGNANT = Limit(
    "no_pregnant",
    _("De skal ha vurdert henvisningen, for den som er gravid"),
    7,
    _SINCE_RECEIVED,
    ASSESSED,
    "nasjonalt pasientforløp for rusbehandling",
    binding=False,
)
_NO_AFTER_DETOX = Limit(
    "no_after_detox",
    _("Neste behandling bør ha begynt etter avrusningen"),
    3,
    (SENT,),
    STARTED,
    "nasjonalt pasientforløp for rusbehandling",
    binding=False,
)
_NO_MUNICIPAL = Limit(
    "no_municipal",
    _("Kommunen skal ha svart, eller sagt når svaret kommer"),
    30,
    _SINCE_RECEIVED,
    ASSESSED,
    "forvaltningsloven § 11 a",
)


def _danish(code: str, law: str) -> Limit:
    return Limit(code, _("Behandlingen skal ha begynt"), 14, (SENT,), STARTED, law)


TRACKS: Mapping[str, tuple[Track, ...]] = {
    "no": (
        Track("no_specialist", _("Rusbehandling i spesialisthelsetjenesten"), (_NO_ASSESS,)),
        Track("no_under_23", _("Rusbehandling, under 23 år"), (_NO_ASSESS, _NO_UNDER_23)),
        Track("no_pregnant", _("Rusbehandling, gravid"), (_NO_PREGNANT, _NO_ASSESS)),
        Track("no_after_detox", _("Behandling rett etter avrusning"), (_NO_AFTER_DETOX,)),
        Track("no_municipal", _("Noe fra kommunen"), (_NO_MUNICIPAL,)),
    ),
    "dk": (
        Track("dk_social", _("Social behandling"), (_danish("dk_social", "serviceloven § 101"),)),
        Track("dk_alcohol", _("Behandling for alkohol"), (_danish("dk_alcohol", "sundhedsloven § 141"),)),
        Track("dk_medical", _("Lægelig behandling"), (_danish("dk_medical", "sundhedsloven § 142"),)),
        Track("dk_integrated", _("Samlet behandling i regionen"), (_danish("dk_integrated", "sundhedsloven § 82 c"),)),
    ),
}


def tracks(country: str) -> tuple[Track, ...]:
    """Return the kinds of help that have limits of their own in a country."""
    return TRACKS.get(country, ())


def track_of(code: str) -> Track | None:
    """Return a track by its code, of whichever country: what was chosen once can always be read."""
    return next((one for all_of_them in TRACKS.values() for one in all_of_them if one.code == code), None)


def limit_of(code: str) -> Limit | None:
    """Return a limit by its code, of whichever country."""
    every = (limit for all_of_them in TRACKS.values() for track in all_of_them for limit in track.limits)
    return next((one for one in every if one.code == code), None)


def due_on(limit: Limit, since_on: date, *, free_days: Container[date] = ()) -> date:
    """Return the last day of a limit that begins to run the day after `since_on`; `free_days` are public holidays."""
    if not limit.working_days:
        return since_on + timedelta(days=limit.days)
    day, left = since_on, limit.days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY and day not in free_days
    return day


def running(
    track: Track, happened: Mapping[str, date], *, free_days: Container[date] = ()
) -> Iterator[tuple[date, Limit]]:
    """Yield the limits that run, each with its last day: begun by what has happened, and not yet met.

    `happened` says on which day something last did.
    """
    for limit in track.limits:
        begun = next((event for event in limit.since if event in happened), None)
        if begun and limit.until not in happened and STARTED not in happened:
            yield due_on(limit, happened[begun], free_days=free_days), limit
