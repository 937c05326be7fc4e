"""What columns, counts and outcomes are called on the page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from benken.interop.caseload.decide import Outcome
from benken.interop.caseload.headings import Field
from benken.people import national_number

FIELD_WORDS: Mapping[Field, LazyText] = {
    Field.CALLED: _("Navn i bruk"),
    Field.FULL_NAME: _("Fullt navn"),
    Field.NAME: _("Navn"),
    Field.FIRST_NAME: _("Fornavn"),
    Field.LAST_NAME: _("Etternavn"),
    Field.NATIONAL_NUMBER: national_number.label(),
    Field.PHONE: _("Telefon"),
    Field.DO_NOT_TEXT: _("Ikke send tekstmelding"),
    Field.LANGUAGE: _("Språk"),
    Field.CONTACT: _("Kontaktperson"),
    Field.CONTACT_EMAIL: _("E-post til kontaktperson"),
    Field.TEAM: _("Team"),
    Field.GOAL: _("Mål"),
    Field.STEPS: _("Steg"),
    Field.AREA: _("Livsområde"),
    Field.LAST_SEEN: _("Sist sett"),
    Field.REMARK: _("Merknad om telefon"),
}


def count_words(count: int) -> str:
    """Return a number as it is written among words: 1 200."""
    return number_format(count, force_grouping=True)


@dataclass(frozen=True)
class Tab:
    """One outcome among the tabs of the preview."""

    outcome: str
    href: str
    text: str
    current: bool


# In the order they are looked at: what somebody must do something with stands first.
_TABS: Mapping[Outcome, LazyText] = {
    Outcome.DOUBTFUL: _("Må avgjøres (%(count)s)"),
    Outcome.REFUSED: _("Må rettes (%(count)s)"),
    Outcome.KNOWN: _("Kjent her (%(count)s)"),
    Outcome.MATCHED: _("Tatt inn før eller dobbelt (%(count)s)"),
    Outcome.MADE: _("Nye (%(count)s)"),
}


def outcome_tabs(counts: Mapping[str, int], *, chosen: str) -> list[Tab]:
    """Return a tab for each outcome that some row has, the chosen one marked, else the first."""
    there = [outcome for outcome in _TABS if counts.get(outcome.value)]
    current = next((outcome for outcome in there if outcome.value == chosen), there[0] if there else None)
    return [
        Tab(
            outcome.value,
            f"?show={outcome.value}",
            str(_TABS[outcome]) % {"count": count_words(counts[outcome.value])},
            outcome is current,
        )
        for outcome in there
    ]


_RESULTS = ("made", "undone", "kept", "matched", "known", "refused", "doubtful", "skipped")


def result_words(counts: Mapping[str, int]) -> list[str]:
    """Return what came of an import, a sentence for each outcome that some row has."""
    count = {outcome: counts.get(outcome, 0) for outcome in _RESULTS}
    sentences = {
        "made": ngettext("%(count)s person er tatt inn.", "%(count)s personer er tatt inn.", count["made"]),
        "undone": ngettext(
            "%(count)s person er tatt bort igjen.", "%(count)s personer er tatt bort igjen.", count["undone"]
        ),
        "kept": ngettext(
            "%(count)s person er tatt i bruk og blir stående.",
            "%(count)s personer er tatt i bruk og blir stående.",
            count["kept"],
        ),
        "matched": ngettext(
            "%(count)s linje er om noen som er tatt inn før, eller som står to ganger.",
            "%(count)s linjer er om noen som er tatt inn før, eller som står to ganger.",
            count["matched"],
        ),
        "known": ngettext(
            "%(count)s linje er om noen som er kjent her.",
            "%(count)s linjer er om noen som er kjent her.",
            count["known"],
        ),
        "refused": ngettext("%(count)s linje må rettes.", "%(count)s linjer må rettes.", count["refused"]),
        "doubtful": ngettext(
            "%(count)s linje er ikke avgjort.", "%(count)s linjer er ikke avgjort.", count["doubtful"]
        ),
        "skipped": ngettext("%(count)s linje er tom.", "%(count)s linjer er tomme.", count["skipped"]),
    }
    return [sentences[outcome] % {"count": count_words(count[outcome])} for outcome in _RESULTS if count[outcome]]
