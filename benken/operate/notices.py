"""Who is told by e-mail, this hour, that something waits."""

from datetime import datetime

from django.utils import timezone

from benken.access.actions.notices import note_told
from benken.access.jobs import send_waiting_notice
from benken.access.queries.automatic import automatic_is_on
from benken.access.queries.notices import to_be_told
from benken.access.queries.setup import sends_mail
from benken.desk.waiting import leader_waits, something_waits


def tell_of_waiting(*, at: datetime) -> int:
    """Defer a letter to each who chose this hour and whom something waits for; return how many.

    Whoever nothing waits for is asked about again within the hours that count, and not the day after for today.
    The actor must be the system. In the same transaction it is written down, so nobody is told twice a day.
    """
    if not sends_mail() or not automatic_is_on():
        return 0
    chose = to_be_told(at=at)
    told = [user.pk for user in chose if something_waits(for_user=user, at=at) or leader_waits(leader=user, at=at)]
    for user_id in told:
        send_waiting_notice.defer(user_id=str(user_id))
    note_told(user_ids=told, on=timezone.localdate(at))
    return len(told)
