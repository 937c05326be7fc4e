"""Sealing: authenticated encryption of small texts under a key derived from one secret, and keyed hashes."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealBroken(ValueError):
    """The sealed text was made with another key, for another purpose, or was changed."""


def _key(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())


def seal(text: str, *, secret: str, purpose: str) -> bytes:
    """Encrypt a text; only the same secret and purpose open it again."""
    return Fernet(base64.urlsafe_b64encode(_key(secret, purpose))).encrypt(text.encode())


def unseal(sealed: bytes, *, secret: str, purpose: str) -> str:
    """Decrypt what `seal` made, or raise SealBroken."""
    try:
        return Fernet(base64.urlsafe_b64encode(_key(secret, purpose))).decrypt(sealed).decode()
    except InvalidToken as error:
        raise SealBroken("the seal does not open with this key") from error


def keyed_hash(text: str, *, secret: str, purpose: str) -> str:
    """Return a hash that only the holder of the secret can make: finds equal values without storing them."""
    return hmac.new(_key(secret, purpose), text.encode(), hashlib.sha256).hexdigest()
