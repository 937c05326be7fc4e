"""Which gateway the environment names. benken/config/sms.py has read and checked what is said of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from benken.messaging.gateways.interface import Gateway
from benken.messaging.gateways.kannel import Kannel
from benken.messaging.gateways.rest import Rest


def gateway() -> Gateway | None:
    """Return the gateway, None if texts go nowhere."""
    make = MAKES.get(settings.SMS["GATEWAY"])
    return make(settings.SMS) if make else _otherwise()


def is_chosen() -> bool:
    """Tell whether texts go anywhere: where they go nowhere, none is offered."""
    return settings.SMS["GATEWAY"] in MAKES or bool(settings.SMS_OTHERWISE)


def _otherwise() -> Gateway | None:
    """Return what stands in where none is chosen: with the demo setting the demo's own, else nothing."""
    if not settings.SMS_OTHERWISE:
        return None
    stands_in: Callable[[], Gateway | None] = import_string(settings.SMS_OTHERWISE)
    return stands_in()


def _kannel(said: Mapping[str, Any]) -> Gateway:
    return Kannel(
        address=said["URL"],
        user=said["USER"],
        password=said["PASSWORD"],
        secret=said["SECRET"],
        calls_at=said["CALLS_AT"],
        sender=said["SENDER"],
        callers=frozenset(said["CALLERS"]),
        no_such=frozenset(said["NO_SUCH_CODES"]),
    )


def _rest(said: Mapping[str, Any]) -> Gateway:
    return Rest(
        address=said["URL"],
        token=said["TOKEN"],
        secret=said["SECRET"],
        calls_at=said["CALLS_AT"],
        sender=said["SENDER"],
        signature_header=said["SIGNATURE_HEADER"],
        timestamp_header=said["TIMESTAMP_HEADER"],
    )


# One more gateway is one line here and one in benken/config/sms.py.
MAKES: dict[str, Callable[[Mapping[str, Any]], Gateway]] = {"kannel": _kannel, "rest": _rest}
