"""The full product: every address × everybody × every method × each state of things. By `make matrix`."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.middleware import SecondFactor
from benken.access.models import Right, User
from benken.followup.models import Goal
from benken.operate.private_server import PROJECT
from tests.guards.matrix.asking import Asker
from tests.guards.matrix.judge import Address, faults
from tests.guards.matrix.people import FROM_OUTSIDE
from tests.guards.matrix.table import KNOWN, PERSONS, RECORD, TABLE
from tests.guards.test_url_matrix import address_of, built, town, undone

pytestmark = pytest.mark.usefixtures("undone")
__all__ = ["built", "town", "undone"]  # fixtures: their names must stand here

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")
READ_AND_WRITE = ("GET", "POST")
COUNTS = PROJECT / "var" / "matrix"
SLICES = 6


@dataclass(frozen=True)
class State:
    """A state of things: what makes it, and who of those in the table may still get an answer."""

    change: Callable[[dict[str, Any]], None]
    still_allowed: Callable[[str, frozenset[str]], frozenset[str]]
    least: bool = False  # whether those who are still allowed must get an answer
    objects: tuple[str, str] | None = None  # an object of the address, and which other one is named instead
    all_are_strangers: bool = False
    second_factor: bool = True
    methods: tuple[str, ...] = METHODS
    named_only: bool = False  # asks only addresses that name something: all others answer as they do without it


def _nothing(_town: dict[str, Any]) -> None:
    pass


def _all(_name: str, allowed: frozenset[str]) -> frozenset[str]:
    return allowed


def _close_accounts(town: dict[str, Any]) -> None:
    with acting_as(SYSTEM):
        User.objects.filter(pk__in=[user.pk for user in town["users"].values() if user]).update(is_active=False)


def _public_only(_name: str, allowed: frozenset[str]) -> frozenset[str]:
    return allowed if "anonymous" in allowed else frozenset()


def _end_rights(town: dict[str, Any]) -> None:
    with acting_as(SYSTEM):
        others = Right.objects.filter(subject_id=town["person"]).exclude(basis=Right.Basis.SELF)
        others.update(until_at=timezone.now() - timedelta(seconds=1))


def _without_rights(name: str, allowed: frozenset[str]) -> frozenset[str]:
    return allowed - KNOWN if "person" in TABLE[name][2].split() else allowed


def _without_second_factor(name: str, allowed: frozenset[str]) -> frozenset[str]:
    not_staff = PERSONS | FROM_OUTSIDE | {"anonymous"}
    return allowed if name.startswith(SecondFactor.open_views) else allowed & not_staff


def _with_readers(_name: str, allowed: frozenset[str]) -> frozenset[str]:
    return allowed | RECORD  # are led to the entry, which they may read


def _author_only(_name: str, allowed: frozenset[str]) -> frozenset[str]:
    return allowed & {"contact"}


def _reach_goal(town: dict[str, Any]) -> None:
    with acting_as(SYSTEM):
        Goal.objects.filter(pk=town["goal"]).update(state=Goal.State.REACHED)


STATES = {
    "as it is": State(_nothing, _all, least=True),
    # These two are found out before any address is looked at, and whatever the method is.
    "account closed": State(_close_accounts, _public_only, all_are_strangers=True, methods=READ_AND_WRITE),
    "second factor not shown": State(_nothing, _without_second_factor, second_factor=False, methods=READ_AND_WRITE),
    "right ended a second ago": State(_end_rights, _without_rights, named_only=True),
    "a draft instead of an entry": State(_nothing, _author_only, objects=("entry", "draft")),
    "an entry instead of a draft": State(_nothing, _with_readers, objects=("draft", "entry")),
    "goal reached": State(_reach_goal, _all, objects=("goal", "goal")),
}


def _asked(state: State, town: dict[str, Any]) -> Iterable[Address]:
    for name, (allowed, _method, objects) in sorted(TABLE.items()):
        named = objects.split()
        if (state.named_only and not named) or (state.objects and state.objects[0] not in named):
            continue
        sought = " ".join(state.objects[1] if state.objects and one == state.objects[0] else one for one in named)
        may = state.still_allowed(name, frozenset(allowed))
        address = address_of(name, town, sought=sought)
        yield Address(name, may, address.method, address.path, address.missing, address.may_be_404)


@pytest.mark.parametrize("part", range(SLICES))
@pytest.mark.parametrize("state", STATES)
def test_everybody_by_every_method(town: dict[str, Any], state: str, part: int) -> None:
    begun, things = time.monotonic(), STATES[state]
    asker = Asker(second_factor=things.second_factor)
    for user in town["users"].values():
        asker.client(user)  # signs in before anything changes
    things.change(town)
    asked = list(_asked(things, town))[part::SLICES]
    cells = list(
        faults(
            asked,
            town["users"],
            asker=asker,
            methods=lambda _address, _who: things.methods,
            least=things.least,
            thorough=True,
            all_are_strangers=things.all_are_strangers,
        )
    )
    COUNTS.mkdir(parents=True, exist_ok=True)
    told = {"state": state, "addresses": len(asked), "cells": len(cells), "seconds": time.monotonic() - begun}
    (COUNTS / f"{state.replace(' ', '-')}-{part}.json").write_text(json.dumps(told))
    wrong = [fault for fault in cells if fault]
    assert not wrong, "\n".join(wrong)
