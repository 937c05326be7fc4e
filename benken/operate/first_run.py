"""`benken setup`: the first run makes what is not there yet; a second changes nothing and says what is there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TextIO

from django.db import transaction
from django.utils import timezone, translation

from benken.access.actions.accounts import create_account, find_or_make_team
from benken.access.actions.logs import record_deed
from benken.access.actions.setup import begin_setup
from benken.access.actor import SYSTEM, acting_as
from benken.access.letters import public
from benken.access.policies import Refused
from benken.access.queries import Role, User
from benken.access.queries.accounts import teams, user_by_email, username_is_taken, users_with_role
from benken.access.queries.setup import has_setup, saved_setup
from benken.access.sign_in import set_password_path
from benken.lib.text import tidy_line
from benken.operate.accounts import misuse
from benken.operate.schema import is_up_to_date

FINE, PROBLEMS, MISUSE = 0, 1, 2
COUNTRIES = ("no", "dk")
QUESTIONS = {
    "municipality": "The municipality's name, as it stands on the pages",
    "country": "Country (no or dk)",
    "team": "The first team",
    "name": "The first administrator's name",
    "email": "The first administrator's e-mail",
}


@dataclass
class Answers:
    """What was typed, as flags or when asked; '' is not answered."""

    municipality: str = ""
    country: str = ""
    team: str = ""
    name: str = ""
    email: str = ""

    def wrong(self, names: list[str]) -> str:
        """Say what is wrong with those of the answers that are there, or nothing."""
        if "country" in names and self.country and self.country not in COUNTRIES:
            return "the country is no or dk"
        if "municipality" in names and len(self.municipality) > 100:
            return "the municipality's name has at most 100 letters"
        if "email" in names and self.email and self.name:
            return misuse(name=self.name, email=self.email, roles=["admin"], team=self.team)
        return "a name has 1 to 100 letters" if len(self.team) > 100 else ""


def set_up(
    answers: Answers, *, ask: Callable[[str], str] | None, new_link: bool = False, stdout: TextIO, stderr: TextIO
) -> int:
    """Make what is missing of municipality, first team and first administrator; return the exit status.

    `ask` puts a question to whoever sits there; without it, what no flag says is misuse.
    """
    if not is_up_to_date():
        stderr.write("The database is not up to date: run `benken migrate` first.\n")
        return PROBLEMS
    for name in QUESTIONS:
        setattr(answers, name, tidy_line(getattr(answers, name)))
    answers.email, answers.country = answers.email.lower(), answers.country.lower()
    if new_link:
        return _link_again(answers.email, stdout=stdout, stderr=stderr)
    needed = _needed()
    if not needed:
        _tell_what_is_there(stdout)
        stdout.write(f"Nothing was changed. Settings: {public('/settings/')}\n")
        return FINE
    if sentence := _complete(answers, needed, ask=ask, stdout=stdout):
        stderr.write(f"{sentence}\n")
        return MISUSE
    try:
        with translation.override("en"):
            administrator = _make(answers, needed)
    except Refused as refused:
        stderr.write(f"{refused}\n")
        return PROBLEMS
    _tell_what_is_there(stdout)
    if administrator is not None:
        _tell_link(administrator, stdout)
    return FINE


def _needed() -> list[str]:
    """Return which answers are needed for what is not there yet."""
    needed = [] if has_setup() else ["municipality", "country"]
    if not teams().exists():
        needed.append("team")
    if not users_with_role(Role.ADMIN).exists():
        needed += ["name", "email"]
    return needed


def _complete(answers: Answers, needed: list[str], *, ask: Callable[[str], str] | None, stdout: TextIO) -> str:
    """Ask for what is needed and not said; return what is still missing or wrong, in one sentence, or nothing."""
    for name in needed:
        while ask is not None and (not getattr(answers, name) or answers.wrong([name])):
            setattr(answers, name, tidy_line(ask(f"{QUESTIONS[name]}: ")))
            if name in {"email", "country"}:
                setattr(answers, name, getattr(answers, name).lower())
            if sentence := answers.wrong([name]):
                stdout.write(f"{sentence}\n")
    missing = [f"--{name}" for name in needed if not getattr(answers, name)]
    return f"missing: {', '.join(missing)}" if missing else answers.wrong(needed)


@transaction.atomic
def _make(answers: Answers, needed: list[str]) -> User | None:
    """Make what is needed, all of it or nothing; return the administrator, if one was made."""
    at = timezone.now()
    if "email" in needed and (user_by_email(answers.email) is not None or username_is_taken(answers.email)):
        raise Refused(f"{answers.email} has an account already, and is no administrator: use another address")
    with acting_as(SYSTEM):
        if "municipality" in needed:
            begin_setup(municipality=answers.municipality, country=answers.country, at=at)
        if "team" in needed:
            team = find_or_make_team(answers.team)
            record_deed(by=None, at=at, verb="team.add", object_id=team.pk)
        if "email" not in needed:
            return None
        administrator = create_account(
            name=answers.name, username=answers.email, email=answers.email, roles=[Role.ADMIN], at=at
        )
        record_deed(by=None, at=at, verb="account.link", object_id=administrator.pk)
        return administrator


def _tell_what_is_there(stdout: TextIO) -> None:
    setup = saved_setup()
    stdout.write(f"Municipality: {setup.municipality} ({setup.country})\n")
    stdout.write(f"Teams: {', '.join(team.name for team in teams())}\n")
    for administrator in users_with_role(Role.ADMIN):
        waits = "" if administrator.has_usable_password() else ", has not chosen a password yet"
        stdout.write(f"Administrator: {administrator.name} <{administrator.email}>{waits}\n")


def _tell_link(administrator: User, stdout: TextIO) -> None:
    stdout.write("Open this once, within three days, and choose a password:\n")
    stdout.write(f"{public(set_password_path(administrator))}\n")


def _link_again(email: str, *, stdout: TextIO, stderr: TextIO) -> int:
    """Print a new link for an administrator who lost theirs, or whose three days are over."""
    administrator = users_with_role(Role.ADMIN).filter(email__iexact=email).first() if email else None
    if administrator is None:
        stderr.write("--new-link asks for --email with the address of an administrator\n")
        return MISUSE
    with acting_as(SYSTEM):
        record_deed(by=None, at=timezone.now(), verb="account.link", object_id=administrator.pk)
    _tell_link(administrator, stdout)
    return FINE
