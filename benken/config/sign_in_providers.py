"""Which other systems people may sign in by, read from the environment. docs/how-to/sign-in.md says each variable.

A profile is what one kind of system is like; an operator names a profile and adds what is their own.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LEVELS = ("substantial", "high")  # from low to high
BY_NUMBER = "national_number"  # the claim is a national number: a person's own account
LINKED = "linked"  # the claim was linked to a worker's account by an administrator

PROFILES: dict[str, dict[str, Any]] = {
    "idporten": {
        "name": "ID-porten",
        "scope": "openid profile",
        "claim": "pid",
        "match": BY_NUMBER,
        "level_claim": "acr",
        "high": "idporten-loa-high",
        "substantial": "idporten-loa-substantial",
        "needs": "substantial",
        "acr_values": "idporten-loa-substantial",
        "par": "1",
    },
    "helseid": {
        "name": "HelseID",
        "scope": "openid profile helseid://scopes/identity/pid helseid://scopes/identity/security_level",
        "claim": "helseid://claims/identity/pid",
        "match": LINKED,
        "level_claim": "helseid://claims/identity/security_level",
        "high": "4",
        "substantial": "3",
        "needs": "high",
        "acr_values": "Level4",
        "par": "1",
    },
    "mitid": {
        "name": "MitID",
        "scope": "openid mitid",
        "claim": "mitid.uuid",
        "match": LINKED,
        "level_claim": "loa",
        "high": "https://data.gov.dk/concept/core/nsis/High",
        "substantial": "https://data.gov.dk/concept/core/nsis/Substantial",
        "needs": "substantial",
        "acr_values": "",
        "par": "",
    },
    "plain": {
        "name": "",
        "scope": "openid",
        "claim": "sub",
        "match": LINKED,
        "level_claim": "acr",
        "high": "",
        "substantial": "",
        "needs": "",
        "acr_values": "",
        "par": "",
    },
}
OWN = ("issuer", "client_id", "secret", "key_file", "key_id", "key_algorithm")
HOSTS_OF_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def providers_from(environ: Mapping[str, str], *, demo: bool) -> list[dict[str, Any]]:
    """Return the providers named in BENKEN_OIDC, as allauth takes them; raise ImproperlyConfigured with a sentence."""
    return [_provider(name, environ, demo=demo) for name in environ.get("BENKEN_OIDC", "").split()]


def _provider(name: str, environ: Mapping[str, str], *, demo: bool) -> dict[str, Any]:
    if not re.fullmatch(r"[a-z][a-z0-9]*", name):
        raise ImproperlyConfigured(f"BENKEN_OIDC: {name!r} is no name; write small letters and digits")
    start = f"BENKEN_OIDC_{name.upper()}_"
    kind = environ.get(f"{start}PROFILE", name if name in PROFILES else "plain")
    if kind not in PROFILES:
        raise ImproperlyConfigured(f"{start}PROFILE: {kind!r} is none of {', '.join(PROFILES)}")
    said = {key: environ.get(f"{start}{key.upper()}", value) for key, value in PROFILES[kind].items()}
    own = {key: environ.get(f"{start}{key.upper()}", "") for key in OWN}
    _check(start, said, own, demo=demo)
    return {
        "provider_id": name,
        "name": said["name"] or name,
        "client_id": own["client_id"],
        "secret": own["secret"],
        "settings": {
            "server_url": own["issuer"].rstrip("/"),
            "issuer": own["issuer"],
            "key_file": own["key_file"],
            "key_id": own["key_id"],
            "key_algorithm": own["key_algorithm"] or "RS256",
            "scope": said["scope"].split(),
            "claim": said["claim"],
            "match": said["match"],
            "level_claim": said["level_claim"],
            "levels": {value: level for level in LEVELS for value in said[level].split()},
            "needs": said["needs"],
            "acr_values": said["acr_values"],
            "par": said["par"].lower() in {"1", "true", "yes", "on"},
            "oauth_pkce_enabled": True,
            "fetch_userinfo": False,
        },
    }


def _check(start: str, said: Mapping[str, str], own: Mapping[str, str], *, demo: bool) -> None:
    for key in ("issuer", "client_id"):
        if not own[key]:
            raise ImproperlyConfigured(f"{start}{key.upper()} is missing")
    if bool(own["secret"]) == bool(own["key_file"]):
        raise ImproperlyConfigured(f"say who we are by {start}KEY_FILE (a private key) or {start}SECRET, one of them")
    address = urlsplit(own["issuer"])
    here = demo and address.hostname in HOSTS_OF_THIS_MACHINE
    if not address.hostname or not (address.scheme == "https" or here):
        raise ImproperlyConfigured(f"{start}ISSUER must begin with https://")
    if said["match"] not in {BY_NUMBER, LINKED}:
        raise ImproperlyConfigured(f"{start}MATCH must be {BY_NUMBER} or {LINKED}")
    if said["needs"] not in {"", *LEVELS}:
        raise ImproperlyConfigured(f"{start}NEEDS must be one of {', '.join(LEVELS)}")
    if said["needs"] and not said[said["needs"]] and not said["high"]:
        raise ImproperlyConfigured(f"{start}NEEDS is {said['needs']}, but no level is named: {start}HIGH is missing")
    if said["match"] == BY_NUMBER and not said["needs"]:
        raise ImproperlyConfigured(f"{start}NEEDS must be said: a national number opens a person's own page")
