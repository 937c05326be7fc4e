"""«Hva kan jeg velge mellom?»: options side by side, made from both sides; none of them and waiting are choices too."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Role, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.people.models import Entry, Person
from benken.services.actions.options import add_option, begin_sheet, change_option, lean
from benken.services.models import Option, OptionSheet, Referral, Service
from benken.services.policies.options import MOST
from benken.services.told import Leaning, Offering
from tests.factories import make_emergency, make_options, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
LEAN = OptionSheet.Lean


@pytest.fixture(params=["person", "contact"])
def side(request: pytest.FixtureRequest, tuva: Person, account: User, contact: User) -> tuple[User, Any]:
    """Return who writes, and how they name an address."""
    if request.param == "person":
        return account, lambda name, **of: reverse(f"my_{name}", kwargs=of)
    return contact, lambda name, **of: reverse(name, kwargs={"person_id": tuva.pk, **of})


def sheets() -> list[OptionSheet]:
    """Return all sheets."""
    with acting_as(SYSTEM):
        return list(OptionSheet.objects.select_related("lean_to", "lean_by"))


def options() -> list[Option]:
    """Return all options, in the order they came."""
    with acting_as(SYSTEM):
        return list(Option.objects.all())


def form_of(option: Option, **changed: Any) -> dict[str, Any]:
    """Return what the page of an option sends, with something changed."""
    names = ("name", "what", "wait", "asks", "meanwhile", "body", "track", "source", "good", "hard", "version")
    heard = option.heard_on.isoformat() if option.heard_on else ""
    return {**{name: getattr(option, name) for name in names}, "heard_on": heard, **changed}


def deeds(person: Person, by: User) -> list[str]:
    """Return what somebody did with the options of a person, in order."""
    with acting_as(SYSTEM):
        rows = Deed.objects.filter(subject_id=person.pk, by=by, verb__startswith="option").order_by("at", "id")
        return list(rows.values_list("verb", flat=True))


def test_a_sheet_is_made_filled_and_leant_by_either_side_and_a_second_click_makes_nothing_more(
    client: Client, tuva: Person, odden: Service, side: Any
) -> None:
    user, address = side
    sign_in(client, user)
    with acting_as(SYSTEM):
        Service.objects.filter(pk=odden.pk).update(
            about="Ti døgn.", places_total=10, places_free=2, counted_at=timezone.now(), checked_on=timezone.localdate()
        )
    for _click in range(2):
        client.post(address("options"), {"about": "Et sted å roe ned"})
    (sheet,) = sheets()
    for _click in range(2):
        client.post(address("option_add", sheet_id=sheet.pk), {"service": str(odden.pk)})
        own = {"name": "Bo hos søstera mi", "wait": "Kan flytte inn i morgen", "asks": "At jeg sier fra", "version": ""}
        client.post(address("option_new", sheet_id=sheet.pk), own)
    directory, own_words = options()
    assert (directory.service_id, own_words.name) == (odden.pk, "Bo hos søstera mi")
    said = {"good": "Rolig der.", "hard": "Langt å reise.", "body": "health", "track": "no_specialist"}
    client.post(
        address("option", sheet_id=sheet.pk, option_id=directory.pk), form_of(directory, source="Brevet", **said)
    )
    client.post(address("option_sheet", sheet_id=sheet.pk), {"to": str(directory.pk), "words": "Nå.", "version": 1})
    page = client.get(address("option_sheet", sheet_id=sheet.pk)).text
    for words in (
        "Ti døgn.",
        "2 av 10 ledig, talt",
        "Kan flytte inn i morgen",
        "Vet vi ikke ennå",
        "De skal ha vurdert henvisningen innen 10 virkedager. Det er en rett.",
        "kan du klage til dem innen 28 dager. Så går klagen til Statsforvalteren.",
        "spør oss eller en jurist" if user.subject_id else "Sjekk med jurist.",
        "Oversikten over steder, sjekket",
        "Brevet",
        "Rolig der.",
        "Langt å reise.",
        "Heller mot denne",
        "«Nå.»",
    ):
        assert words in page
    assert page.index("Det som er bra") < page.index("Det som er vanskelig")
    (sheet,) = sheets()
    assert (sheet.lean, sheet.lean_to, sheet.lean_by, sheet.version) == (LEAN.OPTION, directory, user, 2)
    assert deeds(tuva, user) == ["options.begin", "option.add", "option.add", "option.change", "options.lean"]
    with acting_as(SYSTEM):
        assert not Entry.objects.filter(person=tuva).exists()  # a leaning is no event, and binds nobody


@pytest.mark.parametrize(("to", "said"), [("none", "ingen av dem"), ("wait", "å vente")])
def test_none_of_them_and_waiting_are_choices_like_the_others_and_are_changed_freely(
    client: Client, tuva: Person, contact: User, side: Any, to: str, said: str
) -> None:
    user, address = side
    sheet = make_options(tuva, by=contact)
    sign_in(client, user)
    page = address("option_sheet", sheet_id=sheet.pk)
    assert client.get(page).text.count('type="radio"') == 4  # the option, none, wait, not decided
    client.post(page, {"to": to, "words": "Ventetida er for lang.", "version": 1})
    text = client.get(page).text
    assert f"heller mot: {said}" in text
    assert "Ventetida er for lang." in text
    assert (sheets()[0].lean, sheets()[0].lean_to) == (to, None)
    client.post(page, {"to": "", "words": "", "version": 2})
    assert (sheets()[0].lean, sheets()[0].lean_words) == ("", "")
    assert "heller mot:" not in client.get(page).text


def test_what_is_taken_away_comes_back_with_all_that_stood_there(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    sheet = make_options(tuva, by=contact, good="Folk å prate med.")
    (option,) = options()
    sign_in(client, user)
    page = address("option_sheet", sheet_id=sheet.pk)
    client.post(page, {"to": str(option.pk), "words": "", "version": 1})
    for _click in range(2):
        answer = client.post(address("option_take_away", sheet_id=sheet.pk, option_id=option.pk, gone=1), follow=True)
        assert "Det er tatt bort." in answer.text
    assert "Folk å prate med." not in answer.text
    assert "heller mot:" not in answer.text
    answer = client.post(address("option_take_away", sheet_id=sheet.pk, option_id=option.pk, gone=0), follow=True)
    assert "Folk å prate med." in answer.text
    assert "heller mot: Et kurs" in answer.text
    for _click in range(2):
        client.post(address("option_sheet_take_away", sheet_id=sheet.pk, gone=1))
    assert client.get(page).status_code == 404
    assert "Hent tilbake" in client.get(address("options")).text
    client.post(address("option_sheet_take_away", sheet_id=sheet.pk, gone=0))
    assert "Folk å prate med." in client.get(page).text
    done = ["options.lean", "option.take_away", "option.put_back", "options.take_away", "options.put_back"]
    assert deeds(tuva, user) == done


def test_two_who_write_at_once_lose_nothing(client: Client, tuva: Person, contact: User, account: User) -> None:
    sheet = make_options(tuva, by=contact)
    (option,) = options()
    hers = sign_in(Client(), account)
    hers.post(reverse("my_option", args=[sheet.pk, option.pk]), form_of(option, good="Nær hunden."))
    sign_in(client, contact)
    page = reverse("option", args=[tuva.pk, sheet.pk, option.pk])
    answer = client.post(page, form_of(option, hard="Trapper."))
    assert answer.status_code == 422
    for words in ("Noen andre lagret først", "Nær hunden.", "Trapper."):
        assert words in answer.text
    assert (options()[0].good, options()[0].hard) == ("Nær hunden.", "")
    client.post(page, form_of(option, good="Nær hunden.", hard="Trapper.", version=2))
    assert (options()[0].good, options()[0].hard, options()[0].version) == ("Nær hunden.", "Trapper.", 3)
    hers.post(reverse("my_option_sheet", args=[sheet.pk]), {"to": "wait", "words": "Til våren.", "version": 1})
    leaning = client.post(
        reverse("option_sheet", args=[tuva.pk, sheet.pk]), {"to": str(option.pk), "words": "Nå.", "version": 1}
    )
    assert leaning.status_code == 422
    for words in ("Noen andre lagret først", "å vente", "Til våren.", "Nå."):
        assert words in leaning.text
    assert sheets()[0].lean == LEAN.WAIT


def test_what_is_wrong_is_told_and_all_that_was_typed_stands(
    client: Client, tuva: Person, contact: User, side: Any
) -> None:
    user, address = side
    sheet = make_options(tuva, by=contact, names=())
    sign_in(client, user)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    new = address("option_new", sheet_id=sheet.pk)
    for wrong, sentence in (
        ({"name": " "}, "Skriv noen ord først."),
        ({"what": "🙂" * 601}, "Det er plass til 600 tegn."),
        ({"hard": "ع" * 40_000}, "Det er plass til 600 tegn."),
        ({"heard_on": tomorrow}, "Dagen har ikke vært ennå."),
    ):
        answer = client.post(new, {"name": "Kurset", "good": "Te og prat", "version": "", **wrong})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Te og prat" in answer.text
    assert client.post(new, {"name": "Kurset", "track": "no_such", "version": ""}).status_code == 422
    assert client.post(address("options"), {"about": ""}).status_code == 422
    assert client.post(address("option_add", sheet_id=sheet.pk), {"service": "x"}).status_code == 404
    assert client.post(address("option_sheet", sheet_id=sheet.pk), {"to": "x", "version": 1}).status_code == 422
    assert options() == []
    for number in range(MOST):
        client.post(new, {"name": f"Valg {number}", "version": ""})
    answer = client.post(new, {"name": "Ett til", "version": ""})
    assert answer.status_code == 422
    assert f"Det er plass til {MOST} valg" in answer.text
    assert len(options()) == MOST


def test_the_directory_is_searched_by_name_and_need_and_what_has_ended_says_so(
    client: Client, tuva: Person, contact: User, odden: Service, side: Any
) -> None:
    user, address = side
    sheet = make_options(tuva, by=contact, names=())
    sign_in(client, user)
    add = address("option_add", sheet_id=sheet.pk)
    assert str(odden.pk) not in client.get(add).text
    assert str(odden.pk) in client.get(add, {"q": odden.place.name.lower()}).text
    assert str(odden.pk) in client.get(add, {"need": odden.need}).text
    assert "Vi fant ikke noe." in client.get(add, {"q": "finnes ikke\x00"}).text
    client.post(add, {"service": str(odden.pk)})
    with acting_as(SYSTEM):
        Service.objects.filter(pk=odden.pk).update(ended_on=timezone.localdate(), version=odden.version + 1)
    page = client.get(address("option_sheet", sheet_id=sheet.pk)).text
    assert "Det står ikke i oversikten lenger." in page
    assert client.post(add, {"service": str(odden.pk)}).status_code == 404


def test_a_referral_begins_with_the_chosen_option_and_leaves_out_what_is_hard(
    client: Client, tuva: Person, roy: Person, contact: User, account: User, odden: Service
) -> None:
    sheet = make_options(tuva, by=contact, names=("Odden",), service=odden, good="Nær sjøen.", hard="Redd.")
    (option,) = options()
    with acting_as(contact.pk):
        leaning = Leaning(LEAN.OPTION, option)
        lean(sheet=sheet, leaning=leaning, seen_version=1, by=contact, at=timezone.now())
    sign_in(client, contact)
    begin = f"{reverse('referral_new', args=[tuva.pk])}?option={option.pk}"
    assert begin in client.get(reverse("option_sheet", args=[tuva.pk, sheet.pk])).text
    with acting_as(SYSTEM):
        before = Reading.objects.filter(subject_id=tuva.pk, part="options").count()
    letter = client.get(begin).text
    assert f'<option value="{odden.pk}" selected>' in letter
    assert "Nær sjøen." in letter
    assert "Hjelp med søvnen" in letter
    assert "Redd." not in letter
    with acting_as(SYSTEM):
        assert Reading.objects.filter(subject_id=tuva.pk, part="options").count() == before + 1
        assert not Referral.objects.exists()
    for nobodys in ("x", str(sheet.pk)):
        assert client.get(reverse("referral_new", args=[tuva.pk]), {"option": nobodys}).status_code == 200
    other = client.get(f"{reverse('referral_new', args=[roy.pk])}?option={option.pk}").text
    assert "Nær sjøen." not in other
    hers = sign_in(Client(), account).get(reverse("my_option_sheet", args=[sheet.pk])).text
    assert "Da skriver dere søknaden sammen." in hers
    with acting_as(SYSTEM):
        Service.objects.filter(pk=odden.pk).update(way_in=Service.WayIn.DROP_IN)
    assert begin not in client.get(reverse("option_sheet", args=[tuva.pk, sheet.pk])).text


def test_the_actions_refuse_by_themselves(tuva: Person, contact: User) -> None:
    at = timezone.now()
    one, other = (make_options(tuva, by=contact, names=(name,)) for name in ("Kurset", "Turen"))
    with acting_as(SYSTEM):
        option, elsewhere = one.options.get(), other.options.get()
        option_gone = Option.objects.create(
            person=tuva, sheet=one, name="Borte", written_by=contact, written_at=at, taken_away_at=at
        )

        def leans(leaning: Leaning) -> None:
            lean(sheet=one, leaning=leaning, seen_version=1, by=contact, at=at)

        for refused in (
            lambda: begin_sheet(person=tuva, about=" ", by=contact, at=at),
            lambda: add_option(sheet=one, told=Offering(name=" "), by=contact, at=at),
            lambda: add_option(sheet=one, told=Offering(name="x", body="police"), by=contact, at=at),
            lambda: add_option(sheet=one, told=Offering(name="x", track="no_such"), by=contact, at=at),
            lambda: leans(Leaning(LEAN.OPTION, elsewhere)),
            lambda: leans(Leaning(LEAN.OPTION, option_gone)),
            lambda: leans(Leaning(LEAN.OPTION)),
            lambda: leans(Leaning(LEAN.WAIT, option)),
        ):
            with pytest.raises(Refused):
                refused()
        with pytest.raises(ChangedMeanwhile):
            change_option(option=option, told=Offering(name="Nytt"), seen_version=7, by=contact, at=at)
        assert (OptionSheet.objects.get(pk=one.pk).lean, Option.objects.count()) == ("", 3)


def test_a_stranger_gets_the_same_as_for_nothing(client: Client, tuva: Person, roy: Person, contact: User) -> None:
    sheet = make_options(tuva, by=contact, good="Hemmelig.")
    (option,) = options()
    of_sheet, of_option = [tuva.pk, sheet.pk], [tuva.pk, sheet.pk, option.pk]
    strangers = (make_user(team=make_team()), make_user(Role.LEADER, team=contact.team), make_user(Role.PEER))
    in_emergency = make_user(team=make_team())
    make_emergency(tuva, by=in_emergency)
    for stranger in (*strangers, in_emergency):
        sign_in(client, stranger)
        for name, args in (
            ("options", [tuva.pk]),
            ("option_sheet", of_sheet),
            ("option_add", of_sheet),
            ("option_new", of_sheet),
            ("option", of_option),
        ):
            assert client.get(reverse(name, args=args)).status_code == 404
        assert client.post(reverse("options", args=[tuva.pk]), {"about": "x"}).status_code == 404
        assert client.post(reverse("option_take_away", args=[*of_option, 1])).status_code == 404
        assert client.post(reverse("option_sheet_take_away", args=[*of_sheet, 1])).status_code == 404
        assert client.get(f"{reverse('referral_new', args=[tuva.pk])}?option={option.pk}").status_code == 404
    sign_in(client, contact)
    assert client.get(reverse("option_sheet", args=[roy.pk, sheet.pk])).status_code == 404
    assert client.get(reverse("option_sheet", args=of_sheet)).status_code == 200
    with acting_as(SYSTEM):
        readings = Reading.objects.filter(subject_id=tuva.pk, part="options")
        assert list(readings.values_list("user", flat=True)) == [contact.pk]
        assert not Reading.objects.filter(subject_id=tuva.pk, user__in=strangers).exists()
    assert (sheets()[0].taken_away_at, options()[0].taken_away_at) == (None, None)


def test_a_session_that_is_not_whole_shows_none_of_it(
    client: Client, tuva: Person, contact: User, account: User
) -> None:
    sheet = make_options(tuva, by=contact, good="Hemmelig.")
    page = reverse("my_option_sheet", args=[sheet.pk])
    sign_in(client, account, narrow=True)
    assert "Hemmelig" not in client.get(page, follow=True).text
    sign_in(client, account)
    assert "Hemmelig" in client.get(page).text


def test_it_is_found_from_the_pages_beside_it(client: Client, tuva: Person, contact: User, account: User) -> None:
    sign_in(client, contact)
    for name in ("person", "referrals"):
        assert reverse("options", args=[tuva.pk]) in client.get(reverse(name, args=[tuva.pk])).text
    sign_in(client, account)
    for name in ("my", "my_waits"):
        assert reverse("my_options") in client.get(reverse(name)).text


@pytest.mark.second_wall
def test_the_database_keeps_whose_words_they_are_and_on_which_sheet(
    tuva: Person, roy: Person, contact: User, account: User
) -> None:
    mine, roys = make_options(tuva, by=contact), make_options(roy, by=contact, names=())
    at = timezone.now()
    with acting_as(contact.pk):
        option = mine.options.get()
        for row, change in (
            (mine, {"about": "Noe annet"}),
            (mine, {"written_by": account}),
            (mine, {"lean": "wait", "lean_by": account, "lean_at": at}),
            (option, {"sheet": roys}),
            (option, {"written_by": account}),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**change)
            assert type(row).objects.filter(pk=row.pk).delete()[0] == 0
        for wrong in ({"sheet": roys, "written_by": contact}, {"sheet": mine, "written_by": account}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Option.objects.create(person=tuva, name="x", written_at=at, **wrong)
    with acting_as(make_user().pk):
        assert not OptionSheet.objects.exists()
        assert not Option.objects.exists()
