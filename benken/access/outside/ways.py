"""The other systems one may come in by, as the front door shows them."""

from dataclasses import dataclass

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

SHARED = "shared"  # in the address, and in what the session knows of the beginning


@dataclass(frozen=True)
class Way:
    """One of them: its key, its name, where its sign-in begins, and whether administrators link workers to it."""

    key: str
    name: str
    href: str
    href_shared: str  # the same, on a shared or lent phone
    is_linked: bool


def outside_ways(request: HttpRequest) -> list[Way]:
    """Return what the operator set up, leading on to where one was going."""
    going = get_next_redirect_url(request)
    on = {"next": going} if going else {}
    return [
        Way(
            key=one["provider_id"],
            name=one["name"],
            href=_begins(one["provider_id"], on),
            href_shared=_begins(one["provider_id"], {**on, SHARED: "1"}),
            is_linked=one["settings"]["match"] == "linked",
        )
        for one in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]


def _begins(provider_id: str, on: dict[str, str]) -> str:
    return reverse("openid_connect_login", args=[provider_id]) + (f"?{urlencode(on)}" if on else "")
