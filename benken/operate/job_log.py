"""What the log says of a fault, a request and a job: which and where; never what was typed or whom it was about."""

import logging
import re

from django.http import HttpRequest

from benken.operate.request_log import pattern_of, places

ARGUMENTS = re.compile(r"(\[(?:\d+|None)\])\(.*\)", re.DOTALL)
RESULT = re.compile(r" - Result: .*", re.DOTALL)


class PlaceFormatter(logging.Formatter):
    """Of a fault it tells the class and the place: PostgreSQL says the whole row that it refused.

    Of a request it tells the pattern of the address, which holds somebody's id.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """Return the line; what Django says of a request is its address, or what was wrong with it."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            status = getattr(record, "status_code", "")
            record.message = f"{status} {request.method} {pattern_of(request.path_info)}"
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's own name
        """Return classes and places, the cause first. What a fault says may be what somebody typed."""
        fault = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(places(fault)) if isinstance(fault, BaseException) else ""


class JobFormatter(PlaceFormatter):
    """Names a job by its task and number as well."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """Return the line without arguments."""
        record.message = RESULT.sub("", ARGUMENTS.sub(r"\1", record.message))
        return super().formatMessage(record)
