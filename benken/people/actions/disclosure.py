"""A disclosure case: proposed by the contact person, decided by a leader, given, told. The only way out without a yes.

| from | to | by |
|---|---|---|
| – | proposed | the contact person, or a stand-in |
| proposed | approved, refused | the leader of the team; never whoever proposed |
| proposed, approved | dropped | whoever proposed |
| approved | given | the contact person, or a stand-in |

The person is told when it is given, or on the day that was decided.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.country.duties import bases_to_disclose, bases_to_withhold
from benken.lib.sealing import seal, unseal
from benken.lib.text import is_seen
from benken.people import exception_policies as policies
from benken.people.disclosure_proposal import Proposal
from benken.people.models import DisclosureCase, Entry, Person, Withholding
from benken.people.models.disclosure import LONGEST_WAIT, LONGEST_WORDS, MOST_ENTRIES
from benken.people.queries.ending import not_ended
from benken.people.queries.sealed import COPY_PURPOSE


@dataclass(frozen=True)
class GivenNote:
    """A note as it was given: what it was, when, its text."""

    kind: str
    happened_at: str
    text: str


@dataclass(frozen=True)
class Content:
    """Exactly what a case gives: words, and notes as they stood when it was proposed."""

    words: str
    notes: list[GivenNote] = field(default_factory=list)


@transaction.atomic
def propose_disclosure(*, person: Person, proposal: Proposal, country: str, by: User, at: datetime) -> DisclosureCase:
    """Propose to give something on about one person. What is to be given is copied and sealed now."""
    if not policies.is_contact(running_right(user=by, subject_id=person.pk, at=at)):
        raise Refused(_("Bare kontaktpersonen kan foreslå dette."))
    _check(proposal, country=country, today=timezone.localdate(at))
    content = Content(proposal.words, _notes(person, proposal.entry_ids))
    if not content.notes and not is_seen(content.words):
        raise Refused(_("Velg et notat, eller skriv det som skal gis."))
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # a second click waits, and finds the first
    with acting_as(SYSTEM):
        open_cases = DisclosureCase.objects.filter(
            person=person, proposed_by=by, state=DisclosureCase.State.PROPOSED, body=proposal.body, why=proposal.why
        )
        for same in open_cases:
            if content_of(same) == content:
                return same
        case = DisclosureCase.objects.create(
            person=person,
            basis=proposal.basis,
            body=proposal.body,
            receiver=proposal.receiver,
            why=proposal.why,
            words=proposal.words,
            entry_ids=list(proposal.entry_ids),
            proposed_by=by,
            proposed_at=at,
            copy_sealed=_sealed(content),
            tell_on=proposal.tell_on,
            wait_basis=proposal.wait_basis if proposal.tell_on else "",
            wait_why=proposal.wait_why if proposal.tell_on else "",
        )
        record_deed(by=by, at=at, verb="case.propose", subject_id=person.pk, object_id=case.pk)
    return case


def _check(proposal: Proposal, *, country: str, today: date) -> None:
    if proposal.basis not in {one.code for one in bases_to_disclose(country)}:
        raise Refused(_("Velg et grunnlag."))
    if not is_seen(proposal.body):
        raise Refused(_("Skriv hvem det skal gis til."))
    if not is_seen(proposal.why):
        raise Refused(_("Skriv hvorfor."))
    for text in (proposal.why, proposal.words, proposal.wait_why):
        if len(text) > LONGEST_WORDS:
            raise Refused(policies.too_long(text, LONGEST_WORDS))
    if proposal.tell_on is None:
        return
    if not today < proposal.tell_on <= today + LONGEST_WAIT:
        raise Refused(_("Personen skal få vite det innen seks måneder. Velg en dag fram i tid."))
    if proposal.wait_basis not in {one.code for one in bases_to_withhold(country)} or not is_seen(proposal.wait_why):
        raise Refused(_("Velg et grunnlag for å vente, og skriv hvorfor."))


def _notes(person: Person, entry_ids: Sequence[UUID]) -> list[GivenNote]:
    if len(entry_ids) > MOST_ENTRIES:
        raise Refused(_("Velg høyst %(most)d notater.") % {"most": MOST_ENTRIES})
    entries = list(
        Entry.objects.filter(person=person, pk__in=entry_ids, state=Entry.State.SHARED).order_by("happened_at")
    )
    if len(entries) != len(set(entry_ids)):
        raise Refused(_("Ett av notatene finnes ikke lenger."))
    if Withholding.objects.filter(entry__in=entries, ended_at__isnull=True).exists():
        raise Refused(_("Et notat som er holdt tilbake, kan ikke velges. Skriv det som må gis."))
    return [GivenNote(one.kind, one.happened_at.isoformat(), one.text) for one in entries]


def _sealed(content: Content) -> bytes:
    return seal(json.dumps(asdict(content)), secret=settings.SECRET_KEY, purpose=COPY_PURPOSE)


def content_of(case: DisclosureCase) -> Content:
    """Return exactly what a case gives, from its sealed copy."""
    assert case.copy_sealed is not None
    copy = json.loads(unseal(bytes(case.copy_sealed), secret=settings.SECRET_KEY, purpose=COPY_PURPOSE))
    return Content(copy["words"], [GivenNote(**note) for note in copy["notes"]])


@transaction.atomic
def decide_disclosure(*, case: DisclosureCase, approve: bool, words: str, by: User, at: datetime) -> DisclosureCase:
    """Say yes or no, with words: a leader, never whoever proposed. The same answer twice is one."""
    if not is_seen(words):
        raise Refused(_("Skriv hvorfor du svarer slik."))
    if len(words) > LONGEST_WORDS:
        raise Refused(policies.too_long(words, LONGEST_WORDS))
    state = DisclosureCase.State.APPROVED if approve else DisclosureCase.State.REFUSED
    with acting_as(SYSTEM):
        case = _locked(case)
        if not policies.can_decide(case, by=by):
            raise Refused(_("En leder bestemmer dette, og aldri den som foreslo det."))
        if case.state == state and case.decided_by_id == by.pk:
            return case
        _expect(case, DisclosureCase.State.PROPOSED)
        case.state, case.decided_by, case.decided_at, case.decision_words = state, by, at, words
        case.save(update_fields=["state", "decided_by", "decided_at", "decision_words"])
        record_deed(by=by, at=at, verb="case.decide", subject_id=case.person_id, object_id=case.pk)
    return case


@transaction.atomic
def mark_given(*, case: DisclosureCase, how: str, by: User, at: datetime) -> DisclosureCase:
    """Note that it was given, and how. The person is told now, unless a later day was decided. Twice is once."""
    if how not in DisclosureCase.How.values:
        raise Refused(_("Velg hvordan det ble gitt."))
    if not policies.is_contact(running_right(user=by, subject_id=case.person_id, at=at)):
        raise Refused(_("Bare kontaktpersonen kan gi det videre."))
    with acting_as(SYSTEM):
        case = _locked(case)
        if case.state == DisclosureCase.State.GIVEN:
            return case
        _expect(case, DisclosureCase.State.APPROVED)
        case.state, case.given_by, case.given_at, case.how = DisclosureCase.State.GIVEN, by, at, how
        if case.tell_on is None or case.tell_on <= timezone.localdate(at):
            case.told_at = at
        case.save(update_fields=["state", "given_by", "given_at", "how", "told_at"])
        record_deed(by=by, at=at, verb="case.give", subject_id=case.person_id, object_id=case.pk)
    return case


@transaction.atomic
def drop_disclosure(*, case: DisclosureCase, by: User, at: datetime) -> None:
    """Take a proposal back before anything is given; whoever proposed it may. A second time changes nothing."""
    with acting_as(SYSTEM):
        case = _locked(case)
        if case.proposed_by_id != by.pk:
            raise Refused(_("Bare den som foreslo det, kan trekke det tilbake."))
        if case.state == DisclosureCase.State.DROPPED:
            return
        _expect(case, DisclosureCase.State.PROPOSED, DisclosureCase.State.APPROVED)
        case.state = DisclosureCase.State.DROPPED
        case.save(update_fields=["state"])
        record_deed(by=by, at=at, verb="case.drop", subject_id=case.person_id, object_id=case.pk)


def tell_of_disclosures(*, at: datetime) -> int:
    """Tell people of what was given, where the day has come; return how many. Runs as the system actor."""
    due = DisclosureCase.objects.select_for_update(of=("self",)).filter(
        not_ended(), state=DisclosureCase.State.GIVEN, told_at__isnull=True, tell_on__lte=timezone.localdate(at)
    )
    cases = list(due)
    for case in cases:
        case.told_at = at
        case.save(update_fields=["told_at"])
        record_deed(by=None, at=at, verb="case.tell", subject_id=case.person_id, object_id=case.pk)
    return len(cases)


def _locked(case: DisclosureCase) -> DisclosureCase:
    rows = DisclosureCase.objects.select_for_update(of=("self",)).select_related("person", "proposed_by")
    return rows.get(pk=case.pk)


def _expect(case: DisclosureCase, *states: DisclosureCase.State) -> None:
    if case.state not in states:
        raise Refused(_("Saken er kommet lenger: %(state)s.") % {"state": case.get_state_display()})
