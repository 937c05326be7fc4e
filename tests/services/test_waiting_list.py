"""Who waits for a place: letters in the order they came; a place is given by a rule, and no rule tells of another."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.people.models import Entry, Person
from benken.services.models import GivenBy, Referral, ReferralStep, Service, Wait
from benken.services.policies.referrals import rules_of
from tests.factories import make_person, make_referral, make_service, make_user, sign_in, step_on

pytestmark = pytest.mark.django_db
LATER = timezone.localdate() + timedelta(days=9)
OFFER: dict[str, Any] = {"words": "Et rom mot sjøen.", "expected_start_on": LATER.isoformat(), "given_by": "fits"}


@pytest.fixture
def waiting(referral: Referral, roy: Person, contact: User, odden: Service) -> tuple[Referral, Referral]:
    """Return two letters at the place: Tuva's, that came first, and Roy's."""
    second = make_referral(roy, by=contact, service=odden)
    step_on(referral, "sent", by=contact, source="here")
    step_on(second, "sent", by=contact, source="here")
    return referral, second


def list_page(client: Client, service: Service) -> Any:
    return client.get(reverse("waiting_list", kwargs={"service_id": service.pk}))


def answers(client: Client, letter: Referral, to: str = "offered", **typed: Any) -> Any:
    return client.post(reverse("letter_answer", kwargs={"referral_id": letter.pk, "to": to}), OFFER | typed)


def says(service: Service, *rules: str, judged_by: str = "") -> None:
    with acting_as(SYSTEM):
        Service.objects.filter(pk=service.pk).update(gives_by=list(rules), judged_by=judged_by)


def order(client: Client, service: Service) -> list[str]:
    """Return the letters of the list, as they stand."""
    page = list_page(client, service).content.decode()
    return re.findall(r'href="/letters/([0-9a-f-]{36})/"', page)


def state_of(letter: Referral) -> str:
    with acting_as(SYSTEM):
        return Referral.objects.get(pk=letter.pk).state


def test_the_editor_sees_letters_in_the_order_they_came_and_no_record(
    waiting: tuple[Referral, Referral], jorunn: Client, editor: User, odden: Service
) -> None:
    first, second = waiting
    answer = list_page(jorunn, odden)
    assert order(jorunn, odden) == [str(first.pk), str(second.pk)]
    page = answer.content.decode()
    with acting_as(SYSTEM):
        wait = Wait.objects.get(referral=first, ended_at=None)
        assert Reading.objects.filter(user=editor, subject_id=None, part="letter", basis="list").count() == 2
    assert f"{wait.next_on:%-d}." in page
    assert str(first.person_id) not in page
    assert "/people/" not in page


def test_sent_again_after_a_no_it_keeps_its_day(
    waiting: tuple[Referral, Referral], jorunn: Client, contact: User, odden: Service
) -> None:
    first, second = waiting
    step_on(first, "declined", by=contact)
    assert order(jorunn, odden) == [str(second.pk)]
    step_on(first, "sent", by=contact, source="here")
    assert order(jorunn, odden) == [str(first.pk), str(second.pk)]


def test_a_day_somebody_wrote_moves_nobody_forward(
    waiting: tuple[Referral, Referral], jorunn: Client, contact: User, odden: Service, tuva: Person
) -> None:
    late = make_referral(tuva, by=contact, service=odden)
    with acting_as(SYSTEM):
        Referral.objects.filter(pk=late.pk).update(state_on=timezone.localdate() - timedelta(days=90))
    step_on(late, "sent", by=contact, source="here", on_day=timezone.localdate() - timedelta(days=80))
    assert order(jorunn, odden) == [*(str(one.pk) for one in waiting), str(late.pk)]


@pytest.mark.parametrize("to", ["offered", "started"])
def test_a_place_is_given_by_a_rule_that_both_sides_read(
    waiting: tuple[Referral, Referral], jorunn: Client, ingunn: Client, her: Client, odden: Service, to: str
) -> None:
    first, _second = waiting
    says(odden, "most_urgent", "fits", judged_by="inntaksteamet")
    for spoiled in ("", "waited_longest", "nonsense"):  # none; one that the place does not go by; no rule
        refused = answers(jorunn, first, to, given_by=spoiled)
        assert (refused.status_code, state_of(first)) == (422, "sent")
        assert "Et rom mot sjøen." in refused.content.decode()
    assert answers(jorunn, first, to, given_by="most_urgent").status_code == 302
    said = "Slik ble plassen gitt: der det haster mest (vurdert av inntaksteamet)."
    where = {"referral_id": first.pk}
    assert said in her.get(reverse("my_wait", kwargs=where)).content.decode()
    assert said in ingunn.get(reverse("referral", kwargs={**where, "person_id": first.person_id})).content.decode()
    with acting_as(SYSTEM):
        step = ReferralStep.objects.get(referral=first, to_state=to)
        assert (step.given_by, step.judged_by) == ("most_urgent", "inntaksteamet")
        assert said in Entry.objects.get(about_id=step.pk).text
        assert Deed.objects.filter(verb=f"referral.{to}", subject_id=first.person_id).count() == 1


def test_a_rule_is_not_said_where_the_list_says_otherwise(waiting: tuple[Referral, Referral], jorunn: Client) -> None:
    first, second = waiting
    refused = answers(jorunn, second, given_by="waited_longest")
    assert refused.status_code == 422
    assert "har ligget lenger" in refused.content.decode()
    assert answers(jorunn, second, given_by="nobody_waited").status_code == 422
    assert state_of(second) == "sent"
    assert answers(jorunn, first, given_by="waited_longest").status_code == 302
    assert answers(jorunn, second, given_by="nobody_waited").status_code == 302


def test_another_date_for_a_place_that_is_given_asks_for_no_rule(
    waiting: tuple[Referral, Referral], jorunn: Client
) -> None:
    first, _second = waiting
    answers(jorunn, first)
    page = jorunn.get(reverse("letter_answer", kwargs={"referral_id": first.pk, "to": "offered"})).content.decode()
    assert "Hva avgjorde" not in page
    moved = {"expected_start_on": (LATER + timedelta(days=3)).isoformat(), "words": ""}
    where = reverse("letter_answer", kwargs={"referral_id": first.pk, "to": "offered"})
    assert jorunn.post(where, moved).status_code == 302


def test_whoever_waits_reads_the_rules_and_never_that_another_got_a_place(
    waiting: tuple[Referral, Referral], jorunn: Client, her: Client, ingunn: Client, odden: Service
) -> None:
    """What they see is the same to the letter before and after, whoever got the place and by which rule."""
    first, second = waiting
    says(odden, "waited_longest", "most_urgent", judged_by="inntaksteamet")
    mine = reverse("my_wait", kwargs={"referral_id": first.pk})
    theirs = reverse("referral", kwargs={"referral_id": first.pk, "person_id": first.person_id})

    def seen() -> list[str]:
        pages = [her.get(mine), her.get(reverse("my_waits")), ingunn.get(theirs)]
        return [_without_tokens(page.content.decode()) for page in pages]

    before = seen()
    assert answers(jorunn, second, given_by="most_urgent").status_code == 302
    assert seen() == before
    said = "går plassen til: den som har ventet lengst eller der det haster mest (vurdert av inntaksteamet)"
    for page in (before[0], before[2]):
        assert said in page
        assert "På lista siden i dag" in page
        assert "foran deg" not in page
        assert not re.search(r"\bnummer\b|\bplass nr", page)


def _without_tokens(page: str) -> str:
    """Return what a page says, without the hidden fields that are new each time."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r'<input type="hidden"[^>]*>', "", main)


