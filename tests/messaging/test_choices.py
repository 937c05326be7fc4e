"""What a person says about texts: on My page and with their helper, on the same pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import DatabaseError, transaction
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, TypedText, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.followup.actions.goals import move_goal
from benken.followup.actions.weekly import ask_for_weekly_look
from benken.followup.models import Goal
from benken.messaging.actions import choices as actions
from benken.messaging.actions.conversation import send_message
from benken.messaging.answer_words import has_room_for_all
from benken.messaging.models import Message, Text, TextChoices, TextConsent, TextGoal
from benken.messaging.policies.choices import PinRefused, check_pin, is_pin
from benken.messaging.policies.texts import Way
from benken.messaging.queries.choices import number_of
from benken.messaging.queries.texts import choices_of
from benken.messaging.told import Yes
from benken.people.models import Person, Phone
from benken.people.queries import RecordClosed
from tests.factories import make_emergency, make_goal, make_team, make_user, sign_in
from tests.my.test_home import lix
from tests.people.conftest import account, contact, leader, roy, tuva

__all__ = ["account", "contact", "leader", "roy", "tuva"]
pytestmark = pytest.mark.django_db

YES = {"is_shared": "no", "shows": "words", "seen": ""}
QUIET = {"quiet_from": "22:00", "quiet_until": "09:30", "version": 0}
PIN = "fiskebolle"


class Asking:
    """Somebody at these pages, of one side."""

    def __init__(self, client: Client, user: User, person: Person, *, narrow: bool = False) -> None:
        self.client, self.user, self.person = sign_in(client, user, narrow=narrow), user, person
        self.own = user.subject_id == person.pk

    def address(self, name: str, **of: Any) -> str:
        """Return the address of one of the pages."""
        if self.own:
            return reverse(f"my_{name}", kwargs=of)
        return reverse(f"person_{name}", kwargs={"person_id": self.person.pk, **of})

    def get(self, name: str, **of: Any) -> str:
        """Return what a page says."""
        answer = self.client.get(self.address(name, **of))
        assert answer.status_code == 200
        return answer.text

    def post(self, name: str, data: dict[str, Any] | None = None, **of: Any) -> Any:
        """Press or send something."""
        return self.client.post(self.address(name, **of), data or {})


@pytest.fixture(params=["person", "contact"])
def asking(request: pytest.FixtureRequest, client: Client, tuva: Person, account: User, contact: User) -> Asking:
    """Return each of the two who may."""
    return Asking(client, account if request.param == "person" else contact, tuva)


@pytest.fixture
def phone(tuva: Person) -> Phone:
    """Return Tuva's first number."""
    return make_phone(tuva, "+4799990110")


@pytest.fixture
def second(tuva: Person, phone: Phone) -> Phone:  # noqa: ARG001  # comes after it
    """Return another number of hers."""
    return make_phone(tuva, "+4799990111", position=1)


def make_phone(person: Person, number: str, **fields: Any) -> Phone:
    """Make a number of a person."""
    with acting_as(SYSTEM):
        return Phone.objects.create(person=person, number=number, **fields)


def said(phone: Phone) -> TextConsent | None:
    """Return what stands about a number."""
    with acting_as(SYSTEM):
        return TextConsent.objects.filter(phone=phone).first()


def say_yes(phone: Phone, *, by: User, is_shared: bool = False) -> None:
    """Say yes on a number."""
    with acting_as(SYSTEM):
        seen = number_of(phone.person, phone.pk).mark
        told = Yes(is_shared=is_shared)
        actions.say_yes(person=phone.person, phone=phone, told=told, seen=seen, by=by, at=timezone.now())


def chosen(person: Person) -> TextChoices:
    """Return what a person has chosen."""
    with acting_as(SYSTEM):
        return choices_of(person)


def choose(person: Person, *, by: User, keywords: tuple[str, ...] = ("goals",), pin: str = "") -> None:
    """Turn keywords on, with a word for MÅL."""
    with acting_as(SYSTEM):
        version = choices_of(person).version
        actions.choose_keywords(
            person=person, keywords=keywords, pin=pin, seen_version=version, by=by, at=timezone.now()
        )


