"""What another system says is believed only when all of it holds: each token here is wrong in one thing."""

import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from benken.access.outside.checks import Expected, NotBelieved, TooLow, checked_claims, identity_of, level_of
from benken.config.sign_in_providers import providers_from
from tests.openid import as_jwk, make_key

EXPECTED = Expected(issuer="https://id.example", client_id="benken", nonce="only-this-time")
KEY, ANOTHER = make_key(), make_key()
KEYS = {"keys": [as_jwk(ANOTHER, "old"), as_jwk(KEY, "now")]}


def said(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    right = {
        "iss": EXPECTED.issuer,
        "sub": "s",
        "aud": "benken",
        "iat": now,
        "exp": now + 60,
        "nonce": EXPECTED.nonce,
        "auth_time": now,
    }
    return {key: value for key, value in {**right, **more}.items() if value is not None}


def token(*, key: rsa.RSAPrivateKey = KEY, kid: str | None = "now", **more: Any) -> str:
    return jwt.encode(said(**more), key, algorithm="RS256", headers={"kid": kid} if kid else None)


def test_a_token_in_which_all_holds_is_believed() -> None:
    assert checked_claims(token(pid="1"), keys=KEYS, expected=EXPECTED)["pid"] == "1"
    assert checked_claims(token(aud=["benken"]), keys=KEYS, expected=EXPECTED)
    assert checked_claims(token(aud=["benken", "b"], azp="benken"), keys=KEYS, expected=EXPECTED)
    assert checked_claims(token(kid=None), keys={"keys": [as_jwk(KEY, "now")]}, expected=EXPECTED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": ["benken", "b"]},
        {"azp": "b"},
        {"aud": None},
        {"nonce": "another-time"},
        {"nonce": ""},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"auth_time": 1},
        {"auth_time": "now"},
        {"key": ANOTHER},
        {"kid": "old"},
        {"kid": "unknown"},
        {"kid": None},
    ],
)
def test_a_token_wrong_in_one_thing_is_not_believed(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotBelieved):
        checked_claims(token(**wrong), keys=KEYS, expected=EXPECTED)


def test_a_token_changed_after_it_was_signed_is_not_believed() -> None:
    head, _body, signature = token().split(".")
    for claims in (said(sub="another"), said(pid="2")):
        body = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
        with pytest.raises(NotBelieved):
            checked_claims(f"{head}.{body}.{signature}", keys=KEYS, expected=EXPECTED)


def test_no_signature_and_one_made_with_what_everybody_knows_are_not_believed() -> None:
    unsigned = jwt.encode(said(), "", algorithm="none", headers={"kid": "now"})
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    # The key everybody may read, used as if it were a secret both know.
    parts = [{"alg": "HS256", "typ": "JWT", "kid": "now"}, said()]
    signed = b".".join(jwt.utils.base64url_encode(json.dumps(part).encode()) for part in parts)
    mark = hmac.new(public, signed, "sha256").digest()
    shared = (signed + b"." + jwt.utils.base64url_encode(mark)).decode()
    in_keys = {"keys": [{"kty": "oct", "k": jwt.utils.base64url_encode(public).decode(), "kid": "now"}]}
    for wrong, keys in ((unsigned, KEYS), (shared, KEYS), (shared, in_keys)):
        with pytest.raises(NotBelieved):
            checked_claims(wrong, keys=keys, expected=EXPECTED)


def test_without_a_nonce_of_ours_nothing_is_believed() -> None:
    with pytest.raises(NotBelieved):
        checked_claims(token(nonce=""), keys=KEYS, expected=Expected(EXPECTED.issuer, EXPECTED.client_id, ""))


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text()), st.binary()))
def test_what_is_no_token_is_not_believed(made_up: object) -> None:
    with pytest.raises(NotBelieved):
        checked_claims(made_up, keys=KEYS, expected=EXPECTED)


@pytest.mark.parametrize(
    "keys", [None, [], {}, {"keys": "x"}, {"keys": []}, {"keys": [{}]}, {"keys": [{"kty": "RSA", "kid": "now"}]}]
)
def test_what_are_no_keys_believe_nothing(keys: object) -> None:
    with pytest.raises(NotBelieved):
        checked_claims(token(), keys=keys, expected=EXPECTED)


def test_a_key_for_something_else_than_signing_is_not_used() -> None:
    with pytest.raises(NotBelieved):
        checked_claims(token(), keys={"keys": [{**as_jwk(KEY, "now"), "use": "enc"}]}, expected=EXPECTED)


