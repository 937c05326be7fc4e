"""What the tests need of the machine: a browser. In CI a missing one fails; as root it is installed."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Return the path of a Chromium, or None."""
    return os.environ.get("BENKEN_CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Find a browser, or install it as root, or say in one sentence what to install."""
    if browser():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "chromium"],
            check=False,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if browser():
        return 0
    sys.stderr.write("Chromium is missing: install it (Debian: apt-get install chromium), or set BENKEN_CHROMIUM.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
