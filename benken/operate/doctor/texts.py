"""What the doctor looks at on the way to phones. It never sends a text."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from benken.messaging.gateways.chosen import gateway
from benken.messaging.gateways.interface import GatewayUnreachable
from benken.operate.doctor.finding import Finding

SHORTEST = {"SECRET": 32, "TOKEN": 20, "PASSWORD": 12}  # letters


def texts(_at: datetime) -> Iterator[Finding]:
    """There is a gateway, it lets us in, it can call us, and nobody guesses its secrets."""
    chosen = gateway()
    if chosen is None:
        yield Finding.mind("texts", "No gateway is set: no text is sent, and none comes in.")
        return
    said = settings.SMS
    before = 0
    for says, do in _what_is_wrong():
        before += 1
        yield Finding.wrong("texts", says, do)
    try:
        chosen.try_reach()
    except GatewayUnreachable as fault:
        yield Finding.wrong("texts", str(fault), "See BENKEN_SMS_URL, and whether the gateway runs.")
    else:
        if not before:
            yield Finding.fine("texts", f"The gateway ({chosen.name}) is there, and lets us in.")
    if any(letter.isalpha() for letter in said["SENDER"]):
        yield Finding.mind("texts", "BENKEN_SMS_SENDER is a name: nobody can answer a text.")


def _what_is_wrong() -> Iterator[tuple[str, str]]:
    said = settings.SMS
    for key, shortest in SHORTEST.items():
        if said[key] and len(said[key]) < shortest:
            yield f"BENKEN_SMS_{key} is short enough to be guessed.", f"Choose at least {shortest} random letters."
    host = urlsplit(said["CALLS_AT"]).hostname or ""
    written = f"[{host}]" if ":" in host else host
    if not validate_host(written, settings.ALLOWED_HOSTS):
        yield f"The gateway calls us at {written}, and is not answered there.", f"Add {written} to BENKEN_HOSTS."
