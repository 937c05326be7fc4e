"""What the log says of a fault and of a job: which and where; never a job's arguments or what a fault says."""

import logging
import re
import traceback
from collections.abc import Iterator

ARGUMENTS = re.compile(r"(\[(?:\d+|None)\])\(.*\)", re.DOTALL)
RESULT = re.compile(r" - Result: .*", re.DOTALL)


class PlaceFormatter(logging.Formatter):
    """Of a fault it tells the class and the place: PostgreSQL says the whole row that it refused."""

    def formatException(self, ei: object) -> str:  # noqa: N802  # logging's own name
        """Return classes and places, the cause first. What a fault says may be what somebody typed."""
        fault = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_places(fault)) if isinstance(fault, BaseException) else ""


class JobFormatter(PlaceFormatter):
    """Names a job by its task and number as well."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's own name
        """Return the line without arguments."""
        record.message = RESULT.sub("", ARGUMENTS.sub(r"\1", record.message))
        return super().formatMessage(record)


def _places(fault: BaseException) -> Iterator[str]:
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _places(before)
    yield f"{type(fault).__module__}.{type(fault).__qualname__}"
    for frame in traceback.extract_tb(fault.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
