"""How an identity from outside is kept: as a keyed hash, so that the table tells no national number."""

from django.conf import settings

from benken.lib.sealing import keyed_hash


def key_hash_of(provider: str, value: str) -> str:
    """Return what finds an identity again. Spaces in a typed number make no other number."""
    return keyed_hash(f"{provider}:{''.join(value.split())}", secret=settings.SECRET_KEY, purpose="outside-identity")