PROFILE = {"level_claim": "acr", "levels": {"mid": "substantial", "top": "high"}, "claim": "pid"}


@pytest.mark.parametrize(
    ("needs", "acr", "level"),
    [
        ("high", "top", "high"),
        ("high", "mid", None),
        ("substantial", "top", "high"),
        ("substantial", "mid", "substantial"),
        ("substantial", "other", None),
        ("substantial", None, None),
        ("", "other", ""),
        ("", "top", "high"),
    ],
)
def test_the_level_must_be_what_the_profile_needs(needs: str, acr: str | None, level: str | None) -> None:
    def ask() -> str:
        return level_of({"acr": acr} if acr else {}, {**PROFILE, "needs": needs})

    if level is None:
        with pytest.raises(TooLow):
            ask()
    else:
        assert ask() == level


@pytest.mark.parametrize("value", [None, "", "  ", 7, ["1"], "1" * 256])
def test_what_does_not_say_who_it_is_is_not_believed(value: object) -> None:
    with pytest.raises(NotBelieved):
        identity_of({"pid": value}, PROFILE)


RIGHT = {
    "BENKEN_OIDC": "idporten",
    "BENKEN_OIDC_IDPORTEN_ISSUER": "https://idporten.example",
    "BENKEN_OIDC_IDPORTEN_CLIENT_ID": "c",
    "BENKEN_OIDC_IDPORTEN_KEY_FILE": "/run/key.pem",
}


def test_the_environment_names_a_profile_and_what_is_the_operators_own() -> None:
    assert providers_from({}, demo=False) == []
    (one,) = providers_from({**RIGHT, "BENKEN_OIDC_IDPORTEN_NEEDS": "high"}, demo=False)
    assert (one["provider_id"], one["name"], one["client_id"]) == ("idporten", "ID-porten", "c")
    assert one["settings"]["needs"] == "high"
    assert one["settings"]["levels"] == {"idporten-loa-substantial": "substantial", "idporten-loa-high": "high"}
    assert one["settings"]["oauth_pkce_enabled"] is True


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"BENKEN_OIDC": "ID porten"}, "is no name"),
        ({"BENKEN_OIDC_IDPORTEN_ISSUER": ""}, "ISSUER is missing"),
        ({"BENKEN_OIDC_IDPORTEN_CLIENT_ID": ""}, "CLIENT_ID is missing"),
        ({"BENKEN_OIDC_IDPORTEN_KEY_FILE": ""}, "who we are"),
        ({"BENKEN_OIDC_IDPORTEN_SECRET": "s"}, "one of them"),
        ({"BENKEN_OIDC_IDPORTEN_ISSUER": "http://idporten.example"}, "https://"),
        ({"BENKEN_OIDC_IDPORTEN_ISSUER": "http://localhost:1"}, "https://"),
        ({"BENKEN_OIDC_IDPORTEN_PROFILE": "bankid"}, "is none of"),
        ({"BENKEN_OIDC_IDPORTEN_MATCH": "email"}, "MATCH must be"),
        ({"BENKEN_OIDC_IDPORTEN_NEEDS": "low"}, "NEEDS must be"),
        ({"BENKEN_OIDC_IDPORTEN_NEEDS": ""}, "NEEDS must be said"),
        ({"BENKEN_OIDC_IDPORTEN_HIGH": "", "BENKEN_OIDC_IDPORTEN_NEEDS": "high"}, "no level is named"),
    ],
)
def test_what_an_operator_forgets_is_said_at_the_start(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        providers_from({**RIGHT, **change}, demo=False)


def test_every_profile_asks_for_openid_and_says_what_it_matches() -> None:
    def made(profile: str) -> Callable[[], dict[str, Any]]:
        own = {
            "BENKEN_OIDC": "one",
            "BENKEN_OIDC_ONE_PROFILE": profile,
            "BENKEN_OIDC_ONE_ISSUER": "https://id.example",
            "BENKEN_OIDC_ONE_CLIENT_ID": "c",
            "BENKEN_OIDC_ONE_SECRET": "s",
        }
        return lambda: providers_from(own, demo=False)[0]["settings"]

    for profile in ("idporten", "helseid", "mitid", "plain"):
        settings = made(profile)()
        assert "openid" in settings["scope"]
        assert settings["claim"]
        assert bool(settings["needs"]) == bool(settings["levels"])
