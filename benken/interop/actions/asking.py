"""How much one leader's files may ask about those who are closed to them, over all imports of a day."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b

from django.db import connection
from django.db.models import Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.access.queries import User
from benken.interop.caseload.facts import Facts
from benken.interop.models import Import
from benken.interop.policies import FINDINGS_WITHIN, MOST_QUESTIONS, too_many_questions
from benken.interop.words import count_words
from benken.lib.text import folded
from benken.people.national_number import of_this_country


def take_turns_asking(*, by: User) -> None:
    """Wait until no other import of this leader is asking; the turn ends with the transaction.

    Asking and counting are one turn: two files sent at once would each see the count before the other.
    """
    key = int(salted_hmac("benken.interop.asking", str(by.pk)).hexdigest()[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def count_questions(
    one: Import, facts: Iterable[Facts], *, asked_before: frozenset[str], by: User, at: datetime
) -> frozenset[str]:
    """Count what an import is about to ask; refuse what is too much for a day, before anything is asked.

    Return all it has asked by then: going back to the columns asks nothing anew of rows that are read the same way.
    """
    asked = asked_before.union(question for row in facts for question in _questions(row))
    since, new = at - FINDINGS_WITHIN, len(asked) - len(asked_before)
    of_the_day = Import.objects.filter(by=by, compared_at__gt=since)
    before = of_the_day.aggregate(count=Sum("questions", default=0))["count"]
    if too_many_questions(before=before, new=new):
        raise Refused(
            _(
                "På ett døgn kan du sammenligne %(most)s linjer med %(number)s eller telefon, og denne fila går "
                "over det. Vent til i morgen, eller be en som drifter Benken, om hjelp til å ta den inn."
            )
            % {"most": count_words(MOST_QUESTIONS), "number": of_this_country().national_number}
        )
    if one.compared_at is None or one.compared_at <= since:
        one.questions = 0
    one.questions += new
    one.compared_at = at
    return asked


def _questions(row: Facts) -> Iterator[str]:
    """Return a print of each question a row asks: one with its number and first phone, one for each further phone."""
    number, phones = row.number_hash or "", [phone.number for phone in row.phones]
    names = (folded(row.called), folded(row.full_name)) if phones else ()  # a phone is asked about together with them
    for place, phone in enumerate(phones or ([""] if number else [])):
        words = "\x1f".join((number if place == 0 else "", phone, *names))
        yield blake2b(words.encode(), digest_size=8).hexdigest()
