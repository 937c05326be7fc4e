"""May this happen to a message? Plain facts in, an answer out."""

from benken.access.queries import User
from benken.messaging.models import Message, Text


def can_take_back(message: Message, *, user: User) -> bool:
    """Whoever wrote a message takes it back until the other side has read it."""
    return message.author_id == user.pk and message.read_at is None


def can_take_back_text(text: Text) -> bool:
    """Tell whether a text has not been handed over yet, and never was."""
    return text.tries == 0
