"""«Slik har jeg det»: one thing is enough, nothing alarms, and the self-check stores nothing until it is saved."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, TypedText
from benken.access.typed_text import owner_token
from benken.followup.actions.check_ins import mark_check_ins_seen, save_own_tip
from benken.followup.models import CheckIn, OwnTip
from benken.followup.window import TIPS
from benken.lib.ids import new_id
from benken.messaging.models import Message
from benken.people.models import ContactPerson, Entry
from tests.factories import make_check_in, sign_in
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db

HOW, WINDOW, RESTORE = "/my/how/", "/my/how/window/", "/my/how/window/restore/"


def said() -> list[CheckIn]:
    """Return everything anybody has said, oldest first."""
    with acting_as(SYSTEM):
        return list(CheckIn.objects.order_by("said_at", "pk"))


def tips() -> dict[str, str]:
    """Return all own tips, by zone."""
    with acting_as(SYSTEM):
        return {tip.zone: tip.words for tip in OwnTip.objects.all()}


def deeds(verb: str) -> int:
    """Return how often something was done."""
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb=verb).count()


def page(tuva: Tuva, address: str = HOW) -> str:
    """Return what a page says."""
    answer = tuva.client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def main_of(text: str) -> str:
    """Return the main part of a page without what differs each time it is drawn."""
    main = text.split("<main", 1)[1].split("</main>", maxsplit=1)[0]
    return re.sub(r'(name="(_once|_owner|csrfmiddlewaretoken)" value=)"[^"]*"', r"\1", main)


def test_what_i_say_is_shared_at_once_with_all_of_it(tuva: Tuva) -> None:
    fields = {
        "feeling": "heavy",
        "needs": ["food", "call"],
        "own_needs": "en jakke",
        "zone": "under",
        "words": "Sov lite.\r\nMen det går.",
    }
    answer = tuva.client.post(HOW, fields, follow=True)
    text = answer.content.decode()
    assert "Takk for at du sa det. Ingunn får se det." in text
    [one] = said()
    assert (one.feeling, one.needs, one.zone) == ("heavy", "at noen ringer, mat, en jakke", "under")
    assert one.words == "Sov lite.\nMen det går."
    assert (one.person_id, one.written_by_id, one.seen_at) == (tuva.person.pk, tuva.account.pk, None)
    assert deeds("checkin.say") == 1
    with acting_as(SYSTEM):
        tuva.person.refresh_from_db()
    assert tuva.person.last_heard_at == one.said_at
    for words in ("Tungt", "Trenger: at noen ringer, mat, en jakke", "Sov lite.", "Nummen, tom, langt borte.", "i dag"):
        assert words in text


@pytest.mark.parametrize(
    "field", [{"feeling": "good"}, {"needs": ["peace"]}, {"own_needs": "ro"}, {"zone": "inside"}, {"words": "Hei"}]
)
def test_one_thing_is_enough(tuva: Tuva, field: dict[str, object]) -> None:
    assert tuva.client.post(HOW, field).status_code == 302
    assert len(said()) == 1


@pytest.mark.parametrize("fields", [{}, {"words": " \u200b "}, {"feeling": "", "zone": "", "own_needs": "\u200b"}])
def test_nothing_at_all_is_told_kindly(tuva: Tuva, fields: dict[str, str]) -> None:
    answer = tuva.client.post(HOW, fields)
    assert answer.status_code == 422
    assert "Én ting er nok." in answer.content.decode()
    assert said() == []
    assert deeds("checkin.say") == 0


def test_an_answer_that_was_not_offered_is_refused_with_all_that_was_typed(tuva: Tuva) -> None:
    for field in ({"feeling": "7"}, {"zone": "red"}, {"needs": ["money"]}):
        answer = tuva.client.post(HOW, field | {"words": "Dette står her ennå"})
        assert answer.status_code == 422
        assert "Dette står her ennå" in answer.content.decode()
    assert said() == []


def test_it_says_who_sees_it_why_we_ask_and_whom_to_call(tuva: Tuva) -> None:
    text = page(tuva)
    assert "Ingunn kan lese det du skriver." in text
    assert "Vi spør så du slipper å begynne på nytt hver gang." in text
    assert "Ingen må svare på dette." in text
    for address in (HOW, WINDOW):
        for number in ("tel:113", "tel:116117", "tel:116123"):
            assert number in page(tuva, address)


def test_it_says_so_when_nobody_is_there_to_see_it(tuva: Tuva) -> None:
    with acting_as(SYSTEM):
        ContactPerson.objects.filter(person=tuva.person).update(until_at=timezone.now())
    answer = tuva.client.post(HOW, {"feeling": "so_so"}, follow=True)
    assert "Det står her til du får en kontaktperson." in answer.content.decode()


def test_the_heaviest_words_get_the_same_page_and_set_nothing_off(tuva: Tuva) -> None:
    """R16: words are for people to read. Only the numbers move, and only by the answer that was chosen."""
    worst = "Jeg orker ikke mer. Selvmord, overdose, kniv, barn, politi."
    tuva.client.post(HOW, {"feeling": "heavy", "words": worst})
    text = page(tuva)
    assert text.index("tel:113") > text.index('type="submit">Del det') > text.index('name="words"')
    assert text.count("tel:113") == 1
    tuva.client.post(HOW, {"feeling": "very_heavy"})
    text = page(tuva)
    assert text.index("tel:113") < text.index('name="feeling"')
    assert text.count("tel:113") == 1
    assert "Noen svarer alltid her:" in text
    assert "danger" not in main_of(text)
    with acting_as(SYSTEM):
        assert set(Deed.objects.filter(subject_id=tuva.person.pk, at__gte=said()[0].said_at).values_list("verb")) == {
            ("checkin.say",)
        }
        assert not Message.objects.exists()
        assert not Entry.objects.exists()
        CheckIn.objects.update(said_at=timezone.now() - timedelta(hours=13))
    text = page(tuva)
    assert text.index("tel:113") > text.index('name="feeling"')


def test_it_is_taken_back_until_the_contact_person_has_seen_it(tuva: Tuva) -> None:
    tuva.client.post(HOW, {"words": "Angrer på dette"})
    undo = reverse("my_how_take_back", kwargs={"check_in_id": said()[0].pk})
    assert page(tuva).count(f'action="{undo}"') == 2  # in the line on top, and in the list
    for told in ("Tatt tilbake.", "Det står ikke her lenger."):
        assert told in tuva.client.post(undo, follow=True).content.decode()
        assert said() == []
    assert deeds("checkin.take_back") == 1

    tuva.client.post(HOW, {"words": "Dette er sett"})
    [one] = said()
    with acting_as(SYSTEM):
        mark_check_ins_seen(check_ins=[one], by=tuva.contact, at=timezone.now())
    undo = reverse("my_how_take_back", kwargs={"check_in_id": one.pk})
    text = page(tuva)
    assert "Sett i dag" in text
    answer = tuva.client.post(undo, follow=True)
    assert "Dette er alt sett, og blir stående." in answer.content.decode()
    assert said() == [one]


@pytest.mark.second_wall
def test_the_wall_holds_when_the_code_does_not(tuva: Tuva) -> None:
    """What is seen stands in the database too, and nobody changes another's words."""
    one = make_check_in(tuva.person, by=tuva.account)
    with acting_as(tuva.contact.pk):
        assert CheckIn.objects.filter(pk=one.pk).delete()[0] == 0
        mark_check_ins_seen(check_ins=[one], by=tuva.contact, at=timezone.now())
    with acting_as(tuva.account.pk):
        assert CheckIn.objects.filter(pk=one.pk).delete()[0] == 0
    assert said() == [one]


