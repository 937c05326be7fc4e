"""What the person wants to stand on My page."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import Refused
from benken.access.queries import User
from benken.people.models import PageChoice, Person
from benken.people.page_choice import Part


@transaction.atomic
def choose_parts(*, person: Person, shown: Collection[str], by: User, at: datetime) -> PageChoice:
    """Let these parts stand on My page, and leave out the others. Only the person chooses; no help hangs on it."""
    if by.subject_id != person.pk:
        raise Refused(_("Bare personen selv kan velge dette."))
    hidden = [part for part in Part.values if part not in shown]
    choice, _made = PageChoice.objects.update_or_create(person=person, defaults={"hidden": hidden, "changed_at": at})
    record_deed(by=by, at=at, verb="page.choose", subject_id=person.pk)
    return choice
