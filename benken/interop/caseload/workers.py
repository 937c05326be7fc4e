"""Who is meant by the words in the contact person's column."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from benken.interop.caseload.headings import plain
from benken.lib.text import folded, tidy_line

_ROLE_WORDS = frozenset(
    plain(word)
    for line in (
        "leder leiar leiaren lederen teamleder avdelingsleder enhetsleder avdelingsleiar chef leader manager",
        "kontaktperson kontaktpersonen kontakt ruskonsulent ruskonsulenten konsulent koordinator rådgiver rådgjevar",
        "saksbehandler sakshandsamar sagsbehandler rusmiddelbehandler behandler miljøterapeut miljøarbeider sosionom",
        "sykepleier sjukepleiar vernepleier erfaringskonsulent utekontakt worker coordinator contact",
    )
    for word in line.split()
)


class WhoIsMeant(ValueError):
    """Nobody, or nobody who can be a contact person, is meant by the words; the message is a sentence."""


@dataclass(frozen=True)
class Worker:
    """Somebody with an account who works here."""

    id: UUID
    name: str
    email: str
    team_id: UUID | None
    can_be_contact: bool
    is_leader: bool


class Workers:
    """Everybody who works here, or in one team, found by e-mail or name."""

    def __init__(self, workers: Iterable[Worker], *, are_a_team: bool = False) -> None:
        """Sort them by what they can be found by. `are_a_team`: they are those of one team, and others work here."""
        self._are_a_team = are_a_team
        self._by_email: dict[str, Worker] = {}
        self._by_name: dict[str, list[Worker]] = defaultdict(list)
        self._by_first_name: dict[str, list[Worker]] = defaultdict(list)
        for worker in workers:
            if worker.email:
                self._by_email[folded(worker.email)] = worker
            name = folded(worker.name)
            self._by_name[name].append(worker)
            self._by_first_name[name.partition(" ")[0]].append(worker)

    def find(self, *, name: str, email: str) -> Worker:
        """Return who is meant: by e-mail first, then by name, whatever the case; or raise WhoIsMeant."""
        return _checked(self._by_email_in(email, name) or self._by_name_in(name or email))

    def _by_email_in(self, *cells: str) -> Worker | None:
        words = (word.strip("<>()[],;") for cell in cells for word in cell.split())
        return next((found for word in words if (found := self._by_email.get(folded(word)))), None)

    def _by_name_in(self, written: str) -> Worker:
        for name in _names(written):
            found = self._by_name.get(name) or ([] if " " in name else self._by_first_name.get(name, []))
            possible = [worker for worker in found if worker.can_be_contact] or found
            if len(possible) > 1:
                raise WhoIsMeant(
                    _("Flere her heter %(name)s. Skriv e-postadressen til kontaktpersonen.")
                    % {"name": tidy_line(written)}
                )
            if possible:
                return possible[0]
        if self._are_a_team:
            raise WhoIsMeant(
                _("Ingen som heter %(name)s, er i teamet ditt. Skriv noen som er det, eller la feltet stå tomt.")
                % {"name": tidy_line(written)}
            )
        raise WhoIsMeant(
            _("Ingen som heter %(name)s, arbeider her. Lag kontoen først, eller la feltet stå tomt.")
            % {"name": tidy_line(written)}
        )


def _checked(worker: Worker) -> Worker:
    if worker.can_be_contact:
        return worker
    if worker.is_leader:
        raise WhoIsMeant(
            _("%(name)s er leder og er ikke kontaktperson for noen. Skriv en ruskonsulent, eller la feltet stå tomt.")
            % {"name": worker.name}
        )
    raise WhoIsMeant(
        _("%(name)s kan ikke være kontaktperson. Skriv en ruskonsulent, eller la feltet stå tomt.")
        % {"name": worker.name}
    )


def _names(written: str) -> list[str]:
    """Return the names a cell may mean, likeliest first: as written, without role words, the family name first."""
    whole = folded(written)
    bare = re.sub(r"\(.*?\)|<.*?>", " ", whole)
    parts = [part.strip() for part in bare.split(",") if part.strip()]
    names = [whole, *(_without_role(part) for part in parts[:1])]
    if len(parts) == 2:
        names.append(f"{_without_role(parts[1])} {parts[0]}")
    return list(dict.fromkeys(name for name in names if name))


def _without_role(name: str) -> str:
    words = name.replace(":", " ").split()
    while len(words) > 1 and plain(words[0]) in _ROLE_WORDS:
        words.pop(0)
    return " ".join(words)
