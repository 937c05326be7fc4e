"""However much stands on a page of part 4, it asks the database no more often: two rows and twelve cost the same."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.people.models import Person
from benken.services.models import Appointment, ClosedDay, DayCount, Request, RequestNote, Wait, WaitLine
from benken.services.queries.appointments import day_begins
from benken.services.queries.board import forget_board
from tests import factories
from tests.services import kept, town

pytestmark = pytest.mark.django_db

FEW, MANY = 2, 12
_number = count(1)


class House:
    """Who looks, and whom it is about; each `…s` makes one row more with all that hangs on it."""

    def __init__(self) -> None:
        self.team = factories.make_team()
        self.worker = factories.make_user(team=self.team, name="Ingunn")
        self.editor = factories.make_user(Role.SERVICE_EDITOR)
        self.leader = factories.make_user(Role.LEADER, team=self.team)
        self.person = factories.make_person(contact=self.worker, called="Tuva")
        self.account = factories.make_account_of(self.person)
        self.place = kept.make_kept_place(editor=self.editor)

    def colleague(self) -> User:
        """Return a new colleague of the team."""
        return factories.make_user(team=self.team, name=f"Kollega {next(_number)}")

    def somebody(self) -> Person:
        """Return a new person of the worker."""
        return factories.make_person(contact=self.worker)

    def appointment(self, person: Person, *, by: User) -> None:
        """Make an appointment today, with somebody who comes along."""
        at = day_begins(timezone.localdate()) + timedelta(minutes=next(_number))
        with acting_as(SYSTEM):
            Appointment.objects.create(
                person=person,
                with_user=by,
                comes_along=self.colleague(),
                room=f"Rom {next(_number)}",
                starts_at=at,
                ends_at=at + timedelta(days=2),
                what="prat",
                made_by=by,
                made_at=at,
                changed_by=by,
                changed_at=at,
            )

    def appointments(self) -> None:
        """Make one with another person, one of a colleague's with them, and one more of the same person."""
        self.appointment(self.somebody(), by=self.worker)
        self.appointment(self.somebody(), by=self.colleague())
        self.appointment(self.person, by=self.worker)

    def requests(self) -> None:
        """Make one of the worker's, one of a colleague's, one of nobody's and one that has ended, with a note."""
        now = timezone.now()
        owned: list[dict[str, Any]] = [
            {"owner": owner, "owner_since_at": now} for owner in (self.worker, self.colleague())
        ]
        for fields in (*owned, {}, {"ended_at": now, "outcome": Request.Outcome.values[0]}):
            asked = factories.make_request(team=self.team, **fields)
            with acting_as(SYSTEM):
                RequestNote.objects.create(
                    asked=asked, kind=RequestNote.Kind.TRIED, words="Ringte.", by=self.worker, at=timezone.now()
                )

    def referrals(self) -> None:
        """Make one that is sent, with a service, what has been told, and one that is over."""
        for steps in (["sent"], ["sent", "declined"]):
            service = factories.make_service(f"Avrusning {next(_number)}")
            referral = factories.make_referral(self.person, by=self.worker, service=service)
            for step in steps:
                factories.step_on(referral, step, by=self.worker)
            with acting_as(SYSTEM):
                if wait := Wait.objects.filter(referral=referral, ended_at__isnull=True).first():
                    for day in range(3):
                        WaitLine.objects.create(
                            wait=wait, person=self.person, on_day=timezone.localdate() - timedelta(days=day),
                            ball=wait.ball, ball_user=self.worker, about=WaitLine.About.values[0], next_on=wait.next_on,
                            told_at=timezone.now(),
                        )  # fmt: skip

    def places(self) -> None:
        """Make another place of the editor's, and more at the one they have."""
        for place in (kept.make_kept_place(editor=self.editor, name=f"Sted {next(_number)}"), self.place):
            service = kept.make_kept_service(place, name=f"Middag {next(_number)}", counted_at=timezone.now())
            kept.make_closed_day(place)
            today = timezone.localdate()
            ClosedDay.objects.create(place=place, service=service, from_on=today, until_on=today)
            DayCount.objects.create(service=service, on=today, what=DayCount.What.MEALS, number=4)
        town.make_service(place=self.place, ended_on=timezone.localdate())

    def refusals(self) -> None:
        """Turn the person away once more, and let something be broken at home."""
        factories.make_no(self.person, by=self.colleague())
        factories.make_home_fault(self.person, by=self.colleague())

    def grants(self) -> None:
        """Give money to one more."""
        kept.make_grant(self.place.provider)


