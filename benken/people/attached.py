"""What hangs on an entry, as pages say it, and the answer with a file itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header

from benken.lib.file_kinds import FileKind
from benken.people.file_store import FileGone
from benken.people.models import Attachment
from benken.people.queries.attachments import content_of

# Nothing in a file runs, loads or stands inside another page; what it is, is what we say it is.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
PICTURE_POLICY = f"{POLICY}; style-src 'unsafe-inline'"  # the browser's own, to show it in the middle
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Attached:
    """Where a file is opened, what it is called, and what it is and how large."""

    id: UUID
    href: str
    name: str
    said: str


def attached(attachments: Iterable[Attachment]) -> list[Attached]:
    """Return the files as helpers open them."""
    return attached_at(
        attachments,
        lambda one: reverse("attachment", kwargs={"person_id": one.person_id, "attachment_id": one.pk}),
    )


def attached_to_mine(attachments: Iterable[Attachment]) -> list[Attached]:
    """Return the files as the person opens them."""
    return attached_at(attachments, lambda one: reverse("my_attachment", kwargs={"attachment_id": one.pk}))


def attached_at(attachments: Iterable[Attachment], address: Callable[[Attachment], str]) -> list[Attached]:
    """Return the files as they are opened at addresses of another page."""
    return [
        Attached(one.pk, address(one), one.name, f"{one.get_kind_display()}, {filesizeformat(one.size)}")
        for one in attachments
    ]


def file_answer(request: HttpRequest, attachment: Attachment, *, name: str, if_gone: str) -> HttpResponse:
    """Answer with a file: a picture is shown, all else is saved. `if_gone` is the page that says that it is not there.

    Only pictures are shown: they were drawn anew here, and hold nothing that runs.
    """
    try:
        content = content_of(attachment)
    except FileGone:
        return render(request, if_gone, {"name": attachment.name}, status=404)
    kind = FileKind(attachment.kind)
    answer = HttpResponse(content, content_type=kind.mime, headers=HEADERS)
    answer.headers["Content-Security-Policy"] = PICTURE_POLICY if kind.is_picture else POLICY
    answer.headers["Content-Disposition"] = content_disposition_header(not kind.is_picture, name) or "attachment"
    return answer


def neutral_name(attachment: Attachment) -> str:
    """Return a name that says nothing of what it is about, for the person's own phone."""
    return f"side.{FileKind(attachment.kind).ending}"
