"""The gallery: every component in every state, for those who build pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from benken.ui.forms import GalleryForm
from benken.ui.messages import say

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
