"""Columns, recognised by the many names they have in Norwegian, Danish, Swedish and English sheets."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    """What a column can hold."""

    CALLED = "called"
    FULL_NAME = "full_name"
    NAME = "name"  # some name: the one used, or the full one if another column holds the one used
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    NATIONAL_NUMBER = "national_number"
    PHONE = "phone"
    DO_NOT_TEXT = "do_not_text"
    LANGUAGE = "language"
    CONTACT = "contact"
    CONTACT_EMAIL = "contact_email"
    TEAM = "team"
    GOAL = "goal"
    STEPS = "steps"
    AREA = "area"
    LAST_SEEN = "last_seen"
    REMARK = "remark"


NAME_FIELDS = frozenset({Field.CALLED, Field.FULL_NAME, Field.NAME, Field.FIRST_NAME})
# Columns that may stand more than once («Telefon 1», «Telefon 2»); their cells are put together.
REPEATED = frozenset({Field.PHONE, Field.STEPS, Field.REMARK})

_NAMES: Mapping[Field, str] = {
    Field.CALLED: """
        kallenavn; kalles; kalt; blir kalt; vil kalles; tilnavn; navn i bruk; brukt navn; kallenamn; blir kalla;
        kaldenavn; kaldes; tilltalsnamn; smeknamn; kallas; called; called name; name used; nickname; goes by;
        known as; preferred name""",
    Field.FULL_NAME: """
        fullt navn; fullstendig navn; hele navnet; fullt namn; fullstendig namn; heile namnet; fulde navn; fuldt navn;
        det fulde navn; fullständigt namn; full name; legal name; complete name""",
    Field.NAME: "navn; namn; name; person; bruker; brukar; borger; navn på person; personens navn; borgers navn",
    Field.FIRST_NAME: "fornavn; fornamn; förnamn; first name; given name; forename",
    Field.LAST_NAME: "etternavn; etternamn; efternavn; efternamn; last name; surname; family name",
    Field.NATIONAL_NUMBER: """
        fødselsnr; fødselsnummer; fødselsnummer (11 siffer); fnr; f.nr; personnummer; personnr; d-nummer; cpr; cpr-nr;
        cpr-nummer; national number; national id; national identity number; personal number""",
    Field.PHONE: """
        telefon; telefonnr; telefonnummer; telefoner; tlf; tlf nr; mobil; mobilnr; mobilnummer; mobiltelefon;
        telefon/mobil; telefon mobil; telefon privat; phone; phones; phone number; telephone; mobile; mobile phone;
        mobile number; cell; cell phone""",
    Field.DO_NOT_TEXT: """
        ikke sms; ikke sende sms; ikke send sms; skal ikke ha sms; ingen sms; ikke melding; ikke meldinger;
        ikke tekstmelding; ikke tekstmeldinger; ikkje sms; ikkje send sms; ikkje tekstmelding; inga sms; ingen sms'er;
        inte sms; ej sms; do not text; don't text; no text; no texts; no sms; do not sms""",
    Field.LANGUAGE: """
        språk; morsmål; foretrukket språk; ønsket språk; snakker; sprog; modersmål; foretrukne sprog; language;
        preferred language; mother tongue; spoken language""",
    Field.CONTACT: """
        kontaktperson; kontakt; kontaktperson navn; navn på kontaktperson; ruskonsulent; konsulent; saksbehandler;
        primærkontakt; hovedkontakt; hovudkontakt; ansvarlig; rusmiddelbehandler; sagsbehandler; handläggare;
        contact person; contact; contact person name; worker; key worker; case worker""",
    Field.CONTACT_EMAIL: """
        kontaktperson e-post; kontaktpersonens e-post; kontaktpersons e-post; e-post kontaktperson; kontakt e-post;
        e-post til kontaktperson; ruskonsulent e-post; e-post ruskonsulent; kontaktperson epostadresse;
        kontaktperson mail; kontaktperson e-mail; kontaktpersonens e-mail; e-mail kontaktperson; contact e-mail;
        contact person e-mail; contact person's e-mail; e-mail of contact person; worker e-mail; key worker e-mail""",
    Field.TEAM: "team; avdeling; tjeneste; enhet; gruppe; avdeling/team; eining; teneste; afdeling; enhed; unit",
    Field.GOAL: """
        mål; mitt mål; målet; hovedmål; hovudmål; målsetting; mål (egne ord); mål med egne ord; personens mål; mit mål;
        målsætning; goal; goals; my goal; main goal; aim""",
    Field.STEPS: """
        delmål; steg; steg på veien; neste steg; skritt; delmål/steg; trin; næste trin; etapp; step; steps; next step;
        next steps; subgoal; subgoals; sub-goals""",
    Field.AREA: "livsområde; livsområder; område; domene; levekårsområde; livsområdet; life area; area; area of life",
    Field.LAST_SEEN: """
        sist sett; sist møtt; sist snakket; sist kontakt; siste kontakt; siste samtale; sist hørt fra; sist; siste møte;
        sist sedd; sist snakka; sist høyrd frå; sidst set; sidste kontakt; seneste kontakt; senast sedd;
        senaste kontakt; last seen; last contact; last met; last heard from; last meeting""",
    Field.REMARK: """
        merknad; merknader; kommentar; kommentarer; notat; notater; bemerkning; anmerkning; annet; anna; bemærkning;
        bemærkninger; anmärkning; remark; remarks; note; notes; comment; comments; other""",
}


def plain(heading: str) -> str:
    """Return a heading as it is compared: letters and digits only, whatever the case and the accents."""
    written = heading.casefold().replace("ø", "o").replace("æ", "ae")
    return "".join(mark for mark in unicodedata.normalize("NFKD", written) if mark.isalnum())


_FIELDS = {plain(name): field for field, names in _NAMES.items() for name in names.split(";")}


def field_of(heading: str) -> Field | None:
    """Tell what a column with this heading holds; a number behind («Telefon 2») does not matter."""
    name = plain(heading)
    return _FIELDS.get(name) or _FIELDS.get(name.rstrip("0123456789"))


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and the headings that were not understood."""

    places: Mapping[Field, tuple[int, ...]]
    unknown: tuple[str, ...]

    @property
    def count(self) -> int:
        """Return how many columns were understood."""
        return sum(len(places) for places in self.places.values())

    @property
    def have_a_name(self) -> bool:
        """Tell whether some column holds a name."""
        return not NAME_FIELDS.isdisjoint(self.places)

    def cells(self, cells: Sequence[str], field: Field) -> list[str]:
        """Return what a row says in the columns of a field, without empty cells."""
        places = self.places.get(field, ())
        return [cells[place] for place in places if place < len(cells) and cells[place].strip()]


def recognise(headings: Sequence[str], *, remembered: Mapping[str, Field | None] | None = None) -> Columns:
    """Find each field's columns. `remembered` maps headings by hand and goes first; None is a column to leave out.

    A second column of a field that stands once is reported like an unknown one: nothing is taken from it.
    """
    by_hand = {plain(heading): field for heading, field in (remembered or {}).items()}
    return columns_of(headings, [by_hand.get(plain(heading), field_of(heading)) for heading in headings])


def columns_of(headings: Sequence[str], fields: Sequence[Field | None]) -> Columns:
    """Return the columns when it is said of each heading what it holds."""
    places: dict[Field, tuple[int, ...]] = {}
    unknown = []
    for place, (heading, field) in enumerate(zip(headings, fields, strict=True)):
        if field is None or (field in places and field not in REPEATED):
            if heading.strip():
                unknown.append(heading.strip())
        else:
            places[field] = (*places.get(field, ()), place)
    return Columns(places, tuple(unknown))
