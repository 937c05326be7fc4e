"""`benken setup`, as an operator types it: what is missing is made once, and a second run changes nothing."""

import os
import pty
import re
import subprocess
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Setup, Team, User
from benken.operate.private_server import PROJECT
from tests.environment import SERVER
from tests.operate.running import COMMAND, PATIENCE, benken, database_of_its_own, environment, is_one_sentence

pytestmark = pytest.mark.xdist_group("commands")
Env = dict[str, str]
FLAGS = {
    "--municipality": "Utvær kommune",
    "--country": "no",
    "--team": "Team Elva",
    "--name": "Administrator En",
    "--email": "En@Utvaer.example",
}
PASSWORD = "en benk under en gammel bjørk"


@pytest.fixture
def env(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Env]:  # noqa: ARG001  # only to come after it
    """Give an environment with a migrated and empty database."""
    with database_of_its_own("first_run", django_db_blocker) as name:
        yield environment(name, BENKEN_ORIGINS="https://benken.utvaer.example")


def typed(**changed: str) -> list[str]:
    flags = {**FLAGS, **{f"--{name}": value for name, value in changed.items()}}
    return ["setup", "--yes", *(word for pair in flags.items() if pair[1] for word in pair)]


def counts() -> tuple[int, int, int, int]:
    with acting_as(SYSTEM):
        return Setup.objects.count(), Team.objects.count(), User.objects.count(), Deed.objects.count()


def test_the_first_run_makes_all_of_it_and_the_link_lets_the_administrator_in(env: Env) -> None:
    done = benken(*typed(), env=env)
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "Municipality: Utvær kommune (no)",
        "Teams: Team Elva",
        "Administrator: Administrator En <en@utvaer.example>, has not chosen a password yet",
    ]
    link = re.fullmatch(r"https://benken\.utvaer\.example(/accounts/password/reset/key/\S+)", lines[-1])
    assert link is not None
    setup, user = Setup.objects.get(), User.objects.get()
    assert (setup.municipality, setup.country, setup.version) == ("Utvær kommune", "no", 0)
    assert (user.roles, user.team) == ([Role.ADMIN], None)
    with acting_as(SYSTEM):
        verbs = set(Deed.objects.values_list("verb", flat=True))
        assert verbs == {"setup.begin", "team.add", "account.create", "account.link"}

    client = Client()
    client.post(client.get(link[1])["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    before = counts()
    again = benken(*typed(municipality="Noe annet", email="to@utvaer.example"), env=env)
    assert again.stdout.splitlines() == [
        "Municipality: Utvær kommune (no)",
        "Teams: Team Elva",
        "Administrator: Administrator En <en@utvaer.example>",
        "Nothing was changed. Settings: https://benken.utvaer.example/settings/",
    ]
    assert counts() == before


def test_a_lost_link_is_made_anew_for_an_administrator_only(env: Env) -> None:
    benken(*typed(), env=env)
    before = counts()
    done = benken("setup", "--new-link", "--email", "EN@utvaer.example", env=env)
    assert "/accounts/password/reset/key/" in done.stdout
    assert counts() == (*before[:3], before[3] + 1)
    benken("add-account", "--name", "Ansatt", "--email", "a@utvaer.example", "--role", "planner", env=env)
    for email in ("a@utvaer.example", "nobody@utvaer.example", ""):
        refused = benken("setup", "--new-link", "--email", email, env=env, status=2)
        assert is_one_sentence(refused.stderr)


def test_what_is_there_already_is_not_asked_for(env: Env) -> None:
    benken(
        "add-account", "--name", "Leder", "--email", "l@utvaer.example", "--role", "admin", "--team", "Team X", env=env
    )
    done = benken("setup", "--yes", "--municipality", "Utvær kommune", "--country", "dk", env=env)
    assert done.stdout.splitlines()[:2] == ["Municipality: Utvær kommune (dk)", "Teams: Team X"]
    assert "key/" not in done.stdout
    assert (Team.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"municipality": "", "email": ""}, "missing: --municipality, --email"),
        ({"country": "se"}, "the country is no or dk"),
        ({"email": "en-utvaer.example"}, "en-utvaer.example is no e-mail address"),
        ({"team": "T" * 101}, "a name has 1 to 100 letters"),
        ({"municipality": "M" * 101}, "the municipality's name has at most 100 letters"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_made(env: Env, changed: dict[str, str], words: str) -> None:
    done = benken(*typed(**changed), env=env, status=2)
    assert done.stderr == f"{words}\n"
    assert counts() == (0, 0, 0, 0)


def test_an_address_of_somebody_else_is_refused_and_nothing_is_made(env: Env) -> None:
    benken("add-account", "--name", "Ansatt", "--email", "en@utvaer.example", "--role", "planner", env=env)
    before = counts()
    done = benken(*typed(), env=env, status=1)
    assert "en@utvaer.example has an account already" in done.stderr
    assert counts() == before


def test_a_neutral_name_is_needed_also_from_the_environment(env: Env) -> None:
    done = benken(*typed(), env={**env, "BENKEN_QUICK_EXIT_URL": "http://www.yr.no/"}, status=1)
    assert is_one_sentence(done.stderr)
    assert counts() == (0, 0, 0, 0)


def test_a_database_that_is_not_migrated_is_told_how(django_db_blocker: DjangoDbBlocker, env: Env) -> None:
    with django_db_blocker.unblock():
        name = env["DATABASE_URL"].partition("?")[0].rpartition("/")[2] + "_empty"
        SERVER.create_database(name)
        try:
            done = benken(*typed(), env=environment(name), status=1)
        finally:
            SERVER.drop_database(name)
    assert done.stderr == "The database is not up to date: run `benken migrate` first.\n"


def test_whoever_sits_there_is_asked_and_asked_again(env: Env) -> None:
    """A real terminal: the answers come as somebody types them, one of them wrong at first."""
    leader, follower = pty.openpty()
    running = subprocess.Popen(
        [*COMMAND, "setup"],
        env=env,
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
        text=True,
    )
    os.close(follower)
    answers = ["Utvær kommune", "se", "dk", "Team Elva", "Administrator En", "en@", "en@utvaer.example"]
    os.write(leader, ("\n".join(answers) + "\n").encode())
    try:
        stdout, stderr = running.communicate(timeout=PATIENCE)
    finally:
        os.close(leader)
    assert running.returncode == 0, stderr
    assert "the country is no or dk" in stdout
    assert "en@ is no e-mail address" in stdout
    assert "Municipality: Utvær kommune (dk)" in stdout
    assert User.objects.get().email == "en@utvaer.example"


def test_without_a_terminal_nothing_is_asked(env: Env) -> None:
    done = benken("setup", env=env, status=2)
    assert done.stderr == "missing: --municipality, --country, --team, --name, --email\n"
