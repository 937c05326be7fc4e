"""What is there for when it is hard: lines written, changed, taken away and put back; how to be met; who sees what."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.followup import policies
from benken.followup.models import HowToBeMet, SafetyItem, SafetyItemShare
from benken.people.actions.sharing import check_may_decide, open_part_too
from benken.people.queries import Person, SharingConsent

PART = "safety"


@transaction.atomic
def add_line(*, person: Person, kind: str, words: str, phone: str = "", by: User, at: datetime) -> SafetyItem:
    """Write a line, last of its kind. The same line again is one."""
    own = by.subject_id == person.pk
    policies.check_line(kind=kind, words=words, own=own)
    standing = SafetyItem.objects.filter(person=person, removed_at__isnull=True)
    same = standing.filter(kind=kind, words=words, phone=phone).first()
    if same is not None:
        return same
    policies.check_room_for_line(standing.count())
    last = standing.filter(kind=kind).aggregate(last=Max("position"))["last"]
    item = SafetyItem.objects.create(
        person=person,
        kind=kind,
        words=words,
        phone=phone,
        position=0 if last is None else last + 1,
        is_own=own,
        written_by=by,
        written_at=at,
        changed_at=at,
    )
    record_deed(by=by, at=at, verb="safety.add", subject_id=person.pk, object_id=item.pk)
    return item


@transaction.atomic
def change_line(
    *, item: SafetyItem, words: str, phone: str = "", seen_version: int, by: User, at: datetime
) -> SafetyItem:
    """Write a line in other words; refuse if it was saved since it was seen. Whoever saves a line gone puts it back."""
    policies.check_line(kind=item.kind, words=words, own=False)
    if not policies.can_change_line(item, by=by):  # the rows refuse too, so this is asked before the lock
        raise Refused(_("Bare den som skrev linja, kan endre den."))
    standing = _locked(item)
    if (standing.words, standing.phone, standing.removed_at) == (words, phone, None):
        return standing
    if standing.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    standing.words, standing.phone, standing.removed_at = words, phone, None
    _save(standing, "words", "phone", "removed_at", at=at)
    record_deed(by=by, at=at, verb="safety.change", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def take_line_away(*, item: SafetyItem, by: User, at: datetime) -> None:
    """Take a line away. For a day it can be put back, then it is deleted. A second click changes nothing."""
    if not policies.can_take_line_away(item, by=by):
        raise Refused(_("Bare den som skrev linja, kan ta den bort."))
    standing = _locked(item)
    if standing.removed_at is None:
        standing.removed_at = at
        _save(standing, "removed_at", at=at)
        record_deed(by=by, at=at, verb="safety.take_away", subject_id=standing.person_id, object_id=standing.pk)


@transaction.atomic
def put_line_back(*, item: SafetyItem, by: User, at: datetime) -> None:
    """Undo that a line was taken away; whoever saw it sees it again."""
    if not policies.can_take_line_away(item, by=by):
        raise Refused(_("Bare den som skrev linja, kan ta den tilbake."))
    standing = _locked(item)
    if standing.removed_at is None:
        return
    if not policies.can_put_line_back(standing, at=at):
        raise Refused(_("Det er for lenge siden. Skriv ned på nytt."))
    standing.removed_at = None
    _save(standing, "removed_at", at=at)
    record_deed(by=by, at=at, verb="safety.put_back", subject_id=standing.person_id, object_id=standing.pk)


@transaction.atomic
def put_line_first(*, item: SafetyItem, by: User, at: datetime) -> None:
    """Let a line stand first among those of its kind."""
    if not policies.can_take_line_away(item, by=by):
        raise Refused(_("Bare den som skrev linja, kan flytte den."))
    standing = _locked(item)
    others = SafetyItem.objects.filter(person=standing.person_id, kind=standing.kind).exclude(pk=standing.pk)
    first = others.aggregate(first=Min("position"))["first"]
    if first is not None and standing.position >= first:
        standing.position = first - 1
        _save(standing, "position", at=at)
        record_deed(by=by, at=at, verb="safety.put_first", subject_id=standing.person_id, object_id=standing.pk)


@transaction.atomic
def say_how_to_be_met(
    *, person: Person, said: Mapping[str, str], seen_version: int, by: User, at: datetime
) -> HowToBeMet:
    """Write how the person wants to be met; refuse if somebody saved since it was seen (0: nothing stood there)."""
    for words in filter(None, said.values()):
        policies.check_words(words)
    met = HowToBeMet.objects.select_for_update(of=("self",)).filter(person=person).first()
    if met is not None and all(getattr(met, name) == words for name, words in said.items()):
        return met
    if (met.version if met else 0) != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    met = met or HowToBeMet(person=person, version=0)
    for name, words in said.items():
        setattr(met, name, words)
    met.version += 1
    met.changed_at, met.written_by = at, by
    try:
        with transaction.atomic():
            met.save(force_insert=met.version == 1)
    except IntegrityError as error:  # two wrote it for the first time in the same moment
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen.")) from error
    record_deed(by=by, at=at, verb="safety.met", subject_id=person.pk)
    return met


@transaction.atomic
def share_line(*, consent: SharingConsent, item: SafetyItem | None, by: User, at: datetime) -> None:
    """Let somebody the person shares with see one line (None: how to be met), as long as that yes runs."""
    if item is not None and (item.person_id != consent.person_id or item.removed_at is not None):
        raise Refused(_("Linja står ikke her lenger."))
    open_part_too(consent=consent, part=PART, by=by, at=at)
    with acting_as(SYSTEM):
        _share, is_new = SafetyItemShare.objects.get_or_create(
            consent=consent,
            item=item,
            defaults={
                "person_id": consent.person_id,
                "receiver_id": consent.receiver_id,
                "given_at": at,
                "given_by": by,
                "until_at": consent.until_at,
            },
        )
    if is_new:
        record_deed(by=by, at=at, verb="safety.share", subject_id=consent.person_id, object_id=consent.pk)


@transaction.atomic
def stop_sharing_line(*, consent: SharingConsent, item: SafetyItem | None, by: User, at: datetime) -> None:
    """Let somebody see a line no more, at once. A second click changes nothing."""
    check_may_decide(consent.person, by=by, at=at)
    with acting_as(SYSTEM):
        gone = SafetyItemShare.objects.filter(consent=consent, item=item).delete()[0]
    if gone:
        record_deed(by=by, at=at, verb="safety.unshare", subject_id=consent.person_id, object_id=consent.pk)


def discard_removed_lines(*, at: datetime) -> int:
    """Delete lines that were taken away a day ago or more. Runs as the system actor."""
    gone = SafetyItem.objects.filter(removed_at__lte=at - policies.LINE_COMES_BACK)
    return gone.delete()[1].get("followup.SafetyItem", 0)


def _save(item: SafetyItem, *fields: str, at: datetime) -> None:
    item.changed_at = at
    item.version += 1
    item.save(update_fields=[*fields, "changed_at", "version"])


def _locked(item: SafetyItem) -> SafetyItem:
    return SafetyItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
