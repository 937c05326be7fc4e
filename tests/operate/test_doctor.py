"""`benken doctor`: each thing that is wrong is told in a sentence, with what to do; what is fine is told too."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.access.actor import SYSTEM, acting_as
from benken.access.audit.checkpoints import write_checkpoint
from benken.access.audit.sealing import seal_all
from benken.config.sms import sms_from
from benken.lib.ids import new_id
from benken.operate import doctor
from benken.operate.private_server import APP, BULK, OWNER
from benken.operate.schema import begin_restore, end_restore
from benken.people import file_store
from benken.people.models import Attachment
from tests.environment import SERVER
from tests.factories import make_whole_course
from tests.operate.running import benken, database_of_its_own, environment
from tests.sms_gateway import SmsGateway, sms_gateway

pytestmark = [pytest.mark.xdist_group("doctor"), pytest.mark.second_wall]
Found = dict[str, list[dict[str, str]]]
REAL = {
    "DEMO": False,
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": ["benken.example.org"],
    "CSRF_TRUSTED_ORIGINS": ["https://benken.example.org"],
    "PUBLIC_ADDRESS": "https://benken.example.org",
    "SECURE_REDIRECTS": True,
}


@pytest.fixture(scope="module")
def healthy(
    django_db_setup: None,  # noqa: ARG001  # only to come after it
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """Make a Benken in which nothing is wrong; return its folder."""
    folder = tmp_path_factory.mktemp("healthy")
    settings: dict[str, Any] = {
        **REAL,
        "FILES": folder / "files",
        "CHECKPOINTS": str(folder / "checkpoints"),
        "BACKUPS": str(folder / "backups"),
        "BACKUP_RECIPIENTS": [],
    }
    (folder / "files").mkdir(mode=0o700)
    (folder / "backups").mkdir()
    (folder / "backups" / backup_name(hours=5)).touch()
    with database_of_its_own("doctor", django_db_blocker) as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BENKEN_HOSTS", "benken.example.org")
        patch.setenv("DATABASE_OWNER_URL", SERVER.address(name, OWNER))
        patch.setenv("DATABASE_BULK_URL", SERVER.address(name, BULK))
        with override_settings(**settings):
            make_whole_course()
            now = timezone.now()
            for at in (now - timedelta(days=1, minutes=1), now):
                seal_all(at=at)
                with acting_as(SYSTEM):
                    write_checkpoint(at=at, folder=folder / "checkpoints")
            as_owner("INSERT INTO procrastinate_workers DEFAULT VALUES")
            yield folder


def backup_name(*, hours: int) -> str:
    """Return the name of a backup made so long ago."""
    return f"benken-{timezone.now().astimezone(UTC) - timedelta(hours=hours):%Y%m%dT%H%M%S}Z.tar.age"


def as_owner(statement: str) -> None:
    """Change something as the database's owner."""
    with acting_as(SYSTEM, using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(statement)
    connections["owner"].close()


def examined(status: int) -> Found:
    """Let the doctor look; return what it found, by what it is about."""
    stdout = StringIO()
    assert doctor.examine(at=timezone.now(), as_json=True, stdout=stdout) == status, stdout.getvalue()
    connections.close_all()
    report = json.loads(stdout.getvalue())
    assert report["ok"] is (status == 0)
    found: Found = {}
    for one in report["findings"]:
        assert one["state"] in {"fine", "mind", "wrong"}
        assert one["says"].endswith((".", "…"))
        assert one["do"] or one["state"] != "wrong"
        found.setdefault(one["what"], []).append(one)
    return found


def wrong(found: Found) -> set[str]:
    """Return what is wrong."""
    return {what for what, said in found.items() if any(one["state"] == "wrong" for one in said)}


@pytest.mark.usefixtures("healthy")
def test_where_nothing_is_wrong_it_says_so() -> None:
    found = examined(0)
    assert {what for what, said in found.items() if said[0]["state"] == "mind"} == {"mail", "texts"}
    assert len(found) >= 17
    stdout = StringIO()
    assert doctor.examine(at=timezone.now(), as_json=False, stdout=stdout) == 0
    assert stdout.getvalue().endswith("All is well.\n")
    assert "  ok  walls: Row security is on wherever a table is about a person.\n" in stdout.getvalue()


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"SECRET_KEY": "short"}, "short enough to be guessed"),
        ({"ALLOWED_HOSTS": ["*"]}, "takes any name"),
        ({"SECURE_REDIRECTS": False}, "passwords could be listened to"),
        ({"CSRF_TRUSTED_ORIGINS": []}, "links in letters are guessed"),
        ({"PUBLIC_ADDRESS": "http://benken.example.org"}, "links in letters are open"),
    ],
)
@pytest.mark.usefixtures("healthy")
def test_a_setting_that_is_not_safe(setting: dict[str, Any], words: str) -> None:
    with override_settings(**setting):
        found = examined(1)
    assert "settings" in wrong(found)
    assert words in found["settings"][0]["says"]


