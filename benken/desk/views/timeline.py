"""What has happened, drawn here and not by a template: a person page has fifty of them, and each lookup counts."""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from benken.people.areas import LifeArea
from benken.people.attached import attached
from benken.people.beside import beside, held_words
from benken.people.queries import Entry, Person
from benken.ui.templatetags.ui import iso, moment

LONGEST_SHOWN = 1500  # characters; a longer note is read whole on its own page
NOBODY = UUID(int=0)
NOTHING = SafeString("")
ITEM = """<li class="timeline-item"{}>
<h3>{}</h3>
<article class="stack stack-small">
<p class="timeline-meta"><time datetime="{}">{}</time>{}<span>{}</span>{}</p>
{}<p class="prewrap" dir="auto">{}{}</p>
{}{}</article>
{}</li>"""


def drawn_timeline(entries: Sequence[Entry], person: Person) -> SafeString:
    """Return the items of a timeline's list; empty if there are none."""
    kinds = {value: str(label) for value, label in Entry.Kind.choices}
    areas = {value: str(label) for value, label in LifeArea.choices}
    health, read_all = str(Entry.NoteKind.HEALTH.label), _("Les hele notatet")
    address = reverse("entry", kwargs={"person_id": person.pk, "entry_id": NOBODY})
    items = []
    for entry in entries:
        told, kind = entry.author.subject_id is not None, kinds[entry.kind]
        href = address.replace(str(NOBODY), str(entry.pk))
        text = entry.text if told else entry.shown_text
        is_cut = not told and len(text) > LONGEST_SHOWN
        # What the person told stands whole here, and is theirs: it has no page among the notes.
        is_own = entry.author.subject_id == person.pk
        items.append(
            format_html(
                ITEM,
                SafeString(' data-color="warm"') if told else NOTHING,
                kind if is_own else format_html('<a href="{}">{}</a>', href, kind),
                iso(entry.happened_at),
                moment(entry.happened_at),
                _unless_empty("<span>{}</span>", entry.place),
                entry.author.name,
                _unless_empty("<span>{}</span>", health if entry.note_kind == Entry.NoteKind.HEALTH else ""),
                _unless_empty('<p class="quiet small">{}</p>', held_words(entry, person)),
                text[:LONGEST_SHOWN] if is_cut else text,
                format_html('… <a href="{}">{}</a>', href, read_all) if is_cut else NOTHING,
                _included("people/attached.html", attached=attached(entry.attachments.all())),
                _included("people/beside.html", beside=beside(entry, person, longest=LONGEST_SHOWN)),
                _unless_empty('<p class="quiet small">{}</p>', " · ".join(areas[a] for a in entry.areas if a in areas)),
            )
        )
    return mark_safe("".join(items))  # noqa: S308  # each is escaped by format_html


def _unless_empty(markup: str, words: str) -> SafeString:
    return format_html(markup, words) if words else NOTHING


def _included(template: str, **context: Sequence[object]) -> SafeString:
    return render_to_string(template, context) if any(context.values()) else NOTHING
