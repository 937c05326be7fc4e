"""Entries: a draft, read together, shared, undone, corrected."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.pages import filled, posted, refusals_said, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.access.records import closed_is_missing
from benken.lib.ids import new_id
from benken.people import policies
from benken.people.actions.attachments import attach, detach
from benken.people.actions.entries import (
    Written,
    correct,
    mark_read,
    save_and_share,
    save_draft,
    share,
    throw_draft,
    undo_sharing,
)
from benken.people.attached import attached
from benken.people.beside import beside, held_words
from benken.people.exception_policies import can_confirm, can_withhold, is_contact, is_withholdable
from benken.people.forms import CorrectionForm, EntryForm
from benken.people.models import Entry, Person
from benken.people.queries import RecordClosed, entry_of, is_taken, may_write, open_record
from benken.people.queries.records import OpenRecord
from benken.people.uploads import files_taken, filled_with_files
from benken.ui.messages import say


def _open(request: HttpRequest, person_id: UUID, *, reading: str = "") -> tuple[User, datetime, OpenRecord]:
    """Open the record for a helper; `reading` names the part that is shown, and is logged."""
    user, at = signed_in_helper(request), timezone.now()
    if reading:
        return user, at, open_record(person_id, for_user=user, part=reading, at=at)
    return user, at, may_write(person_id, for_user=user, at=at, own_talks=True)


def _written(form: EntryForm) -> Written:
    return _as_written(form.cleaned_data)


def _as_written(data: dict[str, Any]) -> Written:
    return Written(
        kind=data["kind"],
        text=data["text"],
        happened_at=data["happened_at"],
        place=data["place"],
        areas=data["areas"],
        note_kind=data["note_kind"],
    )


@closed_is_missing
def entry_new(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give a new note its own address, so that every save of it meets the same draft."""
    _open(request, person_id)
    told = {"kind": _wanted_kind(request), "at": request.GET.get("at", "")[:16]}
    query = f"?{urlencode({name: value for name, value in told.items() if name in request.GET})}" if request.GET else ""
    return redirect(reverse("entry", kwargs={"person_id": person_id, "entry_id": new_id()}) + query)


