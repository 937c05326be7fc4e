"""«Når det er tungt»: made by the person and the helper, each their own words; shown line by line to who is chosen."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, User
from benken.access.policies import Refused
from benken.followup.actions import safety as act
from benken.followup.models import HowToBeMet, SafetyItem, SafetyItemShare
from benken.operate.tidy import delete_what_is_over
from benken.people.actions import sharing
from benken.people.actions.relations import let_into_circle
from benken.people.models import SharingConsent
from benken.services.models import Service
from tests.factories import (
    make_account_of,
    make_consent,
    make_emergency,
    make_line,
    make_person,
    make_service,
    make_team,
    make_user,
    sign_in,
)
from tests.my.test_home import lix
from tests.my.tuva import Tuva
from tests.papers import read_paper

pytestmark = pytest.mark.django_db
ODD = "Å gå 🌊 til brygga, سلام"


def mine(name: str = "", **of: Any) -> str:
    """Return an address of the person's own."""
    return reverse(f"my_safety{name}", kwargs=of)


def theirs(tuva: Tuva, name: str = "", **of: Any) -> str:
    """Return the same address for a helper."""
    return reverse(f"safety{name}", kwargs={"person_id": tuva.person.pk, **of})


def lines() -> list[SafetyItem]:
    """Return all lines, as they were written."""
    with acting_as(SYSTEM):
        return list(SafetyItem.objects.order_by("written_at"))


def deeds(prefix: str = "safety.") -> list[str]:
    """Return what has been done, in order."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(verb__startswith=prefix).order_by("at", "id").values_list("verb", flat=True))


@pytest.fixture
def ingunn(tuva: Tuva) -> Client:
    """Return the contact person's browser."""
    return sign_in(Client(), tuva.contact)


@pytest.fixture
def silje() -> User:
    """Return somebody the person shares with."""
    return make_user(Role.SUPPORTER, name="Silje Lindås")


def seen_by(user: User, tuva: Tuva) -> Any:
    """Return what somebody gets of the person's shared page."""
    return sign_in(Client(), user).get(reverse("shared_person", args=[tuva.person.pk]))


def test_both_write_and_what_was_left_for_a_bad_day_comes_first(tuva: Tuva, ingunn: Client) -> None:
    tuva.client.post(mine("_new", kind="calms"), {"ready": ["0", "3"], "words": ODD})
    for _click in range(2):
        ingunn.post(theirs(tuva, "_new", kind="from_contact"), {"words": "Jeg tror du kommer gjennom dette også."})
    tuva.client.post(mine("_new", kind="bad_day"), {"words": "Det går over. Det gjorde det sist."})
    ingunn.post(theirs(tuva, "_new", kind="people"), {"words": "Silje", "phone": "999 90 198"})
    assert [(one.kind, one.is_own, one.written_by_id == tuva.account.pk) for one in lines()] == [
        ("calms", True, True),
        ("calms", True, True),
        ("calms", True, True),
        ("from_contact", False, False),
        ("bad_day", True, True),
        ("people", False, False),
    ]
    assert deeds() == ["safety.add"] * 6
    for page in (tuva.client.get(mine()), ingunn.get(theirs(tuva)), ingunn.get(theirs(tuva, "_show"))):
        order = ["Det går over. Det", "Jeg tror du kommer", ODD, "Silje", "tel:+4799990198", 'href="tel:113"']
        places = [page.text.index(words) for words in order]
        assert places == sorted(places)
        assert "Numrene er sett over" in page.text  # from the country's pack, dated
        assert len(page.content) < 30_000
    with acting_as(SYSTEM):
        parts = Reading.objects.filter(subject_id=tuva.person.pk).values_list("part", "basis")
        assert set(parts) == {("safety", "contact_person")}
    # What nobody may write or read: the contact's line by the person, a kind that is none, and all of it by a stranger.
    stranger = sign_in(Client(), make_user(team=tuva.contact.team))
    for address in (mine("_new", kind="from_contact"), mine("_new", kind="none")):
        assert tuva.client.post(address, {"words": "x"}).status_code == 404
    for address in (theirs(tuva), theirs(tuva, "_show"), theirs(tuva, "_paper"), theirs(tuva, "_new", kind="calms")):
        assert stranger.get(address).status_code == 404
    assert len(lines()) == 6


