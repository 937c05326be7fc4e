"""What the doctor looks at around the database: settings, mail, files, backups, room on the disks."""

import os
import shutil
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import get_connection

from benken.access.audit.checkpoints import checkpoint_folder
from benken.access.queries.setup import sends_mail
from benken.operate.backups.place import KEPT, backups_in
from benken.operate.backups.problems import BackupProblem
from benken.operate.backups.sealed import read_recipients
from benken.operate.doctor.finding import Finding

SHORTEST_KEY = 40  # letters
LEAST_FREE = 1_000_000_000  # bytes
BACKUP_EVERY = timedelta(days=2)


def settings_are_sound(_at: datetime) -> Iterator[Finding]:
    """The environment says what a real Benken needs."""
    if settings.DEMO:
        yield Finding.mind("settings", "This is a demo: its door opens without a password.", "Never with real people.")
        return
    before = 0
    for says, do in _what_is_wrong():
        before += 1
        yield Finding.wrong("settings", says, do)
    if not before:
        yield Finding.fine("settings", "Secret key, addresses and HTTPS are set.")


def _what_is_wrong() -> Iterator[tuple[str, str]]:
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield "BENKEN_SECRET_KEY is short enough to be guessed.", f"Choose at least {SHORTEST_KEY} random letters."
    if not os.environ.get("BENKEN_HOSTS"):
        yield "BENKEN_HOSTS is not set: only this machine itself is answered.", "Set it to the public host name."
    elif "*" in settings.ALLOWED_HOSTS:
        yield "BENKEN_HOSTS takes any name.", "Set it to the public host name."
    if not settings.SECURE_REDIRECTS:
        yield "BENKEN_HTTPS is off: passwords could be listened to.", "Take BENKEN_HTTPS=0 away."
    if not settings.CSRF_TRUSTED_ORIGINS:
        yield "BENKEN_ORIGINS is not set: links in letters are guessed.", "Set it to https:// and the public host name."
    elif not settings.PUBLIC_ADDRESS.startswith("https://"):
        yield "BENKEN_ORIGINS does not begin with https://: links in letters are open.", "Write the address with https."


def mail(_at: datetime) -> Iterator[Finding]:
    """The mail server takes letters, if there is one."""
    if not sends_mail():
        yield Finding.mind("mail", "No mail server is set: an administrator gives each link by hand.")
        return
    try:
        line = get_connection()
        line.open()
        line.close()
    except (OSError, smtplib.SMTPException):
        says = f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} takes no letters."
        yield Finding.wrong("mail", says, "See BENKEN_SMTP_HOST, _PORT, _USER, _PASSWORD and _TLS.")
    else:
        yield Finding.fine("mail", "The mail server takes letters.")


def files(_at: datetime) -> Iterator[Finding]:
    """Stored files have a folder of their own that nobody else reads."""
    folder = settings.FILES
    if not folder.is_dir():
        yield Finding.mind("files", f"{folder} is not there yet: it is made with the first file.")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Finding.wrong("files", f"{folder} cannot be written to.", "Give it to the account that runs Benken.")
    elif folder.stat().st_mode & 0o077:
        yield Finding.wrong("files", f"Others on this machine may look into {folder}.", f"chmod 700 {folder}")
    else:
        yield Finding.fine("files", "Their folder is for Benken alone.")


def backups(at: datetime) -> Iterator[Finding]:
    """There is a fresh backup, none that has had its time, and somebody it is sealed to."""
    try:
        read_recipients(settings.BACKUP_RECIPIENTS)
    except BackupProblem as problem:
        make_one = "`benken backup --new-key FILE` makes a pair of keys."
        yield Finding.wrong("backups", f"BENKEN_BACKUP_RECIPIENTS: {problem}", make_one)
    if not settings.BACKUPS:
        yield Finding.mind("backups", "BENKEN_BACKUPS is not set: nobody looks whether they are fresh.")
        return
    folder = Path(settings.BACKUPS)
    if not folder.is_dir():
        yield Finding.wrong("backups", f"{folder} is no folder.", "Set BENKEN_BACKUPS to where backups are laid.")
        return
    found = backups_in(folder)
    if not found or at - found[-1][1] > BACKUP_EVERY:
        newest = f"The newest is of {found[-1][1].astimezone(UTC):%Y-%m-%d %H:%M} UTC." if found else "There is none."
        yield Finding.wrong("backups", newest, f"Run `benken backup {folder}` every night.")
    else:
        yield Finding.fine("backups", f"The newest is {_hours(at - found[-1][1])} old. Try restoring one every month.")
    if old := sum(at - made_at > KEPT for _path, made_at in found):
        says = f"{old} are older than 90 days: what was erased may still be in them."
        yield Finding.wrong("backups", says, f"Run `benken backup --prune {folder}`.")


def room(_at: datetime) -> Iterator[Finding]:
    """There is room where Benken writes."""
    places = [settings.FILES, checkpoint_folder(), Path(settings.BACKUPS) if settings.BACKUPS else None]
    full = set()
    for place in places:
        if place is not None:
            there = next(one for one in [place, *place.parents] if one.exists())
            if shutil.disk_usage(there).free < LEAST_FREE:
                full.add(str(place))
    if full:
        yield Finding.wrong("room", f"Less than 1 GB is free for {', '.join(sorted(full))}.", "Make room on that disk.")
    else:
        yield Finding.fine("room", "There is room where Benken writes. Of the database's own disk it knows nothing.")


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:,.0f} h"
