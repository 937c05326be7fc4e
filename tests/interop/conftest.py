"""Fixtures of the caseload tests."""

import pytest
from django.test import Client

from benken.access.models import Role, User
from tests.factories import make_team, sign_in
from tests.interop.caseload import make_worker


@pytest.fixture
def workers(db: None) -> dict[str, User]:  # noqa: ARG001  # the fixture opens the database
    """Make the workers of the sample file: two in a team with their leader."""
    team = make_team("Oppfølging")
    make_team("Utekontakten")
    return {
        "ingunn": make_worker("Ingunn Sæther", "ingunn.saether@fjordvik.example", team=team),
        "tor": make_worker("Tor-Egil Nygård", "tor.nygard@fjordvik.example", team=team),
        "bjorg": make_worker("Bjørg Haugland", "bjorg.haugland@fjordvik.example", team=team, role=Role.LEADER),
    }


@pytest.fixture
def leader(workers: dict[str, User]) -> User:
    """Return the leader of the team."""
    return workers["bjorg"]


@pytest.fixture
def signed(client: Client, leader: User) -> Client:
    """Return the leader at work."""
    return sign_in(client, leader)
