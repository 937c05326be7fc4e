"""A person asks for another contact person, or says «nei, ikke sånn»: asked, taken back, settled by a change.

Nothing else changes by it. The system writes: a wish is closed to the contact person it may be about.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_place_people
from benken.access.queries import Right, Role, User
from benken.access.queries.rights import running_right
from benken.access.queries.setup import setup_now
from benken.country.keeping import complaining
from benken.country.public_holidays import PublicHolidays
from benken.lib.days import working_days_after
from benken.lib.missing import Missing
from benken.lib.text import is_seen
from benken.people.models import ContactChange, ContactWish, Person
from benken.people.models.changing import LONGEST_WISH
from benken.people.queries.changing import people_of_team_called, to_wish_for

About, How, Outcome = ContactWish.About, ContactWish.How, ContactWish.Outcome


@transaction.atomic
def wish_for_another(
    *, person: Person, words: str, wished: User | None, may_tell: bool, how: ContactWish.How, by: User, at: datetime
) -> ContactWish:
    """Ask for another contact person: the person, or a helper who writes down what they said. Twice is one."""
    right = running_right(user=by, subject_id=person.pk, at=at)
    if right is None or right.scope != Right.Scope.RECORD or right.basis == Right.Basis.EMERGENCY:
        raise Missing
    if right.basis == Right.Basis.SELF:
        how = How.OWN_PAGE
    return _ask(person, About.ANOTHER, words=words, wished=wished, may_tell=may_tell, how=how, by=by, at=at)


@transaction.atomic
def pass_on_wish(*, called: str, words: str, how: ContactWish.How, by: User, at: datetime) -> None:
    """Write down a wish of somebody of one's own team whose record is closed: the leader, or who is in the reception.

    They are told the same whether or not there is anybody of that name, so that nobody finds out who is known here.
    """
    if by.team_id is None or not (can_place_people(by) or by.has_role(Role.WORKER)):
        raise Missing
    with acting_as(SYSTEM):
        found = list(people_of_team_called(called, team=by.team_id)[:2])
        record_deed(by=by, at=at, verb="contact_wishes.pass_on")
    if len(found) == 1:
        _ask(found[0], About.ANOTHER, words=words, wished=None, may_tell=False, how=how, by=by, at=at)


@transaction.atomic
def say_not_so(*, change: ContactChange, words: str, by: User, at: datetime) -> ContactWish:
    """Say «nei, ikke sånn» to a change: one that is proposed is not made, and the leader answers about it."""
    if by.subject_id != change.person_id:
        raise Missing
    with acting_as(SYSTEM):
        standing = ContactChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
        if standing.state == ContactChange.State.PROPOSED:
            standing.state, standing.state_at = ContactChange.State.REFUSED, at
            standing.save(update_fields=["state", "state_at"])
    return _ask(change.person, About.NOT_SO, words=words, wished=None, may_tell=False, how=How.OWN_PAGE, by=by, at=at)


def _ask(
    person: Person,
    about: ContactWish.About,
    *,
    words: str,
    wished: User | None,
    may_tell: bool,
    how: ContactWish.How,
    by: User,
    at: datetime,
) -> ContactWish:
    if len(words) > LONGEST_WISH:
        said = {"length": len(words), "most": LONGEST_WISH}
        raise Refused(_("Teksten er på %(length)d tegn. Det er plass til %(most)d.") % said)
    country = setup_now().country
    answer_by = working_days_after(
        timezone.localdate(at), complaining(country).another_contact_days, holidays=PublicHolidays(country)
    )
    with acting_as(SYSTEM):
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        standing = ContactWish.objects.filter(person=person, about=about, outcome="").first()
        if standing is not None:  # one clock runs, from the first time
            if words and words not in standing.words and len(standing.words) + len(words) + 2 <= LONGEST_WISH:
                standing.words = f"{standing.words}\n\n{words}".strip()
            standing.may_tell = standing.may_tell or may_tell
            standing.wished = wished or standing.wished
            standing.save(update_fields=["words", "may_tell", "wished"])
            return standing
        if wished is not None and not to_wish_for(person).filter(pk=wished.pk).exists():
            raise Refused(_("Velg en annen. Denne kan ikke være kontaktperson."))
        wish = ContactWish.objects.create(
            person=person,
            about=about,
            how=how,
            words=words if is_seen(words) else "",
            wished=wished,
            may_tell=may_tell,
            written_by=by,
            asked_at=at,
            answer_by_on=answer_by,
        )
        record_deed(by=by, at=at, verb="contact_wish.ask", subject_id=person.pk, object_id=wish.pk)
    return wish


@transaction.atomic
def take_back_wish(*, wish: ContactWish, by: User, at: datetime) -> bool:
    """Take a wish back, until it is answered: the person, or who wrote it down for them; tell whether it waited."""
    if by.subject_id != wish.person_id and by.pk != wish.written_by_id:
        raise Missing
    with acting_as(SYSTEM):
        standing = ContactWish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
        if standing.outcome == Outcome.TAKEN_BACK:
            return False
        if not standing.is_waiting:
            raise Refused(_("Du har fått svar. Det blir stående."))
        _settle(standing, Outcome.TAKEN_BACK, answer="", by=by, at=at)
        record_deed(by=by, at=at, verb="contact_wish.take_back", subject_id=wish.person_id, object_id=wish.pk)
    return True


def settle_wishes(*, person_id: UUID, by: User, at: datetime) -> None:
    """Let a change that was made answer what the person asked for. For the system, within the change."""
    for wish in ContactWish.objects.select_for_update(of=("self",)).filter(
        person=person_id, about=About.ANOTHER, outcome=""
    ):
        _settle(wish, Outcome.NEW_CONTACT, answer="", by=by, at=at)
        record_deed(by=by, at=at, verb="contact_wish.answer", subject_id=person_id, object_id=wish.pk)


def answer_with(wish: ContactWish, outcome: ContactWish.Outcome, *, answer: str, by: User, at: datetime) -> None:
    """Write the leader's answer. For the system."""
    _settle(wish, outcome, answer=answer, by=by, at=at)
    record_deed(by=by, at=at, verb="contact_wish.answer", subject_id=wish.person_id, object_id=wish.pk)


def _settle(wish: ContactWish, outcome: ContactWish.Outcome, *, answer: str, by: User, at: datetime) -> None:
    wish.outcome, wish.answer, wish.answered_by, wish.answered_at = outcome, answer, by, at
    wish.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
