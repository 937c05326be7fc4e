"""What a keyword is answered with. One text message each; it says that it is automatic, and not what it is about (R17).

Whoever calls has chosen the language.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from benken.country.packs import CountryPack
from benken.messaging.gsm import measure, plainer
from benken.ui.words import day_words, list_words, moment_words


def help_words(pack: CountryPack, *, reception: str) -> str:
    """Return the numbers that somebody can call, and that a human being reads what they wrote."""
    lines = [
        _("Fare for liv: %(number)s.") % {"number": pack.emergency},
        _("Lege på vakt: %(number)s.") % {"number": pack.doctor_on_duty},
        _("Noen å snakke med: %(number)s.") % {"number": pack.someone_to_talk_to},
        _("Et menneske leser det du skriver."),
    ]
    if reception:
        lines.insert(3, _("Oss: %(number)s.") % {"number": reception})
    return _automatic(*lines)


def time_words(starts_at: datetime | None, *, today: date) -> str:
    """Return when the next appointment is; never where, and never with whom."""
    if starts_at is None:
        return _automatic(_("Du har ingen avtale nå. Svar her hvis du vil ha en."))
    moment = moment_words(starts_at, today=today)
    return _automatic(_("Neste avtale: %(moment)s.") % {"moment": moment}, _("Svar her hvis det ikke passer."))


def wait_words(*, waits: bool, mine: bool, next_on: date | None, today: date) -> str:
    """Return that somebody is in a queue, and when they hear next; `mine` tells that something waits for them."""
    if mine:
        return _automatic(_("Noe venter på svar fra deg. Se siden din, eller spør oss her."))
    if not waits:
        return _automatic(_("Du står ikke i noen kø hos oss nå. Svar her hvis du lurer på noe."))
    queue = _("Du står i kø. Vi sier fra.")
    if next_on is None or next_on < today:
        return _automatic(queue)
    return _automatic(queue, _("Du hører fra oss igjen %(day)s.") % {"day": day_words(next_on, today=today)})


def goals_words(names: Sequence[str]) -> str:
    """Return the short names that the person chose; as many as one text message holds."""
    if not names:
        return _automatic(_("Du har ikke valgt korte navn ennå. Det gjør du på siden din."))
    for count in range(len(names), 0, -1):
        words = _named(names, count)
        if measure(words).parts == 1:
            return words
    return on_page_words()


def has_room_for_all(names: Sequence[str]) -> bool:
    """Tell whether one text message holds all the short names."""
    return measure(_named(names, len(names))).parts == 1


def _named(names: Sequence[str], count: int) -> str:
    left = len(names) - count
    more = [_("Og %(count)d til.") % {"count": left}] if left else []
    return _automatic(f"{list_words([plainer(name) for name in names[:count]])}.", *more)


def your_word_words() -> str:
    """Return what is said when the person's own word did not stand after MÅL, right or wrong."""
    return _automatic(_("Skriv ordet ditt etter MÅL."))


def choose_word_words() -> str:
    """Return what is said on a phone that others read, to somebody who has no word of their own."""
    return _automatic(_("Velg først et ord som bare du vet. Det gjør du på siden din, eller sammen med oss."))


def on_page_words() -> str:
    """Return what a text holds that may hold nothing of the answer."""
    return _automatic(_("Svaret ligger på siden din. Har du ingen side, så ring oss."))


def started_words() -> str:
    """Return that texts come again."""
    return _automatic(_("Du får SMS fra oss igjen. Skriv STOPP hvis du ikke vil."))


def _automatic(*sentences: str) -> str:
    return " ".join([*sentences, _("(Automatisk SMS)")])
