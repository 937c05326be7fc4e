"""Keywords: what a text does that is one word and nothing more. Everything else is left to human beings.

STOP, START and HELP always work; the others when the person has turned them on. Nothing is sent to a number that has
said STOP, and no more than a few answers an hour go to any number: so two machines never talk with each other for long.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation

from benken.access.actions.logs import record_deed
from benken.access.queries.setup import setup_now
from benken.access.together import read_together
from benken.country.packs import pack
from benken.followup.queries import Goal
from benken.messaging import answer_words
from benken.messaging.actions.texts import queue_text
from benken.messaging.keywords import Keyword, read_keyword
from benken.messaging.models import IncomingText, Message, Text, TextChoices, TextConsent, TextGoal
from benken.messaging.policies.choices import is_pin, why_no_texts
from benken.messaging.policies.texts import ANSWERS
from benken.people.queries import Person, phones_with_number
from benken.services.queries.appointments import AppointmentsOfPerson
from benken.services.queries.referrals import waits_of

AN_HOUR = timedelta(hours=1)
MOST_ANSWERS = 6  # to one number within an hour
MOST_TRIES = 5  # at the word after MÅL, from one number within an hour
ANSWERED_WITHIN, HELPED_WITHIN = AN_HOUR, timedelta(hours=12)  # after that an answer only surprises
LOOKED_BACK = 50  # texts of a number nobody has, in which the latest STOP or START is looked for
WITHHELD = "MÅL …"  # what stands in the conversation when a word stood after MÅL: it may be the PIN word
BY_CHOICE = frozenset({Keyword.GOALS, Keyword.TIME, Keyword.WAIT})


@dataclass(frozen=True)
class Sent:
    """A keyword that was sent, and the word that stood after MÅL."""

    keyword: Keyword
    word: str


def keyword_in(text: str, *, choices: TextChoices | None) -> Sent | None:
    """Return the keyword that a whole text is, for somebody who has chosen this; None for all free text.

    A second word is read only after MÅL, and only for a person who has a PIN word there.
    """
    chosen, word = choices.keywords if choices is not None else [], _word_after_goals(text, choices)
    asked = read_keyword(text, pin_check=(lambda _word: True) if word else None)
    if asked is None or (asked.keyword in BY_CHOICE and str(asked.keyword) not in chosen):
        return None
    return Sent(asked.keyword, word=word)


def kept_of(text: str, *, choices: TextChoices | None) -> str:
    """Return what is kept of a text: for whoever has a PIN word no word after MÅL, right or wrong.

    Also while MÅL is off. For whoever has none it is free text.
    """
    return WITHHELD if _word_after_goals(text, choices) else text


def _word_after_goals(text: str, choices: TextChoices | None) -> str:
    """Return the word after MÅL, for a person who has a PIN word; else nothing."""
    if choices is None or not choices.pin_hash:
        return ""
    after: list[str] = []

    def note(word: str) -> bool:
        after.append(word)
        return True

    read_keyword(text, pin_check=note)
    return "".join(after)


def act_for(person: Person, *, sent: Sent, choices: TextChoices, number: str, at: datetime) -> None:
    """Do what a keyword says, for the one person who has this number. The system does it."""
    if sent.keyword is Keyword.STOP:
        stop_number(number, at=at)
        return
    if sent.keyword is Keyword.START and not _start_number(person, number=number, at=at):
        return
    consent = TextConsent.objects.filter(person=person, phone__number=number).first()
    if not _may_answer(person, number=number, at=at):
        return
    shows_words = consent is not None and consent.shows == TextConsent.Shows.WORDS
    with translation.override(person.language):
        match sent.keyword:
            case Keyword.HELP:
                said = body = _help_words()
            case Keyword.START:
                said = body = answer_words.started_words()
            case Keyword.GOALS:
                said = body = _goals_words(person, sent, choices, number=number, shows_words=shows_words, at=at)
            case Keyword.TIME:
                said = _time_words(person, at=at)
                body = said if shows_words else answer_words.on_page_words()
            case Keyword.WAIT:
                said = _wait_words(person, at=at)
                body = said if shows_words else answer_words.on_page_words()
    kind = Message.Automatic.NUMBERS if sent.keyword is Keyword.HELP else Message.Automatic.KEYWORD
    answer = Message.objects.create(person=person, from_person=False, text=said, sent_at=at, read_at=at, automatic=kind)
    queue_text(
        person=person,
        message=answer,
        number=number,
        body=body,
        at=at,
        automatic=kind,
        not_after_at=at + _within(kind),
    )


def act_for_number(number: str, *, sent: Sent, at: datetime) -> None:
    """Do what a keyword says that came from a number nobody has, or several have: STOP, and HELP once an hour."""
    if sent.keyword is Keyword.STOP:
        stop_number(number, at=at)
    if sent.keyword is not Keyword.HELP or _has_said_stop(number):
        return
    if any(why_no_texts(phone) for phone in phones_with_number(number)):
        return
    before = Text.objects.filter(person=None, number=number, queued_at__gt=at - AN_HOUR)
    if before.filter(automatic=Message.Automatic.NUMBERS).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        body = _help_words()
    kind = Message.Automatic.NUMBERS
    queue_text(person=None, number=number, body=body, at=at, automatic=kind, not_after_at=at + _within(kind))


def stop_number(number: str, *, at: datetime) -> None:
    """Let no text go to a number any more, whoever has it. What waits is refused when its turn comes."""
    phones = {phone.pk: phone for phone in phones_with_number(number)}
    # Locked in one order: a text that is being claimed goes first, or sees the STOP.
    said = TextConsent.objects.select_for_update(of=("self",)).filter(phone__in=phones).order_by("pk")
    stopped = {"stopped_at": at, "stopped_how": TextConsent.How.TEXT, "is_used": False}
    for consent in said:
        phones.pop(consent.phone_id)
        if consent.stopped_at is None:
            TextConsent.objects.filter(pk=consent.pk).update(**stopped)
            record_deed(by=None, at=at, verb="text.stop", subject_id=consent.person_id, object_id=consent.pk)
    for phone in phones.values():
        TextConsent.objects.create(phone=phone, person_id=phone.person_id, **stopped)
        record_deed(by=None, at=at, verb="text.stop", subject_id=phone.person_id, object_id=phone.pk)
    to_nobody = Text.objects.select_for_update(of=("self",), skip_locked=True)
    waiting = list(to_nobody.filter(person=None, number=number, state=Text.State.QUEUED))
    Text.objects.filter(pk__in=[text.pk for text in waiting]).update(
        state=Text.State.NOT_SENT, why=Text.Why.STOPPED, told_at=at
    )


def _start_number(person: Person, *, number: str, at: datetime) -> bool:
    """Say yes again for a person's own number; tell whether it is a yes now that was none before."""
    phone = next(phone for phone in phones_with_number(number) if phone.person_id == person.pk)
    consent = TextConsent.objects.select_for_update(of=("self",)).filter(phone=phone).first()
    if why_no_texts(phone):  # somebody wrote it down for a reason: a talk takes it away
        return False
    if consent is None:
        # What others may read on this phone nobody has asked: so a text says no more than that there is a message.
        consent = TextConsent(phone=phone, person=person, shows=TextConsent.Shows.NOTICE)
    elif consent.yes_at is not None and consent.stopped_at is None:
        return False
    others = TextConsent.objects.filter(person=person, is_used=True).exclude(phone=phone)
    consent.yes_at, consent.yes_how, consent.yes_by_id = at, TextConsent.How.TEXT, None
    consent.stopped_at, consent.stopped_how, consent.no_such_at = None, "", None
    consent.is_used = not others.exists()
    consent.save()
    record_deed(by=None, at=at, verb="text.start", subject_id=person.pk, object_id=phone.pk)
    return True


