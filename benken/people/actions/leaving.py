"""A worker leaves: the day, what each person says of it, another contact person one by one, and the account closed."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actions.rights import end_rights, grant_right
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_place_people
from benken.access.queries import Right, User
from benken.access.queries.blocks import is_kept_out
from benken.access.queries.logs import has_met, subject_of_deed
from benken.access.queries.rights import running_right
from benken.lib.days import moment_of
from benken.lib.missing import Missing
from benken.people import leaving_policies as policies
from benken.people.actions.entries import stands_read, take_back_milestone, write_shared
from benken.people.actions.relations import LONGEST_OVERLAP, begin_contact, end_contact, take_over_after
from benken.people.actions.stand_ins import end_stand_ins_for, follow_absences, take_turns_about
from benken.people.answering_policies import can_say_for, check_says_for
from benken.people.leaving_policies import Say
from benken.people.models import AnswerHours, CircleMember, ContactPerson, Entry, Leaving, LeavingSay, Person
from benken.people.policies import can_take_back_placing
from benken.people.queries.leaving import left_person, left_uncovered
from benken.people.queries.relations import name_on_card
from benken.ui.words import day_words, list_words

DAY = timedelta(days=1)


@transaction.atomic
def begin_leaving(*, worker: User, last_on: date, by: User, at: datetime) -> Leaving:
    """Write down somebody's last day. The same day twice is one; another day is `change_leaving`."""
    check_says_for(worker, by=by)
    policies.check_last_day(last_on, today=timezone.localdate(at))
    with acting_as(SYSTEM):
        take_turns_about([worker])
        standing = Leaving.objects.filter(worker=worker, ended_at__isnull=True).first()
        if standing is not None:
            change_leaving(leaving=standing, last_on=last_on, by=by, at=at)
            return standing
        leaving = Leaving.objects.create(worker=worker, last_on=last_on, written_by=by, written_at=at)
        record_deed(by=by, at=at, verb="leaving.write", object_id=leaving.pk)
    return leaving


@transaction.atomic
def change_leaving(*, leaving: Leaving, last_on: date, by: User, at: datetime) -> bool:
    """Change the last day; tell whether it is new. Whoever has got another already keeps both until then."""
    check_says_for(leaving.worker, by=by)
    policies.check_last_day(last_on, today=timezone.localdate(at))
    with acting_as(SYSTEM):
        take_turns_about([leaving.worker])
        now = Leaving.objects.select_related("worker").select_for_update(of=("self",)).get(pk=leaving.pk)
        if now.ended_at is not None:
            raise Refused(_("Dette er avsluttet. Skriv en ny dag om det trengs."))
        if now.last_on == last_on:
            return False
        _move_overlaps(now, to=last_on, by=by, at=at)
        now.last_on = leaving.last_on = last_on
        now.save(update_fields=["last_on"])
        record_deed(by=by, at=at, verb="leaving.change", object_id=now.pk)
    return True


def _move_overlaps(leaving: Leaving, *, to: date, by: User, at: datetime) -> None:
    """Let the overlaps that last to the last day last to another, with the rights, and what is agreed on from then."""
    until = policies.overlap_until(_end_of(to), at=at, longest=LONGEST_OVERLAP)
    given = ContactPerson.objects.filter(worker=leaving.worker, until_at__gte=leaving.written_at)
    for one in given.filter(overlap_until_at=_end_of(leaving.last_on)).select_related("worker"):
        end_rights(user=leaving.worker, subject_id=one.person_id, basis=Right.Basis.OVERLAP, at=at)
        one.overlap_until_at = None if is_kept_out(user=leaving.worker, subject_id=one.person_id) else until
        one.save(update_fields=["overlap_until_at"])
        if one.overlap_until_at is not None:
            grant_right(user=leaving.worker, subject_id=one.person_id, basis=Right.Basis.OVERLAP, at=at, until_at=until)
        now = ContactPerson.objects.filter(person=one.person_id, until_at__isnull=True).select_related("worker").first()
        if now is not None:
            take_over_after(now, after=one, by=by, at=at)


@transaction.atomic
def stop_leaving(*, leaving: Leaving, by: User, at: datetime) -> bool:
    """Take back that somebody leaves; tell whether it stood. Whoever has got another keeps them."""
    check_says_for(leaving.worker, by=by)
    with acting_as(SYSTEM):
        stood = Leaving.objects.filter(pk=leaving.pk, ended_at__isnull=True).update(ended_at=at)
        if stood:
            record_deed(by=by, at=at, verb="leaving.stop", object_id=leaving.pk)
    return bool(stood)


