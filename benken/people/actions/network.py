"""The person's own network: who is written down, changed, taken away and put back. Nobody is told of any of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.people import policies
from benken.people.models import Person, Supporter
from benken.people.supporters import SupporterWords


@transaction.atomic
def add_supporter(*, person: Person, words: SupporterWords, by: User, at: datetime) -> Supporter:
    """Write somebody of the person's network down, by the name the person uses."""
    _check(words)
    policies.check_room_for_one_more(_standing(person))
    supporter = Supporter(person=person, written_by=by, set_at=at, changed_at=at)
    _write(supporter, words)
    supporter.save()
    record_deed(by=by, at=at, verb="network.add", subject_id=person.pk, object_id=supporter.pk)
    return supporter


@transaction.atomic
def change_supporter(
    *, supporter: Supporter, words: SupporterWords, seen_version: int, by: User, at: datetime
) -> Supporter:
    """Change what is written about somebody; refuse if it was saved since it was seen.

    Whoever saves after seeing that they were taken away meanwhile puts them back.
    """
    _check(words)
    standing = _locked(supporter)
    if standing.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret mens du skrev. Se over, og lagre igjen."))
    if standing.removed_at is not None:
        policies.check_room_for_one_more(_standing(standing.person))
    _write(standing, words)
    standing.removed_at, standing.changed_at = None, at
    standing.version += 1
    standing.save()
    record_deed(by=by, at=at, verb="network.change", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def take_supporter_away(*, supporter: Supporter, by: User, at: datetime) -> None:
    """Take somebody away from the page. For a day they can be put back, then they are deleted."""
    standing = _locked(supporter)
    if standing.removed_at is None:
        standing.removed_at = standing.changed_at = at
        standing.version += 1
        standing.save(update_fields=["removed_at", "changed_at", "version"])
        record_deed(by=by, at=at, verb="network.take_away", subject_id=standing.person_id, object_id=standing.pk)


@transaction.atomic
def put_supporter_back(*, supporter: Supporter, by: User, at: datetime) -> None:
    """Undo that somebody was taken away."""
    standing = _locked(supporter)
    if standing.removed_at is None:
        return
    if not policies.can_put_back(standing, at=at):
        raise Refused(_("Det er for lenge siden. Skriv ned på nytt."))
    policies.check_room_for_one_more(_standing(standing.person))
    standing.removed_at, standing.changed_at = None, at
    standing.version += 1
    standing.save(update_fields=["removed_at", "changed_at", "version"])
    record_deed(by=by, at=at, verb="network.put_back", subject_id=standing.person_id, object_id=standing.pk)


def discard_removed_supporters(*, at: datetime) -> int:
    """Delete whoever was taken away a day ago or more: they are third parties. Runs as the system actor."""
    gone = Supporter.objects.filter(removed_at__lte=at - policies.SUPPORTER_COMES_BACK)
    return gone.delete()[0]


def _check(words: SupporterWords) -> None:
    policies.check_supporter(name=words.name, relation=words.relation, meaning=words.meaning)


def _write(supporter: Supporter, words: SupporterWords) -> None:
    supporter.name, supporter.relation, supporter.meaning = words.name, words.relation, words.meaning
    supporter.phone, supporter.reach, supporter.wants_again = words.phone, words.reach, words.wants_again


def _locked(supporter: Supporter) -> Supporter:
    return Supporter.objects.select_for_update(of=("self",)).select_related("person").get(pk=supporter.pk)


def _standing(person: Person) -> int:
    return Supporter.objects.filter(person=person, removed_at__isnull=True).count()
