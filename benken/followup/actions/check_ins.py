"""«Slik har jeg det»: said, taken back, seen; the tips somebody saves for themself. Nothing here reads the words."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import ChangedMeanwhile
from benken.access.queries import User
from benken.followup import policies
from benken.followup.models import CheckIn, OwnTip
from benken.people.actions.people import heard_from
from benken.people.queries import Person


@transaction.atomic
def say_how_i_am(
    *, person: Person, feeling: str = "", zone: str = "", needs: str = "", words: str = "", by: User, at: datetime
) -> CheckIn:
    """Share how the person says they are. One thing is enough, nobody owes an answer, and nothing follows by itself."""
    policies.check_says_something(feeling=feeling, zone=zone, needs=needs, words=words)
    check_in = CheckIn.objects.create(
        person=person, feeling=feeling, zone=zone, needs=needs, words=words, said_at=at, written_by=by
    )
    heard_from(person=person, at=at)
    record_deed(by=by, at=at, verb="checkin.say", subject_id=person.pk, object_id=check_in.pk)
    return check_in


@transaction.atomic
def take_back_check_in(*, check_in: CheckIn, by: User, at: datetime) -> None:
    """Take a check-in away: whoever wrote it may, until the contact person has seen it."""
    standing = CheckIn.objects.select_for_update(of=("self",)).filter(pk=check_in.pk).first()
    if standing is None:  # a second press: it is away, as was wished
        return
    policies.check_take_back(standing, user=by)
    record_deed(by=by, at=at, verb="checkin.take_back", subject_id=standing.person_id, object_id=standing.pk)
    standing.delete()


def mark_check_ins_seen(*, check_ins: Iterable[CheckIn], by: User, at: datetime) -> int:
    """Note that the contact person has seen these; return how many were new. What one wrote oneself stays as it is."""
    unseen = [one.pk for one in check_ins if one.seen_at is None and one.written_by_id != by.pk]
    if not unseen:
        return 0
    return CheckIn.objects.filter(pk__in=unseen, seen_at__isnull=True).update(seen_at=at)


def mark_found_check_ins_seen(*, check_in_ids: Collection[UUID], by: User, at: datetime) -> int:
    """Note, as `mark_check_ins_seen` does, that the contact person has seen a part of these in a search."""
    if not check_in_ids:
        return 0
    unseen = CheckIn.objects.filter(pk__in=check_in_ids, seen_at__isnull=True).exclude(written_by=by)
    return unseen.update(seen_at=at)


@transaction.atomic
def save_own_tip(*, person: Person, zone: str, words: str, seen_version: int, by: User, at: datetime) -> OwnTip | None:
    """Save what helps in a zone; no words take the tip away (None). Refuse if somebody saved since (0: none yet)."""
    policies.check_tip(zone=zone, words=words)
    tip = OwnTip.objects.select_for_update(of=("self",)).filter(person=person, zone=zone).first()
    if (tip.version if tip else 0) != seen_version:
        raise ChangedMeanwhile(_("Dette ble lagret et annet sted mens du skrev. Se over, og lagre igjen."))
    if tip is None and not words:
        return None
    tip = tip or OwnTip(person=person, zone=zone, version=0)
    record_deed(by=by, at=at, verb="tip.save" if words else "tip.remove", subject_id=person.pk, object_id=tip.pk)
    if not words:
        tip.delete()
        return None
    tip.words, tip.changed_at = words, at
    tip.version += 1
    try:
        with transaction.atomic():
            tip.save()
    except IntegrityError as error:  # two saved the first tip of this zone in the same moment
        raise ChangedMeanwhile(_("Dette ble lagret et annet sted mens du skrev. Se over, og lagre igjen.")) from error
    return tip
