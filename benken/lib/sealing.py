"""Sealing: authenticated encryption of texts and files under a key derived from one secret, and keyed hashes."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MARK = b"BNK1"  # how a sealed file begins
_NONCE = 12


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


def seal_file(content: bytes, *, secret: str, purpose: str, bound_to: str) -> bytes:
    """Encrypt a file (AES-256-GCM); only the same secret and purpose open it, for what it is bound to."""
    nonce = secrets.token_bytes(_NONCE)
    return _MARK + nonce + AESGCM(_key(secret, purpose)).encrypt(nonce, content, bound_to.encode())


def unseal_file(sealed: bytes, *, any_of: Iterable[str], purpose: str, bound_to: str) -> bytes:
    """Decrypt what `seal_file` made with any of these secrets, or raise SealBroken."""
    start = len(_MARK) + _NONCE
    if not sealed.startswith(_MARK):
        raise SealBroken("this is no sealed file")
    for secret in any_of:
        try:
            return AESGCM(_key(secret, purpose)).decrypt(sealed[len(_MARK) : start], sealed[start:], bound_to.encode())
        except (InvalidTag, ValueError):
            continue
    raise SealBroken("the seal does not open with any of these keys, or for this")
