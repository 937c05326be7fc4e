"""What the reading log calls the parts of a record, said to the person."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What the reading log calls the parts of a record. What isn't named here is «siden din».
PARTS: dict[str, LazyText] = {
    "page": gettext_lazy("siden din"),
    "today": gettext_lazy("det nye du har skrevet"),
    "messages": gettext_lazy("meldingene"),
    "texts": gettext_lazy("hva du har valgt om SMS"),
    "inbox": gettext_lazy("det nyeste du har skrevet, i en liste"),
    "tray": gettext_lazy("en SMS som ingen visste hvem var fra"),
    "entry": gettext_lazy("et notat"),
    "attachment": gettext_lazy("et vedlegg"),
    "goals": gettext_lazy("målene dine"),
    "areas": gettext_lazy("det som bærer og tynger"),
    "basics": gettext_lazy("mat, søvn og det som trengs"),
    "how": gettext_lazy("hvordan du har det"),
    "safety": gettext_lazy("det som hjelper når det er tungt"),
    "where": gettext_lazy("hvor dere er nå"),
    "best_now": gettext_lazy("det som er best for deg nå"),
    "promises": gettext_lazy("det som er lovet deg"),
    "details": gettext_lazy("navn og telefon"),
    "contact_persons": gettext_lazy("hvem som er kontaktpersonen din"),
    "circle": gettext_lazy("laget ditt"),
    "account": gettext_lazy("kontoen din"),
    "network": gettext_lazy("folk rundt deg"),
    "why": gettext_lazy("spørsmålet ditt om hvorfor"),
    "search": gettext_lazy("noe av det som er skrevet, i et søk"),
    "found": gettext_lazy("at du er kjent her"),
    "emergency": gettext_lazy("døra inn til siden din"),
    "case": gettext_lazy("en sak om deg"),
    "all": gettext_lazy("alt om deg, på papir"),
    "correction": gettext_lazy("det du sa ikke stemmer"),
    "complaint": gettext_lazy("klagen din"),
    "import": gettext_lazy("et regneark som tas inn"),
    "referral": gettext_lazy("en søknad eller henvisning"),
    "letter": gettext_lazy("brevet du sendte dem"),
    "shared": gettext_lazy("det du deler"),
    "home": gettext_lazy("der du bor"),
    "stays": gettext_lazy("veien videre"),
    "options": gettext_lazy("det du kan velge mellom"),
    "turned_away": gettext_lazy("der du fikk nei"),
    "appointments": gettext_lazy("avtalene dine"),
    "hand_over": gettext_lazy("hva som er avtalt med deg"),
    "contact_wish": gettext_lazy("at du ønsker en annen kontaktperson"),
    "missed_hour": gettext_lazy("at du venter på svar"),
    "monday": gettext_lazy("at du venter på noe"),
    "ending": gettext_lazy("at du skulle være død"),
}


def part_words(part: str) -> str:
    """Return what a part of the record is called in the reading log."""
    return str(PARTS.get(part, _("siden din")))
