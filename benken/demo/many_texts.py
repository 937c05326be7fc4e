"""Texts of the many, as lines of COPY: the yes, what was chosen, what came in and what went out."""

from typing import TYPE_CHECKING

from benken.demo.gateway import NAME, what_becomes
from benken.messaging.models import TextConsent

if TYPE_CHECKING:
    from benken.demo.many import Many

SAY_YES, CHOOSE, BY_PHONE = 0.6, 0.5, 0.6
ONE_TEXT = 160
NULL = "\\N"
NOTICE = "Du har fått en melding på siden din. (Automatisk SMS)"
COLUMNS_OF_TEXTS = {
    "messaging_textconsent": (
        "phone_id person_id yes_at yes_how yes_by_id stopped_at stopped_how is_shared shows is_used no_such_at"
    ),
    "messaging_textchoices": (
        "person_id quiet_from quiet_until reminders weekly keywords pin_hash changed_at changed_by_id version"
    ),
    "messaging_text": (
        "id person_id message_id number body automatic state why queued_at not_before_at tries try_at sending_at"
        " sent_at told_at gateway gateway_id"
    ),
    "messaging_incomingtext": (
        "id gateway gateway_id number text said_at received_at person_id message_id candidate_ids in_tray outcome"
    ),
}


class ManyTexts:
    """Writes the lines of one of the many at a time. `number` is theirs for texts, or nothing."""

    number = ""
    is_shared = False

    def begin(self, many: "Many", phone: str, number: str, *, may_text: bool) -> None:
        """Write what somebody has said about texts on their first phone: most of those who may, a yes."""
        source = many.source
        if not may_text or source.random() >= SAY_YES:
            return
        self.number, self.is_shared = number, source.random() < 0.1
        shows = TextConsent.Shows.NOTICE if self.is_shared else TextConsent.Shows.WORDS
        said = many.since, TextConsent.How.TALK.value, many.contact, NULL, ""
        shared = "t" if self.is_shared else "f"
        many.add("messaging_textconsent", phone, many.id, *said, shared, shows.value, "t", NULL)
        if source.random() < CHOOSE:
            reminders, weekly = ("t" if source.random() < share else "f" for share in (0.7, 0.1))
            keywords = "{time}" if source.random() < 0.3 else "{}"
            chosen = "21:00", "09:00", reminders, weekly, keywords, ""
            many.add("messaging_textchoices", many.id, *chosen, many.since, many.contact, "1")

    def add(self, many: "Many", message: str, words: str, at: str, *, from_person: bool) -> bool:
        """Write what stands beside a message that came or went by phone; tell whether it did."""
        if not self.number or many.source.random() >= BY_PHONE or len(words) > ONE_TEXT:
            return False
        identity = f"{message[:-1]}{int(message[-1], 16) ^ 1:x}"  # of the same moment, and nobody else's
        if from_person:
            many.add(
                "messaging_incomingtext",
                *(identity, NAME, message, self.number, "", at, at, many.id, message, "{}", "f", ""),
            )
            return True
        state, body = what_becomes(self.number).value, NOTICE if self.is_shared else words
        many.add(
            "messaging_text",
            *(identity, many.id, message, self.number, body, "", state, "", at, NULL, "1", at, at, at, at),
            *(NAME, identity),
        )
        return True
