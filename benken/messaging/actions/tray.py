"""What becomes of a text in the tray: it is somebody's, it is a request for help, or it is put away.

Rows are written by the system alone; whoever acts has seen the text with their own eyes first.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.messaging.actions.automatic import note_when_answered
from benken.messaging.actions.incoming import candidates, put_in_conversation
from benken.messaging.actions.keywords import kept_of
from benken.messaging.models import IncomingText, Message
from benken.messaging.queries.texts import choices_of
from benken.messaging.queries.tray import text_in_tray
from benken.people.actions.entries import forget_hearing
from benken.people.queries import may_write, people_with_number, with_a_contact
from benken.services.actions.asking import make_of_text
from benken.services.policies.requests import Said
from benken.services.queries.requests import Request

Outcome = IncomingText.Outcome
WORDS_KEPT = timedelta(days=30)  # of what was put away
UNDONE_WITHIN = timedelta(hours=1)  # a text that was laid in the wrong conversation


@transaction.atomic
def give(*, text_in_id: UUID, person_id: UUID, by: User, at: datetime) -> Message | None:
    """Lay a text in the conversation of somebody whose record is open to whoever does it. A second click is one."""
    person = may_write(person_id, for_user=by, at=at).person
    row = text_in_tray(text_in_id, for_user=by, at=at)
    with acting_as(SYSTEM):
        row = _locked(row)
        if row.outcome == Outcome.GIVEN and row.person_id == person.pk:
            return row.message
        _check_waits(row)
        kept = kept_of(row.text, choices=choices_of(person))
        message = put_in_conversation(row, person=person, text=kept, at=at)
        note_when_answered(message, at=at, answers=False)
        row.person, row.text, row.candidate_ids = person, "", []  # the words stand in the conversation alone
        _handled(row, Outcome.GIVEN, by=by, at=at)
        record_deed(by=by, at=at, verb="message.from_tray", subject_id=person.pk, object_id=row.pk)
    return message


@transaction.atomic
def take_out_again(*, text_in_id: UUID, by: User, at: datetime) -> None:
    """Lay a text back into the tray that one has just laid in a conversation: it was somebody else's."""
    row = text_in_tray(text_in_id, for_user=by, at=at)
    with acting_as(SYSTEM):
        row = _locked(row)
        if row.outcome != Outcome.GIVEN:
            return
        message, person = row.message, row.person
        assert row.handled_at is not None
        if message is None or person is None or row.handled_by_id != by.pk or at - row.handled_at > UNDONE_WITHIN:
            raise Refused(_("Denne kan ikke legges tilbake nå."))
        row.text, row.person, row.message = message.text, None, None
        row.candidate_ids = candidates(people_with_number(row.number))
        message.delete()
        latest = Message.objects.filter(person=person).order_by("-sent_at").values_list("sent_at", flat=True).first()
        forget_hearing(person=person, heard_at=row.said_at, otherwise=latest)
        _waits_again(row)
        record_deed(by=by, at=at, verb="message.to_tray", subject_id=person.pk, object_id=row.pk)


@transaction.atomic
def make_request(*, text_in_id: UUID, by: User, at: datetime) -> Request | None:
    """Make a request for help of a text; its words stand there from now on. Clicked twice it is one."""
    row = text_in_tray(text_in_id, for_user=by, at=at)
    with acting_as(SYSTEM):
        row = _locked(row)
        if row.outcome == Outcome.REQUEST and row.handled_by_id == by.pk:
            return None
        _check_waits(row)
        said = Said(words=row.text, phone=row.number)
        asked = make_of_text(said=said, once=row.pk, received_at=row.received_at, by=by, at=at)
        row.text, row.candidate_ids = "", []
        _handled(row, Outcome.REQUEST, by=by, at=at)
        record_deed(by=by, at=at, verb="text.request", object_id=row.pk)
    return asked


@transaction.atomic
def throw(*, text_in_id: UUID, by: User, at: datetime) -> None:
    """Put a text away. It can be taken up again until its words are deleted."""
    row = text_in_tray(text_in_id, for_user=by, at=at)
    with acting_as(SYSTEM):
        row = _locked(row)
        if row.outcome == Outcome.THROWN:
            return
        _check_waits(row)
        _handled(row, Outcome.THROWN, by=by, at=at)
        record_deed(by=by, at=at, verb="text.throw", object_id=row.pk)


@transaction.atomic
def take_up_again(*, text_in_id: UUID, by: User, at: datetime) -> None:
    """Let a text that was put away wait again, whoever put it away."""
    row = text_in_tray(text_in_id, for_user=by, at=at)
    with acting_as(SYSTEM):
        row = _locked(row)
        if row.outcome != Outcome.THROWN:
            return
        if not row.number and not row.text:
            raise Refused(_("Ordene er slettet."))
        _waits_again(row)
        record_deed(by=by, at=at, verb="text.take_up", object_id=row.pk)


def look_after_tray(*, at: datetime) -> int:
    """Delete who wrote and what, in texts that were handled a month ago and are nobody's; return how many.

    And let a text be seen by all who take requests, once nobody follows any of those it can be from: else it would lie
    where nobody looks. The system does it.
    """
    with acting_as(SYSTEM):
        tray = IncomingText.objects.select_for_update(of=("self",)).filter(in_tray=True, person=None)
        for row in tray.filter(handled_at__isnull=True).exclude(candidate_ids=[]):
            followed = sorted(with_a_contact(row.candidate_ids))
            if followed != row.candidate_ids:
                IncomingText.objects.filter(pk=row.pk).update(candidate_ids=followed)
        old = tray.filter(handled_at__lte=at - WORDS_KEPT).exclude(number="", text="")
        ids = [row.pk for row in old]
        return IncomingText.objects.filter(pk__in=ids).update(number="", text="", candidate_ids=[])


def _locked(row: IncomingText) -> IncomingText:
    """Return a text as it stands now; of two who handle it at once the second waits here.

    Alone: what is read beside it would be what stood before the wait.
    """
    return IncomingText.objects.select_for_update().get(pk=row.pk)


def _check_waits(row: IncomingText) -> None:
    if row.handled_by is not None:
        name = row.handled_by.name
        raise Refused(_("%(name)s har alt gjort noe med den.") % {"name": name})


def _handled(row: IncomingText, outcome: IncomingText.Outcome, *, by: User, at: datetime) -> None:
    row.outcome, row.handled_by, row.handled_at = outcome, by, at
    row.save()


def _waits_again(row: IncomingText) -> None:
    row.outcome, row.handled_by, row.handled_at = "", None, None
    row.save()