def test_too_much_stands_there_still_and_no_words_are_asked_for(tuva: Tuva, ingunn: Client) -> None:
    long = "å" * 40_000
    for client, address in ((tuva.client, mine("_new", kind="people")), (ingunn, theirs(tuva, "_new", kind="people"))):
        told = client.post(address, {"words": long, "phone": "12"})
        assert told.status_code == 422
        assert long in told.text
        assert 'value="12"' in told.text
        assert client.post(address, {"words": " \u200b"}).status_code == 422
    assert tuva.client.post(mine("_met"), {"touch": long, "version": "0"}).status_code == 422
    assert not lines()
    with acting_as(SYSTEM):
        assert not HowToBeMet.objects.exists()
        with pytest.raises(Refused):
            act.add_line(person=tuva.person, kind="calms", words=" ", by=tuva.account, at=timezone.now())


def test_each_changes_their_own_words_and_what_goes_comes_back(tuva: Tuva, ingunn: Client) -> None:
    own = make_line(tuva.person, by=tuva.account, words="Gå til brygga.")
    hers = make_line(tuva.person, by=tuva.contact, kind="from_contact", words="Du er seig.")
    shared = make_line(tuva.person, by=tuva.contact, words="Te i termosen.")
    # The contact does not change the person's own line, nor the person the contact's; the shared one both do.
    for client, address, item in (
        (ingunn, theirs(tuva, "_item", item_id=own.pk), own),
        (tuva.client, mine("_item", item_id=hers.pk), hers),
    ):
        assert client.get(address).status_code == 200
        assert client.post(address, {"words": "Annet", "version": "1"}).status_code == 422
        assert item.words in {one.words for one in lines()}
    ingunn.post(theirs(tuva, "_item_gone", item_id=own.pk, gone=1))
    assert all(one.removed_at is None for one in lines())
    tuva.client.post(mine("_item", item_id=shared.pk), {"words": "Te med honning.", "version": "1"})
    newer = ingunn.post(theirs(tuva, "_item", item_id=shared.pk), {"words": "Kakao.", "version": "1"})
    assert newer.status_code == 422
    assert "Te med honning." in newer.text
    assert "Kakao." in newer.text
    ingunn.post(theirs(tuva, "_item", item_id=shared.pk), {"words": "Kakao.", "version": "2"})
    tuva.client.post(mine("_item_first", item_id=shared.pk))
    text = tuva.client.get(mine()).text
    assert text.index("Kakao.") < text.index("Gå til brygga.")
    # It is the person's plan: they take the contact's line away, and put it back.
    for gone in (1, 1, 0, 0, 1):
        tuva.client.post(mine("_item_gone", item_id=hers.pk, gone=gone))
    assert "Du er seig." not in tuva.client.get(mine()).text
    assert tuva.client.get(mine("_item", item_id=hers.pk)).status_code == 404
    assert deeds()[3:] == [
        "safety.change",
        "safety.change",
        "safety.put_first",
        "safety.take_away",
        "safety.put_back",
        "safety.take_away",
    ]
    delete_what_is_over(at=timezone.now() + timedelta(hours=23))
    assert len(lines()) == 3
    delete_what_is_over(at=timezone.now() + timedelta(hours=25))
    assert {one.pk for one in lines()} == {own.pk, shared.pk}


