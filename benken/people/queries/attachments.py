"""Reads of attachments: what hangs on an entry or on another thing, and one of them for whoever may open it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from benken.access.queries import User
from benken.people import file_store
from benken.people.models import Attachment, Entry
from benken.people.queries.entries import entry_of
from benken.people.queries.records import OpenRecord, RecordClosed

__all__ = ["Attachment", "attachment_of", "attachments_about", "attachments_about_all", "content_of", "names_about"]


def attachments_about(*, person_id: UUID, about_id: UUID) -> QuerySet[Attachment]:
    """Return what hangs on another thing of the person's than an entry, in the order it was put there."""
    return Attachment.objects.filter(person_id=person_id, about_id=about_id, entry__isnull=True)


def attachments_about_all(*, person_id: UUID, about_ids: Collection[UUID]) -> QuerySet[Attachment]:
    """Return what hangs on several such things of one person's."""
    return Attachment.objects.filter(person_id=person_id, about_id__in=list(about_ids), entry__isnull=True)


def names_about() -> ArraySubquery:
    """Return, to be annotated, what the files are called that hang on a row by its id."""
    rows = Attachment.objects.filter(about_id=OuterRef("pk"), person_id=OuterRef("person_id"), entry__isnull=True)
    return ArraySubquery(rows.order_by("added_at", "pk").values("name"))


def attachment_of(record: OpenRecord, attachment_id: UUID, *, for_user: User) -> tuple[Attachment, Entry | None]:
    """Return an attachment and the entry it hangs on, with the rights of the entry; else RecordClosed.

    What is withheld from the person is not opened by them. What hangs on another thing than an entry is for those who
    may open the whole record, and not in an emergency.
    """
    found = Attachment.objects.filter(person=record.person, pk=attachment_id).first()
    if found is None:
        raise RecordClosed
    if found.entry_id is None:
        if not record.is_whole or record.is_only_read:
            raise RecordClosed
        return found, None
    entry = entry_of(record.person, found.entry_id, for_user=for_user, whole=record.is_whole)
    is_author = entry.author_id == for_user.pk
    if entry.state == Entry.State.DRAFT and not is_author:
        raise RecordClosed
    if entry.withholding is not None and for_user.subject_id == record.person.pk:
        raise RecordClosed
    return found, entry


def content_of(attachment: Attachment) -> bytes:
    """Return the file itself, or raise file_store.FileGone."""
    return file_store.get(attachment)


TIDIED_WITHIN = file_store.ORPHAN_AFTER + timedelta(hours=3)  # the worker tidies each hour
OPENED = 20  # of the newest, and as many of the oldest: whether the key opens them


@dataclass(frozen=True)
class FilesLookedAt:
    """How many files and rows there are, and how many of them do not belong together. No names, no ids."""

    rows: int
    without_file: int
    shut: int  # of those that were tried, and have a file
    without_row: int
    files: int  # that are old enough to have a row


def look_at_files(*, at: datetime) -> FilesLookedAt:
    """Count what does not belong together. Runs as the system actor."""
    there = file_store.stored()
    rows = set(Attachment.objects.values_list("pk", flat=True))
    old = file_store.stored(before=at - TIDIED_WITHIN)
    tried = {one.pk: one for by in ("-added_at", "added_at") for one in Attachment.objects.order_by(by)[:OPENED]}
    return FilesLookedAt(
        rows=len(rows),
        without_file=len(rows - there),
        shut=sum(one.pk in there and not file_store.opens(one) for one in tried.values()),
        without_row=len(old - rows),
        files=len(old),
    )
