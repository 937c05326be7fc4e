"""How long a text is on its way to a phone, in words: said by the page's script as one writes, and by the server."""

from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benken.lib.text import is_seen
from benken.ui.words import list_words

ROOM = 160  # letters in one message, when none is strange
SHOWN = 3  # letters told by name; more than that is more than one can look for

# What the script `sms.js` is handed, so that it says the same.
PATTERNS: dict[str, str | Promise] = {
    "one": gettext_lazy("%(letters)s av %(room)s tegn · én SMS"),
    "more": gettext_lazy("Dette blir %(parts)s SMS"),
    "strange": gettext_lazy("Med %(strange)s er det plass til bare %(room)s tegn i én SMS"),
    "unseen": gettext_lazy("Et tegn her gjør at det er plass til bare %(room)s tegn i én SMS"),
    "and": gettext_lazy("%(names)s og %(last)s"),
    "numbers": gettext_lazy("to tre fire fem seks sju åtte ni ti"),
}


class Measured(Protocol):
    """What is counted of a text."""

    @property
    def letters(self) -> int:
        """How much it takes."""

    @property
    def room(self) -> int:
        """How much one message holds."""

    @property
    def parts(self) -> int:
        """How many messages it becomes."""

    @property
    def strange(self) -> tuple[str, ...]:
        """The letters that leave less room."""


def sms_words(measured: Measured | None) -> str:
    """Return how long a text is: 142 av 160 tegn · én SMS; what leaves less room stands on a line of its own.

    None is a text not yet written: how much room there is.
    """
    if measured is None:
        return _("Det er plass til %(room)s tegn i én SMS") % {"room": ROOM}
    lines = [_("%(letters)s av %(room)s tegn · én SMS") % {"letters": measured.letters, "room": measured.room}]
    if measured.parts > 1:
        lines = [_("Dette blir %(parts)s SMS") % {"parts": _number(measured.parts)}]
    seen = [letter for letter in measured.strange if is_seen(letter)]
    if seen:
        strange = list_words(seen) if len(seen) <= SHOWN else f"{', '.join(seen[:SHOWN])} …"
        words = _("Med %(strange)s er det plass til bare %(room)s tegn i én SMS")
        lines.append(words % {"strange": strange, "room": measured.room})
    elif measured.strange:
        lines.append(_("Et tegn her gjør at det er plass til bare %(room)s tegn i én SMS") % {"room": measured.room})
    return "\n".join(lines)


def _number(parts: int) -> str:
    """Return a number of messages, from two on: in words up to ten."""
    words = dict(enumerate(_("to tre fire fem seks sju åtte ni ti").split(), start=2))
    return words.get(parts, str(parts))
