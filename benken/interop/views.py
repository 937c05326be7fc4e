"""Taking in a caseload, step by step. Each page can be left and come back to, and works without scripts."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access import typed_text
from benken.access.actions.logs import log_reading, record_deed
from benken.access.pages import refusals_said, signed_in
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.interop import jobs
from benken.interop.actions.take_in import ask_take_in
from benken.interop.actions.undo import ask_undo
from benken.interop.actions.upload import choose, choose_headings, leave_import, map_columns, start_import
from benken.interop.caseload.decide import Outcome
from benken.interop.caseload.read import Rows, Unreadable
from benken.interop.forms import ColumnsForm, FileForm, HeadingsForm
from benken.interop.policies import can_import, can_undo, waits_for_worker
from benken.interop.queries import (
    Import,
    count_new,
    file_name_of,
    import_of,
    imports_of,
    left_out,
    numbers_kept,
    possible_headings,
    preview_of,
    rows_in_preview,
    rows_left_out,
    rows_of_import,
    sheet_of_import,
    shown_columns,
    told_of_made,
)
from benken.interop.words import count_words, outcome_tabs, result_words
from benken.interop.workbook import workbook_of
from benken.ui.messages import say

State = Import.State
ROW = "row_"
SHOWN_IMPORTS = 50


def _leader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_import(user):
        raise Http404
    return user


def of_own_import(view: Callable[[HttpRequest, User, Import], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the leader and the import; anybody else gets the 404 of what is missing."""

    @closed_is_missing
    def opened(request: HttpRequest, import_id: UUID) -> HttpResponse:
        leader = _leader(request)
        return view(request, leader, import_of(import_id, for_user=leader))

    return wraps(view)(opened)


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """List the leader's own imports."""
    leader = _leader(request)
    shown = [(one, file_name_of(one)) for one in imports_of(leader)[:SHOWN_IMPORTS]]
    return render(request, "interop/imports.html", {"imports": shown, "team": leader.team})


def import_new(request: HttpRequest) -> HttpResponse:
    """Take a file."""
    leader, at = _leader(request), timezone.now()
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    form = FileForm(request.POST, request.FILES, length=length) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid() and form.rows is not None:
        try:
            one = start_import(rows=form.rows, file_name=form.file_name, by=leader, at=at)
        except (Refused, Unreadable) as sentence:
            form.add_error("file", str(sentence))
        else:
            return redirect("import_columns", import_id=one.pk)
    context = {"form": form, "team": leader.team}
    return render(request, "interop/import_new.html", context, status=422 if form.errors else 200)


