"""What this app tells about a person: their own requests, referrals and waits; the directory tells of nobody."""

from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from benken.access.about import Extra, Section
from benken.country.limits import track_of
from benken.services.about_referrals import SECTIONS as REFERRALS
from benken.services.models import (
    Appointment,
    CalendarFeed,
    Home,
    HomeFault,
    Option,
    OptionSheet,
    Request,
    StandingAppointment,
    Stay,
    StayLine,
    TurnedAway,
)

_KEY = {"id": "a technical key", "person": "stands in the head of the file"}
_VERSION = {"version": "a technical counter"}
_WRITTEN = {"written_by": _("Skrevet av"), "written_at": _("Skrevet")}
_WHERE = {
    "what": _("Hva"),
    "place": _("Hvor"),
    "way_there": _("Veien dit"),
    "with_user": _("Med"),
    "with_words": _("Med andre"),
    "comes_along": _("Blir med"),
    "comes_along_words": _("Andre som blir med"),
    "room": _("Rom"),
    "is_home_visit": _("Hjemme hos deg"),
    "made_by": _("Skrevet av"),
    "made_at": _("Skrevet"),
}


def _notes(asked: Any) -> list[Any]:
    """Return what stands beside a request: what was added, tried, given on."""
    return [
        {"at": note.at.isoformat(timespec="seconds"), "what": str(note.get_kind_display()), "words": note.words}
        for note in asked.notes.all()
    ]


def _notes_in_words(notes: Any) -> str:
    return "\n".join(f"{note['what']}: {note['words']}" for note in notes)


def _track(option: Any) -> str:
    track = track_of(option.track)
    return str(track.words) if track else ""


def _weekday(row: Any) -> str:
    return str(WEEKDAYS[row.weekday])