def deeds(person: Person) -> list[str]:
    """Return what was done about texts, the first first."""
    with acting_as(SYSTEM):
        done = Deed.objects.filter(subject_id=person.pk, verb__startswith="text.")
        return list(done.order_by("at", "pk").values_list("verb", flat=True))


def test_yes_on_a_number_stands_with_who_and_how_and_a_second_click_makes_none(asking: Asking, phone: Phone) -> None:
    assert "Da sender vi ingenting." in asking.get("texts")
    for _click in range(2):
        answer = asking.post("text_number", YES, phone_id=phone.pk)
        assert answer.status_code == 302
    consent = said(phone)
    assert consent is not None
    assert (consent.yes_how, consent.yes_by) == ("my_page" if asking.own else "talk", asking.user)
    assert (consent.is_used, consent.is_shared, consent.shows, consent.stopped_at) == (True, False, "words", None)
    assert "SMS går hit." in asking.get("texts")
    assert deeds(asking.person) == ["text.yes"]


def test_no_needs_no_reason_is_stopped_with_one_press_and_can_be_undone(asking: Asking, phone: Phone) -> None:
    asking.post("text_stop", phone_id=phone.pk)
    consent = said(phone)
    assert consent is not None
    assert (consent.yes_at, consent.stopped_how) == (None, "my_page" if asking.own else "talk")
    assert "Nei, sagt" in asking.get("texts")
    asking.post("text_restore", phone_id=phone.pk)
    assert said(phone) is None
    asking.post("text_number", YES, phone_id=phone.pk)
    for _click in range(2):
        page = asking.client.post(asking.address("text_stop", phone_id=phone.pk), follow=True).text
    assert asking.address("text_restore", phone_id=phone.pk) in page
    stopped = said(phone)
    assert stopped is not None
    assert stopped.stopped_at is not None
    assert not stopped.is_used
    asking.post("text_restore", phone_id=phone.pk)
    back = said(phone)
    assert back is not None
    assert (back.stopped_at, back.stopped_how, back.is_used) == (None, "", True)
    assert deeds(asking.person) == ["text.stop", "text.restore", "text.yes", "text.stop", "text.restore"]


def test_a_stop_that_came_as_a_text_is_not_undone_by_a_press_and_asks_for_a_new_yes(
    asking: Asking, phone: Phone
) -> None:
    say_yes(phone, by=asking.user)
    drawn = asking.client.get(asking.address("text_number", phone_id=phone.pk)).context["form"]["seen"].value()
    at = timezone.now()
    with acting_as(SYSTEM):
        TextConsent.objects.filter(phone=phone).update(stopped_at=at, stopped_how="text", is_used=False)
    asking.post("text_restore", phone_id=phone.pk)
    stale = asking.post("text_number", {"is_shared": "no", "shows": "notice", "seen": drawn}, phone_id=phone.pk)
    assert stale.status_code == 422
    assert "Noen andre lagret først" in stale.text
    assert "Nei til SMS" in stale.text
    standing = said(phone)
    assert standing is not None
    assert (standing.stopped_at, standing.stopped_how) == (at, "text")
    fresh = stale.context["form"]["seen"].value()
    asking.post("text_number", {"is_shared": "no", "shows": "notice", "seen": fresh}, phone_id=phone.pk)
    now = said(phone)
    assert now is not None
    assert (now.stopped_at, now.shows, now.is_used) == (None, "notice", True)


def test_a_stop_is_undone_at_once_and_not_later_nor_from_the_other_side(
    tuva: Person, account: User, contact: User, phone: Phone
) -> None:
    say_yes(phone, by=account)
    at = timezone.now()
    with acting_as(SYSTEM):
        actions.stop_texts(person=tuva, phone=phone, by=account, at=at)
        for by, when in ((contact, at), (account, at + timedelta(minutes=11))):
            with pytest.raises(Refused, match="for sent"):
                actions.restore_texts(person=tuva, phone=phone, by=by, at=when)
    standing = said(phone)
    assert standing is not None
    assert standing.stopped_at == at


