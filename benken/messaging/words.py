"""What stands in a text that nobody writes, and how a conversation is told.

A text says that it is automatic, and not what it is about (R17, R21).
"""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.country.packs import CountryPack
from benken.messaging.gsm import plainer
from benken.messaging.models import Message, Text
from benken.messaging.policies.texts import DID_NOT_ARRIVE, UNDO, Way
from benken.people.answering import asked_at, away_at
from benken.people.answering_words import on_day
from benken.people.helpers import Helpers
from benken.ui.words import clock, day_words, first_name


def notice_words(language: str) -> str:
    """Return what a text says of a message that lies on My page, in the person's language."""
    with translation.override(language):
        return _("Du har fått en melding på siden din. (Automatisk SMS)")


def reminder_words(language: str, *, starts_at: datetime, at: datetime) -> str:
    """Return what reminds of an appointment: when it is, and no more. The weekday stands there, should it come late."""
    local = timezone.localtime(starts_at)
    with translation.override(language):
        day = day_words(local.date(), today=timezone.localdate(at))
        when = {"day": day[:1].upper() + day[1:], "weekday": date_format(local, "l"), "time": clock(local.time())}
        return _("%(day)s, %(weekday)s, kl. %(time)s. Svar her hvis det ikke passer. (Automatisk SMS)") % when


def weekly_words(language: str) -> str:
    """Return what tells that the week's look is there, for whoever has ordered it."""
    with translation.override(language):
        return _("Har du et øyeblikk? Siden din viser hvor du er nå. (Automatisk SMS)")


def away_words(
    language: str, *, answer_by: datetime | None, numbers: CountryPack, at: datetime, by_text: bool = True
) -> str:
    """Return what is answered when nobody reads now: when somebody does, whom to call, and that it is automatic."""
    with translation.override(language):
        if answer_by is None:
            when = _("Meldingen er kommet fram. Vi vet ikke når den blir lest.")
        else:
            local = timezone.localtime(answer_by)
            said = {"day": on_day(local.date(), at=at), "time": clock(local.time())}
            when = _("Vi leser dette %(day)s, og svarer før kl. %(time)s.") % said
        numbers_said = _("Nødnummer %(emergency)s. Legevakt %(doctor)s. Noen å snakke med %(talk)s.") % {
            "emergency": numbers.emergency,
            "doctor": numbers.doctor_on_duty,
            "talk": numbers.someone_to_talk_to,
        }
        automatic = _("(Automatisk SMS)") if by_text else _("(Automatisk svar)")
        return f"{when} {numbers_said} {automatic}"


def missed_words(helpers: Helpers) -> str:
    """Say to the person that the hour of an answer has passed, and who has been asked."""
    away, asked = away_at(helpers.instead, helpers.at), asked_at(helpers.instead, helpers.at)
    late = first_name(away.by.name) if away and away.by else helpers.contact_name
    missed = _("%(name)s rakk ikke svare.") % {"name": late} if late else _("Du har ikke fått svar ennå.")
    if asked and asked.by:
        who = _("%(name)s er spurt.") % {"name": first_name(asked.by.name)}
    else:
        who = _("Lederen i %(team)s ser det.") % {"team": helpers.team} if helpers.team else ""
    return f"{missed} {who}".strip()


def who_wrote(message: Message) -> str:
    """Return who wrote a message: a name, or that nobody did."""
    if message.author is not None:
        return message.author.name
    return message.person.called if message.from_person else _("Automatisk")


def text_sent_with(message: Message) -> Text | None:
    """Return the text that carries a message to a phone, as far as the reader may see it."""
    text: Text | None = getattr(message, "as_text", None)
    return text


def is_only_notice(text: Text, message: Message) -> bool:
    """Tell whether the text says only that a message has come."""
    return text.body != plainer(message.text)


