"""What leaders and planners are told of waiting, quarter by quarter: each table, what it asks, and its words.

What counts, from when to when, stands in docs/reference/numbers.md. Whoever adds a table looks through the others first
(decision 0016): no two of these are of the same persons in the same thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benken.numbers.cubes import Cube, Length
from benken.numbers.disclosure import Dimension
from benken.services.models import Referral, Request, TurnedAway
from benken.services.needs import Need

State = Referral.State
Words = Mapping[str, str | Promise]

# Few labels, for much is hidden where nobody stands; and what is alike beside each other, for it is hidden together.
ASKED_FOR: Words = {
    "detox": Need.DETOX.label,
    "treatment": _("Behandling, og etter behandling"),
    "housing": Need.HOUSING.label,
    "other": _("Noe annet, eller ikke i tjenestelista"),
}
_LIKE = {
    Need.DETOX: "detox",
    Need.TREATMENT: "treatment",
    Need.AFTERCARE: "treatment",
    Need.HOUSING: "housing",
}

WHO_ASKED: Words = {
    "self": _("Spurte for seg selv"),
    "not_said": _("Sa ikke hvem de var"),
    "close": _("Familie eller venn"),
    "helper": _("Fastlege eller en annen tjeneste"),
}
_ASKED_AS = {
    Request.Asker.SELF: "self",
    Request.Asker.CLOSE: "close",
    Request.Asker.DOCTOR: "helper",
    Request.Asker.SERVICE: "helper",
}

Kind = TurnedAway.Kind
TURNED_AWAY: Words = {
    "full": Kind.FULL.label,
    "not_for_you": _("«Stedet passer ikke for deg», «du er ikke klar»"),
    "for_use": Kind.FOR_USE.label,
    "after_slip": Kind.AFTER_SLIP.label,
    "sent_on": _("Manglet papirer, eller ble sendt videre"),
    "other": _("Ikke tatt imot på en god måte, eller noe annet"),
}
_TURNED_AWAY_AS = {
    Kind.FULL: "full",
    Kind.NOT_FITTING: "not_for_you",
    Kind.NOT_READY: "not_for_you",
    Kind.FOR_USE: "for_use",
    Kind.AFTER_SLIP: "after_slip",
    Kind.LACKED_PAPERS: "sent_on",
    Kind.SENT_ON: "sent_on",
    Kind.NOT_WELCOME: "other",
    Kind.OTHER: "other",
}

WHEN_OWNED: Words = {"in_time": _("Innen neste virkedag"), "later": _("Senere, eller ikke ennå")}

# One stretch of waiting may be several states of a referral: nobody starts to wait anew because a letter was received.
STRETCHES: Mapping[str, frozenset[str]] = {
    "wait_writing": frozenset({State.DRAFTED}),
    "wait_answer": frozenset({State.SENT, State.RECEIVED}),
    "wait_place": frozenset({State.ASSESSED}),
    "wait_start": frozenset({State.OFFERED}),
    "wait_after_no": frozenset({State.DECLINED}),
}


@dataclass(frozen=True)
class Question:
    """A table that is told each quarter: its cube, and what it is called."""

    cube: Cube
    title: str | Promise
    text: str | Promise
    corner: str | Promise
    words: Words
    tells_weeks: bool = False


def _asked_by_kind(name: str, title: str | Promise, text: str | Promise) -> Question:
    cube = Cube(name, (Dimension("asked_for", tuple(ASKED_FOR)),), Length.QUARTER)
    return Question(cube, title, text, _("Det de ventet på"), ASKED_FOR, tells_weeks=True)


QUESTIONS = (
    Question(
        Cube("first_talk", (Dimension("asker", tuple(WHO_ASKED)),), Length.QUARTER),
        _("Fra noen spurte til første samtale"),
        _("De som hadde den første samtalen dette kvartalet, og hvor lenge de hadde ventet på den."),
        _("Hvem spurte"),
        WHO_ASKED,
        tells_weeks=True,
    ),
    Question(
        Cube("requests", (Dimension("owner", tuple(WHEN_OWNED)),), Length.QUARTER),
        _("De som spurte om hjelp"),
        _("Hvor mange som spurte, og hvor mange som hadde en av oss å holde seg til innen neste virkedag."),
        _("Når noen hos oss tok den"),
        WHEN_OWNED,
    ),
    _asked_by_kind(
        "wait_writing", _("Før brevet ble sendt"), _("Fra vi begynte å skrive sammen, til brevet gikk herfra.")
    ),
    _asked_by_kind(
        "wait_answer", _("Til det kom et svar"), _("Fra brevet ble sendt, til de vurderte det eller svarte.")
    ),
    _asked_by_kind(
        "wait_place", _("Til det kom en plass"), _("Fra de hadde vurdert det, til de tilbød en plass eller sa nei.")
    ),
    _asked_by_kind("wait_start", _("Til plassen ble tatt i bruk"), _("Fra en plass ble tilbudt, til det begynte.")),
    _asked_by_kind("wait_after_no", _("Etter et nei"), _("Fra de sa nei, til noe annet ble prøvd.")),
    Question(
        Cube("turned_away", (Dimension("kind", tuple(TURNED_AWAY)),), Length.QUARTER),
        _("Avvist"),
        _("De som fikk nei et sted eller måtte dra, etter hva som skjedde."),
        _("Hva som skjedde"),
        TURNED_AWAY,
    ),
)
BY_NAME: Mapping[str, Question] = {question.cube.name: question for question in QUESTIONS}


def like(need: str) -> str:
    """Return the label of what was asked for; a place that is not in the directory has no need."""
    return _LIKE.get(Need(need), "other") if need else "other"


def asked_as(asker: str) -> str:
    """Return the label of who asked."""
    return _ASKED_AS[Request.Asker(asker)] if asker else "not_said"


def turned_away_as(kind: str) -> str:
    """Return the label of what happened."""
    return _TURNED_AWAY_AS[Kind(kind)]
