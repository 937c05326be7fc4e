"""The personas at the door: who they are, and what is to be seen as them. They are each other's people."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benken.demo.keys import account_id, person_id, worker_id

TUVA = person_id("tuva")
TUVAS_PHONE = "99990101"  # as it stands in the address


@dataclass(frozen=True)
class Persona:
    """Somebody one can sign in as."""

    key: str
    user_id: UUID
    name: str
    role: str | Promise
    sentence: str | Promise

    @property
    def first_name(self) -> str:
        """Return what people call them; a participant is a number and has no other name."""
        return self.name if self.key == "participant" else self.name.split()[0]


PERSONAS = (
    Persona(
        "person", account_id("tuva"), "Tuva Lindås", _("personen"),
        _("Ser alt om seg selv: mål, beskjeder, det som er skrevet, og hvem som har lest."),
    ),
    Persona(
        "contact", worker_id("ingunn"), "Ingunn Sæther", _("ruskonsulent"),
        _("Kontaktpersonen til Tuva. Begynner dagen med det som gikk bra."),
    ),
    Persona(
        "colleague", worker_id("toregil"), "Tor-Egil Nygård", _("ruskonsulent i samme team"),
        _("Har sine egne folk. Tuva er ikke en av dem, så hos ham finnes hun ikke."),
    ),
    Persona(
        "outreach", worker_id("sondre"), "Sondre Leknesvik", _("utekontakt"),
        _("Jobber ute der folk er. Gata får sine egne sider senere."),
    ),
    Persona(
        "peer", worker_id("kenneth"), "Kenneth Ulveseth", _("erfaringskonsulent"),
        _("Går tur med Tuva. Ser samtalene han selv har hatt, ikke resten."),
    ),
    Persona(
        "leader", worker_id("bjorg"), "Bjørg Haugland", _("leder"),
        _("Sørger for at alle har en kontaktperson, uten å lese om noen."),
    ),
    Persona(
        "planner", worker_id("ingrid"), "Ingrid Planvik", _("planlegger"),
        _("Leser trygge tall om venting, aldri navn. Flere sider kommer senere."),
    ),
    Persona(
        "researcher", worker_id("tarjei"), "Tarjei Granskog", _("forsker"),
        _("Spør dem det gjelder, og bare dem som vil. Studiene kommer senere."),
    ),
    Persona(
        "participant", account_id("participant-14"), "Deltaker 14", _("deltaker i en studie"),
        _("Er bare et nummer her, og skal være det. Studiene kommer senere."),
    ),
    Persona(
        "supporter", account_id("silje"), "Silje Lindås", _("søstera til Tuva"),
        _("Støtter Tuva. Ser målene, for det har Tuva åpnet for, og ingenting annet."),
    ),
    Persona(
        "helper", account_id("randi-dps"), "Randi Myrvang", _("jobber på DPS"),
        _("Ser mål og løfter i tre måneder, fordi Tuva vil det, og svarer der."),
    ),
    Persona(
        "service", worker_id("wenche"), "Wenche Servoll", _("redaktør for et sted"),
        _("Holder åpningstidene riktige for sitt eget sted, og teller uten navn."),
    ),
    Persona(
        "admin", worker_id("audun"), "Audun Driftvik", _("administrator"),
        _("Lager og stenger kontoer. Kan ikke åpne noen av dem."),
    ),
)  # fmt: skip
BY_KEY = {persona.key: persona for persona in PERSONAS}
