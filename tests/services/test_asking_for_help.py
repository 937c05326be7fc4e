"""Asking for help as nobody: one field is enough, nothing typed is lost, a code of one's own, and a way back."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benken.access.actions.setup import change_setup
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, Setup
from benken.access.queries.setup import keep_setup
from benken.operate.tidy import delete_what_is_over
from benken.services.actions import asking
from benken.services.models import Request, RequestNote
from benken.services.models.requests import LONGEST_WORDS
from benken.services.policies.requests import WORDS_KEPT, Said, answer_by
from tests.factories import make_account_of, make_person, make_request, make_team, make_user, sign_in

pytestmark = pytest.mark.django_db
WORDS = "Jeg får ikke sove, og trenger noen å snakke med."


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    """Let no test count against another."""
    cache.clear()
    yield
    cache.clear()


def sent(client: Client, **fields: object) -> tuple[str, Request]:
    """Ask; return the code and what was received."""
    page = client.post(reverse("help"), {"_once": uuid4(), **fields})
    assert page.status_code == 200, page.content.decode()
    code = re.search(r"<strong>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</strong>", page.content.decode())
    assert code is not None
    return code[1], all_requests()[-1]


def all_requests() -> list[Request]:
    """Return every request, the oldest first."""
    with acting_as(SYSTEM):
        return list(Request.objects.select_related("team").order_by("received_at", "id"))


def notes(asked: Request) -> list[str]:
    """Return the words beside a request."""
    with acting_as(SYSTEM):
        return list(RequestNote.objects.filter(asked=asked).values_list("words", flat=True))


def verbs(asked: Request) -> list[str]:
    """Return what was done with a request."""
    with acting_as(SYSTEM):
        return list(Deed.objects.filter(object_id=asked.pk).order_by("at", "id").values_list("verb", flat=True))


def look(client: Client, code: str, **more: object) -> str:
    """Look at where it stands, by the code."""
    return client.post(reverse("help_where"), {"code": code, **more}).content.decode()


def test_the_page_has_the_numbers_on_top_then_one_field(client: Client) -> None:
    page = client.get(reverse("help"))
    text = page.content.decode()
    assert page.status_code == 200
    assert len(page.content) < 30_000
    assert "session" not in page.cookies
    assert text.index('href="tel:113"') < text.index('href="tel:116117"') < text.index('name="words"')
    assert "Gå ut fort" in text
    title = re.search(r"<title>(.*?)</title>", text)
    assert title is not None
    assert "hjelp" not in title[1].lower()


@pytest.mark.parametrize(
    "one",
    [{"words": WORDS}, {"called": "Lise"}, {"phone": "999 12 345, mor"}, {"email": "x"}, {"comes_by": "on"}],
)
def test_one_field_is_enough(client: Client, one: dict[str, str]) -> None:
    _code, asked = sent(client, **one)
    assert len(all_requests()) == 1
    assert (asked.via, asked.owner, asked.person, asked.team) == (Request.Via.WEB, None, None, None)
    assert {name: getattr(asked, name) for name in one} == {k: (True if v == "on" else v) for k, v in one.items()}
    assert verbs(asked) == ["request.receive"]


@pytest.mark.parametrize("nothing", [{}, {"words": " \u200b "}, {"language": "norsk"}, {"asker": "self"}])
def test_nothing_at_all_is_asked_again_and_what_was_typed_stands(client: Client, nothing: dict[str, str]) -> None:
    page = client.post(reverse("help"), {"_once": uuid4(), **nothing})
    assert page.status_code == 422
    assert "Ett er nok" in page.content.decode()
    for value in nothing.values():
        assert value in page.content.decode()
    assert all_requests() == []


@pytest.mark.parametrize("words", ["å" * LONGEST_WORDS, "👩‍👧 " * 200, "أحتاج إلى مساعدة", "<script>x</script>"])
def test_long_words_emoji_arabic_and_signs_are_taken_as_they_are(client: Client, words: str) -> None:
    _code, asked = sent(client, words=words)
    assert asked.words == words.strip()


def test_too_long_words_come_back_whole(client: Client) -> None:
    page = client.post(reverse("help"), {"_once": uuid4(), "words": "x" * (LONGEST_WORDS + 1), "called": "Lise"})
    assert page.status_code == 422
    assert "x" * (LONGEST_WORDS + 1) in page.content.decode()
    assert 'value="Lise"' in page.content.decode()
    assert all_requests() == []


def test_a_double_click_makes_one_and_tells_the_same_code(client: Client) -> None:
    form = {"_once": str(uuid4()), "words": WORDS}
    assert sent(client, **form)[0] == sent(client, **form)[0]
    assert len(all_requests()) == 1
    assert notes(all_requests()[0]) == []


def test_the_same_form_with_other_words_loses_neither(client: Client) -> None:
    once = str(uuid4())
    sent(client, _once=once, words=WORDS)
    _code, asked = sent(client, _once=once, words="Jeg glemte: ring etter tolv.")
    assert len(all_requests()) == 1
    assert (asked.words, notes(asked)) == (WORDS, ["Jeg glemte: ring etter tolv."])


def test_no_token_no_cookie_and_a_session_that_has_ended_lose_nothing() -> None:
    strict = Client(enforce_csrf_checks=True)
    sent(strict, words=WORDS)
    strict.cookies["session"] = "over"
    sent(strict, words="En gang til.")
    assert [asked.words for asked in all_requests()] == [WORDS, "En gang til."]


def test_whoever_is_signed_in_is_not_looked_up(client: Client) -> None:
    person = make_person()
    sign_in(client, make_account_of(person))
    _code, asked = sent(client, words=WORDS)
    assert (asked.person, asked.taken_in_by) == (None, None)


def test_it_comes_to_the_team_that_the_administrator_has_chosen_and_to_no_other(client: Client) -> None:
    reception, other = make_team("Mottaket"), make_team("Sentrum")
    takes, others = make_user(team=reception), make_user(team=other)
    before = sent(client, called="Lise", words=WORDS)[1]
    with acting_as(SYSTEM):
        change_setup(chosen={"requests_team": reception}, seen_version=0, by=None, at=timezone.now())
    asked = sent(Client(), called="Kari", words="Jeg trenger hjelp.")[1]
    assert (before.team, asked.team) == (None, reception)
    seen = sign_in(Client(), takes).get(reverse("requests")).content.decode()
    assert "Kari" in seen
    assert "Lise" in seen
    elsewhere = sign_in(Client(), others)
    assert "Kari" not in elsewhere.get(reverse("requests")).content.decode()
    assert elsewhere.get(reverse("request", args=[asked.pk])).status_code == 404


def test_a_chosen_team_in_which_nobody_takes_requests_loses_nothing(client: Client) -> None:
    empty = make_team("Mottaket")
    make_user(Role.ADMIN, team=empty)
    with acting_as(SYSTEM):
        change_setup(chosen={"requests_team": empty}, seen_version=0, by=None, at=timezone.now())
    asked = sent(client, called="Kari", words=WORDS)[1]
    assert asked.team is None
    anybody = sign_in(Client(), make_user(team=make_team("Sentrum")))
    assert "Kari" in anybody.get(reverse("requests")).content.decode()


def test_where_there_is_one_team_it_comes_there(client: Client) -> None:
    team = make_team("Mottak")
    assert sent(client, words=WORDS)[1].team == team
    make_team("Et til")
    assert sent(client, words="Mer.")[1].team is None


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"phone": "99912345"}, "Noen ringer deg innen"),
        ({"email": "lise@x.example"}, "Noen skriver til deg innen"),
        ({"comes_by": "on"}, "venter på deg"),
        ({"words": WORDS}, "Vi kan ikke nå deg"),
    ],
)
def test_it_says_what_happens_now(client: Client, how: dict[str, str], told: str) -> None:
    page = client.post(reverse("help"), {"_once": uuid4(), **how}).content.decode()
    assert told in page
    assert "113" in page


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 11, 27), date(2026, 11, 30)),  # Friday
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 12, 23), date(2026, 12, 28)),  # Christmas Eve is none here, the 25th and 26th are
    ],
)
def test_the_answer_comes_by_the_next_working_day(asked: date, by: date) -> None:
    assert answer_by(asked, holidays={date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)}) == by


def test_many_from_one_place_are_taken_and_marked_and_then_told_to_call(client: Client) -> None:
    keep_setup(Setup(**{**vars_of(Setup.of_environment()), "reception_phone": "55 12 34 56"}), seconds=600)
    for number in range(21):
        sent(client, words=f"{number}")
    marked = [asked.one_of_many for asked in all_requests()]
    assert marked == [False] * 20 + [True]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("benken.services.views.help.LIMITS", {"help": "20/h/key", "help_most": "1/h/key"})
        client.post(reverse("help"), {"_once": uuid4(), "words": "Først."})
        page = client.post(reverse("help"), {"_once": uuid4(), "words": WORDS})
    assert page.status_code == 429
    assert "55 12 34 56" in page.content.decode()
    assert WORDS in page.content.decode()
    sent(Client(REMOTE_ADDR="192.0.2.7"), words="Et annet sted fra.")


def vars_of(setup: Setup) -> dict[str, object]:
    """Return the fields of a setup."""
    return {field.name: getattr(setup, field.name) for field in Setup._meta.concrete_fields}


def test_the_address_it_came_from_stands_nowhere() -> None:
    sent(Client(REMOTE_ADDR="192.0.2.77"), words=WORDS)
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(r)::text, '') FROM services_request r")
        assert "192.0.2" not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(cache_key, ' ') FROM access_cache")
        keys = cursor.fetchone()[0]
    assert "192.0.2" not in keys
    assert ":help:" in keys


def test_the_code_stands_nowhere_and_opens_with_spaces_and_small_letters(client: Client) -> None:
    code, asked = sent(client, words=WORDS)
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r)::text FROM services_request r WHERE id = %s", [asked.pk])
        row = cursor.fetchone()[0]
    assert code not in row
    assert code.replace("-", "") not in row
    assert "Mottaket har det nå" in look(client, code)
    assert "Mottaket har det nå" in look(client, f" {code.lower().replace('-', ' ')} ")


def test_a_code_that_nobody_has_tells_nothing_and_tries_are_counted(client: Client) -> None:
    sent(client, words=WORDS)
    for wrong in ("", "AAAA-AAAA-AAAA", "x" * 70, "' OR 1=1"):
        page = client.post(reverse("help_where"), {"code": wrong})
        assert page.status_code == 422
        assert "Her står det" not in page.content.decode()
    for _try in range(60):
        page = client.post(reverse("help_where"), {"code": "BBBB-BBBB-BBBB"})
    assert "For mange forsøk" in page.content.decode()


def test_it_tells_who_has_the_ball_and_until_when(client: Client) -> None:
    code, asked = sent(client, words=WORDS)
    worker = make_user(name="Ingunn Sæther")
    with acting_as(SYSTEM):
        rows = Request.objects.filter(pk=asked.pk)
        rows.update(owner=worker, owner_since_at=timezone.now())
        assert "Ingunn Sæther har det nå. Du hører fra oss innen" in look(client, code)
        rows.update(answer_by_on=timezone.localdate() - timedelta(days=2))
        late = look(client, code)
        assert "Det er vår feil, ikke din" in late
        assert "Ingunn Sæther har det nå" in late
        rows.update(first_talk_at=timezone.now())
        assert "Dere har snakket sammen" in look(client, code)
    assert WORDS not in look(client, code)  # whoever finds the slip reads nothing of it


def test_words_are_added_once_and_open_what_had_ended(client: Client) -> None:
    code, asked = sent(client, words=WORDS)
    with acting_as(SYSTEM):
        Request.objects.filter(pk=asked.pk).update(
            ended_at=timezone.now(), outcome="not_reached", outcome_words="Vi ringte tre ganger.", ended_by=make_user()
        )
    assert "Vi ringte tre ganger." in look(client, code)
    for _click in range(2):
        assert "Vi har fått det du skrev" in look(client, code, do="add", words="Jeg er her nå.")
    asked = all_requests()[0]
    assert (asked.ended_at, asked.outcome) == (None, "")
    assert notes(asked) == ["vi fikk ikke tak i den som spurte: Vi ringte tre ganger.", "Jeg er her nå."]
    assert client.post(reverse("help_where"), {"code": code, "do": "add", "words": " "}).status_code == 422


def test_taken_back_every_word_is_gone_and_only_the_counted_skeleton_stands(client: Client) -> None:
    code, asked = sent(client, words=WORDS, called="Lise", phone="99912345", area="Nord", suits="kveld", language="en")
    look(client, code, do="add", words="Og mer.")
    for _click in range(2):
        assert "Det du skrev, er slettet" in look(client, code, do="take_back")
    gone = all_requests()[0]
    said = (gone.words, gone.called, gone.phone, gone.area, gone.suits, gone.language)
    assert set(said) == {""}
    assert notes(gone) == []
    assert (gone.outcome, gone.received_at, gone.via) == ("taken_back", asked.received_at, "web")
    assert verbs(asked).count("request.take_back") == 1
    look(client, code, do="add", words="Likevel.")
    assert notes(gone) == []


def test_half_a_year_after_it_ended_the_words_go_and_not_before(client: Client) -> None:
    code, asked = sent(client, words=WORDS, called="Lise")
    waits = make_request(words="Venter fortsatt.")
    at = timezone.now()
    with acting_as(SYSTEM):
        Request.objects.filter(pk=asked.pk).update(ended_at=at, outcome="got_it", outcome_words="Fikk seng.")
    theirs = make_request(person=make_person(), ended_at=at, outcome="known", words="Mine ord.")
    assert delete_what_is_over(at=at + WORDS_KEPT - timedelta(days=1))["old_requests"] == 0
    assert delete_what_is_over(at=at + WORDS_KEPT)["old_requests"] == 1
    assert delete_what_is_over(at=at + 10 * WORDS_KEPT)["old_requests"] == 0
    kept = {one.pk: one for one in all_requests()}
    assert (kept[asked.pk].words, kept[asked.pk].called, kept[asked.pk].outcome_words) == ("", "", "")
    assert kept[asked.pk].outcome == "got_it"
    assert (kept[waits.pk].words, kept[theirs.pk].words) == ("Venter fortsatt.", "Mine ord.")
    assert "kjenner vi ikke" in look(client, code)


def test_the_public_page_is_easy_to_read(client: Client) -> None:
    for page in (client.get(reverse("help")), client.post(reverse("help"), {"_once": uuid4(), "words": WORDS})):
        text = re.sub(r"<(script|style|select)[\s\S]*?</\1>", " ", page.content.decode().partition("<main")[2])
        text = re.sub(r"</(p|li|h1|h2|label|legend|summary|button|dt|dd)>", ". ", text)
        text = re.sub(r"<[^>]+>", " ", text)
        words = re.findall(r"[A-Za-zÆØÅæøå]+", text)
        sentences = [one for one in re.split(r"[.:!?]\s", text) if re.search(r"[A-Za-zæøå]", one)]
        lix = len(words) / len(sentences) + 100 * len([word for word in words if len(word) > 6]) / len(words)
        assert lix <= 30


def test_two_that_arrive_at_once_with_one_key_are_one() -> None:
    once, at = uuid4(), timezone.now()
    said = Said(words=WORDS)
    assert asking.ask(said=said, once=once, at=at).code == asking.ask(said=said, once=once, at=at).code
    assert asking.ask(said=said, once=uuid4(), at=at).code != asking.ask(said=said, once=once, at=at).code
    assert len(all_requests()) == 2
