"""How texts are deleted on a phone. Public: it is read on the phone, and that may be a borrowed one."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def deleting_page(request: HttpRequest) -> HttpResponse:
    """Tell it for three kinds of phones."""
    return render(request, "messaging/deleting.html")
