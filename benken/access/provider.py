"""Found by allauth under this name: the kind of other system one may sign in by."""

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from benken.access.outside.adapter import OutsideAdapter


class OutsideProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth ships no types
    """OpenID Connect, checked by us."""

    oauth2_adapter_class = OutsideAdapter
    pkce_enabled_default = True


provider_classes = [OutsideProvider]
