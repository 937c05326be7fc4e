"""Which gateway the operator has chosen."""

from benken.messaging.gateways.interface import Gateway


def gateway() -> Gateway | None:
    """Return the gateway that texts are handed over to; None if none is chosen."""
    return None
