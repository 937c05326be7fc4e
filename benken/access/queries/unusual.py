"""The facts that the rules of unusual reading ask for, and a leader's list of what they found."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import UnusualReading, User
from benken.access.policies import leads_anybody
from benken.access.queries.why import leaders_now, who_leads
from benken.access.together import SmallRead
from benken.access.unusual import LONG, NEAR, Facts, Look, RightSpan

__all__ = ["UnusualReading", "facts_of", "unusual_for_leader", "unusual_unseen"]

BEFORE = timedelta(weeks=8)  # so far back reaches what is usual
SHOWN = timedelta(weeks=8)
# Lists of many at once, and what is read as an answer to a question: nobody was sought there.
LISTS = ["today", "people_list", "search", "found", "import", "why", "hand_over", "missed_hour", "monday"]

_LOOKS = """
SELECT id, at, user_id, subject_id, part, basis FROM access_reading
WHERE at >= %(first)s AND at < %(until)s AND subject_id IS NOT NULL AND part <> ALL (%(lists)s) ORDER BY at
"""
_TRACES = """
SELECT by_id, subject_id, array_agg(at ORDER BY at) FROM access_deed
WHERE at >= %(first)s::timestamptz - %(long)s AND at < %(until)s::timestamptz + %(near)s
  AND by_id IS NOT NULL AND subject_id IS NOT NULL AND verb NOT LIKE 'why.%%' GROUP BY 1, 2
"""
# When somebody works shows in what they read and in what they do.
_HOURS = """
SELECT user_id, extract(isodow FROM local) > 5, extract(hour FROM local)::int, count(*) FROM (
  SELECT user_id, at AT TIME ZONE %(zone)s AS local FROM access_reading WHERE at >= %(before)s AND at < %(first)s
  UNION ALL
  SELECT by_id, at AT TIME ZONE %(zone)s FROM access_deed
  WHERE at >= %(before)s AND at < %(first)s AND by_id IS NOT NULL
) worked GROUP BY 1, 2, 3
"""
_MOST = """
SELECT user_id, max(records) FROM (
  SELECT user_id, date_bin('1 hour', at, '2000-01-01Z'), count(DISTINCT subject_id) AS records FROM access_reading
  WHERE at >= %(before)s AND at < %(first)s AND subject_id IS NOT NULL AND part <> ALL (%(lists)s) GROUP BY 1, 2
) hourly GROUP BY 1
"""
_RIGHTS = """
SELECT user_id, subject_id, since_at, until_at FROM access_right
WHERE basis <> 'self' AND until_at >= %(first)s AND until_at < %(until)s::timestamptz + interval '1 day'
"""


def facts_of(*, first: datetime, until: datetime) -> Facts:
    """Return the facts of a span of time; who has the same name is not known here. The actor must be the system."""
    asked: dict[str, Any] = {
        "first": first,
        "until": until,
        "before": first - BEFORE,
        "near": NEAR,
        "long": LONG,
        "lists": LISTS,
        "zone": timezone.get_current_timezone_name(),
    }
    zone = timezone.get_current_timezone()
    with connection.cursor() as cursor:
        cursor.execute(_LOOKS, asked)
        looks = [Look(row[0], row[1].astimezone(zone), *row[2:]) for row in cursor.fetchall()]
        cursor.execute(_TRACES, asked)
        traces = {(row[0], row[1]): row[2] for row in cursor.fetchall()}
        cursor.execute(_HOURS, asked)
        hours: dict[UUID, dict[tuple[bool, int], int]] = defaultdict(dict)
        for user_id, weekend, hour, count in cursor.fetchall():
            hours[user_id][weekend, hour] = count
        cursor.execute(_MOST, asked)
        most = dict(cursor.fetchall())
        cursor.execute(_RIGHTS, asked)
        rights = [RightSpan(*row) for row in cursor.fetchall()]
    return Facts(looks=looks, traces=traces, hours=hours, most_an_hour=most, rights=rights)


def unusual_for_leader(*, leader: User, at: datetime) -> list[UnusualReading]:
    """Return the lines of those this leader leads, the latest week first, within it by name; nobody is ranked."""
    if not leads_anybody(leader):
        return []
    with acting_as(SYSTEM):
        recent = UnusualReading.objects.filter(found_at__gte=at - SHOWN).select_related("reader", "seen_by")
        rows = list(recent.order_by("-week_on", "reader__name", "rule", "first_at"))
        leaders = leaders_now()
    return [row for row in rows if leader.pk in who_leads(row.reader, leaders)]


def unusual_unseen(*, at: datetime) -> SmallRead[UnusualReading]:
    """Return the read of the lines that no leader has seen, with their reader; for the system, with others."""
    lines = UnusualReading.objects.filter(found_at__gte=at - SHOWN, seen_at=None)
    return SmallRead(lines, only=("found_at",), reader=("team_id",))
