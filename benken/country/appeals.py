"""Where one complains when help was refused, and within how many days: dated, with source, for each country.

A person with law as their trade has to look at each before it is used: the pages say so beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SOURCE = "docs/reference/legal-bases.md"
_CHECKED = date(2026, 11, 22)


@dataclass(frozen=True)
class Appeal:
    """How a refusal by one kind of body is complained of: to whom it goes, by whom, within how many days."""

    send_to: Promise
    goes_on_to: Promise
    days: int
    law: str
    source: str = _SOURCE
    checked_on: date = _CHECKED


_BODY_THAT_REFUSED = _("Stedet som sa nei")

# By the kind of body that refused. Where there is none, a complaint goes to the place itself, and has no time limit.
APPEALS: Mapping[str, Mapping[str, Appeal]] = {
    "no": {
        "health": Appeal(
            _BODY_THAT_REFUSED, _("Statsforvalteren"), 28, "pasient- og brukerrettighetsloven §§ 7-2 og 7-5"
        ),
        "municipality": Appeal(_BODY_THAT_REFUSED, _("Statsforvalteren"), 21, "forvaltningsloven §§ 28 og 29"),
    },
    "dk": {
        "health": Appeal(_("Styrelsen for Patientklager"), _("Styrelsen for Patientklager"), 730, "klageloven § 3"),
        "municipality": Appeal(_BODY_THAT_REFUSED, _("Ankestyrelsen"), 28, "retssikkerhedsloven §§ 66 og 67"),
    },
}


def appeal(country: str, body: str) -> Appeal | None:
    """Return how a refusal by a kind of body is complained of; nothing where no law gives a way."""
    return APPEALS.get(country, APPEALS["no"]).get(body)
