"""Accounts from the command line: the first ones, before anybody can sign in."""

from typing import TextIO

from django.utils import timezone

from benken.access.actions import create_account, find_or_make_team
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import STAFF_ROLES, Role, user_by_email
from benken.access.sign_in import set_password_path


def add_account(*, name: str, email: str, roles: list[str], team: str, stdout: TextIO, stderr: TextIO) -> int:
    """Make a worker's account and print the address, good for three days, where they choose a password."""
    wrong = [role for role in roles if role not in STAFF_ROLES]
    if wrong:
        stderr.write(f"no such role here: {', '.join(wrong)}; use {', '.join(sorted(STAFF_ROLES))}\n")
        return 2
    if user_by_email(email) is not None:
        stderr.write(f"{email} has an account already\n")
        return 1
    with acting_as(SYSTEM):
        user = create_account(
            name=name,
            username=email,
            email=email,
            roles=[Role(role) for role in roles],
            team=find_or_make_team(team) if team else None,
            at=timezone.now(),
        )
    stdout.write(f"{set_password_path(user)}\n")
    return 0
