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
    "attachment": _("et vedlegg"),
    "appointment": _("en avtale"),
    "area": _("det som bærer og tynger"),
    "basics": _("mat, søvn og det som trengs"),
    "best_now": _("det som er best for deg"),
    "block": _("hvem du ikke vil ha inn"),
    "checkin": _("hvordan du har det"),
    "circle": _("laget ditt"),
    "complaint": _("en klage"),
    "contact_change": _("bytte av kontaktperson"),
    "contact_person": _("kontaktpersonen din"),
    "contact_wish": _("ønsket om en annen kontaktperson"),
    "death": _("at du skulle være død"),
    "copy": _("en utskrift av alt om deg"),
    "correction": _("noe som ikke stemmer"),
    "emergency": _("en nødåpning"),
    "entry": _("et notat"),
    "goal": _("et mål"),
    "home": _("der du bor"),
    "home_fault": _("noe som er ødelagt eller utrygt"),
    "message": _("en melding"),
    "network": _("folk rundt deg"),
    "option": _("et valg på arket ditt"),
    "options": _("et ark med valg"),
    "page": _("det som står på siden din"),
    "person": _("navn og telefon"),
    "person_account": _("kontoen din"),
    "promise": _("et løfte"),
    "request": _("da du spurte om hjelp"),
    "referral": _("en søknad eller henvisning"),
    "relation_talk": _("en prat om dere to"),
    "safety": _("det som hjelper når det er tungt"),
    "sharing": _("det du deler"),
    "stand_in": _("vikar for kontaktpersonen din"),
    "standing": _("en fast avtale"),
    "stay": _("et sted du er en stund"),
    "step": _("et steg"),
    "text": _("en SMS"),
    "turned_away": _("et sted du fikk nei"),
    "tip": _("det som hjelper deg"),
    "way_in": _("en vei inn"),
    "weekly": _("«Hvor er vi nå?» hver uke"),
    "why": _("et spørsmål om lesing"),
}
# What was done: the second word, where it has words of its own; else «endret».
DONE = {
    "note": _("skrevet"),
    "children": _("skrevet om barn"),
    "talked": _("noen rundt deg er snakket med"),
    "not_talked": _("noen rundt deg er ikke snakket med likevel"),
    "automatic": _("sendt automatisk"),
    "hour_missed": _("ble ikke besvart i tide"),
    "add": _("lagt til"),
    "address": _("e-post endret"),
    "answer": _("besvart"),
    "answer_after_all": _("venter på svar igjen"),
    "answer_seen": _("svaret er lest"),
    "ask": _("spurt"),
    "asked": _("spurt igjen"),
    "assessed": _("vurdert"),
    "begin": _("laget"),
    "book": _("satt opp"),
    "cancel": _("avlyst"),
    "change": _("endret"),
    "choose": _("valgt"),
    "close": _("stengt"),
    "close_slip": _("lapp stengt"),
    "code_used": _("engangskode brukt"),
    "complain": _("klage skrevet"),
    "correct": _("rettet"),
    "create": _("laget"),
    "declined": _("de sa nei"),
    "describe": _("skrevet"),
    "died": _("sluttet å virke"),
    "done": _("gjort"),
    "drafted": _("begynt"),
    "end": _("avsluttet"),
    "ended": _("ferdig"),
    "fetch": _("hentet"),
    "found": _("funnet i et søk"),
    "give": _("gitt"),
    "kept": _("holdt"),
    "known": _("knyttet til deg"),
    "later": _("spør igjen senere"),
    "lean": _("hva du heller mot"),
    "let_go": _("lagt bort"),
    "lift": _("sluppet inn igjen"),
    "link": _("ny lenke"),
    "make": _("laget"),
    "make_code": _("engangskode laget"),
    "make_link": _("lenke laget"),
    "make_opening": _("bedt om å åpne alt"),
    "make_slip": _("lapp laget"),
    "offered": _("tilbud om plass"),
    "move": _("flyttet"),
    "open": _("åpnet"),
    "open_again": _("ikke holdt ennå"),
    "open_whole": _("alt åpnet sammen"),
    "mended": _("i orden"),
    "no_answer": _("trenger ikke svar"),
    "not_sent": _("klagen ikke sendt likevel"),
    "own_version": _("din egen versjon"),
    "place": _("fått"),
    "propose": _("foreslått"),
    "put_back": _("satt tilbake"),
    "read": _("lest av den nye"),
    "reached": _("nådd"),
    "received": _("mottatt der"),
    "register": _("skrevet opp"),
    "remove": _("tatt bort"),
    "renew": _("ny lenke"),
    "resting": _("hviler"),
    "restore": _("hentet tilbake"),
    "save": _("skrevet"),
    "say": _("sagt"),
    "seen": _("sett av lederen"),
    "send": _("sendt"),
    "send_now": _("sendt i stille tid"),
    "send_on": _("sendt videre"),
    "sent": _("klage sendt"),
    "set": _("satt"),
    "share": _("delt"),
    "slip_used": _("lapp brukt"),
    "started": _("i gang"),
    "stop": _("stoppet"),
    "take_away": _("tatt bort"),
    "take_back": _("tatt tilbake"),
    "tell": _("fortalt"),
    "tell_leader": _("gått til lederen"),
    "told": _("fortalt"),
    "undo": _("angret"),
    "undone": _("ikke gjort likevel"),
    "void_link": _("lenke stengt"),
    "wait": _("ny dato"),
    "withdrawn": _("trukket"),
    "withhold": _("holdt tilbake"),
    "withhold_confirm": _("holdt tilbake lenger"),
}
# What the two words together do not say.
WHOLE = {
    "appointment.answer": _("en avtale: sagt hva vi kan gjøre annerledes"),
    "appointment.held": _("en avtale: det ble noe av"),
    "appointment.missed": _("en avtale: det ble ikke noe av"),
    "appointment.restore": _("en avtale: står igjen"),
    "appointment.say": _("en avtale: du sa hva som passer"),
    "appointment.told": _("en avtale: sett at den ble endret"),
    "appointment.take_over": _("en avtale: en annen møter deg"),
    "leaving.place": _("kontaktpersonen din slutter: en ny er valgt"),
    "leaving.say": _("kontaktpersonen din slutter: det du sa om hvem du vil ha"),
    "leaving.take_back": _("kontaktpersonen din slutter: den nye er tatt tilbake"),
    "stand_in.asked": _("vikar for kontaktpersonen din: bedt om å hjelpe til med å svare"),
    "stand_in.missing": _("vikar for kontaktpersonen din: ingen ennå, lederen ser det"),
    "stand_in.set": _("vikar for kontaktpersonen din: svarer deg så lenge"),
    "standing.take_over": _("en fast avtale: en annen møter deg"),
    "standing.give_back": _("en fast avtale: som før igjen"),
    "emergency.closed": _("noen prøvde en nødåpning, og kom ikke inn"),
    "entry.put_back": _("et notat: vist igjen"),
    "home_fault.open_again": _("noe som er ødelagt eller utrygt: ikke i orden likevel"),
    "message.by_text": _("en melding: kom som SMS"),
    "message.from_tray": _("en SMS fra deg: lagt i samtalen din"),
    "message.to_tray": _("en SMS: tatt ut av samtalen din, den var fra noen andre"),
    "text.start": _("SMS: ja igjen, med START"),
    "text.stop": _("SMS: stoppet, med STOPP"),
    "person.hide": _("at du er kjent her: skjult"),
    "person.import": _("deg: skrevet opp fra et regneark"),
    "person.looked_for": _("noen spurte om du er kjent her, og fikk ikke svar"),
    "person.unhide": _("at du er kjent her: ikke skjult lenger"),
    "referral.sent": _("en søknad eller henvisning: sendt"),
    "safety.met": _("hvordan du vil bli møtt: skrevet"),
    "safety.put_first": _("det som hjelper når det er tungt: en linje satt øverst"),
    "safety.share": _("det som hjelper når det er tungt: en linje vist til noen"),
    "safety.unshare": _("det som hjelper når det er tungt: en linje vises ikke lenger"),
    "sharing.more": _("det du deler: en del til"),
    "stay.begin": _("et sted du er en stund: inne"),
    "stay.not_begun": _("et sted du er en stund: ikke inne likevel"),
    "stay.off": _("et sted du skulle være en stund: det blir ikke noe av"),
    "stay.on_again": _("et sted du skal være en stund: det blir noe av likevel"),
    "stay.not_out": _("et sted du er en stund: ikke ute likevel"),
    "text.name_goal": _("SMS: kort navn på et mål"),
    "text.pin_remove": _("SMS: ordet for MÅL tatt bort"),
    "text.pin_set": _("SMS: nytt ord for MÅL"),
    "text.restore": _("SMS: ikke stoppet likevel"),
    "text.try_again": _("SMS: et nummer prøves igjen"),
    "text.use": _("SMS: hvilket nummer de går til"),
    "text.yes": _("SMS: ja"),
    "stay.out": _("et sted du var en stund: ute"),
}
# Not told: that there was a draft is its author's; a disclosure is told by itself, once the person may know of it.
SECRET = Q(verb__in=["entry.throw", "entry.undo"]) | Q(verb__startswith="case.")
OWN_ALONE = (
    Q(verb__startswith="contact_wish.")
    | Q(verb__startswith="block.")
    | Q(verb__startswith="page.")
    | Q(verb__startswith="complaint.")
)


def _told(rows: "QuerySet[Any]", about: About) -> "QuerySet[Any]":
    rows = rows.exclude(SECRET)
    return rows if about.by_self else rows.exclude(OWN_ALONE)


def deed_words(deed: Deed) -> str:
    """Say what was done: et mål: satt."""
    if deed.verb in WHOLE:
        return str(WHOLE[deed.verb])
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
