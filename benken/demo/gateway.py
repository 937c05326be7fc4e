"""The demo's gateway: the invented phones at `/demo/phone/`. It opens no line to anywhere.

A text is taken at once; how it went is told a moment later, as a real gateway tells it. Some of the invented numbers
do not exist, are switched off or fail, so that every state can be seen.
"""

import re
from datetime import timedelta
from typing import ClassVar

from django.http import HttpRequest
from django.utils import timezone

from benken.access.background import defer_later
from benken.messaging.gateways.interface import (
    Accepted,
    GatewayRefused,
    Incoming,
    NotFromGateway,
    Outgoing,
    Refusal,
    Report,
    ReportKind,
)

NAME = "demo"
TELL = "benken.demo.jobs.tell_how_it_went"
A_MOMENT = timedelta(seconds=2)
# The numbers of the 600, and those of the many, which begin with 1 and are nobody's.
INVENTED = re.compile(r"\+47(?:9999[02][0-9]{3}|1[0-9]{7})")
# By the last digits of a number: one that does not exist, one that is switched off, one where it fails.
BECOMES = {
    "15": ReportKind.NO_SUCH_NUMBER,
    "42": ReportKind.NO_SUCH_NUMBER,
    "60": ReportKind.NOT_REACHED,
    "58": ReportKind.FAILED,
}


def is_invented(number: str) -> bool:
    """Tell whether a number in E.164 is one of the invented ones: no other gets or sends anything here."""
    return INVENTED.fullmatch(number) is not None


def what_becomes(number: str) -> ReportKind:
    """Return how a text to an invented number goes."""
    return BECOMES.get(number[-2:], ReportKind.DELIVERED)


class DemoGateway:
    """Takes texts to invented phones; nothing leaves this machine."""

    name: ClassVar[str] = NAME
    knows_repeats: ClassVar[bool] = True

    def send(self, outgoing: Outgoing) -> Accepted:
        """Take a text, and let it be told in a moment how it went."""
        if not is_invented(outgoing.number):
            raise GatewayRefused(Refusal.NO_SUCH_NUMBER)
        defer_later(TELL, at=timezone.now() + A_MOMENT, text_id=str(outgoing.text_id))
        return Accepted(gateway_id=str(outgoing.text_id))

    def try_reach(self) -> None:
        """It is always there."""

    def read_incoming(self, _request: HttpRequest) -> Incoming:
        """Take no calls: what an invented phone sends comes from its own page."""
        raise NotFromGateway

    def read_report(self, _request: HttpRequest) -> Report | None:
        """Take no calls: how a text went is told by a job."""
        raise NotFromGateway
