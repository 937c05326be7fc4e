"""Pages for when something is missing or broken."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from benken.access.typed_text import page_of
from benken.country.packs import pack


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer the same for what is missing and what is closed: nothing of the address or the reason is shown."""
    return render(request, "desk/not_found.html", status=404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Tell that the fault is ours, and whether what was typed is kept.

    It is drawn without the request: the database may be what is broken, and nothing on this page asks it.
    """
    page = {
        "kept": getattr(request, "keeps_typed", None),
        "page": page_of(request) if request.method == "POST" else request.path,
        "site_name": settings.SITE_NAME,
        "home_url": "/",
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "country": pack(settings.COUNTRY),
    }
    return HttpResponse(render_to_string("desk/broken.html", page), status=500)
