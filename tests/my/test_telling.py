"""Telling what went well and what became hard; messages both ways; nothing typed is lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed
from benken.access.typed_text import owner_token
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message
from benken.people.actions.entries import mark_read
from benken.people.models import Entry
from tests.factories import sign_in
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db


def told() -> list[Entry]:
    """Return everything anybody has told, oldest first."""
    with acting_as(SYSTEM):
        return list(Entry.objects.order_by("pk"))


def deeds(verb: str) -> int:
    """Return how often something was done."""
    with acting_as(SYSTEM):
        return Deed.objects.filter(verb=verb).count()


def test_good_news_is_shared_at_once_and_kept_as_a_milestone_if_i_want(tuva: Tuva) -> None:
    answer = tuva.client.post(reverse("my_good"), {"text": "Jeg møtte opp!", "milestone": "90 dager"}, follow=True)
    assert "Så bra!" in answer.content.decode()
    assert [(entry.kind, entry.text, entry.state) for entry in told()] == [
        ("good_news", "Jeg møtte opp!", "shared"),
        ("milestone", "90 dager", "shared"),
    ]
    assert deeds("entry.tell") == 2
    assert "90 dager" in tuva.client.get(reverse("my_where")).content.decode()


def test_a_milestone_alone_is_enough_and_nothing_at_all_is_not(tuva: Tuva) -> None:
    assert tuva.client.post(reverse("my_good"), {"text": "", "milestone": ""}).status_code == 422
    assert tuva.client.post(reverse("my_good"), {"text": "", "milestone": "Første natt"}).status_code == 302
    assert [entry.kind for entry in told()] == ["milestone"]


def test_hard_times_get_thanks_and_never_a_consequence(tuva: Tuva) -> None:
    page = tuva.client.get(reverse("my_hard")).content.decode()
    assert "tel:113" in page
    assert "Ingunn kan lese det du skriver." in page
    answer = tuva.client.post(reverse("my_hard"), {"text": "Det gikk galt i går"}, follow=True)
    assert "Takk for at du sa det." in answer.content.decode()
    assert [entry.kind for entry in told()] == ["hard_time"]


def test_what_is_told_is_taken_back_until_somebody_has_read_it(tuva: Tuva) -> None:
    tuva.client.post(reverse("my_good"), {"text": "Jeg møtte opp!", "milestone": "90 dager"})
    undo = reverse("my_take_back", kwargs={"entry_id": told()[0].pk})
    assert undo in tuva.client.get(reverse("my")).content.decode()
    tuva.client.post(undo)
    assert told() == []
    assert deeds("entry.take_back") == 2

    tuva.client.post(reverse("my_hard"), {"text": "Det gikk galt"})
    entry = told()[0]
    with acting_as(SYSTEM):
        mark_read(entries=[entry], by=tuva.contact, at=timezone.now())
    undo = reverse("my_take_back", kwargs={"entry_id": entry.pk})
    answer = tuva.client.post(undo, follow=True)
    assert "Noen har alt lest dette." in answer.content.decode()
    assert told() == [entry]


def test_what_another_person_told_is_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    somebody_else.client.post(reverse("my_hard"), {"text": "Mitt eget"})
    entry = told()[0]
    for name in ("my_take_back", "my_entry"):
        address = reverse(name, kwargs={"entry_id": entry.pk})
        missing = reverse(name, kwargs={"entry_id": new_id()})
        theirs, nobodys = tuva.client.post(address, {"text": "x"}), tuva.client.post(missing, {"text": "x"})
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert told() == [entry]


def test_a_form_sent_twice_tells_once(tuva: Tuva) -> None:
    fields = {"text": "Jeg møtte opp!", "_once": str(new_id())}
    first, second = (tuva.client.post(reverse("my_good"), fields) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(told()) == 1


@pytest.mark.parametrize("name", ["my_good", "my_hard", "my_messages", "my_best", "my_goal_new"])
def test_what_was_typed_waits_when_the_session_has_ended(tuva: Tuva, name: str) -> None:
    field = "words" if name in {"my_best", "my_goal_new"} else "text"
    text = "Dette skrev jeg lenge på \U0001f490"
    stranger = Client()
    answer = stranger.post(reverse(name), {field: text, "_owner": owner_token(tuva.account), "_page": reverse(name)})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    page = sign_in(stranger, tuva.account).get(reverse(name)).content.decode()
    assert text in page
    assert "Vi tok vare på det du skrev" in page
    assert told() == []


@pytest.mark.parametrize(
    "text", ["\U0001f469\u200d\U0001f9b0 \U0001f389", "مرحبا يا صديقي", "نوشته\u200cام", "a" * 40_000]
)
def test_any_script_and_a_long_text_stand_as_they_were_written(tuva: Tuva, text: str) -> None:
    assert tuva.client.post(reverse("my_good"), {"text": text}).status_code == 302
    assert told()[0].text == text
    page = tuva.client.get(reverse("my_entry", kwargs={"entry_id": told()[0].pk}))
    assert text in page.content.decode()


def test_line_breaks_of_a_browser_do_not_make_a_text_too_long(tuva: Tuva) -> None:
    assert tuva.client.post(reverse("my_hard"), {"text": "a\r\n" * 20_000}).status_code == 302


def test_a_text_too_long_is_told_and_still_there(tuva: Tuva) -> None:
    answer = tuva.client.post(reverse("my_hard"), {"text": "a" * 40_001})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a" * 40_001 in page
    assert "40001" in page
    assert told() == []


def test_messages_go_both_ways_and_are_marked_read(tuva: Tuva) -> None:
    with acting_as(SYSTEM):
        send_message(person=tuva.person, text="Skal vi ta en kaffe?", by=tuva.contact, at=timezone.now())
    page = tuva.client.get(reverse("my_messages")).content.decode()
    assert "Skal vi ta en kaffe?" in page
    assert "Ny" in page
    with acting_as(SYSTEM):
        assert Message.objects.get().read_at is not None
    answer = tuva.client.post(reverse("my_messages"), {"text": "Ja!"}, follow=True)
    assert "Sendt. Ingunn" in answer.content.decode()
    with acting_as(SYSTEM):
        newest = Message.objects.filter(automatic="").order_by("pk").last()
    assert newest is not None
    assert (newest.text, newest.from_person, newest.author) == ("Ja!", True, tuva.account)


def test_older_messages_come_a_page_at_a_time(tuva: Tuva, somebody_else: Tuva) -> None:
    with acting_as(SYSTEM):
        for number in range(45):
            sent_at = timezone.now() - timedelta(hours=45 - number)
            send_message(person=tuva.person, text=f"nr {number} her", by=tuva.contact, at=sent_at)
    page = tuva.client.get(reverse("my_messages")).content.decode()
    assert "nr 44 her" in page
    assert "nr 24 her" not in page
    older = UUID(page.split("?before=")[1].split('"')[0])
    second = tuva.client.get(reverse("my_messages"), {"before": str(older)}).content.decode()
    assert "nr 24 her" in second
    assert "nr 25 her" not in second
    assert "nr 24 her" not in somebody_else.client.get(reverse("my_messages"), {"before": str(older)}).content.decode()
    for nowhere in ("x", "", str(UUID(int=7))):
        assert "nr 44 her" in tuva.client.get(reverse("my_messages"), {"before": nowhere}).content.decode()
