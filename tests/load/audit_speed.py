"""`make audit-speed`: how long sealing and checking a million readings takes, and how much memory."""

import os
import resource
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

ROWS = 1_000_000


def main() -> int:  # noqa: PLR0915  # one measuring after the other
    """Measure, and tell; under 100,000 rows a second is a fault."""
    import django

    from tests.environment import SERVER

    os.environ["DJANGO_SETTINGS_MODULE"] = "benken.config.settings"
    django.setup()
    from benken.access.actor import SYSTEM, acting_as
    from benken.access.audit.checkpoints import write_checkpoint
    from benken.access.audit.sealing import seal_all, seal_latest
    from benken.access.audit.verify import verify
    from benken.operate.private_server import APP
    from tests.conftest import template
    from tests.load.audit_log import NEWEST, django_on, fill

    rows = int(os.environ.get("ROWS", ROWS))
    name = f"benken_test_{os.getpid()}_speed"
    SERVER.start()
    SERVER.create_database(name, template())
    try:
        with django_on(name):
            fill(readings=rows, deeds=rows // 10)
        with TemporaryDirectory() as kept, django_on(name, role=APP):
            began = perf_counter()
            sealed = seal_all(at=NEWEST)
            _tell("sealed from the first row", sealed, perf_counter() - began)
            began = perf_counter()
            seal_latest(at=NEWEST)
            sys.stdout.write(f"a minute with nothing new: {1000 * (perf_counter() - began):.0f} ms\n")
            began = perf_counter()
            seal_all(at=NEWEST + timedelta(minutes=1))
            sys.stdout.write(f"an hour with nothing new: {1000 * (perf_counter() - began):.0f} ms\n")
            with acting_as(SYSTEM):
                write_checkpoint(at=NEWEST, folder=Path(kept))
            speeds = []
            for _turn in range(3):
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                began = perf_counter()
                with acting_as(SYSTEM):
                    report = verify(folder=Path(kept))
                assert report.is_ok, report.faults
                speeds.append(_tell("checked", sealed, perf_counter() - began))
                more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
                sys.stdout.write(f"  {more / 1000:.1f} MB more memory\n")
    finally:
        SERVER.drop_database(name)
        SERVER.stop_if_unused()
    return 0 if max(speeds) >= 100_000 else 1


def _tell(what: str, rows: int, seconds: float) -> float:
    sys.stdout.write(f"{what}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows/s\n")
    return rows / seconds


if __name__ == "__main__":
    sys.exit(main())
