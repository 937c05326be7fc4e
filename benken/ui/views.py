"""The gallery: every component in every state, for those who build pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.ui.forms import GalleryForm
from benken.ui.messages import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _figures() -> dict[str, Any]:
    """Return a table of figures in which some are hidden, as `benken.numbers.figures.drawn` gives it."""
    head = (_("Uke 1"), _("Uke 2"), _("I alt"))

    def line(word: str, *numbers: str, is_sum: bool = False, beside: str = "") -> dict[str, Any]:
        cells = [
            {"text": number or _("vises ikke"), "is_hidden": not number, "head": top, "beside": beside}
            for number, top in zip(numbers, head, strict=True)
        ]
        return {"word": word, "cells": cells, "is_sum": is_sum}

    return {
        "corner": _("Måltider"),
        "head": head,
        "lines": [
            line(_("Frokost"), "", "", "24"),
            line(_("Lunsj"), "", "", "61"),
            line(_("Middag"), "112", "1\u00a0098", "1\u00a0210", beside="49 %"),
            line(_("I alt"), "135", "1\u00a0160", "1\u00a0295", is_sum=True),
        ],
        "note": _("Små tall vises ikke, så ingen kan kjennes igjen."),
    }


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Draw the gallery. It reads nothing and saves nothing."""
    if "message" in request.GET:
        say(request, _("Notatet er delt."), undo=request.path)
    context = {
        "form": GalleryForm({}) if "errors" in request.GET else GalleryForm(),
        "autosave_url": request.path,
        "colors": ["accent", "neutral", "warm", "info", "success", "warning", "danger"],
        "choices": [
            {"name": "day", "value": "good", "text": _("Bra"), "note": _("Jeg klarer meg")},
            {"name": "day", "value": "fair", "text": _("Sånn passe"), "chosen": True},
            {"name": "day", "value": "hard", "text": _("Tungt")},
        ],
        "facts": [
            (_("Kontakt"), "Kari Eksempel"),
            (_("Svarer"), _("Før kl. 15 på hverdager")),
            (_("Neste avtale"), _("Torsdag kl. 12 på kontoret")),
        ],
        "figures": _figures(),
        "tabs": [
            {"href": "#buttons", "text": _("Oversikt"), "current": True},
            {"href": "#forms", "text": _("Tidslinje")},
            {"href": "#lists", "text": _("Nettverk")},
        ],
        "timeline": [
            {
                "when": _("3. mai kl. 14"),
                "how": _("Telefon"),
                "who": "Kari Eksempel",
                "title": _("Samtale"),
                "text": _("Vi snakket om leiligheten.\nAvtalte ny prat torsdag."),
                "tags": [_("Bolig"), _("Søvn")],
                "actions": [{"href": "#lists", "text": _("Rett")}, {"href": "#answers", "text": _("Angre deling")}],
            },
            {
                "when": _("28. april"),
                "how": _("Hjemme"),
                "who": "Ola Eksempel",
                "title": _("Et mål er nådd"),
                "text": _("«Sove bedre om natta»"),
                "color": "warm",
            },
            {"when": _("20. april"), "how": _("Brev"), "title": _("Svar er kommet")},
        ],
    }
    return render(request, "ui/gallery.html", context)