def test_on_a_shared_phone_a_text_says_only_that_a_message_has_come(asking: Asking, phone: Phone) -> None:
    page = asking.client.post(
        asking.address("text_number", phone_id=phone.pk), {**YES, "is_shared": "yes"}, follow=True
    ).text
    consent = said(phone)
    assert consent is not None
    assert (consent.is_shared, consent.shows) == (True, "notice")
    assert "sier bare at det har kommet en melding" in page
    assert "Andre bruker telefonen også." in page


def test_a_question_left_open_is_told_and_the_rest_stands(asking: Asking, phone: Phone) -> None:
    answer = asking.post("text_number", {"shows": "notice", "seen": ""}, phone_id=phone.pk)
    assert answer.status_code == 422
    assert "Velg ja eller nei." in answer.text
    assert answer.context["form"]["shows"].value() == "notice"
    assert said(phone) is None


@pytest.mark.parametrize(
    ("fields", "why"), [({"can_get_texts": False}, "fasttelefon"), ({"do_not_text": True}, "ikke")]
)
def test_a_number_that_gets_no_texts_says_why_and_takes_no_yes(
    asking: Asking, fields: dict[str, bool], why: str
) -> None:
    phone = make_phone(asking.person, "+4722990110", **fields)
    assert why in asking.get("text_number", phone_id=phone.pk)
    page = asking.get("texts")
    assert why in page
    assert asking.address("text_number", phone_id=phone.pk) not in page
    assert asking.post("text_number", YES, phone_id=phone.pk).status_code == 422
    assert said(phone) is None
    assert deeds(asking.person) == []


def test_one_number_is_used_and_another_can_be_with_a_way_back(asking: Asking, phone: Phone, second: Phone) -> None:
    for one in (phone, second):
        asking.post("text_number", YES, phone_id=one.pk)
    first, other = said(phone), said(second)
    assert first is not None
    assert other is not None
    assert (first.is_used, other.is_used) == (True, False)
    for _click in range(2):
        page = asking.client.post(asking.address("text_use", phone_id=second.pk), follow=True).text
    assert asking.address("text_use", phone_id=phone.pk) in page
    with acting_as(SYSTEM):
        assert TextConsent.objects.get(is_used=True).phone == second
    asking.post("text_stop", phone_id=second.pk)
    with acting_as(SYSTEM):
        assert not TextConsent.objects.filter(is_used=True).exists()  # it goes nowhere else by itself
    assert "SMS går ikke noe sted nå." in asking.get("texts")
    asking.post("text_use", phone_id=second.pk)  # no yes stands there
    with acting_as(SYSTEM):
        assert not TextConsent.objects.filter(is_used=True).exists()
    assert deeds(asking.person).count("text.use") == 1


def test_a_number_the_gateway_did_not_know_says_so_and_is_tried_again(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user)
    with acting_as(SYSTEM):
        TextConsent.objects.filter(phone=phone).update(no_such_at=timezone.now())
    assert "fant ikke nummeret" in asking.get("texts")
    for _click in range(2):
        asking.post("text_try_again", phone_id=phone.pk)
    standing = said(phone)
    assert standing is not None
    assert standing.no_such_at is None
    assert "fant ikke nummeret" not in asking.get("texts")
    assert deeds(asking.person).count("text.try_again") == 1


