"""What stands in a text that nobody writes. It says that it is automatic, and not what it is about (R17, R21)."""

from django.utils import translation
from django.utils.translation import gettext as _

from benken.messaging.models import Message


def notice_words(language: str) -> str:
    """Return what a text says of a message that lies on My page, in the person's language."""
    with translation.override(language):
        return _("Du har fått en melding på siden din. (Automatisk SMS)")


def who_wrote(message: Message) -> str:
    """Return who wrote a message: a name, or that nobody did."""
    if message.author is not None:
        return message.author.name
    return message.person.called if message.from_person else _("Automatisk")
