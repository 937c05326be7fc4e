"""What the municipality chooses for itself, and its teams."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Setup, SetupChange, Team, User
from benken.access.models.setup import as_words
from benken.access.policies import ChangedMeanwhile, Refused, can_change_setup
from benken.access.queries.accounts import users_of_team
from benken.access.queries.setup import forget_setup, saved_setup
from benken.lib.text import folded, tidy_line
from benken.ui.words import list_words

CHOSEN = (
    "municipality",
    "site_name",
    "sender_name",
    "reception_phone",
    "opening_hours",
    "quick_exit_url",
    "quiet_for",
    "small_number",
    "street_number",
    "requests_team",
)
TEAM = "requests_team"
NAMED = 5  # of those in a team that cannot be removed
LONGEST_NAME = 100


def _check_may(by: User | None) -> None:
    """Refuse anybody but an administrator; `None` is an operator at the command line."""
    if by is not None and not can_change_setup(by):
        raise Refused(_("Bare en administrator kan gjøre dette."))


@transaction.atomic
def change_setup(
    *, chosen: Mapping[str, object], seen_version: int, by: User | None, at: datetime
) -> list[SetupChange]:
    """Change what is chosen; return a row for each value that became another. The same again changes nothing."""
    _check_may(by)
    with acting_as(SYSTEM):
        setup = _locked()
        if setup.version != seen_version:
            raise ChangedMeanwhile(_("En annen lagret først. Se over, og lagre igjen."))
        changes = [
            SetupChange(at=at, by=by, name=name, before=setup.words_of(name), after=as_words(value))
            for name, value in chosen.items()
            if setup.words_of(name) != as_words(value)
        ]
        if not changes:
            return []
        for change in changes:
            setattr(setup, change.name, chosen[change.name])
        setup.version += 1
        try:
            setup.full_clean(validate_unique=False)
        except ValidationError as wrong:
            raise Refused(" ".join(wrong.messages)) from wrong
        setup.save()
        SetupChange.objects.bulk_create(changes)
    for change in changes:
        record_deed(by=by, at=at, verb=f"setup.{change.name}", object_id=change.pk)
    _forget()
    return changes


@transaction.atomic
def take_back_setup_change(*, change_id: UUID, by: User, at: datetime) -> SetupChange:
    """Set one value back to what it was before a change, unless it was changed again meanwhile."""
    _check_may(by)
    with acting_as(SYSTEM):
        setup = _locked()
        change = SetupChange.objects.filter(pk=change_id).first()
        if change is None or setup.words_of(change.name) != change.after:
            raise Refused(_("Det er endret igjen siden. Se hva som står nå."))
        number = isinstance(getattr(setup, change.name), int)
    before: object = int(change.before) if number else change.before
    if change.name == TEAM:
        before = _team_named(change.before)
    change_setup(chosen={change.name: before}, seen_version=setup.version, by=by, at=at)
    return change


def _team_named(name: str) -> Team | None:
    """Return the team that a change was from, or none where none was chosen; one that is gone can't come back."""
    if not name:
        return None
    team = Team.objects.filter(name=name).first()
    if team is None:
        raise Refused(_("Teamet som sto her før, heter noe annet nå eller er borte. Velg det på nytt."))
    return team


def begin_setup(*, municipality: str, country: str, at: datetime) -> None:
    """Make the one row at the first run, from the command line."""
    with acting_as(SYSTEM):
        setup = Setup.of_environment()
        setup.municipality, setup.country = municipality, country
        try:
            setup.full_clean()
        except ValidationError as wrong:
            raise Refused(" ".join(wrong.messages)) from wrong
        setup.save(force_insert=True)
        record_deed(by=None, at=at, verb="setup.begin")
    _forget()


def _locked() -> Setup:
    """Return the one row, held until the transaction ends; made from the environment's values if there is none."""
    setup = Setup.objects.select_for_update().first()
    if setup is None:
        try:
            with transaction.atomic():
                Setup.of_environment().save(force_insert=True)
        except IntegrityError:
            pass  # somebody else made it in this moment
        setup = Setup.objects.select_for_update().get()
    return setup


def _forget() -> None:
    """Forget now, for what is drawn in this request, and at the commit, for whoever read the old one meanwhile."""
    forget_setup()
    transaction.on_commit(forget_setup)


@transaction.atomic
def add_team(*, name: str, by: User, at: datetime) -> Team:
    """Make a team."""
    _check_may(by)
    team = Team.objects.create(name=_free_name(name))
    record_deed(by=by, at=at, verb="team.add", object_id=team.pk)
    return team


@transaction.atomic
def rename_team(*, team: Team, name: str, seen_name: str, by: User, at: datetime) -> bool:
    """Call a team something else; tell whether that was new."""
    _check_may(by)
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.name == tidy_line(name):
        return False
    if team.name != seen_name:
        raise ChangedMeanwhile(_("En annen lagret først: teamet heter %(name)s nå.") % {"name": team.name})
    team.name = _free_name(name, apart_from=team)
    team.save(update_fields=["name"])
    record_deed(by=by, at=at, verb="team.rename", object_id=team.pk)
    return True


@transaction.atomic
def remove_team(*, team: Team, by: User, at: datetime) -> None:
    """Remove a team that nobody is in and that follows up nobody."""
    _check_may(by)
    users = list(users_of_team(team))
    if users:
        names = [user.name for user in users[:NAMED]]
        if (more := len(users) - NAMED) > 0:
            names.append(ngettext("%(count)d til", "%(count)d til", more) % {"count": more})
        raise Refused(
            _("%(team)s er i bruk: %(names)s er i det. Gi dem et annet team først.")
            % {"team": team.name, "names": list_words(names)}
        )
    if saved_setup().requests_team_id == team.pk:
        raise Refused(
            _("%(team)s er i bruk: det tar imot henvendelser fra nettet. Velg et annet team først.")
            % {"team": team.name}
        )
    pk = team.pk
    try:
        # The system sees whom the team follows up; an administrator does not, and is told no more than that.
        with acting_as(SYSTEM):
            team.delete()
    except ProtectedError as used:
        raise Refused(
            _("%(team)s er i bruk: noen følges opp der. Lederen må flytte dem først.") % {"team": team.name}
        ) from used
    record_deed(by=by, at=at, verb="team.remove", object_id=pk)


@transaction.atomic
def restore_team(*, team_id: UUID, name: str, by: User, at: datetime) -> None:
    """Make a team that was just removed anew, as it was."""
    _check_may(by)
    if Team.objects.filter(pk=team_id).exists():
        return
    Team.objects.create(pk=team_id, name=_free_name(name))
    record_deed(by=by, at=at, verb="team.restore", object_id=team_id)


def _free_name(name: str, *, apart_from: Team | None = None) -> str:
    """Return the name, tidy; refuse one that is empty, too long or in use, whatever the case."""
    tidy = tidy_line(name)
    if not tidy or len(tidy) > LONGEST_NAME:
        raise Refused(_("Skriv et navn som synes."))
    others = Team.objects.exclude(pk=apart_from.pk) if apart_from else Team.objects.all()
    if any(folded(other) == folded(tidy) for other in others.values_list("name", flat=True)):
        raise Refused(_("Det er alt et team som heter %(name)s.") % {"name": tidy})
    return tidy
