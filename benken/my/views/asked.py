"""How I asked for help: what I wanted to have along when I became known here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benken.access.records import closed_is_missing
from benken.my.views.mine import mine, opened_together
from benken.services.queries.requests import requests_of_person


@closed_is_missing
@opened_together
def asked_page(request: HttpRequest) -> HttpResponse:
    """Show what I said, when, and who answered."""
    my = mine(request)
    return render(request, "my/asked.html", {"requests": requests_of_person(my.person.pk)})
