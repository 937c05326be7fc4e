"""Reads of accounts and teams."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from benken.access.models import STAFF_ROLES, Role, Team, User


def user_by_id(user_id: UUID | str) -> User | None:
    """Return an account, active or not."""
    return User.objects.filter(pk=user_id).first()


def user_by_email(email: str) -> User | None:
    """Return the account with an e-mail address, whatever the case."""
    return User.objects.filter(email__iexact=email).first()


def user_by_username(username: str) -> User | None:
    """Return the account that signs in with this name, letter by letter."""
    return User.objects.filter(username=username).first()


def username_is_taken(username: str) -> bool:
    """Tell whether somebody signs in with this name, whatever the case."""
    return User.objects.filter(username__iexact=username).exists()


def addresses_in_use(emails: Iterable[str]) -> set[str]:
    """Return those of some addresses (in small letters) that somebody signs in with, whatever the case."""
    wanted = list(emails)
    accounts = User.objects.annotate(name_low=Lower("username"), email_low=Lower("email"))
    found = accounts.filter(Q(name_low__in=wanted) | Q(email_low__in=wanted)).values_list("name_low", "email_low")
    return {word for pair in found for word in pair}.intersection(wanted)


def users_with_role(*roles: Role) -> QuerySet[User]:
    """Return active users who have one of these roles, by name."""
    return User.objects.filter(is_active=True, roles__overlap=[str(role) for role in roles]).order_by("name")


def possible_contact_persons(*, team: Team | None = None) -> QuerySet[User]:
    """Return the workers who can be somebody's contact person, those of a team only if one is given."""
    workers = users_with_role(Role.WORKER).select_related("team")
    return workers.filter(team=team) if team else workers


def staff() -> QuerySet[User]:
    """Return everybody who works here, by name."""
    return users_with_role(*STAFF_ROLES)


def subjects_with_account(subject_ids: Iterable[UUID]) -> set[UUID]:
    """Return those who have an account of their own, open or closed."""
    accounts = User.objects.filter(subject_id__in=list(subject_ids)).values_list("subject_id", flat=True)
    return {subject_id for subject_id in accounts if subject_id}


def teams() -> QuerySet[Team]:
    """Return all teams by name."""
    return Team.objects.order_by("name")


def users_of_team(team: Team) -> QuerySet[User]:
    """Return everybody who belongs to a team, whether they can sign in or not, by name."""
    return User.objects.filter(team=team).order_by("name", "pk")


def teams_with_leaders() -> list[tuple[Team, list[User]]]:
    """Return each team with those who lead it, by name."""
    leaders: dict[UUID, list[User]] = {}
    for leader in users_with_role(Role.LEADER):
        if leader.team_id is not None:
            leaders.setdefault(leader.team_id, []).append(leader)
    return [(team, leaders.get(team.pk, [])) for team in teams()]


def leaders_of(team: Team | None) -> list[User]:
    """Return those who lead a team and can sign in, by name; of no team nobody."""
    return [one for one in users_with_role(Role.LEADER) if team is not None and one.team_id == team.pk]


def account_of(subject_id: UUID) -> User | None:
    """Return the account of the person with this id, if there is one."""
    return User.objects.filter(subject_id=subject_id).first()


def staff_accounts() -> QuerySet[User]:
    """Return the accounts of those who work here, by name. That a person has an account is nobody's list to read."""
    works_here = [str(role) for role in STAFF_ROLES]
    return User.objects.filter(roles__overlap=works_here, subject_id=None).select_related("team").order_by("name", "pk")


def names_of(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what accounts are called."""
    return dict(User.objects.filter(pk__in=list(user_ids)).values_list("pk", "name"))
