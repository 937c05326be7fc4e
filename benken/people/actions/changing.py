"""A change of contact person as a contract: proposed, shown, made; the leader's answer to a wish; cards and talks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import ChangedMeanwhile, Refused, can_be_contact_person
from benken.access.queries import Right, Role, User
from benken.access.queries.rights import running_right
from benken.lib.missing import Missing
from benken.lib.text import is_seen
from benken.people.actions.relations import give_another, hand_over
from benken.people.actions.wishes import answer_with
from benken.people.agreed import Agreed
from benken.people.models import AboutMe, ContactChange, ContactPerson, ContactWish, Person, RelationTalk
from benken.people.models.changing import LONGEST_CARD
from benken.people.queries.changing import wish_for_leader

PROPOSED, MADE, LET_GO = ContactChange.State.PROPOSED, ContactChange.State.MADE, ContactChange.State.LET_GO


@transaction.atomic
def propose_change(*, person: Person, agreed: Agreed, by: User, at: datetime) -> ContactChange:
    """Put a change before the person, to be seen before it is made. A later one replaces it; the same is one."""
    _check_follows(person, by=by, at=at)
    if not can_be_contact_person(agreed.to):
        raise Refused(_("%(name)s kan ikke være kontaktperson.") % {"name": agreed.to.name})
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _check_no_is_answered(person)
        standing = ContactChange.objects.filter(person=person, state=PROPOSED).first()
        if standing is not None:
            if all(getattr(standing, name) == value for name, value in vars(agreed).items()):
                return standing
            standing.state, standing.state_at = LET_GO, at
            standing.save(update_fields=["state", "state_at"])
        new = ContactChange.objects.create(person=person, proposed_by=by, proposed_at=at, state_at=at, **vars(agreed))
        record_deed(by=by, at=at, verb="contact_change.propose", subject_id=person.pk, object_id=new.pk)
    return new


@transaction.atomic
def make_change(*, person: Person, agreed: Agreed, is_shown: bool, by: User, at: datetime) -> ContactPerson:
    """Make the change that is agreed. What the next one should know has been seen by the person, as it stands."""
    with acting_as(SYSTEM):
        _check_no_is_answered(person)
        standing = ContactChange.objects.select_for_update(of=("self",)).filter(person=person, state=PROPOSED).first()
    was_shown = standing is not None and standing.shown_at is not None and standing.know == agreed.know
    if agreed.know and not (is_shown or was_shown):
        raise Refused(_("Vis det du har skrevet til den neste først. Personen skal ha sett det."))
    new = hand_over(
        person=person,
        to=agreed.to,
        reason=agreed.reason,
        persons_say=agreed.persons_say,
        goodbye=agreed.goodbye,
        hello=agreed.hello,
        know=agreed.know,
        overlap_until_at=agreed.overlap_until_at,
        by=by,
        at=at,
    )
    with acting_as(SYSTEM):
        made = standing or ContactChange(person=person, proposed_by=by, proposed_at=at)
        for name, value in vars(agreed).items():
            setattr(made, name, value)
        made.state, made.state_at = MADE, at
        made.shown_at = made.shown_at or (at if is_shown else None)
        made.save()
    return new


@transaction.atomic
def let_change_go(*, change: ContactChange, by: User, at: datetime) -> bool:
    """Let a proposed change go; tell whether it stood. Everything is as it was."""
    _check_follows(change.person, by=by, at=at)
    with acting_as(SYSTEM):
        standing = ContactChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
        if standing.state != PROPOSED:
            return False
        standing.state, standing.state_at = LET_GO, at
        standing.save(update_fields=["state", "state_at"])
        record_deed(by=by, at=at, verb="contact_change.let_go", subject_id=change.person_id, object_id=change.pk)
    return True


def note_shown(*, change: ContactChange, by: User, at: datetime) -> None:
    """Write that the person has seen a proposed change on their own page."""
    if by.subject_id == change.person_id and change.shown_at is None:
        with acting_as(SYSTEM):
            ContactChange.objects.filter(pk=change.pk, shown_at__isnull=True).update(shown_at=at)


@transaction.atomic
def know_is_read(*, change: ContactChange, by: User, at: datetime) -> None:
    """Write that the new contact person has read what they should know. A second time changes nothing."""
    if change.to_id != by.pk or change.state != MADE:
        raise Missing
    with acting_as(SYSTEM):
        if ContactChange.objects.filter(pk=change.pk, know_read_at__isnull=True).update(know_read_at=at):
            record_deed(by=by, at=at, verb="contact_change.read", subject_id=change.person_id, object_id=change.pk)


@transaction.atomic
def answer_wish(*, wish: ContactWish, to: User | None, answer: str, by: User, at: datetime) -> None:
    """Answer as the leader: a new contact person at once, or as now for a while, with what will be different in words.

    The same answer twice is one. It opens no record to the leader.
    """
    with acting_as(SYSTEM):
        standing = ContactWish.objects.select_for_update(of=("self",)).select_related("person").get(pk=wish.pk)
    outcome = ContactWish.Outcome.NEW_CONTACT if to else ContactWish.Outcome.STAYS
    if not standing.is_waiting:
        if (standing.answered_by_id, standing.answer, standing.outcome) == (by.pk, answer, outcome):
            return
        raise Refused(_("Det er besvart eller tatt tilbake allerede."))
    if wish_for_leader(wish.pk, leader=by) is None:
        raise Missing
    if not is_seen(answer):
        raise Refused(_("Skriv noen ord til personen."))
    with acting_as(SYSTEM):
        answer_with(standing, outcome, answer=answer, by=by, at=at)
    if to is not None:
        give_another(person=standing.person, to=to, by=by, at=at)


def write_card(*, good_at: str, how_i_work: str, languages: str, seen_version: int, by: User, at: datetime) -> bool:
    """Write «Dette er meg»; tell whether anything is new. Whoever saved meanwhile is not overwritten."""
    if by.subject_id is not None or not by.has_role(Role.WORKER, Role.OUTREACH, Role.PEER):
        raise Missing
    long = len(good_at) + len(how_i_work) + len(languages)
    if long > LONGEST_CARD:
        said = {"length": long, "most": LONGEST_CARD}
        raise Refused(_("Til sammen er det %(length)d tegn. Det er plass til %(most)d.") % said)
    with transaction.atomic():
        AboutMe.objects.get_or_create(worker=by)
        card = AboutMe.objects.select_for_update().get(pk=by.pk)
        said_now = {"good_at": good_at, "how_i_work": how_i_work, "languages": languages}
        if all(getattr(card, name) == value for name, value in said_now.items()):
            return False
        if card.version != seen_version:
            raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))
        for name, value in said_now.items():
            setattr(card, name, value)
        card.version += 1
        card.save()
        record_deed(by=by, at=at, verb="about_me.write")
    return True


@transaction.atomic
def open_talk(*, person: Person, with_whom: RelationTalk.With, words: str, by: User, at: datetime) -> RelationTalk:
    """Propose a talk about what is between the person and the contact. One is open at a time."""
    if by.subject_id != person.pk:
        _check_follows(person, by=by, at=at)
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        standing = RelationTalk.objects.filter(person=person, ended_at__isnull=True).first()
        if standing is not None:
            return standing
        talk = RelationTalk.objects.create(
            person=person, from_person=by.subject_id == person.pk, with_whom=with_whom, words=words, opened_at=at
        )
        record_deed(by=by, at=at, verb="relation_talk.open", subject_id=person.pk, object_id=talk.pk)
    return talk


@transaction.atomic
def end_talk(*, talk: RelationTalk, words: str, by: User, at: datetime) -> None:
    """Write how a talk went: it ends with words. A second time changes nothing."""
    if by.subject_id != talk.person_id:
        _check_follows(talk.person, by=by, at=at)
    if not is_seen(words):
        raise Refused(_("Skriv noen ord først."))
    with acting_as(SYSTEM):
        standing = RelationTalk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
        if standing.ended_at is not None:
            return
        standing.ended_at, standing.end_words = at, words
        standing.save(update_fields=["ended_at", "end_words"])
        record_deed(by=by, at=at, verb="relation_talk.end", subject_id=talk.person_id, object_id=talk.pk)


def _check_follows(person: Person, *, by: User, at: datetime) -> None:
    right = running_right(user=by, subject_id=person.pk, at=at)
    if right is None or right.scope != Right.Scope.RECORD or by.subject_id is not None:
        raise Missing
    if right.basis == Right.Basis.EMERGENCY:
        raise Refused(_("Med nødtilgang kan du lese og skrive et notat. Resten gjør de som følger personen."))


def _check_no_is_answered(person: Person) -> None:
    if ContactWish.objects.filter(person=person, about=ContactWish.About.NOT_SO, outcome="").exists():
        raise Refused(_("%(name)s har sagt nei, ikke sånn. Lederen svarer først.") % {"name": person.called})
