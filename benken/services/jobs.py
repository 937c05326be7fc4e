"""Jobs of this app, by the clock: what is told when a date has passed. None of them changes a referral or a place."""

from django.utils import timezone
from procrastinate.contrib.django import app

from benken.access.background import job
from benken.services.actions.waits import tell_of_passed_dates


@app.periodic(cron="35 6 * * *")
@job(again=False, queueing_lock="tell_who_waits_still")
def tell_who_waits_still(timestamp: int) -> None:  # noqa: ARG001  # the clock's own
    """Tell those who wait, the morning after a date has passed, that nothing has come and who has the ball."""
    tell_of_passed_dates(at=timezone.now())
