"""The window of tolerance in plain words, what may help in each zone, and what one often needs. All words are ours.

It is a self-check, never a test or a scale: no zone is wrong, and one passes through all of them within a day.
"""

from collections.abc import Iterable

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from benken.followup.models import CheckIn

NAMES: dict[str, LazyText] = {
    CheckIn.Zone.OVER: _("Over"),
    CheckIn.Zone.INSIDE: _("Inni"),
    CheckIn.Zone.UNDER: _("Under"),
}
SIGNS: dict[str, LazyText] = {
    CheckIn.Zone.OVER: _("Urolig, på vakt, hjertet banker."),
    CheckIn.Zone.INSIDE: _("Jeg kan tenke og kjenne på en gang."),
    CheckIn.Zone.UNDER: _("Nummen, tom, langt borte."),
}
# Over: dampen. Under: wake gently. Inside: use it, and keep what worked for another day.
TIPS: dict[str, tuple[LazyText, ...]] = {
    CheckIn.Zone.OVER: (
        _("Sett begge føttene i gulvet. Kjenn at det bærer."),
        _("Pust rolig. Litt lenger ut enn inn."),
        _("Se deg rundt. Si fem ting du ser."),
        _("Gå en tur, så fort eller sakte du vil."),
    ),
    CheckIn.Zone.INSIDE: (
        _("Her er det plass. Gjør gjerne noe du liker."),
        _("Spis litt, drikk litt, hvil litt. Det holder på roen."),
        _("Hva hjalp deg hit? Skriv det ned til en annen dag."),
    ),
    CheckIn.Zone.UNDER: (
        _("Et teppe, en dusj, noe varmt å drikke."),
        _("Rør litt på deg. Rist hendene, gå bort til vinduet."),
        _("Sett på musikk du kan nynne til."),
        _("Sett deg et sted der det er folk. Eller ring noen."),
    ),
}
# What one often needs, to tick. What is ticked is kept as these words, beside one's own.
READY_NEEDS: dict[str, LazyText] = {
    "talk": _("noen å snakke med"),
    "call": _("at noen ringer"),
    "food": _("mat"),
    "bed": _("et sted å sove"),
    "peace": _("å være i fred"),
}


def needs_in_words(ticked: Iterable[str], own: str) -> str:
    """Return what somebody needs in one line: what was ticked, then their own words."""
    words = [str(READY_NEEDS[need]) for need in READY_NEEDS if need in set(ticked)]
    return ", ".join([*words, own] if own else words)
