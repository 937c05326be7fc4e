"""Grants: written by leaders, read by planners too, and given as a file no cell of which runs anything."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role
from benken.lib.sheets import csv_file
from benken.services.models import Grant, Provider
from tests.factories import make_user, sign_in
from tests.services.kept import make_grant, make_kept_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return make_kept_place().provider


def test_a_leader_writes_a_grant_and_a_planner_reads_it(client: Client, provider: Provider) -> None:
    sign_in(client, make_user(Role.LEADER))
    typed = {
        "provider": provider.pk,
        "giver": "Fjordvik fylke",
        "purpose": "Kveldsåpent",
        "amount": "250000",
        "currency": "NOK",
        "from_on": "2026-01-01",
        "until_on": "2026-12-31",
        "report_due_on": "2027-02-01",
    }
    for wrong in ({"amount": "2,5"}, {"amount": "-1"}, {"until_on": "2025-01-01"}, {"giver": ""}):
        answer = client.post("/places/grants/new/", typed | wrong)
        assert answer.status_code == 422
        assert "Kveldsåpent" in answer.text
    assert client.post("/places/grants/new/", typed).status_code == 302
    grant = Grant.objects.get()
    assert (grant.amount, grant.currency, grant.version) == (250_000, "NOK", 1)
    page = sign_in(Client(), make_user(Role.PLANNER)).get("/places/grants/")
    assert "250\u00a0000\u00a0NOK" in page.text
    assert "Kveldsåpent" in page.text
    address = reverse("grant_change", args=[grant.pk])
    assert client.post(address, typed | {"area": "Sentrum", "version": 1}).status_code == 302
    stale = client.post(address, typed | {"area": "Havna", "version": 1})
    assert stale.status_code == 422
    assert "Sentrum" in stale.text
    assert "Havna" in stale.text
    with acting_as(SYSTEM):
        assert list(Deed.objects.filter(verb__startswith="grant").values_list("verb", flat=True).order_by("at")) == [
            "grant.add",
            "grant.change",
        ]


def test_what_is_due_stands_first_in_words_and_coming_is_undone(client: Client, provider: Provider) -> None:
    today = timezone.localdate()
    late = make_grant(provider, purpose="Sein", report_due_on=today - timedelta(days=30))
    make_grant(provider, purpose="Levert", report_received_on=today)
    page = sign_in(client, make_user(Role.LEADER)).get("/places/grants/").text
    assert page.index("Sein") < page.index("Levert")
    assert "ikke kommet ennå" in page
    assert 'data-color="danger"' not in page
    answer = client.post(reverse("grant_report", args=[late.pk]), follow=True)
    assert reverse("grant_report_undo", args=[late.pk]) in answer.text
    late.refresh_from_db()
    assert late.report_received_on == today
    client.post(reverse("grant_report_undo", args=[late.pk]))
    late.refresh_from_db()
    assert late.report_received_on is None


def test_nobody_else_sees_grants_and_planners_write_none(provider: Provider) -> None:
    grant = make_grant(provider)
    for role in (Role.WORKER, Role.ADMIN, Role.SERVICE_EDITOR, Role.RESEARCHER):
        who = sign_in(Client(), make_user(role))
        assert who.get("/places/grants/").status_code == who.get("/places/grants/file/").status_code == 404
    planner = sign_in(Client(), make_user(Role.PLANNER))
    assert planner.get("/places/grants/new/").status_code == 404
    assert planner.post(reverse("grant_report", args=[grant.pk])).status_code == 404
    grant.refresh_from_db()
    assert grant.report_received_on is None


def test_the_file_holds_what_the_page_shows_and_no_formula(client: Client, provider: Provider) -> None:
    make_grant(provider, purpose='=HYPERLINK("http://x")', giver=" @SUM(A1)", area="Sentrum; nord")
    answer = sign_in(client, make_user(Role.PLANNER)).get("/places/grants/file/")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][:6] == [
        "' @SUM(A1)",
        "Fjordvik kommune",
        '\'=HYPERLINK("http://x")',
        "250000",
        "NOK",
        "Sentrum; nord",
    ]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\n=1", "  =1", "\u00a0=1", "'x"])
def test_a_cell_never_begins_a_formula(cell: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_file([["a"], [cell]]).decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == [f"'{cell}"]