def test_what_was_written_in_together_stands_with_who_wrote_it_and_is_theirs_to_take_back(tuva: Tuva) -> None:
    one = make_check_in(tuva.person, by=tuva.contact, words="Vi skrev det på benken.")
    text = page(tuva)
    assert "Skrevet sammen med Ingunn" in text
    undo = reverse("my_how_take_back", kwargs={"check_in_id": one.pk})
    assert undo not in text
    assert "Bare den som skrev dette" in tuva.client.post(undo, follow=True).content.decode()
    assert said() == [one]


def test_what_another_person_said_is_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    one = make_check_in(somebody_else.person, by=somebody_else.account, words="Helt mitt eget")
    assert "Helt mitt eget" not in page(tuva)
    for check_in_id in (one.pk, new_id()):
        undo = reverse("my_how_take_back", kwargs={"check_in_id": check_in_id})
        assert "Det står ikke her lenger." in tuva.client.post(undo, follow=True).content.decode()
        assert "Helt mitt eget" not in tuva.client.get(HOW, {"before": str(check_in_id)}).content.decode()
    assert tuva.client.get(HOW, {"before": "x"}).status_code == 200
    assert said() == [one]


def test_older_ones_come_a_page_at_a_time(tuva: Tuva, now: datetime) -> None:
    for number in range(12):
        make_check_in(tuva.person, by=tuva.account, words=f"nr {number} her", at=now - timedelta(days=12 - number))
    first = page(tuva)
    assert "nr 7 her" in first
    assert "nr 6 her" not in first
    older = first.split("?before=")[1].split('"')[0]
    second = page(tuva, f"{HOW}?before={older}")
    assert "nr 6 her" in second
    assert "nr 7 her" not in second
    assert "Til de nyeste" in second
    assert "tel:113" in second


