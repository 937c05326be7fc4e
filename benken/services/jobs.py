"""Jobs of this app, by the clock: what is told when a date or a quarter has passed, and the appointments ahead.

None of them changes a referral, a place or a stay.
"""

from django.utils import timezone
from procrastinate.contrib.django import app

from benken.access.background import job
from benken.people.queries.ending import not_ended
from benken.services.actions.appointments import make_ahead
from benken.services.actions.numbers import tell_quarters
from benken.services.actions.stays import tell_of_gates
from benken.services.actions.waits import tell_of_passed_dates
from benken.services.models import StandingAppointment
from benken.services.queries.appointments import goes_on


@app.periodic(cron="35 6 * * *")
@job(again=False, queueing_lock="tell_who_waits_still")
def tell_who_waits_still(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Tell those who wait, the morning after a date has passed, that nothing has come and who has the ball."""
    tell_of_passed_dates(at=timezone.now())


@app.periodic(cron="40 6 * * *")
@job(again=False, queueing_lock="tell_who_comes_out")
def tell_who_comes_out(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Tell who comes out soon and meets nobody before it, and whose planned day has passed. It ends no stay."""
    tell_of_gates(at=timezone.now())


@app.periodic(cron="12 4 * * *")
@job(queueing_lock="make_standing_appointments")
def make_standing_appointments(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Make what is missing of the standing appointments, some weeks ahead. Run again, it makes nothing."""
    at = timezone.now()
    make_ahead(standing=list(StandingAppointment.objects.filter(goes_on(timezone.localdate(at)), not_ended())), at=at)


@app.periodic(cron="52 4 * * *")
@job(queueing_lock="tell_numbers_of_quarters")
def tell_numbers_of_quarters(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Tell the numbers of a quarter the morning after it is over; on all other days there is nothing to tell."""
    tell_quarters(at=timezone.now())
