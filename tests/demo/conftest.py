"""A small invented municipality, loaded once per worker into a database of its own: a load commits."""

import os
from collections.abc import Iterator

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from benken.demo import load
from tests.conftest import RUN, point_django_at, template
from tests.environment import SERVER

GROWN = 24  # enough for newcomers without a contact person and for overlaps that still run


def _new_database(name: str, blocker: DjangoDbBlocker) -> str:
    with blocker.unblock():
        source = template()
        SERVER.drop_database(name)
        SERVER.create_database(name, source)
    return name


@pytest.fixture(scope="session")
def loaded_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:  # noqa: ARG001  # only to come after it
    """Return the name of a database with the hand-written people and a few grown ones."""
    name = _new_database(f"benken_test_{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_demo", django_db_blocker)
    before = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        point_django_at(name)
        load.prepare(today=timezone.localdate(), say=lambda _sentence: None)
        load.fill(today=timezone.localdate(), say=lambda _sentence: None, grown=GROWN)
        point_django_at(before)
    return name


@pytest.fixture(scope="module")
def municipality(loaded_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a module's tests see the loaded municipality; what they write is rolled back."""
    before = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        point_django_at(loaded_database)
    yield
    with django_db_blocker.unblock():
        point_django_at(before)


@pytest.fixture
def empty_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001  # only to come after it
    """Give a test that loads by itself a fresh database, and nothing that rolls back."""
    name = _new_database(f"benken_test_{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_load", django_db_blocker)
    before = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        point_django_at(name)
        yield
        point_django_at(before)
        SERVER.drop_database(name)
