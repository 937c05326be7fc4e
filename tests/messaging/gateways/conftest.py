"""Partners for the gateways: a real Kannel, and what takes its calls."""

from collections.abc import Iterator

import pytest

from tests.callbacks import Callbacks, taking_callbacks
from tests.kannel import Phones, RunningKannel, phones, running_kannel


@pytest.fixture(scope="session")
def _callbacks() -> Iterator[Callbacks]:
    with taking_callbacks() as taking:
        yield taking


@pytest.fixture
def callbacks(_callbacks: Callbacks) -> Callbacks:
    """Return what takes Kannel's calls, with nothing in it."""
    _callbacks.forget()
    return _callbacks


@pytest.fixture(scope="session")
def kannel(_callbacks: Callbacks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKannel]:
    """Return a Kannel that runs."""
    with running_kannel(tmp_path_factory.mktemp("kannel"), calls_at=_callbacks.address) as running:
        yield running


@pytest.fixture
def handsets(kannel: RunningKannel) -> Iterator[Phones]:
    """Return the phones, switched on."""
    with phones(kannel) as on:
        yield on
