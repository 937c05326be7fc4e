"""What happens between the browser's coming back and the sign-in: the token is checked, and an account is found."""

import hmac
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from benken.access.models import User
from benken.access.outside.checks import Expected, NotBelieved, checked_claims, identity_of, level_of
from benken.access.outside.client import OutsideClient
from benken.access.outside.identities import key_hash_of
from benken.access.queries.sign_ins import account_of_subject, user_by_identity


class OutsideAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """One of the other systems, during one request. `stashed` is what this browser's session knows of the beginning."""

    client_class = OutsideClient
    stashed: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the system says of itself; it must call itself what the operator calls it."""
        config: object = super().openid_config
        issuer = self.get_provider().app.settings["issuer"]
        if not isinstance(config, dict) or config.get("issuer") != issuer:
            raise NotBelieved("the issuer calls itself something else")
        return config

    def get_client(self, request: HttpRequest, app: Any) -> OutsideClient:
        """Return what speaks to the system."""
        client: OutsideClient = super().get_client(request, app)
        client.profile, client.config = app.settings, self.openid_config
        return client

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **more: Any) -> SocialLogin:
        """Return the sign-in of whoever it is, or raise NotBelieved or TooLow."""
        if (issuer := request.GET.get("iss")) is not None and issuer != self.openid_config["issuer"]:
            raise NotBelieved("the answer is another system's")  # RFC 9207
        expected = Expected(
            issuer=self.openid_config["issuer"], client_id=app.client_id, nonce=self.stashed.get("nonce", "")
        )
        claims = checked_claims(
            more["response"].get("id_token"), keys=self._read(self.openid_config["jwks_uri"]), expected=expected
        )
        level = level_of(claims, app.settings)
        if app.settings["claim"] not in claims and self.openid_config.get("userinfo_endpoint"):
            said = self._fetch_user_info(token.token)
            if not isinstance(said, dict) or not hmac.compare_digest(str(said.get("sub")), str(claims["sub"])):
                raise NotBelieved("userinfo of somebody else")
            claims = {**said, **claims}
        value = identity_of(claims, app.settings)
        # Nothing of what was said is kept: no name, no number, no token.
        account = SocialAccount(
            provider=app.provider_id, uid=key_hash_of(app.provider_id, value), extra_data={"level": level}
        )
        login = SocialLogin(account=account, provider=self.get_provider())
        login.found = find_account(app.provider_id, value, by_number=app.settings["match"] == "national_number")
        return login

    def _read(self, address: str) -> object:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            return answer.json()


def find_account(provider: str, value: str, *, by_number: bool) -> User | None:
    """Return the account that an identity opens, if there is one and it is open."""
    if not by_number:
        return user_by_identity(provider, key_hash_of(provider, value))
    person_with_number: Callable[[str], UUID | None] = import_string(settings.NATIONAL_NUMBER_MATCHER)
    return account_of_subject(person_with_number(value))