@require_safe
@of_own_import
def import_page(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Show how far an import has come, or what came of it; one that is not taken in yet leads to its step."""
    at = timezone.now()
    if one.state == State.COLUMNS:
        return redirect("import_columns", import_id=one.pk)
    if one.state == State.PREVIEW:
        return redirect("import_preview", import_id=one.pk)
    if one.state in {State.TAKING_IN, State.UNDOING}:
        words = _("%(done)s av %(total)s linjer") % {"done": count_words(one.done), "total": count_words(one.total)}
        context = {
            "one": one,
            "file_name": file_name_of(one),
            "words": words,
            "is_waiting": waits_for_worker(one, at=at),
        }
        return render(request, "interop/import_progress.html", context)
    rows = rows_of_import(one) if one.state == State.TAKEN_IN else None
    context = {
        "one": one,
        "file_name": file_name_of(one),
        "results": result_words(one.counts),
        "can_undo": can_undo(one, at=at),
        "kept": numbers_kept(one),
        "has_file": rows is not None,
    }
    if rows is not None:
        _note_reading(leader)
        preview = preview_of(one)
        left = rows_left_out(one, rows, preview, page=request.GET.get("page", ""))
        context |= {"left": left, "told": told_of_made(one, preview)}
    return render(request, "interop/import_result.html", context)


@of_own_import
def import_columns(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Show the columns as they are understood, and take what the leader says."""
    rows = _rows_before(one)
    if rows is None:
        return redirect("import", import_id=one.pk)
    at, columns = timezone.now(), shown_columns(one, rows)
    if request.method == "POST":
        form = ColumnsForm(request.POST, columns=columns, width=len(one.fields))
        if form.is_valid():
            seen = form.cleaned_data["version"]
            try:
                now = map_columns(one=one, fields=form.mapped, seen_version=seen, by=leader, at=at)
            except (Refused, Unreadable) as sentence:
                form = ColumnsForm(_with_version(request, one), columns=columns, width=len(one.fields))
                form.add_error(None, str(sentence))
            else:
                return redirect("import_preview" if now.state == State.PREVIEW else "import", import_id=one.pk)
    else:
        form = _columns_form(request, leader, one, columns)
    return _drawn_columns(request, leader, one, rows, form)


@require_POST
@of_own_import
def import_headings(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Take another row as the headings."""
    rows = _rows_before(one)
    if rows is not None:
        form = HeadingsForm(request.POST, rows=rows, possible=possible_headings(rows))
        place = form.cleaned_data["place"] if form.is_valid() else -1
        with refusals_said(request):
            seen = form.cleaned_data.get("version", 0)
            choose_headings(one=one, place=place, seen_version=seen, at=timezone.now())
            typed_text.discard(user=leader, page=reverse("import_columns", args=[one.pk]))
    return redirect("import_columns", import_id=one.pk)


@require_safe
@of_own_import
def import_preview(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Show what would happen to each row, and why."""
    rows = rows_of_import(one)
    if one.state != State.PREVIEW or rows is None:
        return redirect("import", import_id=one.pk)
    _note_reading(leader)
    tabs = outcome_tabs(one.counts, chosen=request.GET.get("show", ""))
    shown = next((tab.outcome for tab in tabs if tab.current), Outcome.MADE.value)
    page = rows_in_preview(one, rows, outcome=shown, page=request.GET.get("page", ""))
    here = _address(one, shown, page.number)
    kept = typed_text.kept(user=leader, page=here, at=timezone.now())  # chosen while the session had ended
    if kept is not None and _whole(kept.fields.get("version")) == one.version:
        chosen = _choices(kept.fields)
        page.object_list = [replace(row, choice=chosen.get(row.number, row.choice)) for row in page]
    new = count_new(one)
    context = {
        "one": one,
        "file_name": file_name_of(one),
        "tabs": tabs,
        "shown": shown,
        "is_doubtful": shown == Outcome.DOUBTFUL,
        "page": page,
        "here": here,
        "is_kept": kept is not None,
        "new": new,
        "new_words": count_words(new),
    }
    return render(request, "interop/import_preview.html", context)


@require_POST
@of_own_import
def import_choose(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Keep what is chosen for the doubtful rows of a page; sent by itself at each choice, and by the button."""
    by_itself = request.headers.get("X-Requested-With") == "autosave"
    seen = _whole(request.POST.get("version"))
    try:
        choose(one=one, choices=_choices(request.POST), seen_version=seen, at=timezone.now())
    except Refused as refused:
        if by_itself:
            return HttpResponse(status=409)
        say(request, str(refused))
        return redirect("import", import_id=one.pk)
    if by_itself:
        typed_text.discard(user=leader, page=typed_text.page_of(request))
        return HttpResponse(status=204)
    say(request, _("Valgene er lagret."))
    return redirect(_address(one, Outcome.DOUBTFUL, _whole(request.POST.get("go_to")) or 1))


@require_POST
@of_own_import
def import_take_in(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Let the import be taken in."""
    seen, at = _whole(request.POST.get("version")), timezone.now()
    with refusals_said(request):
        if one.state == State.PREVIEW and (choices := _choices(request.POST)):
            choose(one=one, choices=choices, seen_version=seen, at=at)
        if ask_take_in(one=one, seen_version=seen, by=leader, at=at):
            jobs.take_in.defer(import_id=str(one.pk))
    return redirect("import", import_id=one.pk)


@require_POST
@of_own_import
def import_undo(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Let the whole import be undone."""
    with refusals_said(request):
        if ask_undo(one=one, by=leader, at=timezone.now()):
            jobs.undo.defer(import_id=str(one.pk))
    return redirect("import", import_id=one.pk)


@require_POST
@of_own_import
def import_leave(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Throw the file away before it is taken in."""
    try:
        leave_import(one=one, by=leader, at=timezone.now())
    except Refused as refused:
        say(request, str(refused))
        return redirect("import", import_id=one.pk)
    say(request, _("Fila er slettet. Ingen er tatt inn."))
    return redirect("imports")


@require_safe
@of_own_import
def import_left_out(request: HttpRequest, leader: User, one: Import) -> HttpResponse:
    """Give the rows that were left out as a workbook: the same columns, and why."""
    at, rows = timezone.now(), rows_of_import(one)
    if one.state != State.TAKEN_IN or rows is None:
        say(request, _("Fila er slettet. Last den opp på nytt."))
        return redirect("import", import_id=one.pk)
    record_deed(by=leader, at=at, verb="import.download", object_id=one.pk)
    _note_reading(leader)
    sheet = sheet_of_import(one, rows)
    width, lines = len(sheet.headings), {row.number: row.cells for row in sheet.rows}
    below = (
        [*(cells[place] if place < len(cells) else "" for place in range(width)), why]
        for number, why in left_out(one, preview_of(one))
        for cells in [lines.get(number, ())]
    )
    content = workbook_of([*sheet.headings, _("Hvorfor")], below, widths=[*[18] * width, 70])
    answer = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    name = f"import-{timezone.localdate(one.uploaded_at):%Y-%m-%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _rows_before(one: Import) -> Rows | None:
    """Return the rows of an import that is not taken in yet."""
    return rows_of_import(one) if one.state in {State.COLUMNS, State.PREVIEW} else None


def _columns_form(request: HttpRequest, leader: User, one: Import, columns: Any) -> ColumnsForm:
    """Build the form with what the import holds, or with what was chosen and not sent yet."""
    initial: dict[str, Any] = {"version": one.version}
    options = {"columns": columns, "width": len(one.fields)}
    kept = typed_text.kept(user=leader, page=request.path, at=timezone.now())
    if kept is None or kept.fields.get("version") != str(one.version):
        return ColumnsForm(**options, initial=initial)
    form = ColumnsForm(**options, initial=initial | {name: kept.fields[name] for name in kept.fields})
    form.kept_at = kept.at  # type: ignore[attr-defined]  # read by the template
    return form


def _drawn_columns(request: HttpRequest, leader: User, one: Import, rows: Rows, form: ColumnsForm) -> HttpResponse:
    _note_reading(leader)
    headings = HeadingsForm(
        rows=rows,
        possible=possible_headings(rows),
        fields=one.fields,
        initial={"place": str(one.heading_place), "version": one.version},
    )
    context = {
        "one": one,
        "file_name": file_name_of(one),
        "form": form,
        "headings": headings,
        "heading_line": one.heading_place + 1,
        "is_named": any(column.field for _field, column in form.shown()),
    }
    return render(request, "interop/import_columns.html", context, status=422 if form.errors else 200)


def _with_version(request: HttpRequest, one: Import) -> Any:
    data = request.POST.copy()
    data["version"] = str(import_of(one.pk, for_user=signed_in(request)).version)
    return data


def _choices(posted: QueryDict) -> dict[int, str]:
    return {
        _whole(name.removeprefix(ROW)): str(posted[name])
        for name in posted
        if name.startswith(ROW) and _whole(name.removeprefix(ROW))
    }


def _address(one: Import, outcome: str, page: int) -> str:
    return f"{reverse('import_preview', args=[one.pk])}?show={outcome}&page={page}"


def _note_reading(leader: User) -> None:
    """Write down that the leader reads a list with names in it."""
    log_reading(user=leader, subject_id=None, part="import", basis="list", at=timezone.now())


def _whole(written: object) -> int:
    return int(written) if isinstance(written, str) and written.isdecimal() and len(written) < 10 else 0
