"""A sheet of paper as the answer to a request."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benken.lib.pdf import Sheet, write

FILE_NAME = "side.pdf"  # says nothing of what it is about, or whom


def is_large(request: HttpRequest) -> bool:
    """Tell whether large type is asked for (`?type=large`)."""
    return request.GET.get("type") == "large"


def sheet_size(request: HttpRequest) -> Literal["a4", "a5"]:
    """Return which sheet is asked for: A5, or A4 with `?size=a4`."""
    return "a4" if request.GET.get("size") == "a4" else "a5"


def title() -> str:
    """Return the title of every sheet: whatever opens it shows it, so it says nothing."""
    return _("Side")


def language() -> str:
    """Return the language of the page, which is that of the paper."""
    return (get_language() or "nb").split("-")[0]


def if_missing() -> str:
    """Say what a box on the paper stands for."""
    return _("◻ står for et tegn vi ikke kan skrive ut.")


def paper(sheet: Sheet) -> HttpResponse:
    """Answer with a sheet to be saved or printed, under a neutral name; nothing of it stays in the browser."""
    return HttpResponse(
        write(sheet),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{FILE_NAME}"', "Cache-Control": "no-store"},
    )


def file_answer(made: bytes, *, shape: str) -> HttpResponse:
    """Answer with a file of all about somebody, under a name that says nothing; nothing of it stays in the browser."""
    kind = "application/json" if shape == "json" else "application/pdf"
    return HttpResponse(
        made,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="side.{shape}"', "Cache-Control": "no-store"},
    )
