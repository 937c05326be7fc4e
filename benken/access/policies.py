"""Questions about who may do what by role alone. Facts in, an answer or a sentence out."""

from benken.access.models import Role, User


class Refused(Exception):
    """Something may not happen; the message is a sentence for whoever tried."""


class ChangedMeanwhile(Refused):
    """Somebody else saved first; nothing was overwritten."""


def can_register_people(user: User) -> bool:
    """Tell whether somebody may register a person."""
    return user.has_role(Role.WORKER)


def can_search(user: User) -> bool:
    """Tell whether somebody has people to search among: staff who meet people."""
    return user.has_role(Role.WORKER, Role.OUTREACH, Role.PEER)


def can_open_in_emergency(user: User) -> bool:
    """Tell whether somebody may open one record in an emergency: workers who meet people, never a peer."""
    return user.is_active and user.has_role(Role.WORKER, Role.OUTREACH) and not user.has_role(Role.PEER)


def can_be_contact_person(user: User) -> bool:
    """Tell whether somebody can be a person's contact person: an active worker, never a leader by being one."""
    return user.is_active and user.has_role(Role.WORKER)


def can_be_in_circle(user: User) -> bool:
    """Tell whether somebody can be let into a circle: staff who meet people."""
    return user.is_active and user.has_role(Role.WORKER, Role.OUTREACH, Role.PEER)


def can_place_people(user: User) -> bool:
    """Tell whether somebody sees the hand-over cards of a team and places people with a contact person."""
    return user.has_role(Role.LEADER) and user.team_id is not None


def can_manage_accounts(user: User) -> bool:
    """Tell whether somebody opens and closes accounts; it opens no record."""
    return user.is_active and user.has_role(Role.ADMIN)


def can_change_setup(user: User) -> bool:
    """Tell whether somebody chooses for the municipality: names, phones, hours, thresholds, teams."""
    return can_manage_accounts(user)


def can_switch_automatic(user: User) -> bool:
    """Tell whether somebody stops all that is automatic, or lets it run again."""
    return user.is_active and user.has_role(Role.ADMIN, Role.LEADER)


def leads_anybody(user: User) -> bool:
    """Tell whether somebody is asked as a leader about how records were read; it opens no record."""
    return user.is_active and user.has_role(Role.LEADER)