def _may_answer(person: Person, *, number: str, at: datetime) -> bool:
    if _has_said_stop(number):
        return False
    if any(why_no_texts(phone) for phone in phones_with_number(number)):
        return False
    answers = Text.objects.filter(person=person, number=number, automatic__in=ANSWERS, queued_at__gt=at - AN_HOUR)
    return answers.count() < MOST_ANSWERS


def _has_said_stop(number: str) -> bool:
    if phones_with_number(number):
        return TextConsent.objects.filter(phone__number=number, stopped_at__isnull=False).exists()
    texts = IncomingText.objects.filter(number=number, person=None).order_by("-received_at", "-pk")
    for text in texts.values_list("text", flat=True)[:LOOKED_BACK]:
        asked = read_keyword(text)
        if asked is not None and asked.keyword in {Keyword.STOP, Keyword.START}:
            return asked.keyword is Keyword.STOP
    return False


def _help_words() -> str:
    setup = setup_now()
    return answer_words.help_words(pack(setup.country), reception=setup.reception_phone)


def _goals_words(
    person: Person, sent: Sent, choices: TextChoices, *, number: str, shows_words: bool, at: datetime
) -> str:
    """Return the short names. Where others may read, or a word is asked for, nothing readable comes without it."""
    if choices.pin_hash:
        if not sent.word or not _is_their_word(sent.word, choices, number=number, at=at):
            return answer_words.your_word_words()
    elif not shows_words:
        return answer_words.choose_word_words()
    goals = TextGoal.objects.filter(person=person, goal__state=Goal.State.OPEN).order_by("goal__set_at", "goal_id")
    return answer_words.goals_words(list(goals.values_list("name", flat=True)))


def _is_their_word(word: str, choices: TextChoices, *, number: str, at: datetime) -> bool:
    # Locked: tries that come at once are counted one after the other.
    TextChoices.objects.select_for_update(of=("self",)).filter(pk=choices.pk).first()
    tries = IncomingText.objects.filter(person=choices.person_id, number=number, received_at__gt=at - AN_HOUR)
    if tries.filter(message__text=WITHHELD).count() > MOST_TRIES:  # this one is among them
        return False
    return is_pin(choices, word)


def _time_words(person: Person, *, at: datetime) -> str:
    appointments = AppointmentsOfPerson(person.pk, at=at)
    read_together(*appointments.reads)
    coming = [one.starts_at for one in appointments.coming if one.starts_at > at]
    return answer_words.time_words(coming[0] if coming else None, today=timezone.localdate(at))


def _wait_words(person: Person, *, at: datetime) -> str:
    waits = waits_of(person.pk)
    read_together(waits)
    mine = any(wait.ball == wait.Ball.PERSON for wait in waits.rows)
    today = timezone.localdate(at)
    coming = [wait.next_on for wait in waits.rows if wait.next_on >= today]
    return answer_words.wait_words(waits=bool(waits.rows), mine=mine, next_on=min(coming, default=None), today=today)


def _within(kind: str) -> timedelta:
    return HELPED_WITHIN if kind == Message.Automatic.NUMBERS else ANSWERED_WITHIN
