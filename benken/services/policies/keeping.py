"""Who keeps a place, and who makes one."""

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import Role, User

MOST_COUNTED = 99_999  # of anything, in a day or at once


def can_run_places(user: User) -> bool:
    """Tell whether somebody makes and closes places, and names who keeps them: leaders and administrators."""
    return user.is_active and user.has_role(Role.LEADER, Role.ADMIN)


def can_be_editor(user: User) -> bool:
    """Tell whether somebody can be named as the editor of a place: an open account with that role."""
    return user.is_active and user.has_role(Role.SERVICE_EDITOR)


def can_keep(user: User, *, is_editor: bool) -> bool:
    """Tell whether somebody keeps a place: its editor as long as the role lasts, or whoever runs all places."""
    return can_run_places(user) or (is_editor and can_be_editor(user))


def can_count(user: User, *, is_editor: bool) -> bool:
    """Tell whether somebody counts and sees what was counted: the place's editors and leaders (R7)."""
    return user.is_active and (user.has_role(Role.LEADER) or (is_editor and can_be_editor(user)))


def can_see_grants(user: User) -> bool:
    """Tell whether somebody sees the money given to providers: leaders and planners."""
    return user.is_active and user.has_role(Role.LEADER, Role.PLANNER)


def can_change_grants(user: User) -> bool:
    """Tell whether somebody writes grants down: leaders."""
    return user.is_active and user.has_role(Role.LEADER)


def check(allowed: bool) -> None:  # noqa: FBT001  # the answer of one of the questions above
    """Refuse what somebody may not do."""
    if not allowed:
        raise Refused(_("Dette kan du ikke gjøre."))