SECTIONS = [
    *REFERRALS,
    Section(
        key="requests",
        title=_("Slik spurte du om hjelp"),
        model=Request,
        place=290,
        when="received_at",
        labels={
            "received_at": _("Spurt"),
            "via": _("Hvordan"),
            "asker": _("Hvem spurte"),
            "called": _("Navn du ga"),
            "phone": _("Telefon du ga"),
            "email": _("E-post du ga"),
            "comes_by": _("Ville komme innom"),
            "may_leave_message": _("Vi kunne legge igjen beskjed"),
            "suits": _("Når det passet"),
            "words": _("Med dine ord"),
            "language": _("Språk"),
            "area": _("Sted"),
            "taken_in_by": _("Skrevet inn av"),
            "answer_by_on": _("Svar innen"),
            "owner": _("Hvem som tok det"),
            "first_talk_at": _("Første samtale"),
            "ended_at": _("Avsluttet"),
            "ended_by": _("Avsluttet av"),
            "outcome": _("Hva det ble til"),
            "outcome_words": _("Hva vi gjorde"),
        },
        extra=(Extra("notes", _("Ved siden av"), _notes, words=_notes_in_words),),
        only=lambda rows, _about: rows.prefetch_related("notes"),
        left_out={
            "id": "a technical key",
            "person": "stands in the head of the file",
            "one_of_many": "about the network it came from, not about anybody",
            "team": "stands with whoever took it",
            "owner_since_at": "stands with whoever took it",
            "first_owned_at": "stands with whoever took it",
            "code_hash": "a sealed code that opens nothing any more",
            "once_hash": "a technical key",
            "words_gone_at": "only that the words were deleted",
        },
    ),
    Section(
        key="appointments",
        title=_("Avtaler"),
        model=Appointment,
        place=310,
        when="starts_at",
        labels={
            "starts_at": _("Fra"),
            "ends_at": _("Til"),
            **_WHERE,
            "state": _("Hva det ble til"),
            "moved_from_at": _("Flyttet fra"),
            "standing_on": _("Fast avtale denne dagen"),
            "suits": _("Hva vi kan gjøre annerledes"),
            "suits_words": _("Det samme, med ord"),
            "person_words": _("Det du har sagt passer"),
            "changed_by": _("Endret av"),
            "changed_at": _("Endret"),
        },
        left_out={
            **_KEY,
            "standing": "a technical key; the day is told",
            "news_for": "who has not yet been told of the last change",
            "is_taken_over": "what the last change was; whom they meet is told",
            "version": "a technical counter",
        },
    ),
    Section(
        key="standing_appointments",
        title=_("Faste avtaler"),
        model=StandingAppointment,
        place=320,
        when="made_at",
        labels={
            "weekday": _("Dag"),
            "starts": _("Klokka"),
            "minutes": _("Hvor lenge, i minutter"),
            "from_on": _("Fra dagen"),
            "until_on": _("Til dagen"),
            **_WHERE,
        },
        say={"weekday": _weekday},
        left_out=_KEY,
    ),
    Section(
        key="calendar_feeds",
        title=_("Adresser til kalenderen din"),
        model=CalendarFeed,
        place=510,
        when="made_at",
        own_page_only=True,
        labels={"made_at": _("Laget"), "last_fetched_at": _("Sist hentet"), "ended_at": _("Slutt")},
        left_out={
            "id": "a technical key",
            "user": "whose account it is",
            "secret_hash": "a hash of a secret",
            "sessions_ended": "a technical counter",
            "hour_at": "a technical counter's begin",
            "fetched": "a technical counter",
        },
    ),
    Section(
        key="turned_away",
        title=_("Der du fikk nei"),
        model=TurnedAway,
        place=330,
        when="told_on",
        labels={
            "place": _("Hvor"),
            "body": _("Hva slags sted"),
            "kind": _("Hva skjedde"),
            "told_on": _("Dagen"),
            "asked_for": _("Bedt om"),
            "reason": _("Grunnen som ble gitt"),
            "complaint": _("Klagen"),
            "sent_on": _("Sendt"),
            "answer": _("Svaret"),
            "answered_on": _("Svar kom"),
            **_WRITTEN,
        },
        left_out={
            **_KEY,
            "service": "the place stands in words",
            "step": "a key of the answer it is about, which is told above",
            "complaint_version": "a technical counter",
        },
    ),
    Section(
        key="homes",
        title=_("Der du bor og har bodd"),
        model=Home,
        place=340,
        when="written_at",
        labels={
            "kind": _("Hva slags sted"),
            "owner": _("Eier eller utleier"),
            "with_follow_up": _("Noen kommer hjem og hjelper til"),
            "words": _("Hvordan det er der"),
            "since_on": _("Fra"),
            "until_on": _("Til"),
            **_WRITTEN,
        },
        left_out=_KEY,
    ),
    Section(
        key="home_faults",
        title=_("Ødelagt eller utrygt hjemme"),
        model=HomeFault,
        place=350,
        when="written_at",
        labels={
            "kind": _("Hva det gjelder"),
            "words": _("Hva det er"),
            "told_to": _("Sagt fra til"),
            "told_on": _("Sagt fra"),
            "answer": _("Svaret"),
            "answered_on": _("Svar kom"),
            "mended_on": _("I orden"),
            **_WRITTEN,
        },
        left_out={**_KEY, **_VERSION},
    ),
    Section(
        key="stays",
        title=_("Der du er og har vært en stund"),
        model=Stay,
        place=345,
        when="from_on",
        labels={
            "kind": _("Hva slags sted"),
            "place": _("Hvor"),
            "from_on": _("Inn"),
            "planned_end_on": _("Ut, etter planen"),
            "has_begun": _("Begynt"),
            "ended_on": _("Ut"),
            "end_reason": _("Hvordan det ble slik"),
            "end_words": _("Med egne ord"),
            "off_on": _("Skrevet at det ikke blir noe av"),
            "off_reason": _("Hvordan det ikke ble noe av"),
            "off_words": _("Med egne ord, om det"),
            **_WRITTEN,
        },
        left_out={
            **_KEY,
            **_VERSION,
            "service": "the place stands in words",
            "referral": "a key of a referral that is told above",
        },
    ),
    Section(
        key="stay_lines",
        title=_("Det som er sagt av seg selv før du skulle ut"),
        model=StayLine,
        place=346,
        when="told_at",
        labels={
            "about": _("Hva det var"),
            "on_day": _("Dagen i planen"),
            "told_at": _("Skrevet"),
        },
        left_out={**_KEY, "stay": "a key of the stay, which is told above"},
    ),
    Section(
        key="option_sheets",
        title=_("Det du kan velge mellom"),
        model=OptionSheet,
        place=325,
        when="written_at",
        labels={
            "about": _("Hva valget gjelder"),
            "lean": _("Det du heller mot"),
            "lean_to": _("Hvilket valg"),
            "lean_words": _("Med ord"),
            "lean_by": _("Skrevet av"),
            "lean_at": _("Skrevet"),
            "written_by": _("Arket er laget av"),
            "written_at": _("Arket er laget"),
            "taken_away_at": _("Tatt bort"),
        },
        only=lambda rows, _about: rows.select_related("lean_to"),
        say={"lean_to": lambda sheet: sheet.lean_to.name if sheet.lean_to else ""},
        left_out={**_KEY, **_VERSION},
    ),
    Section(
        key="options",
        title=_("Hvert av valgene"),
        model=Option,
        place=326,
        when="written_at",
        labels={
            "sheet": _("Arket"),
            "name": _("Hva"),
            "what": _("Hva det er"),
            "wait": _("Ventetid"),
            "asks": _("Hva det krever"),
            "meanwhile": _("Imens"),
            "body": _("Hvem som har det"),
            "track": _("Frister"),
            "source": _("Hvor det er fra"),
            "heard_on": _("Hvilken dag"),
            "good": _("Det som er bra"),
            "hard": _("Det som er vanskelig"),
            **_WRITTEN,
            "taken_away_at": _("Tatt bort"),
        },
        only=lambda rows, _about: rows.select_related("sheet"),
        say={"sheet": lambda option: option.sheet.about, "track": _track},
        left_out={**_KEY, **_VERSION, "service": "its name stands in words"},
    ),
]
NOT_TOLD = {"services.PlaceEditor": "which places somebody who works here keeps"}
