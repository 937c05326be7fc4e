"""Accounts from the command line: the first ones, before anybody can sign in."""

from typing import TextIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from benken.access.actions.accounts import create_account, find_or_make_team
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import STAFF_ROLES, Role
from benken.access.queries.accounts import user_by_email, username_is_taken
from benken.access.sign_in import set_password_path
from benken.lib.text import tidy_line

LONGEST_NAME, LONGEST_EMAIL = 100, 150


def add_account(*, name: str, email: str, roles: list[str], team: str, stdout: TextIO, stderr: TextIO) -> int:
    """Make a worker's account and print the address, good for three days, where they choose a password."""
    name, email, team = tidy_line(name), tidy_line(email).lower(), tidy_line(team)
    if sentence := misuse(name=name, email=email, roles=roles, team=team):
        stderr.write(f"{sentence}\n")
        return 2
    if user_by_email(email) is not None or username_is_taken(email):
        stderr.write(f"{email} has an account already\n")
        return 1
    with acting_as(SYSTEM):
        user = create_account(
            name=name,
            username=email,
            email=email,
            roles=[Role(role) for role in dict.fromkeys(roles)],
            team=find_or_make_team(team) if team else None,
            at=timezone.now(),
        )
    stdout.write(f"{set_password_path(user)}\n")
    return 0


def misuse(*, name: str, email: str, roles: list[str], team: str) -> str:
    """Say what was typed wrong, or nothing."""
    wrong = [role for role in roles if role not in STAFF_ROLES]
    if wrong:
        return f"no such role here: {', '.join(wrong)}; use {', '.join(sorted(STAFF_ROLES))}"
    if not name or max(len(name), len(team)) > LONGEST_NAME:
        return f"a name has 1 to {LONGEST_NAME} letters"
    try:
        validate_email(email)
    except ValidationError:
        return f"{email} is no e-mail address"
    return f"an e-mail address has at most {LONGEST_EMAIL} letters" if len(email) > LONGEST_EMAIL else ""
