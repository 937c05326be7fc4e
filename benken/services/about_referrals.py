"""What referrals and waits tell about a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from benken.access.about import Extra, Section
from benken.country.limits import limit_of, track_of
from benken.people.queries.attachments import names_about
from benken.services.models import Referral, ReferralStep, Wait, WaitLine
from benken.services.referral_words import title

_KEY = {"id": "a technical key", "person": "stands in the head of the file"}


def _track(row: Referral) -> str:
    track = track_of(row.track)
    return str(track.words) if track else ""


def _limit(row: Wait) -> str:
    limit = limit_of(row.limit_code)
    return f"{limit.words} ({limit.law})" if limit else ""


def _names(names: Any) -> str:
    return ", ".join(names)


# What the files beside a row are called; each is told whole among the files.
_FILES = Extra("files", _("Vedlegg"), lambda row: list(row.files), words=_names)

SECTIONS: list[Section] = [
    Section(
        key="referrals",
        title=_("Søknader og henvisninger"),
        model=Referral,
        place=300,
        when="drafted_at",
        labels={
            "kind": _("Hva det er"),
            "to_words": _("Til"),
            "name_in_letter": _("Navnet i brevet"),
            "purpose": _("Hva det gjelder"),
            "hopes": _("Med egne ord"),
            "letter": _("Brevet"),
            "track": _("Hvilke frister"),
            "expected_start_on": _("Fra"),
            "expected_end_on": _("Til og med"),
            "state": _("Hvor det er"),
            "state_on": _("Siden"),
            "drafted_by": _("Begynt av"),
            "drafted_at": _("Begynt"),
            "changed_at": _("Endret"),
        },
        say={"track": _track},
        extra=(_FILES,),
        only=lambda rows, _about: rows.annotate(files=names_about()),
        left_out={
            **_KEY,
            "service": "its name stands in `to_words`",
            "place": "where it is answered; its name stands in `to_words`",
            "after": "a key of another referral that is told here",
            "version": "a technical counter",
        },
    ),
    Section(
        key="referral_steps",
        title=_("Det som har kommet på søknader og henvisninger"),
        model=ReferralStep,
        place=301,
        when="recorded_at",
        labels={
            "referral": _("Hvilken"),
            "from_state": _("Fra"),
            "to_state": _("Til"),
            "on_day": _("Dag"),
            "source": _("Hvordan det ble kjent"),
            "words": _("Med hvilke ord"),
            "reason": _("Grunn, om tilbudet"),
            "given_by": _("Hva som avgjorde"),
            "judged_by": _("Vurdert av"),
            "is_undo": _("Tatt tilbake"),
            "recorded_by": _("Skrevet av"),
            "recorded_at": _("Skrevet"),
        },
        say={"referral": lambda step: title(step.referral)},
        extra=(_FILES,),
        only=lambda rows, _about: rows.select_related("referral").annotate(files=names_about()),
        left_out=_KEY,
    ),
    Section(
        key="waits",
        title=_("Det jeg venter på"),
        model=Wait,
        place=302,
        when="since_on",
        labels={
            "referral": _("Hva"),
            "state": _("Hvor det er"),
            "ball": _("Hvem som har ballen"),
            "ball_user": _("Hvem av oss"),
            "ball_words": _("Hvem der"),
            "since_on": _("Siden"),
            "next_on": _("Vi vet mer"),
            "limit_on": _("Frist"),
            "limit_code": _("Hvilken frist"),
            "meanwhile": _("Imens"),
            "ended_at": _("Slutt"),
            "changed_at": _("Endret"),
        },
        say={"referral": lambda wait: title(wait.referral), "limit_code": _limit},
        only=lambda rows, _about: rows.select_related("referral"),
        left_out={**_KEY, "step": "a key of what it began with, which is told above"},
    ),
    Section(
        key="wait_lines",
        title=_("Det du har fått vite av seg selv mens du venter"),
        model=WaitLine,
        place=303,
        when="on_day",
        labels={
            "about": _("Hvilken dato"),
            "on_day": _("Dagen som gikk"),
            "ball": _("Hvem som hadde ballen"),
            "ball_user": _("Hvem av oss"),
            "ball_words": _("Hvem der"),
            "next_on": _("Neste dag"),
            "told_at": _("Skrevet"),
        },
        left_out={**_KEY, "wait": "a key of the wait, which is told above"},
    ),
]