def test_quiet_hours_reminders_and_the_weekly_text_are_chosen(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user)
    wrong = asking.post("text_times", {**QUIET, "reminders": "on", "weekly": "on"})
    assert wrong.status_code == 422
    assert "Velg først en dag" in wrong.text
    assert 'value="22:00"' in wrong.text
    assert chosen(asking.person).version == 0
    with acting_as(SYSTEM):
        ask_for_weekly_look(person=asking.person, weekday=3, by=asking.user, at=timezone.now())
    assert "torsdag" in asking.get("text_times")
    for _click in range(2):
        assert asking.post("text_times", {**QUIET, "reminders": "on", "weekly": "on"}).status_code == 302
    choices = chosen(asking.person)
    assert (f"{choices.quiet_from:%H:%M}", f"{choices.quiet_until:%H:%M}") == ("22:00", "09:30")
    assert (choices.reminders, choices.weekly, choices.version, choices.changed_by) == (True, True, 1, asking.user)
    page = asking.get("texts")
    assert "Stille fra kl. 22.00 til kl. 09.30." in page
    assert "dagen før en avtale" in page
    asking.post("text_times", {"quiet_from": "08:00", "quiet_until": "08:00", "version": 1})
    assert "Ingen stille timer." in asking.get("texts")
    assert asking.post("text_times", {"quiet_from": "når som helst", "version": 2}).status_code == 422
    assert deeds(asking.person)[1:] == ["text.choose", "text.choose"]


def test_where_no_gateway_is_chosen_nothing_is_offered_and_what_was_chosen_stays(
    asking: Asking, phone: Phone, contact: User
) -> None:
    with override_settings(SMS_OTHERWISE=""):
        page = asking.get("texts")
        assert "Her sendes ikke SMS." in page
        assert "Ja til SMS" not in page
        assert asking.client.get(asking.address("text_number", phone_id=phone.pk))["Location"] == asking.address(
            "texts"
        )
        refused = asking.post("text_number", YES, phone_id=phone.pk)
        assert refused.status_code == 422
        assert "Her sendes ikke SMS." in refused.text
        assert said(phone) is None
    asking.post("text_number", YES, phone_id=phone.pk)
    with override_settings(SMS_OTHERWISE=""):
        page = asking.get("texts")
        assert "Det som er valgt, står som det er." in page
        assert not [word for word in ("SMS går hit", "Bruk dette nummeret", "Velg kodeord") if word in page]
        assert "Stopp SMS" in page
        client, of = sign_in(Client(), contact), {"person_id": asking.person.pk}
        conversation = client.get(reverse("conversation", kwargs=of)).text
        assert "Her sendes ikke SMS." in conversation
        assert 'type="radio"' not in conversation
        assert "Her sendes ikke SMS." in client.get(reverse("person_change", kwargs=of)).text
        answer = client.post(reverse("conversation", kwargs=of), {"text": "Hei!", "way": "words"})
        assert answer.status_code == 422
        with acting_as(contact.pk), pytest.raises(Refused, match="Her sendes ikke SMS"):
            send_message(person=asking.person, text="Hei!", by=contact, at=timezone.now(), way=Way.WORDS)
        assert client.post(reverse("conversation", kwargs=of), {"text": "Hei!", "way": "page"}).status_code == 302
    with acting_as(SYSTEM):
        assert Message.objects.get(person=asking.person).text == "Hei!"
        assert not Text.objects.exists()
    assert "SMS går hit." in asking.get("texts")
    stands = said(phone)
    assert stands is not None
    assert stands.is_used


def test_two_who_choose_at_once_lose_nothing(client: Client, tuva: Person, account: User, contact: User) -> None:
    hers, his = Asking(client, account, tuva), Asking(Client(), contact, tuva)
    hers.post("text_times", QUIET)
    late = his.post("text_times", {"quiet_from": "20:00", "quiet_until": "07:00", "version": 0})
    assert late.status_code == 422
    assert "Noen andre lagret først" in late.text
    assert "Stille fra kl. 22.00" in late.text
    assert 'value="20:00"' in late.text
    assert f"{chosen(tuva).quiet_from}" == "22:00:00"
    again = {"quiet_from": "20:00", "quiet_until": "07:00", "version": late.context["form"]["version"].value()}
    assert his.post("text_times", again).status_code == 302
    assert f"{chosen(tuva).quiet_from}" == "20:00:00"
    late = hers.post("text_words", {"keywords": ["time"], "version": 1})
    assert late.status_code == 422
    assert chosen(tuva).keywords == []
    assert late.context["form"]["keywords"].value() == ["time"]


