"""Writing, sharing, undoing, correcting and answering entries."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.lib.file_kinds import TakenFile
from benken.lib.ids import new_id
from benken.lib.missing import Missing
from benken.people import policies
from benken.people.actions.attachments import attach_to_told, remove_attachments_of
from benken.people.actions.people import heard_from
from benken.people.models import Correction, Entry, OwnVersion, Person


@dataclass(frozen=True)
class Written:
    """What a note says: what happened, when, where and how, and under which law it is kept."""

    kind: Entry.Kind
    text: str
    happened_at: datetime
    place: str = ""
    areas: Sequence[str] = ()
    note_kind: Entry.NoteKind = Entry.NoteKind.SERVICE


@transaction.atomic
def save_draft(
    *,
    person: Person,
    written: Written,
    by: User,
    at: datetime,
    draft: Entry | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """Save a draft, a new one or one's own from before. `entry_id` lets a repeated save find the first one."""
    entry = _filled_in(person=person, written=written, by=by, at=at, draft=draft, entry_id=entry_id)
    entry.save()
    return entry


def save_and_share(
    *,
    person: Person,
    written: Written,
    by: User,
    at: datetime,
    draft: Entry | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """Save a note and share it in the same breath: the person and the circle see it at once.

    A text that cannot be shared is kept as a draft, and Refused says why.
    """
    with transaction.atomic():
        entry = _filled_in(person=person, written=written, by=by, at=at, draft=draft, entry_id=entry_id)
        try:
            policies.check_text(written.text)
        except Refused as refused:
            entry.save()
            cannot_be_shared = refused
        else:
            return _share(entry, by=by, at=at, changed=None)
    raise cannot_be_shared


@transaction.atomic
def share(*, entry: Entry, by: User, at: datetime) -> Entry:
    """Share a draft as it was saved: the person and the circle see it at once."""
    if not policies.can_edit(entry, user=by):
        raise Refused(_("Dette er alt delt."))
    policies.check_text(entry.text)
    return _share(entry, by=by, at=at, changed=["state", "shared_at", "changed_at"])


def _filled_in(
    *, person: Person, written: Written, by: User, at: datetime, draft: Entry | None, entry_id: UUID | None
) -> Entry:
    """Return the draft with what is written now, not saved yet."""
    policies.check_happened_at(written.happened_at, at=at)
    if draft is None:
        draft = Entry(id=entry_id or new_id(), person=person, author=by, created_at=at)
    else:
        draft = Entry.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if not policies.can_edit(draft, user=by):
            raise Refused(_("Dette er alt delt. Skriv en rettelse ved siden av."))
    draft.kind, draft.text, draft.happened_at = written.kind, written.text, written.happened_at
    draft.place, draft.areas, draft.note_kind = written.place, list(written.areas), written.note_kind
    draft.changed_at = at
    return draft


def _share(entry: Entry, *, by: User, at: datetime, changed: list[str] | None) -> Entry:
    entry.state, entry.shared_at, entry.changed_at = Entry.State.SHARED, at, at
    entry.save(update_fields=changed)
    heard_from(person=entry.person, at=entry.happened_at)
    record_deed(by=by, at=at, verb="entry.share", subject_id=entry.person_id, object_id=entry.pk)
    return entry


@transaction.atomic
def undo_sharing(*, entry: Entry, by: User, at: datetime) -> Entry:
    """Take a shared entry back to a draft, as long as nobody else has read it."""
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not policies.can_undo_sharing(entry, user=by):
        raise Refused(_("Noen har alt lest dette. Skriv en rettelse ved siden av."))
    entry.state, entry.shared_at, entry.changed_at, entry.created_at = Entry.State.DRAFT, None, at, at
    entry.save(update_fields=["state", "shared_at", "changed_at", "created_at"])
    record_deed(by=by, at=at, verb="entry.undo", subject_id=entry.person_id, object_id=entry.pk)
    return entry


@transaction.atomic
def throw_draft(*, entry: Entry, by: User, at: datetime) -> None:
    """Throw one's own draft away."""
    if not policies.can_edit(entry, user=by):
        raise Refused(_("Dette er alt delt."))
    record_deed(by=by, at=at, verb="entry.throw", subject_id=entry.person_id, object_id=entry.pk)
    _remove(Entry.objects.filter(pk=entry.pk))


@transaction.atomic
def correct(*, entry: Entry, text: str, by: User, at: datetime) -> Correction:
    """Put a correction beside a shared entry; the old wording stands."""
    if not policies.can_correct(entry, user=by):
        raise Refused(_("Bare den som skrev notatet kan rette det, og først når noen har lest det."))
    policies.check_text(text)
    correction = Correction.objects.create(person_id=entry.person_id, entry=entry, by=by, at=at, text=text)
    record_deed(by=by, at=at, verb="entry.correct", subject_id=entry.person_id, object_id=entry.pk)
    return correction


@transaction.atomic
def add_own_version(*, entry: Entry, text: str, by: User, at: datetime) -> OwnVersion:
    """Put the person's own version beside an entry."""
    if by.subject_id != entry.person_id:
        raise Refused(_("Bare personen selv kan skrive sin egen versjon."))
    policies.check_text(text)
    version = OwnVersion.objects.create(person_id=entry.person_id, entry=entry, at=at, text=text)
    record_deed(by=by, at=at, verb="entry.own_version", subject_id=entry.person_id, object_id=entry.pk)
    return version


@transaction.atomic
def tell(
    *, person: Person, kind: Entry.Kind, text: str, by: User, at: datetime, files: Sequence[TakenFile] = ()
) -> Entry:
    """Let the person tell something: it is shared at once, and waits for an answer on the contact's Today."""
    if by.subject_id != person.pk or kind not in policies.OWN_KINDS:
        raise Refused(_("Bare personen selv kan fortelle her."))
    policies.check_text(text)
    entry = write_shared(person=person, kind=kind, text=text, by=by, at=at)
    attach_to_told(entry=entry, files=files, by=by, at=at)
    heard_from(person=person, at=at)
    record_deed(by=by, at=at, verb="entry.tell", subject_id=person.pk, object_id=entry.pk)
    return entry


@transaction.atomic
def take_back_told(*, person: Person, entry_id: UUID, by: User, at: datetime) -> None:
    """Throw away what the person just told, and what they told in the same breath, while nobody else has read it.

    The system looks it up: in a narrow session the person may take back what they said, and still sees no entry.
    Missing if it is not there.
    """
    with acting_as(SYSTEM):
        entry = Entry.objects.filter(person=person, pk=entry_id, state=Entry.State.SHARED).first()
        if entry is None:
            raise Missing
        told = list(
            Entry.objects.select_for_update(of=("self",)).filter(
                person=person, author=by, shared_at=entry.shared_at, kind__in=policies.OWN_KINDS
            )
        )
        may = bool(told) and all(policies.can_undo_sharing(one, user=by) for one in told)
        if by.subject_id != person.pk or not may:
            raise Refused(_("Noen har alt lest dette. Du kan skrive mer ved siden av."))
        for one in told:
            record_deed(by=by, at=at, verb="entry.take_back", subject_id=person.pk, object_id=one.pk)
            _remove(Entry.objects.filter(pk=one.pk))


def write_shared(
    *,
    person: Person,
    kind: Entry.Kind,
    text: str,
    by: User,
    at: datetime,
    about_id: UUID | None = None,
    areas: Sequence[str] = (),
    happened_at: datetime | None = None,
) -> Entry:
    """Write an entry that is shared from the first: what the person tells, or what another act brings with it.

    It happened now, unless another moment is named.
    """
    return Entry.objects.create(
        person=person,
        kind=kind,
        author=by,
        happened_at=happened_at or at,
        text=text,
        about_id=about_id,
        areas=list(areas),
        state=Entry.State.SHARED,
        created_at=at,
        changed_at=at,
        shared_at=at,
    )


def take_back_milestone(*, person: Person, about_id: UUID, kind: Entry.Kind) -> None:
    """Take an entry away again when the act that brought it is undone before anybody else has read it.

    The system does it: a narrow session may undo what it did, and sees no entry.
    """
    with acting_as(SYSTEM):
        _remove(Entry.objects.filter(person=person, about_id=about_id, kind=kind, first_read_at__isnull=True))


def stands_read(*, person: Person, about_id: UUID, kind: Entry.Kind) -> bool:
    """Tell whether an entry that an act brought has been read by somebody else, so that it stays for good."""
    with acting_as(SYSTEM):
        return Entry.objects.filter(person=person, about_id=about_id, kind=kind, first_read_at__isnull=False).exists()


def mark_read(*, entries: Iterable[Entry], by: User, at: datetime) -> None:
    """Note that somebody other than the author has seen these entries, from which on sharing can't be undone."""
    unread = [entry.pk for entry in entries if entry.first_read_at is None and entry.author_id != by.pk]
    if unread:
        Entry.objects.filter(pk__in=unread, first_read_at__isnull=True).update(first_read_at=at)


def mark_found_read(*, entry_ids: Collection[UUID], by: User, at: datetime) -> None:
    """Note, as `mark_read` does, that somebody has seen a part of these entries in a search."""
    if entry_ids:
        unread = Entry.objects.filter(pk__in=entry_ids, first_read_at__isnull=True).exclude(author=by)
        unread.update(first_read_at=at)


def mark_answered(*, person: Person, at: datetime) -> int:
    """Note that what the person has told so far has got an answer."""
    return Entry.objects.filter(person=person, author__subject_id=person.pk, answered_at__isnull=True).update(
        answered_at=at
    )


def mark_unanswered(*, person: Person, answered_at: datetime) -> None:
    """Let what the person has told wait again: the answer of that moment has been taken back."""
    Entry.objects.filter(person=person, author__subject_id=person.pk, answered_at=answered_at).update(answered_at=None)


def forget_hearing(*, person: Person, heard_at: datetime, otherwise: datetime | None) -> None:
    """Undo `heard_from` for a moment that was taken back: back to the latest shared entry, or `otherwise` if later."""
    with acting_as(SYSTEM):  # in a narrow session too, where no entry is seen
        shared = Entry.objects.filter(person=person, state=Entry.State.SHARED)
        moments = [shared.aggregate(latest=Max("happened_at"))["latest"], otherwise]
    before = max((moment for moment in moments if moment is not None), default=None)
    Person.objects.filter(pk=person.pk, last_heard_at=heard_at).update(last_heard_at=before)


def discard_old_drafts(*, at: datetime) -> int:
    """Delete drafts older than seven days; nobody could see them any more. Runs as the system actor."""
    return _remove(Entry.objects.filter(state=Entry.State.DRAFT, created_at__lte=at - policies.DRAFT_LIVES))


def _remove(entries: QuerySet[Entry]) -> int:
    """Delete the entries that nothing stands beside, and what hangs on them; return how many.

    Django's own delete() also deletes from the corrections, and that table only grows: the database refuses it.
    """
    alone = entries.filter(corrections__isnull=True, own_versions__isnull=True)
    remove_attachments_of(alone)
    return alone._raw_delete(alone.db)  # noqa: SLF001  # the one way past the cascade
