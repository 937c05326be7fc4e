"""A person's own way in: given, renewed and closed by the contact person, face to face."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions import create_account, drop_password, grant_right, open_or_close_account, record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import Right, Role, User, account_of, username_is_taken
from benken.people.models import Person


@transaction.atomic
def give_account(*, person: Person, username: str, by: User, at: datetime) -> User:
    """Give the person an account of their own, under a name they choose. It has no password until they set one."""
    if account_of(person.pk) is not None:
        raise Refused(_("%(name)s har alt en konto.") % {"name": person.called})
    if username_is_taken(username):
        raise Refused(_("Dette navnet er i bruk. Velg et annet."))
    with acting_as(SYSTEM):
        account = create_account(
            name=person.called, username=username, roles=[Role.PERSON], subject_id=person.pk, by=by, at=at
        )
        grant_right(user=account, subject_id=person.pk, basis=Right.Basis.SELF, at=at)
        record_deed(by=by, at=at, verb="person_account.give", subject_id=person.pk, object_id=account.pk)
    return account


@transaction.atomic
def renew_way_in(*, person: Person, account: User, by: User, at: datetime) -> None:
    """Write down that a new link is made, because the old way in was lost; it opens a closed account again.

    The old password, every link made before and whoever is signed in with them are out for good.
    """
    drop_password(user=account)
    open_or_close_account(user=account, active=True, by=by, at=at)
    record_deed(by=by, at=at, verb="person_account.renew", subject_id=person.pk, object_id=account.pk)


@transaction.atomic
def close_way_in(*, person: Person, account: User, by: User, at: datetime) -> None:
    """Close the account, as when a phone is lost: whoever is signed in with it is out at the next request, for good."""
    drop_password(user=account)
    open_or_close_account(user=account, active=False, by=by, at=at)
    record_deed(by=by, at=at, verb="person_account.close", subject_id=person.pk, object_id=account.pk)