def test_keywords_are_turned_on_and_the_three_that_always_work_are_told(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user)
    for name in ("texts", "text_words"):
        assert "STOPP, START og HJELP virker alltid." in asking.get(name)
    for _click in range(2):
        asking.post("text_words", {"keywords": ["wait", "time"], "pin": "", "version": 0})
    choices = chosen(asking.person)
    assert (choices.keywords, choices.pin_hash, choices.version) == (["time", "wait"], "", 1)
    assert "TIME: " in asking.get("texts")
    assert asking.post("text_words", {"keywords": ["stop"], "version": 1}).status_code == 422
    asking.post("text_words", {"version": 1})
    assert chosen(asking.person).keywords == []


def test_goals_on_a_phone_that_others_use_need_a_word(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user, is_shared=True)
    assert "som bare du vet" in asking.get("text_words")
    wrong = asking.post("text_words", {"keywords": ["goals"], "pin": "", "version": 0})
    assert wrong.status_code == 422
    assert "Velg et ord for MÅL" in wrong.text
    assert chosen(asking.person).keywords == []
    for _click in range(2):
        asking.post("text_words", {"keywords": ["goals"], "pin": " Fiskebolle. ", "version": 0})
    choices = chosen(asking.person)
    assert choices.keywords == ["goals"]
    assert check_password(PIN, choices.pin_hash)
    assert is_pin(choices, PIN)
    assert not is_pin(choices, "kaffe")
    assert deeds(asking.person).count("text.pin_set") == 1


def test_a_word_for_goals_is_changed_and_is_neither_shown_nor_kept(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user)
    choose(asking.person, by=asking.user, pin="kaffekopp")
    before = chosen(asking.person)
    unlike = asking.post("text_pin", {"pin": PIN, "again": "noe annet", "version": 1})
    assert unlike.status_code == 422
    assert PIN not in unlike.text
    assert chosen(asking.person).pin_hash == before.pin_hash
    for _click in range(2):
        assert asking.post("text_pin", {"pin": PIN, "again": PIN, "version": 1}).status_code == 302
    assert check_password(PIN, chosen(asking.person).pin_hash)
    for name in ("texts", "text_pin", "text_words", "text_pin_remove"):
        page = asking.get(name)
        assert PIN not in page
        assert chosen(asking.person).pin_hash not in page
    stale = asking.post("text_pin", {"pin": "kaffekopp", "again": "kaffekopp", "version": 1})
    assert stale.status_code == 422
    assert check_password(PIN, chosen(asking.person).pin_hash)
    with acting_as(SYSTEM):
        assert not TypedText.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("abc", "fra 4 til 20"),
        ("a" * 21, "fra 4 til 20"),
        ("to ord", "uten mellomrom"),
        ("\u200b", "uten mellomrom"),
        ("tuva", "lett å gjette"),
        ("1234", "lett å gjette"),
        ("aaaa", "lett å gjette"),
        ("Stopp", "lett å gjette"),
        ("🙂🙂🙂🙂", "fra 4 til 20"),
    ],
)
def test_a_word_that_keeps_nobody_out_is_refused(asking: Asking, typed: str, why: str) -> None:
    with pytest.raises(PinRefused, match=why):
        check_pin(typed, person=asking.person)
    answer = asking.post("text_pin", {"pin": typed, "again": typed, "version": 0})
    assert answer.status_code == 422
    assert chosen(asking.person).pin_hash == ""


def test_a_word_in_any_script_is_a_word(tuva: Person) -> None:
    assert check_pin("قهوة2", person=tuva) == "قهوة2"
    assert check_pin("ČÁHPPES", person=tuva) == "čáhppes"


