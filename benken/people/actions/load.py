"""A worker says that it is too much, or that there is room; the leader answers in words. Nothing is worked out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_be_contact_person
from benken.access.queries import User
from benken.people.actions.stand_ins import take_turns_about
from benken.people.leaving_policies import check_load_words
from benken.people.models import LoadSaid
from benken.people.queries.leaving import load_told_one

Kind = LoadSaid.Kind


@transaction.atomic
def say_load(*, kind: LoadSaid.Kind, words: str, by: User, at: datetime) -> LoadSaid:
    """Say it to the leader. What was said before ends; the same twice is one."""
    if not can_be_contact_person(by) or by.team is None:
        raise Refused(_("Bare den som følger opp folk i et team, kan skrive dette."))
    if kind == Kind.TOO_MUCH:
        check_load_words(words)
    with acting_as(SYSTEM):
        take_turns_about([by])
        standing = LoadSaid.objects.filter(worker=by, ended_at__isnull=True).first()
        if standing is not None:
            if (standing.kind, standing.words) == (kind, words):
                return standing
            standing.ended_at = at
            standing.save(update_fields=["ended_at"])
        said = LoadSaid.objects.create(worker=by, team=by.team, kind=kind, words=words, said_at=at)
        record_deed(by=by, at=at, verb="load.say", object_id=said.pk)
    return said


@transaction.atomic
def take_back_load(*, by: User, at: datetime) -> bool:
    """Take back what one has said; tell whether it stood."""
    with acting_as(SYSTEM):
        standing = LoadSaid.objects.filter(worker=by, ended_at__isnull=True).first()
        if standing is None:
            return False
        standing.ended_at = at
        standing.save(update_fields=["ended_at"])
        record_deed(by=by, at=at, verb="load.take_back", object_id=standing.pk)
    return True


@transaction.atomic
def answer_load(*, load_id: UUID, answer: str, by: User, at: datetime) -> LoadSaid:
    """Answer it, as the leader; the worker reads it where they said it."""
    check_load_words(answer)
    said = load_told_one(load_id, leader=by)
    with acting_as(SYSTEM):
        rows = LoadSaid.objects.filter(pk=said.pk, answered_at__isnull=True, ended_at__isnull=True)
        rows.update(answer=answer, answered_by=by, answered_at=at)
        record_deed(by=by, at=at, verb="load.answer", object_id=said.pk)
    return said
