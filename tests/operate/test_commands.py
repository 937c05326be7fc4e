"""`benken …` as an operator types it: real processes, their exit status, and what they leave behind."""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from gettext import GNUTranslations
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Role, SentForm, TypedText, User
from benken.demo import load
from benken.followup.queries import goals_of
from benken.operate import messages
from benken.operate.accounts import add_account
from benken.operate.private_server import PROJECT
from benken.people.models import Person
from benken.people.queries import contact_person_of
from tests.interop.caseload import EXPECTED, SAMPLE
from tests.operate.running import benken, database_of_its_own, environment, is_one_sentence

pytestmark = pytest.mark.xdist_group("commands")
Env = dict[str, str]


@pytest.fixture(scope="module")
def env(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Env]:  # noqa: ARG001  # only to come after it
    """Let the demo's first people into a database, and return the environment of a process that works on it."""
    with database_of_its_own("commands", django_db_blocker) as name:
        load.prepare(today=timezone.localdate(), say=lambda _line: None)
        yield environment(name)


@pytest.mark.parametrize(
    "typed",
    [[], ["nonsense"], ["import-caseload"], ["demo", "--port", "70000"], ["demo", "--port", "x"], ["messages", "eat"]],
)
def test_what_no_verb_takes_is_misuse(typed: list[str]) -> None:
    done = benken(*typed, env={**os.environ}, status=2)
    assert done.stderr.startswith("usage: benken")
    assert done.stdout == ""


def test_a_sheet_that_is_not_there_is_misuse(env: Env) -> None:
    done = benken("import-caseload", "/nowhere/list.csv", env=env, status=2)
    assert is_one_sentence(done.stderr)
    assert done.stderr.startswith("/nowhere/list.csv: ")
    assert done.stdout == ""


def test_the_sample_sheet_is_told_then_taken_in_then_known(env: Env) -> None:
    expected = {row["row"]: row["outcome"] for row in json.loads(EXPECTED.read_text())}
    with acting_as(SYSTEM):
        before = Person.objects.count()

    dry = benken("import-caseload", str(SAMPLE), "--dry-run", "--json", env=env, status=1)
    report = json.loads(dry.stdout)
    assert list(report) == ["made", "matched", "refused", "doubtful", "skipped", "rows"]
    assert all(list(row) == ["row", "outcome", "why"] for row in report["rows"])
    assert {row["row"]: row["outcome"] for row in report["rows"]} == expected
    assert dry.stderr == ""
    with acting_as(SYSTEM):
        assert Person.objects.count() == before

    first = json.loads(benken("import-caseload", str(SAMPLE), "--json", env=env, status=1).stdout)
    assert first["made"] == report["made"] == list(expected.values()).count("made")
    second = json.loads(benken("import-caseload", str(SAMPLE), "--json", env=env, status=1).stdout)
    assert second["made"] == 0

    with acting_as(SYSTEM):
        assert Person.objects.count() == before + first["made"]
        rolf = Person.objects.get(called="Rolf", full_name="Rolf Tangvald")
        contact = contact_person_of(rolf)
    ingunn = User.objects.get(email="ingunn.saether@fjordvik.example")
    assert contact is not None
    assert contact.worker_id == ingunn.pk
    with acting_as(ingunn.pk):
        assert {"Rolf", "Maja B", "K."} <= set(Person.objects.values_list("called", flat=True))
        assert [goal.words for goal in goals_of(rolf)] == ["Bygge ferdig sjekta"]


