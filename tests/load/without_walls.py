"""What gunicorn is told so that a server serves without the second wall and the reading log: to measure what they cost.

It lives beside the bench and nowhere else. The role it works as goes round row security; what the readings and deeds
would have written is not written.
"""

from typing import Any

preload_app = False


def post_worker_init(_worker: object) -> None:
    """Take the two logs away from a worker process that has just loaded the program."""
    from benken.access.models import Deed, Reading

    for log in (Reading, Deed):
        log.objects.create = _nothing  # type: ignore[method-assign, assignment]  # in this process of the bench alone
        log.objects.bulk_create = _none  # type: ignore[method-assign, assignment]  # as above


def _nothing(**_fields: Any) -> None:
    return None


def _none(rows: Any, **_options: Any) -> list[Any]:
    list(rows)  # made, as with the log; only the writing is left out
    return []