def test_a_place_that_has_said_nothing_is_told_as_that(
    waiting: tuple[Referral, Referral], her: Client, jorunn: Client, odden: Service
) -> None:
    page = her.get(reverse("my_wait", kwargs={"referral_id": waiting[0].pk})).content.decode()
    assert "har ikke skrevet hvordan de velger" in page
    kept = reverse("kept_service", kwargs={"service_id": odden.pk})
    shown = jorunn.get(kept)
    typed = {
        "need": odden.need,
        "name": odden.name,
        "way_in": odden.way_in,
        "answers_here": "on",
        "gives_by": ["fits", "legal_limit"],
        "judged_by": "",
        "version": shown.context["form"].initial["version"],
    }
    assert jorunn.post(kept, typed | {"gives_by": ["deserves_it"]}).status_code == 422
    assert jorunn.post(kept, typed).status_code == 302
    with acting_as(SYSTEM):
        assert Service.objects.get(pk=odden.pk).gives_by == ["fits", "legal_limit"]
        assert Deed.objects.filter(verb="service.change", object_id=odden.pk).count() == 1
    for where in (reverse("my_wait", kwargs={"referral_id": waiting[0].pk}), f"/services/{odden.place_id}/"):
        assert "den plassen er laget for eller den som har en frist i loven" in her.get(where).content.decode()
    conflict = jorunn.post(kept, typed | {"gives_by": ["waited_longest"]})  # seen before the other saved
    assert conflict.status_code == 422
    assert "den plassen er laget for" in conflict.content.decode()


