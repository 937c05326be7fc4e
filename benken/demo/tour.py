"""«Følg Tuva i fem minutter»: the stops in order. A new part adds its stops to `STOPS`; a test walks them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from benken.access.actor import SYSTEM, acting_as
from benken.demo.keys import draft_id
from benken.demo.personas import BY_KEY, TUVA, TUVAS_PHONE, Persona
from benken.people.models import Entry
from benken.people.policies import DRAFT_LIVES


@dataclass(frozen=True)
class Stop:
    """Sign in as a persona, land on a page, look at what the sentence says. `status` is what the page answers."""

    persona_key: str
    title: str | Promise
    sentence: str | Promise
    path: Callable[[datetime], str]
    status: int = 200

    @property
    def persona(self) -> Persona:
        """Return who one signs in as."""
        return BY_KEY[self.persona_key]


def _page(name: str, **arguments: object) -> Callable[[datetime], str]:
    return lambda _at: reverse(name, kwargs=arguments)


def _search(words: str) -> Callable[[datetime], str]:
    return lambda _at: f"{reverse('search')}?{urlencode({'q': words})}"


def _show_draft(at: datetime) -> str:
    """Lead to Ingunn's draft, or to a new note when the draft has been shared, thrown or has grown old."""
    with acting_as(SYSTEM):
        draft = Entry.objects.filter(
            pk=draft_id("tuva"), state=Entry.State.DRAFT, created_at__gt=at - DRAFT_LIVES + timedelta(minutes=5)
        ).first()
    if draft is None:
        return reverse("entry_new", kwargs={"person_id": TUVA})
    return reverse("entry_show", kwargs={"person_id": TUVA, "entry_id": draft.pk})


STOPS: list[Stop] = [
    Stop(
        "person",
        _("Hei, Tuva"),
        _("Øverst står hvem som svarer og når. Så fire like store knapper, for gode dager og vanskelige."),
        _page("my"),
    ),
    Stop(
        "person",
        _("Slik har jeg det"),
        _("Ett ord er nok, og ingen regner noe ut. Nederst står det Tuva har sagt før, på gode og tunge dager."),
        _page("my_how"),
    ),
    Stop(
        "person",
        _("Når det er tungt"),
        _("Tuvas ord til seg selv, så Ingunns. Silje ser to linjer, og ikke mer. Kortet nederst går i lomma."),
        _page("my_safety"),
    ),
    Stop(
        "person",
        _("Folk rundt meg"),
        _("Søstera som ringer, naboen som hører på. Tuva bestemmer hvem som kan kontaktes, og hvem som ikke skal det."),
        _page("my_network"),
    ),
    Stop(
        "contact",
        _("Ingunn begynner dagen"),
        _("Det som gikk bra, står øverst: en hel sang i vaskekjelleren. Så meldinger, løfter og ukeark."),
        _page("home"),
    ),
    Stop(
        "contact",
        _("Søk etter kornetten"),
        _("Ett ord finner notater, mål og meldinger, men bare hos dem Ingunn kan åpne."),
        _search("kornetten"),
    ),
    Stop(
        "contact",
        _("Tuva, sett fra pulten"),
        _("Først det Tuva selv sier er best nå, så målene med hennes egne ord, så alt som har hendt."),
        _page("person", person_id=TUVA),
    ),
    Stop(
        "person",
        _("Det jeg venter på"),
        _("Hvem har ballen, hvilken dag, og hva Tuva kan få imens. Nederst: hva Tuva kan velge mellom."),
        _page("my_waits"),
    ),
    Stop(
        "person",
        _("Åpent nå"),
        _("Mat, seng, dusj og noen å snakke med: det som er åpent, står først. Åpent for alle, uten innlogging."),
        _page("services"),
    ),
    Stop(
        "person",
        _("En SMS innimellom"),
        _("Telefonen til Tuva. Skriv noe fra den, og finn det igjen hos Ingunn. Send så MÅL, «MÅL ferge» og STOPP."),
        _page("demo_phone", digits=TUVAS_PHONE),
    ),
    Stop(
        "contact",
        _("Det Tuva sendte"),
        _("SMS-en står i samtalen, sammen med det Tuva skriver på Min side. Svar, og se hvor langt svaret kom."),
        _page("conversation", person_id=TUVA),
    ),
    Stop(
        "contact",
        _("Skriv, og vis til personen"),
        _("Kladden tok to minutter. Snu skjermen og les den sammen. Stemmer det ikke, retter dere det før det deles."),
        _show_draft,
    ),
    Stop(
        "person",
        _("Skrevet om meg"),
        _("Alt som er skrevet, og Tuvas egen versjon ved siden av. Ett notat er holdt tilbake, og det står hvorfor."),
        _page("my_record"),
    ),
    Stop(
        "person",
        _("Kontaktpersonen min"),
        _("Ingunn med egne ord, og hvem som var der før. Vil Tuva ha en annen, holder det å si det."),
        _page("my_contact"),
    ),
    Stop(
        "person",
        _("Hvem har lest"),
        _("En kveld åpnet Hanne siden, fordi det kunne stå om liv. Tuva spurte hva hun leste. Svaret står her."),
        _page("my_readers"),
    ),
    Stop(
        "colleague",
        _("Kollegaen som ingenting ser"),
        _("Tor-Egil er i samme team, men ikke med i laget til Tuva. For ham finnes ikke siden hennes."),
        _page("person", person_id=TUVA),
        status=404,
    ),
    Stop(
        "peer",
        _("Kenneth, som har vært der selv"),
        _("Erfaringskonsulenten ser samtalene han selv har hatt med Tuva, og hvordan hun vil bli møtt. Ikke noe mer."),
        _page("person", person_id=TUVA),
    ),
    Stop(
        "person",
        _("Hvor er vi nå?"),
        _("Milepæler, mål og neste steg på ett ark. Trykk «Som ark (PDF)» og heng det på kjøleskapet."),
        _page("my_where"),
    ),
    Stop(
        "leader",
        _("Bjørg, som leder"),
        _("Bjørg ser hvem som mangler kontaktperson, hvem som åpnet i en nød, og hva som venter. Aldri notatene."),
        _page("team"),
    ),
    Stop(
        "leader",
        _("Regnearket dere har fra før"),
        _("Ta det inn her. Du ser hva som vil skje med hver linje, og kan angre alt i et døgn."),
        _page("imports"),
    ),
]
