"""When a worker answers: said by them, or by their leader for them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile
from benken.access.queries import User
from benken.people.answering_policies import SaidHours, check_hours, check_says_for, check_stand_in
from benken.people.models import AnswerHours


@transaction.atomic
def say_hours(*, worker: User, said: SaidHours, seen_version: int, by: User, at: datetime) -> bool:
    """Say when a worker answers; tell whether anything is new. Whoever saves second is told."""
    check_says_for(worker, by=by)
    check_stand_in(said.stand_in, worker=worker)
    with acting_as(SYSTEM):  # a leader writes another's
        AnswerHours.objects.bulk_create([AnswerHours(worker=worker)], ignore_conflicts=True)  # two who begin are one
        now = AnswerHours.objects.select_for_update().get(pk=worker.pk)
        before = _standing(now)
        now.week, now.phone, now.stand_in = list(said.week), said.phone, said.stand_in
        now.phone_from, now.phone_until = said.phone_from, said.phone_until
        now.outside_words, now.outside_number = said.outside_words, said.outside_number
        if before == _standing(now):
            return False
        if now.version != seen_version:
            raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))
        check_hours(now)
        now.version += 1
        now.save()
        record_deed(by=by, at=at, verb="answer_hours.set", object_id=worker.pk)
    return True


def _standing(hours: AnswerHours) -> tuple[object, ...]:
    phone = (hours.phone, hours.phone_from, hours.phone_until)
    return tuple(hours.week), *phone, hours.outside_words, hours.outside_number, hours.stand_in_id
