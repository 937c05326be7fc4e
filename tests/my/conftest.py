"""Tuva, signed in, and somebody else."""

import pytest
from django.test import Client

from tests.my.tuva import Tuva, make_tuva


@pytest.fixture
def tuva(client: Client) -> Tuva:
    """Return Tuva, signed in."""
    return make_tuva(client)


@pytest.fixture
def somebody_else() -> Tuva:
    """Return another person, signed in elsewhere."""
    return make_tuva(Client(), called="Roy")
