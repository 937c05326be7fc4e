"""Every address of this app, for those who may not open the record."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.followup.actions.promises import promise
from benken.followup.urls import urlpatterns
from benken.people.models import Person, SharingConsent
from tests.factories import (
    make_account_of,
    make_check_in,
    make_goal,
    make_line,
    make_step,
    make_user,
    sign_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.second_wall]

POST_ONLY = {"goal_move", "goal_take_back", "step_add", "step_mark", "step_remove", "step_restore", "promise_keep"} | {
    "promise_take_back",
    "check_in_seen",
    "check_in_take_back",
    "person_weekly",
    "person_slip_paper",
    "safety_item_first",
    "safety_item_gone",
    "safety_item_share",
    "safety_met_share",
}
NAMES = sorted(str(pattern.name) for pattern in urlpatterns)
READ_ONLY = {"goal", "areas", "goals_print", "person_goals_paper", "person_where", "person_where_paper", "person_slip"}
READ_ONLY |= {"safety", "safety_show", "safety_paper"}


@pytest.fixture
def parts(worker: User, person: Person) -> dict[str, object]:
    """Return what fills the addresses."""
    goal, today, at = make_goal(person, by=worker), timezone.localdate(), timezone.now()
    with acting_as(SYSTEM):
        consent = SharingConsent.objects.create(
            person=person,
            receiver=make_user(Role.SUPPORTER),
            parts=["goals"],
            why="heier",
            how="on_paper",
            given_at=at,
            given_by=worker,
            until_at=at + timedelta(days=9),
        )
        made = promise(person=person, words="Ringe", due_on=None, by=worker, at=at, today=today)
    return {
        "goal_id": goal.pk,
        "step_id": make_step(goal, by=worker).pk,
        "promise_id": made.pk,
        "check_in_id": make_check_in(person, by=worker).pk,
        "item_id": make_line(person, by=worker).pk,
        "consent_id": consent.pk,
        "kind": "calms",
        "given": 1,
        "gone": 1,
        "area": "home",
        "to": "reached",
        "done": 1,
        "kept": 1,
    }


def address(name: str, person_id: object, parts: dict[str, object]) -> str:
    """Return an address with just the parts it takes."""
    pattern = next(pattern for pattern in urlpatterns if pattern.name == name)
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={"person_id": person_id} | {part: parts[part] for part in wanted if part in parts})


def written(person: Person) -> tuple[int, int]:
    """Return how many readings and deeds stand about a person."""
    with acting_as(SYSTEM):
        about = {"subject_id": person.pk}
        return Reading.objects.filter(**about).count(), Deed.objects.filter(**about).count()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["colleague", "leader", "peer with own talks", "admin", "the person"])
def test_it_answers_somebody_outside_as_if_there_were_no_such_person(
    client: Client, person: Person, parts: dict[str, object], name: str, who: str
) -> None:
    """Status and body are those of a person who does not exist, and nothing is written."""
    user = make_account_of(person) if who == "the person" else make_user(*_roles(who), team=person.team)
    if who == "peer with own talks":
        with acting_as(SYSTEM):
            Right.objects.create(
                user=user,
                subject_id=person.pk,
                basis=Right.Basis.CIRCLE,
                scope=Right.Scope.OWN_TALKS,
                since_at=person.known_since_at,
            )
    sign_in(client, user)
    before = written(person)
    send = client.post if name in POST_ONLY else client.get
    closed, missing = send(address(name, person.pk, parts)), send(address(name, uuid4(), parts))
    assert closed.status_code == missing.status_code == 404
    assert closed.content == missing.content
    if name not in POST_ONLY | READ_ONLY:
        assert client.post(address(name, person.pk, parts), {"words": "Hei", "version": "0"}).status_code == 404
    assert written(person) == before


def _roles(who: str) -> list[Role]:
    return {
        "leader": [Role.LEADER],
        "peer with own talks": [Role.PEER],
        "admin": [Role.ADMIN],
    }.get(who, [Role.WORKER])


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_a_stranger_to_sign_in(client: Client, person: Person, parts: dict[str, object], name: str) -> None:
    """Nobody gets further without an account."""
    answer = client.get(address(name, person.pk, parts))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(set(NAMES) - POST_ONLY))
def test_it_opens_for_the_contact_person_and_logs_what_was_read(
    client: Client, worker: User, person: Person, parts: dict[str, object], name: str
) -> None:
    """One reading for each page that shows something of the record; an empty form shows nothing."""
    before = written(person)[0]
    answer = sign_in(client, worker).get(address(name, person.pk, parts))
    assert answer.status_code == 200
    assert written(person)[0] - before == (0 if name in {"goal_new", "promise_new", "safety_new"} else 1)


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_it_acts_only_on_post(
    client: Client, worker: User, person: Person, parts: dict[str, object], name: str
) -> None:
    """A link that somebody is led to does nothing."""
    before = written(person)
    assert sign_in(client, worker).get(address(name, person.pk, parts)).status_code == 405
    assert written(person) == before
