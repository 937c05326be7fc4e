"""Texts of the invented people, as they stand after a load."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.demo.gateway import is_invented
from benken.demo.keys import person_id
from benken.demo.personas import TUVA
from benken.messaging.gsm import measure
from benken.messaging.keywords import pin_word
from benken.messaging.models import IncomingText, Message, Text, TextChoices, TextConsent, TextGoal
from benken.messaging.neutral import telling_words
from benken.people.models import Phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipality")]
State = Text.State


def test_every_number_a_text_goes_to_or_comes_from_is_invented() -> None:
    with acting_as(SYSTEM):
        numbers = {
            *Text.objects.values_list("number", flat=True),
            *IncomingText.objects.values_list("number", flat=True),
        }
        phones = set(Phone.objects.values_list("number", flat=True))
    assert len(numbers) > 20
    assert [number for number in (numbers | phones) if not is_invented(number)] == []


def test_every_state_that_a_text_ends_in_is_to_be_seen() -> None:
    with acting_as(SYSTEM):
        assert set(Text.objects.values_list("state", flat=True)) == {
            State.DELIVERED, State.NOT_REACHED, State.NO_SUCH_NUMBER, State.FAILED,
        }  # fmt: skip
        gone = TextConsent.objects.get(no_such_at__isnull=False, person_id=person_id("aleksander"))
        assert Text.objects.filter(person=gone.person_id, state=State.NO_SUCH_NUMBER).exists()


def test_nothing_of_texts_is_in_the_future_or_before_the_yes() -> None:
    now = timezone.now()
    with acting_as(SYSTEM):
        for moment in ("queued_at", "not_before_at", "try_at", "sending_at", "sent_at", "told_at"):
            assert not Text.objects.filter(**{f"{moment}__gt": now}).exists(), moment
        assert not IncomingText.objects.filter(received_at__gt=now).exists()
        assert not TextConsent.objects.filter(yes_at__gt=now).exists()
        said = {consent.person_id: consent for consent in TextConsent.objects.all()}
        for text in Text.objects.select_related("person"):
            assert text.person_id in said
            yes_at = said[text.person_id].yes_at
            assert yes_at is not None
            assert yes_at.date() <= text.queued_at.date(), text.body


def test_a_text_stands_beside_its_message_and_says_less_on_a_phone_that_others_read() -> None:
    with acting_as(SYSTEM):
        shared = set(TextConsent.objects.filter(is_shared=True).values_list("person", flat=True))
        assert person_id("hilde-marie") in shared
        for text in Text.objects.select_related("message"):
            message = text.message
            assert message is not None
            assert not message.from_person
            assert (message.automatic, message.person_id) == (text.automatic, text.person_id)
            if text.person_id in shared and not text.automatic:
                assert text.body == "Du har fått en melding på siden din. (Automatisk SMS)"
            else:
                assert text.body == message.text
            assert measure(text.body).parts == 1, text.body
        came = IncomingText.objects.filter(in_tray=False).select_related("message")
        assert came.exists()
        assert all(one.message is not None and one.message.by_text and one.text == "" for one in came)
        by_text = Message.objects.filter(by_text=True)
        assert set(by_text.values_list("pk", flat=True)) == set(came.values_list("message", flat=True))


def test_what_nobody_wrote_says_so_and_is_neutral() -> None:
    with acting_as(SYSTEM):
        automatic = list(Text.objects.exclude(automatic=""))
        assert {text.automatic for text in automatic} == {Message.Automatic.REMINDER, Message.Automatic.KEYWORD}
        for text in automatic:
            assert text.body.endswith("(Automatisk SMS)")
            assert telling_words(text.body) == []
        names = set(TextGoal.objects.values_list("name", flat=True))
        assert names >= {"Øve til grendehuset", "Nøkkelen"}
        assert [name for name in names if telling_words(name)] == []


def test_after_stop_nothing_went() -> None:
    with acting_as(SYSTEM):
        consent = TextConsent.objects.get(person_id=person_id("roger"))
        assert consent.stopped_how == TextConsent.How.TEXT
        assert not consent.is_used
        assert consent.stopped_at is not None
        texts = Text.objects.filter(person=consent.person_id)
        assert texts.filter(queued_at__lt=consent.stopped_at).exists()
        assert not texts.filter(queued_at__gte=consent.stopped_at).exists()


def test_tuva_has_turned_the_keywords_on_with_a_word_of_her_own() -> None:
    with acting_as(SYSTEM):
        choices = TextChoices.objects.get(person_id=TUVA)
        assert set(choices.keywords) == {"goals", "time", "wait"}
        assert check_password(pin_word("Ferge."), choices.pin_hash)
        assert not check_password(pin_word("kornett"), choices.pin_hash)
        unread = Message.objects.filter(person_id=TUVA, from_person=True, read_at__isnull=True)
        assert unread.filter(by_text=True).count() == 1


def test_two_texts_lie_in_the_tray() -> None:
    with acting_as(SYSTEM):
        unknown, of_two = IncomingText.objects.filter(in_tray=True).order_by("number").reverse()
        assert unknown.candidate_ids == []
        assert not Phone.objects.filter(number=unknown.number).exists()
        owners = set(Phone.objects.filter(number=of_two.number).values_list("person", flat=True))
        assert set(of_two.candidate_ids) == owners == {person_id("jeanette"), person_id("roger")}
        assert all(re.fullmatch(r"\+4799990\d{3}", one.number) for one in (unknown, of_two))