def test_the_word_is_taken_away_but_not_while_others_use_the_phone(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user, is_shared=True)
    choose(asking.person, by=asking.user, pin=PIN)
    page = asking.client.post(asking.address("text_pin_remove"), follow=True).text
    assert "Skru av MÅL først" in page
    assert is_pin(chosen(asking.person), PIN)
    choose(asking.person, by=asking.user, keywords=())
    assert "kan ikke hentes tilbake" in asking.get("text_pin_remove")
    for _click in range(2):
        asking.post("text_pin_remove")
    assert chosen(asking.person).pin_hash == ""
    assert deeds(asking.person).count("text.pin_remove") == 1


def test_a_phone_that_becomes_shared_turns_goals_off_until_there_is_a_word(asking: Asking, phone: Phone) -> None:
    say_yes(phone, by=asking.user)
    choose(asking.person, by=asking.user, keywords=("goals", "time"))
    with acting_as(SYSTEM):
        seen = number_of(asking.person, phone.pk).mark
    data = {"is_shared": "yes", "shows": "words", "seen": seen}
    page = asking.client.post(asking.address("text_number", phone_id=phone.pk), data, follow=True).text
    assert "MÅL er skrudd av" in page
    choices = chosen(asking.person)
    assert (choices.keywords, choices.version) == (["time"], 2)
    choose(asking.person, by=asking.user, pin=PIN)
    assert chosen(asking.person).keywords == ["goals"]


def test_goals_have_short_names_and_it_is_shown_how_the_text_will_look(asking: Asking) -> None:
    goal = make_goal(asking.person, by=asking.user, words="Slutte å krangle")
    resting = make_goal(asking.person, by=asking.user, words="Ikke nå")
    with acting_as(SYSTEM):
        move_goal(person=asking.person, goal=resting, to=Goal.State.RESTING, by=asking.user, at=timezone.now())
    page = asking.get("text_goals")
    assert "Slutte å krangle" in page
    assert "Ikke nå" not in page
    for _click in range(2):
        asking.post("text_goal", {"name": " døra ", "seen": ""}, goal_id=goal.pk)
    assert "døra. (Automatisk SMS)" in asking.get("text_goals")
    stale = asking.post("text_goal", {"name": "porten", "seen": "vinduet"}, goal_id=goal.pk)
    assert stale.status_code == 422
    assert "døra" in stale.text
    assert "porten" in stale.text
    asking.post("text_goal", {"name": "", "seen": "døra"}, goal_id=goal.pk)
    with acting_as(SYSTEM):
        assert not TextGoal.objects.exists()
    assert deeds(asking.person) == ["text.name_goal", "text.name_goal"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("x" * 31, "30 tegn"), ("mindre heroin", "kan fortelle andre hva det er"), ("x" * 40_000, "30 tegn")],
)
def test_a_name_that_is_too_long_or_tells_what_it_is_about_is_refused(asking: Asking, name: str, why: str) -> None:
    goal = make_goal(asking.person, by=asking.user)
    answer = asking.post("text_goal", {"name": name, "seen": ""}, goal_id=goal.pk)
    assert answer.status_code == 422
    assert why in answer.text
    assert name[:30] in answer.text
    with acting_as(SYSTEM):
        assert not TextGoal.objects.exists()


def test_what_the_municipality_calls_its_own_is_no_name_either(tuva: Person, contact: User) -> None:
    team = make_team("Brygga ute")
    goal = make_goal(tuva, by=contact)
    with acting_as(SYSTEM), pytest.raises(Refused, match="kan fortelle"):
        actions.name_goal(person=tuva, goal=goal, name=f"til {team.name}", seen="", by=contact, at=timezone.now())


def test_it_is_told_whether_one_text_has_room_for_all_names() -> None:
    assert has_room_for_all(["døra", "hunden", "to uker"])
    assert not has_room_for_all([f"{number} {'x' * 28}" for number in range(9)])
    others = ["heimen og hagen", "en lang en til", "en til her"]
    assert has_room_for_all(["doarjja og mer", *others])
    assert not has_room_for_all(["\u0111oarjja og mer", *others])  # one letter, and there is room for seventy