def test_a_form_sent_twice_says_it_once(tuva: Tuva) -> None:
    fields = {"feeling": "good", "_once": str(new_id())}
    first, second = (tuva.client.post(HOW, fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(said()) == 1


@pytest.mark.parametrize(
    "text", ["\U0001f469\u200d\U0001f9b0 \U0001f389", "مرحبا يا صديقي", "<script>alert(1)</script>", "a" * 40_000]
)
def test_any_script_and_a_long_text_stand_as_they_were_written(tuva: Tuva, text: str) -> None:
    assert tuva.client.post(HOW, {"words": text, "own_needs": text[:300]}).status_code == 302
    assert (said()[0].words, said()[0].needs) == (text, text[:300])
    shown = page(tuva)
    assert text.replace("<", "&lt;").replace(">", "&gt;") in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize(("field", "length"), [("words", 40_001), ("own_needs", 301)])
def test_a_text_too_long_is_told_and_still_there(tuva: Tuva, field: str, length: int) -> None:
    answer = tuva.client.post(HOW, {field: "b" * length, "feeling": "heavy", "needs": ["bed"]})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "b" * length in text
    assert str(length) in text
    assert re.search(r'value="heavy"[^>]*checked', text)
    assert re.search(r'value="bed"[^>]*checked', text)
    assert said() == []


def test_all_that_was_typed_and_ticked_waits_when_the_session_has_ended(tuva: Tuva) -> None:
    stranger = Client()
    fields = {"needs": ["food", "peace"], "feeling": "so_so", "words": "Lenge skrevet", "_page": HOW}
    answer = stranger.post(HOW, fields | {"_owner": owner_token(tuva.account)})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    text = sign_in(stranger, tuva.account).get(HOW).content.decode()
    assert "Lenge skrevet" in text
    assert all(re.search(rf'value="{value}"[^>]*checked', text) for value in ("food", "peace", "so_so"))
    assert said() == []


def test_my_page_leads_here_without_asking_the_database_more(tuva: Tuva) -> None:
    text = page(tuva, reverse("my"))
    assert f'href="{HOW}"' in text
    assert f'href="{HOW}"' in page(tuva, reverse("my_record"))
    with CaptureQueriesContext(connection) as queries:
        page(tuva, reverse("my"))
    assert not [query for query in queries if "checkin" in query["sql"] or "owntip" in query["sql"]]


# The self-check


def test_looking_stores_nothing_and_sends_nothing(tuva: Tuva) -> None:
    text = page(tuva, WINDOW)
    for zone in TIPS.values():
        assert all(str(tip) in text for tip in zone)
    assert text.count("<details") >= 3
    assert "<details open" not in text
    main = main_of(text)
    assert "data-autosave-url" not in main  # nothing leaves the page before «Lagre»
    assert not re.findall(r'href="[^"]*(over|inside|under|zone)[^"]*"', main)
    with acting_as(SYSTEM):
        for table in (OwnTip, CheckIn, TypedText, Reading):
            assert not table.objects.exists()
        assert not Deed.objects.filter(by=tuva.account).exists()


def test_my_own_tip_is_stored_when_i_save_it_and_says_who_sees_it(tuva: Tuva) -> None:
    assert "Ingunn kan lese det du skriver." in page(tuva, WINDOW)
    answer = tuva.client.post(WINDOW, {"zone": "over", "words": "Gå til brygga.", "version": "0"}, follow=True)
    assert answer.redirect_chain == [(WINDOW, 302)]
    text = answer.content.decode()
    assert "Lagret. Det står under «Over»." in text
    assert tips() == {"over": "Gå til brygga."}
    assert deeds("tip.save") == 1
    assert "Gå til brygga." in page(tuva)  # beside the zone, where I say how I am


def test_a_tip_saved_empty_is_gone_and_comes_back_with_undo(tuva: Tuva) -> None:
    tuva.client.post(WINDOW, {"zone": "under", "words": "Et teppe", "version": "0"})
    answer = tuva.client.post(WINDOW, {"zone": "under", "words": " ", "version": "1"}, follow=True)
    assert "Det under «Under» er tatt bort." in answer.content.decode()
    assert f'action="{RESTORE}"' in answer.content.decode()
    assert tips() == {}
    assert deeds("tip.remove") == 1
    assert "Det står som før." in tuva.client.post(RESTORE, follow=True).content.decode()
    assert tips() == {"under": "Et teppe"}
    assert "Det er for lenge siden." in tuva.client.post(RESTORE, follow=True).content.decode()
    assert tips() == {"under": "Et teppe"}


def test_undo_puts_back_what_stood_and_never_over_something_newer(tuva: Tuva) -> None:
    tuva.client.post(WINDOW, {"zone": "over", "words": "Først", "version": "0"})
    tuva.client.post(RESTORE)
    assert tips() == {}
    tuva.client.post(WINDOW, {"zone": "over", "words": "Først", "version": "0"})
    tuva.client.post(WINDOW, {"zone": "over", "words": "Så", "version": "1"})
    with acting_as(tuva.account.pk):
        save_own_tip(person=tuva.person, zone="over", words="Nyest", seen_version=2, by=tuva.account, at=timezone.now())
    answer = tuva.client.post(RESTORE, follow=True)
    assert "lagret et annet sted" in answer.content.decode()
    assert tips() == {"over": "Nyest"}


def test_two_screens_lose_nothing(tuva: Tuva) -> None:
    tuva.client.post(WINDOW, {"zone": "over", "words": "Fra den ene", "version": "0"})
    late = tuva.client.post(WINDOW, {"zone": "over", "words": "Fra den andre", "version": "0"})
    assert late.status_code == 422
    text = late.content.decode()
    assert "Slik står det nå" in text
    assert text.count('<details class="ds-details" open>') == 2  # the zone, and in it the field
    assert "Fra den ene" in text
    assert "Fra den andre" in text
    assert tips() == {"over": "Fra den ene"}
    version = re.search(r'name="version" value="1" id="id_over_version"', text)
    assert version
    tuva.client.post(WINDOW, {"zone": "over", "words": "Begge", "version": "1"})
    assert tips() == {"over": "Begge"}


@pytest.mark.parametrize(("zone", "status"), [("beside", 404), ("", 404), ("over\x00", 404)])
def test_a_zone_that_does_not_exist_is_missing(tuva: Tuva, zone: str, status: int) -> None:
    assert tuva.client.post(WINDOW, {"zone": zone, "words": "x", "version": "0"}).status_code == status
    assert tips() == {}


def test_a_tip_too_long_is_told_and_still_there(tuva: Tuva) -> None:
    answer = tuva.client.post(WINDOW, {"zone": "inside", "words": "c" * 1001, "version": "0"})
    assert answer.status_code == 422
    assert "c" * 1001 in answer.content.decode()
    assert tips() == {}


def test_a_tip_typed_when_the_session_ended_waits_in_its_zone(tuva: Tuva) -> None:
    stranger = Client()
    fields = {"zone": "under", "words": "Åpne vinduet", "version": "0", "_page": WINDOW}
    stranger.post(WINDOW, fields | {"_owner": owner_token(tuva.account)})
    text = sign_in(stranger, tuva.account).get(WINDOW).content.decode()
    kept = text.split('id="id_under_words"')[1].split("</textarea>")[0]
    assert "Åpne vinduet" in kept
    assert "Vi tok vare på det du skrev" in text
    assert tips() == {}


def test_another_persons_tip_is_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    somebody_else.client.post(WINDOW, {"zone": "over", "words": "Bare mitt", "version": "0"})
    assert "Bare mitt" not in page(tuva, WINDOW)
    tuva.client.post(WINDOW, {"zone": "over", "words": "Mitt eget", "version": "0"})
    with acting_as(SYSTEM):
        assert OwnTip.objects.count() == 2
