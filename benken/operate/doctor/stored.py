"""What the doctor looks at between the database and the folder of files: counts, never a name or an id."""

from collections.abc import Iterator
from datetime import datetime

from benken.access.actor import SYSTEM, acting_as
from benken.operate.doctor.finding import Finding
from benken.people.queries.attachments import look_at_files

WHAT = "attachments"


def attachments(at: datetime) -> Iterator[Finding]:
    """Every attachment has its file, the key opens those that are tried, and no old file is without a row."""
    with acting_as(SYSTEM):
        seen = look_at_files(at=at)
    if seen.without_file:
        says = f"{seen.without_file} of {seen.rows} have no file in BENKEN_FILES."
        yield Finding.wrong(WHAT, says, "See that it is this database's folder; else restore from a backup.")
    if seen.shut:
        says = f"{seen.shut} of those tried do not open, or are not what was put there."
        yield Finding.wrong(WHAT, says, "Set the BENKEN_SECRET_KEY they were sealed with; else restore from a backup.")
    if seen.without_row:
        says = f"{seen.without_row} of {seen.files} files that are older than a day belong to no attachment."
        do = "The worker takes them away each hour, unless they are most: then it is another database's folder."
        yield Finding.wrong(WHAT, says, do)
    if not (seen.without_file or seen.shut or seen.without_row):
        yield Finding.fine(WHAT, f"All {seen.rows} have their file, and those tried open.")
