"""What Tuva can choose between after the ten days: a sheet that Ingunn and Tuva have made together, not decided."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from benken.access.models import Deed
from benken.demo.keys import fixed_id
from benken.services.models import Option, OptionSheet

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

ABOUT = "Dagene etter Skjæret"
# The key of a service in places.toml, or nothing; and what stands on the sheet.
OPTIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "poliklinikken:0",
        {
            "name": "Poliklinikken på Lia · Behandling på dagtid",
            "wait": "De sier seks uker, kanskje fem",
            "asks": "Tre formiddager i uka, og å si fra når det ikke går",
            "meanwhile": "Øvelsen i grendehuset, og Ingunn på onsdager",
            "body": "health",
            "track": "no_specialist",
            "source": "telefon til inntaket",
            "good": "De spør ikke om alt på nytt. Og bussen går rett dit.",
            "hard": "Å sitte i ring før klokka ti.",
        },
    ),
    (
        "fyrhuset:0",
        {
            "name": "Fyrhuset · Kvelder etter behandling",
            "wait": "Ingen. Første kveld er førstkommende tirsdag",
            "asks": "Å være der til maten er ryddet",
            "meanwhile": "Kenneth blir med de to første gangene",
            "body": "other",
            "good": "De har kor. De mangler blås.",
            "hard": "Jeg kjenner to som går der.",
        },
    ),
    (
        "",
        {
            "name": "Være hjemme, og ha Ingunn to ganger i uka",
            "what": "Ingunn kommer innom mandag og torsdag. Søstera mi ringer søndag.",
            "wait": "Begynner med en gang",
            "asks": "At jeg åpner når det ringer på",
            "body": "municipality",
            "track": "no_municipal",
            "source": "Ingunn spurte lederen sin",
            "good": "Min egen dør, min egen kaffe.",
            "hard": "",
        },
    ),
)


def options_of(person: "PersonRows") -> Iterator[Model]:
    """Yield the sheet of one person; of all others, nothing."""
    if person.course.key != "tuva":
        return
    at = person.clock.workday(8, (13, 30))
    by = person.contact_id(at)
    sheet = OptionSheet(
        id=fixed_id("options", "tuva"), person_id=person.id, about=ABOUT, written_by_id=by, written_at=at
    )
    yield sheet
    yield _deed(person, at, "options.begin", sheet)
    for number, (service, told) in enumerate(OPTIONS):
        added = at + timedelta(minutes=4 * (number + 1))
        option = Option(
            id=person.new_id(added),
            person_id=person.id,
            sheet=sheet,
            service_id=fixed_id("service", service) if service else None,
            heard_on=timezone.localdate(at) if "source" in told else None,
            written_by_id=by,
            written_at=added,
            **told,
        )
        yield option
        yield _deed(person, added, "option.add", option)


def _deed(person: "PersonRows", at: datetime, verb: str, about: Model) -> Deed:
    by = person.contact_id(at)
    return Deed(id=person.new_id(at), at=at, by_id=by, verb=verb, subject_id=person.id, object_id=about.pk)
