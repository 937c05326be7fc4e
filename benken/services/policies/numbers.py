"""Who reads what is counted of waiting."""

from benken.access.queries import Role, User


def can_see_numbers(user: User) -> bool:
    """Tell whether somebody reads the numbers: leaders and planners, never a person's own account."""
    return user.is_active and user.subject_id is None and user.has_role(Role.LEADER, Role.PLANNER)
