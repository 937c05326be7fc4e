"""Makes the accounts that the sign-in journeys need in the database of a served site; prints an invitation."""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from benken.access.actions.accounts import create_account, find_or_make_team  # noqa: E402
from benken.access.actions.rights import grant_right  # noqa: E402
from benken.access.actor import SYSTEM, acting_as  # noqa: E402
from benken.access.queries import Right, Role  # noqa: E402
from benken.access.sign_in import set_password_path  # noqa: E402
from benken.people.actions.people import register_person  # noqa: E402

password, number = sys.argv[1:]
at = timezone.now() - timedelta(days=30)
team = find_or_make_team("Nattevakta")
with acting_as(SYSTEM):
    worker, _other = (
        create_account(name=name, username=username, roles=[Role.WORKER], team=team, password=password, at=at)
        for name, username in (("Nora Ny", "nora"), ("Nils Ny", "nils"))
    )
    invited = create_account(name="Ninni Ny", username="ninni", roles=[Role.WORKER], team=team, at=at)
print(set_password_path(invited))  # noqa: T201  # the link an administrator gives on
person = register_person(called="Mikkel", by=worker, contact=worker, at=at, national_number=number)
with acting_as(SYSTEM):
    account = create_account(
        name="Mikkel", username="mikkel", roles=[Role.PERSON], subject_id=person.pk, password=password, at=at
    )
grant_right(user=account, subject_id=person.pk, basis=Right.Basis.SELF, at=at)
