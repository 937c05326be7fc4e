"""What some of the invented people have for when it is hard, and which lines of it Tuva's sister sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.demo.keys import account_id, fixed_id
from benken.demo.sharing import LASTS
from benken.followup.models import HowToBeMet, SafetyItem, SafetyItemShare
from benken.people.phones import read_number

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

Kind = SafetyItem.Kind


@dataclass(frozen=True)
class Line:
    """A line as it is written; `own` by the person on their own page, `to` whoever it was opened to."""

    kind: Kind
    words: str
    phone: str = ""
    own: bool = True
    to: str = ""


@dataclass(frozen=True)
class Plan:
    """What somebody has for when it is hard, written so many days ago; and how they want to be met."""

    days_ago: int
    lines: tuple[Line, ...]
    met: tuple[tuple[str, str], ...] = ()


PLANS = {
    "tuva": Plan(
        62,
        (
            Line(Kind.BAD_DAY, "Du har sittet på badegulvet før. Du reiste deg. Kornetten ligger i kassa, den venter."),
            Line(Kind.BAD_DAY, "Det er bare natt. Ferga går klokka fem over seks, den går alltid."),
            Line(
                Kind.FROM_CONTACT,
                "Jeg har sett deg ringe når det var som verst. Det er det sterkeste jeg vet om deg.",
                own=False,
            ),
            Line(Kind.COME_THROUGH, "Den første natta på Lia, alene, med stolen foran døra."),
            Line(Kind.COME_THROUGH, "Å gå inn i grendehuset igjen etter femten år."),
            Line(Kind.SIGNS, "Jeg hører hver bil."),
            Line(Kind.SIGNS, "Jeg slutter å svare Silje.", to="silje"),
            Line(Kind.CALMS, "Ventilene på kornetten, opp og ned, uten å blåse."),
            Line(Kind.CALMS, "Kaldt vann på håndleddene."),
            Line(Kind.CALMS, "Åpne vinduet og si høyt hva ferga heter.", own=False),
            Line(Kind.PEOPLE, "Silje. Også midt på natta.", phone="999 90 116"),
            Line(Kind.PEOPLE, "Åse i tredje. Banke på, ikke ringe."),
            Line(Kind.PLACES, "Vaskekjelleren. Varmt, og det går alltid en maskin."),
            Line(Kind.NALOXONE, "I skuffen ved døra. Åse vet hvordan, vi har øvd.", own=False),
            Line(Kind.OTHERS, "Silje: Kom og sett deg i trappa. Du trenger ikke si noe.", to="silje"),
            Line(Kind.OTHERS, "Ikke ta fra meg telefonen."),
        ),
        (
            ("words", "Si hvem du er før du kommer nær. Jeg ler når jeg er redd."),
            ("drifting", "Si navnet mitt rolig, og spør hva ferga heter."),
            ("touch", "Ikke ta på meg uten å spørre. Ikke på skuldrene."),
            ("seating", "Nær døra, med ryggen mot en vegg."),
        ),
    ),
    "halvard": Plan(
        48,
        (
            Line(Kind.BAD_DAY, "Tåka letter. Den har alltid lettet.", own=False),
            Line(Kind.CALMS, "Gå ned og telle fyrene.", own=False),
            Line(Kind.OTHERS, "Sett på kaffe, og snakk om båter.", own=False),
        ),
    ),
    "lillian": Plan(
        30,
        (
            Line(Kind.FROM_CONTACT, "Du har holdt liv i tolv pelargonier gjennom tre vintrer.", own=False),
            Line(Kind.CALMS, "Vanne pelargoniene og si navnene høyt.", own=False),
            Line(Kind.SIGNS, "Da lar jeg posten ligge.", own=False),
        ),
        (("topics", "Ikke spør om barna først. Jeg sier det selv."),),
    ),
    "marit": Plan(
        75,
        (
            Line(Kind.CALMS, "Begge hendene i deigen.", own=False),
            Line(Kind.COME_THROUGH, "Den jula da alt sto på hodet, og jeg bakte likevel.", own=False),
        ),
    ),
}


def plan_of(person: "PersonRows") -> Iterator[Model]:
    """Yield the lines of one person, who sees which of them, and how they want to be met; of most, nothing."""
    key = person.course.key
    plan = PLANS.get(key)
    if plan is None:
        return
    at = max(person.clock.workday(plan.days_ago, (13, 10)), person.known)
    contact = person.contact_id(at)
    places: dict[Kind, int] = {}
    for number, line in enumerate(plan.lines):
        own = line.own and person.account is not None
        writer = person.account if own and person.account else contact
        read = read_number(line.phone) if line.phone else None
        item_id = fixed_id("safety", f"{key} {number}")
        places[line.kind] = places.get(line.kind, -1) + 1
        yield SafetyItem(
            id=item_id,
            person_id=person.id,
            kind=line.kind,
            words=line.words,
            phone=read.number if read else "",
            position=places[line.kind],
            is_own=own,
            written_by_id=writer,
            written_at=at,
            changed_at=at,
        )
        if line.to and person.account is not None:
            since = max(person.clock.workday(5), person.known)  # as demo/sharing.py has it
            yield SafetyItemShare(
                id=fixed_id("safety share", f"{key} {number}"),
                person_id=person.id,
                item_id=item_id,
                consent_id=fixed_id("consent", f"{key} {line.to}"),
                receiver_id=account_id(line.to),
                given_at=since,
                given_by_id=person.account,
                until_at=since + LASTS,
            )
    if plan.met:
        writer = person.account or contact
        yield HowToBeMet(person_id=person.id, changed_at=at, written_by_id=writer, **dict(plan.met))
