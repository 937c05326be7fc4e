"""Which links stand on top, by what somebody is here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from benken.access.policies import can_search
from benken.access.queries import Role, User


@dataclass(frozen=True)
class NavItem:
    """A link of the main menu; `key` is its shortcut."""

    href: str
    text: str
    key: str = ""
    current: bool = False


def nav_items(request: HttpRequest) -> list[NavItem]:
    """Return the links for whoever is signed in, the page's own marked."""
    user = request.user
    if not user.is_authenticated:
        return []
    # The longest address that begins this page's path is where one is: /people/new/ is not /people/.
    items = _for_person() if user.subject_id else _for_staff(user)
    # Every path begins with /, so that one is only where it is itself.
    around = (item.href for item in items if request.path.startswith(item.href) and item.href != "/")
    here = max(around, key=len, default="/" if request.path == "/" else "")
    return [NavItem(item.href, item.text, item.key, item.href == here) for item in items]


def search_url(request: HttpRequest) -> str:
    """Return where the search field on top leads, or nothing for those who have nobody to search among."""
    user = request.user
    return reverse("search") if user.is_authenticated and not user.subject_id and can_search(user) else ""


def _for_person() -> list[NavItem]:
    return [
        NavItem(reverse("my"), _("Min side")),
        NavItem(reverse("my_goals"), _("Mål")),
        NavItem(reverse("my_messages"), _("Meldinger")),
        NavItem(reverse("my_record"), _("Skrevet om meg")),
    ]


def _for_staff(user: User) -> list[NavItem]:
    items = [NavItem(reverse("home"), _("I dag"), "g i")]
    if user.has_role(Role.WORKER, Role.OUTREACH, Role.PEER):
        items.append(NavItem(reverse("people_list"), _("Mine folk"), "g m"))
    if user.has_role(Role.WORKER):
        items.append(NavItem(reverse("person_new"), _("Ny person"), "g n"))
    if user.has_role(Role.LEADER):
        items.append(NavItem(reverse("team"), _("Teamet mitt"), "g t"))
    if user.has_role(Role.ADMIN):
        items.append(NavItem(reverse("accounts"), _("Kontoer"), "g k"))
    return items
