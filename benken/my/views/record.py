"""What is written about me, and my own words beside it."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.access.pages import filled, page_mark
from benken.access.records import closed_is_missing
from benken.my.forms import OwnVersionForm
from benken.my.views.mine import Mine, mine, opened_together
from benken.people.actions.entries import add_own_version, mark_read
from benken.people.attached import attached_to_mine, file_answer, neutral_name
from benken.people.beside import held_from_person
from benken.people.helpers import helpers_of
from benken.people.policies import can_undo_sharing
from benken.people.queries import Entry, RecordClosed, entry_of, may_write, timeline, timeline_mark
from benken.people.queries.attachments import attachment_of
from benken.ui.messages import say
from benken.ui.words import moment_words

PAGE = 15
OWN = "own"


@closed_is_missing
@opened_together
def record_page(request: HttpRequest) -> HttpResponse:
    """Show the notes about me, newest first; each can be opened whole."""
    my = mine(request)
    kind = request.GET.get("kind", "")
    if kind not in {"", OWN, *Entry.Kind.values}:
        kind = ""
    before = timeline_mark(my.person, page_mark(request))
    rows = timeline(my.person, before=before, kind="" if kind == OWN else kind, own=kind == OWN, size=PAGE)
    shown = rows[:PAGE]
    mark_read(entries=shown, by=my.user, at=my.at)
    older = {"before": str(shown[-1].pk)} | ({"kind": kind} if kind else {}) if len(rows) > PAGE else {}
    return render(
        request,
        "my/record.html",
        {
            "entries": [shown_entry(entry, my=my) for entry in shown],
            "kind": kind,
            "kinds": [("", _("Alt")), (OWN, _("Det jeg har skrevet")), *Entry.Kind.choices],
            "is_first": before is None,
            "older_url": f"{reverse('my_record')}?{urlencode(older)}" if older else "",
        },
    )


@closed_is_missing
@opened_together
def entry_page(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show one note whole, and let me put my own version beside it."""
    my = mine(request)
    entry = entry_of(my.person, entry_id, for_user=my.user)
    if entry.state != Entry.State.SHARED:
        raise RecordClosed
    form = filled(request, OwnVersionForm)
    if request.method == "POST" and form.is_valid():
        add_own_version(entry=entry, text=form.cleaned_data["text"], by=my.user, at=my.at)
        say(request, _("Din versjon står ved siden av notatet."))
        return redirect("my_entry", entry_id=entry.pk)
    mark_read(entries=[entry], by=my.user, at=my.at)
    return render(
        request,
        "my/entry.html",
        {
            "shown": shown_entry(entry, my=my),
            "entry": entry,
            "form": form,
            "can_take_back": can_undo_sharing(entry, user=my.user) and entry.kind != Entry.Kind.GOAL_REACHED,
            "helpers": helpers_of(my.person, at=my.at),
        },
        status=422 if form.errors else 200,
    )


@require_safe
@closed_is_missing
@opened_together
def attachment_file(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Answer with a file that hangs on a note about me, under a name that says nothing."""
    my = mine(request)
    record = may_write(my.person.pk, for_user=my.user, at=my.at)
    attachment, entry = attachment_of(record, attachment_id, for_user=my.user)
    if entry is not None:
        mark_read(entries=[entry], by=my.user, at=my.at)
    return file_answer(request, attachment, name=neutral_name(attachment), if_gone="my/file_gone.html")


def shown_entry(entry: Entry, *, my: Mine) -> dict[str, object]:
    """Return a note as the templates draw it."""
    return {
        "entry": entry,
        "when": moment_words(entry.happened_at, today=my.today),
        "held": held_from_person(entry),
        "attached": attached_to_mine(entry.attachments.all()) if entry.withholding is None else [],
        "who": _("deg") if entry.author_id == my.user.pk else entry.author.name,
        "corrections": _beside(entry.corrections.all(), my=my),
        "own_versions": _beside(entry.own_versions.all(), my=my),
    }


def _beside(rows: Iterable[object], *, my: Mine) -> list[dict[str, object]]:
    return [{"row": row, "when": moment_words(row.at, today=my.today)} for row in rows]  # type: ignore[attr-defined]  # corrections and own versions both have a moment