@pytest.mark.parametrize(
    ("breaks", "mends", "what", "words"),
    [
        (
            "ALTER TABLE people_entry DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE people_entry ENABLE ROW LEVEL SECURITY",
            "walls",
            "people_entry",
        ),
        (
            "ALTER TABLE followup_goal NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE followup_goal FORCE ROW LEVEL SECURITY",
            "walls",
            "followup_goal",
        ),
        (
            "GRANT SELECT ON access_reading_default TO benken_app",
            "REVOKE SELECT ON access_reading_default FROM benken_app",
            "walls",
            "access_reading_default",
        ),
        (
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'",
            "UPDATE procrastinate_workers SET last_heartbeat = now()",
            "worker",
            "No worker runs. The last sign of life is of 20",
        ),
        (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'failed')",
            "DELETE FROM procrastinate_jobs",
            "jobs",
            "1 failed",
        ),
        (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'doing')",
            "DELETE FROM procrastinate_jobs",
            "jobs",
            "1 belong to a worker that died",
        ),
        (
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('a', 'x', '2020-01-01')",
            "DELETE FROM procrastinate_jobs",
            "jobs",
            "1 have waited",
        ),
    ],
)
@pytest.mark.usefixtures("healthy")
def test_what_is_wrong_in_the_database(breaks: str, mends: str, what: str, words: str) -> None:
    as_owner(breaks)
    try:
        found = examined(1)
    finally:
        as_owner(mends)
    assert wrong(found) == {what}
    assert any(words in one["says"] for one in found[what])


@pytest.mark.usefixtures("healthy")
def test_a_month_of_the_reading_log_that_is_missing() -> None:
    month = (timezone.localdate().replace(day=1) + timedelta(days=62)).replace(day=1)
    name = f"access_reading_{month:%Y_%m}"
    as_owner(f"ALTER TABLE {name} RENAME TO elsewhere")
    try:
        found = examined(1)
    finally:
        as_owner(f"ALTER TABLE elsewhere RENAME TO {name}")
    assert wrong(found) == {"reading log"}


@pytest.mark.usefixtures("healthy")
def test_a_migration_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benken.operate.views.is_up_to_date", lambda: False)
    assert wrong(examined(1)) == {"migrations"}


@pytest.mark.usefixtures("healthy")
def test_a_restore_that_was_cut_off_is_told_and_nothing_else_asked() -> None:
    begin_restore()
    try:
        found = examined(1)
    finally:
        end_restore()
    assert wrong(found) == {"restored"}
    assert "walls" not in found


@pytest.mark.usefixtures("healthy")
def test_roles_that_are_mixed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    name = str(connections["default"].settings_dict["NAME"])
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_BULK_URL", SERVER.address(name, APP))
        patch.setenv("DATABASE_OWNER_URL", SERVER.address(name, APP))
        assert wrong(examined(1)) == {"bulk role", "owner role"}
    with monkeypatch.context() as patch:
        patch.setenv("DATABASE_BULK_URL", SERVER.address("benken_nowhere", BULK))
        assert wrong(examined(1)) == {"bulk role"}
    connections["default"].close()
    connections["default"].settings_dict["USER"] = BULK
    try:
        assert "row security" in wrong(examined(1))
    finally:
        connections["default"].settings_dict["USER"] = APP


