"""How we speak to another system: who we are by a signed statement, what we ask for sent behind the browser's back."""

import time
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from django.utils.crypto import get_random_string
from django.utils.http import urlencode

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LASTS = 60  # seconds


@cache
def _private_key(path: str) -> str:
    return Path(path).read_text()


def signed_statement(*, client_id: str, audience: str, profile: Mapping[str, Any]) -> str:
    """Return a statement that we are this client, signed with the key of the profile's file (private_key_jwt)."""
    now = int(time.time())
    said = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "jti": get_random_string(32),
        "iat": now,
        "nbf": now,
        "exp": now + ASSERTION_LASTS,
    }
    headers = {"kid": profile["key_id"]} if profile["key_id"] else None
    return jwt.encode(said, _private_key(profile["key_file"]), algorithm=profile["key_algorithm"], headers=headers)


class OutsideClient(OAuth2Client):  # type: ignore[misc]  # allauth ships no types
    """allauth's client, with private_key_jwt and pushed requests (RFC 9126). `profile` and `config` are set on it."""

    profile: Mapping[str, Any]
    config: Mapping[str, Any]

    def _who_we_are(self) -> dict[str, str]:
        if not self.profile["key_file"]:
            return {}
        self.basic_auth, self.consumer_secret = False, ""
        issuer = self.config["issuer"]
        return {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": signed_statement(client_id=self.consumer_key, audience=issuer, profile=self.profile),
        }

    def get_access_token(
        self, code: str, pkce_code_verifier: str | None = None, extra_data: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Change the code for tokens."""
        more = {**(extra_data or {}), **self._who_we_are()}
        answer: dict[str, Any] = super().get_access_token(code, pkce_code_verifier, more)
        return answer

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        """Return where the browser goes: with all we ask for, or with a mark for what we asked for beforehand."""
        pushed_to = self.config.get("pushed_authorization_request_endpoint")
        if not self.profile["par"] or not pushed_to:
            address: str = super().get_redirect_url(authorization_url, scope, extra_params)
            return address
        asked = {
            "client_id": self.consumer_key,
            "redirect_uri": self.callback_url,
            "scope": " ".join(scope),
            "response_type": "code",
            "state": self.state,
            **extra_params,
            **self._who_we_are(),
        }
        by_secret = (self.consumer_key, self.consumer_secret) if self.basic_auth else None
        if self.consumer_secret and not by_secret:
            asked["client_secret"] = self.consumer_secret
        with get_adapter().get_requests_session() as session:
            answer = session.request("POST", pushed_to, data=asked, auth=by_secret)
        said = answer.json() if answer.status_code == HTTPStatus.CREATED else None
        if not isinstance(said, dict) or not isinstance(said.get("request_uri"), str):
            raise OAuth2Error("the pushed request was not taken")
        return f"{authorization_url}?{urlencode({'client_id': self.consumer_key, 'request_uri': said['request_uri']})}"
