"""What is written about me, my own version beside it, who has read; life areas with what carries first."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.logs import log_reading
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role
from benken.config.settings import PACKAGE
from benken.followup.actions.own_words import describe_area
from benken.followup.models import AreaNote
from benken.my.words import PARTS
from benken.people.actions.entries import correct
from benken.people.actions.relations import let_into_circle
from benken.people.models import Entry, OwnVersion
from tests.factories import make_entry, make_user, sign_in
from tests.my.tuva import Tuva

pytestmark = pytest.mark.django_db


def entry_address(entry: Entry) -> str:
    """Return the address of a note."""
    return reverse("my_entry", kwargs={"entry_id": entry.pk})


def test_i_see_a_note_at_once_with_what_was_corrected_beside(tuva: Tuva) -> None:
    entry = make_entry(tuva.person, by=tuva.contact, text="Vi snakket om helga.")
    make_entry(tuva.person, by=tuva.contact, text="En kladd", shared=False)
    assert "Vi snakket om helga." in tuva.client.get(reverse("my_record")).content.decode()
    with acting_as(SYSTEM):
        entry.refresh_from_db()
        assert entry.first_read_at is not None
        correct(entry=entry, text="Det var lørdag.", by=tuva.contact, at=timezone.now())
    page = tuva.client.get(reverse("my_record")).content.decode()
    assert "Vi snakket om helga." in page
    assert "Det var lørdag." in page
    assert "Skrevet av Ingunn Sæther" in page
    assert "En kladd" not in page


def test_my_own_version_stands_beside(tuva: Tuva) -> None:
    entry = make_entry(tuva.person, by=tuva.contact)
    answer = tuva.client.post(entry_address(entry), {"text": "Slik var det ikke."}, follow=True)
    assert "Slik var det ikke." in answer.content.decode()
    with acting_as(SYSTEM):
        version = OwnVersion.objects.get()
        assert (version.entry_id, version.text) == (entry.pk, "Slik var det ikke.")
        assert Deed.objects.filter(verb="entry.own_version", by=tuva.account).count() == 1


def test_my_own_version_needs_words(tuva: Tuva) -> None:
    entry = make_entry(tuva.person, by=tuva.contact)
    assert tuva.client.post(entry_address(entry), {"text": " "}).status_code == 422
    with acting_as(SYSTEM):
        assert not OwnVersion.objects.exists()


def test_a_draft_about_me_and_a_note_about_another_are_not_there(tuva: Tuva, somebody_else: Tuva) -> None:
    draft = make_entry(tuva.person, by=tuva.contact, shared=False)
    theirs = make_entry(somebody_else.person, by=somebody_else.contact)
    assert [tuva.client.get(entry_address(entry)).status_code for entry in (draft, theirs)] == [404, 404]


@pytest.mark.parametrize("mark", ["x", "", str(UUID(int=7)), "another's"])
def test_a_mark_that_leads_nowhere_shows_the_first_page(tuva: Tuva, somebody_else: Tuva, mark: str) -> None:
    make_entry(tuva.person, by=tuva.contact, text="Det nyeste om meg.")
    theirs = make_entry(somebody_else.person, by=somebody_else.contact)
    page = tuva.client.get(reverse("my_record"), {"before": str(theirs.pk) if mark == "another's" else mark})
    assert page.status_code == 200
    assert "Det nyeste om meg." in page.content.decode()


def test_notes_come_a_page_at_a_time_and_by_kind(tuva: Tuva) -> None:
    for number in range(20):
        make_entry(tuva.person, by=tuva.contact, text=f"nr {number} her")
    tuva.client.post(reverse("my_good"), {"text": "Mitt eget"})
    page = tuva.client.get(reverse("my_record")).content.decode()
    assert "nr 19 her" in page
    assert "nr 5 her" not in page
    older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = tuva.client.get(older).content.decode()
    assert "nr 5 her" in second
    assert "nr 6 her" not in second
    own = tuva.client.get(reverse("my_record"), {"kind": "own"}).content.decode()
    assert "Mitt eget" in own
    assert "nr 19 her" not in own
    assert "nr 19 her" not in tuva.client.get(reverse("my_record"), {"kind": "visit"}).content.decode()


def test_i_see_who_may_open_my_page_and_until_when(tuva: Tuva) -> None:
    member, peer, at = make_user(name="Mehdi Karimi"), make_user(Role.PEER, name="Kenneth Ulveseth"), timezone.now()
    with acting_as(tuva.contact.pk):
        for user, basis in ((member, "sammen om bolig"), (peer, "går tur")):
            let_into_circle(
                person=tuva.person, member=user, basis=basis, until_at=at + timedelta(days=9), by=tuva.contact, at=at
            )
    page = tuva.client.get(reverse("my_readers")).content.decode()
    for words in ("Disse kan åpne siden din", "Ingunn Sæther", "Mehdi Karimi", "sammen om bolig", "Kenneth Ulveseth"):
        assert words in page
    assert page.count("ser bare egne samtaler med deg") == 1


def test_who_has_read_stands_in_plain_words_and_repeats_are_one_line(tuva: Tuva) -> None:
    worker = sign_in(Client(), tuva.contact)
    worker.get(reverse("conversation", kwargs={"person_id": tuva.person.pk}))
    with acting_as(SYSTEM):
        for part in ("something_new", "something_new"):
            log_reading(
                user=tuva.contact, subject_id=tuva.person.pk, part=part, basis="circle", at=timezone.now(), why=""
            )
    tuva.client.get(reverse("my_record"))
    page = tuva.client.get(reverse("my_readers")).content.decode()
    assert page.count("· siden din") == 1
    assert "meldingene" in page
    assert "– fordi: kontaktpersonen din" in page
    assert "I dag" in page
    assert "Tuva ·" not in page


def test_every_part_that_is_logged_has_plain_words() -> None:
    logged = set()
    for file in PACKAGE.rglob("*.py"):
        logged |= set(re.findall(r'\bpart="([a-z_]+)"', file.read_text()))
    # My own reading, and lists that stand in nobody's own log.
    not_about_others = {"my", "people_list", "unusual", "request", "requests", "week"}
    assert logged - not_about_others <= set(PARTS)


def test_readings_come_a_page_at_a_time(tuva: Tuva, somebody_else: Tuva) -> None:
    now = timezone.now()
    with acting_as(SYSTEM):
        for number in range(60):
            log_reading(
                user=tuva.contact,
                subject_id=tuva.person.pk,
                part="goals",
                basis="contact_person",
                at=now - timedelta(days=number),
                why=f"grunn nr {number}.",
            )
    page = tuva.client.get(reverse("my_readers")).content.decode()
    assert "grunn nr 49." in page
    assert "grunn nr 50." not in page
    more = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = tuva.client.get(more).content.decode()
    assert "grunn nr 50." in second
    assert "grunn nr 59." in second
    assert tuva.client.get(reverse("my_readers"), {"before": "x"}).status_code == 200
    assert "grunn nr" not in somebody_else.client.get(reverse("my_readers")).content.decode()


def test_what_carries_stands_before_what_weighs(tuva: Tuva) -> None:
    address = reverse("my_area", kwargs={"area": "1"})
    tuva.client.post(address, {"carries": "Egen nøkkel", "burdens": "Bråk om natta", "version": "0"})
    page = tuva.client.get(reverse("my_areas")).content.decode()
    assert page.index("Egen nøkkel") < page.index("Bråk om natta")
    with acting_as(SYSTEM):
        assert AreaNote.objects.get().area == "home"
        assert Deed.objects.filter(verb="area.describe", by=tuva.account).count() == 1


def test_when_two_write_about_an_area_the_second_is_told_and_loses_nothing(tuva: Tuva) -> None:
    with acting_as(SYSTEM):
        describe_area(
            person=tuva.person,
            area="home",
            carries="Søster",
            burdens="",
            seen_version=0,
            by=tuva.contact,
            at=timezone.now(),
        )
    address = reverse("my_area", kwargs={"area": "1"})
    answer = tuva.client.post(address, {"carries": "Egen nøkkel", "burdens": "", "version": "0"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Egen nøkkel" in page
    assert "Søster" in page
    assert 'name="version" value="1"' in page
    assert tuva.client.post(address, {"carries": "Begge", "burdens": "", "version": "1"}).status_code == 302


@pytest.mark.parametrize("area", ["0", "9", "home", "substance_use"])
def test_an_area_goes_by_its_number_alone(tuva: Tuva, area: str) -> None:
    assert tuva.client.get(reverse("my_area", kwargs={"area": area})).status_code == 404


@pytest.mark.parametrize("name", ["my_entry", "my_correct_note"])
def test_what_i_took_back_myself_has_no_page(tuva: Tuva, name: str) -> None:
    """It is a draft of mine then: neither a note to read nor one to put right."""
    mine, draft = (make_entry(tuva.person, by=tuva.account, shared=shared) for shared in (True, False))
    assert tuva.client.get(reverse(name, kwargs={"entry_id": mine.pk})).status_code == 200
    assert tuva.client.get(reverse(name, kwargs={"entry_id": draft.pk})).status_code == 404
    assert tuva.client.post(reverse(name, kwargs={"entry_id": draft.pk}), {"text": "Nei"}).status_code == 404
