"""Somebody has died: one act ends all that would go to or about them, in one transaction; undone, all is as it was.

What was queued and did not go is not sent late. Nothing is told to anybody but those of the staff who followed the
person; the people around them are told by a human being.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from benken.access.actions.accounts import open_or_close_account
from benken.access.actions.logs import record_deed
from benken.access.actions.rights import end_all_rights, grant_right, put_rights_back, remove_rights_by
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import Right, User
from benken.access.queries.accounts import account_of, leaders_of
from benken.access.queries.blocks import is_kept_out
from benken.access.queries.rights import running_rights_to
from benken.access.queries.setup import setup_now
from benken.country.keeping import after_death
from benken.lib.missing import Missing
from benken.people.models import Death, DeathNews, DeathTalk, Person, Supporter
from benken.people.models.ending import LONGEST_CHILDREN
from benken.people.queries.ending import NOTES_DEATH, Finishing
from benken.people.queries.network import not_removed

# Those of the staff who knew the person. Whom something was shared with is told by a human being.
FOLLOWED = {*NOTES_DEATH, Right.Basis.OVERLAP, Right.Basis.CIRCLE}


@transaction.atomic
def note_death(
    *, whose: Finishing, died_on: date | None, is_unsure: bool, told_by: str, by: User, at: datetime
) -> Death:
    """Write down that somebody is dead. A second time changes nothing.

    The same second nothing is sent to them or told of them any more, nobody but the contact person reads the record,
    and their account is closed. `whose` was opened by `finishing`.
    """
    person_id = whose.person.pk
    if died_on is not None and died_on > timezone.localdate(at):
        raise Refused(_("Dagen er ikke kommet ennå."))
    with acting_as(SYSTEM):
        # Locked: a right that is being given at this moment comes before this, or is refused.
        person = Person.objects.select_for_update(of=("self",)).select_related("team").get(pk=person_id)
        standing = Death.objects.filter(person=person).first()
        if standing is not None:
            return standing
        rights = running_rights_to(person_id, at=at)
        death = Death.objects.create(
            person=person,
            died_on=died_on,
            is_unsure=is_unsure,
            told_by=told_by,
            noted_by=by,
            noted_at=at,
            closes_at=at + after_death(setup_now().country),
        )
        _tell(death, person, rights, by=by)
        _list_whom_to_talk_to(death, person, rights)
        death.before = _end(death, person, rights, by=by, at=at)
        death.save(update_fields=["before"])
        record_deed(by=by, at=at, verb="death.note", subject_id=person_id, object_id=death.pk)
    return death


def _end(death: Death, person: Person, rights: list[Right], *, by: User, at: datetime) -> dict[str, Any]:
    before: dict[str, Any] = {"rights": end_all_rights(subject_id=person.pk, at=at), "account": False}
    account = account_of(person.pk)
    if account is not None and account.is_active:
        open_or_close_account(user=account, active=False, by=by, at=at)
        before["account"] = True
    contacts = {one.user_id: one.user for one in rights if one.basis == Right.Basis.CONTACT_PERSON}
    noted = {one.user_id: one.user for one in rights if one.basis in NOTES_DEATH and one.user_id == by.pk}
    for user in {**contacts, **noted}.values():
        if user.is_active and not is_kept_out(user=user, subject_id=person.pk):
            grant_right(user=user, subject_id=person.pk, basis=Right.Basis.AFTERWARDS, at=at, until_at=death.closes_at)
    for module in settings.WHEN_SOMEBODY_DIES:
        before[module] = import_string(f"{module}.end_after_death")(person_id=person.pk, by=by, at=at)
    return before


def _tell(death: Death, person: Person, rights: list[Right], *, by: User) -> None:
    """Let those of the staff who followed the person know, on their Today, and offer them a talk."""
    followed = {one.user_id: one.user for one in rights if one.basis in FOLLOWED and one.user.is_active}
    followed.pop(by.pk, None)
    for user in followed.values():
        leader = next((one for one in leaders_of(user.team or person.team) if one.pk != user.pk), None)
        DeathNews.objects.create(
            person=person,
            death=death,
            user=user,
            called=person.called,
            noted_by=death.noted_by,
            noted_at=death.noted_at,
            talk_with=leader,
        )


def _list_whom_to_talk_to(death: Death, person: Person, rights: list[Right]) -> None:
    """Write down whom a human being tells. Not those whom the person did not want us to reach."""
    around = [one for one in not_removed(person.pk) if one.reach != Supporter.Reach.DO_NOT]
    DeathTalk.objects.bulk_create(
        DeathTalk(person=person, death=death, supporter=one, name=one.name, relation=one.relation) for one in around
    )
    shared = {one.user_id: one.user for one in rights if one.basis == Right.Basis.SHARED and one.user.is_active}
    DeathTalk.objects.bulk_create(
        DeathTalk(person=person, death=death, name=user.name, relation=_("hadde fått noe delt"))
        for user in shared.values()
    )


@transaction.atomic
def undo_death(*, whose: Finishing, by: User, at: datetime) -> None:
    """Undo that somebody was written down as dead by mistake: all is as it was, and nothing that waited is sent late.

    A second time changes nothing.
    """
    with acting_as(SYSTEM):
        person = Person.objects.select_for_update(of=("self",)).get(pk=whose.person.pk)
        death = Death.objects.filter(person=person).first()
        if death is None:
            return
        if at >= death.closes_at:
            raise Refused(_("Det er for sent å angre her. Siden er lukket."))
        before = death.before
        death.delete()
        remove_rights_by(subject_id=person.pk, basis=Right.Basis.AFTERWARDS)
        put_rights_back(before=before["rights"])
        account = account_of(person.pk)
        if before["account"] and account is not None:
            open_or_close_account(user=account, active=True, by=by, at=at)
        for module in reversed(settings.WHEN_SOMEBODY_DIES):
            import_string(f"{module}.put_back_after_mistake")(
                person_id=person.pk, before=before[module], by=by, at=at, ended_at=death.noted_at
            )
        record_deed(by=by, at=at, verb="death.undo", subject_id=person.pk, object_id=death.pk)


@transaction.atomic
def answer_about_children(*, whose: Finishing, words: str, seen_version: int, by: User, at: datetime) -> None:
    """Write down whether there are children, and who talks with them. Nothing else is asked of them."""
    if len(words) > LONGEST_CHILDREN:
        raise Refused(
            _("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(words), "most": LONGEST_CHILDREN}
        )
    with acting_as(SYSTEM):
        death = Death.objects.select_for_update(of=("self",)).filter(person=whose.person, closes_at__gt=at).first()
        if death is None or not whose.sees_all:
            raise Missing
        if death.children == words:
            return
        if death.version != seen_version:
            raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
        death.children, death.version = words, death.version + 1
        death.save(update_fields=["children", "version"])
        record_deed(by=by, at=at, verb="death.children", subject_id=death.person_id, object_id=death.pk)


@transaction.atomic
def note_talk(*, whose: Finishing, talk_id: UUID, talked: bool, by: User, at: datetime) -> DeathTalk:
    """Write down that somebody around the person has been told by a human being, or that they have not after all."""
    with acting_as(SYSTEM):
        talks = DeathTalk.objects.select_for_update(of=("self",)).filter(person=whose.person, death__closes_at__gt=at)
        talk = talks.filter(pk=talk_id).first()
        if talk is None or not whose.sees_all:
            raise Missing
        if (talk.talked_at is not None) != talked:
            talk.talked_at, talk.talked_by = (at, by) if talked else (None, None)
            talk.save(update_fields=["talked_at", "talked_by"])
            verb = "death.talked" if talked else "death.not_talked"
            record_deed(by=by, at=at, verb=verb, subject_id=talk.person_id, object_id=talk.death_id)
    return talk


@transaction.atomic
def read_news(*, news_id: UUID, by: User) -> None:
    """Put the news away, as read; whoever wants a talk stays on the leader's list. Missing if it is not theirs."""
    news = DeathNews.objects.filter(pk=news_id, user=by).first()
    if news is None:
        raise Missing
    if news.wants_talk_at is None:
        news.delete()


@transaction.atomic
def want_talk(*, news_id: UUID, wants: bool, by: User, at: datetime) -> None:
    """Ask for a talk with the leader, or not after all. No log tells of it."""
    news = DeathNews.objects.filter(pk=news_id, user=by)
    if not news.exists():
        raise Missing
    news.update(wants_talk_at=at if wants else None)


@transaction.atomic
def had_talk(*, news_id: UUID, by: User) -> None:
    """Take somebody off the list of those who want a talk: they have had it, and it is kept nowhere."""
    with acting_as(SYSTEM):
        if not DeathNews.objects.filter(pk=news_id, talk_with=by, wants_talk_at__isnull=False).delete()[0]:
            raise Missing
