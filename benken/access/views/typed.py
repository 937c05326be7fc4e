"""What was typed and not sent: kept, and forgotten."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from benken.access import typed_text
from benken.access.pages import signed_in


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Tell that the page was too old, with what was typed kept for whoever the form belongs to."""
    owner = typed_text.owner_of(request)  # nobody for a form of passwords: those carry no owner and are not kept
    page = typed_text.page_of(request)
    if owner is not None:
        typed_text.keep(user=owner, page=page, fields=request.POST, at=timezone.now())
    return render(request, "access/old_page.html", {"page": page, "kept": owner is not None}, status=403)


@require_POST
def keep_typed(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed on a page, as the browser sends it now and then."""
    typed_text.keep(user=signed_in(request), page=typed_text.page_of(request), fields=request.POST, at=timezone.now())
    return HttpResponse(status=204)


@require_POST
def discard_typed(request: HttpRequest) -> HttpResponse:
    """Forget what was kept for a page, and go back to it, empty."""
    page = typed_text.page_of(request)
    typed_text.discard(user=signed_in(request), page=page)
    return redirect(page)
