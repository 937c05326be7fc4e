"""What grown persons say about texts, and which of their messages came and went by phone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from benken.demo.gateway import what_becomes
from benken.demo.keys import seeded
from benken.demo.lines import MessageLine, PhoneLine, PhoneTexts
from benken.messaging.models import TextChoices

if TYPE_CHECKING:
    from benken.demo.grow import Life

SAY_YES = 0.6
SHARED, REMINDED, WEEKLY, WITH_KEYWORDS = 0.12, 0.4, 0.08, 0.2
BY_PHONE = 0.6  # of the messages of somebody with an account; others have no other way
ONE_TEXT = 160
TOLD_SINCE = 4  # days: whether a phone was to be reached is known by then


def phone_texts_of(life: "Life", phones: tuple[PhoneLine, ...]) -> PhoneTexts | None:
    """Return what somebody has said about texts: nothing, or a yes on their phone."""
    source = seeded(f"texts:{life.key}")
    if not phones or phones[0].do_not_text or source.random() >= SAY_YES:
        return None
    return PhoneTexts(
        yes_days_ago=source.randint(life.known // 2, life.known) if life.has_account else life.known,
        is_shared=source.random() < SHARED,
        quiet_until=(source.choice((8, 9, 10)), 0),
        reminders=source.random() < REMINDED,
        weekly=source.random() < WEEKLY,
        keywords=(str(TextChoices.Keyword.TIME),) if source.random() < WITH_KEYWORDS else (),
    )


def by_phone(life: "Life", messages: tuple[MessageLine, ...], said: PhoneTexts, number: str) -> Iterator[MessageLine]:
    """Yield the messages, and say which came from the phone or went to it. The last one that went tells of its number.

    Somebody without an account has the phone alone: what is too long for a text was never written.
    """
    source = seeded(f"by phone:{life.key}")
    went = [one for one in messages if one.sender == "contact" and one.days_ago >= TOLD_SINCE and _fits(one, said)]
    for message in messages:
        to_phone = _fits(message, said) and (not life.has_account or source.random() < BY_PHONE)
        if to_phone:
            became = what_becomes(number).value if went and message is went[-1] else message.became
            yield replace(message, by_text=True, became=became)
        elif life.has_account:
            yield message


def _fits(message: MessageLine, said: PhoneTexts) -> bool:
    """Tell whether a message can have come by phone, or gone."""
    if message.sender == "person":
        return True
    return message.days_ago <= said.yes_days_ago and len(message.text) <= ONE_TEXT
