"""When the law lets a text wait for the person, or be given on without a yes: fixed lists, each with source and date.

A person with law as their trade has to look at each before it is used: the pages say so beside them.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SOURCE = "docs/reference/legal-bases.md"
_CHECKED = date(2026, 11, 22)


@dataclass(frozen=True)
class LegalBasis:
    """What the law says in plain words, which law it is, where it was read and when."""

    code: str
    words: Promise
    law: str
    source: str = _SOURCE
    checked_on: date = _CHECKED
    only_service_notes: bool = False

    def __str__(self) -> str:
        return f"{self.words} ({self.law})"


_DANGER_IF_SEEN = _("påtrengende nødvendig for å hindre fare for liv eller alvorlig helseskade")
_UNWISE_FOR_ANOTHER = _("klart utilrådelig av hensyn til noen som står personen nær")

# Why a text may be kept from the person for a while.
WITHHOLD: dict[str, tuple[LegalBasis, ...]] = {
    "no": (
        LegalBasis("no_danger", _DANGER_IF_SEEN, "pasient- og brukerrettighetsloven § 5-1 annet ledd"),
        LegalBasis("no_another", _UNWISE_FOR_ANOTHER, "pasient- og brukerrettighetsloven § 5-1 annet ledd"),
        LegalBasis(
            "no_service",
            _("utilrådelig av hensyn til personens helse eller forholdet til noen som står personen nær"),
            "forvaltningsloven § 19",
            only_service_notes=True,
        ),
    ),
    "dk": (
        LegalBasis(
            "dk_health",
            _("avgjørende hensyn til personen selv eller til andre"),
            "sundhedsloven § 37, stk. 2",
        ),
        LegalBasis(
            "dk_service",
            _("vesentlige hensyn til personen selv eller til andre"),
            "forvaltningsloven § 15 b",
            only_service_notes=True,
        ),
    ),
}

# Why something may be given on without the person's yes. The police is nobody's default and stands on no list.
DISCLOSE: dict[str, tuple[LegalBasis, ...]] = {
    "no": (
        LegalBasis("no_avert", _("å avverge at noen blir alvorlig skadet eller dør"), "straffeloven § 196"),
        LegalBasis("no_rescue", _("å varsle nødetatene om akutt fare"), "helsepersonelloven § 31"),
        LegalBasis(
            "no_child",
            _("meldeplikt om et barn som kan bli alvorlig skadet"),
            "barnevernsloven § 13-2, helsepersonelloven § 33",
        ),
        LegalBasis("no_pregnant", _("meldeplikt om en gravid med rusmiddelbruk"), "helsepersonelloven § 32"),
        LegalBasis("no_life", _("tungtveiende: fare for liv eller helse"), "forvaltningsloven § 13 b nr. 7"),
    ),
    "dk": (
        LegalBasis("dk_child", _("underretningsplikt om et barn"), "barnets lov § 133"),
        LegalBasis("dk_health", _("vesentlige hensyn til andre, i helsehjelp"), "sundhedsloven § 41"),
        LegalBasis("dk_secret", _("andre får vite det uten samtykke etter loven"), "forvaltningsloven § 27"),
    ),
}


def bases_to_withhold(country: str) -> tuple[LegalBasis, ...]:
    """Return a country's bases for keeping a text from the person."""
    return WITHHOLD.get(country, ())


def bases_to_disclose(country: str) -> tuple[LegalBasis, ...]:
    """Return a country's bases for giving something on without a yes."""
    return DISCLOSE.get(country, ())


def basis_to_withhold(code: str) -> LegalBasis | None:
    """Return a basis by its code, of whichever country: what was decided once can always be read."""
    return next((one for bases in WITHHOLD.values() for one in bases if one.code == code), None)


def basis_to_disclose(code: str) -> LegalBasis | None:
    """Return a basis by its code, of whichever country."""
    return next((one for bases in DISCLOSE.values() for one in bases if one.code == code), None)