def test_an_account_is_made_and_its_owner_chooses_a_password(env: Env) -> None:
    typed = ["--name", "  Ansatt Ny ", "--email", "Ny@Fjordvik.example", "--team", "Team Ny"]
    done = benken("add-account", *typed, "--role", "worker", "--role", "leader", "--role", "worker", env=env)
    assert re.fullmatch(r"/accounts/password/reset/key/\S+/\n", done.stdout)
    user = User.objects.get(email="ny@fjordvik.example")
    assert (user.name, user.roles) == ("Ansatt Ny", [Role.WORKER, Role.LEADER])
    assert user.team is not None
    assert user.team.name == "Team Ny"
    assert not user.has_usable_password()
    with acting_as(SYSTEM):
        assert Deed.objects.get(verb="account.create", object_id=user.pk).by_id is None

    client = Client()
    page = client.get(done.stdout.strip())
    password = "en benk under en gammel bjørk"
    client.post(page["Location"], {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)

    again = benken("add-account", *typed, "--role", "worker", env=env, status=1)
    assert again.stderr == "ny@fjordvik.example has an account already\n"
    assert User.objects.filter(name="Ansatt Ny").count() == 1


@pytest.mark.parametrize(
    ("name", "email", "role", "words"),
    [
        ("Ansatt To", "to@fjordvik.example", "person", "no such role here: person; use admin, "),
        ("Ansatt To", "to@fjordvik.example", "boss", "no such role here: boss"),
        ("Ansatt To", "to-fjordvik.example", "worker", "to-fjordvik.example is no e-mail address"),
        (" ", "to@fjordvik.example", "worker", "a name has 1 to 100 letters"),
    ],
)
@pytest.mark.usefixtures("env")
def test_an_account_that_cannot_be_is_told_and_not_made(name: str, email: str, role: str, words: str) -> None:
    before, stdout, stderr = User.objects.count(), StringIO(), StringIO()
    assert add_account(name=name, email=email, roles=[role], team="", stdout=stdout, stderr=stderr) == 2
    assert stderr.getvalue().startswith(words)
    assert is_one_sentence(stderr.getvalue())
    assert not stdout.getvalue()
    assert User.objects.count() == before


def test_a_role_that_nobody_here_has_is_misuse(env: Env) -> None:
    typed = ["--name", "Ansatt To", "--email", "to@fjordvik.example", "--role", "person"]
    assert is_one_sentence(benken("add-account", *typed, env=env, status=2).stderr)


def test_tidy_deletes_what_is_over_and_counts_it(env: Env) -> None:
    now, user = timezone.now(), User.objects.get(email="ingunn.saether@fjordvik.example")
    assert benken("tidy", env=env).stdout.startswith("drafts: ")
    with acting_as(SYSTEM):
        for hours in (0, 2):
            TypedText.objects.create(user=user, path=f"/{hours}/", sealed=b"", kept_at=now - timedelta(hours=hours))
        for days in (0, 3, 4):
            SentForm.objects.create(key=uuid4(), user=user, received_at=now - timedelta(days=days))
    done = benken("tidy", "--json", env=env)
    gone = {
        "drafts": 0,
        "kept_texts": 1,
        "imports": 0,
        "received_forms": 2,
        "removed_supporters": 0,
        "removed_lines": 0,
        "all_about_copies": 0,
        "files": 0,
        "old_requests": 0,
        "old_texts_in": 0,
        "ended_sign_ins": 0,
    }
    assert json.loads(done.stdout) == gone
    with acting_as(SYSTEM):
        assert (TypedText.objects.count(), SentForm.objects.count()) == (1, 1)


def test_migrating_again_is_harmless(env: Env) -> None:
    with acting_as(SYSTEM):
        before = Person.objects.count()
    done = benken("migrate", env=env)
    assert (done.stdout, done.stderr) == ("", "")
    with acting_as(SYSTEM):
        assert Person.objects.count() == before > 0


def test_migrate_asks_for_the_owner_and_never_takes_another_database(env: Env) -> None:
    done = benken("migrate", env={**env, "DATABASE_OWNER_URL": ""}, status=2)
    assert is_one_sentence(done.stderr)
    assert "DATABASE_OWNER_URL" in done.stderr


def test_nothing_starts_on_a_real_database_without_a_secret_key(env: Env) -> None:
    real = {**env, "BENKEN_DEMO": "0"}
    real.pop("BENKEN_SECRET_KEY", None)
    done = benken("tidy", env=real, status=2)
    assert done.stderr == "BENKEN_SECRET_KEY is missing: set it to a long random text and keep it secret\n"
    assert benken("tidy", "--json", env={**real, "BENKEN_SECRET_KEY": "x" * 60}).stdout


def test_invented_people_never_go_into_a_real_database(env: Env) -> None:
    real = {**env, "BENKEN_DEMO": "0", "BENKEN_SECRET_KEY": "x" * 60}
    done = benken("demo", "--port", "8199", env=real, status=2)
    assert is_one_sentence(done.stderr)
    assert "demo's database only" in done.stderr


def test_a_database_that_is_away_is_one_sentence(env: Env, tmp_path: Path) -> None:
    away = {**env, "DATABASE_URL": f"postgresql://benken_app@/benken?host={tmp_path}"}
    done = benken("tidy", env=away, status=1)
    assert is_one_sentence(done.stderr)
    assert done.stderr.startswith("The database cannot be used: ")


def test_a_bare_checkout_works_on_the_demo_and_stops_what_it_started() -> None:
    # pytest's own folder is closed to the server's account
    checkout = Path(tempfile.mkdtemp(prefix="bk-", dir="/var/tmp"))  # made here, for us alone to write in
    checkout.chmod(0o755)
    shutil.copytree(PROJECT / "benken", checkout / "benken", ignore=shutil.ignore_patterns("staticfiles", "build"))
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "BENKEN_"))}
    bare["PYTHONPATH"] = str(checkout)
    running = checkout / "var" / "postgres"
    try:
        report = json.loads(benken("import-caseload", str(SAMPLE), "--json", env=bare, status=1).stdout)
        assert report["made"] == 9
        assert not list(running.glob("data-*/postmaster.pid"))  # it was not running before

        address = benken("database", "start", env=bare).stdout
        assert address == f"postgresql://benken_app@/benken_demo?host={running}\n"
        again = json.loads(benken("import-caseload", str(SAMPLE), "--json", env=bare, status=1).stdout)
        assert again["made"] == 0
        assert list(running.glob("data-*/postmaster.pid"))  # it was running before
    finally:
        benken("database", "stop", env=bare)
        assert not list(running.glob("data-*/postmaster.pid"))
        shutil.rmtree(checkout)