@transaction.atomic
def resume_leaving(*, leaving_id: UUID, by: User, at: datetime) -> Leaving:
    """Undo that it was taken back. Missing for whoever may not say."""
    with acting_as(SYSTEM):
        leaving = Leaving.objects.select_related("worker").select_for_update(of=("self",)).filter(pk=leaving_id).first()
        if leaving is None or not can_say_for(leaving.worker, by=by):
            raise Missing
        take_turns_about([leaving.worker])
        if leaving.ended_at is None:
            return leaving
        policies.check_last_day(leaving.last_on, today=timezone.localdate(at))
        if Leaving.objects.filter(worker=leaving.worker, ended_at__isnull=True).exists():
            raise Refused(_("Det står alt en siste dag. Endre den som står."))
        leaving.ended_at = None
        leaving.save(update_fields=["ended_at"])
        record_deed(by=by, at=at, verb="leaving.resume", object_id=leaving.pk)
    return leaving


@transaction.atomic
def say_for_leaving(
    *, leaving: Leaving, person: Person, say: Say, seen_version: int, by: User, at: datetime
) -> LeavingSay:
    """Write down what a person says of it, asked by whoever follows them now. Saved by another first: told."""
    own = running_right(user=by, subject_id=person.pk, at=at)
    if own is None or own.basis not in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}:
        raise Missing
    policies.check_say(say, leaving=leaving)
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if not ContactPerson.objects.filter(person=person, worker=leaving.worker, until_at__isnull=True).exists():
            raise Missing
        row = LeavingSay.objects.filter(person=person, leaving=leaving).first()
        if row is None:
            row = LeavingSay(person=person, leaving=leaving, version=0)
        policies.check_is_newest(row.version, seen=seen_version)
        row.said, row.wants, row.words = say.said, say.wants, say.words
        row.goodbye, row.hello, row.asked_by, row.asked_at = say.goodbye, say.hello, by, at
        row.version += 1
        row.save()
        record_deed(by=by, at=at, verb="leaving.say", subject_id=person.pk, object_id=row.pk)
    return row


@transaction.atomic
def place_after_leaving(*, leaving: Leaving, person_id: UUID, to: User, by: User, at: datetime) -> ContactPerson:
    """Give one person another contact person, chosen by the leader; it opens nothing to the leader.

    Both follow the person until the last day. What the person said, the goodbye and the hello go with it.
    """
    person = left_person(leaving, person_id, leader=by)
    if to.pk == by.pk:
        raise Refused(_("Ingen gir seg selv en person. Be kontaktpersonen eller lederen."))
    with acting_as(SYSTEM):
        take_turns_about([to, leaving.worker])
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        policies.check_can_follow(
            to, leaving=leaving, leaves_too=Leaving.objects.filter(worker=to, ended_at__isnull=True).exists()
        )
        if is_kept_out(user=to, subject_id=person.pk):
            raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": to.name})
        current = person.contact_persons.filter(until_at__isnull=True).select_related("worker").first()
        if current is None or current.worker_id != leaving.worker_id:
            raise Missing
        say = LeavingSay.objects.filter(person=person, leaving=leaving).first() or LeavingSay()
        until = policies.overlap_until(_end_of(leaving.last_on), at=at, longest=LONGEST_OVERLAP)
        reason = ContactPerson.Reason.MOVED_ON
        end_contact(current, reason=reason, goodbye=say.goodbye, overlap_until_at=until, by=by, at=at)
        new = begin_contact(person, to=to, after=current, persons_say=say.words, hello=say.hello, by=by, at=at)
        write_shared(
            person=person,
            kind=Entry.Kind.NEW_CONTACT,
            text="\n\n".join(part for part in (_told(leaving, person, to, at=at), say.goodbye, say.hello) if part),
            by=leaving.worker,  # their own words, and a leader is the author of nothing in a record
            at=at,
            about_id=new.pk,
        )
        record_deed(by=by, at=at, verb="leaving.place", subject_id=person.pk, object_id=new.pk)
    return new


def _told(leaving: Leaving, person: Person, to: User, *, at: datetime) -> str:
    """Say in the person's own language who leaves and who comes."""
    with translation.override(person.language):
        day = day_words(leaving.last_on, today=timezone.localdate(at), on_paper=True)
        said = _("%(worker)s slutter %(day)s. Kontaktpersonen din heter nå %(to)s.")
        return said % {"worker": leaving.worker.name, "day": day, "to": to.name}


