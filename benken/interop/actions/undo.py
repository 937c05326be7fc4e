"""A whole import is undone: whom it made is taken away again, except those who are in use."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.queries import User
from benken.access.queries.accounts import subjects_with_account
from benken.access.queries.logs import subjects_with_other_deeds
from benken.followup.actions.goals import remove_goals
from benken.interop.caseload.load import CHUNK, take_turns
from benken.interop.models import Import, ImportedRow
from benken.interop.policies import LOGGED_WITH, MADE_WITH, UNDO_STANDS_STILL, check_can_undo
from benken.interop.queries import count_outcomes
from benken.people.actions.people import remove_people
from benken.people.queries import people_with_a_course

State = Import.State
Outcome = ImportedRow.Outcome


@transaction.atomic
def ask_undo(*, one: Import, by: User, at: datetime) -> bool:
    """Let a job undo the import; tell whether it is this call that asked."""
    current = Import.objects.select_for_update(of=("self",)).get(pk=one.pk)
    if current.state in {State.UNDOING, State.UNDONE}:
        return False
    check_can_undo(current, at=at)
    current.state, current.version = State.UNDOING, current.version + 1
    current.asked_at, current.moved_at, current.changed_at, current.undo_stopped_at = at, None, at, None
    current.done, current.total = 0, current.rows.filter(outcome=Outcome.MADE).count()
    current.save()
    record_deed(by=by, at=at, verb="import.undo", object_id=current.pk)
    return True


def undo_chunk(*, import_id: UUID, at: datetime) -> bool:
    """Take away the next people an import made, all or none of them; tell whether there may be more to do."""
    with acting_as(SYSTEM):
        take_turns()
        one = Import.objects.select_for_update(of=("self",)).filter(pk=import_id, state=State.UNDOING).first()
        if one is None or one.taken_in_at is None:
            return False
        made = dict(one.rows.filter(outcome=Outcome.MADE).order_by("number").values_list("pk", "person_id")[:CHUNK])
        if not made:
            _finish(one, at=at)
            return False
        people = {person_id for person_id in made.values() if person_id}
        kept = _in_use(people, made_at=one.taken_in_at)
        gone = people - kept
        remove_goals(person_ids=gone)
        remove_people(person_ids=gone)
        rows_kept = [row for row, person_id in made.items() if person_id in kept]
        rows_gone = [row for row in made if row not in set(rows_kept)]
        ImportedRow.objects.filter(pk__in=rows_kept).update(outcome=Outcome.KEPT)
        ImportedRow.objects.filter(pk__in=rows_gone).update(outcome=Outcome.UNDONE)
        one.done += len(made)
        one.moved_at = at
        one.save(update_fields=["done", "moved_at"])
        return True


def give_up_undo(*, import_id: UUID, at: datetime) -> None:
    """Let the leader try again after an undo that could not go on: who is taken away is gone, the rest stands.

    It can be undone for a day more, for the day may have gone by while it stood still.
    """
    with acting_as(SYSTEM):
        one = Import.objects.select_for_update(of=("self",)).filter(pk=import_id, state=State.UNDOING).first()
        if one is None:
            return
        counts = count_outcomes(one)
        if not counts.get(Outcome.MADE):  # only the last word was missing
            _finish(one, at=at)
            return
        one.state, one.counts, one.undo_stopped_at = State.TAKEN_IN, counts, at
        one.version += 1
        one.save(update_fields=["state", "counts", "undo_stopped_at", "version"])


def give_up_undos_that_stand_still(*, at: datetime) -> None:
    """Give up every undo that nobody is at work on any more: its worker died, and so did those that came after."""
    before = at - UNDO_STANDS_STILL
    stands_still = Q(moved_at__lte=before) | Q(moved_at=None, asked_at__lte=before)
    with acting_as(SYSTEM):
        ids = list(Import.objects.filter(stands_still, state=State.UNDOING).values_list("pk", flat=True))
    for import_id in ids:
        give_up_undo(import_id=import_id, at=at)


def _in_use(people: set[UUID], *, made_at: datetime) -> set[UUID]:
    """Return who stays: more is written or logged of them than the import did, or they have an account.

    The people are locked first, so that nothing is written of them between the look and the end of this transaction.
    """
    written = people_with_a_course(people, apart_from=MADE_WITH)
    logged = subjects_with_other_deeds(subject_ids=people, verbs=LOGGED_WITH, moments=[made_at])
    return written | logged | subjects_with_account(people)


def _finish(one: Import, *, at: datetime) -> None:
    one.state, one.finished_at, one.moved_at = State.UNDONE, at, at
    one.version += 1
    one.forget_file()
    one.counts = count_outcomes(one)
    one.save()
    one.rows.filter(told_sealed__isnull=False).update(told_sealed=None)