@pytest.mark.second_wall
def test_the_rows_hold_each_to_their_own_words(tuva: Tuva) -> None:
    own = make_line(tuva.person, by=tuva.account)
    hers = make_line(tuva.person, by=tuva.contact, kind="from_contact", words="Du er seig.")
    consent = make_consent(tuva.person, by=tuva.account)
    with acting_as(tuva.contact.pk):
        assert not SafetyItem.objects.filter(pk=own.pk).update(words="Annet")
        assert not SafetyItem.objects.filter(pk=hers.pk).delete()[0]
        with pytest.raises(DatabaseError), transaction.atomic():  # nobody writes as the person
            SafetyItem.objects.filter(pk=hers.pk).update(is_own=True)
        with pytest.raises(DatabaseError), transaction.atomic():  # who sees what is the system's to write
            SafetyItemShare.objects.create(
                person=tuva.person,
                item=own,
                consent=consent,
                receiver=tuva.contact,
                given_at=timezone.now(),
                given_by=tuva.contact,
                until_at=timezone.now() + timedelta(days=1),
            )
    with acting_as(tuva.account.pk):
        with pytest.raises(DatabaseError), transaction.atomic():
            SafetyItem.objects.filter(pk=hers.pk).update(words="Annet")
        assert SafetyItem.objects.filter(pk=hers.pk).update(removed_at=timezone.now())
    outside = make_user(team=make_team())
    make_emergency(tuva.person, by=outside)
    for stranger in (outside, make_user(team=tuva.contact.team)):
        with acting_as(stranger.pk):
            assert not SafetyItem.objects.exists()


def test_a_line_is_seen_by_whom_it_was_opened_to_and_nothing_else_is(tuva: Tuva, silje: User) -> None:
    consent = make_consent(tuva.person, to=silje, by=tuva.account, parts=("goals",))
    chosen = make_line(tuva.person, by=tuva.account, words="Ring meg. Ikke skriv.", kind="others")
    other = make_line(tuva.person, by=tuva.account, words="Jeg glemmer å spise.", kind="signs")
    tuva.client.post(mine("_met"), {"touch": "Ikke ta på meg.", "version": "0"})
    assert "Ring meg." not in seen_by(silje, tuva).text
    for _click in range(2):
        tuva.client.post(mine("_item_share", item_id=chosen.pk, consent_id=consent.pk, given=1))
    page = seen_by(silje, tuva).text
    assert "Ring meg. Ikke skriv." in page
    for hidden in ("Jeg glemmer å spise.", "Ikke ta på meg.", theirs(tuva)):
        assert hidden not in page
    with acting_as(SYSTEM):
        assert Reading.objects.filter(user=silje, part="safety", basis="shared", subject_id=tuva.person.pk).count() == 1
        right = Right.objects.filter(user=silje, basis="shared").latest("since_at", "pk")
        assert (right.scope, right.parts, right.until_at) == ("parts", ["goals", "safety"], consent.until_at)
    assert deeds()[-1] == "safety.share"
    assert deeds().count("safety.share") == 1
    assert deeds("sharing.more") == ["sharing.more"]
    assert "Silje ser dette" in tuva.client.get(mine()).text
    # Two taps: the line, then the button. The next request meets nothing of it; the goals are shared still.
    line = tuva.client.get(mine("_item", item_id=chosen.pk)).text
    stop = mine("_item_share", item_id=chosen.pk, consent_id=consent.pk, given=0)
    assert f'action="{stop}"' in line
    for _click in range(2):
        tuva.client.post(stop)
    assert deeds().count("safety.unshare") == 1
    answer = seen_by(silje, tuva)
    assert answer.status_code == 200
    assert "Ring meg." not in answer.text
    assert str(other.pk) not in answer.text
    # How to be met is opened by itself, and stands on top.
    tuva.client.post(mine("_met_share", consent_id=consent.pk, given=1))
    page = seen_by(silje, tuva).text
    assert "Ikke ta på meg." in page
    assert "Ring meg." not in page
    # A line that is taken away is seen by nobody, whoever it was opened to.
    tuva.client.post(mine("_item_share", item_id=chosen.pk, consent_id=consent.pk, given=1))
    tuva.client.post(mine("_item_gone", item_id=chosen.pk, gone=1))
    assert "Ring meg." not in seen_by(silje, tuva).text


