"""Asking, before somebody is registered, whether they are known to others: the one question about closed records."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.logs import deeds_since
from benken.lib.sought import plain_letters
from benken.people.actions.people import (
    FINDINGS,
    FINDINGS_WITHIN,
    has_number,
    note_findings,
    note_looked_for,
    sealed_number,
)
from benken.people.actions.turns import take_turns
from benken.people.finding import OpenPeople
from benken.people.models import Person, Phone
from benken.people.phones import NewPhone

ASKINGS = 20  # so often within FINDINGS_WITHIN may somebody ask, found or not


class Known(Enum):
    """By what somebody is known here; it says neither who nor where."""

    NUMBER = "number"
    PHONE_AND_NAME = "phone and name"


@transaction.atomic
def ask_whether_known(
    *,
    called: str,
    full_name: str,
    phones: Sequence[NewPhone],
    national_number: str,
    open_people: OpenPeople,
    by: User,
    at: datetime,
) -> Known | None:
    """Tell whether somebody closed to the asker has this national number, or one of these phones and a name.

    Somebody of whom they know no more than their own talks is closed too.
    Only what is exact is tested; without a number or a phone, nothing. Every question counts, whatever the answer, and
    past the limit none is answered: so nobody can feel their way. Whoever was found sees in their log who asked.
    Two who ask about the same at once take turns until the first one's transaction ends, and so do two questions of
    one asker: sent all at once they would each see the count before the others.
    """
    hashed = sealed_number(national_number)[1]
    numbers = [phone.number for phone in phones]
    if not hashed and not numbers:
        return None
    take_turns([f"asker {by.pk}"])
    since = at - FINDINGS_WITHIN
    if (
        deeds_since(by=by, verb="person.ask", since=since) >= ASKINGS
        or deeds_since(by=by, verb="person.found", since=since) >= FINDINGS
    ):
        raise Refused(_("For mange forsøk. Vent litt, og prøv igjen."))
    take_turns([*([hashed] if hashed else []), *numbers])
    names = {plain_letters(name) for name in (called, full_name) if name}
    with acting_as(SYSTEM):
        closed = Person.objects.exclude(pk__in=open_people.whole)
        by_number = set(closed.filter(has_number([hashed])).values_list("pk", flat=True)) if hashed else set()
        reached = Phone.objects.filter(number__in=numbers).values("person_id")
        by_phone = {
            person.pk
            for person in closed.filter(pk__in=reached).only("called", "full_name")
            if not names.isdisjoint(plain_letters(name) for name in (person.called, person.full_name) if name)
        }
        # Of one who is hidden nobody is told anything; the leader of their team is.
        hidden = set(closed.filter(pk__in=by_number | by_phone, is_hidden=True).values_list("pk", flat=True))
    by_number, by_phone = by_number - hidden, by_phone - hidden
    record_deed(by=by, at=at, verb="person.ask")
    note_looked_for(person_ids=hidden, by=by, at=at)
    note_findings(person_ids=by_number | by_phone, by=by, at=at)
    if by_number:
        return Known.NUMBER
    return Known.PHONE_AND_NAME if by_phone else None


def receipt(*, by: User, called: str, full_name: str, phones: Sequence[NewPhone]) -> str:
    """Return what shows that somebody has been told of a phone and a name, and asked the reception. No other fits."""
    facts = [str(by.pk), plain_letters(called), plain_letters(full_name), *sorted(phone.number for phone in phones)]
    return salted_hmac("benken.people.asked", "|".join(facts)).hexdigest()