def test_an_offer_on_paper_may_tell_its_rule_or_not(referral: Referral, contact: User, ingunn: Client) -> None:
    step_on(referral, "sent", by=contact, source="letter")
    where = reverse(
        "referral_step", kwargs={"person_id": referral.person_id, "referral_id": referral.pk, "to": "offered"}
    )
    typed = OFFER | {
        "on_day": timezone.localdate().isoformat(),
        "source": "letter",
        "ball": "us",
        "next_on": LATER.isoformat(),
        "given_by": "",
    }
    assert ingunn.post(where, typed | {"given_by": "x"}).status_code == 422
    assert ingunn.post(where, typed).status_code == 302
    with acting_as(SYSTEM):
        assert ReferralStep.objects.get(referral=referral, to_state="offered").given_by == ""


def test_no_rule_is_about_what_somebody_deserves() -> None:
    words = " ".join(str(label) for label in GivenBy.labels).lower()
    for judged in ("motiv", "fortjen", "sprekk", "rus", "samarbeid", "uegnet", "klar", "best", "oppmøte"):
        assert judged not in words
    assert rules_of(None) == tuple(GivenBy.values)


@pytest.mark.parametrize(("people", "shown"), [(4, "tallet ikke vises"), (5, "5 venter")])
def test_a_leader_sees_a_number_only_where_nobody_is_found_in_it(
    contact: User, odden: Service, leader: User, people: int, shown: str
) -> None:
    for _number in range(people):
        letter = make_referral(make_person(contact=contact), by=contact, service=odden)
        step_on(letter, "sent", by=contact, source="here")
    client = sign_in(Client(), leader)
    page = list_page(client, odden).content.decode()
    assert shown in page
    assert order(client, odden) == []
    assert "Avrusning</span>" not in page
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(user=leader, part="letter").exists()


@pytest.mark.usefixtures("waiting")
def test_others_see_no_list(contact: User, account: User, odden: Service) -> None:
    elsewhere = make_user(Role.SERVICE_EDITOR)
    make_service(editor=elsewhere)
    for user in (contact, elsewhere, make_user(Role.PLANNER), account):
        assert list_page(sign_in(Client(), user), odden).status_code in {302, 403, 404}, user
    admin = sign_in(Client(), make_user(Role.ADMIN))
    page = list_page(admin, odden).content.decode()  # they keep places, and see neither letters nor how many
    assert order(admin, odden) == []
    assert "venter." not in page


@pytest.mark.second_wall
def test_in_the_database_only_a_place_that_is_given_has_a_rule(
    waiting: tuple[Referral, Referral], contact: User
) -> None:
    first, _second = waiting
    with acting_as(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        ReferralStep.objects.create(
            person_id=first.person_id,
            referral=first,
            to_state="assessed",
            on_day=timezone.localdate(),
            source="here",
            given_by="fits",
            recorded_by=contact,
            recorded_at=timezone.now(),
        )
