"""The two logs, as they are told to the person: who has read, and what was done."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from benken.access.about import About, Section
from benken.access.queries import Deed, Reading, Right
from benken.my.words import part_words

# What a deed was about, by the first word of its verb.
DEEDS = {
    "account": _("kontoen"),
    "area": _("det som bærer og tynger"),
    "basics": _("mat, søvn og det som trengs"),
    "best_now": _("det som er best for deg"),
    "block": _("hvem du ikke vil ha inn"),
    "checkin": _("hvordan du har det"),
    "circle": _("laget ditt"),
    "complaint": _("en klage"),
    "contact_person": _("kontaktpersonen din"),
    "copy": _("en utskrift av alt om deg"),
    "correction": _("noe som ikke stemmer"),
    "emergency": _("en nødåpning"),
    "entry": _("et notat"),
    "goal": _("et mål"),
    "message": _("en melding"),
    "network": _("folk rundt deg"),
    "page": _("det som står på siden din"),
    "person": _("navn og telefon"),
    "person_account": _("kontoen din"),
    "promise": _("et løfte"),
    "session": _("innlogging"),
    "sharing": _("det du deler"),
    "step": _("et steg"),
    "tip": _("det som hjelper deg"),
    "way_in": _("en vei inn"),
    "weekly": _("«Hvor er vi nå?» hver uke"),
    "why": _("et spørsmål om lesing"),
    "withholding": _("noe som holdes tilbake"),
}
# What was done: the second word, where it has words of its own; else «endret».
DONE = {
    "add": _("lagt til"),
    "answer": _("besvart"),
    "ask": _("spurt"),
    "change": _("endret"),
    "close": _("stengt"),
    "correct": _("rettet"),
    "done": _("gjort"),
    "end": _("avsluttet"),
    "fetch": _("hentet"),
    "found": _("funnet i et søk"),
    "give": _("gitt"),
    "kept": _("holdt"),
    "let_go": _("lagt bort"),
    "make": _("laget"),
    "open": _("åpnet"),
    "own_version": _("din egen versjon"),
    "reached": _("nådd"),
    "register": _("skrevet opp"),
    "remove": _("tatt bort"),
    "resting": _("hviler"),
    "say": _("sagt"),
    "send": _("sendt"),
    "set": _("satt"),
    "share": _("delt"),
    "take_away": _("tatt bort"),
    "take_back": _("tatt tilbake"),
    "tell": _("fortalt"),
}
# Not told: that there was a draft is its author's; a disclosure is told by itself, once the person may know of it.
SECRET = Q(verb__in=["entry.throw", "entry.undo"]) | Q(verb__startswith="case.")
OWN_ALONE = Q(verb__startswith="block.") | Q(verb__startswith="page.") | Q(verb__startswith="complaint.")


def _told(rows: "QuerySet[Any]", about: About) -> "QuerySet[Any]":
    rows = rows.exclude(SECRET)
    return rows if about.by_self else rows.exclude(OWN_ALONE)


def deed_words(deed: Deed) -> str:
    """Say what was done: et mål: satt."""
    what, _dot, how = deed.verb.partition(".")
    said = {"what": DEEDS.get(what, _now("noe om deg")), "how": DONE.get(how, _now("endret"))}
    return _now("%(what)s: %(how)s") % said


def _because(reading: Reading) -> str:
    return str(Right.Basis(reading.basis).label) if reading.basis in Right.Basis.values else ""


SECTIONS = [
    Section(
        key="readings",
        title=_("Hvem har lest"),
        model=Reading,
        place=520,
        when="at",
        by_system=True,
        labels={
            "user": _("Hvem"),
            "at": _("Når"),
            "part": _("Hva"),
            "basis": _("Fordi"),
            "why": _("Med hvilke ord"),
        },
        say={"part": lambda reading: part_words(reading.part), "basis": _because},
        left_out={"id": "a technical key", "subject_id": "stands in the head of the file"},
    ),
    Section(
        key="deeds",
        title=_("Hva som er gjort"),
        model=Deed,
        place=550,
        when="at",
        only=_told,
        labels={"verb": _("Hva"), "by": _("Av"), "at": _("Når")},
        say={"verb": deed_words},
        left_out={
            "id": "a technical key",
            "subject_id": "stands in the head of the file",
            "object_id": "a technical key of what it was done with",
        },
    ),
]
