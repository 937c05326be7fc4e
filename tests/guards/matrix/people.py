"""Everybody who may ask, beside the few that each test of the addresses names: each role, each way of once or never.

`table.py` says who of them gets an answer where.
"""

from datetime import datetime, timedelta

from benken.access.actions.rights import grant_right
from benken.access.models import Right, Role, Team, User
from benken.people.models import Person
from tests.factories import make_team, make_user

# Work here and have nothing to do with this person: no address of theirs answers.
STRANGERS_AT_WORK = {"other team", "outreach", "unknown peer", "former contact", "other leader", "researcher", "editor"}
# Sign in and do not work here.
FROM_OUTSIDE = {"supporter", "helper", "participant", "opened to"}


def more_people(person: Person, *, team: Team, at: datetime) -> dict[str, User]:
    """Return who else may ask about a person; two of them once were, or still are for some days, the contact."""
    overlap, former = make_user(team=team), make_user(team=team)
    since = at - timedelta(days=20)
    for worker, until_at in ((overlap, at + timedelta(days=5)), (former, at - timedelta(seconds=1))):
        grant_right(user=worker, subject_id=person.pk, basis=Right.Basis.OVERLAP, at=since, until_at=until_at)
    return {
        "overlap": overlap,
        "former contact": former,
        "other team": make_user(team=make_team()),
        "outreach": make_user(Role.OUTREACH, team=team),
        "unknown peer": make_user(Role.PEER, team=team),
        "other leader": make_user(Role.LEADER, team=make_team()),
        "researcher": make_user(Role.RESEARCHER),
        "editor": make_user(Role.SERVICE_EDITOR),
        "supporter": make_user(Role.SUPPORTER),
        "helper": make_user(Role.OUTSIDE_HELPER),
        "opened to": make_user(Role.OUTSIDE_HELPER),  # by this person; the helper above is nobody's
        "participant": make_user(Role.PARTICIPANT),
    }
