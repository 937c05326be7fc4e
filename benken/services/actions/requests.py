"""Those who take requests: taken, given on, tried, talked, ended, opened again, and linked by the person's own wish."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_reading, record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused, can_be_contact_person
from benken.access.queries import User
from benken.people.actions.entries import write_shared
from benken.people.queries import Entry, Person, may_write
from benken.services.actions.asking import forget_words, reopen
from benken.services.models import Request, RequestNote
from benken.services.models.requests import LONGEST_NOTE
from benken.services.policies.requests import (
    Carried,
    check_end,
    check_open,
    check_words,
    is_of_their_team,
)
from benken.services.queries.requests import RequestMissing, has_been_tried


def note_opening(*, asked: Request, by: User, at: datetime) -> None:
    """Write down that somebody has read a request: in the reading log, and on the request itself."""
    log_reading(user=by, subject_id=None, part="request", basis="list", at=at)
    record_deed(by=by, at=at, verb="request.open", object_id=asked.pk)


@transaction.atomic
def take(*, request_id: UUID, by: User, at: datetime) -> Request:
    """Make a request one's own. A second tap changes nothing; of two who take at once, the first has it."""
    asked = _locked(request_id, by=by)
    check_open(asked)
    if asked.owner_id == by.pk:
        return asked
    if asked.owner is not None and asked.has_owner:
        raise Refused(_("%(name)s har tatt den.") % {"name": asked.owner.name})
    return _own(asked, owner=by, by=by, at=at, verb="request.take")


@transaction.atomic
def put_back(*, request_id: UUID, by: User, at: datetime) -> None:
    """Put back what one has taken: nobody has it then, and it stands among the new ones."""
    asked = _locked(request_id, by=by)
    check_open(asked)
    if asked.owner_id is None:
        return
    if asked.owner_id != by.pk:
        raise Refused(_("Bare den som har den, kan legge den tilbake."))
    asked.owner, asked.owner_since_at, asked.first_owned_at = None, None, None
    asked.save(update_fields=["owner", "owner_since_at", "first_owned_at"])
    record_deed(by=by, at=at, verb="request.put_back", object_id=asked.pk)


@transaction.atomic
def give(*, request_id: UUID, to: User, by: User, at: datetime) -> Request:
    """Give a request to somebody else who takes them, in one's own team or in another. They have it at once."""
    asked = _locked(request_id, by=by)
    check_open(asked)
    if not can_be_contact_person(to):
        raise Refused(_("%(name)s tar ikke imot henvendelser.") % {"name": to.name})
    if asked.owner_id == to.pk:
        return asked
    RequestNote.objects.create(asked=asked, kind=RequestNote.Kind.GIVEN, by=by, at=at, words=to.name)
    with acting_as(SYSTEM):  # in another team the giver sees it no longer
        return _own(asked, owner=to, by=by, at=at, verb="request.give")


@transaction.atomic
def note_tried(*, request_id: UUID, words: str, by: User, at: datetime) -> None:
    """Write down what was tried: «ringte, ingen svar». It closes nothing. The same words at once are one note."""
    asked = _locked(request_id, by=by)
    check_open(asked)
    check_words(words, most=LONGEST_NOTE)
    last = RequestNote.objects.filter(asked=asked).order_by("-at", "-id").first()
    if last is not None and (last.by_id, last.words, last.kind) == (by.pk, words, RequestNote.Kind.TRIED):
        return
    RequestNote.objects.create(asked=asked, kind=RequestNote.Kind.TRIED, by=by, at=at, words=words)
    record_deed(by=by, at=at, verb="request.try", object_id=asked.pk)


@transaction.atomic
def talked(*, request_id: UUID, by: User, at: datetime) -> Request:
    """Write down that the first talk has been. It stops the clock that began when they asked; it ends nothing."""
    asked = _locked(request_id, by=by)
    check_open(asked)
    if asked.first_talk_at is None:
        asked.first_talk_at = at
        asked.save(update_fields=["first_talk_at"])
        record_deed(by=by, at=at, verb="request.talk", object_id=asked.pk)
    return asked