def test_a_yes_that_is_over_shows_no_line_and_a_new_one_begins_with_none(tuva: Tuva, silje: User) -> None:
    consent = make_consent(tuva.person, to=silje, by=tuva.account, parts=("goals",))
    item = make_line(tuva.person, by=tuva.account, words="Ring meg. Ikke skriv.")
    tuva.client.post(mine("_item_share", item_id=item.pk, consent_id=consent.pk, given=1))

    def shown() -> bool:
        answer = seen_by(silje, tuva)
        return answer.status_code == 200 and "Ring meg." in answer.text

    assert shown()
    tuva.client.post(reverse("my_share_stop", args=[consent.pk]))
    assert not shown()
    tuva.client.post(reverse("my_share_restore", args=[consent.pk]))
    assert shown()
    with acting_as(tuva.account.pk):  # said anew: which lines is said anew too
        until = timezone.now() + timedelta(days=9)
        again = sharing.Yes(parts=["goals", "safety"], why="fortsatt", until_at=until)
        new = sharing.share_with(person=tuva.person, receiver=silje, yes=again, by=tuva.account, at=timezone.now())
    assert not shown()
    tuva.client.post(mine("_item_share", item_id=item.pk, consent_id=consent.pk, given=1))  # the old one is over
    assert not shown()
    tuva.client.post(mine("_item_share", item_id=item.pk, consent_id=new.pk, given=1))
    assert shown()
    with acting_as(SYSTEM):  # the day has come: only the right and the yes say until when, and both are past
        past = timezone.now() - timedelta(seconds=9)
        SharingConsent.objects.filter(pk=new.pk).update(given_at=past - timedelta(days=1), until_at=past)
    assert not shown()


@pytest.mark.second_wall
def test_the_rows_show_the_opened_line_alone(tuva: Tuva, silje: User) -> None:
    consent = make_consent(tuva.person, to=silje, by=tuva.account, parts=("goals",))
    item, other = (make_line(tuva.person, by=tuva.account, words=words) for words in ("En", "To"))
    with acting_as(tuva.account.pk):
        act.share_line(consent=consent, item=item, by=tuva.account, at=timezone.now())
        act.say_how_to_be_met(
            person=tuva.person, said={"words": "Rolig."}, seen_version=0, by=tuva.account, at=timezone.now()
        )
    another = make_user(Role.SUPPORTER)
    make_consent(tuva.person, to=another, by=tuva.account, parts=("goals", "safety"))
    for user, rows in ((silje, [item]), (another, [])):
        with acting_as(user.pk):
            assert list(SafetyItem.objects.all()) == rows
            assert SafetyItemShare.objects.count() == len(rows)
            assert not HowToBeMet.objects.exists()
            assert not SafetyItem.objects.filter(pk=item.pk).update(words="Annet")
    past, ahead = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1)
    for over in (
        {"withdrawn_at": timezone.now()},
        {"withdrawn_at": None, "given_at": past, "until_at": past + timedelta(1)},
    ):
        with acting_as(SYSTEM):
            SharingConsent.objects.filter(pk=consent.pk).update(**over)
        with acting_as(silje.pk):  # the right runs, as if nobody had ended it
            assert not SafetyItem.objects.exists()
    with acting_as(SYSTEM):
        SharingConsent.objects.filter(pk=consent.pk).update(until_at=ahead)
    with acting_as(silje.pk):
        assert list(SafetyItem.objects.all()) == [item]
    assert other in lines()


