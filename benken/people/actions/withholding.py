"""Keeping a note's text from the person for a while: decided, confirmed by a second person, and put back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.lib.text import is_seen
from benken.people import exception_policies as policies
from benken.people.actions.entries import share
from benken.people.models import Entry, WithheldText, Withholding
from benken.people.models.withholding import ALONE, ALONE_AT_MOST, LONGEST, LONGEST_REASON
from benken.people.queries.ending import not_ended


@transaction.atomic
def withhold(
    *, entry: Entry, basis: str, until_at: datetime, why: str, country: str, by: User, at: datetime
) -> Withholding:
    """Keep a note's text from the person until a moment; longer than a week only if a second person confirms it.

    One's own draft is shared and withheld in the same breath. A text that is withheld already gets a new decision. The
    same decision twice is one.
    """
    right = running_right(user=by, subject_id=entry.person_id, at=at)
    if not policies.can_withhold(entry, by=by, right=right):
        raise Refused(_("Bare den som skrev notatet, eller kontaktpersonen, kan holde det tilbake."))
    policies.check_withholding(entry, basis=basis, country=country)
    if not is_seen(why):
        raise Refused(_("Skriv hvorfor."))
    if len(why) > LONGEST_REASON:
        raise Refused(policies.too_long(why, LONGEST_REASON))
    if not at < until_at <= at + LONGEST:
        raise Refused(_("Velg en dag innen 90 dager. Etterpå trengs en ny avgjørelse."))
    if entry.state == Entry.State.DRAFT:
        share(entry=entry, by=by, at=at)
    with acting_as(SYSTEM):
        entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        text, standing = entry.text, entry.withholding
        if standing is not None:
            same = (standing.basis, standing.wanted_until_at, standing.decided_by_id) == (basis, until_at, by.pk)
            if same and standing.withheld.why == why:
                return standing
            text = _take_out(standing, at=at)
        new = Withholding.objects.create(
            person_id=entry.person_id,
            entry=entry,
            basis=basis,
            decided_by=by,
            decided_at=at,
            wanted_until_at=until_at,
            until_at=min(until_at, _end_of_day(at + ALONE), at + ALONE_AT_MOST),
        )
        WithheldText.objects.create(withholding=new, person_id=entry.person_id, text=text, why=why)
        entry.text = ""
        entry.first_read_at = entry.first_read_at or at  # a decision stands on it: sharing is not undone any more
        entry.save(update_fields=["text", "first_read_at"])
        record_deed(by=by, at=at, verb="entry.withhold", subject_id=entry.person_id, object_id=entry.pk)
    return new


@transaction.atomic
def confirm_withholding(*, withholding: Withholding, by: User, at: datetime) -> None:
    """Confirm, as a second person, that it lasts as long as was wished for. A second time changes nothing."""
    right = running_right(user=by, subject_id=withholding.person_id, at=at)
    with acting_as(SYSTEM):
        rows = Withholding.objects.select_for_update(of=("self",)).select_related("person")
        row = rows.get(pk=withholding.pk)
        if row.decided_by_id == by.pk:
            raise Refused(_("En annen enn du må bekrefte dette."))
        if not policies.can_confirm(row.person, by=by, right=right):
            raise Refused(_("Bare lederen, eller en kollega i laget, kan bekrefte dette."))
        if row.confirmed_at is not None:
            return
        if row.ended_at is not None or row.until_at <= at:
            raise Refused(_("Teksten er vist igjen. Det trengs en ny avgjørelse."))
        row.confirmed_by, row.confirmed_at, row.until_at = by, at, row.wanted_until_at
        row.save(update_fields=["confirmed_by", "confirmed_at", "until_at"])
        record_deed(by=by, at=at, verb="entry.withhold_confirm", subject_id=row.person_id, object_id=row.entry_id)


@transaction.atomic
def end_withholding(*, withholding: Withholding, by: User, at: datetime) -> None:
    """Show the text again, now; whoever decided it may, and the contact person. A second time changes nothing."""
    right = running_right(user=by, subject_id=withholding.person_id, at=at)
    if withholding.decided_by_id != by.pk and not policies.is_contact(right):
        raise Refused(_("Bare den som bestemte det, eller kontaktpersonen, kan vise det igjen."))
    with acting_as(SYSTEM):
        row = Withholding.objects.select_for_update(of=("self",)).get(pk=withholding.pk)
        if row.ended_at is None:
            _put_back(row, by=by, at=at)


def _end_of_day(at: datetime) -> datetime:
    """Return the last second of the local day of a moment."""
    return timezone.localtime(at).replace(hour=23, minute=59, second=59, microsecond=0)


def put_back_what_is_over(*, at: datetime) -> int:
    """Put each text back whose time is over; return how many. Runs as the system actor."""
    over = Withholding.objects.select_for_update(of=("self",)).filter(
        not_ended(), ended_at__isnull=True, until_at__lte=at
    )
    rows = list(over)
    for row in rows:
        _put_back(row, by=None, at=at)
    return len(rows)


def _put_back(row: Withholding, *, by: User | None, at: datetime) -> None:
    text = _take_out(row, at=at)
    Entry.objects.filter(pk=row.entry_id).update(text=text)
    record_deed(by=by, at=at, verb="entry.put_back", subject_id=row.person_id, object_id=row.entry_id)


def _take_out(row: Withholding, *, at: datetime) -> str:
    """End a decision and return the text it kept; why it was made stands."""
    held = WithheldText.objects.get(pk=row.pk)
    text, held.text, row.ended_at = held.text, "", at
    held.save(update_fields=["text"])
    row.save(update_fields=["ended_at"])
    return text
