"""Promises of workers: made, kept, or told why not."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.access.queries.logs import others_have_read
from benken.followup import policies
from benken.followup.models import Promise
from benken.people.queries import Person


@transaction.atomic
def promise(*, person: Person, words: str, due_on: date | None, by: User, at: datetime, today: date) -> Promise:
    """Promise something; it stays on Today until it is kept or told."""
    policies.check_may_promise(by)
    policies.check_words(words, most=policies.PROMISE)
    policies.check_day_ahead(due_on, today=today)
    made = Promise.objects.create(person=person, by=by, words=words, made_at=at, due_on=due_on)
    record_deed(by=by, at=at, verb="promise.make", subject_id=person.pk, object_id=made.pk)
    return made


@transaction.atomic
def take_back_promise(*, made: Promise, by: User, at: datetime) -> None:
    """Take away a promise just written down by mistake, while neither the person nor a helper can have read it."""
    policies.check_may_promise(by)
    with acting_as(SYSTEM):  # nobody else deletes a promise
        standing = Promise.objects.select_for_update(of=("self",)).filter(pk=made.pk).first()
        if standing is None:  # taken back in the same moment
            return
        made = standing
        read = others_have_read(made.person_id, apart_from=by, since=made.made_at)
        if not policies.can_take_back_promise(made, by=by, read=read, at=at):
            raise Refused(_("Det er for sent å ta løftet tilbake. Si heller fra hvorfor det ikke går."))
        record_deed(by=by, at=at, verb="promise.take_back", subject_id=made.person_id, object_id=made.pk)
        made.delete()


def mark_promise_seen(*, made: Promise | None, by: User, at: datetime) -> None:
    """Note that the person has been shown a promise; None, if what they were shown is none."""
    if made is not None and made.seen_at is None and by.subject_id == made.person_id:
        with acting_as(SYSTEM):  # a person changes nothing else of a promise
            Promise.objects.filter(pk=made.pk, seen_at__isnull=True).update(seen_at=at)


@transaction.atomic
def keep_promise(*, made: Promise, kept: bool, by: User, at: datetime) -> Promise:
    """Mark a promise kept, or not kept after all (undo)."""
    policies.check_may_promise(by)
    made = Promise.objects.select_for_update().get(pk=made.pk)
    if kept == (made.kept_at is not None):
        return made
    made.kept_at = at if kept else None
    made.save(update_fields=["kept_at"])
    verb = "promise.kept" if kept else "promise.open_again"
    record_deed(by=by, at=at, verb=verb, subject_id=made.person_id, object_id=made.pk)
    return made


@transaction.atomic
def tell_about_promise(*, made: Promise, words: str, by: User, at: datetime) -> Promise:
    """Tell the person why a promise was not kept; only then it leaves Today."""
    policies.check_may_promise(by)
    policies.check_words(words)
    made = Promise.objects.select_for_update().get(pk=made.pk)
    if made.kept_at is not None:
        raise Refused(_("Løftet er alt holdt."))
    if made.told_at is not None:
        raise ChangedMeanwhile(_("Noen andre har alt sagt fra om dette løftet."))
    made.told_at, made.told_words = at, words
    made.save(update_fields=["told_at", "told_words"])
    record_deed(by=by, at=at, verb="promise.told", subject_id=made.person_id, object_id=made.pk)
    return made
