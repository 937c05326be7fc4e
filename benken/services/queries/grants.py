"""Money given to providers, as leaders and planners see it."""

from datetime import date
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from benken.access.queries import User
from benken.services.models import Grant
from benken.services.policies.keeping import can_see_grants
from benken.ui.words import day_words


def grants(for_user: User) -> QuerySet[Grant]:
    """Return all grants: those with a report that has not come first, by when it is due; then the newest."""
    if not can_see_grants(for_user):
        return Grant.objects.none()
    return Grant.objects.select_related("provider").order_by(
        F("report_received_on").asc(nulls_first=True), "report_due_on", "-from_on", "pk"
    )


def grant(grant_id: UUID, *, for_user: User) -> Grant | None:
    """Return one grant, for those who see them."""
    return grants(for_user).filter(pk=grant_id).first()


def report_words(grant: Grant, *, today: date) -> str:
    """Return how it stands with the report, without alarm."""
    if grant.report_received_on:
        return _("kom %(day)s") % {"day": day_words(grant.report_received_on, today=today)}
    if grant.report_due_on is None:
        return _("ikke bedt om")
    day = day_words(grant.report_due_on, today=today)
    if grant.report_due_on < today:
        return _("ventet %(day)s, ikke kommet ennå") % {"day": day}
    return _("ventes %(day)s") % {"day": day}


def amount_words(grant: Grant) -> str:
    """Return the amount in whole crowns, thousands apart: 250 000 NOK."""
    thousands = f"{grant.amount:,}".replace(",", "\u00a0")
    return f"{thousands}\u00a0{grant.currency}"
