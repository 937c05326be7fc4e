"""What this app's tables tell about a person: the messages, the texts, and what they have chosen about texts."""

from django.utils.translation import gettext_lazy as _

from benken.access.about import Section
from benken.messaging.models import IncomingText, Message, Text, TextChoices, TextConsent, TextGoal

_KEY = {"id": "a technical key", "person": "stands in the head of the file"}

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
            "by_text": _("Kom som SMS"),
            "automatic": _("Automatisk"),
            "answer_by_at": _("Svar ventet innen"),
            "answered_at": _("Besvart"),
            "stand_in_asked_at": _("Vikaren spurt"),
        },
        left_out=_KEY
        | {
            "about_id": "a technical key: so that an automatic message is written once",
            "about_at": "the hour that an automatic message tells itself",
        },
    ),
    Section(
        key="texts",
        title=_("SMS til deg"),
        model=Text,
        place=301,
        when="queued_at",
        labels={
            "number": _("Nummer"),
            "body": _("Det som sto i den"),
            "automatic": _("Automatisk"),
            "state": _("Hvor langt den kom"),
            "why": _("Hvorfor ikke"),
            "queued_at": _("Skrevet"),
            "not_before_at": _("Ikke før"),
            "not_after_at": _("Ikke etter"),
            "sent_at": _("Sendt"),
            "told_at": _("Sist vi hørte om den"),
            "seen_at": _("Sett at den ikke kom fram"),
        },
        left_out=_KEY
        | {
            "message": "the message stands under «Meldinger»",
            "tries": "a technical counter",
            "try_at": "when a machine tries next",
            "sending_at": "when a machine took it",
            "gateway": "the same for all",
            "gateway_id": "a key of the gateway",
        },
    ),
    Section(
        key="texts_in",
        title=_("SMS fra deg"),
        model=IncomingText,
        place=302,
        when="said_at",
        labels={
            "number": _("Nummer"),
            "said_at": _("Sendt"),
            "received_at": _("Kom hit"),
            "handled_at": _("Lagt i samtalen"),
            "handled_by": _("Lagt der av"),
        },
        left_out=_KEY
        | {
            "gateway": "the same for all",
            "gateway_id": "a key of the gateway",
            "text": "stands under «Meldinger»",
            "message": "stands under «Meldinger»",
            "candidate_ids": "empty for a text that is somebody's",
            "in_tray": "whether somebody had to find out whose it was: said by «Lagt i samtalen»",
            "outcome": "said by «Lagt i samtalen»",
        },
    ),
    Section(
        key="text_consents",
        title=_("Ja og nei til SMS"),
        model=TextConsent,
        place=303,
        labels={
            "phone": _("Nummer"),
            "yes_at": _("Ja"),
            "yes_how": _("Sagt"),
            "yes_by": _("Skrevet ned av"),
            "stopped_at": _("Stoppet"),
            "stopped_how": _("Stoppet hvordan"),
            "is_shared": _("Andre bruker telefonen"),
            "shows": _("Det som kan stå i SMS"),
            "is_used": _("SMS går hit"),
            "no_such_at": _("Nummeret fantes ikke"),
        },
        left_out={"person": _KEY["person"]},
    ),
    Section(
        key="text_choices",
        title=_("Det du har valgt om SMS"),
        model=TextChoices,
        place=304,
        labels={
            "quiet_from": _("Stille fra"),
            "quiet_until": _("Stille til"),
            "reminders": _("Påminnelse dagen før en avtale"),
            "weekly": _("«Hvor er vi nå» hver uke"),
            "keywords": _("Kodeord"),
            "changed_at": _("Valgt"),
            "changed_by": _("Skrevet ned av"),
        },
        left_out={
            "person": _KEY["person"],
            "pin_hash": "a hash of the word that MÅL asks for",
            "version": "a technical counter",
        },
    ),
    Section(
        key="text_goals",
        title=_("Korte navn på mål i SMS"),
        model=TextGoal,
        place=305,
        labels={"goal": _("Mål"), "name": _("Kort navn")},
        left_out={"person": _KEY["person"]},
    ),
]
