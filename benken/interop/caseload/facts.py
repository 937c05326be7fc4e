"""A row's cells read into facts about a person, with the reasons it cannot be taken in and what there is to tell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.followup.policies import STEP, WORDS
from benken.interop.caseload import cells
from benken.interop.caseload.headings import Columns, Field
from benken.interop.caseload.read import Sheet, SheetRow
from benken.interop.caseload.workers import WhoIsMeant, Worker, Workers
from benken.lib.text import folded, tidy_line
from benken.people.phones import NewPhone, shown_number
from benken.people.policies import LONGEST_NAME


@dataclass(frozen=True)
class Surroundings:
    """What reading a row needs to know of this municipality. All of it is plain facts and pure questions."""

    workers: Workers
    teams: Mapping[UUID, str]
    today: date
    language: str
    hash_of_number: Callable[[str], str]  # raises Refused for a number that is none or may not be used here
    print_of: Callable[[str], UUID]  # a keyed print: the same words give the same id, and the id gives no words
    own_team: UUID | None = None  # the only team the rows may go to; None: any team


@dataclass(frozen=True)
class Facts:
    """What a row says about a person, ready to be registered."""

    row: int
    called: str
    full_name: str
    national_number: str
    number_hash: str | None
    phones: tuple[NewPhone, ...]
    language: str
    worker: Worker | None
    team_id: UUID | None
    goal: str
    steps: tuple[str, ...]
    area: str
    last_seen: date | None
    print_id: UUID


@dataclass(frozen=True)
class RowRead:
    """A row as it was understood: facts, or the reasons why not; and what there is to tell in both cases."""

    row: int
    facts: Facts | None
    refusals: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


def read_rows(sheet: Sheet, around: Surroundings) -> list[RowRead]:
    """Read all rows. A row without a contact person goes to the team it names, or to the only team there can be."""
    only_team = _only_team(sheet, around)
    return [_Reading(row, sheet.columns, around, only_team).result() for row in sheet.rows]


def _only_team(sheet: Sheet, around: Surroundings) -> UUID | None:
    """Return the only team there can be, of the municipality, or the one all contact persons in the sheet are in."""
    if around.own_team is not None:
        return around.own_team
    if len(around.teams) == 1:
        return next(iter(around.teams))
    teams = set()
    written = {(_first(row, sheet, Field.CONTACT), _first(row, sheet, Field.CONTACT_EMAIL)) for row in sheet.rows}
    for name, email in written:
        try:
            teams.add(around.workers.find(name=name, email=email).team_id)
        except WhoIsMeant:
            continue
    return teams.pop() if len(teams) == 1 else None


def _first(row: SheetRow, sheet: Sheet, what: Field) -> str:
    return next(iter(sheet.columns.cells(row.cells, what)), "")


@dataclass
class _Reading:
    """One row on its way from cells to facts; gathers every reason, so that a row is corrected once."""

    row: SheetRow
    columns: Columns
    around: Surroundings
    only_team: UUID | None
    refusals: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def result(self) -> RowRead:
        """Return what the row says; an empty one says nothing at all."""
        if self.row.is_empty:
            return RowRead(self.row.number, None)
        if self.row.is_too_long:
            self.refusals.append(
                _("Linja har flere felt enn overskriften. Sett anførselstegn rundt tekst med skilletegn i.")
            )
            return RowRead(self.row.number, None, tuple(self.refusals))
        facts = self._facts()
        return RowRead(self.row.number, None if self.refusals else facts, tuple(self.refusals), tuple(self.told))

    def _facts(self) -> Facts:
        called, full_name = self._names()
        national_number, number_hash = self._national_number()
        phones = self._phones()
        worker = self._worker()
        goal, steps, area = self._goal()
        return Facts(
            row=self.row.number,
            called=called,
            full_name=full_name,
            national_number=national_number,
            number_hash=number_hash,
            phones=phones,
            language=self._language(),
            worker=worker,
            team_id=self._team(worker),
            goal=goal,
            steps=steps,
            area=area,
            last_seen=self._last_seen(),
            print_id=self._print(called, full_name, national_number, phones, worker, goal),
        )

    def _cell(self, what: Field) -> str:
        return tidy_line(next(iter(self.columns.cells(self.row.cells, what)), ""))

    def _names(self) -> tuple[str, str]:
        first, last, some = self._cell(Field.FIRST_NAME), self._cell(Field.LAST_NAME), self._cell(Field.NAME)
        called = self._cell(Field.CALLED)
        full_name = self._cell(Field.FULL_NAME) or (f"{first} {last}" if first and last else "")
        if Field.CALLED in self.columns.places:
            full_name = full_name or some or last
        called = called or some or first
        if not called and full_name:
            called = full_name
            self.told.append(_("Kallenavn mangler; det fulle navnet er brukt."))
        if not called:
            self.refusals.append(_("Linja har ikke noe navn. Skriv det personen vil kalles."))
        if max(len(called), len(full_name)) > LONGEST_NAME:
            self.refusals.append(
                _("Navnet er for langt: %(length)d tegn, og det er plass til %(most)d. Skriv et kortere.")
                % {"length": max(len(called), len(full_name)), "most": LONGEST_NAME}
            )
        return called, full_name

    def _national_number(self) -> tuple[str, str | None]:
        written = self._cell(Field.NATIONAL_NUMBER)
        if cells.is_unknown(written):
            return "", None
        digits = "".join(mark for mark in written if not mark.isspace() and mark not in "-.")
        if digits.isdecimal() and len(digits) == 10:
            digits = "0" + digits  # a spreadsheet drops the zero in front; the check digits tell whether that was it
        try:
            return digits, self.around.hash_of_number(digits)
        except Refused as refused:
            self.refusals.append(str(refused))
            return "", None

    def _phones(self) -> tuple[NewPhone, ...]:
        written = cells.read_phones(self.columns.cells(self.row.cells, Field.PHONE))
        self.told += [
            _("«%(words)s» er ikke et telefonnummer og er utelatt.") % {"words": words} for words in written.not_numbers
        ]
        do_not_text = self._do_not_text()
        if written.phones and do_not_text:
            self.told.append(_("Får ikke tekstmeldinger."))
        remark = self._remark(has_phone=bool(written.phones))
        phones: list[NewPhone] = []
        for phone in written.phones:
            if not phone.can_get_texts:
                self.told.append(
                    _("%(number)s er en fasttelefon og kan ikke få tekstmeldinger.")
                    % {"number": shown_number(phone.number)}
                )
            note = phone.note if phones else phone.note or remark
            phones.append(NewPhone(phone.number, do_not_text, phone.can_get_texts, note))
        return tuple(phones)

    def _do_not_text(self) -> bool:
        """Tell whether texts are unwanted. Words that are neither yes nor no mean yes: a text cannot be unsent."""
        written = self._cell(Field.DO_NOT_TEXT)
        answer = cells.read_yes(written)
        if answer is None:
            self.told.append(_("«%(words)s» under ikke SMS er forstått som ja.") % {"words": written})
        return answer is not False

    def _remark(self, *, has_phone: bool) -> str:
        """Return the remark if it is about the phone. Anything else would be text that the person never saw."""
        remark = "; ".join(tidy_line(cell) for cell in self.columns.cells(self.row.cells, Field.REMARK))
        if not remark or (has_phone and cells.is_about_phone(remark)):
            return remark
        self.told.append(_("Merknaden er ikke tatt inn. Skriv den i et notat som personen også kan lese."))
        return ""

    def _language(self) -> str:
        written = self._cell(Field.LANGUAGE)
        if cells.is_unknown(written) and folded(written) != "no":
            return self.around.language
        language = cells.read_language(written)
        if language == cells.OTHER_LANGUAGE:
            self.told.append(_("Språket «%(words)s» er satt til «et annet språk».") % {"words": written})
        return language

    def _worker(self) -> Worker | None:
        name, email = self._cell(Field.CONTACT), self._cell(Field.CONTACT_EMAIL)
        name, email = ("" if cells.is_unknown(words) else words for words in (name, email))
        if not name and not email:
            return None
        try:
            return self.around.workers.find(name=name, email=email)
        except WhoIsMeant as nobody:
            self.refusals.append(str(nobody))
            return None

    def _team(self, worker: Worker | None) -> UUID | None:
        """Return the team: the one named, else the contact person's, else the only one there can be."""
        written = self._cell(Field.TEAM)
        named = next((team for team, name in self.around.teams.items() if folded(name) == folded(written)), None)
        if written and named is None:
            self.told.append(_("Teamet «%(words)s» finnes ikke her og er utelatt.") % {"words": written})
        if named is not None and self.around.own_team not in {None, named}:
            self.refusals.append(
                _("Linja hører til %(team)s. Du kan bare ta inn folk til ditt eget team.") % {"team": written}
            )
            return None
        if worker is not None:
            return named or worker.team_id
        if self.refusals:
            return None
        team = named or self.only_team
        if team is None:
            self.refusals.append(_("Kontaktperson mangler, og vi vet ikke hvilket team. Skriv én av delene."))
        else:
            self.told.append(
                _("Uten kontaktperson: lederen av %(team)s finner en.") % {"team": self.around.teams.get(team, "")}
            )
        return team

    def _goal(self) -> tuple[str, tuple[str, ...], str]:
        goal = self._cell(Field.GOAL)
        steps = cells.read_steps(self.columns.cells(self.row.cells, Field.STEPS))
        for words, most in ((goal, WORDS), *((step, STEP) for step in steps)):
            if len(words) > most:
                self.refusals.append(
                    _("Et mål eller delmål er på %(length)d tegn, og det er plass til %(most)d. Kort det ned.")
                    % {"length": len(words), "most": most}
                )
        if steps and not goal:
            self.told.append(_("Delmålene er utelatt, for linja har ikke noe mål."))
            return "", (), ""
        if any(words.startswith("=") for words in (goal, *steps)):
            self.told.append(_("Formelen er beholdt som vanlig tekst."))
        return goal, steps, self._area() if goal else ""

    def _area(self) -> str:
        written = self._cell(Field.AREA)
        if cells.is_unknown(written):
            return ""
        area = cells.read_area(written)
        if area is None:
            self.told.append(_("Livsområdet «%(words)s» er ikke kjent og er utelatt.") % {"words": written})
        return area.value if area else ""

    def _last_seen(self) -> date | None:
        written = self._cell(Field.LAST_SEEN)
        if cells.is_unknown(written):
            return None
        words = {"words": written}
        try:
            day = cells.read_day(written)
        except cells.NoSuchDay:
            self.refusals.append(_("%(words)s er ingen dato som finnes. Rett den, eller la feltet stå tomt.") % words)
            return None
        if day is None:
            self.refusals.append(_("«%(words)s» er ikke en dato. Skriv den slik: 12.03.2026.") % words)
        elif day > self.around.today:
            self.refusals.append(_("%(words)s er i framtida. Skriv dagen dere sist møttes.") % words)
        return day

    def _print(
        self,
        called: str,
        full_name: str,
        national_number: str,
        phones: Sequence[NewPhone],
        worker: Worker | None,
        goal: str,
    ) -> UUID:
        """Return the print of what tells this row from others; it finds a row that was taken in before."""
        numbers = " ".join(sorted(phone.number for phone in phones))
        parts = (called, full_name, national_number, numbers, str(worker.id) if worker else "", goal)
        return self.around.print_of("\x1f".join(folded(part) for part in parts))
