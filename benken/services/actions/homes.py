"""Home: where somebody lives now, and what is broken or unsafe there until it is mended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.people.actions.entries import take_back_milestone, write_shared
from benken.people.queries import Entry, Person
from benken.services.models import Home, HomeFault
from benken.services.policies import homes as policies
from benken.services.policies.turned_away import check_day_gone
from benken.services.told import Fault, Living


@transaction.atomic
def move_home(*, person: Person, living: Living, by: User, at: datetime) -> Home:
    """Write down where somebody lives now; where they lived until now has ended. The same again is one."""
    today = timezone.localdate(at)
    if living.since_on is not None:
        check_day_gone(living.since_on, today=today)
    now = Home.objects.select_for_update(of=("self",)).filter(person=person, until_on=None).first()
    if now is not None:
        if Living(Home.Kind(now.kind), now.owner, now.with_follow_up, now.words, now.since_on) == living:
            return now
        now.until_on = max(living.since_on or today, now.since_on or date.min)
        now.save(update_fields=["until_on"])
    home = Home.objects.create(person=person, written_by=by, written_at=at, **vars(living))
    text = "\n".join(filter(None, [str(living.kind.label), living.owner, living.words]))
    write_shared(person=person, kind=Entry.Kind.HOME, text=text, by=by, at=at, about_id=home.pk)
    record_deed(by=by, at=at, verb="home.move", subject_id=person.pk, object_id=home.pk)
    return home


@transaction.atomic
def take_back_home(*, home: Home, by: User, at: datetime) -> None:
    """Take away a home just written down by mistake: the one before is where they live again."""
    with acting_as(SYSTEM):  # nobody else deletes one
        standing = Home.objects.select_for_update(of=("self",)).filter(pk=home.pk).first()
        if standing is None:
            return
        if standing.until_on is not None or not policies.can_take_back_home(standing, by=by, at=at):
            raise Refused(_("Det er for sent å ta det bort. Det blir stående."))
        person = standing.person
        take_back_milestone(person=person, about_id=standing.pk, kind=Entry.Kind.HOME)
        record_deed(by=by, at=at, verb="home.take_back", subject_id=person.pk, object_id=standing.pk)
        standing.delete()
        before = Home.objects.filter(person=person).order_by("-written_at", "-id").first()
        if before is not None:
            before.until_on = None
            before.save(update_fields=["until_on"])


@transaction.atomic
def write_down_fault(*, person: Person, fault: Fault, by: User, at: datetime) -> HomeFault:
    """Write down what is broken or unsafe. The same told again while it stands open is one."""
    _check(fault, at=at)
    same = HomeFault.objects.filter(person=person, kind=fault.kind, words=fault.words, mended_on=None).first()
    if same is not None:
        return same
    made = HomeFault.objects.create(person=person, written_by=by, written_at=at, **vars(fault))
    record_deed(by=by, at=at, verb="home_fault.tell", subject_id=person.pk, object_id=made.pk)
    return made


@transaction.atomic
def change_fault(*, standing: HomeFault, fault: Fault, seen_version: int, by: User, at: datetime) -> HomeFault:
    """Write whom was told, what they answered, or better words. Whoever saved meanwhile is not overwritten."""
    _check(fault, at=at)
    standing = HomeFault.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    told = {name: value for name, value in vars(fault).items() if name != "kind"}
    if all(getattr(standing, name) == value for name, value in told.items()):
        return standing
    if standing.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
    for name, value in told.items():
        setattr(standing, name, value)
    standing.version += 1
    standing.save(update_fields=[*told, "version"])
    record_deed(by=by, at=at, verb="home_fault.change", subject_id=standing.person_id, object_id=standing.pk)
    return standing


@transaction.atomic
def mend_fault(*, standing: HomeFault, mended: bool, by: User, at: datetime) -> HomeFault:
    """Note that it is mended, or not after all."""
    standing = HomeFault.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    if mended == (standing.mended_on is not None):
        return standing
    standing.mended_on = timezone.localdate(at) if mended else None
    standing.save(update_fields=["mended_on"])
    verb = "home_fault.mended" if mended else "home_fault.open_again"
    record_deed(by=by, at=at, verb=verb, subject_id=standing.person_id, object_id=standing.pk)
    return standing


def _check(fault: Fault, *, at: datetime) -> None:
    policies.check_what(fault.words)
    policies.check_days(told_on=fault.told_on, answered_on=fault.answered_on, today=timezone.localdate(at))
