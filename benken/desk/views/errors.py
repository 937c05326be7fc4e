"""Pages for when something is missing or broken."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from benken.access.queries.setup import setup_without_asking
from benken.access.typed_text import page_of
from benken.country.packs import pack


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer the same for what is missing and what is closed: nothing of the address or the reason is shown."""
    return render(request, "desk/not_found.html", status=404)


@login_not_required
def too_large(request: HttpRequest) -> HttpResponse:
    """Tell that more was sent than one form takes, and how what was typed is kept."""
    return HttpResponse(render_to_string("desk/too_large.html", _bare(request)), status=413)


@login_not_required
def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Tell that what the browser sent could not be read; nothing was done."""
    return HttpResponse(render_to_string("desk/unreadable.html", _bare(request)), status=400)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Tell that the fault is ours, and whether what was typed is kept.

    It is drawn without the request: the database may be what is broken, and nothing on this page asks it.
    """
    page = _bare(request) | {"kept": getattr(request, "keeps_typed", None)}
    if request.method == "POST":
        page["page"] = page_of(request)
    return HttpResponse(render_to_string("desk/broken.html", page), status=500)


def _bare(request: HttpRequest) -> dict[str, Any]:
    """Return what a page needs that asks neither the database nor what was posted."""
    setup = setup_without_asking()
    return {
        "page": request.path,
        "site_name": setup.site_name,
        "home_url": "/",
        "quick_exit_url": setup.quick_exit_url,
        "country": pack(setup.country),
    }
