"""What has happened, drawn here and not by a template: a person page has fifty of them, and each lookup counts."""

from collections.abc import Iterable, Sequence
from html import escape
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from benken.people.areas import LifeArea
from benken.people.attached import attached
from benken.people.beside import beside, held_words
from benken.people.queries import Entry, Person
from benken.ui.templatetags.ui import iso, moment

LONGEST_SHOWN = 1500  # characters; a longer note is read whole on its own page
NOBODY = UUID(int=0)
ITEM = """<li class="timeline-item"{}>
<h3>{}</h3>
<article class="stack stack-small">
<p class="timeline-meta"><time datetime="{}">{}</time>{}<span>{}</span>{}</p>
{}<p class="prewrap" dir="auto">{}{}</p>
{}{}</article>
{}</li>"""


def drawn_timeline(entries: Sequence[Entry], person: Person) -> SafeString:
    """Return the items of a timeline's list; empty if there are none."""
    kinds = {value: escape(str(label)) for value, label in Entry.Kind.choices}
    areas = {value: escape(str(label)) for value, label in LifeArea.choices}
    health, read_all = f"<span>{escape(str(Entry.NoteKind.HEALTH.label))}</span>", escape(_("Les hele notatet"))
    address = reverse("entry", kwargs={"person_id": person.pk, "entry_id": NOBODY})
    items = []
    for entry in entries:
        told, kind = entry.author.subject_id is not None, kinds[entry.kind]
        href = address.replace(str(NOBODY), str(entry.pk))
        text = entry.text if told else entry.shown_text
        is_cut = not told and len(text) > LONGEST_SHOWN
        # What the person told stands whole here, and is theirs: it has no page among the notes.
        is_own = entry.author.subject_id == person.pk
        held = held_words(entry, person)
        items.append(
            ITEM.format(
                ' data-color="warm"' if told else "",
                kind if is_own else f'<a href="{href}">{kind}</a>',
                iso(entry.happened_at),
                escape(moment(entry.happened_at)),
                f"<span>{escape(entry.place)}</span>" if entry.place else "",
                escape(entry.author.name),
                health if entry.note_kind == Entry.NoteKind.HEALTH else "",
                f'<p class="quiet small">{escape(held)}</p>' if held else "",
                escape(text[:LONGEST_SHOWN] if is_cut else text),
                f'… <a href="{href}">{read_all}</a>' if is_cut else "",
                _included("people/attached.html", attached=attached(entry.attachments.all())),
                _included("people/beside.html", beside=beside(entry, person, longest=LONGEST_SHOWN)),
                _areas(areas[area] for area in entry.areas if area in areas),
            )
        )
    return mark_safe("".join(items))  # noqa: S308  # all that is not written here is escaped


def _areas(named: Iterable[str]) -> str:
    words = " · ".join(named)
    return f'<p class="quiet small">{words}</p>' if words else ""


def _included(template: str, **context: Sequence[object]) -> str:
    return render_to_string(template, context) if any(context.values()) else ""
