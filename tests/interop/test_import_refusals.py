"""What an import's acts refuse by themselves, each leader's and each team's own, and what time does to which import."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Role, User
from benken.access.policies import Refused
from benken.interop import jobs, policies, queries
from benken.interop.actions import undo, upload
from benken.interop.actions.take_in import TakingIn, ask_take_in
from benken.interop.caseload.headings import Field
from benken.interop.caseload.read import Rows
from benken.interop.models import Import, ImportedRow, RememberedColumn
from benken.interop.sealed import sealed_words
from tests.factories import make_team, make_user
from tests.interop.pages import names, the_import

pytestmark = pytest.mark.django_db
State = Import.State
BOTH = (Field.CALLED, Field.PHONE)


@pytest.fixture
def other(workers: dict[str, User]) -> User:  # noqa: ARG001  # there are two teams
    """Return the leader of another team."""
    return make_user(Role.LEADER, team=make_team())


def sheet(*called: str) -> Rows:
    """Return the rows of a file with a name and a phone."""
    return Rows((("Kallenavn", "Telefon"), *((name, f"4000{ord(name[0]):04}") for name in called)), from_text=True)


def started(by: User, at: datetime, *called: str) -> Import:
    """Keep a file whose columns wait to be looked over."""
    with acting_as(SYSTEM):
        return upload.start_import(rows=sheet(*called or ("Ole",)), file_name="folk.csv", by=by, at=at)


def mapped(one: Import, by: User, at: datetime, fields: Sequence[Field | None] = BOTH) -> Import:
    """Say what the columns hold."""
    with acting_as(SYSTEM):
        return upload.map_columns(one=one, fields=fields, seen_version=one.version, by=by, at=at)


def previewed(by: User, at: datetime, *called: str) -> Import:
    """Take a file to where it is decided on."""
    return mapped(started(by, at, *called), by, at)


def taken_in(by: User, at: datetime, *called: str) -> Import:
    """Take a file in."""
    one = previewed(by, at, *called)
    with acting_as(SYSTEM):
        ask_take_in(one=one, seen_version=one.version, by=by, at=at)
    jobs.take_in(str(one.pk))
    return the_import(one.pk)


def states() -> dict[object, str]:
    """Return where each import is."""
    with acting_as(SYSTEM):
        return dict(Import.objects.values_list("pk", "state"))


# Who may


def test_a_leader_who_is_active_and_has_a_team_imports_and_nobody_else(leader: User, now: datetime) -> None:
    without_team, worker = make_user(Role.LEADER), make_user(team=leader.team)
    closed = make_user(Role.LEADER, team=leader.team)
    closed.is_active = False
    for user in (without_team, worker, closed):
        assert not policies.can_import(user)
        with pytest.raises(Refused, match="Bare lederen av et team"):
            started(user, now)
    assert policies.can_import(leader)
    started(leader, now)
    assert len(states()) == 1


def test_an_import_is_open_to_who_made_it_while_they_lead_its_team(leader: User, other: User, now: datetime) -> None:
    one = started(leader, now)
    beside = make_user(Role.LEADER, team=leader.team)

    def found_by(user: User) -> bool:
        with acting_as(SYSTEM):
            try:
                return queries.import_of(one.pk, for_user=user) == one
            except LookupError:
                return False

    def listed_for(user: User) -> bool:
        with acting_as(SYSTEM):
            return one in queries.imports_of(user)

    for finds in (found_by, listed_for):
        assert [finds(user) for user in (leader, beside, other)] == [True, False, False]
    leader.team = other.team
    assert (found_by(leader), listed_for(leader)) == (False, False)
    leader.team, leader.roles = one.team, [Role.WORKER.value]
    assert (found_by(leader), listed_for(leader)) == (False, False)
    leader.roles = [Role.LEADER.value]
    assert (found_by(leader), listed_for(leader)) == (True, True)
    with pytest.raises(LookupError):
        queries.import_of(leader.pk, for_user=leader)


# What is refused


def map_too_few(one: Import, by: User, at: datetime) -> None:
    mapped(one, by, at, [Field.CALLED])


def map_an_older_version(one: Import, by: User, at: datetime) -> None:
    upload.map_columns(one=one, fields=BOTH, seen_version=one.version - 1, by=by, at=at)


def choose_on_an_older_version(one: Import, _by: User, at: datetime) -> None:
    upload.choose(one=one, choices={}, seen_version=one.version - 1, at=at)


def choose_as_if_decided(one: Import, _by: User, at: datetime) -> None:
    upload.choose(one=one, choices={}, seen_version=one.version, at=at)


def take_in_as_if_decided(one: Import, by: User, at: datetime) -> None:
    ask_take_in(one=one, seen_version=one.version, by=by, at=at)


def take_in_an_older_version(one: Import, by: User, at: datetime) -> None:
    ask_take_in(one=one, seen_version=one.version - 1, by=by, at=at)


def leave(one: Import, by: User, at: datetime) -> None:
    upload.leave_import(one=one, by=by, at=at)


def ask_undo(one: Import, by: User, at: datetime) -> None:
    undo.ask_undo(one=one, by=by, at=at)


def go_on(one: Import, _by: User, at: datetime) -> None:
    upload.choose_headings(one=one, place=0, seen_version=one.version, at=at)


CHANGED, TOO_LATE = "endret i en annen fane", "Nå er det for sent"
REFUSED: list[tuple[Callable[[Import, User, datetime], None], Callable[..., Import], str]] = [
    (map_too_few, started, CHANGED),
    (map_an_older_version, started, CHANGED),
    (map_an_older_version, previewed, CHANGED),
    (choose_as_if_decided, started, CHANGED),
    (choose_on_an_older_version, previewed, CHANGED),
    (take_in_as_if_decided, started, CHANGED),
    (take_in_an_older_version, previewed, CHANGED),
    (go_on, taken_in, CHANGED),
    (leave, taken_in, "alt i gang"),
    (ask_undo, previewed, TOO_LATE),
]


@pytest.mark.parametrize(
    ("tries", "stands", "why"), REFUSED, ids=lambda part: part if isinstance(part, str) else part.__name__
)
def test_an_act_on_an_import_that_stands_elsewhere_is_refused(
    leader: User,
    now: datetime,
    tries: Callable[[Import, User, datetime], None],
    stands: Callable[..., Import],
    why: str,
) -> None:
    one = stands(leader, now)
    before = the_import(one.pk)
    with acting_as(SYSTEM), pytest.raises(Refused, match=why):
        tries(one, leader, now)
    after = the_import(one.pk)
    assert (after.state, after.version, after.fields) == (before.state, before.version, before.fields)


def test_nothing_is_taken_in_of_a_file_without_new_people_or_without_its_rows(leader: User, now: datetime) -> None:
    taken_in(leader, now, "Ole")
    again, gone, here = previewed(leader, now, "Ole"), previewed(leader, now, "Per"), previewed(leader, now, "Siv")
    with acting_as(SYSTEM):
        Import.objects.filter(pk=gone.pk).update(sealed=None)
        for one, why in ((again, "Ingen linjer er klare"), (gone, "Fila er slettet")):
            with pytest.raises(Refused, match=why):
                ask_take_in(one=one, seen_version=one.version, by=leader, at=now)
        assert ask_take_in(one=here, seen_version=here.version, by=leader, at=now)
        assert not ask_take_in(one=here, seen_version=here.version, by=leader, at=now)  # a second click
    assert (states()[again.pk], states()[gone.pk], states()[here.pk]) == ("preview", "preview", "taking_in")


def test_the_columns_of_a_file_that_is_gone_are_not_looked_over(leader: User, now: datetime) -> None:
    one = started(leader, now)
    with acting_as(SYSTEM):
        Import.objects.filter(pk=one.pk).update(sealed=None)
        with pytest.raises(Refused, match="Fila er slettet"):
            upload.choose_headings(one=one, place=0, seen_version=one.version, at=now)
    with pytest.raises(Refused, match="Fila er slettet"):
        mapped(one, leader, now)


@pytest.mark.parametrize(
    ("state", "made", "hours", "may"),
    [
        (State.TAKEN_IN, 1, 24, True),
        (State.TAKEN_IN, 1, 25, False),
        (State.TAKEN_IN, 0, 1, False),
        (State.TAKING_IN, 1, 1, False),
        (State.UNDONE, 1, 1, False),
        (State.BARRED, 1, 1, False),
    ],
)
def test_an_import_is_undone_within_a_day_when_it_made_somebody(
    now: datetime, state: State, made: int, hours: int, *, may: bool
) -> None:
    one = Import(state=state, counts={"made": made}, finished_at=now - timedelta(hours=hours))
    assert policies.can_undo(one, at=now) == may


# A job does only what was asked for


def test_a_job_that_nobody_asked_for_does_nothing(leader: User, now: datetime) -> None:
    waits, done = previewed(leader, now, "Per"), taken_in(leader, now, "Ole")
    assert not TakingIn(waits.pk).next_chunk(at=now)
    assert not undo.undo_chunk(import_id=done.pk, at=now)
    undo.give_up_undo(import_id=done.pk, at=now)
    assert states() == {waits.pk: "preview", done.pk: "taken_in"}
    assert the_import(done.pk).undo_stopped_at is None
    assert the_import(done.pk).version == done.version
    assert names() == ["Ole"]


# Each leader's and each team's own


def test_what_another_leader_asked_counts_for_them_alone(leader: User, other: User, now: datetime) -> None:
    with patch.object(policies, "MOST_QUESTIONS", 2):
        assert previewed(other, now, "Per", "Siv").questions == 2
        assert previewed(leader, now, "Ole", "Kim").questions == 2
        with pytest.raises(Refused, match="På ett døgn"):
            previewed(leader, now, "Gro")
        assert previewed(leader, now + timedelta(hours=25), "Gro").questions == 1


def test_columns_are_remembered_and_forgotten_for_one_team(leader: User, other: User, now: datetime) -> None:
    for by in (leader, other):
        mapped(started(by, now), by, now, [Field.FULL_NAME, None])
    assert started(leader, now).fields == ["full_name", ""]
    mapped(started(leader, now), leader, now, BOTH)
    assert started(leader, now).fields == ["called", "phone"]
    assert started(other, now).fields == ["full_name", ""]
    with acting_as(SYSTEM):
        assert set(RememberedColumn.objects.values_list("team_id", flat=True)) == {other.team_id}


def test_whom_a_team_took_in_is_known_to_that_team(leader: User, other: User, now: datetime) -> None:
    taken_in(leader, now, "Ole", "Per")
    with acting_as(SYSTEM):
        ole, per = (row.person_id for row in ImportedRow.objects.order_by("number"))
        assert leader.team_id
        assert other.team_id
        assert ole
        assert per
        assert set(queries.taken_in_by_team(leader.team_id, [ole])) == {ole}
        assert set(queries.taken_in_by_team(leader.team_id, [ole, per])) == {ole, per}
        assert queries.taken_in_by_team(other.team_id, [ole, per]) == {}


def test_looking_over_the_columns_again_leaves_the_rows_of_other_imports(leader: User, now: datetime) -> None:
    done = taken_in(leader, now, "Ole")
    one = previewed(leader, now, "Per")
    with acting_as(SYSTEM):
        ImportedRow.objects.create(of=one, number=2, choice=ImportedRow.Choice.LATER)
    mapped(the_import(one.pk), leader, now)
    with acting_as(SYSTEM):
        assert [row.of_id for row in ImportedRow.objects.all()] == [done.pk]


# What a day does


def test_a_day_ends_what_rests_and_leaves_what_is_at_work_or_over(leader: User, now: datetime) -> None:
    """Old by when it was touched last; a job that moves on is not stopped, and what is over stays as it ended."""
    old, fresh = now - timedelta(days=2), now - timedelta(hours=1)
    waits, looked_over, moves, begun, stuck, barred, undone = (
        previewed(leader, now, name) for name in ("Ab", "Bo", "Cy", "Di", "Ed", "Fa", "Gy")
    )
    with acting_as(SYSTEM):
        Import.objects.update(changed_at=old, asked_at=old)
        Import.objects.filter(pk=waits.pk).update(changed_at=fresh)
        for one, state, moved_at, done in (
            (moves, State.TAKING_IN, fresh, 1),
            (begun, State.TAKING_IN, None, 0),
            (stuck, State.TAKING_IN, old, 1),
            (barred, State.BARRED, old, 0),
            (undone, State.UNDONE, old, 1),
        ):
            Import.objects.filter(pk=one.pk).update(state=state, moved_at=moved_at, done=done)
    upload.discard_old_imports(at=now)
    assert states() == {
        waits.pk: "preview",
        looked_over.pk: "left",
        moves.pk: "taking_in",
        begun.pk: "left",
        stuck.pk: "taken_in",
        barred.pk: "barred",
        undone.pk: "undone",
    }
    with acting_as(SYSTEM):
        kept = set(Import.objects.exclude(sealed=None).values_list("pk", flat=True))
    assert kept == {waits.pk, moves.pk, stuck.pk}  # what has just ended can be undone for a day


def test_why_a_row_was_left_out_is_forgotten_with_its_own_file(leader: User, now: datetime) -> None:
    old, fresh = taken_in(leader, now, "Ole"), taken_in(leader, now, "Per")
    with acting_as(SYSTEM):
        for one in (old, fresh):
            one.rows.update(told_sealed=sealed_words("Feil.", of=one.pk))
        Import.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=2))
    assert upload.discard_old_imports(at=now) == 1
    with acting_as(SYSTEM):
        told = dict(ImportedRow.objects.values_list("of_id", "told_sealed"))
    assert (told[old.pk], told[fresh.pk] is None) == (None, False)
    assert (the_import(old.pk).sealed, the_import(fresh.pk).sealed is None) == (None, False)


def test_an_undo_that_moves_on_is_not_given_up(leader: User, now: datetime) -> None:
    moves, stands, done = taken_in(leader, now, "Ole"), taken_in(leader, now, "Per"), taken_in(leader, now, "Siv")
    with acting_as(SYSTEM):
        for one in (moves, stands):
            undo.ask_undo(one=one, by=leader, at=now)
        hours_ago = now - timedelta(hours=2)
        Import.objects.filter(pk=stands.pk).update(asked_at=hours_ago)
        Import.objects.filter(pk=done.pk).update(asked_at=hours_ago, moved_at=hours_ago)
    undo.give_up_undos_that_stand_still(at=now)
    assert states() == {moves.pk: "undoing", stands.pk: "taken_in", done.pk: "taken_in"}
    assert the_import(stands.pk).undo_stopped_at == now
    assert the_import(done.pk).undo_stopped_at is None