def test_checkpoints_and_logs(healthy: Path) -> None:
    with override_settings(CHECKPOINTS=""):
        assert wrong(examined(1)) == {"checkpoints"}
    with override_settings(CHECKPOINTS=str(healthy / "none-yet")):
        assert wrong(examined(1)) == {"checkpoints"}
    changed = healthy / "changed"
    shutil.copytree(healthy / "checkpoints", changed)
    file = changed / "checkpoints.jsonl"
    file.write_text(file.read_text().replace('"count":', '"count":1'))
    with override_settings(CHECKPOINTS=str(changed)):
        assert "logs" in wrong(examined(1))


@pytest.mark.usefixtures("healthy")
def test_a_key_that_opens_nothing() -> None:
    with override_settings(SECRET_KEY="y" * 60):
        found = examined(1)
    assert "keys" in wrong(found)
    assert "benken.people.disclosure" in found["keys"][0]["says"]


def test_backups_that_are_old_or_none(healthy: Path, tmp_path: Path) -> None:
    with override_settings(BACKUPS=str(tmp_path)):
        assert "There is none." in examined(1)["backups"][0]["says"]
        (tmp_path / backup_name(hours=72)).touch()
        assert "The newest is of 20" in examined(1)["backups"][0]["says"]
        (tmp_path / backup_name(hours=1)).touch()
        assert not wrong(examined(0))
        (tmp_path / backup_name(hours=91 * 24)).touch()
        assert "1 are older than 90 days" in examined(1)["backups"][1]["says"]
    with override_settings(BACKUPS=str(healthy / "nowhere"), BACKUP_RECIPIENTS=["age1no"]):
        assert len([one for one in examined(1)["backups"] if one["state"] == "wrong"]) == 2


def test_a_folder_of_files_that_others_may_look_into(healthy: Path) -> None:
    (healthy / "files").chmod(0o755)
    found = examined(1)
    (healthy / "files").chmod(0o700)
    assert wrong(found) == {"files"}
    assert found["files"][0]["do"].startswith("chmod 700 ")


def said_of_attachments() -> list[str]:
    """Return what is wrong with attachments alone; names and ids stand in none of it."""
    found = examined(1)
    assert wrong(found) == {"attachments"}
    with acting_as(SYSTEM):
        kept = list(Attachment.objects.all())
    connections.close_all()
    told = json.dumps(found["attachments"])
    assert not [one for one in kept if one.name in told or one.pk.hex in told or str(one.pk) in told]
    return [one["says"] for one in found["attachments"]]


@pytest.fixture
def damaged(healthy: Path, tmp_path: Path) -> Iterator[list[Path]]:
    """Return the files of a copy of the folder, to be damaged."""
    shutil.copytree(healthy / "files", tmp_path / "files")
    (tmp_path / "files").chmod(0o700)
    with override_settings(FILES=tmp_path / "files"):
        yield sorted(one for one in (tmp_path / "files").rglob("*") if one.is_file())


def test_an_attachment_whose_file_is_gone(damaged: list[Path]) -> None:
    assert damaged
    damaged[0].unlink()
    assert said_of_attachments() == [f"1 of {len(damaged)} have no file in BENKEN_FILES."]


@pytest.mark.parametrize("harm", ["a changed letter", "cut off", "empty"])
def test_an_attachment_whose_file_is_damaged(damaged: list[Path], harm: str) -> None:
    sealed = damaged[0].read_bytes()
    broken = {"a changed letter": sealed[:-1] + bytes([sealed[-1] ^ 1]), "cut off": sealed[:-9], "empty": b""}
    damaged[0].write_bytes(broken[harm])
    assert said_of_attachments() == ["1 of those tried do not open, or are not what was put there."]


def test_a_file_laid_under_another_row_does_not_pass_for_its_own(damaged: list[Path]) -> None:
    path = damaged[0]
    with acting_as(SYSTEM):
        one = Attachment.objects.get(pk=path.name)
        of_another = Attachment(pk=new_id(), person_id=one.person_id, sha256=one.sha256)
        file_store.put(of_another, b"x")
    connections.close_all()
    [laid] = list(path.parent.parent.rglob(of_another.pk.hex))
    laid.replace(path)
    assert said_of_attachments() == ["1 of those tried do not open, or are not what was put there."]


