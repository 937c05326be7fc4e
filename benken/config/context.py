"""What every page knows of its surroundings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from benken.access.phones import shared_until
from benken.access.policies import can_be_contact_person, can_open_in_emergency
from benken.access.queries.setup import setup_now
from benken.config.navigation import NavItem, leader_waits, nav_items, search_url, something_waits
from benken.country.packs import pack
from benken.messaging.gateways.chosen import is_chosen


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return the municipality's name, the emergency numbers, where quick exit leads, and what there is here."""
    setup, works_here = setup_now(), request.user.is_authenticated and request.user.is_staff
    until = shared_until(request) if request.user.is_authenticated else None
    user_links = [NavItem(reverse("mfa_index"), _("Innlogging"))]
    if works_here:
        user_links.append(NavItem(reverse("notices"), _("Varsler")))
        if request.user.is_authenticated and can_be_contact_person(request.user):
            user_links.append(NavItem(reverse("answer_hours"), _("Når jeg svarer")))
        if request.user.is_authenticated and can_open_in_emergency(request.user):
            user_links.append(NavItem(reverse("emergency"), _("Nødtilgang")))
    return {
        "municipality": setup.municipality,
        "reception_phone": setup.reception_phone,
        "opening_lines": setup.opening_lines,
        "country": pack(setup.country),
        # On a shared phone leaving ends the session too.
        "quick_exit_url": reverse("leave_now") if until else setup.quick_exit_url,
        "shared_until": until,
        "demo": settings.DEMO,
        "texts_are_sent": is_chosen(),
        "site_name": "Benken" if works_here else setup.site_name,
        "home_url": "/",
        "nav_items": nav_items(request),
        "search_url": search_url(request),
        "something_waits": SimpleLazyObject(lambda: something_waits(request)),
        "leader_waits": SimpleLazyObject(lambda: leader_waits(request)),
        "user_links": user_links,
    }
