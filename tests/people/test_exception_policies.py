"""What is done without the person's yes: who may, and each part of each answer by itself."""

import pytest

from benken.access.models import Right, Role, Team, User
from benken.access.policies import Refused
from benken.lib.ids import new_id
from benken.people import exception_policies as policies
from benken.people.models import DisclosureCase, Entry, Person
from benken.people.models.emergency import LONGEST_WHY

HERE, ELSEWHERE = Team(pk=new_id()), Team(pk=new_id())


def user(*roles: Role, team: Team | None = HERE, active: bool = True) -> User:
    """Return somebody who stands in no database."""
    return User(pk=new_id(), roles=list(roles), team=team, is_active=active)


def right(basis: str, scope: str = Right.Scope.RECORD) -> Right:
    """Return a right that stands in no database."""
    return Right(basis=basis, scope=scope)


ME, AUTHOR = user(Role.WORKER), user(Role.WORKER)


@pytest.mark.parametrize(
    ("kind", "words", "said"),
    [
        ("", "Ligger og svarer ikke", "Velg hva som haster"),
        ("quarrel", "Ligger og svarer ikke", "Velg hva som haster"),
        ("danger", "Svarer ikke", "Si hvorfor"),
        ("danger", "Svarer ikke \u200b", "Si hvorfor"),
        ("danger", "Svarer ikke " + "x" * LONGEST_WHY, "plass til 200"),
    ],
)
def test_an_emergency_has_a_kind_and_a_reason_of_three_words(kind: str, words: str, said: str) -> None:
    policies.check_emergency(kind="danger", words="Han svarer ikke")
    policies.check_emergency(kind="illness", words="Han svarer " + "x" * (LONGEST_WHY - 11))
    with pytest.raises(Refused, match=said):
        policies.check_emergency(kind=kind, words=words)


@pytest.mark.parametrize(
    ("by", "has", "state", "may"),
    [
        pytest.param(AUTHOR, right("circle"), "shared", True, id="its author, of the circle"),
        pytest.param(AUTHOR, right("circle"), "draft", True, id="its author, before it is shared"),
        pytest.param(ME, right("contact_person"), "shared", True, id="the contact"),
        pytest.param(ME, right("stand_in"), "shared", True, id="who stands in"),
        pytest.param(ME, right("contact_person"), "draft", False, id="a draft is nobody else's, not the contact's"),
        pytest.param(ME, right("circle"), "shared", False, id="nobody else of the circle"),
        pytest.param(AUTHOR, None, "shared", False, id="not its author who may not open the record"),
        pytest.param(AUTHOR, right("circle", Right.Scope.OWN_TALKS), "shared", False, id="not with own talks alone"),
        pytest.param(AUTHOR, right("emergency"), "shared", False, id="not in an emergency"),
        pytest.param(AUTHOR, right("self"), "shared", False, id="not the person"),
    ],
)
def test_a_note_is_withheld_by_its_author_or_the_contact(by: User, has: Right | None, state: str, may: bool) -> None:
    assert policies.can_withhold(Entry(author=AUTHOR, state=state), by=by, right=has) is may


NOTE = Entry(author=AUTHOR, kind=Entry.Kind.TALK)


@pytest.mark.parametrize(
    ("note", "basis", "said"),
    [
        (Entry(author=User(subject_id=new_id()), kind=Entry.Kind.TALK), "no_danger", "personen selv har sagt"),
        (Entry(author=AUTHOR, kind=Entry.Kind.MILESTONE), "no_danger", "personen selv har sagt"),
        (NOTE, "", "Velg et grunnlag"),
        (NOTE, "dk_health", "Velg et grunnlag"),
        (Entry(author=AUTHOR, kind="talk", note_kind="health_note"), "no_service", "bare tjenestenotater"),
    ],
)
def test_a_note_is_withheld_on_a_basis_of_the_country_for_its_kind(note: Entry, basis: str, said: str) -> None:
    policies.check_withholding(NOTE, basis="no_danger", country="no")
    policies.check_withholding(NOTE, basis="no_service", country="no")
    with pytest.raises(Refused, match=said):
        policies.check_withholding(note, basis=basis, country="no")


@pytest.mark.parametrize(
    ("by", "has", "may"),
    [
        pytest.param(user(Role.LEADER), None, True, id="the team's leader"),
        pytest.param(user(Role.LEADER, team=ELSEWHERE), None, False, id="not another team's leader"),
        pytest.param(ME, None, False, id="not a worker who may not open the record"),
        pytest.param(ME, right("circle"), True, id="a worker of the circle"),
        pytest.param(ME, right("circle", Right.Scope.OWN_TALKS), False, id="not with own talks alone"),
        pytest.param(ME, right("emergency"), False, id="not in an emergency"),
        pytest.param(ME, right("shared"), False, id="not with a shared part"),
        pytest.param(user(Role.PEER), right("circle"), False, id="not a peer"),
        pytest.param(user(Role.WORKER, active=False), right("circle"), False, id="not one who has left"),
    ],
)
def test_a_second_person_is_the_leader_or_a_worker_who_may_open_the_record(
    by: User, has: Right | None, may: bool
) -> None:
    assert policies.can_confirm(Person(team=HERE), by=by, right=has) is may


PROPOSER = user(Role.WORKER, Role.LEADER)


@pytest.mark.parametrize(
    ("by", "team", "may"),
    [
        pytest.param(user(Role.LEADER), HERE, True, id="the leader of the person's team"),
        pytest.param(user(Role.LEADER), None, True, id="of the proposer's team, where the person has none"),
        pytest.param(user(Role.LEADER), ELSEWHERE, False, id="not the leader of another team"),
        pytest.param(user(Role.WORKER), HERE, False, id="not a worker"),
        pytest.param(PROPOSER, HERE, False, id="not who proposed it"),
    ],
)
def test_a_case_is_decided_by_another_who_leads_the_team(by: User, team: Team | None, may: bool) -> None:
    case = DisclosureCase(person=Person(team=team), proposed_by=PROPOSER)
    assert policies.can_decide(case, by=by) is may
