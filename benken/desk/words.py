"""What the reading log calls the parts of a record, said to those who work here."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What isn't named here is «siden».
PARTS: dict[str, LazyText] = {
    "today": gettext_lazy("det nye som var skrevet"),
    "messages": gettext_lazy("meldingene"),
    "entry": gettext_lazy("et notat"),
    "goals": gettext_lazy("målene"),
    "areas": gettext_lazy("det som bærer og tynger"),
    "basics": gettext_lazy("mat, søvn og det som trengs"),
    "how": gettext_lazy("hvordan det går"),
    "safety": gettext_lazy("det som hjelper når det er tungt"),
    "where": gettext_lazy("hvor dere er nå"),
    "best_now": gettext_lazy("det som er best nå"),
    "promises": gettext_lazy("løftene"),
    "details": gettext_lazy("navn og telefon"),
    "circle": gettext_lazy("laget"),
    "network": gettext_lazy("folk rundt personen"),
    "search": gettext_lazy("noe skrevet, i et søk"),
    "emergency": gettext_lazy("nødtilgangen"),
    "case": gettext_lazy("en sak"),
    "why": gettext_lazy("et spørsmål om lesing"),
    "all": gettext_lazy("alt, på papir"),
    "correction": gettext_lazy("noe som ikke stemte"),
    "complaint": gettext_lazy("en klage"),
}


def part_words(part: str) -> str:
    """Return what a part of a record is called among those who work here."""
    return str(PARTS.get(part, _("siden")))