@closed_is_missing
def entry_page(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Write a draft, or read what is shared."""
    user, at, record = _open(request, person_id)
    person, entry = record.person, _find(record, entry_id, user=user)
    if entry is not None and entry.state == Entry.State.SHARED:
        return _shared_page(request, entry)
    initial = (
        EntryForm.from_entry(entry)
        if entry
        else {"happened_at": _wanted_moment(request, at=at), "kind": _wanted_kind(request)}
    )
    form = filled_with_files(request, EntryForm, initial=initial)
    if request.method == "POST":
        entry = _see_to_files(request, form, record=record, entry=entry, entry_id=entry_id, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            save = save_and_share if "share" in request.POST and "show" not in request.POST else save_draft
            saved = save(person=person, written=_written(form), draft=entry, entry_id=entry_id, by=user, at=at)
            return _after_saving(request, saved)
        except Refused as refused:
            form.add_error("text", str(refused))
            entry = _find(record, entry_id, user=user)
    return render(
        request,
        "people/entry_draft.html",
        {
            "form": form,
            "person": person,
            "entry": entry,
            "entry_id": entry_id,
            "attached": attached(entry.attachments.all()) if entry else [],
        },
        status=422 if form.errors else 200,
    )


def _see_to_files(
    request: HttpRequest, form: EntryForm, *, record: OpenRecord, entry: Entry | None, entry_id: UUID, at: datetime
) -> Entry | None:
    """Keep the files that came with the form, on the draft, and take away those that are not wanted any more.

    It is done whether or not the rest can be saved: a browser does not send files a second time.
    """
    user, files, unwanted = signed_in_helper(request), files_taken(form), set(request.POST.getlist("remove"))
    try:
        if entry is not None:
            for one in [one for one in entry.attachments.all() if str(one.pk) in unwanted]:
                detach(attachment=one, by=user, at=at)
        if files:
            if entry is None:
                begun = _begun(form, at=at)
                entry = save_draft(person=record.person, written=begun, entry_id=entry_id, by=user, at=at)
            attach(entry=entry, files=files, by=user, at=at)
    except Refused as refused:
        form.add_error("attachments", str(refused))
    return _find(record, entry_id, user=user) if files or unwanted else entry


def _begun(form: EntryForm, *, at: datetime) -> Written:
    """Return what of a note can be saved, whatever else is wrong with it."""
    data = {"kind": Entry.Kind.TALK, "text": "", "happened_at": at, "place": "", "areas": [], "note_kind": ""}
    data |= form.cleaned_data
    data["note_kind"] = data["note_kind"] or Entry.NoteKind.SERVICE
    return _as_written(data)


def _find(record: OpenRecord, entry_id: UUID, *, user: User) -> Entry | None:
    """Return the entry, or None when this id is free for a new draft."""
    try:
        return entry_of(record.person, entry_id, for_user=user, whole=record.is_whole)
    except RecordClosed:
        if is_taken(entry_id):
            raise
        return None


def _wanted_kind(request: HttpRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in policies.STAFF_KINDS else Entry.Kind.TALK


def _wanted_moment(request: HttpRequest, *, at: datetime) -> datetime:
    """Return the local hour that the address names, if it has been; else now."""
    now = timezone.localtime(at).replace(tzinfo=None, second=0)
    try:
        wanted = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        return now
    return wanted if wanted is not None and wanted.tzinfo is None and wanted <= now else now


def _after_saving(request: HttpRequest, saved: Entry) -> HttpResponse:
    where = {"person_id": saved.person_id, "entry_id": saved.pk}
    if "show" in request.POST:
        return redirect(reverse("entry_show", kwargs=where))
    if saved.state == Entry.State.SHARED:
        return _tell_shared(request, saved)
    say(request, _("Kladden er lagret. Bare du ser den, og den blir borte etter sju dager."))
    return redirect(reverse("entry", kwargs=where))


def _tell_shared(request: HttpRequest, entry: Entry) -> HttpResponse:
    undo = reverse("entry_undo", kwargs={"person_id": entry.person_id, "entry_id": entry.pk})
    say(request, _("Notatet er delt."), undo=undo)
    return redirect("person", person_id=entry.person_id)


def _shared_page(request: HttpRequest, entry: Entry) -> HttpResponse:
    user, at, record = _open(request, entry.person_id, reading="entry")
    person = record.person
    mark_read(entries=[entry], by=user, at=at)
    form = filled(request, CorrectionForm) if policies.can_correct(entry, user=user) else None
    if request.method == "POST" and form is not None and form.is_valid():
        correct(entry=entry, text=form.cleaned_data["text"], by=user, at=at)
        say(request, _("Rettelsen står ved siden av."))
        return redirect("entry", person_id=entry.person_id, entry_id=entry.pk)
    return render(
        request,
        "people/entry_shared.html",
        {
            "form": form,
            "person": person,
            "entry": entry,
            "beside": beside(entry, person),
            "held": held_words(entry, person),
            "attached": attached(entry.attachments.all()),
            "withholding": _withholding_choices(entry, person, user=user, at=at),
            "can_undo": policies.can_undo_sharing(entry, user=user),
        },
        status=422 if form is not None and form.errors else 200,
    )


def _withholding_choices(entry: Entry, person: Person, *, user: User, at: datetime) -> dict[str, bool]:
    """Return what a user may do about keeping this note's text from the person."""
    right, held = running_right(user=user, subject_id=person.pk, at=at), entry.withholding
    mine = held is not None and held.decided_by_id == user.pk
    return {
        "can_decide": can_withhold(entry, by=user, right=right) and is_withholdable(entry),
        "can_end": held is not None and (mine or is_contact(right)),
        "can_confirm": held is not None
        and held.waits_for_another
        and not mine
        and can_confirm(person, by=user, right=right),
    }


@require_POST
@closed_is_missing
def entry_autosave(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Save what is being typed as a draft. The last save wins: it is one author's own draft."""
    user, at, record = _open(request, person_id)
    person, entry = record.person, _find(record, entry_id, user=user)
    form = EntryForm(posted(request))
    if not form.is_valid() or (entry is not None and not policies.can_edit(entry, user=user)):
        return JsonResponse({"saved": False}, status=422)
    save_draft(person=person, written=_written(form), draft=entry, entry_id=entry_id, by=user, at=at)
    return JsonResponse({"saved": True})


@closed_is_missing
def entry_show(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """«Vis til personen»: the note alone in large type, read together before it is shared."""
    user, at, record = _open(request, person_id)
    person, entry = record.person, entry_of(record.person, entry_id, for_user=user, whole=record.is_whole)
    if not policies.can_edit(entry, user=user):
        return redirect("entry", person_id=person_id, entry_id=entry_id)
    if request.method == "POST":
        try:
            return _tell_shared(request, share(entry=entry, by=user, at=at))
        except Refused as refused:
            say(request, str(refused))
            return redirect("entry", person_id=person_id, entry_id=entry_id)
    shown = attached(entry.attachments.all())
    return render(request, "people/entry_show.html", {"person": person, "entry": entry, "attached": shown})


@require_POST
@closed_is_missing
def entry_undo(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take the sharing back, as long as nobody else has read it."""
    user, at, record = _open(request, person_id)
    entry = entry_of(record.person, entry_id, for_user=user, whole=record.is_whole)
    with refusals_said(request):
        undo_sharing(entry=entry, by=user, at=at)
        say(request, _("Delingen er tatt tilbake. Notatet er en kladd igjen."))
    return redirect("entry", person_id=person_id, entry_id=entry_id)


@require_POST
@closed_is_missing
def entry_throw(request: HttpRequest, person_id: UUID, entry_id: UUID) -> HttpResponse:
    """Throw one's own draft away."""
    user, at, record = _open(request, person_id)
    entry = entry_of(record.person, entry_id, for_user=user, whole=record.is_whole)
    try:
        throw_draft(entry=entry, by=user, at=at)
    except Refused as refused:
        say(request, str(refused))
        return redirect("entry", person_id=person_id, entry_id=entry_id)
    say(request, _("Kladden er kastet."))
    return redirect("person", person_id=person_id)
