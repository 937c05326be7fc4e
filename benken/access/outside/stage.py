"""The step after the password: not for whoever another system vouches for, surely enough."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


def level_shown(signal_kwargs: dict[str, object] | None) -> str:
    """Return how surely another system vouches for whoever is signing in; nothing without one."""
    account = getattr((signal_kwargs or {}).get("sociallogin"), "account", None)
    return str(account.extra_data.get("level", "")) if account else ""


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth ships no types
    """Asks for the code or the key of whoever has one. An e-ID is two factors by itself."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not level_shown(self.login.signal_kwargs) and bool(super()._should_handle(request))