def way_words(message: Message) -> str:
    """Say by which way a message came or went: SMS or My page; of what is automatic, what it is."""
    text = text_sent_with(message)
    if message.automatic:
        return message.get_automatic_display()
    if message.by_text:
        return _("kom som SMS")
    if message.from_person or text is None:
        return _("på Min side")
    return _("på Min side, med SMS om det") if is_only_notice(text, message) else _("som SMS")


def way_names() -> dict[Way, str]:
    """Return what the ways are called where one is chosen."""
    return {
        Way.WORDS: _("SMS"),
        Way.NOTICE: _("SMS om at det ligger en melding"),
        Way.PAGE: _("Bare Min side"),
    }


def how_far(text: Text, *, at: datetime) -> str:
    """Say how far a text got, or when it goes, and why it did not."""
    if text.state == Text.State.QUEUED and text.tries > 0:
        return _("SMS: kom ikke ut ennå. Prøves igjen %(moment)s.") % {"moment": _moment(text.try_at, at=at)}
    if text.state == Text.State.QUEUED and text.try_at > at:
        if text.not_before_at is not None and text.not_before_at > text.queued_at + UNDO:
            return _("SMS sendes %(moment)s, stille tid til da.") % {"moment": _moment(text.try_at, at=at)}
        # To the second: so long it can be taken back.
        return _("SMS går ut kl. %(time)s.") % {"time": timezone.localtime(text.try_at).strftime("%H.%M.%S")}
    said = {"state": text.get_state_display(), "why": text.get_why_display()}
    if text.state == Text.State.NOT_SENT:
        return _("SMS ble ikke sendt: %(why)s.") % said
    if text.state == Text.State.DELIVERED and text.told_at is not None:
        return _("SMS levert %(moment)s.") % {"moment": _moment(text.told_at, at=at)}
    return _("SMS: %(state)s.") % said


def told_to_the_person(message: Message) -> str:
    """Say to the person which messages came or went as a text, and whether the text arrived."""
    text = text_sent_with(message)
    if message.from_person:
        return _("Sendt som SMS") if message.by_text else ""
    if text is None:
        return ""
    if text.state in DID_NOT_ARRIVE:
        return _("SMS-en kom ikke fram")
    if text.state in (Text.State.SENT, Text.State.DELIVERED):
        return _("Også som SMS")
    return _("SMS er på vei")


def did_not_arrive_words(text: Text) -> str:
    """Say in a list why a text did not arrive; of what is automatic, what it was."""
    what = Message.Automatic(text.automatic).label if text.automatic else ""
    said = {"what": what, "state": text.get_state_display(), "why": text.get_why_display()}
    if text.state == Text.State.NOT_SENT:
        return (_("SMS (%(what)s) ble ikke sendt: %(why)s") if what else _("SMS ble ikke sendt: %(why)s")) % said
    return (_("SMS (%(what)s): %(state)s") if what else _("SMS: %(state)s")) % said


def promised_words(answer_by_at: datetime, *, at: datetime) -> str:
    """Say by when an answer was promised, or that the hour is over."""
    said = {"moment": _before(answer_by_at, at=at)}
    if answer_by_at < at:
        return _("skulle hatt svar %(moment)s") % said
    return _("lovet %(moment)s") % said


def _before(moment: datetime, *, at: datetime) -> str:
    local, today = timezone.localtime(moment), timezone.localdate(at)
    time = clock(local.time())
    if local.date() == today:
        return _("før kl. %(time)s") % {"time": time}
    return _("%(day)s før kl. %(time)s") % {"day": day_words(local.date(), today=today), "time": time}


def _moment(moment: datetime, *, at: datetime) -> str:
    local, today = timezone.localtime(moment), timezone.localdate(at)
    time = local.strftime("%H.%M")
    if local.date() == today:
        return _("kl. %(time)s") % {"time": time}
    return _("%(day)s kl. %(time)s") % {"day": day_words(local.date(), today=today), "time": time}