Address = Callable[[House], str]


def _of_person(name: str) -> Address:
    return lambda house: reverse(name, kwargs={"person_id": house.person.pk})


def _of_referral(house: House) -> str:
    with acting_as(SYSTEM):
        wait = Wait.objects.filter(person=house.person, ended_at__isnull=True).earliest("pk")
    return reverse("referral", kwargs={"person_id": house.person.pk, "referral_id": wait.referral_id})


def _of_wait(house: House) -> str:
    with acting_as(SYSTEM):
        wait = Wait.objects.filter(person=house.person, ended_at__isnull=True).earliest("pk")
    return reverse("my_wait", kwargs={"referral_id": wait.referral_id})


@pytest.mark.parametrize(
    ("rows", "who", "address"),
    [
        pytest.param("appointments", "worker", lambda _: reverse("week"), id="week"),
        pytest.param("appointments", "worker", lambda _: f"{reverse('week')}?who=team", id="week_team"),
        pytest.param("appointments", "worker", lambda _: reverse("home"), id="today_appointments"),
        pytest.param("appointments", "worker", _of_person("appointments"), id="appointments"),
        pytest.param("appointments", "worker", _of_person("person"), id="person_appointments"),
        pytest.param("appointments", "account", lambda _: reverse("my_appointments"), id="my_appointments"),
        pytest.param("requests", "worker", lambda _: reverse("requests"), id="requests"),
        pytest.param("requests", "worker", lambda _: reverse("home"), id="today_requests"),
        pytest.param("referrals", "worker", _of_person("referrals"), id="referrals"),
        pytest.param("referrals", "worker", _of_referral, id="referral"),
        pytest.param("referrals", "worker", _of_person("referral_new"), id="referral_new"),
        pytest.param("referrals", "worker", _of_person("person"), id="person_referrals"),
        pytest.param("referrals", "account", lambda _: reverse("my_waits"), id="my_waits"),
        pytest.param("referrals", "account", _of_wait, id="my_wait"),
        pytest.param("referrals", "account", lambda _: reverse("my"), id="my_referrals"),
        pytest.param("places", "editor", lambda _: reverse("keeping"), id="keeping"),
        pytest.param("places", "leader", lambda _: reverse("keeping"), id="keeping_all"),
        pytest.param("places", "editor", lambda house: reverse("kept_place", args=[house.place.pk]), id="kept_place"),
        pytest.param("places", "account", lambda house: reverse("place", args=[house.place.pk]), id="place"),
        pytest.param("refusals", "worker", _of_person("turned_away"), id="turned_away"),
        pytest.param("refusals", "worker", _of_person("home_of"), id="home"),
        pytest.param("refusals", "account", lambda _: reverse("my_home_of"), id="my_home"),
        pytest.param("refusals", "account", lambda _: reverse("my_turned_away"), id="my_turned_away"),
        pytest.param("grants", "leader", lambda _: reverse("grants"), id="grants"),
    ],
)
def test_two_rows_and_twelve_cost_the_same_questions(rows: str, who: str, address: Address) -> None:
    house = House()
    client = factories.sign_in(Client(), getattr(house, who))
    asked: list[list[str]] = []
    sizes: list[int] = []
    for number in (FEW, MANY - FEW):
        for _ in range(number):
            getattr(house, rows)()
        forget_board()
        url = address(house)
        assert client.get(url).status_code == 200
        with CaptureQueriesContext(connection) as sent:
            page = client.get(url)
        asked.append([query["sql"] for query in sent.captured_queries])
        sizes.append(len(page.content))
    few, many = asked
    if address not in {_of_referral, _of_wait}:  # those two show one thing, whatever stands beside it
        assert sizes[0] < sizes[1], "the page shows the more there is"
    assert len(many) <= len(few), "\n".join(sql[:300] for sql in many if sql not in few)
