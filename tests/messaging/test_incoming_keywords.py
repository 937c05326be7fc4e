"""A keyword does what it says, for the right number; whatever is no keyword is only ever a message."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import AutomaticSwitch, Deed, User
from benken.country.packs import PACKS
from benken.followup.models import Goal
from benken.messaging import answer_words
from benken.messaging.actions.keywords import MOST_ANSWERS, MOST_TRIES, WITHHELD
from benken.messaging.actions.texts import claim_text, queue_text
from benken.messaging.gsm import measure
from benken.messaging.keywords import WORDS, Keyword, pin_word, read_keyword
from benken.messaging.models import IncomingText, Message, Text, TextChoices, TextConsent, TextGoal
from benken.messaging.neutral import telling_words
from benken.people.models import Person
from tests.factories import (
    make_account_of,
    make_appointment,
    make_goal,
    make_person,
    make_referral,
    make_text,
    sign_in,
    step_on,
)
from tests.messaging.phones import (
    NUMBER,
    UNKNOWN,
    but_away,
    choose,
    give_phone,
    rest_is_chosen,
    say_yes,
    text_in,
    texts_in,
    texts_out,
    thread,
    written,
)

pytestmark = pytest.mark.django_db
ALL = ["goals", "time", "wait"]


@pytest.fixture(autouse=True)
def _gateway() -> Iterator[None]:
    with rest_is_chosen():
        yield


@pytest.fixture
def consent(person: Person, now: datetime) -> TextConsent:
    """Let the person have said yes to texts on their number."""
    return say_yes(give_phone(person), at=now)


def bodies(number: str = NUMBER) -> list[str]:
    """Return the answers of keywords that are on their way to a number."""
    return [text.body for text in but_away(texts_out(number))]


def claimed(now: datetime) -> list[str]:
    """Let a worker take all that waits; return what it is given to send."""
    taken = []
    for text in texts_out():
        outgoing = claim_text(text_id=text.pk, gateway="rest", at=max(now, text.try_at))
        taken += [outgoing.body] if outgoing else []
    return taken


def standing(consent: TextConsent) -> TextConsent:
    """Return what is said about a number now."""
    with acting_as(SYSTEM):
        return TextConsent.objects.get(pk=consent.pk)


# STOPP


@pytest.mark.parametrize("word", ["STOPP", "stop", " Stopp. ", "Stop!"])
def test_after_stopp_nothing_is_sent_and_nothing_is_confirmed(
    client: Client, contact: User, person: Person, consent: TextConsent, now: datetime, word: str
) -> None:
    with acting_as(contact.pk):
        make_text(person, by=contact)
    text_in(client, NUMBER, word)
    said = standing(consent)
    assert (said.stopped_how, said.is_used) == ("text", False)
    assert said.stopped_at is not None
    assert written(person) == [word.strip()]
    assert claimed(now) == []
    assert [(text.state, text.why) for text in texts_out()] == [("not_sent", "stopped")]
    for later in ("HJELP", "TIME", word):
        text_in(client, NUMBER, later)
    assert len(texts_out()) == 1
    assert standing(consent).stopped_at == said.stopped_at
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="text.stop", subject_id=person.pk).count() == 1


def test_stopp_holds_for_everybody_who_has_the_number_and_for_no_other_number(
    client: Client, person: Person, consent: TextConsent, now: datetime
) -> None:
    other = make_person(called="Odd")
    shared = give_phone(other)
    beside = say_yes(give_phone(person, "+4799990555"), at=now, is_used=False)
    text_in(client, NUMBER, "STOPP")
    assert standing(consent).stopped_at is not None
    with acting_as(SYSTEM):
        assert TextConsent.objects.get(phone=shared).stopped_how == "text"
    assert standing(beside).stopped_at is None
    [row] = texts_in()
    assert (row.in_tray, row.text) == (True, "STOPP")
    text_in(client, NUMBER, "HJELP")
    assert texts_out() == []


def test_stopp_holds_for_what_goes_to_nobody_we_know(client: Client, now: datetime) -> None:
    text_in(client, UNKNOWN, "HJELP")
    assert len(texts_out(UNKNOWN)) == 1
    text_in(client, UNKNOWN, "STOPP")
    assert claimed(now) == []
    assert [text.why for text in texts_out(UNKNOWN)] == ["stopped"]
    with acting_as(SYSTEM):
        Text.objects.update(queued_at=now - timedelta(hours=2))
    text_in(client, UNKNOWN, "HJELP")
    assert len(texts_out(UNKNOWN)) == 1
    text_in(client, UNKNOWN, "START")
    text_in(client, UNKNOWN, "HJELP")
    assert len(texts_out(UNKNOWN)) == 2


@pytest.mark.usefixtures("person")
def test_a_stop_said_after_an_answer_was_queued_for_a_shared_number_holds(
    client: Client, consent: TextConsent, now: datetime
) -> None:
    give_phone(make_person())
    text_in(client, NUMBER, "HJELP")
    with acting_as(SYSTEM):
        TextConsent.objects.filter(pk=consent.pk).update(stopped_at=now, stopped_how="talk", is_used=False)
    assert claimed(now) == []
    assert [text.why for text in texts_out()] == ["stopped"]


# START


def test_start_says_yes_again_and_tells_so(client: Client, person: Person, consent: TextConsent, now: datetime) -> None:
    text_in(client, NUMBER, "STOPP")
    text_in(client, NUMBER, "Start")
    said = standing(consent)
    assert (said.stopped_at, said.stopped_how, said.yes_how, said.is_used) == (None, "", "text", True)
    assert said.shows == "words"
    assert written(person) == ["STOPP", "Start"]
    assert ["igjen" in body for body in claimed(now)] == [True]
    with acting_as(SYSTEM):
        assert Deed.objects.filter(verb="text.start", subject_id=person.pk).count() == 1
    text_in(client, NUMBER, "Start")  # it is a yes already
    assert len(texts_out()) == 1


def test_a_first_yes_by_start_lets_a_text_say_only_that_there_is_a_message(client: Client, person: Person) -> None:
    phone = give_phone(person)
    text_in(client, NUMBER, "START")
    with acting_as(SYSTEM):
        said = TextConsent.objects.get(phone=phone)
    assert (said.shows, said.is_used, said.person_id) == ("notice", True, person.pk)


def test_start_takes_no_other_number_out_of_use(client: Client, person: Person, consent: TextConsent) -> None:
    other = give_phone(person, "+4799990555")
    text_in(client, "+4799990555", "START")
    assert standing(consent).is_used
    with acting_as(SYSTEM):
        assert not TextConsent.objects.get(phone=other).is_used


@pytest.mark.parametrize("whose", ["do_not_text", "landline", "two", "nobody"])
def test_start_changes_nothing_where_it_cannot_and_nothing_is_answered(
    client: Client, person: Person, now: datetime, whose: str
) -> None:
    if whose != "nobody":
        phone = give_phone(person, do_not_text=whose == "do_not_text", can_get_texts=whose != "landline")
        say_yes(phone, at=now, is_used=False, stopped_at=now, stopped_how="talk")
    if whose == "two":
        give_phone(make_person())
    text_in(client, NUMBER, "START")
    assert texts_out() == []
    with acting_as(SYSTEM):
        assert not TextConsent.objects.filter(stopped_at__isnull=True).exists()
    assert [row.in_tray for row in texts_in()] == [whose in ("two", "nobody")]


# HJELP


@pytest.mark.parametrize("word", ["HJELP", "hjelp!", "Hjælp", "help"])
@pytest.mark.usefixtures("consent")
def test_hjelp_answers_with_numbers_at_once_and_stands_unread_for_a_human_being(
    client: Client, contact: User, person: Person, now: datetime, word: str
) -> None:
    choose(person, by=contact, at=now, quiet_from=time(0), quiet_until=time(23, 59))
    text_in(client, NUMBER, word)
    asked, answer = thread(person)
    assert (asked.text, asked.from_person, asked.read_at) == (word, True, None)
    assert (answer.from_person, answer.author, answer.automatic) == (False, None, "numbers")
    assert answer.read_at == answer.sent_at
    [text] = texts_out()
    assert (text.message_id, text.body, text.automatic, text.person_id) == (
        answer.pk,
        answer.text,
        "numbers",
        person.pk,
    )
    assert text.not_before_at is None
    for needed in ("113", "116117", "116123", "menneske", "Automatisk"):
        assert needed in text.body
    assert claimed(now) == [text.body]


def test_hjelp_is_answered_without_any_yes(client: Client, person: Person, now: datetime) -> None:
    give_phone(person)
    text_in(client, NUMBER, "HJELP")
    assert len(claimed(now)) == 1


@pytest.mark.parametrize("several", [False, True])
def test_from_a_number_that_is_not_one_persons_hjelp_is_answered_once_an_hour_and_lies_in_the_tray(
    client: Client, person: Person, now: datetime, several: bool
) -> None:
    if several:
        give_phone(person)
        give_phone(make_person())
    for _ in range(3):
        text_in(client, NUMBER, "HJELP")
    assert len(texts_out(NUMBER)) == 1
    [text] = texts_out(NUMBER)
    assert (text.person_id, text.message_id, text.automatic) == (None, None, "numbers")
    assert [(row.in_tray, row.text) for row in texts_in()] == [(True, "HJELP")] * 3
    assert claimed(now) == [text.body]
    with acting_as(SYSTEM):
        Text.objects.update(queued_at=now - timedelta(minutes=61))
    text_in(client, NUMBER, "HJELP")
    assert len(texts_out(NUMBER)) == 2


# TIME and VENT


@pytest.mark.usefixtures("consent")
def test_time_tells_when_and_neither_where_nor_with_whom(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    choose(person, by=contact, at=now, keywords=ALL)
    text_in(client, NUMBER, "TIME")
    tomorrow = timezone.localtime(now) + timedelta(days=1)
    starts_at = tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
    make_appointment(person, by=contact, starts_at=starts_at, what="LAR-samtale", place="Ruspoliklinikken")
    text_in(client, NUMBER, "Tid?")
    none, told = bodies()
    assert "ingen avtale" in none
    assert "i morgen kl. 10.00" in told
    assert [word in told for word in ("LAR", "Rus", contact.name)] == [False] * 3
    assert [(message.automatic, message.text) for message in thread(person) if not message.from_person] == [
        ("keyword", none),
        ("keyword", told),
    ]


@pytest.mark.usefixtures("consent")
def test_vent_tells_that_one_waits_and_when_one_hears_next(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    choose(person, by=contact, at=now, keywords=ALL)
    text_in(client, NUMBER, "VENT")
    referral = make_referral(person, by=contact, to="Odden avrusning")
    step_on(referral, "sent", by=contact)
    text_in(client, NUMBER, "Wait")
    nothing, told = bodies()
    assert "ikke i noen kø" in nothing
    assert "Du står i kø" in told
    assert "Du hører fra oss igjen" in told
    assert "Odden" not in told


@pytest.mark.parametrize("word", ["TIME", "VENT"])
def test_on_a_phone_that_others_read_the_answer_stands_on_the_page_alone(
    client: Client, contact: User, person: Person, now: datetime, word: str
) -> None:
    say_yes(give_phone(person), at=now, is_shared=True, shows="notice")
    choose(person, by=contact, at=now, keywords=ALL)
    text_in(client, NUMBER, word)
    [body] = bodies()
    assert "på siden din" in body
    assert thread(person)[-1].text != body


# MÅL


@pytest.fixture
def with_word(contact: User, person: Person, consent: TextConsent, now: datetime) -> TextConsent:
    """Let the person have chosen short names and a PIN word, on a phone that others pick up, too."""
    choose(person, by=contact, at=now, keywords=ALL, pin_hash=make_password(pin_word("Solskinn")))
    with acting_as(SYSTEM):
        TextConsent.objects.filter(pk=consent.pk).update(is_shared=True, shows="notice")
        for words, name, state in (("Ha en dør", "Døra", "open"), ("Ro", "Tur", "open"), ("Før", "Gammelt", "resting")):
            goal = make_goal(person, by=contact, words=words)
            Goal.objects.filter(pk=goal.pk).update(state=state)
            TextGoal.objects.create(goal=goal, person=person, name=name)
    return consent


@pytest.mark.usefixtures("with_word")
def test_maal_gives_the_short_names_of_open_goals_only_with_the_word(client: Client, person: Person) -> None:
    text_in(client, NUMBER, "MÅL")
    text_in(client, NUMBER, "mål måneskinn")
    text_in(client, NUMBER, "Maal solskinn.")
    without, wrong, right = bodies()
    assert without == wrong
    assert "Skriv ordet ditt etter MÅL" in without
    assert [name in without for name in ("Døra", "Tur")] == [False, False]
    assert right.startswith("Døra og Tur.")
    assert "Gammelt" not in right
    assert written(person) == ["MÅL", WITHHELD, WITHHELD]
    with acting_as(SYSTEM):
        everything = [
            *IncomingText.objects.values_list("text", flat=True),
            *(message.text for message in thread(person)),
        ]
    assert not any("skinn" in text.lower() for text in everything)


@pytest.mark.usefixtures("person", "with_word")
def test_the_word_cannot_be_guessed(client: Client, now: datetime) -> None:
    for number in range(MOST_TRIES):
        text_in(client, NUMBER, f"MÅL ord{number}")
        with acting_as(SYSTEM):  # so that no other limit hides this one
            Text.objects.update(queued_at=now - timedelta(hours=2))
    text_in(client, NUMBER, "MÅL solskinn")
    assert "Døra" not in " ".join(bodies())
    with acting_as(SYSTEM):
        IncomingText.objects.update(received_at=now - timedelta(minutes=61))
    text_in(client, NUMBER, "MÅL solskinn")
    assert "Døra" in bodies()[-1]


@pytest.mark.usefixtures("consent")
def test_without_a_word_names_come_on_ones_own_phone_and_not_on_one_that_others_read(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    choose(person, by=contact, at=now, keywords=ALL)
    text_in(client, NUMBER, "MÅL")
    with acting_as(SYSTEM):
        TextGoal.objects.create(goal=make_goal(person, by=contact), person=person, name="Døra")
    text_in(client, NUMBER, "GOALS")
    with acting_as(SYSTEM):
        TextConsent.objects.update(shows="notice")
    text_in(client, NUMBER, "MÅL")
    text_in(client, NUMBER, "MÅL nådd")  # without a PIN word this is free text
    none, named, closed = bodies()
    assert "ikke valgt" in none
    assert named.startswith("Døra.")
    assert "Døra" not in closed
    assert written(person)[-1] == "MÅL nådd"


@pytest.mark.usefixtures("with_word")
def test_whoever_has_a_word_never_finds_a_try_at_it_written_out_also_while_maal_is_off(
    client: Client, contact: User, person: Person
) -> None:
    text_in(client, NUMBER, "MÅL: solskinn")  # meant so, too
    assert "Døra" in bodies()[-1]
    text_in(client, NUMBER, "MÅL, måneskinn")
    with acting_as(SYSTEM):
        TextChoices.objects.update(keywords=["time"])
    for number, words in ((NUMBER, "mål solskinn!"), (NUMBER, "Goals måneskinn"), (UNKNOWN, "MÅL solskinn")):
        text_in(client, number, words)
    from_unknown = texts_in()[-1]
    sign_in(client, contact).post(reverse("tray_give", args=[from_unknown.pk, person.pk]))
    text_in(client, NUMBER, "Mål er solskinn")  # more than one word after it: free text, as everything else
    assert written(person) == [*[WITHHELD] * 5, "Mål er solskinn"]
    assert len(bodies()) == 2, "what is turned off is answered by a human"
    with acting_as(SYSTEM):
        assert Message.objects.filter(person=person, from_person=True, read_at=None).count() == 6
        TextChoices.objects.update(pin_hash="")
    text_in(client, NUMBER, "Mål nådd")
    assert written(person)[-1] == "Mål nådd"


@pytest.mark.usefixtures("person", "with_word")
def test_a_word_does_not_lie_in_the_tray_when_two_have_the_number(client: Client) -> None:
    give_phone(make_person())
    text_in(client, NUMBER, "MÅL solskinn")
    assert [row.text for row in texts_in()] == [WITHHELD]
    assert texts_out() == []


def test_many_long_names_become_one_text() -> None:
    for letter in ("å", "č", "🌱"):
        words = answer_words.goals_words([letter * 30] * 12)
        assert measure(words).parts == 1
        assert letter * 30 in words or letter == "🌱"


# What holds for all of them


@pytest.mark.parametrize("word", ["MÅL", "TIME", "VENT"])
@pytest.mark.usefixtures("consent")
def test_a_keyword_that_is_not_turned_on_is_a_message_like_any_other(
    client: Client, contact: User, person: Person, now: datetime, word: str
) -> None:
    text_in(client, NUMBER, word)
    choose(person, by=contact, at=now, keywords=[])
    text_in(client, NUMBER, word)
    assert written(person) == [word, word]
    assert but_away(texts_out()) == []


@pytest.mark.usefixtures("consent")
def test_no_number_gets_more_than_a_few_answers_an_hour(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    choose(person, by=contact, at=now, keywords=ALL)
    for _ in range(MOST_ANSWERS + 4):
        text_in(client, NUMBER, "TIME")
    assert len(texts_out()) == MOST_ANSWERS
    assert len(written(person)) == MOST_ANSWERS + 4
    with acting_as(SYSTEM):
        Text.objects.update(queued_at=now - timedelta(minutes=61))
    text_in(client, NUMBER, "TIME")
    assert len(texts_out()) == MOST_ANSWERS + 1


@pytest.mark.usefixtures("person", "consent")
def test_the_one_switch_stops_answers_too(client: Client, contact: User, now: datetime) -> None:
    text_in(client, NUMBER, "HJELP")
    with acting_as(SYSTEM):
        AutomaticSwitch.objects.create(at=now, by=contact, is_on=False)
    assert claimed(now) == []
    assert [text.why for text in texts_out()] == ["switched_off"]


@pytest.mark.usefixtures("consent")
def test_a_keyword_told_twice_is_answered_once(client: Client, person: Person) -> None:
    for _ in range(2):
        text_in(client, NUMBER, "HJELP", key="one")
    assert len(texts_out()) == 1
    assert len(thread(person)) == 2


@pytest.mark.usefixtures("consent")
def test_an_answer_that_comes_much_too_late_is_not_sent(
    client: Client, contact: User, person: Person, now: datetime
) -> None:
    choose(person, by=contact, at=now, keywords=ALL)
    text_in(client, NUMBER, "TIME")
    assert claimed(now + timedelta(hours=2)) == []
    assert [text.why for text in texts_out()] == ["too_late"]


@pytest.mark.usefixtures("consent")
def test_the_answer_is_in_the_persons_language(client: Client, person: Person) -> None:
    with acting_as(SYSTEM):
        Person.objects.filter(pk=person.pk).update(language="en")
    text_in(client, NUMBER, "HELP")
    with translation.override("en"):
        assert bodies() == [answer_words.help_words(PACKS["no"], reception="")]


HEAVY = ["hjelp meg", "jeg orker ikke mer", "stopp det", "overdose", "vil ikke leve", "time nå", "mål og mening"]
BLANKS = ["", " ", "\n", "\u00a0"]


def free_texts(count: int) -> Iterator[str]:
    """Yield texts made of keywords and other words, none of which is a keyword as a whole."""
    source = random.Random(16)  # noqa: S311  # the same texts each time
    keywords = [word for words in WORDS.values() for word in words]
    others = ["jeg", "ikke", "nå", "solskinn", "12", "?!", "🌱", "يوسف", "."]
    yield from HEAVY
    while count:
        words = [source.choice(keywords if source.random() < 0.6 else others) for _ in range(source.randint(1, 6))]
        text = source.choice([" ", "\n", ", ", ""]).join(words) + source.choice(["", "!", "??", " ."])
        text = source.choice([str.upper, str.lower, str.title])(text).strip()
        if read_keyword(text) is None:
            count -= 1
            yield text


def test_whatever_is_no_keyword_only_ever_becomes_a_message(
    client: Client, contact: User, person: Person, consent: TextConsent, now: datetime
) -> None:
    """R16: nothing is sent, stopped, started, counted or told apart, with all keywords on.

    While nobody reads, the first of them is answered with that, whatever it says, and no other is.
    """
    make_account_of(person)
    choose(person, by=contact, at=now, keywords=ALL)
    before = standing(consent)
    with acting_as(SYSTEM):
        deeds = set(Deed.objects.values_list("pk", flat=True))
    texts = [*free_texts(120), "hei"]
    for text in texts:
        text_in(client, NUMBER, text)
    messages = but_away(thread(person))
    answers = [message for message in thread(person) if message.automatic == "away"]
    assert [message.text for message in messages] == texts
    same = {
        (one.author_id, one.from_person, one.by_text, one.automatic, one.read_at, one.answer_by_at, one.answered_at)
        for one in messages
    }
    assert len(same) == 1
    assert len(answers) <= 1
    assert [text.message_id for text in texts_out()] == [answer.pk for answer in answers]
    assert vars(standing(consent)) | {"_state": None} == vars(before) | {"_state": None}
    with acting_as(SYSTEM):
        new = Deed.objects.exclude(pk__in=deeds)
        verbs = Counter(new.values_list("verb", flat=True))
    assert verbs == Counter({"message.by_text": len(texts), "message.automatic": len(answers)})


def every_answer() -> Iterator[str]:
    """Yield every sentence that a keyword is answered with, at its longest."""
    today = date(2026, 9, 9)
    starts_at = datetime(2026, 11, 25, 22, 22, tzinfo=UTC)
    for pack in PACKS.values():
        for reception in ("", "+47 12 34 56 78 9012"):
            yield answer_words.help_words(pack, reception=reception)
    for moment in (None, starts_at):
        yield answer_words.time_words(moment, today=today)
    waiting = (True, False, date(2026, 11, 25)), (True, False, None), (True, True, None), (False, False, None)
    for waits, mine, next_on in waiting:
        yield answer_words.wait_words(waits=waits, mine=mine, next_on=next_on, today=today)
    yield answer_words.goals_words([])
    yield answer_words.your_word_words()
    yield answer_words.choose_word_words()
    yield answer_words.on_page_words()
    yield answer_words.started_words()


@pytest.mark.parametrize("language", [code for code, _name in django_settings.LANGUAGES])
def test_every_answer_is_one_part_neutral_and_says_that_it_is_automatic(language: str) -> None:
    """R17 and R21."""
    with translation.override(language):
        sentences = list(every_answer())
        for words in sentences:
            measured = measure(words)
            assert (measured.parts, measured.is_gsm) == (1, True), words
            assert telling_words(words) == [], words
            assert "utomati" in words, words
            assert read_keyword(words) is None


def test_every_keyword_is_one_that_is_done_something_with() -> None:
    assert set(Keyword) == {*(Keyword(name) for name in ALL), Keyword.STOP, Keyword.START, Keyword.HELP}


@pytest.mark.usefixtures("consent")
def test_what_is_queued_by_hand_is_refused_by_a_stop_in_between(client: Client, person: Person, now: datetime) -> None:
    text = queue_text(person=person, number=NUMBER, body="Hei", at=now)
    text_in(client, NUMBER, "STOPP")
    assert claim_text(text_id=text.pk, gateway="rest", at=now) is None
