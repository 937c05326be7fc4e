"""The logs sealed and checked: nothing is skipped, and whoever holds the database changes nothing unseen."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from benken.access import jobs
from benken.access.actions.logs import log_reading
from benken.access.actor import NOBODY, SYSTEM, acting_as
from benken.access.audit.chain import LOGS
from benken.access.audit.checkpoints import FILE, Checkpoint, read_checkpoints, write_checkpoint
from benken.access.audit.sealing import LOCK, seal_all, seal_latest
from benken.access.audit.verify import NoCheckpoint, verify
from benken.access.models import Reading, Seal
from benken.operate import audit
from benken.operate.private_server import APP, SUPERUSER
from tests.conftest import RUN, template
from tests.environment import SERVER
from tests.factories import make_user
from tests.load.audit_attack import ATTACKS, DEEDS, READINGS, TURNS, one_round
from tests.load.audit_log import django_on, fill, seal_in_turns

ROUNDS = 20


@pytest.fixture(scope="module")
def sealed_log(
    django_db_setup: None,  # noqa: ARG001  # the server, and where Django's connection leads otherwise
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> Iterator[tuple[str, Path]]:
    """Give the name of a database with a sealed log, and the folder of its checkpoints."""
    name, folder = f"benken_test_{RUN}_attack{worker_id}", tmp_path_factory.mktemp("checkpoints")
    with django_db_blocker.unblock():
        SERVER.create_database(name, template())
        with django_on(name):
            fill(readings=READINGS, deeds=DEEDS)
            seal_in_turns(TURNS, folder=folder, checkpoints=6)
        yield name, folder
        SERVER.drop_database(name)


@pytest.fixture
def as_superuser(sealed_log: tuple[str, Path], django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """Lead Django to the sealed log as the superuser."""
    with django_db_blocker.unblock(), django_on(sealed_log[0]):
        yield sealed_log[1]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_an_attack_is_found_and_its_row_is_named(as_superuser: Path, number: int) -> None:
    attack, is_found = one_round(number, as_superuser)
    assert is_found, attack.how


@pytest.mark.parametrize("number", range(ROUNDS))
def test_an_attack_after_a_checkpoint_is_found_from_there_on(as_superuser: Path, number: int) -> None:
    attack, is_found = one_round(number, as_superuser, since=checkpoints(as_superuser)[2].at)
    assert is_found, attack.how


def checkpoints(folder: Path) -> list[Checkpoint]:
    """Return the lines of a folder's file."""
    return [line for line in read_checkpoints(folder) if isinstance(line, Checkpoint)]


def test_from_a_checkpoint_on_what_lies_before_it_may_be_gone(as_superuser: Path) -> None:
    """So old rows can be taken away with their seals when their time is over, and the rest is still proven."""
    start = checkpoints(as_superuser)[2]
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for log in LOGS:
            gone = "DELETE FROM access_seal WHERE log = %s AND number <= %s RETURNING row_id"
            cursor.execute(gone, [log.name.value, start.heads[log.name.value].number])
            rows = [row_id for (row_id,) in cursor.fetchall()]
            assert len(rows) > 50
            cursor.execute(f"DELETE FROM {log.table} WHERE id = ANY(%s)", [rows])  # noqa: S608  # the log's own name
        report = verify(folder=as_superuser, since=start.at + timedelta(seconds=1))
        whole = verify(folder=as_superuser)
        with pytest.raises(NoCheckpoint):
            verify(folder=as_superuser, since=checkpoints(as_superuser)[0].at - timedelta(seconds=1))
        transaction.set_rollback(True)
    assert report.is_ok, report.faults
    assert report.since == start.at
    for name, count in (("reading", READINGS), ("deed", DEEDS)):
        assert report.logs[name].sealed == count - 1 - start.heads[name].number
    assert "gap" in {fault.kind for fault in whole.faults}


