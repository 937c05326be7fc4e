"""A list of those who work here, read: which rows become accounts, and in a sentence why others do not."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from benken.access.actions.accounts import NewAccount
from benken.access.queries import Role, Team
from benken.access.queries.accounts import addresses_in_use, teams
from benken.interop.caseload.headings import plain
from benken.interop.caseload.read import HEADING_WITHIN, Rows, Unreadable
from benken.lib.sealing import SealBroken, seal, unseal
from benken.lib.text import folded, tidy_line

MOST_ROWS = 2_000
LONGEST_NAME, LONGEST_EMAIL = 100, 150
IN_TEAM = frozenset({Role.WORKER, Role.LEADER})


class Column(StrEnum):
    """What a column holds."""

    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    ROLES = "roles"
    TEAM = "team"


_HEADINGS: Mapping[Column, str] = {
    Column.NAME: """
        navn; namn; name; fullt navn; fullt namn; fulde navn; full name; ansatt; tilsett; medarbeider; medarbeidar;
        medarbejder; employee; staff""",
    Column.FIRST_NAME: "fornavn; fornamn; first name; given name",
    Column.LAST_NAME: "etternavn; etternamn; efternavn; last name; surname; family name",
    Column.EMAIL: """
        e-post; e-postadresse; epostadresse; e-mail; mail; mailadresse; e-mailadresse; email address; jobbmail""",
    Column.ROLES: "rolle; roller; rollar; role; roles; stilling; funksjon; funktion; position",
    Column.TEAM: "team; avdeling; eining; enhet; gruppe; afdeling; enhed; unit; department; tjeneste; teneste",
}
_COLUMNS = {plain(name): column for column, names in _HEADINGS.items() for name in names.split(";")}

_ROLE_WORDS: Mapping[Role, str] = {
    Role.WORKER: """
        ruskonsulent; konsulent; kontaktperson; rusmiddelbehandler; behandler; miljøterapeut; worker; contact person;
        case worker""",
    Role.OUTREACH: "utekontakt; oppsøkende; oppsøkjande; gadeplansmedarbejder; opsøgende; outreach worker; outreach",
    Role.PEER: """
        erfaringskonsulent; erfaringsmedarbeider; erfaringsmedarbeidar; medarbejder med brugererfaring;
        peer worker; peer""",
    Role.LEADER: "leder; leiar; avdelingsleder; avdelingsleiar; teamleder; teamleiar; afdelingsleder; leader; manager",
    Role.PLANNER: "planlegger; planleggar; planlægger; planner",
    Role.RESEARCHER: "forsker; forskar; researcher",
    Role.SERVICE_EDITOR: """
        redaktør for et sted; redaktør for ein stad; redaktør; editor of a place; service editor; editor""",
    Role.ADMIN: "administrator; admin; systemansvarlig; systemansvarleg; systemadministrator",
}
_ROLES = {plain(word): role for role, words in _ROLE_WORDS.items() for word in (*words.split(";"), role.value)}
_BETWEEN = re.compile(r"[,;/|\n+&]|(?<!\w)(?:og|and)(?!\w)", re.IGNORECASE)


class Outcome(StrEnum):
    """What comes of a row."""

    NEW = "new"
    KNOWN = "known"
    WRONG = "wrong"


@dataclass(frozen=True)
class StaffRow:
    """A row of the list as it is understood; `why` is a sentence when nothing comes of it."""

    number: int
    name: str
    email: str
    roles: tuple[Role, ...] = ()
    team: Team | None = None
    outcome: Outcome = Outcome.NEW
    why: str = ""

    @property
    def role_words(self) -> str:
        """The roles in words."""
        return ", ".join(str(role.label) for role in self.roles)

    @property
    def account(self) -> NewAccount:
        """The account it becomes."""
        return NewAccount(self.name, self.email, self.roles, self.team)


def read_staff(rows: Rows) -> list[StaffRow]:
    """Return what comes of each row; raise Unreadable with one sentence when it is no such list."""
    place, columns = _headings(rows)
    below = [
        (number, cells) for number, cells in enumerate(rows.cells[place + 1 :], place + 2) if any(map(str.strip, cells))
    ]
    if not below:
        raise Unreadable(_("Fila har overskrifter, men ingen linjer under dem."))
    if len(below) > MOST_ROWS:
        raise Unreadable(_("Fila har flere enn %(most)d linjer. Del den i flere.") % {"most": MOST_ROWS})
    told = [(number, {column: _cell(cells, at) for column, at in columns.items()}) for number, cells in below]
    by_name = {folded(team.name): team for team in teams()}
    taken = addresses_in_use({_email(cells) for _number, cells in told})
    seen: dict[str, int] = {}
    return [_row(number, cells, by_name=by_name, taken=taken, seen=seen) for number, cells in told]


def _headings(rows: Rows) -> tuple[int, dict[Column, int]]:
    """Return which row holds the headings, and where each column stands."""
    best: tuple[int, dict[Column, int]] = (0, {})
    for place, cells in enumerate(rows.cells[:HEADING_WITHIN]):
        found: dict[Column, int] = {}
        for at, cell in enumerate(cells):
            column = _COLUMNS.get(plain(cell))
            if column is not None:
                found.setdefault(column, at)
        if len(found) > len(best[1]):
            best = place, found
    missing = [
        words
        for words, column in ((_("Navn"), Column.NAME), (_("E-post"), Column.EMAIL), (_("Rolle"), Column.ROLES))
        if column not in best[1] and not (column is Column.NAME and Column.FIRST_NAME in best[1])
    ]
    if missing:
        raise Unreadable(
            _("Fant ikke kolonnen «%(column)s». Øverst i fila skal det stå Navn, E-post, Rolle og Team.")
            % {"column": "», «".join(missing)}
        )
    return best


def _cell(cells: Sequence[str], at: int) -> str:
    return tidy_line(cells[at].replace("\n", ", ")) if at < len(cells) else ""


def _email(cells: Mapping[Column, str]) -> str:
    return cells.get(Column.EMAIL, "").removeprefix("mailto:").lower()


def _row(
    number: int, cells: Mapping[Column, str], *, by_name: Mapping[str, Team], taken: set[str], seen: dict[str, int]
) -> StaffRow:
    """Return what comes of one row, given who has an account already and which addresses stood further up."""
    both = f"{cells.get(Column.FIRST_NAME, '')} {cells.get(Column.LAST_NAME, '')}".strip()
    name, email = cells.get(Column.NAME, "") or both, _email(cells)
    written, team_name = cells.get(Column.ROLES, ""), cells.get(Column.TEAM, "")
    words = [word for part in _BETWEEN.split(written) if (word := tidy_line(part))]
    if plain(written) in _ROLES:  # «redaktør for et sted» as a whole, also where a word of it divides
        words = [written]
    unknown = [word for word in words if plain(word) not in _ROLES]
    roles = tuple(dict.fromkeys(_ROLES[plain(word)] for word in words if plain(word) in _ROLES))
    team = by_name.get(folded(team_name))
    first = seen.setdefault(email, number)
    why = _why_wrong(
        name=name,
        email=email,
        unknown=unknown,
        roles=roles,
        team_name=team_name,
        team=team,
        before=first,
        number=number,
    )
    if why:
        return StaffRow(number, name, email, roles, team, Outcome.WRONG, why)
    if email in taken:
        return StaffRow(
            number, name, email, roles, team, Outcome.KNOWN, _("Adressen er i bruk alt. Kontoen blir som den er.")
        )
    return StaffRow(number, name, email, roles, team)


def _why_wrong(
    *,
    name: str,
    email: str,
    unknown: Iterable[str],
    roles: Sequence[Role],
    team_name: str,
    team: Team | None,
    before: int,
    number: int,
) -> str:
    """Say in sentences what has to be mended in a row, or nothing."""
    wrong = []
    if not name or len(name) > LONGEST_NAME:
        wrong.append(_("Navnet mangler, eller er lengre enn 100 tegn."))
    if not _is_email(email):
        wrong.append(_("Dette er ikke en e-postadresse.") if email else _("E-posten mangler."))
    elif before != number:
        wrong.append(_("Samme adresse står på linje %(line)d.") % {"line": before})
    wrong += [_("«%(word)s» er ikke en rolle her.") % {"word": word} for word in unknown]
    if not roles and not unknown:
        wrong.append(_("Rollen mangler."))
    if team_name and team is None:
        wrong.append(_("Teamet «%(team)s» finnes ikke. Lag det under Innstillinger.") % {"team": team_name})
    elif team is None and IN_TEAM.intersection(roles):
        wrong.append(_("En ruskonsulent eller leder hører til et team."))
    return " ".join(wrong)


def _is_email(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_EMAIL


def sealed_accounts(rows: Iterable[StaffRow], *, of: UUID) -> str:
    """Return the accounts that are to be made, sealed to whoever looked them over: so the list is stored nowhere."""
    told = [[row.name, row.email, list(row.roles), str(row.team.pk) if row.team else ""] for row in rows]
    return seal(json.dumps(told), secret=settings.SECRET_KEY, purpose=f"staff:{of}").decode()


def opened_accounts(sealed: str, *, of: UUID) -> list[NewAccount]:
    """Return the accounts that are to be made; raise Unreadable when they were not looked over by the same one."""
    try:
        told = json.loads(unseal(sealed.encode(), secret=settings.SECRET_KEY, purpose=f"staff:{of}"))
    except (SealBroken, UnicodeEncodeError) as broken:
        raise Unreadable(_("Last opp fila på nytt.")) from broken
    by_id = {str(team.pk): team for team in teams()}
    if any(team and team not in by_id for _name, _email, _roles, team in told):
        raise Unreadable(_("Et av teamene er fjernet. Last opp fila på nytt."))
    return [
        NewAccount(name, email, tuple(Role(role) for role in roles), by_id.get(team))
        for name, email, roles, team in told
    ]
