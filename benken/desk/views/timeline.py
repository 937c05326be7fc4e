"""What has happened, as rows of plain words: a person page draws fifty of them, and each lookup counts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from benken.people.areas import LifeArea
from benken.people.attached import attached
from benken.people.beside import beside, held_words
from benken.people.queries import Entry, Person
from benken.ui.templatetags.ui import iso, moment

LONGEST_SHOWN = 1500  # characters; a longer note is read whole on its own page
NOBODY = UUID(int=0)


def timeline_rows(entries: Sequence[Entry], person: Person) -> list[dict[str, Any]]:
    """Return what the timeline shows of each entry."""
    kinds = {value: str(label) for value, label in Entry.Kind.choices}
    areas = {value: str(label) for value, label in LifeArea.choices}
    address = reverse("entry", kwargs={"person_id": person.pk, "entry_id": NOBODY})
    return [
        {
            "kind": kinds[entry.kind],
            # What the person told stands whole here, and is theirs: it has no page among the notes.
            "href": "" if entry.author.subject_id == person.pk else address.replace(str(NOBODY), str(entry.pk)),
            "is_warm": entry.author.subject_id is not None,
            "iso": iso(entry.happened_at),
            "when": moment(entry.happened_at),
            "place": entry.place,
            "who": entry.author.name,
            "note_kind": str(Entry.NoteKind.HEALTH.label) if entry.note_kind == Entry.NoteKind.HEALTH else "",
            "text": entry.text if entry.author.subject_id else entry.shown_text[:LONGEST_SHOWN],
            "is_cut": not entry.author.subject_id and len(entry.shown_text) > LONGEST_SHOWN,
            "held": held_words(entry, person),
            "beside": beside(entry, person, longest=LONGEST_SHOWN),
            "attached": attached(entry.attachments.all()),
            "areas": " · ".join(areas[area] for area in entry.areas if area in areas),
        }
        for entry in entries
    ]
