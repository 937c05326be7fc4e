"""One tap counts one, however often it is sent; no name and no hour are kept; only the place and leaders see it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, User
from benken.lib.ids import new_id
from benken.services.models import DayCount, Service
from tests.factories import make_user, sign_in
from tests.services.kept import make_kept_place, make_kept_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(Role.SERVICE_EDITOR)


@pytest.fixture
def service(editor: User) -> Service:
    return make_kept_service(make_kept_place(editor=editor))


def tap(service: Service, *, sign: str = "more", days_ago: int = 0, what: str = "meals", number: int = 1) -> str:
    on = timezone.localdate() - timedelta(days=days_ago)
    return reverse("kept_count_change", args=[service.pk, f"{on}", what, sign, number])


def number(service: Service, *, days_ago: int = 0) -> int:
    on = timezone.localdate() - timedelta(days=days_ago)
    return sum(DayCount.objects.filter(service=service, on=on).values_list("number", flat=True))


def deeds(verb: str) -> int:
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb=verb).count()


def test_a_tap_sent_twice_counts_once_and_the_next_counts_again(client: Client, editor: User, service: Service) -> None:
    sign_in(client, editor)
    once = {"_once": str(new_id())}
    for _each in range(3):
        assert client.post(tap(service), once).status_code in {302, 303}
    assert number(service) == 1
    client.post(tap(service), {"_once": str(new_id())})
    assert number(service) == 2
    assert deeds("count.set") == 0, "the log would tell at which minute somebody came"


def test_a_tap_is_undone_and_never_goes_below_nothing(client: Client, editor: User, service: Service) -> None:
    sign_in(client, editor)
    page = client.post(tap(service), follow=True)
    assert tap(service, sign="less") in page.text
    for _each in range(2):
        client.post(tap(service, sign="less"))
    assert number(service) == 0


def test_yesterday_can_be_mended_and_the_day_before_not(client: Client, editor: User, service: Service) -> None:
    sign_in(client, editor)
    assert client.post(tap(service, days_ago=1)).status_code == 302
    assert number(service, days_ago=1) == 1
    for days_ago in (2, -1):
        assert client.post(tap(service, days_ago=days_ago)).status_code == 404
    yesterday = timezone.localdate() - timedelta(days=1)
    address = reverse("kept_day_counts", args=[service.pk, f"{yesterday}"])
    for wrong in ("", "mange", "-3", "1" * 400):
        answer = client.post(address, {"meals": wrong})
        assert (answer.status_code == 422 and f'value="{wrong}"' in answer.text) or not wrong
    answer = client.post(address, {"meals": "40"}, follow=True)
    assert number(service, days_ago=1) == 40
    assert deeds("count.set") == 1
    assert tap(service, sign="less", days_ago=1, number=39) in answer.text
    client.post(tap(service, sign="less", days_ago=1, number=39))
    assert number(service, days_ago=1) == 1


def test_what_is_counted_follows_from_what_is_offered(client: Client, editor: User, service: Service) -> None:
    group = make_kept_service(service.place, need="activity", name="Turgruppe")
    page = sign_in(client, editor).get("/places/").text
    assert "måltider" in page
    assert "påmeldt til gruppe" in page
    assert "kom uten å melde seg på" in page
    client.post(tap(group, what="signed_up"))
    assert DayCount.objects.get().what == "signed_up"
    assert client.post(tap(group, what="names")).status_code == 404


def test_only_the_place_and_leaders_count_and_see(client: Client, editor: User, service: Service) -> None:
    sign_in(client, editor).post(tap(service, number=7))
    address = reverse("kept_counts", args=[service.place_id])
    today = f"{timezone.localdate()}"
    day = reverse("kept_day_counts", args=[service.pk, today])
    for user, may in (
        (editor, True),
        (make_user(Role.LEADER), True),
        (make_user(Role.ADMIN), False),
        (make_user(Role.PLANNER), False),
        (make_user(), False),
        (make_user(Role.SERVICE_EDITOR), False),
    ):
        who = sign_in(Client(), user)
        assert (who.get(address).status_code == 200) is may, user.roles
        assert (who.get(day).status_code == 200) is may
        assert (who.post(tap(service)).status_code == 302) is may
    assert number(service) == 9
    admin = sign_in(Client(), make_user(Role.ADMIN)).get(reverse("kept_place", args=[service.place_id]))
    assert admin.status_code == 200
    assert "måltider" not in admin.text


def test_a_week_and_a_month_have_sums_and_say_that_they_are_no_persons(
    client: Client, editor: User, service: Service
) -> None:
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    for on, meals in ((monday, 30), (monday + timedelta(days=6), 12), (monday - timedelta(days=1), 500)):
        DayCount.objects.create(service=service, on=on, what="meals", number=meals)
    address = reverse("kept_counts", args=[service.place_id])
    page = sign_in(client, editor).get(f"{address}?on={monday}").text
    assert "<strong>42</strong>" in page
    assert "500" not in page
    assert "ikke personer" in page
    assert "500" in client.get(f"{address}?on={monday - timedelta(days=1)}").text
    assert client.get(f"{address}?by=month&on=i%20går").status_code == 200


def test_free_places_are_tapped_and_written_within_what_there_is(
    client: Client, editor: User, service: Service
) -> None:
    Service.objects.filter(pk=service.pk).update(places_total=2)
    sign_in(client, editor)
    page = client.post(reverse("kept_free_change", args=[service.pk, "more", 1]), follow=True)
    assert reverse("kept_free_change", args=[service.pk, "less", 1]) in page.text
    for _each in range(3):
        client.post(reverse("kept_free_change", args=[service.pk, "more", 1]))
    service.refresh_from_db()
    assert service.places_free == 2
    assert service.counted_at
    assert deeds("service.free") == 4
    wrong = client.post(reverse("kept_free", args=[service.pk]), {"number": "3"})
    assert wrong.status_code == 422
    assert 'value="3"' in wrong.text
    assert client.post(reverse("kept_free", args=[service.pk]), {"number": "0"}).status_code == 302
    service.refresh_from_db()
    assert service.places_free == 0
    stranger = sign_in(Client(), make_user(Role.SERVICE_EDITOR))
    assert stranger.post(reverse("kept_free_change", args=[service.pk, "more", 1])).status_code == 404
