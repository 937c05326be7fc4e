"""`benken …`: what an operator types. One tree of verbs; Django starts only when a verb needs it.

In a checkout without `DATABASE_URL` it works on the demo's municipality: the demo setting is on, and the private
server is started if it does not run, and stopped again when nobody else uses it.
Exit status: 0 fine, 1 problems were found, 2 misuse.
"""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from benken.operate.private_server import APP, OWNER, PROJECT, PrivateServer, ServerProblem, private_server

DEMO_DATABASE = "benken_demo"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except ServerProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except BrokenPipeError:  # whoever read what we say has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return 1
    except Exception as problem:
        sentence, status = _sentence(problem)
        if not sentence:
            raise
        sys.stderr.write(f"{sentence}\n")
    return status


def _sentence(problem: Exception) -> tuple[str, int]:
    """Return what to say of a fault that an operator can mend, and the exit status; or nothing."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError
    from procrastinate.exceptions import ConnectorException

    if isinstance(problem, ImproperlyConfigured):
        return str(problem), 2
    if isinstance(problem, ConnectorException):  # the worker's: it tells no more than that
        problem = problem.__cause__ if isinstance(problem.__cause__, Exception) else problem
    if isinstance(problem, OperationalError | psycopg.OperationalError):
        return f"The database cannot be used: {str(problem).partition(chr(10))[0]}", 1
    return "", 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benken", description="Benken, for operators.")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    demo = verbs.add_parser("demo", help="serve the invented municipality until Ctrl-C")
    demo.add_argument("--port", type=_port, default=8123)
    demo.add_argument("--persons", type=_persons, default=600, help="how many people are followed up, at most 100000")
    demo.set_defaults(run=_demo)

    load = verbs.add_parser("import-caseload", help="take in a service's own spreadsheet of persons")
    load.add_argument("file")
    load.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")
    load.add_argument("--json", action="store_true", help="report as JSON")
    load.set_defaults(run=_import_caseload)

    migrate = verbs.add_parser("migrate", help="bring the database up to date (asks for DATABASE_OWNER_URL)")
    migrate.set_defaults(run=_migrate)

    _add_setup(verbs)
    _add_backup(verbs)

    account = verbs.add_parser("add-account", help="make an account for somebody who works here")
    account.add_argument("--name", required=True)
    account.add_argument("--email", required=True)
    account.add_argument("--role", action="append", required=True)
    account.add_argument("--team", default="")
    account.set_defaults(run=_add_account)

    tidy = verbs.add_parser("tidy", help="delete old drafts, kept texts and ended sessions; the worker does it hourly")
    tidy.add_argument("--json", action="store_true")
    tidy.set_defaults(run=_tidy)

    audit = verbs.add_parser("audit", help="the logs of who read and who did what: check them, write a checkpoint")
    audit.add_argument("what", choices=["verify", "checkpoint", "key"])
    audit.add_argument("--json", action="store_true", help="report as JSON (verify)")
    since = "begin at the newest checkpoint that is no younger than this day or moment (verify)"
    audit.add_argument("--since", type=_moment, default=None, metavar="DATE", help=since)
    audit.add_argument("--checkpoints", default="", metavar="FOLDER", help="instead of BENKEN_CHECKPOINTS")
    audit.set_defaults(run=_audit)

    worker = verbs.add_parser("worker", help="work off the jobs until SIGTERM or Ctrl-C; run one all the time")
    worker.set_defaults(run=_worker)

    messages = verbs.add_parser("messages", help="collect, compile or check the message catalogues")
    messages.add_argument("what", choices=["collect", "compile", "check"])
    messages.set_defaults(run=_messages)

    database = verbs.add_parser("database", help="the demo's private server: start, stop, address; drop what is in it")
    database.add_argument("what", choices=["start", "stop", "address", "drop"])
    database.set_defaults(run=_database)
    return parser


def _add_setup(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    setup = verbs.add_parser("setup", help="the first run: municipality, first team, first administrator")
    setup.add_argument("--municipality", default="", help="its name, as it stands on the pages")
    setup.add_argument("--country", default="", help="no or dk")
    setup.add_argument("--team", default="", help="the first team")
    setup.add_argument("--name", default="", help="the first administrator")
    setup.add_argument("--email", default="", help="their e-mail, which they sign in with")
    setup.add_argument("--yes", action="store_true", help="ask nothing: what no flag says is misuse")
    setup.add_argument("--new-link", action="store_true", help="print a new link for the administrator --email")
    setup.set_defaults(run=_set_up)


def _add_backup(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = verbs.add_parser("backup", help="everything in one sealed file (asks for DATABASE_BULK_URL)")
    backup.add_argument("target", metavar="FILE|FOLDER", nargs="?", help="a new file; in a folder it gets a name")
    sealed_to = "a public key, age1…, that can open it; also BENKEN_BACKUP_RECIPIENTS"
    backup.add_argument("--recipient", action="append", default=[], metavar="KEY", help=sealed_to)
    backup.add_argument("--unencrypted", action="store_true", help="seal it to nobody: whoever has the file reads it")
    backup.add_argument("--new-key", metavar="FILE", help="make a pair of keys: the secret one into FILE")
    backup.add_argument("--prune", metavar="FOLDER", help="delete the backups there that are older than 90 days")
    backup.add_argument("--json", action="store_true", help="report as JSON")
    backup.set_defaults(run=_backup)

    restore = verbs.add_parser("restore", help="a backup into an empty database (asks for all three addresses)")
    restore.add_argument("file")
    restore.add_argument("--identity", metavar="FILE", default="", help="the file with the secret key that opens it")
    restore.add_argument("--other-key", action="store_true", help="BENKEN_SECRET_KEY is not the backup's")
    restore.add_argument("--json", action="store_true", help="report as JSON")
    restore.set_defaults(run=_restore)

    doctor = verbs.add_parser("doctor", help="looks whether all is as it should be, and says what to do")
    doctor.add_argument("--json", action="store_true", help="report as JSON")
    doctor.set_defaults(run=_doctor)


def _port(typed: str) -> int:
    port = int(typed)
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return port


def _moment(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("a day or a moment, as 2026-11-01 or 2026-11-01T06:00") from None


def _persons(typed: str) -> int:
    persons = int(typed)
    if not 1 <= persons <= 100_000:
        raise argparse.ArgumentTypeError("a number from 1 to 100000")
    return persons


@contextmanager
def _django(*, fill: bool = True) -> Iterator[None]:
    """Start Django on the configured database, or on the demo's, with its private server running.

    With `fill=False` the demo's is left as it is: empty, if there was none.
    """
    if os.environ.get("DATABASE_URL"):
        _setup()
        yield
        return
    server = private_server()
    started = server.start()
    os.environ["DATABASE_URL"] = server.address(DEMO_DATABASE, APP)
    os.environ["DATABASE_OWNER_URL"] = server.address(DEMO_DATABASE, OWNER)
    os.environ.setdefault("BENKEN_DEMO", "1")
    try:
        fresh = not server.has_database(DEMO_DATABASE)
        if fresh:
            shutil.rmtree(server.folder / "checkpoints" / DEMO_DATABASE, ignore_errors=True)  # of one that is gone
            server.create_database(DEMO_DATABASE)
        _setup()
        if fill:
            from benken.config.demo_server import make_ready

            make_ready()
        yield
    finally:
        if started:
            _close_connections()
            server.stop_if_unused()


def _setup() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benken.config.settings")
    django.setup()


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _demo(options: argparse.Namespace) -> int:
    from django.conf import settings

    from benken.config.demo_server import listen, serve

    for stop in (signal.SIGINT, signal.SIGTERM):  # started in the background, a shell has Ctrl-C ignored
        signal.signal(stop, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # the window was closed, and nobody said nohup
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    listener = listen(options.port)
    try:
        with _django():
            if not settings.DEMO:
                sys.stderr.write("The demo's people go into a demo's database only: unset DATABASE_URL.\n")
                return 2
            return serve(listener, persons=options.persons)
    except KeyboardInterrupt:
        return 0


def _import_caseload(options: argparse.Namespace) -> int:
    with _django():
        from benken.interop.caseload.command import run

        status: int = run(
            options.file, dry_run=options.dry_run, as_json=options.json, stdout=sys.stdout, stderr=sys.stderr
        )
        return status


def _migrate(_options: argparse.Namespace) -> int:
    if os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        sys.stderr.write("DATABASE_OWNER_URL is missing: the same database, as the role that owns it.\n")
        return 2
    with _django():
        from django.utils import timezone

        from benken.operate.schema import bring_up_to_date

        bring_up_to_date(today=timezone.localdate())
    return 0


def _set_up(options: argparse.Namespace) -> int:
    with _django():
        from benken.operate.first_run import Answers, set_up

        answers = Answers(options.municipality, options.country, options.team, options.name, options.email)
        asks = sys.stdin.isatty() and not options.yes
        return set_up(
            answers,
            ask=input if asks else None,
            new_link=options.new_link,
            stdout=sys.stdout,
            stderr=sys.stderr,
        )


def _add_account(options: argparse.Namespace) -> int:
    with _django():
        from benken.operate.accounts import add_account

        return add_account(
            name=options.name,
            email=options.email,
            roles=options.role,
            team=options.team,
            stdout=sys.stdout,
            stderr=sys.stderr,
        )


def _tidy(options: argparse.Namespace) -> int:
    with _django():
        from django.utils import timezone

        from benken.operate.tidy import tidy

        return tidy(at=timezone.now(), as_json=options.json, stdout=sys.stdout)


def _audit(options: argparse.Namespace) -> int:
    with _django():
        from django.utils import timezone

        from benken.operate import audit

        if options.what == "key":
            return audit.print_key(stdout=sys.stdout)
        folder = options.checkpoints
        if options.what == "checkpoint":
            return audit.checkpoint(at=timezone.now(), folder=folder, stdout=sys.stdout, stderr=sys.stderr)
        since = timezone.make_aware(options.since) if options.since and not options.since.tzinfo else options.since
        return audit.check(folder=folder, as_json=options.json, since=since, stdout=sys.stdout, stderr=sys.stderr)


def _backup(options: argparse.Namespace) -> int:
    from benken.operate.backups import upkeep

    if options.new_key:
        return upkeep.new_key(options.new_key, stdout=sys.stdout, stderr=sys.stderr)
    if bool(options.target) == bool(options.prune):
        sys.stderr.write("Say either where the backup goes, FILE|FOLDER, or --prune FOLDER.\n")
        return 2
    if options.prune:
        return upkeep.prune(options.prune, as_json=options.json, stdout=sys.stdout, stderr=sys.stderr)
    with _django():
        from benken.operate.backups import command

        return command.back_up(
            options.target,
            recipients=options.recipient,
            unencrypted=options.unencrypted,
            as_json=options.json,
            stdout=sys.stdout,
            stderr=sys.stderr,
        )


def _restore(options: argparse.Namespace) -> int:
    if os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        sys.stderr.write("DATABASE_OWNER_URL is missing: the same database, as the role that owns it.\n")
        return 2
    with _django(fill=False):
        from benken.operate.backups import command

        return command.restore(
            options.file,
            identity=options.identity,
            other_key=options.other_key,
            as_json=options.json,
            stdout=sys.stdout,
            stderr=sys.stderr,
        )


def _doctor(options: argparse.Namespace) -> int:
    with _django():
        from django.utils import timezone

        from benken.operate.doctor import examine

        return examine(at=timezone.now(), as_json=options.json, stdout=sys.stdout)


def _worker(_options: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # while it starts; at work it listens itself
    try:
        with _django():
            from benken.operate.worker import work

            return work(stderr=sys.stderr)
    except KeyboardInterrupt:
        return 0


def _messages(options: argparse.Namespace) -> int:
    from benken.operate.messages import main as messages

    return messages(options.what)


def _database(options: argparse.Namespace) -> int:
    server = private_server()
    if options.what == "start":
        server.start()
    elif options.what == "stop":
        server.stop()
    elif options.what == "drop":
        _drop_demo(server)
        return 0
    sys.stdout.write(f"{server.address(DEMO_DATABASE, APP)}\n" if options.what != "stop" else "")
    return 0


def _drop_demo(server: PrivateServer) -> None:
    """Drop the demo's database, its checkpoints and its files: it begins anew, or a backup is restored into it."""
    started = server.start()
    server.drop_database(DEMO_DATABASE)
    shutil.rmtree(server.folder / "checkpoints" / DEMO_DATABASE, ignore_errors=True)
    shutil.rmtree(PROJECT / "var" / "files", ignore_errors=True)
    if started:
        server.stop_if_unused()


if __name__ == "__main__":
    sys.exit(main())
