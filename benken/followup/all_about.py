"""What this app's tables tell about a person: goals, own words, check-ins, promises."""

from django.utils.translation import gettext_lazy as _

from benken.access.about import Extra, Section
from benken.followup.models import (
    AreaNote,
    Basic,
    BestNow,
    CheckIn,
    Goal,
    HowToBeMet,
    OwnTip,
    Promise,
    SafetyItem,
    SafetyItemShare,
    Step,
    WeeklyLook,
)
from benken.people.areas import LifeArea

_KEY = {"id": "a technical key", "person": "stands in the head of the file"}
_VERSION = {"version": "a technical counter"}


def _area(row: Goal | AreaNote) -> str:
    return str(dict(LifeArea.choices).get(row.area, row.area))


def _line(share: SafetyItemShare) -> str:
    return share.item.words if share.item else str(_("Slik vil jeg bli møtt"))


SECTIONS = [
    Section(
        key="goals",
        title=_("Mål"),
        model=Goal,
        place=200,
        when="set_at",
        labels={
            "words": _("Målet"),
            "why": _("Hvorfor"),
            "hoped_for": _("Når du håper det"),
            "area": _("Livsområde"),
            "state": _("Hvor det er"),
            "state_at": _("Siden"),
            "set_at": _("Satt"),
        },
        say={"area": _area},
        left_out={**_KEY, **_VERSION},
    ),
    Section(
        key="steps",
        title=_("Steg"),
        model=Step,
        place=210,
        labels={
            "goal": _("Mål"),
            "words": _("Steget"),
            "who": _("Hvem gjør det"),
            "who_words": _("Hvem, med ord"),
            "by_on": _("Innen"),
            "done_at": _("Gjort"),
        },
        say={"goal": lambda step: step.goal.words},
        only=lambda rows, _about: rows.select_related("goal"),
        left_out={**_KEY, "position": "the order on the page"},
    ),
    Section(
        key="best_now",
        title=_("Det du har sagt er best for deg"),
        model=BestNow,
        place=220,
        when="said_at",
        labels={"words": _("Med dine ord"), "said_at": _("Sagt"), "written_by": _("Skrevet av")},
        left_out=_KEY,
    ),
    Section(
        key="basics",
        title=_("Mat, søvn og det som trengs"),
        model=Basic,
        place=230,
        when="said_at",
        labels={"kind": _("Hva"), "answer": _("Svar"), "said_at": _("Sagt")},
        left_out=_KEY,
    ),
    Section(
        key="areas",
        title=_("Det som bærer og det som tynger"),
        model=AreaNote,
        place=240,
        when="changed_at",
        labels={
            "area": _("Livsområde"),
            "carries": _("Det som bærer"),
            "burdens": _("Det som tynger"),
            "changed_at": _("Endret"),
        },
        say={"area": _area},
        left_out={**_KEY, **_VERSION},
    ),
    Section(
        key="promises",
        title=_("Det som er lovet deg"),
        model=Promise,
        place=250,
        when="made_at",
        labels={
            "words": _("Løftet"),
            "by": _("Av"),
            "made_at": _("Gitt"),
            "due_on": _("Innen"),
            "kept_at": _("Holdt"),
            "told_at": _("Fortalt at det ikke gikk"),
            "told_words": _("Hvorfor"),
            "seen_at": _("Sett av deg"),
        },
        left_out=_KEY,
    ),
    Section(
        key="check_ins",
        title=_("Slik har jeg det"),
        model=CheckIn,
        place=260,
        when="said_at",
        labels={
            "feeling": _("Hvordan"),
            "zone": _("Vinduet"),
            "needs": _("Trenger"),
            "words": _("Med dine ord"),
            "said_at": _("Sagt"),
            "written_by": _("Skrevet av"),
            "seen_at": _("Sett av kontaktpersonen"),
        },
        left_out=_KEY,
    ),
    Section(
        key="own_tips",
        title=_("Det som hjelper meg"),
        model=OwnTip,
        place=270,
        when="changed_at",
        labels={"zone": _("Når"), "words": _("Det som hjelper"), "changed_at": _("Endret")},
        left_out={**_KEY, **_VERSION},
    ),
    Section(
        key="weekly_look",
        title=_("«Hvor er vi nå?» hver uke"),
        model=WeeklyLook,
        place=280,
        when="asked_at",
        labels={
            "weekday": _("Ukedag (0 er mandag)"),
            "asked_at": _("Ønsket"),
            "asked_by": _("Skrevet av"),
            "shown_on": _("Sist vist"),
        },
        left_out={"person": _KEY["person"]},
    ),
    Section(
        key="how_to_be_met",
        title=_("Slik vil jeg bli møtt"),
        model=HowToBeMet,
        place=271,
        when="changed_at",
        labels={**HowToBeMet.LABELS, "written_by": _("Skrevet av"), "changed_at": _("Endret")},
        left_out={"person": _KEY["person"], **_VERSION},
    ),
    Section(
        key="safety_plan",
        title=_("Når det er tungt"),
        model=SafetyItem,
        place=272,
        when="written_at",
        labels={
            "kind": _("Hva"),
            "words": _("Ordene"),
            "phone": _("Telefon"),
            "written_by": _("Skrevet av"),
            "written_at": _("Skrevet"),
            "changed_at": _("Endret"),
            "removed_at": _("Tatt bort"),
        },
        left_out={**_KEY, **_VERSION, "position": "the order on the page", "is_own": "written_by tells it"},
    ),
    Section(
        key="safety_plan_shared",
        title=_("Hvem som ser hvilken linje"),
        model=SafetyItemShare,
        place=273,
        when="given_at",
        labels={
            "receiver": _("Med hvem"),
            "given_at": _("Gitt"),
            "given_by": _("Skrevet av"),
            "until_at": _("Til"),
            "withdrawn_at": _("Trukket tilbake"),
        },
        extra=(Extra("line", _("Linja"), _line),),
        only=lambda rows, _about: rows.select_related("item"),
        left_out={**_KEY, "item": "its words are told", "consent": "stands in its own section"},
    ),
]
