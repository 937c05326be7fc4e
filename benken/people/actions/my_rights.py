"""What is not right, and complaints: asked, taken back, answered, sent on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import Right, Role, User
from benken.access.queries.rights import ONLY_READ, running_right
from benken.access.queries.setup import setup_now
from benken.country.keeping import complaining
from benken.lib.missing import Missing
from benken.lib.text import is_seen
from benken.people.models import Complaint, Correction, CorrectionRequest, Entry, Person
from benken.people.models.my_rights import LONGEST_REPLY, LONGEST_REQUEST
from benken.people.policies import can_answer_request, check_text
from benken.people.queries.my_rights import is_led_by
from benken.people.queries.relations import contact_person_of


@transaction.atomic
def ask_for_correction(
    *, person: Person, about: CorrectionRequest.About, entry: Entry | None, words: str, by: User, at: datetime
) -> CorrectionRequest:
    """Ask that something be put right. It goes to whoever wrote it, or to the contact person if they have left.

    The same words about the same thing, while they wait, are one request.
    """
    if by.subject_id != person.pk:
        raise Refused(_("Bare personen selv kan be om retting her."))
    if entry is not None and (entry.person_id != person.pk or entry.state != Entry.State.SHARED):
        raise Missing
    _check_words(words, LONGEST_REQUEST)
    same = CorrectionRequest.objects.filter(
        person=person, entry=entry, about=about, words=words, answered_at=None, taken_back_at=None
    ).first()
    if same is not None:
        return same
    days = complaining(setup_now().country).correct_days
    asked = CorrectionRequest.objects.create(
        person=person,
        about=about,
        entry=entry,
        words=words,
        asked_by=by,
        asked_at=at,
        answer_by_on=timezone.localdate(at) + timedelta(days=days),
        to=_who_answers(person, entry, at=at),
    )
    record_deed(by=by, at=at, verb="correction.ask", subject_id=person.pk, object_id=asked.pk)
    return asked


@transaction.atomic
def take_back_request(*, request: CorrectionRequest, by: User, at: datetime) -> None:
    """Take a request back, until it is answered. A second time changes nothing."""
    request = CorrectionRequest.objects.select_for_update().get(pk=request.pk)
    if request.asked_by_id != by.pk:
        raise Refused(_("Bare den som spurte, kan ta det tilbake."))
    if request.taken_back_at is not None:
        return
    if request.answered_at is not None:
        raise Refused(_("Du har fått svar. Det blir stående."))
    request.taken_back_at = at
    request.save(update_fields=["taken_back_at"])
    record_deed(by=by, at=at, verb="correction.take_back", subject_id=request.person_id, object_id=request.pk)


@transaction.atomic
def answer_request(
    *,
    request: CorrectionRequest,
    outcome: CorrectionRequest.Outcome,
    answer: str,
    correction: str,
    by: User,
    at: datetime,
) -> None:
    """Answer: it is put right (of a note, with the new wording beside the old), or it is not, and why.

    The same answer twice is one.
    """
    right = running_right(user=by, subject_id=request.person_id, at=at)
    if right is None:
        raise Missing
    request = CorrectionRequest.objects.select_for_update(of=("self",)).select_related("to", "entry").get(pk=request.pk)
    if not can_answer_request(request, by=by, right=right, at=at):
        raise Refused(_("Bare den som skrev det, eller kontaktpersonen, kan svare."))
    if request.taken_back_at is not None:
        raise Refused(_("Det er tatt tilbake. Du trenger ikke svare."))
    _check_words(answer, LONGEST_REPLY)
    if request.answered_at is not None:
        if (request.answered_by_id, request.answer, request.outcome) == (by.pk, answer, outcome):
            return
        raise Refused(_("Dette er besvart allerede."))
    if outcome == CorrectionRequest.Outcome.CORRECTED and request.entry is not None:
        check_text(correction)
        # The author may have left: the contact person's new wording stands beside the note too, under their own name.
        with acting_as(SYSTEM):
            Correction.objects.create(person_id=request.person_id, entry=request.entry, by=by, at=at, text=correction)
        record_deed(by=by, at=at, verb="entry.correct", subject_id=request.person_id, object_id=request.entry_id)
    request.outcome, request.answer, request.answered_by, request.answered_at = outcome, answer, by, at
    request.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    record_deed(by=by, at=at, verb="correction.answer", subject_id=request.person_id, object_id=request.pk)


@transaction.atomic
def complain(*, person: Person, about: Complaint.About, words: str, by: User, at: datetime) -> Complaint:
    """Complain: the person, or their contact person who writes it down for them. The same words twice are one."""
    right = running_right(user=by, subject_id=person.pk, at=at)
    if right is None or right.basis not in {Right.Basis.SELF, Right.Basis.CONTACT_PERSON}:
        raise Refused(_("Bare personen selv, eller kontaktpersonen for personen, kan levere en klage her."))
    _check_words(words, LONGEST_REPLY)
    same = Complaint.objects.filter(
        person=person, about=about, words=words, written_by=by, state=Complaint.State.RECEIVED
    ).first()
    if same is not None:
        return same
    days = complaining(setup_now().country).answer_days
    made = Complaint.objects.create(
        person=person,
        about=about,
        words=words,
        on_paper=right.basis != Right.Basis.SELF,
        written_by=by,
        made_at=at,
        answer_by_on=timezone.localdate(at) + timedelta(days=days),
        team_id=person.team_id,
    )
    record_deed(by=by, at=at, verb="complaint.make", subject_id=person.pk, object_id=made.pk)
    return made


def take_back_complaint(*, complaint: Complaint, by: User, at: datetime) -> None:
    """Take a complaint back, until it is answered: whoever wrote it, or the person. A second time changes nothing."""
    with acting_as(SYSTEM):
        complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
        if by.pk != complaint.written_by_id and by.subject_id != complaint.person_id:
            raise Refused(_("Bare den som klaget, kan trekke klagen."))
        if complaint.state == Complaint.State.TAKEN_BACK:
            return
        if complaint.state != Complaint.State.RECEIVED:
            raise Refused(_("Du har fått svar. Klagen og svaret blir stående."))
        complaint.state = Complaint.State.TAKEN_BACK
        complaint.save(update_fields=["state"])
        record_deed(by=by, at=at, verb="complaint.take_back", subject_id=complaint.person_id, object_id=complaint.pk)


def answer_complaint(*, complaint: Complaint, answer: str, send_on: bool, by: User, at: datetime) -> None:
    """Answer as the leader: it ends here, or it is sent on to whoever decides next. The same answer twice is one."""
    _check_words(answer, LONGEST_REPLY)
    with acting_as(SYSTEM):
        complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
        leaders = list(User.objects.filter(roles__contains=[Role.LEADER], is_active=True))
        if not is_led_by(complaint, by, leaders):
            raise Missing
        state = Complaint.State.SENT_ON if send_on else Complaint.State.ANSWERED
        if complaint.state == Complaint.State.TAKEN_BACK:
            raise Refused(_("Klagen er trukket. Du trenger ikke svare."))
        if complaint.state != Complaint.State.RECEIVED:
            if (complaint.answered_by_id, complaint.answer, complaint.state) == (by.pk, answer, state):
                return
            raise Refused(_("Klagen er besvart allerede."))
        complaint.state, complaint.answer, complaint.answered_by, complaint.answered_at = state, answer, by, at
        complaint.sent_to = str(complaining(setup_now().country).goes_on_to) if send_on else ""
        complaint.save(update_fields=["state", "answer", "answered_by", "answered_at", "sent_to"])
        verb = "complaint.send_on" if send_on else "complaint.answer"
        record_deed(by=by, at=at, verb=verb, subject_id=complaint.person_id, object_id=complaint.pk)


def _who_answers(person: Person, entry: Entry | None, *, at: datetime) -> User | None:
    """Return who answers: the author while they work here and may open the record, else the contact person."""
    contact = contact_person_of(person)
    if entry is not None and entry.author.is_active and entry.author.is_staff:
        with acting_as(SYSTEM):  # rights are seen by whoever has them
            right = running_right(user=entry.author, subject_id=person.pk, at=at)
        if right is not None and right.scope == Right.Scope.RECORD and right.basis not in ONLY_READ:
            return entry.author
    return contact.worker if contact else None


def _check_words(words: str, most: int) -> None:
    if not is_seen(words):
        raise Refused(_("Skriv noen ord først."))
    if len(words) > most:
        said = {"length": len(words), "most": most}
        raise Refused(_("Teksten er på %(length)d tegn. Det er plass til %(most)d.") % said)
