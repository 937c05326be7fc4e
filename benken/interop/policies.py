"""Who may take a caseload in through the page, and what may be done with an import when. Facts in, answers out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from benken.access.policies import Refused, can_place_people
from benken.access.queries import User
from benken.interop.caseload.headings import NAME_FIELDS, REPEATED, Field
from benken.interop.models import Import, ImportedRow

UNDO_WITHIN = timedelta(hours=24)
CONTENT_LIVES = timedelta(days=1)  # how long a file is kept when nothing more happens with its import
MOST_FINDINGS = 50  # so many who are closed to the leader may be found by files within FINDINGS_WITHIN
FINDINGS_WITHIN = timedelta(days=1)
# So many rows with a national number or a phone may be compared with those closed to a leader within FINDINGS_WITHIN,
# each further phone of a row counted too: the longest file there can be, once. A miss tells something as well.
MOST_QUESTIONS = 20_000
MOST_COLUMNS = 300  # more than anybody looks over by hand
UNDO_STANDS_STILL = timedelta(hours=1)  # without a chunk: nobody is at work on it any more
BEGINS_WITHIN = timedelta(seconds=20)  # a worker that runs has begun by then

# What an import makes with a person. Rows of any other table say that the person is in use.
MADE_WITH = frozenset({"people.Phone", "people.ContactPerson", "followup.Goal", "followup.Step"})
# What it writes in the log of them, at one moment. Anything else there says so, too: a change, a hand-over, a reading.
LOGGED_WITH = frozenset({"person.register", "goal.set", "person.import"})


def can_import(user: User) -> bool:
    """Tell whether somebody may take in a caseload: a leader, for the own team."""
    return user.is_active and can_place_people(user)


def can_open(one: Import, *, user: User) -> bool:
    """Tell whether an import is open to somebody: the importer alone, while they lead that team."""
    return can_import(user) and one.by_id == user.pk and one.team_id == user.team_id


def can_undo(one: Import, *, at: datetime) -> bool:
    """Tell whether an import may be undone: within a day of its end or of an undo that stopped, if it made anybody."""
    since = one.undo_stopped_at or one.finished_at
    in_time = since is not None and at - since <= UNDO_WITHIN
    return one.state == Import.State.TAKEN_IN and in_time and bool(one.counts.get(ImportedRow.Outcome.MADE))


def check_can_undo(one: Import, *, at: datetime) -> None:
    """Refuse to undo what is too old, or not taken in."""
    if not can_undo(one, at=at):
        raise Refused(_("Importen kan angres i 24 timer etter at den er tatt inn. Nå er det for sent."))


def check_unchanged(one: Import, *, state: Import.State, seen_version: int) -> None:
    """Refuse to go on from a page that shows the import as it no longer is."""
    if one.state != state or one.version != seen_version:
        raise Refused(_("Importen er endret i en annen fane. Se over den på nytt."))


def faults_of_columns(fields: Sequence[Field | None]) -> dict[int | None, str]:
    """Return what is wrong with a mapping, by the place of the column; None is the mapping as a whole."""
    faults: dict[int | None, str] = {}
    for place, field in enumerate(fields):
        if field is not None and field not in REPEATED and field in fields[:place]:
            faults[place] = _("En annen kolonne er alt valgt til dette. Velg én av dem.")
    if NAME_FIELDS.isdisjoint(field for field in fields if field is not None):
        faults[None] = _("Velg hvilken kolonne som holder navnet.")
    return faults


def too_many_findings(*, before: int, new: int) -> bool:
    """Tell whether a file finds so many who are closed to the leader that it would be a way to look people up."""
    return new > 0 and before + new > MOST_FINDINGS


def too_many_questions(*, before: int, new: int) -> bool:
    """Tell whether a file asks so much about those closed to the leader that no caseload needs it."""
    return new > 0 and before + new > MOST_QUESTIONS


def waits_for_worker(one: Import, *, at: datetime) -> bool:
    """Tell whether a job was asked for and nobody has begun, or gone on, for longer than a worker takes."""
    last = one.moved_at or one.asked_at
    return last is not None and at - last > BEGINS_WITHIN


def choices_for(*, shares_number: bool) -> Sequence[ImportedRow.Choice]:
    """Return what a leader may choose for a doubtful row. A national number has one holder: it makes no second one."""
    return [choice for choice in ImportedRow.Choice if not (shares_number and choice == ImportedRow.Choice.NEW)]