def test_the_contact_opens_a_line_with_the_person_and_nobody_else_does(tuva: Tuva, ingunn: Client, silje: User) -> None:
    consent = make_consent(tuva.person, to=silje, by=tuva.account, parts=("goals",))
    item = make_line(tuva.person, by=tuva.contact, words="Ring meg. Ikke skriv.")
    colleague, at = make_user(team=tuva.contact.team), timezone.now()
    with acting_as(SYSTEM):
        until = at + timedelta(days=9)
        let_into_circle(person=tuva.person, member=colleague, basis="bolig", until_at=until, by=tuva.contact, at=at)
    give = theirs(tuva, "_item_share", item_id=item.pk, consent_id=consent.pk, given=1)
    circle = sign_in(Client(), colleague)
    assert give not in circle.get(theirs(tuva, "_item", item_id=item.pk)).text
    assert circle.post(give).status_code == 404
    assert give in ingunn.get(theirs(tuva, "_item", item_id=item.pk)).text
    # Somebody else's yes opens nothing of this person's.
    roy = make_person(contact=tuva.contact)
    foreign = make_consent(roy, to=silje, by=make_account_of(roy))
    wrong = theirs(tuva, "_item_share", item_id=item.pk, consent_id=foreign.pk, given=1)
    assert ingunn.post(wrong).status_code == 404
    assert "Ring meg." not in seen_by(silje, tuva).text
    ingunn.post(give)
    assert "Ring meg." in seen_by(silje, tuva).text
    with acting_as(tuva.account.pk), pytest.raises(Refused):
        act.share_line(consent=foreign, item=item, by=tuva.account, at=at)


def test_how_to_be_met_stands_on_top_for_all_who_may_open_the_page(tuva: Tuva, ingunn: Client, silje: User) -> None:
    make_consent(tuva.person, to=silje, by=tuva.account, parts=("goals", "safety"))
    make_line(tuva.person, by=tuva.account, words="Gå til brygga.")
    page = reverse("person", args=[tuva.person.pk])
    assert "Slik vil jeg bli møtt" not in ingunn.get(page).text  # empty, it leaves no heading
    with acting_as(SYSTEM):
        peer, at = make_user(Role.PEER), timezone.now()
        until = at + timedelta(days=9)
        let_into_circle(person=tuva.person, member=peer, basis="turer", until_at=until, by=tuva.contact, at=at)
    outside = make_user(team=make_team())
    make_emergency(tuva.person, by=outside)
    said = {"touch": "Ikke ta på meg.", "seating": "Nær døra.", "drifting": "Si navnet mitt.", "version": "0"}
    for _click in range(2):
        tuva.client.post(mine("_met"), said)
    assert deeds() == ["safety.add", "safety.met"]
    for client in (ingunn, sign_in(Client(), peer), sign_in(Client(), outside)):
        with CaptureQueriesContext(connection) as queries:
            text = client.get(page).text
        assert len([one for one in queries if "howtobemet" in one["sql"]]) == 1
        places = [text.index(words) for words in ("Slik vil jeg bli møtt", "Si navnet mitt.", "Ikke ta på meg.")]
        assert places == sorted(places)
        assert "Gå til brygga." not in text
    for closed in (sign_in(Client(), peer), sign_in(Client(), outside)):
        assert closed.get(theirs(tuva)).status_code == 404
        assert closed.post(theirs(tuva, "_met"), said).status_code == 404
    assert "Ikke ta på meg." not in seen_by(silje, tuva).text
    # The person is told who reads it, and what was saved meanwhile is shown.
    assert "en du ikke kjenner" in tuva.client.get(mine("_met")).text
    ingunn.post(theirs(tuva, "_met"), {**said, "touch": "Spør først.", "version": "1"})
    newer = tuva.client.post(mine("_met"), {**said, "words": "Snakk lavt.", "version": "1"})
    assert newer.status_code == 422
    assert "Spør først." in newer.text
    assert "Snakk lavt." in newer.text
    tuva.client.post(mine("_met"), {"version": "2"})  # it may stand empty
    assert "Slik vil jeg bli møtt" not in ingunn.get(page).text


