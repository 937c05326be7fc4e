"""What stands beside an entry: its corrections, and what the person says themself. As helpers read it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from benken.people.queries import Entry, Person
from benken.people.queries.withholding import basis_words
from benken.ui.templatetags.ui import day


@dataclass(frozen=True)
class Beside:
    """Whose words they are and when they came, the words, and the colour they stand on."""

    says: str
    text: str
    colour: str = ""


def beside(entry: Entry, person: Person, *, longest: int | None = None) -> list[Beside]:
    """Return what stands beside an entry, corrections first and cut after `longest` characters; the person's whole."""
    corrections = [
        Beside(_("Rettet av %(name)s %(day)s") % {"name": one.by.name, "day": day(one.at)}, one.text[:longest])
        for one in entry.corrections.all()
    ]
    own = [
        Beside(_("%(name)s sier, %(day)s") % {"name": person.called, "day": day(one.at)}, one.text, "warm")
        for one in entry.own_versions.all()
    ]
    return corrections + own


def held_words(entry: Entry, person: Person) -> str:
    """Say to helpers that a note's text is withheld from the person, on which basis and until when; '' if it is not."""
    held = entry.withholding
    if held is None:
        return ""
    said = {"name": person.called, "day": day(held.until_at), "basis": basis_words(held.basis)}
    if held.waits_for_another:
        return _("Holdt tilbake for %(name)s til %(day)s, lenger bare om en til bekrefter. Grunnlag: %(basis)s.") % said
    return _("Holdt tilbake for %(name)s til %(day)s. Grunnlag: %(basis)s.") % said


@dataclass(frozen=True)
class HeldFromPerson:
    """What the person reads where something is withheld: that it is and until when, and on which basis."""

    until: str
    basis: str


def held_from_person(entry: Entry) -> HeldFromPerson | None:
    """Return what the person reads where a note's text is withheld."""
    held = entry.withholding
    return HeldFromPerson(day(held.until_at), basis_words(held.basis)) if held else None
