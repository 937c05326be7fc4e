"""What the person says of themself: what is best now, the basics, what carries and what weighs."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import ChangedMeanwhile
from benken.access.queries import User
from benken.followup import policies
from benken.followup.models import AreaNote, Basic, BestNow
from benken.people.queries import Person


@transaction.atomic
def say_best_now(*, person: Person, words: str, by: User, at: datetime) -> BestNow:
    """Write down an answer to «Hva er best for deg nå?»; the earlier ones stay."""
    policies.check_words(words, most=1000)
    answer = BestNow.objects.create(person=person, words=words, said_at=at, written_by=by)
    record_deed(by=by, at=at, verb="best_now.say", subject_id=person.pk, object_id=answer.pk)
    return answer


@transaction.atomic
def answer_basics(
    *, person: Person, answers: dict[str, str], by: User, at: datetime, seen: dict[str, str] | None = None
) -> None:
    """Write down how it is with the basics; an empty answer takes the earlier one away.

    With `seen`, the answers that stood when the form was drawn, refuse if somebody has answered otherwise since.
    """
    standing = {basic.kind: basic.answer for basic in Basic.objects.select_for_update().filter(person=person)}
    if seen is not None and seen != standing:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    for kind in Basic.Kind:
        if answer := answers.get(kind, ""):
            Basic.objects.update_or_create(person=person, kind=kind, defaults={"answer": answer, "said_at": at})
        else:
            Basic.objects.filter(person=person, kind=kind).delete()
    record_deed(by=by, at=at, verb="basics.answer", subject_id=person.pk)


@transaction.atomic
def describe_area(
    *, person: Person, area: str, carries: str, burdens: str, seen_version: int, by: User, at: datetime
) -> AreaNote:
    """Write what carries and what weighs in a life area; refuse if somebody saved since it was seen (0: none yet)."""
    note = AreaNote.objects.select_for_update().filter(person=person, area=area).first()
    if (note.version if note else 0) != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    note = note or AreaNote(person=person, area=area, version=0)
    note.carries, note.burdens, note.changed_at = carries, burdens, at
    note.version += 1
    try:
        with transaction.atomic():
            note.save()
    except IntegrityError as error:  # two made the first note of this area in the same moment
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen.")) from error
    record_deed(by=by, at=at, verb="area.describe", subject_id=person.pk, object_id=note.pk)
    return note
