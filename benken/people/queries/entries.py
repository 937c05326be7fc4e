"""Reads of entries: the timeline, one entry, drafts, what waits for an answer."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Q, QuerySet, When

from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.access.together import PreparedRead, SmallRead, know_related, read_together
from benken.people.models import (
    TOLD_KINDS,
    Attachment,
    Correction,
    Entry,
    OwnVersion,
    Person,
    WithheldText,
    Withholding,
)
from benken.people.queries.records import RecordClosed

PAGE = 50


def timeline(
    person: Person,
    *,
    before: Entry | None = None,
    kind: str = "",
    area: str = "",
    own: bool = False,
    by: User | None = None,
    size: int = PAGE,
) -> list[Entry]:
    """Return shared entries, newest first, `size` + 1 at most (one more tells that there are older ones).

    `before` is the last entry of the page above; `own` keeps what the person told, `by` what somebody wrote.
    """
    entries = Entry.objects.filter(person=person, state=Entry.State.SHARED)
    if before is not None:
        entries = entries.filter(
            Q(happened_at__lt=before.happened_at) | Q(happened_at=before.happened_at, pk__lt=before.pk)
        )
    if kind:
        entries = entries.filter(kind=kind)
    if area:
        entries = entries.filter(areas__contains=[area])
    if own:
        entries = entries.filter(author__subject_id=person.pk)
    if by is not None:
        entries = entries.filter(author=by)
    rows = list(entries.only(*_SHOWN).order_by("-happened_at", "-pk")[: size + 1])
    _put_beside(rows)
    return rows


# What a timeline shows of an entry.
_SHOWN = ("person", "kind", "note_kind", "author", "happened_at", "place", "text", "areas", "state", "first_read_at")
_AUTHORS = PreparedRead(lambda ids: User.objects.filter(pk__one_of=ids), only=("name", "subject_id"))
_CORRECTIONS = PreparedRead(lambda ids: Correction.objects.filter(entry__one_of=ids), by=("name",))
_OWN_VERSIONS = PreparedRead(lambda ids: OwnVersion.objects.filter(entry__one_of=ids))
_WITHHELD = PreparedRead(lambda ids: Withholding.objects.filter(entry__one_of=ids, ended_at__isnull=True))
_WITHHELD_TEXTS = PreparedRead(
    lambda ids: WithheldText.objects.filter(
        withholding__entry__one_of=ids, withholding__ended_at__isnull=True
    ).order_by()
)
_ATTACHMENTS = PreparedRead(
    lambda ids: Attachment.objects.filter(entry__one_of=ids), only=("entry", "person", "name", "kind", "size")
)


def _put_beside(entries: Sequence[Entry]) -> None:
    """Give each entry its author, what stands beside it and what of it is withheld, in one statement."""
    if not entries:
        return
    ids = [entry.pk for entry in entries]
    corrections, versions = _CORRECTIONS(ids=ids), _OWN_VERSIONS(ids=ids)
    authors = _AUTHORS(ids=list({entry.author_id for entry in entries}))
    withheld, texts = _WITHHELD(ids=ids), _WITHHELD_TEXTS(ids=ids)
    attachments = _ATTACHMENTS(ids=ids)
    read_together(authors, corrections, versions, withheld, texts, attachments)
    text_of = {text.pk: text for text in texts.rows}
    for held in withheld.rows:
        held._state.fields_cache["withheld"] = text_of.get(held.pk)  # noqa: SLF001  # as a prefetch does it
    by_id = {author.pk: author for author in authors.rows}
    for entry in entries:
        entry.author = by_id[entry.author_id]
        know_related(entry, "corrections", [one for one in corrections.rows if one.entry_id == entry.pk])
        know_related(entry, "own_versions", [one for one in versions.rows if one.entry_id == entry.pk])
        know_related(entry, "attachments", [one for one in attachments.rows if one.entry_id == entry.pk])
        know_related(entry, "withholdings", [one for one in withheld.rows if one.entry_id == entry.pk])


def entry_of(person: Person, entry_id: UUID, *, for_user: User, whole: bool = True) -> Entry:
    """Return one entry: of what is shared, or one's own; without `whole` one's own alone. Else RecordClosed."""
    own = Q(author=for_user)
    entry = (
        Entry.objects.filter(own | Q(state=Entry.State.SHARED) if whole else own, person=person, pk=entry_id)
        .select_related("author")
        .prefetch_related("corrections__by", "own_versions", "withholdings__withheld", "attachments")
        .first()
    )
    if entry is None:
        raise RecordClosed
    return entry


def timeline_mark(person: Person, mark: UUID | None) -> Entry | None:
    """Return the entry that a page of the timeline goes on from; None, the first page, if the mark leads nowhere."""
    return Entry.objects.filter(person=person, pk=mark).only("happened_at").first() if mark else None


def is_taken(entry_id: UUID) -> bool:
    """Tell whether an id is some entry's, seen or not: a new draft may not take it."""
    with acting_as(SYSTEM):
        return Entry.objects.filter(pk=entry_id).exists()


def milestones(person: Person) -> QuerySet[Entry]:
    """Return what the person has come through and reached, newest first."""
    kinds = [Entry.Kind.MILESTONE, Entry.Kind.GOAL_REACHED]
    return Entry.objects.filter(person=person, state=Entry.State.SHARED, kind__in=kinds).order_by("-happened_at")


def drafts_of(user: User) -> SmallRead[Entry]:
    """Return the read of a user's own drafts, newest first."""
    return _DRAFTS(author=user.pk)


_DRAFTS = PreparedRead(
    lambda author: Entry.objects.filter(author=author, state=Entry.State.DRAFT).order_by("-changed_at"),
    only=("person", "text", "created_at"),
    person=("called",),
)


def told_and_unanswered(*, person_ids: list[UUID] | ArraySubquery) -> QuerySet[Entry]:
    """Return what people, and those they share with, have told that nobody has answered yet.

    Good news and milestones first, oldest first.
    """
    themselves = User.objects.filter(subject_id__one_of=person_ids).values("pk")
    return (
        Entry.objects.filter(
            Q(author__in=themselves) | Q(kind=Entry.Kind.FROM_HELPER),
            person_id__one_of=person_ids,
            state=Entry.State.SHARED,
            kind__in=TOLD_KINDS,
            answered_at__isnull=True,
        )
        .select_related("person")
        .order_by(Case(When(kind=Entry.Kind.HARD_TIME, then=1), default=0), "happened_at", "pk")
    )
