"""Tables of this app, by noun."""

from benken.messaging.models.choices import TextChoices, TextConsent, TextGoal
from benken.messaging.models.conversation import Message
from benken.messaging.models.incoming import IncomingText
from benken.messaging.models.texts import Text

__all__ = ["IncomingText", "Message", "Text", "TextChoices", "TextConsent", "TextGoal"]
