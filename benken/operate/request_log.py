"""What the log says of a request: the pattern of its address, as `config/urls.py` writes it; never the address.

An address holds a person's id, and after `?` what somebody searched for.
"""

import logging
import traceback
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

NO_SUCH_ADDRESS = "(no such address)"
# What gunicorn may tell of a request beside its pattern, by the letters of `--access-logformat`.
TOLD = "htsmHbBaTDMLp"


def pattern_of(path: str) -> str:
    """Return the pattern of an address's path: `/people/<uuid:person_id>/`."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return NO_SUCH_ADDRESS


def places(fault: BaseException) -> Iterator[str]:
    """Tell a fault by class and place, its cause first. What it says may be what somebody typed."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from places(before)
    yield f"{type(fault).__module__}.{type(fault).__qualname__}"
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"


def tell_patterns_only() -> None:
    """Let gunicorn's own two logs tell patterns and places, wherever the operator sends them."""
    logging.getLogger("gunicorn.error").addFilter(_error)
    logging.getLogger("gunicorn.access").addFilter(_access)


def _error(record: logging.LogRecord) -> bool:
    said = str(record.msg)
    if said.startswith("Invalid request"):
        record.msg = "Invalid request"  # it goes on with what was sent
    if said.startswith("Error handling request") and isinstance(record.args, tuple) and record.args:
        *before, address = record.args
        record.args = (*before, pattern_of(urlsplit(str(address)).path))
    if record.exc_info and record.exc_info[1]:
        record.exc_text = "\n".join(places(record.exc_info[1]))
    return True


def _access(record: logging.LogRecord) -> bool:
    atoms = record.args
    if isinstance(atoms, dict):
        pattern = pattern_of(str(atoms["U"]))
        told = {letter: atoms[letter] for letter in TOLD}
        record.args = type(atoms)({**told, "r": f"{atoms['m']} {pattern} {atoms['H']}", "U": pattern})
    return True
