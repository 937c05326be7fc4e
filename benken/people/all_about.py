"""What this app's tables tell about a person: who they are here, who follows them, all that is written.

Not a draft, nor that there is one: it is its author's until it is shared. Not the words that are withheld: that
something is, by which law and until when, stands in the section `withheld`.
"""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from benken.access.about import About, Extra, Section
from benken.country.duties import basis_to_disclose, basis_to_withhold
from benken.lib.sealing import SealBroken, unseal
from benken.people import national_number
from benken.people.all_about_files import FILES
from benken.people.models import (
    AllAboutCopy,
    AskAgain,
    CircleMember,
    Complaint,
    ContactChange,
    ContactPerson,
    ContactWish,
    Correction,
    CorrectionRequest,
    Death,
    DeathTalk,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    LeavingSay,
    OwnVersion,
    PageChoice,
    Person,
    Phone,
    RelationTalk,
    SharingConsent,
    StandIn,
    Supporter,
    Withholding,
)
from benken.people.national_number import NUMBER_PURPOSE
from benken.people.phones import shown_number

_KEY = {"id": "a technical key", "person": "stands in the head of the file"}
_PERSON = {"person": _KEY["person"]}


def _national_number(person: Person) -> str:
    if not person.national_number_sealed:
        return ""
    try:
        return unseal(bytes(person.national_number_sealed), secret=settings.SECRET_KEY, purpose=NUMBER_PURPOSE)
    except SealBroken:
        return ""


def _shared(rows: "QuerySet[Any]", _about: About) -> "QuerySet[Any]":
    return rows.filter(state=Entry.State.SHARED)


def _beside_what_is_shared(rows: "QuerySet[Any]", _about: About) -> "QuerySet[Any]":
    """Keep what stands beside a shared note whose words are not withheld."""
    held = Withholding.objects.filter(entry=OuterRef("entry"), ended_at__isnull=True)
    return rows.filter(~Exists(held), entry__state=Entry.State.SHARED)


def _told(rows: "QuerySet[Any]", _about: About) -> "QuerySet[Any]":
    return rows.filter(told_at__isnull=False)


def _number(row: Phone | Supporter) -> str:
    number = row.number if isinstance(row, Phone) else row.phone
    return shown_number(number) if number else ""


def _seen_together(rows: "QuerySet[Any]", about: About) -> "QuerySet[Any]":
    """Keep complaints off a paper that somebody else prints, but for those they wrote down themselves."""
    return rows if about.by_self else rows.filter(on_paper=True)


