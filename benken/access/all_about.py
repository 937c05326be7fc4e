"""What this app's tables tell about a person: account, ways in, sessions, rights, questions, who is kept out."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from benken.access.about import About, Extra, Section
from benken.access.models import Block, LastLook, Right, SignIn, TypedText, User, WayIn, WhyQuestion
from benken.access.typed_text import opened_text


def _asked_by_me(rows: "QuerySet[Any]", about: About) -> "QuerySet[Any]":
    return rows.filter(asked_by=about.account_id)


SECTIONS = [
    Section(
        key="account",
        title=_("Kontoen din"),
        model=User,
        place=600,
        labels={
            "username": _("Brukernavn"),
            "name": _("Navn"),
            "email": _("E-post"),
            "last_login": _("Sist inne"),
            "is_active": _("Åpen"),
            "roles": _("Rolle"),
        },
        left_out={
            "id": "a technical key; the subject's own id stands in the head of the file",
            "password": "a hash: told to nobody",
            "team": "only for those who work here",
            "helper_kind": "only for those who work elsewhere",
            "subject_id": "stands in the head of the file",
            "sessions_ended": "a technical counter",
        },
    ),
    Section(
        key="ways_in",
        title=_("Veier inn"),
        model=WayIn,
        place=610,
        when="made_at",
        labels={
            "kind": _("Hva"),
            "made_by": _("Laget av"),
            "made_at": _("Laget"),
            "valid_until_at": _("Virker til"),
            "used_at": _("Sist brukt"),
            "ended_at": _("Slutt"),
            "ended_because": _("Hvorfor slutt"),
        },
        left_out={
            "id": "a technical key",
            "user": "the own account",
            "subject_id": "stands in the head of the file",
            "code_hash": "a hash: told to nobody",
            "word_hash": "a hash: told to nobody",
            "tries_left": "a technical counter",
        },
    ),
    Section(
        key="sign_ins",
        title=_("Hvor du er logget inn"),
        model=SignIn,
        place=620,
        when="since_at",
        own_page_only=True,
        labels={
            "browser": _("Nettleser"),
            "system": _("Telefon eller maskin"),
            "since_at": _("Fra"),
            "seen_at": _("Sist brukt"),
        },
        left_out={"id": "a technical key", "user": "the own account", "session_key": "a key: told to nobody"},
    ),
    Section(
        key="last_look",
        title=_("Da du sist så på siden din"),
        model=LastLook,
        place=630,
        when="at",
        own_page_only=True,
        labels={"at": _("Sist"), "before_at": _("Gangen før")},
        left_out={"user": "the own account"},
    ),
    Section(
        key="unsent_text",
        title=_("Skrevet og ikke sendt"),
        model=TypedText,
        place=640,
        when="kept_at",
        own_page_only=True,
        labels={"path": _("Side"), "kept_at": _("Tatt vare på")},
        extra=(Extra("text", _("Tekst"), opened_text, of=("sealed",)),),
        left_out={"id": "a technical key", "user": "the own account"},
    ),
    Section(
        key="rights",
        title=_("Hvem som har hatt lov til å se"),
        model=Right,
        place=500,
        when="since_at",
        by_system=True,
        labels={
            "user": _("Hvem"),
            "basis": _("Hvorfor"),
            "scope": _("Hvor mye"),
            "parts": _("Deler"),
            "since_at": _("Fra"),
            "until_at": _("Til"),
            "why": _("Med hvilke ord"),
        },
        left_out={"id": "a technical key", "subject_id": "stands in the head of the file"},
    ),
    Section(
        key="questions_why",
        title=_("Der du har spurt hvorfor"),
        model=WhyQuestion,
        place=530,
        when="asked_at",
        only=_asked_by_me,
        own_page_only=True,
        labels={
            "reader": _("Spurt"),
            "reading_at": _("Lest"),
            "part": _("Hva"),
            "words": _("Spørsmålet"),
            "asked_at": _("Spurt den"),
            "answer_by_on": _("Svar innen"),
            "leader_told_at": _("Gikk til lederen"),
            "answer": _("Svaret"),
            "answered_by": _("Besvart av"),
            "answered_at": _("Besvart"),
            "taken_back_at": _("Tatt tilbake"),
        },
        left_out={
            "id": "a technical key",
            "reading_id": "a technical key",
            "subject_id": "stands in the head of the file",
            "asked_by": "the person themself: the questions of others are not theirs",
        },
    ),
    Section(
        key="kept_out",
        title=_("Hvem du ikke vil ha inn"),
        model=Block,
        place=540,
        when="since_at",
        own_page_only=True,
        labels={"user": _("Hvem"), "since_at": _("Fra"), "ended_at": _("Til"), "written_by": _("Skrevet av")},
        left_out={"id": "a technical key", "subject_id": "stands in the head of the file"},
    ),
]

NOT_TOLD = {
    "access.SentForm": "a technical key for a day: that a form was received, so that a second click does nothing",
    "access.Letter": "only for those who work here",
    "access.NoticeChoice": "only for those who work here",
    "access.OutsideIdentity": "only for those who work here",
    "access.UnusualReading": "how a worker has read, for that worker's leader; each reading itself is told",
}
