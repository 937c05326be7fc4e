"""Benken's door with a fault before it, as gunicorn finds it; started by test_server_log.py."""

from collections.abc import Iterable
from typing import Any

from benken.config.wsgi import application as benken


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as Benken does, but break where no view is asked."""
    if "HTTP_BREAK" in environ:
        raise ValueError(environ["RAW_URI"])
    return benken(environ, start_response)
