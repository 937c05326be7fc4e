"""«Slik har jeg det» as the helper meets it: all that was said, written in together, seen by the contact person."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.followup.actions.check_ins import save_own_tip
from benken.followup.models import CheckIn
from benken.lib.ids import new_id
from benken.people.actions.relations import let_into_circle
from benken.people.models import Person
from tests.factories import make_account_of, make_check_in, make_person, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(person: Person) -> User:
    """Return the person's own account."""
    return make_account_of(person)


def address(person: Person, name: str = "check_ins", **more: object) -> str:
    """Return an address of a person's check-ins."""
    return reverse(name, kwargs={"person_id": person.pk} | more)


def in_circle(person: Person, worker: User, *roles: Role) -> User:
    """Let a colleague into the circle."""
    member = make_user(*roles)
    until = timezone.now() + timedelta(days=5)
    with acting_as(worker.pk):
        let_into_circle(person=person, member=member, basis="ute", until_at=until, by=worker, at=timezone.now())
    return member


def standing(check_in: CheckIn) -> CheckIn:
    """Return a check-in as it stands now."""
    with acting_as(SYSTEM):
        return CheckIn.objects.get(pk=check_in.pk)


def page(client: Client, path: str) -> str:
    """Return what a page says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_person_page_shows_the_last_three_and_what_helps_and_marks_them_seen(
    signed_in: Client, person: Person, account: User, now: datetime
) -> None:
    seen_before = now - timedelta(days=1)
    made = [
        make_check_in(person, by=account, words=f"nr {number} her", at=now - timedelta(days=5 - number))
        for number in range(5)
    ]
    with acting_as(SYSTEM):
        CheckIn.objects.filter(pk__in=[made[0].pk, made[1].pk]).update(seen_at=seen_before)
        save_own_tip(person=person, zone="under", words="Åpne vinduet", seen_version=0, by=account, at=now)
    text = page(signed_in, reverse("person", kwargs={"person_id": person.pk}))
    part = text[text.index('id="how"') : text.index('id="promises"')]
    assert part.index("nr 4 her") < part.index("nr 3 her") < part.index("nr 2 her")
    assert "nr 1 her" not in part
    assert part.index("Sånn passe") < part.index("Dette hjelper") < part.index("Åpne vinduet")
    assert address(person) in part
    assert standing(made[4]).seen_at is not None
    assert standing(made[1]).seen_at == seen_before


def test_the_person_page_is_finished_when_nothing_is_said(signed_in: Client, person: Person) -> None:
    text = page(signed_in, reverse("person", kwargs={"person_id": person.pk}))
    assert "Tuva kan si hvordan det er når som helst." in text
    assert f"{address(person)}#together" in text
    assert "Ingenting er sagt ennå. Det er helt greit." in page(signed_in, address(person))


def test_all_of_them_stand_on_their_own_page_and_reading_is_logged(
    signed_in: Client, worker: User, person: Person, account: User, now: datetime
) -> None:
    for number in range(23):
        make_check_in(person, by=account, words=f"nr {number} her", at=now - timedelta(days=23 - number))
    text = page(signed_in, address(person))
    assert "nr 3 her" in text
    assert "nr 2 her" not in text
    older = text.split("?before=")[1].split('"')[0]
    second = page(signed_in, f"{address(person)}?before={older}")
    assert "nr 2 her" in second
    assert "nr 3 her" not in second
    with acting_as(SYSTEM):
        assert set(Reading.objects.filter(user=worker).values_list("part", "subject_id")) == {("how", person.pk)}
        assert not CheckIn.objects.filter(seen_at__isnull=True).exists()
    sign_in(signed_in, account)
    assert "hvordan du har det" in page(signed_in, reverse("my_readers"))
    for nowhere in ("x", str(new_id()), ""):  # the first page, as on every page
        sign_in(signed_in, worker)
        assert "nr 3 her" in page(signed_in, f"{address(person)}?before={nowhere}")


def test_it_is_written_in_together_for_somebody_without_a_phone(
    signed_in: Client, worker: User, person: Person
) -> None:
    """R9: no account, no phone; the words stand with who wrote them."""
    answer = signed_in.post(address(person), {"feeling": "heavy", "needs": ["bed"], "words": "Sa det på benken."})
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        one = CheckIn.objects.get()
        assert Deed.objects.filter(verb="checkin.say", by=worker, object_id=one.pk).count() == 1
    assert (one.feeling, one.needs, one.words, one.written_by) == (
        "heavy",
        "et sted å sove",
        "Sa det på benken.",
        worker,
    )
    text = page(signed_in, address(person))
    assert "skrevet av Ingunn" in text
    assert "Det er skrevet ned." in text
    undo = address(person, "check_in_take_back", check_in_id=one.pk)
    assert text.count(f'action="{undo}"') == 2  # the message and the list: one's own words are not seen by oneself
    assert "Tatt tilbake." in signed_in.post(undo, follow=True).content.decode()
    with acting_as(SYSTEM):
        assert not CheckIn.objects.exists()
    assert "Det står ikke her lenger." in signed_in.post(undo, follow=True).content.decode()


def test_nothing_is_told_kindly_and_too_much_is_told_with_everything_standing(
    signed_in: Client, person: Person
) -> None:
    answer = signed_in.post(address(person), {"words": "\u200b"})
    assert answer.status_code == 422
    assert "Én ting er nok." in answer.content.decode()
    answer = signed_in.post(address(person), {"words": "d" * 40_001})
    assert answer.status_code == 422
    assert "d" * 40_001 in answer.content.decode()
    with acting_as(SYSTEM):
        assert not CheckIn.objects.exists()


def test_words_stand_as_they_were_written_and_never_as_markup(signed_in: Client, person: Person, account: User) -> None:
    make_check_in(person, by=account, words="<img src=x onerror=alert(1)> \U0001f49b")
    for path in (address(person), reverse("person", kwargs={"person_id": person.pk}), "/"):
        text = page(signed_in, path)
        assert "<img src=x" not in text
    assert "&lt;img src=x" in page(signed_in, address(person))


def test_only_the_contact_person_sees_for_the_contact(
    client: Client, worker: User, person: Person, account: User
) -> None:
    """Somebody else of the circle reads, and it waits for the contact person still."""
    one = make_check_in(person, by=account)
    sign_in(client, in_circle(person, worker, Role.WORKER))
    page(client, address(person))
    page(client, reverse("person", kwargs={"person_id": person.pk}))
    seen = address(person, "check_in_seen", check_in_id=one.pk)
    assert client.post(seen).status_code == 404
    assert standing(one).seen_at is None
    assert sign_in(client, worker).post(seen, {"next": "/"}).headers["Location"] == "/"
    first = standing(one).seen_at
    assert first is not None
    client.post(seen)
    assert standing(one).seen_at == first


def test_what_a_colleague_wrote_in_is_theirs_to_take_back_until_it_is_seen(
    client: Client, worker: User, person: Person
) -> None:
    colleague = in_circle(person, worker, Role.WORKER)
    sign_in(client, colleague).post(address(person), {"feeling": "so_so"})
    with acting_as(SYSTEM):
        one = CheckIn.objects.get()
    undo = address(person, "check_in_take_back", check_in_id=one.pk)
    told = sign_in(client, worker).post(undo, follow=True).content.decode()
    assert "Bare den som skrev dette" in told
    assert standing(one).seen_at is not None  # the contact person was led to the page
    told = sign_in(client, colleague).post(undo, follow=True).content.decode()
    assert "Dette er alt sett" in told
    assert standing(one) == one


@pytest.mark.second_wall
def test_a_peer_with_own_talks_and_a_stranger_meet_no_check_ins(
    client: Client, worker: User, person: Person, account: User
) -> None:
    one = make_check_in(person, by=account, words="Bare for Ingunn")
    peer = in_circle(person, worker, Role.PEER)
    assert "Bare for Ingunn" not in page(sign_in(client, peer), reverse("person", kwargs={"person_id": person.pk}))
    for user in (peer, make_user(), account):
        sign_in(client, user)
        assert client.get(address(person)).status_code == 404
        assert client.post(address(person), {"feeling": "good"}).status_code == 404
        for name in ("check_in_seen", "check_in_take_back"):
            assert client.post(address(person, name, check_in_id=one.pk)).status_code == 404
    with acting_as(peer.pk):
        assert not CheckIn.objects.exists()
    assert standing(one).seen_at is None


def test_an_id_of_one_under_anothers_address_is_missing(signed_in: Client, worker: User, person: Person) -> None:
    other = make_person(contact=worker)
    one = make_check_in(other, by=worker)
    for check_in_id in (one.pk, new_id()):
        assert signed_in.post(address(person, "check_in_seen", check_in_id=check_in_id)).status_code == 404
        undo = address(person, "check_in_take_back", check_in_id=check_in_id)
        assert "Det står ikke her lenger." in signed_in.post(undo, follow=True).content.decode()
        assert signed_in.get(f"{address(person)}?before={check_in_id}").status_code == 200
    assert standing(one) == one
