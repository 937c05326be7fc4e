"""How long each kind of data is kept, and how a complaint goes: dated, with source, for each country.

A person with law as their trade has to look at each before it is used: the pages say so beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import Retention

_SOURCE = "docs/reference/keeping.md"
_CHECKED = date(2026, 11, 22)


@dataclass(frozen=True)
class Keeping:
    """How long one kind of data is kept, why, and by which rule."""

    what: Promise
    why: Promise
    how_long: Promise
    law: str
    source: str = _SOURCE
    checked_on: date = _CHECKED


@dataclass(frozen=True)
class Complaining:
    """How a complaint goes: who answers and within how many days, and who gets it if it is not upheld."""

    answer_days: int
    answer_law: str
    goes_on_to: Promise
    goes_on_law: str
    about_privacy: Promise
    correct_days: int
    correct_law: str
    another_contact_days: int = 5  # working days; the services' own promise, no law's
    source: str = _SOURCE
    checked_on: date = _CHECKED


_WHY_RECORD = _("Så hjelpen henger sammen, og så du kan se hva som er gjort.")
_WHY_LOG = _("Så du kan se hvem som har lest, og så misbruk blir funnet.")
_WHY_ACCOUNT = _("Så du kan logge inn.")
_WHY_SHORT = _("Så det du skriver ikke blir borte, og så du kan hente en fil.")
_RECORD, _LOG, _ACCOUNT, _SHORT = (
    _("Det som står om deg"),
    _("Hvem som har lest og gjort noe"),
    _("Kontoen din"),
    _("Det som bare er her en kort stund"),
)
_WHILE_ACCOUNT = _("Så lenge du har en konto her.")
_DAYS = _("Timer eller dager. Det du skriver og ikke sender: en time. En fil med alt om deg: ett døgn.")
_REQUEST, _WHY_REQUEST = _("Da du spurte om hjelp"), _("Så du får svar, og kan spørre igjen.")
_HALF_A_YEAR = _(
    "Ordene slettes et halvt år etter at det ble avsluttet, eller med en gang du ber om det. "
    "Blir du kjent her, og vil ha dem med, står de like lenge som resten om deg."
)
_GDPR_SHORT = "personvernforordningen artikkel 5 nr. 1 bokstav e"

KEEPING: Mapping[str, Mapping[Retention, Keeping]] = {
    "no": {
        Retention.RECORD: Keeping(
            _RECORD,
            _WHY_RECORD,
            _("Så lenge hjelpen trenger det, og som regel ti år etter at noe sist ble skrevet."),
            "pasientjournalloven § 25, arkivlova § 12",
        ),
        Retention.REQUEST: Keeping(_REQUEST, _WHY_REQUEST, _HALF_A_YEAR, _GDPR_SHORT),
        Retention.LOG: Keeping(
            _LOG, _WHY_LOG, _("Like lenge som det som står om deg."), "pasientjournalloven § 22, normen"
        ),
        Retention.ACCOUNT: Keeping(_ACCOUNT, _WHY_ACCOUNT, _WHILE_ACCOUNT, _GDPR_SHORT),
        Retention.SHORT: Keeping(_SHORT, _WHY_SHORT, _DAYS, _GDPR_SHORT),
    },
    "dk": {
        Retention.RECORD: Keeping(
            _RECORD,
            _WHY_RECORD,
            _("Så lenge hjelpen trenger det. For helsenotater som regel ti år etter at noe sist ble skrevet."),
            "journalføringsbekendtgørelsen, arkivloven",
        ),
        Retention.REQUEST: Keeping(
            _REQUEST, _WHY_REQUEST, _HALF_A_YEAR, "databeskyttelsesforordningen artikel 5, stk. 1, litra e"
        ),
        Retention.LOG: Keeping(
            _LOG, _WHY_LOG, _("Like lenge som det som står om deg."), "databeskyttelsesforordningen artikel 32"
        ),
        Retention.ACCOUNT: Keeping(
            _ACCOUNT, _WHY_ACCOUNT, _WHILE_ACCOUNT, "databeskyttelsesforordningen artikel 5, stk. 1, litra e"
        ),
        Retention.SHORT: Keeping(_SHORT, _WHY_SHORT, _DAYS, "databeskyttelsesforordningen artikel 5, stk. 1, litra e"),
    },
}

COMPLAINING: Mapping[str, Complaining] = {
    "no": Complaining(
        answer_days=30,
        answer_law="forvaltningsloven § 11 a, personvernforordningen artikkel 12 nr. 3",
        goes_on_to=_("Statsforvalteren"),
        goes_on_law="pasient- og brukerrettighetsloven § 7-2, forvaltningsloven § 28",
        about_privacy=_("Datatilsynet"),
        correct_days=30,
        correct_law="personvernforordningen artikkel 12 nr. 3 og artikkel 16, pasientjournalloven § 25",
    ),
    "dk": Complaining(
        answer_days=28,
        answer_law="retssikkerhedsloven § 66",
        goes_on_to=_("Ankestyrelsen"),
        goes_on_law="retssikkerhedsloven § 60",
        about_privacy=_("Datatilsynet"),
        correct_days=30,
        correct_law="databeskyttelsesforordningen artikel 12, stk. 3, og artikel 16",
    ),
}


# So long after a death was written down the contact person reads, finishes and can undo it. Then the record is closed.
AFTER_DEATH: Mapping[str, timedelta] = {"no": timedelta(days=30), "dk": timedelta(days=30)}


def after_death(country: str) -> timedelta:
    """Return how long somebody finishes after a death; Norway's where there is no other."""
    return AFTER_DEATH.get(country, AFTER_DEATH["no"])


def keeping(country: str) -> Mapping[Retention, Keeping]:
    """Return how long each kind of data is kept in a country; Norway's where there is no other."""
    return KEEPING.get(country, KEEPING["no"])


def complaining(country: str) -> Complaining:
    """Return how a complaint goes in a country."""
    return COMPLAINING.get(country, COMPLAINING["no"])