def test_files_without_a_row_are_told_when_they_are_old_enough(damaged: list[Path]) -> None:
    folder = damaged[0].parent.parent / "aa"
    folder.mkdir(exist_ok=True)
    stray = folder / f"{'0' * 30}aa"
    stray.write_bytes(b"rolled back")
    assert not wrong(examined(0))
    before = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(stray, (before, before))
    assert said_of_attachments() == ["1 of 1 files that are older than a day belong to no attachment."]
    (folder / "notes.txt").write_text("somebody else's")
    os.utime(folder / "notes.txt", (before, before))
    stray.unlink()
    assert not wrong(examined(0))


@pytest.mark.usefixtures("healthy")
def test_a_key_that_does_not_open_the_attachments() -> None:
    with override_settings(SECRET_KEY="y" * 60):
        found = examined(1)
    assert "attachments" in wrong(found)
    assert "do not open" in found["attachments"][0]["says"]
    with override_settings(SECRET_KEY="y" * 60, SECRET_KEY_FALLBACKS=["x" * 60]):
        assert "attachments" not in wrong(examined(1))


@pytest.mark.usefixtures("healthy")
def test_a_mail_server_that_does_not_answer_and_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=9, EMAIL_BACKEND=backend, EMAIL_TIMEOUT=2):
        assert wrong(examined(1)) == {"mail"}
    monkeypatch.setattr("benken.operate.doctor.around.LEAST_FREE", 10**18)
    assert wrong(examined(1)) == {"room"}


def sms(there: SmsGateway, **change: str) -> dict[str, Any]:
    """Return what an operator who chose this gateway would have set."""
    named = {f"BENKEN_SMS_{key}": value for key, value in change.items()}
    environ = {**there.environment("https://benken.example.org"), **named}
    return sms_from(environ, demo=False, public_address="https://benken.example.org")


@pytest.mark.usefixtures("healthy")
def test_a_gateway_for_texts_is_looked_at_and_nothing_is_sent() -> None:
    with sms_gateway() as there:
        with override_settings(SMS=sms(there)):
            assert examined(0)["texts"][0]["says"] == "The gateway (rest) is there, and lets us in."
        for change, words in [
            ({"SECRET": "short-"}, "BENKEN_SMS_SECRET is short enough to be guessed."),
            ({"TOKEN": "short-"}, "BENKEN_SMS_TOKEN is short enough to be guessed."),
            ({"TOKEN": "not-the-token-of-the-gateway"}, "The gateway answered 401: see BENKEN_SMS_TOKEN."),
            ({"CALLS_AT": "https://elsewhere.example.org"}, "The gateway calls us at elsewhere.example.org"),
        ]:
            with override_settings(SMS=sms(there, **change)):
                found = examined(1)
            assert wrong(found) == {"texts"}
            assert words in found["texts"][0]["says"]
            assert not [secret for key, secret in change.items() if key != "CALLS_AT" and secret in str(found["texts"])]
        with override_settings(SMS=sms(there, SENDER="Fjordvik")):
            assert "nobody can answer" in examined(0)["texts"][1]["says"]
        assert there.asked
        assert not there.taken
    with override_settings(SMS=sms(there)):
        found = examined(1)
    assert wrong(found) == {"texts"}
    assert found["texts"][0]["says"] == "The gateway is not there."


@pytest.mark.usefixtures("healthy")
def test_clocks_that_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benken.operate.doctor.database.MOST_APART", timedelta(seconds=-1))
    found = examined(1)
    assert wrong(found) == {"clocks"}


def test_the_command_tells_of_a_database_that_is_away(healthy: Path) -> None:
    env = environment("benken_nowhere", BENKEN_FILES=str(healthy / "files"))
    done = benken("doctor", env=env, status=1)
    assert "WRONG database: It cannot be reached as the app's role. See DATABASE_URL, and its server.\n" in done.stdout
    assert "walls" not in done.stdout
    assert "Traceback" not in done.stderr