SECTIONS = [
    Section(
        key="person",
        title=_("Hvem du er hos oss"),
        model=Person,
        place=0,
        when="known_since_at",
        labels={
            "called": _("Det du vil bli kalt"),
            "full_name": _("Hele navnet"),
            "language": _("Språk"),
            "team": _("Team"),
            "known_since_at": _("Kjent her siden"),
            "last_heard_at": _("Sist hørt fra"),
            "is_hidden": _("Skjult, så ingen får vite at du er kjent her"),
        },
        extra=(Extra("national_number", national_number.label(), _national_number, of=("national_number_sealed",)),),
        left_out={
            "id": "stands in the head of the file",
            "full_name_folded": "the full name in small letters, to search by",
            "national_number_hash": "a keyed hash, to search by",
            "number_hash_beside": "a keyed hash, to search by",
            "version": "a technical counter",
        },
    ),
    Section(
        key="phones",
        title=_("Telefon"),
        model=Phone,
        place=10,
        labels={
            "number": _("Nummer"),
            "do_not_text": _("Ikke send tekstmelding"),
            "can_get_texts": _("Kan få tekstmelding"),
            "note": _("Om nummeret"),
        },
        say={"number": _number},
        left_out={**_KEY, "position": "the order on the page"},
    ),
    Section(
        key="contact_persons",
        title=_("Kontaktpersoner"),
        model=ContactPerson,
        place=20,
        when="since_at",
        labels={
            "worker": _("Hvem"),
            "since_at": _("Fra"),
            "until_at": _("Til"),
            "reason": _("Hvorfor byttet"),
            "persons_say": _("Det du sa"),
            "goodbye": _("Farvel"),
            "hello": _("Hei"),
            "overlap_until_at": _("Følger over til"),
        },
        left_out=_KEY,
    ),
    Section(
        key="contact_changes",
        title=_("Bytte av kontaktperson"),
        model=ContactChange,
        place=21,
        when="proposed_at",
        labels={
            "to": _("Til hvem"),
            "reason": _("Hvorfor"),
            "persons_say": _("Det du sa"),
            "goodbye": _("Farvel"),
            "hello": _("Hei"),
            "know": _("Dette fikk den neste vite"),
            "overlap_until_at": _("Følger over til"),
            "proposed_by": _("Foreslått av"),
            "proposed_at": _("Foreslått"),
            "shown_at": _("Du så det"),
            "state": _("Hvor det er"),
            "state_at": _("Siden"),
            "know_read_at": _("Lest av den neste"),
        },
        left_out=_KEY,
    ),
    Section(
        key="contact_wishes",
        title=_("Det du har bedt om, om kontaktpersonen"),
        model=ContactWish,
        place=22,
        when="asked_at",
        own_page_only=True,
        labels={
            "about": _("Hva"),
            "how": _("Hvordan"),
            "words": _("Med dine ord"),
            "wished": _("Hvem du heller vil ha"),
            "may_tell": _("Kontaktpersonen kan få vite det"),
            "written_by": _("Skrevet av"),
            "asked_at": _("Sagt"),
            "answer_by_on": _("Svar innen"),
            "outcome": _("Hva det ble til"),
            "answer": _("Svaret"),
            "answered_by": _("Besvart av"),
            "answered_at": _("Besvart"),
        },
        left_out=_KEY,
    ),
    Section(
        key="relation_talks",
        title=_("Prat om dere to"),
        model=RelationTalk,
        place=23,
        when="opened_at",
        labels={
            "from_person": _("Foreslått av deg"),
            "with_whom": _("Hvem som var med"),
            "words": _("Ordene"),
            "opened_at": _("Foreslått"),
            "ended_at": _("Snakket"),
            "end_words": _("Det dere ble enige om"),
        },
        left_out=_KEY,
    ),
    Section(
        key="stand_ins",
        title=_("Vikarer for kontaktpersonen"),
        model=StandIn,
        place=25,
        when="since_at",
        labels={
            "contact": _("For hvem"),
            "worker": _("Hvem"),
            "since_at": _("Fra"),
            "until_at": _("Til"),
            "ended_at": _("Avsluttet"),
        },
        left_out={**_KEY, "absence": "a technical key of the contact person's own", "right_id": "a technical key"},
    ),
    Section(
        key="leaving",
        title=_("Når kontaktpersonen slutter"),
        model=LeavingSay,
        place=26,
        when="asked_at",
        labels={
            "said": _("Det du sa"),
            "wants": _("Hvem du vil ha"),
            "words": _("Med dine ord"),
            "goodbye": _("Farvel"),
            "hello": _("Hei"),
            "asked_by": _("Spurt av"),
            "asked_at": _("Når"),
        },
        left_out={**_KEY, "leaving": "a technical key of the contact person's own", "version": "a technical counter"},
    ),
    Section(
        key="circle",
        title=_("Laget ditt"),
        model=CircleMember,
        place=30,
        when="since_at",
        labels={
            "member": _("Hvem"),
            "basis": _("Hvorfor"),
            "added_by": _("Tatt med av"),
            "since_at": _("Fra"),
            "until_at": _("Til"),
            "ended_at": _("Avsluttet"),
        },
        left_out=_KEY,
    ),
    Section(
        key="network",
        title=_("Folk rundt deg"),
        model=Supporter,
        place=40,
        when="set_at",
        labels={
            "name": _("Hvem"),
            "relation": _("Hva de er for deg"),
            "meaning": _("Hva de betyr"),
            "phone": _("Telefon"),
            "reach": _("Kan vi ta kontakt"),
            "wants_again": _("Vil ha kontakt igjen"),
            "written_by": _("Skrevet av"),
            "set_at": _("Satt opp"),
            "changed_at": _("Endret"),
            "removed_at": _("Tatt bort"),
        },
        say={"phone": _number},
        left_out={**_KEY, "version": "a technical counter"},
    ),
    Section(
        key="entries",
        title=_("Notater"),
        model=Entry,
        place=100,
        when="happened_at",
        only=_shared,
        labels={
            "kind": _("Hva"),
            "note_kind": _("Type"),
            "happened_at": _("Når"),
            "place": _("Hvor"),
            "author": _("Skrevet av"),
            "areas": _("Livsområder"),
            "text": _("Tekst"),
            "shared_at": _("Delt"),
            "first_read_at": _("Først lest av en annen"),
            "answered_at": _("Besvart"),
        },
        extra=(Extra("id", _("Nummer"), lambda row: str(row.pk), of=("id",), words=lambda _value: ""),),
        left_out={
            "person": _KEY["person"],
            "about_id": "a technical key of what the note came with",
            "state": "always shared: a draft is its author's, and is not told",
            "created_at": "when the author began to write; shared_at tells when it became the person's",
            "changed_at": "as created_at",
        },
    ),
    FILES,
    Section(
        key="corrections",
        title=_("Rettelser"),
        model=Correction,
        place=110,
        when="at",
        only=_beside_what_is_shared,
        labels={"entry": _("Notat"), "text": _("Tekst"), "by": _("Rettet av"), "at": _("Når")},
        left_out=_KEY,
    ),
    Section(
        key="own_versions",
        title=_("Dine egne versjoner"),
        model=OwnVersion,
        place=120,
        when="at",
        only=lambda rows, _about: rows.filter(entry__state=Entry.State.SHARED),
        labels={"entry": _("Notat"), "text": _("Tekst"), "at": _("Når")},
        left_out=_KEY,
    ),
    Section(
        key="withheld",
        title=_("Noe som holdes tilbake"),
        model=Withholding,
        place=130,
        when="decided_at",
        labels={
            "entry": _("Notat"),
            "basis": _("Etter hvilken lov"),
            "decided_by": _("Bestemt av"),
            "decided_at": _("Bestemt"),
            "until_at": _("Til"),
            "confirmed_by": _("Bekreftet av"),
            "confirmed_at": _("Bekreftet"),
            "ended_at": _("Slutt"),
        },
        say={"basis": lambda row: str(basis_to_withhold(row.basis) or row.basis)},
        left_out={**_KEY, "wanted_until_at": "what was wished for; until_at is what holds"},
    ),
    Section(
        key="disclosures",
        title=_("Gitt videre uten ditt ja"),
        model=DisclosureCase,
        place=140,
        when="given_at",
        only=_told,
        labels={
            "body": _("Til hvem"),
            "receiver": _("Mottaker"),
            "basis": _("Etter hvilken lov"),
            "why": _("Hvorfor"),
            "words": _("Med hvilke ord"),
            "decided_by": _("Bestemt av"),
            "decided_at": _("Bestemt"),
            "decision_words": _("Begrunnelsen"),
            "given_by": _("Gitt av"),
            "given_at": _("Gitt"),
            "how": _("Hvordan"),
            "told_at": _("Fortalt deg"),
            "wait_why": _("Hvorfor du fikk vite det senere"),
        },
        say={"basis": lambda row: str(basis_to_disclose(row.basis) or row.basis)},
        left_out={
            **_KEY,
            "state": "always given, and told",
            "entry_ids": "the notes themselves stand in their own section",
            "proposed_by": "the one who decided answers for it",
            "proposed_at": "as proposed_by",
            "copy_sealed": "the copy of what was given is opened on its own page",
            "tell_on": "told_at tells when it was",
            "wait_basis": "wait_why says it in words",
        },
    ),
    Section(
        key="emergencies",
        title=_("Åpnet i en nødsituasjon"),
        model=EmergencyAccess,
        place=510,
        when="at",
        labels={
            "by": _("Hvem"),
            "kind": _("Hva slags nød"),
            "words": _("Hvorfor"),
            "at": _("Når"),
            "until_at": _("Til"),
            "ended_at": _("Lukket"),
            "was_opened": _("Ble åpnet"),
        },
        left_out={**_KEY, "seen_by_ids": "which leaders have looked at it"},
    ),
    Section(
        key="sharing",
        title=_("Det du har delt med andre"),
        model=SharingConsent,
        place=50,
        when="given_at",
        labels={
            "receiver": _("Med hvem"),
            "parts": _("Hva"),
            "why": _("Hvorfor"),
            "how": _("Hvordan du sa ja"),
            "persons_words": _("Det du sa"),
            "given_at": _("Gitt"),
            "given_by": _("Skrevet av"),
            "until_at": _("Til"),
            "withdrawn_at": _("Trukket tilbake"),
        },
        left_out=_KEY,
    ),
    Section(
        key="ask_again",
        title=_("Når vi spør om deling igjen"),
        model=AskAgain,
        place=60,
        labels={"on": _("Dag"), "written_by": _("Skrevet av")},
        left_out=_PERSON,
    ),
    Section(
        key="page_choice",
        title=_("Det du har tatt bort fra siden din"),
        model=PageChoice,
        place=650,
        when="changed_at",
        own_page_only=True,
        labels={"hidden": _("Tatt bort"), "changed_at": _("Endret")},
        left_out=_PERSON,
    ),
    Section(
        key="correction_requests",
        title=_("Der du har sagt at noe ikke stemmer"),
        model=CorrectionRequest,
        place=400,
        when="asked_at",
        labels={
            "about": _("Hva"),
            "entry": _("Notat"),
            "words": _("Med dine ord"),
            "asked_at": _("Sagt"),
            "answer_by_on": _("Svar innen"),
            "to": _("Til"),
            "outcome": _("Hva det ble til"),
            "answer": _("Svaret"),
            "answered_by": _("Besvart av"),
            "answered_at": _("Besvart"),
            "taken_back_at": _("Tatt tilbake"),
        },
        left_out={**_KEY, "asked_by": "the person themself"},
    ),
    Section(
        key="complaints",
        title=_("Klagene dine"),
        model=Complaint,
        place=410,
        when="made_at",
        only=_seen_together,
        labels={
            "about": _("Om hva"),
            "words": _("Med dine ord"),
            "on_paper": _("På papir"),
            "written_by": _("Skrevet av"),
            "made_at": _("Levert"),
            "answer_by_on": _("Svar innen"),
            "team": _("Team"),
            "state": _("Hvor den er"),
            "answer": _("Svaret"),
            "sent_to": _("Sendt til"),
            "answered_by": _("Besvart av"),
            "answered_at": _("Besvart"),
        },
        left_out=_KEY,
    ),
    Section(
        key="deaths",
        title=_("At du er død"),
        model=Death,
        place=420,
        when="noted_at",
        labels={
            "died_on": _("Dagen"),
            "is_unsure": _("Dagen er usikker"),
            "told_by": _("Fortalt av"),
            "noted_by": _("Skrevet av"),
            "noted_at": _("Skrevet"),
            "closes_at": _("Åpent til"),
            "children": _("Barn, og hvem som snakker med dem"),
        },
        left_out={**_KEY, "version": "a technical counter", "before": "technical keys, to undo a mistake by"},
    ),
    Section(
        key="death_talks",
        title=_("Hvem vi skulle snakke med"),
        model=DeathTalk,
        place=421,
        labels={
            "name": _("Navn"),
            "relation": _("Hvem det er"),
            "talked_by": _("Hvem snakket"),
            "talked_at": _("Når"),
        },
        left_out={**_KEY, "death": "a technical key", "supporter": "stands in the network"},
    ),
    Section(
        key="copies",
        title=_("Utskrifter av alt om deg"),
        model=AllAboutCopy,
        place=710,
        when="asked_at",
        labels={
            "asked_by": _("Laget av"),
            "asked_at": _("Laget"),
            "shape": _("Hva slags"),
            "until_at": _("Finnes til"),
        },
        left_out={
            **_KEY,
            "large": "how it was set",
            "language": "how it was set",
            "state": "how far it had come",
            "sealed": "the file itself, for a day",
        },
    ),
]

NOT_TOLD = {
    "people.WithheldText": "the words that are withheld; that they are stands in the section `withheld`",
    "people.DeathNews": "stands while somebody of the staff has not read it; it goes when it is read",
}