@transaction.atomic
def not_talked(*, request_id: UUID, by: User, at: datetime) -> None:
    """Take back that the first talk has been."""
    asked = _locked(request_id, by=by)
    check_open(asked)
    if asked.first_talk_at is not None:
        asked.first_talk_at = None
        asked.save(update_fields=["first_talk_at"])
        record_deed(by=by, at=at, verb="request.not_talk", object_id=asked.pk)


@transaction.atomic
def end(*, request_id: UUID, outcome: str, words: str, by: User, at: datetime) -> None:
    """End a request, with words about what we did. The same end twice is one."""
    asked = _locked(request_id, by=by)
    if asked.is_over and (asked.ended_by_id, asked.outcome, asked.outcome_words) == (by.pk, outcome, words):
        return
    check_end(asked, outcome, words, tried=has_been_tried(asked))
    asked.ended_at, asked.ended_by, asked.outcome, asked.outcome_words = at, by, outcome, words
    asked.save(update_fields=["ended_at", "ended_by", "outcome", "outcome_words"])
    record_deed(by=by, at=at, verb="request.end", object_id=asked.pk)


@transaction.atomic
def open_again(*, request_id: UUID, by: User, at: datetime) -> None:
    """Open again what has ended, whoever ended it, as long as its words are here and the asker did not take it back."""
    asked = _locked(request_id, by=by)
    if not asked.is_over:
        return
    if asked.outcome == Request.Outcome.TAKEN_BACK or asked.words_gone_at is not None:
        raise Refused(_("Denne kan ikke åpnes igjen."))
    with acting_as(SYSTEM):
        reopen(asked, at=at)
    record_deed(by=by, at=at, verb="request.open_again", object_id=asked.pk)


@transaction.atomic
def become_known(*, request_id: UUID, person: Person, carried: Carried, by: User, at: datetime) -> None:
    """End a request because the asker wished to be known here and is registered: they decide what comes along.

    Nothing: the request stays nobody's. That they asked: an entry of the day, and the words are gone. Their words: the
    entry holds them, and the request is of their record from now on. The code opens nothing any more.
    """
    asked = _locked(request_id, by=by)
    check_open(asked)
    may_write(person.pk, for_user=by, at=at)
    with acting_as(SYSTEM):
        if carried is not Carried.NOTHING:
            text = told_words(asked) if carried is Carried.MY_WORDS else ""
            write_shared(
                person=person,
                kind=Entry.Kind.REQUEST,
                text=text,
                by=by,
                at=at,
                happened_at=asked.received_at,
                about_id=asked.pk,
            )
            asked.person = person
        asked.first_talk_at = asked.first_talk_at or at
        asked.ended_at, asked.ended_by, asked.outcome = at, by, Request.Outcome.KNOWN
        asked.code_hash = ""
        asked.save()
        if carried is Carried.THAT_I_ASKED:
            forget_words(Request.objects.filter(pk=asked.pk), at=at)
    if asked.person_id is None:
        record_deed(by=by, at=at, verb="request.end", object_id=asked.pk)
    else:
        record_deed(by=by, at=at, verb="request.known", subject_id=person.pk, object_id=asked.pk)


def told_words(asked: Request) -> str:
    """Return what the asker has said, the first words and those that were added."""
    added = asked.notes.filter(kind=RequestNote.Kind.ADDED).values_list("words", flat=True)
    return "\n\n".join(one for one in (asked.words, *added) if one)


def _own(asked: Request, *, owner: User, by: User, at: datetime, verb: str) -> Request:
    asked.owner, asked.owner_since_at, asked.team_id = owner, at, owner.team_id
    asked.first_owned_at = asked.first_owned_at or at
    asked.save(update_fields=["owner", "owner_since_at", "first_owned_at", "team"])
    record_deed(by=by, at=at, verb=verb, object_id=asked.pk)
    return asked


def _locked(request_id: UUID, *, by: User) -> Request:
    """Return a request that is there for somebody, held until the act is done; RequestMissing if it is not."""
    asked = Request.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=request_id).first()
    if asked is None or not is_of_their_team(asked, by):
        raise RequestMissing
    return asked