def test_a_session_that_is_not_whole_chooses_too_but_leaves_the_word(
    client: Client, tuva: Person, account: User, phone: Phone
) -> None:
    """It guards MÅL against whoever has borrowed the phone, and may have the slip of paper as well."""
    narrow = Asking(client, account, tuva, narrow=True)
    narrow.post("text_number", YES, phone_id=phone.pk)
    narrow.post("text_times", {**QUIET, "reminders": "on"})
    assert narrow.post("text_pin", {"pin": PIN, "again": PIN, "version": 1}).status_code == 302
    assert is_pin(chosen(tuva), PIN)  # there was none to guard
    for name, data in (
        ("text_pin", {}),
        ("text_pin", {"pin": "kaffekopp", "again": "kaffekopp", "version": 2}),
        ("text_pin_remove", {}),
    ):
        for answer in (narrow.client.get(narrow.address(name)), narrow.post(name, data)):
            assert answer["Location"] == reverse("my_together")
    narrow.post("text_words", {"keywords": ["goals"], "pin": "kaffekopp", "version": 2})
    narrow.post("text_stop", phone_id=phone.pk)
    choices, consent = chosen(tuva), said(phone)
    assert is_pin(choices, PIN)
    assert choices.keywords == ["goals"]
    assert consent is not None
    assert consent.stopped_at is not None
    assert "SMS" in narrow.get("texts")
    sign_in(client, account)
    assert narrow.post("text_pin_remove").status_code == 302
    assert chosen(tuva).pin_hash == ""


def test_the_actions_refuse_the_word_in_a_session_that_is_not_whole(tuva: Person, account: User) -> None:
    choose(tuva, by=account, pin=PIN)
    at = timezone.now()
    with acting_as(SYSTEM):
        with pytest.raises(PinRefused):
            actions.set_pin(person=tuva, pin="kaffekopp", seen_version=1, narrow=True, by=account, at=at)
        with pytest.raises(PinRefused):
            actions.remove_pin(person=tuva, narrow=True, by=account, at=at)
        with pytest.raises(ChangedMeanwhile):
            actions.choose_keywords(person=tuva, keywords=["goals"], pin="kaffekopp", seen_version=1, by=account, at=at)
    assert is_pin(chosen(tuva), PIN)


@pytest.mark.second_wall
def test_the_database_keeps_the_word_in_a_session_that_is_not_whole(tuva: Person, account: User) -> None:
    choose(tuva, by=account, pin=PIN)
    mine = TextChoices.objects.filter(person=tuva)
    with acting_as(account.pk, narrow=True):
        for word in ("", "x"):
            with pytest.raises(DatabaseError), transaction.atomic():
                mine.update(pin_hash=word)
        assert mine.update(reminders=True, version=2) == 1
    with acting_as(account.pk):
        assert mine.update(pin_hash="") == 1
    with acting_as(account.pk, narrow=True):
        assert mine.update(pin_hash="x") == 1  # there was none to guard


def test_it_is_the_numbers_and_goals_of_this_person_alone(asking: Asking, roy: Person, contact: User) -> None:
    his, goal = make_phone(roy, "+4799990112"), make_goal(roy, by=contact)
    for name in ("text_number", "text_stop", "text_restore", "text_use", "text_try_again"):
        assert asking.post(name, YES, phone_id=his.pk).status_code == 404
    assert asking.post("text_goal", {"name": "døra", "seen": ""}, goal_id=goal.pk).status_code == 404
    at = timezone.now()
    with acting_as(SYSTEM):
        for act in (
            lambda: actions.say_yes(
                person=asking.person, phone=his, told=Yes(is_shared=False), seen="", by=asking.user, at=at
            ),
            lambda: actions.stop_texts(person=asking.person, phone=his, by=asking.user, at=at),
            lambda: actions.restore_texts(person=asking.person, phone=his, by=asking.user, at=at),
            lambda: actions.name_goal(person=asking.person, goal=goal, name="x", seen="", by=asking.user, at=at),
        ):
            with pytest.raises(RecordClosed):
                act()
        assert not TextConsent.objects.exists()
        assert not TextGoal.objects.exists()


