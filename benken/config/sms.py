"""Which gateway texts go by, read from the environment. docs/how-to/connect-sms.md says each variable."""

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from benken.messaging.gateways.addresses import what_is_wrong

START = "BENKEN_SMS_"
# What each gateway cannot do without. One more gateway is one line here and one in messaging/gateways/chosen.py.
NEEDS = {
    "kannel": ("URL", "USER", "PASSWORD", "SECRET"),
    "rest": ("URL", "TOKEN", "SECRET"),
}
DEFAULTS = {
    "GATEWAY": "",
    "URL": "",
    "USER": "",
    "PASSWORD": "",
    "TOKEN": "",
    "SECRET": "",
    "SENDER": "",
    "CALLS_AT": "",
    "CALLERS": "",
    "NO_SUCH_CODES": "",
    "SIGNATURE_HEADER": "X-Signature",
    "TIMESTAMP_HEADER": "X-Timestamp",
}
LISTS = ("CALLERS", "NO_SUCH_CODES")
KANNEL_FINDS_US_AT = "http://127.0.0.1:8000"
SENDER = re.compile(r"\+?[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
SAFE = re.compile(r"[A-Za-z0-9_-]+")
ONE_LINE = re.compile(r"[\x21-\x7e]+")  # a secret goes into a header or an address


def sms_from(environ: Mapping[str, str], *, demo: bool, public_address: str) -> dict[str, Any]:
    """Return what is said of the gateway; raise ImproperlyConfigured with a sentence that holds no secret."""
    said = {key: environ.get(f"{START}{key}", "").strip() or value for key, value in DEFAULTS.items()}
    name = said["GATEWAY"]
    if name:
        if name not in NEEDS:
            raise ImproperlyConfigured(f"{START}GATEWAY: {name!r} is none of {', '.join(NEEDS)}")
        found_at = KANNEL_FINDS_US_AT if name == "kannel" else public_address
        said["CALLS_AT"] = (said["CALLS_AT"] or found_at).rstrip("/")
        _check(name, said, demo=demo)
    return {**said, **{key: said[key].replace(",", " ").split() for key in LISTS}}


def _check(name: str, said: Mapping[str, str], *, demo: bool) -> None:
    for key in NEEDS[name]:
        if not said[key]:
            raise ImproperlyConfigured(f"{START}{key} is missing")
        if not ONE_LINE.fullmatch(said[key]):
            raise ImproperlyConfigured(f"{START}{key} must be of plain letters without blanks")
    if demo and what_is_wrong(said["URL"], only_this_machine=True):
        raise ImproperlyConfigured(f"The demo sends nothing to real phones: {START}URL must be on this machine")
    for key in ("URL", "CALLS_AT"):
        only_here = key == "URL" and name == "kannel"
        if wrong := what_is_wrong(said[key], only_this_machine=only_here):
            raise ImproperlyConfigured(f"{START}{key} {wrong}")
    if name == "kannel" and not SAFE.fullmatch(said["SECRET"]):
        raise ImproperlyConfigured(f"{START}SECRET must be of the letters A to Z, digits, - and _ only")
    _check_words(said)


def _check_words(said: Mapping[str, str]) -> None:
    if said["SENDER"] and not SENDER.fullmatch(said["SENDER"]):
        raise ImproperlyConfigured(f"{START}SENDER must be a number, or 11 letters at most")
    for key in ("SIGNATURE_HEADER", "TIMESTAMP_HEADER"):
        if not HEADER.fullmatch(said[key]):
            raise ImproperlyConfigured(f"{START}{key} is no name of a header")
    for caller in said["CALLERS"].replace(",", " ").split():
        _check_caller(caller)


def _check_caller(caller: str) -> None:
    try:
        ip_address(caller)
    except ValueError:
        raise ImproperlyConfigured(f"{START}CALLERS: {caller!r} is no address of a machine") from None
