"""What every page knows of its surroundings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from benken.config.navigation import NavItem, nav_items, search_url
from benken.country.packs import pack


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return the municipality's name, the emergency numbers, where quick exit leads, and whether this is the demo."""
    return {
        "municipality": settings.MUNICIPALITY,
        "country": pack(settings.COUNTRY),
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "demo": settings.DEMO,
        "site_name": "Benken" if request.user.is_authenticated and request.user.is_staff else settings.SITE_NAME,
        "home_url": "/",
        "nav_items": nav_items(request),
        "search_url": search_url(request),
        "user_links": [NavItem(reverse("mfa_index"), _("Innlogging"))],
    }