@transaction.atomic
def take_back_place(*, placing_id: UUID, by: User, at: datetime) -> tuple[str, UUID]:
    """Undo a placing while nobody has opened or read anything by it; return the person's name and the leaving.

    Whoever leaves is the contact again. Missing if this leader did no such thing; a second click changes nothing.
    """
    with acting_as(SYSTEM):
        person_id = subject_of_deed(by=by, verb="leaving.place", object_id=placing_id)
        person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first() if person_id else None
        if person is None or not can_place_people(by):
            raise Missing
        placed = person.contact_persons.filter(pk=placing_id).select_related("worker").first()
        rows = person.contact_persons.exclude(pk=placing_id).select_related("worker").order_by("-since_at")
        former = rows.first()
        leaving = Leaving.objects.filter(worker=former.worker, ended_at__isnull=True).first() if former else None
        if former is None or leaving is None or former.worker.team_id != by.team_id:
            raise Missing
        if placed is None:
            return name_on_card(person), leaving.pk
        kind = Entry.Kind.NEW_CONTACT
        was_read = stands_read(person=person, about_id=placed.pk, kind=kind)
        met = was_read or has_met(person.pk, user=placed.worker, since=placed.since_at)
        if not can_take_back_placing(placed, has_met=met, at=at):
            too_late = _("Det er for sent å angre. %(worker)s kan gi personen videre.")
            raise Refused(too_late % {"worker": placed.worker.name})
        take_back_milestone(person=person, about_id=placed.pk, kind=kind)
        end_rights(user=placed.worker, subject_id=person.pk, basis=Right.Basis.CONTACT_PERSON, at=at)
        end_stand_ins_for(person_id=person.pk, contact=placed.worker, by=by, at=at)
        gives_back = import_string(settings.NEW_CONTACT_GIVES_BACK)
        gives_back(person_id=person.pk, before=placed.worker, to=former.worker, by=by, at=at)
        placed.delete()
        former.until_at, former.overlap_until_at, former.reason, former.goodbye = None, None, "", ""
        former.save(update_fields=["until_at", "overlap_until_at", "reason", "goodbye"])
        end_rights(user=former.worker, subject_id=person.pk, basis=Right.Basis.OVERLAP, at=at)
        grant_right(user=former.worker, subject_id=person.pk, basis=Right.Basis.CONTACT_PERSON, at=at)
        follow_absences(person_id=person.pk, contact=former.worker, by=by, at=at)
        record_deed(by=by, at=at, verb="leaving.take_back", subject_id=person.pk, object_id=placing_id)
    return name_on_card(person), leaving.pk


def check_nobody_is_left(*, user: User, by: User, at: datetime) -> None:
    """Refuse to let somebody stop following people while one of them would have nobody (settings.ACCOUNT_ENDS).

    Only whoever leads their team is told who: to others it is not said whom the service knows.
    """
    with acting_as(SYSTEM):
        take_turns_about([user])
        left = left_uncovered(user, at=at)
    if not left:
        return
    said = _("%(name)s er kontaktperson for noen som ikke har fått en ny ennå. Lederen av teamet finner en til dem.")
    if can_place_people(by) and by.team_id == user.team_id:
        with acting_as(SYSTEM):
            seen = [name_on_card(one) for one in left if not is_kept_out(user=by, subject_id=one.pk)]
        if seen:
            said = _("%(name)s er kontaktperson for noen som ikke har fått en ny ennå: %(people)s.")
            raise Refused(said % {"name": user.name, "people": list_words(seen)})
    raise Refused(said % {"name": user.name})


@transaction.atomic
def end_with_account(*, user: User, by: User, at: datetime) -> None:
    """Let go of what somebody who leaves was to others, as their account is closed: circles, standing in for others.

    Only of one who has a last day: an account that is closed for a while keeps all.
    """
    with acting_as(SYSTEM):
        if not Leaving.objects.filter(worker=user, ended_at__isnull=True).update(ended_at=at):
            return
        record_deed(by=by, at=at, verb="leaving.done", object_id=user.pk)
        AnswerHours.objects.filter(stand_in=user).update(stand_in=None)
        for one in CircleMember.objects.filter(member=user, ended_at__isnull=True, until_at__gt=at):
            one.ended_at = at
            one.save(update_fields=["ended_at"])
            end_rights(user=user, subject_id=one.person_id, basis=Right.Basis.CIRCLE, at=at)
            record_deed(by=by, at=at, verb="circle.end", subject_id=one.person_id, object_id=one.pk)


def _end_of(day: date) -> datetime:
    """Return the last second of a day here."""
    return moment_of(day + DAY, time(), timezone.get_current_timezone()) - timedelta(seconds=1)
