"""What is near after something hard was told, and what the helper sees of it: more contact, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role
from benken.lib.ids import new_id
from benken.messaging.actions.conversation import send_message
from benken.messaging.models import Message
from tests.factories import make_appointment, make_user, sign_in
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db

LINE = "Kanskje er det godt å høre fra deg"


def messages() -> list[tuple[str, bool]]:
    """Return every message that somebody wrote, and whether it is the person's."""
    with acting_as(SYSTEM):
        return [(one.text, one.from_person) for one in Message.objects.filter(automatic="").order_by("pk")]


def test_after_telling_what_is_near_comes_next_and_one_press_asks_to_meet_before(tuva: Tuva) -> None:
    page = tuva.client.post(reverse("my_hard"), {"text": "Jeg brukte."}, follow=True).content.decode()
    assert "Takk for at du sa det." in page
    assert "Vil du møtes?" in page
    assert "Neste avtale" not in page
    assert "tel:113" in page
    assert "Ingunn" in page
    make_appointment(tuva.person, by=tuva.contact, what="kaffe på kaia")
    page = tuva.client.get(reverse("my_near")).content.decode()
    assert "Neste avtale" in page
    assert "kaffe på kaia" in page

    assert tuva.client.get(reverse("my_meet_before")).status_code == 405
    assert messages() == []
    once = {"_once": str(new_id())}
    for _press in range(2):
        answer = tuva.client.post(reverse("my_meet_before"), once)
        assert answer.headers["Location"] == reverse("my_near")
    assert messages() == [("Kan vi møtes før det vi har avtalt?", True)]
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="message.send", subject_id=tuva.person.pk).count() == 1
        undo = reverse("my_message_take_back", kwargs={"message_id": Message.objects.get(automatic="").pk})
    assert undo in tuva.client.get(reverse("my_near")).content.decode()
    tuva.client.post(undo)
    assert messages() == []


def test_a_narrow_session_sees_the_time_alone_and_staff_meet_the_404(tuva: Tuva) -> None:
    make_appointment(tuva.person, by=tuva.contact, what="kaffe på kaia")
    page = sign_in(Client(), tuva.account, narrow=True).get(reverse("my_near")).content.decode()
    assert "Neste avtale" in page
    assert "kaffe på kaia" not in page
    staff = sign_in(Client(), make_user(Role.WORKER))
    assert [staff.get(reverse("my_near")).status_code, staff.post(reverse("my_meet_before")).status_code] == [404, 404]
    assert messages() == []


def test_the_contact_meets_a_quiet_line_until_somebody_has_answered(tuva: Tuva) -> None:
    contact = sign_in(Client(), tuva.contact)
    pages = [reverse("home"), reverse("person", kwargs={"person_id": tuva.person.pk})]
    meet = reverse("appointment_new", kwargs={"person_id": tuva.person.pk})
    tuva.client.post(reverse("my_good"), {"text": "Jeg møtte opp!"})
    assert not any(LINE in contact.get(page).content.decode() for page in pages)
    tuva.client.post(reverse("my_hard"), {"text": "Jeg brukte."})
    tuva.client.post(reverse("my_hard"), {"text": "Igjen."})
    for page in pages:
        shown = contact.get(page).content.decode()
        assert LINE in shown
        assert meet in shown
    assert contact.get(pages[1]).content.decode().count(LINE) == 1  # said once, however often it was told
    with acting_as(SYSTEM):
        send_message(person=tuva.person, text="Tenker på deg.", by=tuva.contact, at=timezone.now())
    assert not any(LINE in contact.get(page).content.decode() for page in pages)
