"""What this app's table tells about a person: the messages."""

from django.utils.translation import gettext_lazy as _

from benken.access.about import Section
from benken.messaging.models import Message

SECTIONS = [
    Section(
        key="messages",
        title=_("Meldinger"),
        model=Message,
        place=300,
        when="sent_at",
        labels={
            "author": _("Fra"),
            "from_person": _("Skrevet av deg"),
            "text": _("Melding"),
            "sent_at": _("Sendt"),
            "read_at": _("Lest"),
        },
        left_out={"id": "a technical key", "person": "stands in the head of the file"},
    ),
]
