"""Health: whether the process lives, and whether it can serve."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from benken.operate.private_server import APP, BULK, OWNER, SUPERUSER
from tests.operate.running import database_of_its_own

Ready = Callable[[], tuple[int, dict[str, Any]]]


@pytest.fixture
def ready(client: Client, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ready]:  # noqa: ARG001  # only to come after it
    """Ask whether it is ready, on a connection that no test transaction holds."""

    def ask() -> tuple[int, dict[str, Any]]:
        answer = client.get("/healthz/ready")
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status_code, answer.json()

    with django_db_blocker.unblock():
        yield ask
        connections.close_all()


@contextmanager
def reached_with(**settings: str) -> Iterator[None]:
    """Let the app reach its database in another way meanwhile."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(settings)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def test_it_lives_whatever_the_database_does(client: Client, tmp_path: Path) -> None:
    for settings in ({}, {"HOST": str(tmp_path)}):
        with reached_with(**settings):
            answer = client.get("/healthz/live")
            assert (answer.status_code, answer.json()) == (200, {"live": True})


def test_it_is_ready_with_every_check(ready: Ready) -> None:
    checks = {"database": True, "migrations": True, "row_security": True, "restored": True}
    for role in (APP, OWNER):  # the tables' owner is bound too
        with reached_with(USER=role):
            assert ready() == (200, {"ready": True, "checks": checks})


@pytest.mark.parametrize("settings", [{"HOST": "somewhere"}, {"NAME": "benken_nowhere"}, {"USER": "nobody_here"}])
def test_it_is_not_ready_while_the_database_is_away_and_again_when_it_is_back(
    ready: Ready, tmp_path: Path, settings: dict[str, str]
) -> None:
    if "HOST" in settings:
        settings = {"HOST": str(tmp_path)}  # no socket there
    checks = {"database": False, "migrations": False, "row_security": False, "restored": False}
    with reached_with(**settings):
        assert ready() == (503, {"ready": False, "checks": checks})
    assert ready()[0] == 200


@pytest.mark.parametrize("role", [SUPERUSER, BULK])
def test_it_is_not_ready_as_a_role_that_goes_round_row_security(ready: Ready, role: str) -> None:
    checks = {"database": True, "migrations": True, "row_security": False, "restored": True}
    with reached_with(USER=role):
        assert ready() == (503, {"ready": False, "checks": checks})


def test_it_is_not_ready_before_the_migrations(ready: Ready, django_db_blocker: DjangoDbBlocker) -> None:
    checks = {"database": True, "migrations": False, "row_security": True, "restored": True}
    with database_of_its_own("bare", django_db_blocker, empty=True):
        assert ready() == (503, {"ready": False, "checks": checks})