def test_the_check_of_the_catalogues_ends_as_it_found() -> None:
    found = list(messages.find_problems(messages.collect()))
    done = benken("messages", "check", env={**os.environ}, status=1 if found else 0)
    assert done.stderr == "".join(f"{problem}\n" for problem in found)


def test_the_catalogues_are_collected_checked_and_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collected = messages.collect()
    sentence = "En setning ingen har oversatt"
    collected.add(sentence)
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    monkeypatch.setattr(messages, "collect", lambda: collected)
    shutil.copytree(PROJECT / "benken" / "locale", tmp_path, dirs_exist_ok=True)
    assert messages.main("collect") == 0
    written = {path: path.read_bytes() for path in tmp_path.rglob("*.po")}
    assert len(written) == 3
    assert messages.main("collect") == 0
    assert {path: path.read_bytes() for path in written} == written  # a second run changes nothing
    assert messages.main("check") == 1
    assert f"da: not translated: {sentence!r}" in capsys.readouterr().err.splitlines()

    danish = tmp_path / "da" / "LC_MESSAGES" / "django.po"
    danish.write_text(danish.read_text().replace(f'msgid "{sentence}"\nmsgstr ""', f'msgid "{sentence}"\nmsgstr "Ja"'))
    assert messages.main("compile") == 0
    with danish.with_suffix(".mo").open("rb") as file:
        assert GNUTranslations(file).gettext(sentence) == "Ja"
