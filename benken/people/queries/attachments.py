"""Reads of attachments: what hangs on an entry or on another thing, and one of them for whoever may open it."""

from uuid import UUID

from django.db.models import QuerySet

from benken.access.queries import User
from benken.people import file_store
from benken.people.models import Attachment, Entry
from benken.people.queries.entries import entry_of
from benken.people.queries.records import OpenRecord, RecordClosed


def attachments_about(*, person_id: UUID, about_id: UUID) -> QuerySet[Attachment]:
    """Return what hangs on another thing of the person's than an entry, in the order it was put there."""
    return Attachment.objects.filter(person_id=person_id, about_id=about_id, entry__isnull=True)


def attachment_of(record: OpenRecord, attachment_id: UUID, *, for_user: User) -> tuple[Attachment, Entry | None]:
    """Return an attachment and the entry it hangs on, with the rights of the entry; else RecordClosed.

    What is withheld from the person is not opened by them. What hangs on another thing than an entry is for those who
    may open the whole record, and not in an emergency.
    """
    found = Attachment.objects.filter(person=record.person, pk=attachment_id).first()
    if found is None:
        raise RecordClosed
    if found.entry_id is None:
        if not record.is_whole or record.is_emergency:
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
