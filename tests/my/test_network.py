"""Folk rundt meg: in my own words, nobody is contacted, and a page without anybody is finished."""

import pytest
from django.urls import reverse

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading
from benken.people.models import Supporter
from tests.factories import make_supporter
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Silje", "relation": "", "meaning": "", "phone": "", "reach": "ask_first", "version": "0"}


def of(supporter: Supporter, name: str = "my_supporter") -> str:
    """Return one of the addresses of somebody of my network."""
    return reverse(name, kwargs={"supporter_id": supporter.pk})


def only() -> Supporter:
    """Return the one there is."""
    with acting_as(SYSTEM):
        return Supporter.objects.get()


def page(tuva: Tuva, path: str = "") -> str:
    """Return what the page says."""
    answer = tuva.client.get(path or reverse("my_network"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_nobody_has_to_stand_here(tuva: Tuva) -> None:
    text = page(tuva)
    assert "Ingen trenger å stå her" in text
    assert "Ingen blir kontaktet fordi de står her." in text
    assert "Ingunn kan lese det du skriver." in text
    assert reverse("my_network") in page(tuva, reverse("my"))


def test_i_write_somebody_down_change_it_take_them_away_and_undo_it(tuva: Tuva) -> None:
    answer = tuva.client.post(
        reverse("my_supporter_new"),
        FIELDS | {"relation": "søstera mi", "meaning": "Hun ringer\r\nhver søndag", "phone": "99990116"},
    )
    silje = only()
    assert answer["Location"] == reverse("my_network")
    assert (silje.meaning, silje.phone, silje.written_by) == ("Hun ringer\nhver søndag", "+4799990116", tuva.account)
    text = page(tuva)
    assert "spør meg først" in text
    assert "99 99 01 16" in text
    assert of(silje, "my_supporter_remove") in text
    assert "99 99 01 16" in page(tuva, of(silje))
    tuva.client.post(of(silje), FIELDS | {"reach": "do_not", "wants_again": "on", "version": "1"})
    text = page(tuva)
    assert "<strong>ikke ta kontakt</strong>" in text
    assert "Jeg vil ha kontakt igjen." in text
    tuva.client.post(of(silje, "my_supporter_remove"))
    text = page(tuva)
    assert "Silje er tatt bort." in text
    tuva.client.post(of(silje, "my_supporter_restore"))
    assert "Silje står her igjen." in page(tuva)
    assert only().removed_at is None
    with acting_as(SYSTEM):
        deeds = Deed.objects.filter(by=tuva.account, subject_id=tuva.person.pk, verb__startswith="network.")
        assert [deed.verb for deed in deeds.order_by("at")] == [
            "network.add",
            "network.change",
            "network.take_away",
            "network.put_back",
        ]
        assert not Reading.objects.filter(user=tuva.account).exists()


def test_who_wrote_it_down_is_said_when_it_was_not_me(tuva: Tuva) -> None:
    make_supporter(tuva.person, by=tuva.contact, name="Åse")
    assert "Skrevet ned av Ingunn" in page(tuva)


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("name", "", "Skriv noen ord først."),
        ("name", "\u3164", "Skriv et navn som synes."),
        ("meaning", "a" * 40_000, "40000"),
        ("phone", "123 hei", "Dette er ikke et telefonnummer."),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_typed_is_lost(tuva: Tuva, field: str, written: str, said: str) -> None:
    fields = FIELDS | {"relation": "ei venninne", field: written}
    answer = tuva.client.post(reverse("my_supporter_new"), fields)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert "ei venninne" in text
    assert written in text
    with acting_as(SYSTEM):
        assert not Supporter.objects.exists()


def test_an_arabic_name_and_an_animal_may_stand_here(tuva: Tuva) -> None:
    tuva.client.post(reverse("my_supporter_new"), FIELDS | {"name": "أبو قطة 🐈", "relation": "katten min"})
    assert "<bdi>أبو قطة 🐈</bdi>" in page(tuva)


def test_a_double_click_writes_one_down(tuva: Tuva) -> None:
    fields = FIELDS | {"_once": "01890000-0000-7000-8000-000000000001"}
    for _ in range(2):
        assert tuva.client.post(reverse("my_supporter_new"), fields).status_code == 302
    assert only().name == "Silje"


def test_what_the_helper_saved_meanwhile_is_shown_beside_mine(tuva: Tuva) -> None:
    silje = make_supporter(tuva.person, by=tuva.contact, meaning="Ringer")
    with acting_as(SYSTEM):
        Supporter.objects.update(meaning="Ringer på søndag", version=2)
    answer = tuva.client.post(of(silje), FIELDS | {"meaning": "Ringer sjelden", "version": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Slik står det nå" in text
    assert "Ringer på søndag" in text
    assert "Ringer sjelden" in text
    assert tuva.client.post(of(silje), FIELDS | {"meaning": "Ringer sjelden", "version": "2"}).status_code == 302
    assert only().meaning == "Ringer sjelden"


def test_somebody_elses_network_is_missing(tuva: Tuva, somebody_else: Tuva) -> None:
    silje = make_supporter(tuva.person, by=tuva.contact)
    assert somebody_else.client.get(of(silje)).status_code == 404
    for act in ("remove", "restore"):
        assert somebody_else.client.post(of(silje, f"my_supporter_{act}")).status_code == 404
    assert "Silje" not in page(somebody_else)
    assert only().removed_at is None


def test_whoever_is_taken_away_can_be_put_back_and_not_changed(tuva: Tuva) -> None:
    tuva.client.post(reverse("my_supporter_new"), FIELDS)
    silje = only()
    assert tuva.client.get(of(silje)).status_code == 200
    tuva.client.post(of(silje, "my_supporter_remove"))
    assert tuva.client.get(of(silje)).status_code == 404
    tuva.client.post(of(silje, "my_supporter_restore"))
    assert tuva.client.get(of(silje)).status_code == 200
