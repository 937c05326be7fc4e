"""What lies sealed about accounts: for whoever asks whether the keys at hand still open it."""

from allauth.mfa.models import Authenticator

CODE_PURPOSE = "one-time-code"  # the secret of a phone's app


def sealed_about_accounts() -> list[tuple[bytes, str]]:
    """Return the newest secret of a phone's app, and for which purpose it is sealed."""
    codes = Authenticator.objects.filter(type=Authenticator.Type.TOTP).order_by("-pk")
    data = codes.values_list("data", flat=True).first()
    return [(data["secret"].encode(), CODE_PURPOSE)] if data else []
