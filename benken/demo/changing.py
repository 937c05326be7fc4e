"""Another contact person in the invented town: somebody waits for one, one has just changed; cards of the workers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.access.models import Role
from benken.country.keeping import complaining
from benken.demo.keys import worker_id
from benken.demo.lines import Staff
from benken.lib.days import working_days_after
from benken.people.models import AboutMe, ContactChange, ContactWish

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

WAITS, WROTE_IT_DOWN = "grethe", "reidun"  # said to somebody else than the contact person
JUST_CHANGED = "yusuf"
KNOW = "Ring før du kommer, og la det ringe lenge. Bror min er i byen på onsdager, da passer det ikke."
CARDS = {
    "ingunn": (
        "Å vente til det er sagt ferdig. Skjemaer ingen andre orker.",
        "Jeg sier fra når jeg ikke vet, og finner det ut til neste gang. Jeg går gjerne en tur mens vi snakker.",
        "Norsk og litt tysk",
    ),
    "toregil": (
        "Å rydde i papirer, og å sitte i ro når det stormer.",
        "Jeg kommer presis, og går når vi er ferdige. Kaffe har jeg med.",
        "Norsk og engelsk",
    ),
    "reidun": ("Å huske hva folk har sagt.", "Jeg ringer heller enn å skrive.", "Norsk"),
    "amina": (
        "Å forklare brev så de blir til å leve med.",
        "Jeg spør mye i starten. Du kan si pass.",
        "Norsk, somali, arabisk og engelsk",
    ),
}


def cards_of_staff(staff: Staff) -> Iterator[AboutMe]:
    """Yield what some of the workers say of themselves."""
    for worker in staff.with_role(Role.WORKER):
        if worker.key in CARDS:
            good_at, how_i_work, languages = CARDS[worker.key]
            yield AboutMe(
                worker_id=worker_id(worker.key), good_at=good_at, how_i_work=how_i_work, languages=languages, version=1
            )


def changing_of(person: "PersonRows") -> Iterator[Model]:
    """Yield that one person waits for another contact person, and what was agreed when one has just changed."""
    if person.course.key == WAITS:
        asked = person.clock.workday(2)
        yield ContactWish(
            id=person.new_id(asked),
            person_id=person.id,
            how=ContactWish.How.TALK,
            words="Jeg vil helst ha en som er litt eldre enn meg.",
            written_by_id=worker_id(WROTE_IT_DOWN),
            asked_at=asked,
            answer_by_on=working_days_after(asked.date(), complaining("no").another_contact_days),
        )
    before = [span for span in person.spans if span.ended is not None]
    if person.course.key == JUST_CHANGED and before:
        ended = before[-1]
        assert ended.until is not None
        assert ended.ended is not None
        proposed = ended.until - timedelta(days=6)
        yield ContactChange(
            id=person.new_id(proposed),
            person_id=person.id,
            to_id=worker_id(person.course.contact),
            reason=ended.ended.reason,
            persons_say=ended.ended.persons_say,
            goodbye=ended.ended.goodbye,
            hello=ended.ended.hello,
            know=KNOW,
            overlap_until_at=ended.until + timedelta(days=21),
            proposed_by_id=worker_id(ended.worker),
            proposed_at=proposed,
            shown_at=proposed + timedelta(hours=3),
            state=ContactChange.State.MADE,
            state_at=ended.until,
        )
