"""Tells Django which signals this app hears."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts, rights and the logs."""

    name = "benken.access"

    def ready(self) -> None:
        """Hear when somebody signs in or out."""
        from benken.access import sessions  # noqa: F401, PLC0415  # models are there only now
