"""An id of somebody else's, put into the address of a page one may open: nothing is shown and nothing is changed.

The worker is the contact of both persons, so what refuses is that the row is not of that page, and no missing right.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import User
from benken.people.models import Person
from tests.factories import (
    make_appointment,
    make_home_fault,
    make_no,
    make_person,
    make_referral,
    make_standing,
    sign_in,
    step_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(contact: User) -> Person:
    """Return another person of the same contact."""
    return make_person(contact=contact, called="Vera Annen")


@pytest.fixture
def hers(vera: Person, contact: User) -> dict[str, Any]:
    """Return the ids of what Vera has."""
    referral = make_referral(vera, by=contact, to="Vika")
    step = step_on(referral, "sent", by=contact)
    return {
        "appointment_id": make_appointment(vera, by=contact, what="hos Vera").pk,
        "standing_id": make_standing(vera, by=contact, what="hos Vera").pk,
        "away_id": make_no(vera, by=contact, place="Veras sted").pk,
        "fault_id": make_home_fault(vera, by=contact, words="Veras lys").pk,
        "referral_id": referral.pk,
        "step_id": step.pk,
    }


PAGES: list[tuple[str, dict[str, Any]]] = [
    ("appointment", {}),
    ("appointment_move", {"version": 1, "to": "week"}),
    ("appointment_mark", {"version": 1, "to": "cancelled"}),
    ("appointment_held", {}),
    ("appointment_answer", {}),
    ("appointment_seen", {}),
    ("standing_end", {}),
    ("turned_away_one", {}),
    ("turned_away_paper", {}),
    ("turned_away_not_sent", {}),
    ("turned_away_take_back", {}),
    ("home_fault", {}),
    ("home_fault_mended", {"mended": 1}),
    ("referral", {}),
    ("referral_change", {}),
    ("referral_paper", {}),
    ("referral_wait", {}),
    ("referral_step", {"to": "declined"}),
    ("referral_undo", {}),
]
OWN_PAGES = [
    ("my_appointment_move", {"version": 1, "to": "week"}),
    ("my_appointment_mark", {"version": 1, "to": "cancelled"}),
    ("my_appointment_say", {}),
    ("my_appointment_seen", {}),
    ("my_turned_away_one", {}),
    ("my_turned_away_paper", {}),
    ("my_turned_away_not_sent", {}),
    ("my_turned_away_take_back", {}),
    ("my_home_fault", {}),
    ("my_home_fault_mended", {"mended": 1}),
    ("my_wait", {}),
    ("my_wait_withdraw", {}),
]
KINDS = {
    "appointment": "appointment_id",
    "standing": "standing_id",
    "turned_away": "away_id",
    "home_fault": "fault_id",
    "wait": "referral_id",
    "referral": "referral_id",
}


def address(name: str, more: dict[str, Any], hers: dict[str, Any], **person: Any) -> str:
    """Return an address with Vera's id in it."""
    bare = name.removeprefix("my_")
    kind = next(kind for kind in KINDS if bare.startswith(kind))
    ids = {KINDS[kind]: hers[KINDS[kind]]}
    if name == "referral_undo":
        ids["step_id"] = hers["step_id"]
    return reverse(name, kwargs={**ids, **more, **person})


def everything(person: Person) -> list[Any]:
    """Return all rows of this app about a person."""
    with acting_as(SYSTEM):
        models = [one for one in apps.get_app_config("services").get_models() if hasattr(one, "person_id")]
        return [list(one._default_manager.filter(person=person).order_by("pk").values()) for one in models]


TYPED = {
    "words": "Noe annet",
    "said": "Noe annet",
    "reason": "full",
    "on_day": timezone.localdate().isoformat(),
    "next_on": (timezone.localdate() + timedelta(days=3)).isoformat(),
    "ball": "worker",
    "source": "letter",
}


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_an_id_of_another_person_does_nothing_on_a_page_at_work(
    tuva: Person, vera: Person, ingunn: Client, hers: dict[str, Any], name: str, more: dict[str, Any]
) -> None:
    before = everything(vera)
    assert any(before)
    at = address(name, more, hers, person_id=tuva.pk)
    for answer in (ingunn.get(at), ingunn.post(at, TYPED)):
        assert answer.status_code in {404, 405} or (answer.status_code == 302 and "take_back" in name), answer
        assert "Vera" not in answer.text
    assert everything(vera) == before


@pytest.mark.parametrize(("name", "more"), OWN_PAGES)
def test_an_id_of_another_person_does_nothing_on_ones_own_page(
    account: User, vera: Person, hers: dict[str, Any], name: str, more: dict[str, Any]
) -> None:
    before = everything(vera)
    her, at = sign_in(Client(), account), address(name, more, hers)
    for answer in (her.get(at), her.post(at, TYPED)):
        assert answer.status_code in {404, 405} or (answer.status_code == 302 and "take_back" in name), answer
        assert "Vera" not in answer.text
    assert everything(vera) == before


def test_a_step_of_another_referral_of_the_same_person_is_not_undone_from_here(
    tuva: Person, contact: User, ingunn: Client
) -> None:
    first, second = make_referral(tuva, by=contact), make_referral(tuva, by=contact, to="Vika")
    step = step_on(second, "sent", by=contact)
    before = everything(tuva)
    ingunn.post(reverse("referral_undo", args=[tuva.pk, first.pk, step.pk]))
    assert everything(tuva) == before