def test_the_command_begins_at_a_checkpoint_or_says_that_none_is_so_old(
    sealed_log: tuple[str, Path], django_db_blocker: DjangoDbBlocker
) -> None:
    name, folder = sealed_log
    told, refused = StringIO(), StringIO()
    with django_db_blocker.unblock(), django_on(name, role=APP):
        newest = checkpoints(folder)[-1].at
        assert audit.check(folder=str(folder), as_json=True, stdout=told, stderr=told, since=newest) == 0
        long_ago = newest - timedelta(days=4000)
        assert audit.check(folder=str(folder), as_json=True, stdout=refused, stderr=refused, since=long_ago) == 2
    assert json.loads(told.getvalue())["since"] == newest.isoformat()
    assert refused.getvalue().startswith("There is no sound checkpoint")


def test_twenty_rounds_hold_every_kind_of_attack() -> None:
    assert len(ATTACKS) <= ROUNDS


def test_a_log_nobody_touched_is_as_it_was_sealed(
    sealed_log: tuple[str, Path], django_db_blocker: DjangoDbBlocker
) -> None:
    name, folder = sealed_log
    with django_db_blocker.unblock(), django_on(name, role=APP), acting_as(SYSTEM):
        report = verify(folder=folder)
    assert report.is_ok, report.faults
    for log, count in (("reading", READINGS), ("deed", DEEDS)):  # the very last row waits for the next minute
        assert (report.logs[log].sealed, report.logs[log].not_sealed) == (count - 1, 1)
    assert report.checkpoints >= 5


def test_the_command_names_the_row_that_the_superuser_changed(
    sealed_log: tuple[str, Path], django_db_blocker: DjangoDbBlocker
) -> None:
    name, folder = sealed_log
    with (
        psycopg.connect(SERVER.address(name, SUPERUSER), autocommit=True) as superuser,
        django_db_blocker.unblock(),
        django_on(name, role=APP),
    ):
        row = superuser.execute("SELECT id, part FROM access_reading ORDER BY at OFFSET 300 LIMIT 1").fetchone()
        assert row
        whole, broken, again = StringIO(), StringIO(), StringIO()
        change = "SET session_replication_role = replica; UPDATE access_reading SET part = '{}' WHERE id = '{}'"
        assert audit.check(folder=str(folder), as_json=True, stdout=whole, stderr=whole) == 0
        superuser.execute(change.format("other", row[0]))
        assert audit.check(folder=str(folder), as_json=True, stdout=broken, stderr=broken) == 1
        assert audit.check(folder=str(folder), as_json=False, stdout=again, stderr=again) == 1
        superuser.execute(change.format(row[1], row[0]))
    assert json.loads(whole.getvalue())["ok"] is True
    told = json.loads(broken.getvalue())
    assert (told["ok"], [fault["row"] for fault in told["faults"]]) == (False, [str(row[0])])
    assert f"row {row[0]}" in again.getvalue()


def test_a_folder_that_is_not_there_is_misuse() -> None:
    told = StringIO()
    assert audit.check(folder="/nowhere/at/all", as_json=True, stdout=told, stderr=told) == 2
    assert "no folder" in told.getvalue()


def read_at(at: datetime) -> UUID:
    """Log a reading of some moment, and return its id."""
    reader = make_user()
    with acting_as(SYSTEM):
        log_reading(user=reader, subject_id=None, part="today", basis="list", at=at)
        return Reading.objects.get(user=reader).id


def sealed_ids() -> list[UUID]:
    """Return the readings that are sealed, in order."""
    with acting_as(SYSTEM):
        return list(Seal.objects.filter(log="reading").order_by("number").values_list("row_id", flat=True))


@pytest.mark.django_db
def test_a_row_that_commits_late_is_sealed_all_the_same(now: datetime) -> None:
    later, earlier = read_at(now - timedelta(minutes=5)), read_at(now - timedelta(minutes=10))
    seal_latest(at=now)
    assert sealed_ids() == [earlier, later]
    late = read_at(now - timedelta(minutes=7))
    seal_latest(at=now + timedelta(minutes=1))
    assert sealed_ids() == [earlier, later, late]
    very_old = read_at(now - timedelta(days=400))
    seal_latest(at=now + timedelta(minutes=2))
    assert very_old not in sealed_ids()
    seal_all(at=now + timedelta(minutes=3))
    assert sealed_ids() == [earlier, later, late, very_old]
    assert seal_all(at=now + timedelta(minutes=4)) == 0
    with acting_as(SYSTEM):
        numbers = Seal.objects.filter(log="reading").order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2, 3, 4]
        faults = verify(folder=None).faults
    # That a row came much later than it says is told: from outside it looks like one that was put in.
    assert [(fault.kind, fault.row_id) for fault in faults] == [("put_in", very_old)]


