"""The words around a plan for when it is hard: what is asked for each kind of line, and ready lines to begin with.

Ready lines are said as the person would say them. They promise no effect and give no medical advice; of naloxone
no more than where it is and who knows how.
"""

from collections.abc import Mapping

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from benken.followup.models import SafetyItem

Kind = SafetyItem.Kind

CALLED = frozenset({Kind.PEOPLE, Kind.PLACES, Kind.NIGHT})  # kinds of lines that may have a number to call

ASKED: Mapping[str, LazyText] = {
    Kind.BAD_DAY: _("Skriv til deg selv, slik du ville sagt det til en venn."),
    Kind.FROM_CONTACT: _("Det du har sett, og det du tror. Kort, og slik du ville sagt det høyt."),
    Kind.COME_THROUGH: _("Noe som var vanskelig, og som du kom gjennom."),
    Kind.SIGNS: _("Det du selv merker først: i kroppen, i hodet, i det du gjør."),
    Kind.CALMS: _("Det som har hjulpet før. Stort eller lite."),
    Kind.PEOPLE: _("Noen du kan ringe. Nummeret blir en knapp."),
    Kind.PLACES: _("Et sted der det går an å være."),
    Kind.NIGHT: _("Noen eller noe som er der om natta. Numrene som alltid svarer, står der fra før."),
    Kind.NALOXONE: _("Hvor ligger den, og hvem vet hvordan den brukes?"),
    Kind.OTHERS: _("Hva skal de gjøre, og hva skal de la være?"),
}

STARTERS: Mapping[str, tuple[LazyText, ...]] = {
    Kind.BAD_DAY: (
        _("Det går over. Det har gått over før."),
        _("Jeg trenger ikke løse alt i dag."),
        _("Det er lov å be om hjelp, også midt på natta."),
    ),
    Kind.FROM_CONTACT: (),
    Kind.COME_THROUGH: (
        _("Jeg har stått i dette før, og kom ut på den andre siden."),
        _("Jeg ringte noen da det var som verst."),
    ),
    Kind.SIGNS: (
        _("Jeg sover dårlig."),
        _("Jeg svarer ikke på telefonen."),
        _("Jeg glemmer å spise."),
        _("Jeg trekker meg unna folk."),
        _("Tankene går rundt og rundt."),
        _("Jeg blir fort sint."),
    ),
    Kind.CALMS: (
        _("Gå en tur."),
        _("Spise noe, og drikke et glass vann."),
        _("Musikk i ørene."),
        _("En varm dusj."),
        _("Kjenne føttene mot gulvet, og puste sakte ut."),
        _("Si høyt fem ting jeg ser."),
        _("Noe kaldt mot ansiktet."),
        _("Være der det er folk."),
    ),
    Kind.PEOPLE: (),
    Kind.PLACES: (_("En benk ute."), _("Biblioteket."), _("Hos noen jeg kjenner.")),
    Kind.NIGHT: (_("Lyset på, og radioen lavt."),),
    Kind.NALOXONE: (
        _("Den ligger i jakka mi."),
        _("Den ligger i skuffen ved døra."),
        _("De jeg bor med, vet hvor den er og hvordan den brukes."),
    ),
    Kind.OTHERS: (
        _("Sett deg ned hos meg. Du trenger ikke si noe."),
        _("Spør hva jeg trenger, før du gjør noe."),
        _("Ikke kjeft. Det hjelper ikke."),
        _("Ring den jeg har skrevet opp."),
        _("Bli til det har gått over."),
    ),
}
