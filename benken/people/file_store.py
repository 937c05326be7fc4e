"""The files themselves: each sealed, under the id of its row, in the folder `BENKEN_FILES`.

A file is on the disk before its row is committed. Without a row it is nothing: `discard_orphans` takes it away.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from benken.lib.sealing import SealBroken, seal_file, unseal_file
from benken.people.models import Attachment

logger = logging.getLogger(__name__)

ORPHAN_AFTER = timedelta(days=1)  # a request, or a job, that has not committed by then never will
FEW = 20  # more than these, and most of all: then it is rather the database that is another


class FileGone(Exception):
    """A file that has a row and is not there, or is not what was put there."""


def put(attachment: Attachment, content: bytes) -> None:
    """Seal a file and see it on the disk; the row is saved after."""
    sealed = seal_file(
        content, secret=settings.SECRET_KEY, purpose=_purpose(attachment), bound_to=_bound_to(attachment)
    )
    path = _path(attachment.pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "wb") as target:
            target.write(sealed)
            target.flush()
            os.fsync(target.fileno())
        _sync_folder(path.parent)
    except OSError:  # the disk is full
        path.unlink(missing_ok=True)
        raise


def get(attachment: Attachment) -> bytes:
    """Return a file, or raise FileGone. Which one stands in the server's log, never what is in it."""
    try:
        content = _opened(attachment)
    except (OSError, SealBroken) as error:
        logger.error("the file of attachment %s cannot be read: %s", attachment.pk, type(error).__name__)  # noqa: TRY400  # a trace would tell no more
        raise FileGone from error
    if not _is_what_was_put(content, attachment):
        logger.error("the file of attachment %s is another than was put there", attachment.pk)
        raise FileGone
    return content


def put_once(attachment: Attachment, content: bytes) -> None:
    """Put a file there, or keep what lies there already if it opens: for rows that have the same id in every load."""
    path = _path(attachment.pk)
    if opens(attachment):
        path.touch()
        return
    path.unlink(missing_ok=True)
    with suppress(FileExistsError):  # another load was first
        put(attachment, content)


def opens(attachment: Attachment) -> bool:
    """Tell whether a file is there, opens with our key and is what was put there. Nothing is logged."""
    try:
        return _is_what_was_put(_opened(attachment), attachment)
    except (OSError, SealBroken):
        return False


def _opened(attachment: Attachment) -> bytes:
    secrets: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return unseal_file(
        _path(attachment.pk).read_bytes(),
        any_of=secrets,
        purpose=_purpose(attachment),
        bound_to=_bound_to(attachment),
    )


def _is_what_was_put(content: bytes, attachment: Attachment) -> bool:
    return hashlib.sha256(content).hexdigest() == attachment.sha256


def stored(*, before: datetime | None = None) -> set[UUID]:
    """Return the ids under which files lie; with `before`, of those alone that were put there earlier."""
    latest = before.timestamp() if before else float("inf")
    return {one for one, path in _files() if before is None or _written_at(path) < latest}


def remove(ids: Collection[UUID]) -> None:
    """Take files away whose rows are gone."""
    for one in ids:
        try:
            _path(one).unlink(missing_ok=True)
        except OSError:  # it is tidied away later
            logger.exception("the file of attachment %s could not be taken away", one)


def discard_orphans(*, at: datetime, known: Callable[[Collection[UUID]], Collection[UUID]]) -> int:
    """Take away files older than a day that no row knows; return how many. `known` tells which ids have a row."""
    old = stored(before=at - ORPHAN_AFTER)
    gone = old.difference(known(old))
    if len(gone) > FEW and len(gone) * 2 > len(old):
        logger.error("most files in the folder have no row here: nothing is tidied. Is it another database's folder?")
        return 0
    remove(gone)
    return len(gone)


def _files() -> Iterator[tuple[UUID, Path]]:
    for path in Path(settings.FILES).glob("??/????????????????????????????????"):
        try:
            yield UUID(hex=path.name), path
        except ValueError:  # somebody else's
            continue


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # taken away just now
        return float("inf")


def _path(attachment_id: UUID) -> Path:
    """Return where a file lies: its last two letters are random, so that the folders fill evenly."""
    name = attachment_id.hex
    return Path(settings.FILES) / name[-2:] / name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _purpose(attachment: Attachment) -> str:
    return f"attachment:{attachment.pk}"


def _bound_to(attachment: Attachment) -> str:
    """Return what a file is bound to: laid under another row, or about another person, it does not open."""
    return f"{attachment.pk}:{attachment.person_id}:{attachment.sha256}"