@pytest.mark.django_db
def test_many_rows_are_sealed_in_several_turns(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benken.access.audit.sealing.AT_ONCE", 2)
    ids = [read_at(now - timedelta(minutes=10 - number)) for number in range(5)]
    seal_latest(at=now)
    assert sealed_ids() == ids
    with acting_as(SYSTEM):
        assert verify(folder=None).is_ok


@pytest.mark.django_db
def test_one_seals_at_a_time_and_nobody_while_a_history_is_let_in(now: datetime) -> None:
    read_at(now)
    with psycopg.connect(SERVER.address(str(connection.settings_dict["NAME"]))) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        assert seal_latest(at=now) == 0
    assert seal_latest(at=now) > 0


@pytest.mark.django_db
@pytest.mark.second_wall
def test_the_seals_are_the_systems_and_stay_as_they_are(now: datetime) -> None:
    read_at(now)
    seal_latest(at=now)
    for actor in (NOBODY, make_user().pk):
        with acting_as(actor):
            assert not Seal.objects.exists()
            with pytest.raises(ProgrammingError), transaction.atomic():
                Seal.objects.create(log="reading", number=99, row_id=UUID(int=1), row_at=now, sealed_at=now, hash=b"x")
    for change in ("UPDATE access_seal SET number = 7", "DELETE FROM access_seal", "TRUNCATE access_seal"):
        with (
            acting_as(SYSTEM),
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


@pytest.mark.django_db
def test_the_jobs_seal_and_write_a_checkpoint_outside_the_database(tmp_path: Path, settings: Settings) -> None:
    settings.CHECKPOINTS = str(tmp_path / "kept")
    now = timezone.now()
    history, first = read_at(now - timedelta(days=90)), read_at(now)
    jobs.seal_logs(timestamp=0)
    assert sealed_ids() == [history, first]  # the very first time, all that is there
    second = read_at(now - timedelta(minutes=1))
    jobs.seal_logs(timestamp=0)
    assert sealed_ids() == [history, first, second]
    jobs.checkpoint_logs(timestamp=0)
    jobs.checkpoint_logs(timestamp=0)
    lines = (tmp_path / "kept" / FILE).read_text().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["reading"]["count"] == 3
    assert "user" not in lines[0]
    with acting_as(SYSTEM):
        report = verify(folder=tmp_path / "kept")
    assert (report.is_ok, report.checkpoints) == (True, 2)


@pytest.mark.django_db
def test_a_checkpoint_can_be_made_by_hand_and_is_printed(tmp_path: Path, now: datetime) -> None:
    read_at(now)
    told, line = StringIO(), StringIO()
    assert audit.checkpoint(at=now, folder=str(tmp_path), stdout=line, stderr=told) == 0
    assert json.loads(line.getvalue())["reading"]["count"] == 1
    assert (tmp_path / FILE).read_text() == line.getvalue()
    key = StringIO()
    assert audit.print_key(stdout=key) == 0
    assert key.getvalue().startswith("-----BEGIN PUBLIC KEY-----")


@pytest.mark.django_db
def test_a_checkpoint_of_another_key_is_none(tmp_path: Path, now: datetime, settings: Settings) -> None:
    key = tmp_path / "key.pem"
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(pem)
    with acting_as(SYSTEM):
        write_checkpoint(at=now, folder=tmp_path)
        settings.CHECKPOINT_KEY_FILE = str(key)
        write_checkpoint(at=now, folder=tmp_path)
        report = verify(folder=tmp_path)
    assert [fault.kind for fault in report.faults] == ["checkpoint_broken"]
    assert report.checkpoints == 1
    (tmp_path / FILE).write_text("nonsense\n")
    with acting_as(SYSTEM):
        assert [fault.what for fault in verify(folder=tmp_path).faults] == ["checkpoint 1: it cannot be read"]
    key.write_text("no key")
    with acting_as(SYSTEM), pytest.raises(ImproperlyConfigured):
        write_checkpoint(at=now, folder=tmp_path)
