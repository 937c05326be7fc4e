"""What a person may say about texts. Plain facts in; `check_…` raises a sentence."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.messaging.keywords import WORDS, pin_word
from benken.messaging.models import TextChoices, TextConsent
from benken.messaging.models.choices import LONGEST_NAME
from benken.messaging.neutral import telling_words
from benken.people.queries import Person
from benken.people.queries.phones import Phone

UNDO = timedelta(minutes=10)
SHORTEST_PIN, LONGEST_PIN = 4, 20
GOALS = TextChoices.Keyword.GOALS


class PinRefused(Refused):
    """The word for MÅL is missing or cannot be used; the message belongs at its field."""


class WeeklyRefused(Refused):
    """There is no day for the weekly text; the message belongs at its field."""


def why_no_texts(phone: Phone) -> str:
    """Return why a number gets no texts whatever is said, or nothing."""
    if not phone.can_get_texts:
        return _("Dette er en fasttelefon. Den kan ikke få SMS.")
    if phone.do_not_text:
        return _("Her er det skrevet at det ikke skal sendes SMS.")
    return ""


def check_number(phone: Phone) -> None:
    """Refuse a yes on a number that gets no texts."""
    if why := why_no_texts(phone):
        raise Refused(why)


def is_yes(consent: TextConsent | None) -> bool:
    """Tell whether a yes stands."""
    return consent is not None and consent.yes_at is not None and consent.stopped_at is None


def mark_of(consent: TextConsent | None) -> str:
    """Return what a form was drawn from, so that it never overrules a STOP that came meanwhile."""
    if consent is None:
        return ""
    moments = [moment.isoformat() if moment else "" for moment in (consent.yes_at, consent.stopped_at)]
    return " ".join([*moments, consent.shows, str(consent.is_shared)])


def shown_on(*, is_shared: bool, shows: TextConsent.Shows) -> TextConsent.Shows:
    """Return what a text may hold: where others pick the phone up, only that a message has come."""
    return TextConsent.Shows.NOTICE if is_shared else shows


def can_restore(consent: TextConsent, *, how: TextConsent.How, at: datetime) -> bool:
    """Tell whether a stop may be undone: at once, on the side that pressed, and never one that came as a text."""
    return consent.stopped_at is not None and consent.stopped_how == how and at <= consent.stopped_at + UNDO


def check_weekly_has_a_day(*, weekly: bool, has_a_day: bool) -> None:
    """Refuse to send «Hvor er vi nå?» each week where no weekday was chosen."""
    if weekly and not has_a_day:
        raise WeeklyRefused(_("Velg først en dag, nederst på «Hvor er vi nå?»."))


def needs_pin(consents: Iterable[TextConsent]) -> bool:
    """Tell whether MÅL must ask for a word: others use one of the phones."""
    return any(consent.is_shared for consent in consents)


def check_goals_have_pin(*, keywords: Collection[str], has_pin: bool, pin_is_needed: bool) -> None:
    """Refuse to answer MÅL on a shared phone without a word."""
    if GOALS in keywords and pin_is_needed and not has_pin:
        raise PinRefused(_("Andre bruker telefonen. Velg et ord for MÅL, som bare du vet."))


def check_pin(typed: str, *, person: Person) -> str:
    """Return a word for MÅL as it is compared; refuse one that cannot be sent, is too short or can be guessed."""
    word = pin_word(typed)
    if not word:
        raise PinRefused(_("Skriv ett ord, uten mellomrom."))
    if not SHORTEST_PIN <= len(word) <= LONGEST_PIN or not word.isalnum():
        raise PinRefused(_("Ordet må ha fra 4 til 20 bokstaver eller tall."))
    names = {pin_word(name) for name in (person.called, *person.called.split(), *person.full_name.split())}
    words = {word for same in WORDS.values() for word in same}
    if word in names | words or len(set(word)) == 1 or word in "0123456789876543210":
        raise PinRefused(_("Dette ordet er lett å gjette. Velg et annet."))
    return word


def is_pin(choices: TextChoices, word: str) -> bool:
    """Tell whether a word, as `pin_word` writes it, is the one that MÅL asks for."""
    return bool(choices.pin_hash) and check_password(word, choices.pin_hash)


def may_change_pin(choices: TextChoices, *, narrow: bool) -> bool:
    """Tell whether the word may be changed or removed here: it keeps MÅL closed to whoever has borrowed the phone."""
    return not (narrow and choices.pin_hash)


def check_may_change_pin(choices: TextChoices, *, narrow: bool) -> None:
    """Refuse to change or remove the word in a narrow session."""
    if not may_change_pin(choices, narrow=narrow):
        raise PinRefused(_("Ordet for MÅL byttes sammen med kontaktpersonen din."))


def check_may_remove_pin(choices: TextChoices, *, pin_is_needed: bool) -> None:
    """Refuse to take the word away while MÅL answers on a phone that others use."""
    if GOALS in choices.keywords and pin_is_needed:
        raise PinRefused(_("Andre bruker telefonen. Skru av MÅL først, eller bytt ordet."))


def check_name(name: str, *, names_of_ours: Iterable[str] = ()) -> None:
    """Refuse a name of a goal that is too long for a text, or that tells others what it is about (R17)."""
    if len(name) > LONGEST_NAME:
        said = {"length": len(name), "most": LONGEST_NAME}
        raise Refused(_("Navnet er på %(length)d tegn. Det er plass til %(most)d.") % said)
    if telling := telling_words(name, names=names_of_ours):
        raise Refused(_("«%(word)s» kan fortelle andre hva det er. Velg et annet navn.") % {"word": telling[0]})
