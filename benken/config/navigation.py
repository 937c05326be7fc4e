"""Which links stand on top, by what somebody is here."""

from dataclasses import dataclass, replace

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.policies import can_place_people, can_search
from benken.access.queries import OUTSIDE_ROLES, Role, User
from benken.access.together import read_together
from benken.desk import waiting
from benken.messaging.queries.conversation import unread_for_person
from benken.my.shown import parts_shown
from benken.services.policies.numbers import can_see_numbers
from benken.services.policies.requests import can_take_requests


@dataclass(frozen=True)
class NavItem:
    """A link of the main menu; `key` is its shortcut."""

    href: str
    text: str
    key: str = ""
    current: bool = False
    marks: bool = False  # where the mark stands when something waits
    marks_leader: bool = False  # where it stands when something waits for a leader
    beside: tuple[str, ...] = ()  # other addresses that belong here


def nav_items(request: HttpRequest) -> list[NavItem]:
    """Return the links for whoever is signed in, the page's own marked."""
    user = request.user
    if not user.is_authenticated:
        return []
    # The longest address that begins this page's path is where one is: /people/new/ is not /people/.
    items = _for_person(parts_shown(request)) if user.subject_id else _for_staff(user)
    # Every path begins with /, so that one is only where it is itself.
    begins = [(len(href), item.href) for item in items for href in (item.href, *item.beside) if _begins(request, href)]
    here = max(begins, default=(0, "/" if request.path == "/" else ""))[1]
    return [replace(item, current=item.href == here) for item in items]


def _begins(request: HttpRequest, href: str) -> bool:
    return request.path.startswith(href) and href != "/"


def something_waits(request: HttpRequest) -> bool:
    """Tell whether something unanswered waits for whoever is signed in.

    A page that knows it already says so on the request; for the others it is one statement, sent only if the menu is
    drawn.
    """
    user, known = request.user, getattr(request, "something_waits", None)
    if known is not None:
        return bool(known)
    if not user.is_authenticated or connection.needs_rollback:  # nothing can be asked after a fault
        return False
    if user.subject_id is not None:
        unread = unread_for_person(user.subject_id)
        read_together(unread)
        return bool(unread.rows)
    return waiting.something_waits(for_user=user, at=timezone.now())


def leader_waits(request: HttpRequest) -> bool:
    """Tell whether something waits for whoever is signed in as a leader: one statement, for nobody else."""
    user, known = request.user, getattr(request, "leader_waits", None)
    if known is not None:
        return bool(known)
    if not user.is_authenticated or connection.needs_rollback:
        return False
    return bool(waiting.leader_waits(leader=user, at=timezone.now()))


def search_url(request: HttpRequest) -> str:
    """Return where the search field on top leads, or nothing for those who have nobody to search among."""
    user = request.user
    return reverse("search") if user.is_authenticated and not user.subject_id and can_search(user) else ""


def _for_person(shown: frozenset[str]) -> list[NavItem]:
    """Return the links to the parts that the person wants to see."""
    items = [
        ("goals", NavItem(reverse("my_goals"), _("Mål"))),
        ("messages", NavItem(reverse("my_messages"), _("Meldinger"), marks=True)),
        ("written", NavItem(reverse("my_record"), _("Skrevet om meg"))),
    ]
    return [NavItem(reverse("my"), _("Min side")), *(item for part, item in items if part in shown)]


def _for_staff(user: User) -> list[NavItem]:
    if not user.is_staff and user.has_role(*OUTSIDE_ROLES):
        return [NavItem(reverse("shared"), _("Delt med deg"))]
    # Who keeps a place and does nothing else here begins at it; there is no other «I dag».
    keeps_only = set(user.roles) == {Role.SERVICE_EDITOR}
    items = [] if keeps_only else [NavItem(reverse("home"), _("I dag"), "g i", marks=True)]
    if user.has_role(Role.WORKER, Role.OUTREACH, Role.PEER):
        items.append(NavItem(reverse("people_list"), _("Mine folk"), "g m"))
        items.append(NavItem(reverse("week"), _("Uka"), "g u", beside=(reverse("calendar"),)))
    if user.has_role(Role.WORKER, Role.OUTREACH, Role.LEADER):  # those who follow somebody, or see to the tray
        items.append(NavItem(reverse("inbox"), _("Meldinger"), "g e"))
    if user.has_role(Role.PEER):
        items.append(NavItem(reverse("shared"), _("Delt med meg")))
    if user.has_role(Role.WORKER):
        items.append(NavItem(reverse("person_new"), _("Ny person"), "g n"))
    if can_take_requests(user):
        items.append(NavItem(reverse("requests"), _("Henvendelser"), "g h"))
    items += _team(user)
    items += _places(user)
    if can_see_numbers(user):
        items.append(NavItem(reverse("numbers"), _("Tall"), "g l"))
    if user.has_role(Role.ADMIN):
        items.append(NavItem(reverse("accounts"), _("Kontoer"), "g k"))
        items.append(NavItem(reverse("settings"), _("Innstillinger"), "g s"))
    return items


def _team(user: User) -> list[NavItem]:
    """Return the links of those who lead a team."""
    if not user.has_role(Role.LEADER):
        return []
    beside = (reverse("cases"), reverse("team_complaints"))
    monday = [NavItem(reverse("monday"), _("Mandag"), "g d", beside=("/leaving/",))] if can_place_people(user) else []
    return [*monday, NavItem(reverse("team"), _("Teamet mitt"), "g t", marks_leader=True, beside=beside)]


def _places(user: User) -> list[NavItem]:
    """Return the links of those who keep places, or see to that somebody does."""
    items = []
    if user.has_role(Role.SERVICE_EDITOR, Role.LEADER, Role.ADMIN):
        runs = user.has_role(Role.LEADER, Role.ADMIN)
        items.append(NavItem(reverse("keeping"), _("Steder") if runs else _("Stedet mitt"), "g o"))
    if user.has_role(Role.LEADER, Role.PLANNER):
        items.append(NavItem(reverse("grants"), _("Tilskudd")))
    if user.has_role(Role.SERVICE_EDITOR):
        items.append(NavItem(reverse("letters"), _("Brev til dere"), "g b"))
    return items
