"""What another system says about who somebody is, believed only after it has been checked.

OpenID Connect Core 3.1.3.7 lets a client leave out the signature when the token came straight over TLS. We don't.
"""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt

# Signatures with a key only the other side has. Never "none", and never one made with a secret both know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_DIFFER = 30  # seconds
OLDEST_SIGN_IN = 15 * 60  # seconds since somebody showed the other system who they are
MOST_LENGTH = 255  # of what says who somebody is


class NotBelieved(Exception):
    """What the other system said does not hold; why is for the log, never for the page."""


class TooLow(Exception):
    """Who it is holds, but was not shown surely enough."""


@dataclass(frozen=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str


def checked_claims(token: object, *, keys: object, expected: Expected) -> dict[str, Any]:
    """Return what an id_token says, or raise NotBelieved: signature, issuer, audience, times and nonce must hold."""
    if not isinstance(token, str) or not expected.nonce:
        raise NotBelieved("no token")
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key_of(token, keys),
            algorithms=ALGORITHMS,
            audience=expected.client_id,
            issuer=expected.issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except jwt.PyJWTError as wrong:
        raise NotBelieved(type(wrong).__name__) from wrong
    if not hmac.compare_digest(str(claims["nonce"]).encode(), expected.nonce.encode()):
        raise NotBelieved("nonce")
    # With several audiences the one it was made for is named; it may be named alone too.
    is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (is_shared or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise NotBelieved("azp")
    signed_in_at = claims.get("auth_time")
    if signed_in_at is not None and not _is_recent(signed_in_at):
        raise NotBelieved("auth_time")
    return claims


def _key_of(token: str, keys: object) -> jwt.PyJWK:
    if not isinstance(keys, dict) or not isinstance(keys.get("keys"), list):
        raise NotBelieved("keys")
    named = jwt.get_unverified_header(token).get("kid")
    for_signing = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use in {None, "sig"}]
    if named is None and len(for_signing) == 1:
        return for_signing[0]
    found = next((key for key in for_signing if key.key_id == named), None)
    if found is None or named is None:
        raise NotBelieved("kid")
    return found


def _is_recent(signed_in_at: object) -> bool:
    return isinstance(signed_in_at, int | float) and time.time() - signed_in_at <= OLDEST_SIGN_IN


def level_of(claims: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """Return how surely it was shown who it is: "high", "substantial", or nothing where the profile names no levels.

    Raise TooLow for less than the profile needs, and for a level it does not name.
    """
    level: str = profile["levels"].get(str(claims.get(profile["level_claim"], "")), "")
    needed = profile["needs"]
    if needed and level not in ({"high"} if needed == "high" else {"high", "substantial"}):
        raise TooLow
    return level


def identity_of(claims: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """Return what says who it is, or raise NotBelieved."""
    value = claims.get(profile["claim"])
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_LENGTH:
        raise NotBelieved("no identity")
    return value
