"""Which addresses a gateway may have. Django's settings read this, so it knows nothing of Django."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

PLAIN = re.compile(r"[A-Za-z0-9:/.\[\]_~-]+")  # nothing that two readers of an address could read in two ways


def is_of_this_machine(host: str) -> bool:
    """Tell whether a host or a caller is this machine itself, by its loopback address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def what_is_wrong(address: str, *, only_this_machine: bool) -> str:
    """Return what is wrong with an address, "" if nothing is: https anywhere, http on this machine only."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not host or not PLAIN.fullmatch(address):
        return "is no plain address, without name, password, ? and #"
    if parts.scheme not in {"http", "https"}:
        return "must begin with https://"
    here = is_of_this_machine(host)
    if only_this_machine and not here:
        return "must be on this machine: 127.0.0.1, [::1] or localhost"
    return "" if here or parts.scheme == "https" else "must begin with https://"
