"""Opening a record: the check of the right, and the log of the reading."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from benken.access.actions.logs import log_reading
from benken.access.queries import Right, User
from benken.access.queries.rights import ONLY_READ, running_right
from benken.lib.missing import Missing
from benken.people.models import Person


class RecordClosed(Missing):
    """There is no such person for this user: missing and forbidden are the same."""


@dataclass(frozen=True)
class OpenRecord:
    """A person whose record is open to a user, and by which right."""

    person: Person
    right: Right

    @property
    def is_whole(self) -> bool:
        """Tell whether all that is shared may be read, or only the user's own talks."""
        return self.right.scope == Right.Scope.RECORD

    @property
    def is_emergency(self) -> bool:
        """Tell whether it is open in an emergency alone."""
        return self.right.basis == Right.Basis.EMERGENCY

    @property
    def is_only_read(self) -> bool:
        """Tell whether it is open in an emergency, or after a death: to read, and for a note."""
        return self.right.basis in ONLY_READ


def open_record(
    person_id: UUID, *, for_user: User, part: str, at: datetime, why: str = "", whole: bool = False
) -> OpenRecord:
    """Check that a user may open a person's record and log that they did; RecordClosed says neither yes nor no.

    With `whole` a right to one's own talks is not enough. The person's own reading is not logged: the log tells the
    person about others.
    """
    record = may_write(person_id, for_user=for_user, at=at, own_talks=not whole)
    if record.right.basis != Right.Basis.SELF:
        why = why or record.right.why  # in an emergency the reason stands with each reading
        log_reading(user=for_user, subject_id=person_id, part=part, basis=record.right.basis, at=at, why=why)
    return record


def open_whole_record(person_id: UUID, *, for_user: User, part: str, at: datetime, why: str = "") -> OpenRecord:
    """Open as `open_record` does, for pages that only make sense for somebody who may read all that is shared."""
    return open_record(person_id, for_user=for_user, part=part, at=at, why=why, whole=True)


def may_write(person_id: UUID, *, for_user: User, at: datetime, own_talks: bool = False) -> OpenRecord:
    """Check that a user may open a person's record, for an act that shows nothing: its deed is logged, no reading.

    With `own_talks` a right to one's own talks is enough. A record that is open in an emergency alone, or after a
    death, is read on its own page and note by note, and gets a note; it is closed for all else.
    """
    right = running_right(user=for_user, subject_id=person_id, at=at)
    enough = {Right.Scope.RECORD, Right.Scope.OWN_TALKS} if own_talks else {Right.Scope.RECORD}
    if right is None or right.scope not in enough:
        raise RecordClosed
    if right.basis in ONLY_READ and not own_talks:
        raise RecordClosed
    person = Person.objects.select_related("team").filter(pk=person_id).first()
    if person is None:
        raise RecordClosed
    return OpenRecord(person, right)
