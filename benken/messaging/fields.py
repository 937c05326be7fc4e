"""The field of a form in which a text to a phone is written. Draw it with messaging/text_field.html."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from benken.messaging.gsm import measure, plainer
from benken.ui.fields import Written
from benken.ui.sms_words import sms_words


class TextToPhone(Written):
    """A text as it is sent: `plainer`, so that a quote a phone wrote by itself does not halve the room.

    `one`: it must be one message, as every automatic text is. What is too long is told in the words of the counter,
    and nothing is cut.
    """

    def __init__(self, *, rows: int = 4, one: bool = False, **options: Any) -> None:
        self.one = one
        super().__init__(rows=rows, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with plain quotes, dashes and blanks."""
        return plainer(super().to_python(value)).strip()

    def validate(self, value: str) -> None:
        """Refuse more than one message where only one is sent."""
        super().validate(value)
        measured = measure(value)
        if self.one and measured.parts > 1:
            said = ". ".join(sms_words(measured).splitlines())
            raise ValidationError(_("%(said)s. Her kan det bare sendes én.") % {"said": said}, code="parts")
