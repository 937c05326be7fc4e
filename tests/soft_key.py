"""A passkey made of software, for tests without a browser: it answers as a telephone would, or wrongly on purpose."""

import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def as_text(data: bytes) -> str:
    """Write bytes as the standard does."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def as_bytes(text: str) -> bytes:
    """Read them again."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftKey:
    """One key. `owner` is what it keeps of whose it is."""

    def __init__(self, host: str = "testserver") -> None:
        self.host = host
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.owner = ""

    def make(self, options: dict[str, Any], *, verified: bool = True) -> dict[str, Any]:
        """Answer a page that asks for a new key."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]  # fido2 ships few
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = self._data(ATTESTED | (VERIFIED if verified else 0), credential)
        attestation = AttestationObject.create("none", data, {})
        return self._said(
            clientDataJSON=as_text(self._seen("webauthn.create", asked["challenge"])),
            attestationObject=as_text(attestation),
        )

    def use(
        self, options: dict[str, Any], *, verified: bool = True, origin: str = "", owner: str | None = None
    ) -> dict[str, Any]:
        """Answer a page that asks for a key one has."""
        data = self._data(VERIFIED if verified else 0)
        seen = self._seen("webauthn.get", options["publicKey"]["challenge"], origin)
        signature = self.private.sign(bytes(data) + hashlib.sha256(seen).digest(), ec.ECDSA(SHA256()))
        return self._said(
            clientDataJSON=as_text(seen),
            authenticatorData=as_text(data),
            signature=as_text(signature),
            userHandle=self.owner if owner is None else owner,
        )

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        host = hashlib.sha256(self.host.encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(host, AuthenticatorData.FLAG(PRESENT | flags), 1, credential)
        return data

    def _seen(self, what: str, challenge: str, origin: str = "") -> bytes:
        return bytes(CollectedClientData.create(what, as_bytes(challenge), origin or f"https://{self.host}"))

    def _said(self, **response: str) -> dict[str, Any]:
        return {"id": as_text(self.id), "rawId": as_text(self.id), "type": "public-key", "response": response}
