"""The other systems one may come in by, as the front door shows them."""

from dataclasses import dataclass

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode


@dataclass(frozen=True)
class Way:
    """One of them: its key, its name, where its sign-in begins, and whether administrators link workers to it."""

    key: str
    name: str
    href: str
    is_linked: bool


def outside_ways(request: HttpRequest) -> list[Way]:
    """Return what the operator set up, leading on to where one was going."""
    going = get_next_redirect_url(request)
    more = f"?{urlencode({'next': going})}" if going else ""
    return [
        Way(
            key=one["provider_id"],
            name=one["name"],
            href=reverse("openid_connect_login", args=[one["provider_id"]]) + more,
            is_linked=one["settings"]["match"] == "linked",
        )
        for one in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
