"""Putting files beside an entry, or beside another thing of a person's, and taking them away."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.lib.file_kinds import TakenFile
from benken.people import file_store, policies
from benken.people.models import Attachment, Entry, Person


@transaction.atomic
def attach(*, entry: Entry, files: Sequence[TakenFile], by: User, at: datetime) -> list[Attachment]:
    """Put files beside one's own draft; those that are there already are not put there again."""
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not policies.can_edit(entry, user=by):
        raise Refused(_("Dette er alt delt."))
    return _put(files, person_id=entry.person_id, entry=entry, about_id=None, by=by, at=at)


@transaction.atomic
def attach_to_told(*, entry: Entry, files: Sequence[TakenFile], by: User, at: datetime) -> list[Attachment]:
    """Put files beside what the person tells, in the same breath.

    The system does it: in a narrow session the person may tell, and sees no entry.
    """
    with acting_as(SYSTEM):
        entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if by.subject_id != entry.person_id or not policies.can_undo_sharing(entry, user=by):
            raise Refused(_("Bare personen selv kan fortelle her."))
        return _put(files, person_id=entry.person_id, entry=entry, about_id=None, by=by, at=at)


@transaction.atomic
def attach_about(
    *, person: Person, about_id: UUID, files: Sequence[TakenFile], by: User, at: datetime
) -> list[Attachment]:
    """Put files beside another thing of the person's: whoever may open the whole record sees them at once.

    Whoever calls has asked whether `by` may, and holds a lock on that thing.
    """
    added = _put(files, person_id=person.pk, entry=None, about_id=about_id, by=by, at=at)
    for one in added:
        record_deed(by=by, at=at, verb="attachment.add", subject_id=person.pk, object_id=one.pk)
    return added


@transaction.atomic
def detach(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Take away a file from one's own draft, or one that one put beside another thing. A second time changes nothing.

    Whoever calls for another thing has asked whether it may still be taken away.
    """
    if attachment.entry_id is not None:
        entry = Entry.objects.select_for_update(of=("self",)).get(pk=attachment.entry_id)
        if not policies.can_edit(entry, user=by):
            raise Refused(_("Dette er alt delt."))
    elif attachment.added_by_id != by.pk:
        raise Refused(_("Bare den som la det ved, kan ta det bort."))
    if _remove(Attachment.objects.filter(pk=attachment.pk)) and attachment.entry_id is None:
        record_deed(by=by, at=at, verb="attachment.remove", subject_id=attachment.person_id, object_id=attachment.pk)


def remove_attachments_of(entries: QuerySet[Entry]) -> None:
    """Take away what hangs on entries that are about to go."""
    _remove(Attachment.objects.filter(entry__in=entries))


def discard_orphan_files(*, at: datetime) -> int:
    """Take away files that no row knows: what was rolled back. Runs as the system actor."""

    def known(ids: Collection[UUID]) -> Collection[UUID]:
        return set(Attachment.objects.filter(pk__in=ids).values_list("pk", flat=True))

    return file_store.discard_orphans(at=at, known=known)


def _put(
    files: Iterable[TakenFile], *, person_id: UUID, entry: Entry | None, about_id: UUID | None, by: User, at: datetime
) -> list[Attachment]:
    there = Attachment.objects.filter(person_id=person_id, entry=entry, about_id=about_id)
    known = set(there.values_list("sha256", flat=True))
    new = {one: file for file in files if (one := hashlib.sha256(file.content).hexdigest()) not in known}
    policies.check_room_for_files(len(known) + len(new))
    added = []
    for sha256, file in new.items():
        made = Attachment(
            person_id=person_id,
            entry=entry,
            about_id=about_id,
            name=file.name,
            kind=file.kind.value,
            size=len(file.content),
            sha256=sha256,
            added_by=by,
            added_at=at,
        )
        file_store.put(made, file.content)
        made.save(force_insert=True)
        added.append(made)
    return added


def _remove(attachments: QuerySet[Attachment]) -> int:
    ids = list(attachments.values_list("pk", flat=True))
    if ids:
        Attachment.objects.filter(pk__in=ids).delete()
        transaction.on_commit(lambda: file_store.remove(ids))
    return len(ids)