def test_it_is_there_in_a_narrow_session_and_gone_while_somebody_looks_over(tuva: Tuva, silje: User) -> None:
    consent = make_consent(tuva.person, to=silje, by=tuva.account, parts=("goals",))
    sign_in(tuva.client, tuva.account, narrow=True)
    session = tuva.client.session
    session.pop("whole_until", None)
    session.save()
    tuva.client.post(mine("_new", kind="bad_day"), {"words": "Det går over."})
    assert "Det går over." in tuva.client.get(mine()).text
    (item,) = lines()
    give, stop = (mine("_item_share", item_id=item.pk, consent_id=consent.pk, given=given) for given in (1, 0))
    page = tuva.client.get(mine("_item", item_id=item.pk)).text
    assert give not in page
    assert reverse("my_together") in page
    assert tuva.client.post(give).headers["Location"] == reverse("my_together")
    assert "Det går over." not in seen_by(silje, tuva).text
    with acting_as(tuva.account.pk):
        act.share_line(consent=consent, item=item, by=tuva.account, at=timezone.now())
    tuva.client.post(stop)  # closing needs nothing
    with acting_as(SYSTEM):
        assert not SafetyItemShare.objects.exists()
    assert mine() in tuva.client.get(reverse("my")).text
    tuva.client.post(reverse("my_neutral"), {"on": "1"})
    assert mine() not in tuva.client.get(reverse("my")).text
    for address in (mine(), mine("_paper"), mine("_met"), mine("_item", item_id=item.pk)):
        assert tuva.client.get(address).headers["Location"] == reverse("my")


def test_the_ways_to_it_open_nothing_by_themselves_and_the_words_are_plain(tuva: Tuva) -> None:
    for page in ("my", "my_hard"):
        assert mine() in tuva.client.get(reverse(page)).text
    assert mine() not in tuva.client.get(reverse("my_how")).text
    tuva.client.post(reverse("my_how"), {"feeling": "very_heavy"})
    assert mine() in tuva.client.get(reverse("my_how")).text
    assert not lines()
    tuva.client.post(reverse("my_shown"), {"parts": ["how", "telling", "messages"]})
    for page in ("my", "my_hard", "my_how"):
        assert mine() not in tuva.client.get(reverse(page)).text
    for address in (mine(), mine("_met"), mine("_new", kind="signs")):
        answer = tuva.client.get(address)
        assert lix(answer.text) <= 30, address
        assert "<title>Plan" in answer.text
    empty = make_account_of(make_person())
    assert sign_in(Client(), empty).get(mine()).status_code == 200  # without a contact person too


def test_the_card_is_one_small_paper_in_the_same_order_and_tells_not_whose(tuva: Tuva, ingunn: Client) -> None:
    for kind, words in (("others", "Sett deg hos meg."), ("calms", "Gå til brygga."), ("bad_day", "Det går over.")):
        make_line(tuva.person, by=tuva.account, kind=kind, words=words)
    make_line(tuva.person, by=tuva.contact, kind="from_contact", words="Du er seig.")
    make_line(tuva.person, by=tuva.contact, kind="people", words="Silje", phone="+4799990198")
    for number in range(4):
        make_line(tuva.person, by=tuva.account, kind="signs", words=f"Tegn {number}")
    for made in (tuva.client.get(mine("_paper")), ingunn.get(theirs(tuva, "_paper"))):
        assert 'filename="side.pdf"' in made["Content-Disposition"]
        card = read_paper(made.content)
        assert (len(card.reader.pages), card.size) == (1, (420, 595))
        order = ["Det går over.", "Du er seig.", "Tegn 0", "Tegn 2", "Gå til brygga.", "Silje", "113", "Sett deg"]
        places = [card.words.index(words) for words in order]
        assert places == sorted(places)
        assert "Tegn 3" not in card.words
        assert "Tuva" not in card.words
        assert card.is_tagged
    large = read_paper(tuva.client.get(mine("_paper") + "?type=large").content)
    assert large.size == (595, 842)


def test_what_is_open_in_the_middle_of_the_night_stands_there(tuva: Tuva) -> None:
    with acting_as(SYSTEM):
        open_all_night, by_day = make_service("Natthuset"), make_service("Dagsenteret")
        for service, always in ((open_all_night, True), (by_day, False)):
            Service.objects.filter(pk=service.pk).update(need="talk", always_open=always, version=7)
    text = tuva.client.get(mine()).text
    assert escape("Natthuset") in text
    assert "Dagsenteret" not in text