def test_a_stranger_gets_the_same_as_for_nothing_and_so_does_an_emergency_reader(
    client: Client, tuva: Person, contact: User, phone: Phone
) -> None:
    goal = make_goal(tuva, by=contact)
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    others = (make_user(team=make_team()), make_user(Role.LEADER, team=contact.team), make_user(Role.PEER))
    pages = ("texts", "text_times", "text_words", "text_pin", "text_pin_remove", "text_goals")
    presses = ("text_stop", "text_restore", "text_use", "text_try_again")

    def answers(user: User) -> set[int]:
        asking = Asking(client, user, tuva)
        found: list[HttpResponseBase] = [client.get(asking.address(name)) for name in pages]
        found += [asking.post(name, QUIET) for name in pages]
        found += [asking.post(name, phone_id=phone.pk) for name in presses]
        found.append(asking.post("text_number", YES, phone_id=phone.pk))
        found.append(asking.post("text_goal", {"name": "x", "seen": ""}, goal_id=goal.pk))
        return {answer.status_code for answer in found}

    for stranger in (*others, in_emergency):
        assert answers(stranger) == {404}
    assert said(phone) is None
    assert chosen(tuva).version == 0
    with acting_as(SYSTEM):
        assert not Reading.objects.filter(subject_id=tuva.pk, user__in=others).exists()
    assert 404 not in answers(contact)
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=tuva.pk, part="texts", user=contact).exists()


@pytest.mark.second_wall
def test_the_rows_are_closed_to_others_and_to_an_emergency_reader(tuva: Person, contact: User, phone: Phone) -> None:
    say_yes(phone, by=contact)
    choose(tuva, by=contact, keywords=("time",))
    with acting_as(SYSTEM):
        TextGoal.objects.create(goal=make_goal(tuva, by=contact), person=tuva, name="døra")
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    for user, sees in ((make_user(), False), (in_emergency, False), (contact, True)):
        with acting_as(user.pk):
            assert [model.objects.exists() for model in (TextConsent, TextChoices, TextGoal)] == [sees] * 3


def test_the_pages_are_short_easy_to_read_and_tell_nothing_in_title_and_address(
    asking: Asking, phone: Phone, second: Phone
) -> None:
    say_yes(phone, by=asking.user, is_shared=True)
    say_yes(second, by=asking.user)
    choose(asking.person, by=asking.user, keywords=("goals", "time", "wait"), pin=PIN)
    goal = make_goal(asking.person, by=asking.user)
    for name, of in (
        *((name, {}) for name in ("texts", "text_times", "text_words", "text_pin", "text_pin_remove", "text_goals")),
        ("text_number", {"phone_id": phone.pk}),
        ("text_goal", {"goal_id": goal.pk}),
    ):
        page = asking.get(name, **of)
        assert lix(page) <= 30, name
        assert "<title>SMS – " in page
        assert page.count("<h1") == 1
        assert len(page.encode()) <= 30_000


def test_how_texts_are_deleted_is_open_to_everybody_and_leaves_no_trace(client: Client, account: User) -> None:
    for _who in ("nobody", "the person"):
        answer = client.get(reverse("delete_texts"))
        assert answer.status_code == 200
        assert "<title>SMS – " in answer.text
        assert lix(answer.text) <= 30
        for kind in ("iPhone", "Android", "Telefon med knapper"):
            assert kind in answer.text
        sign_in(client, account)
    assert Client().post(reverse("delete_texts")).status_code == 405


def test_help_is_there_without_texts_and_the_way_here_stands_where_messages_are(
    client: Client, asking: Asking, tuva: Person
) -> None:
    """Red line R9: no number at all, and nothing is missing."""
    page = asking.get("texts")
    assert ("Du trenger ikke SMS." if asking.own else "trenger ikke SMS") in page
    assert "nummer" in page
    for name in ("my_messages", "my") if asking.own else ("conversation", "person"):
        of = {} if asking.own else {"person_id": tuva.pk}
        assert asking.address("texts") in client.get(reverse(name, kwargs=of)).text
