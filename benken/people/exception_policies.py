"""May a record be opened in an emergency, a note withheld, something given on? `check_…` raises a sentence."""

from django.utils.translation import gettext as _

from benken.access.policies import Refused, can_be_contact_person, can_place_people
from benken.access.queries import Right, User
from benken.access.queries.rights import ONLY_READ
from benken.country.duties import bases_to_withhold
from benken.lib.text import is_seen
from benken.people.models import DisclosureCase, EmergencyAccess, Entry, Person
from benken.people.models.emergency import LONGEST_WHY
from benken.people.policies import STAFF_KINDS

FEWEST_WORDS = 3


def check_emergency(*, kind: str, words: str) -> None:
    """Refuse to open in an emergency without a kind and a reason of some words: it stands in the person's log."""
    if kind not in EmergencyAccess.Kind.values:
        raise Refused(_("Velg hva som haster."))
    if len([word for word in words.split() if is_seen(word)]) < FEWEST_WORDS:
        raise Refused(_("Si hvorfor med noen ord. Personen leser det."))
    if len(words) > LONGEST_WHY:
        raise Refused(
            _("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(words), "most": LONGEST_WHY}
        )


# What a helper wrote of a meeting. The person's own words, goals and messages are never withheld from them.
WITHHOLDABLE = frozenset(STAFF_KINDS) - {Entry.Kind.MILESTONE}


def is_contact(right: Right | None) -> bool:
    """Tell whether a right is the contact person's, or a stand-in's."""
    return right is not None and right.basis in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN}


def can_withhold(entry: Entry, *, by: User, right: Right | None) -> bool:
    """A note is withheld by its author, while they may open the record, or by the contact person."""
    if right is None or right.scope != Right.Scope.RECORD or right.basis in {*ONLY_READ, Right.Basis.SELF}:
        return False
    if entry.state == Entry.State.DRAFT:
        return entry.author_id == by.pk
    return entry.author_id == by.pk or is_contact(right)


def is_withholdable(entry: Entry) -> bool:
    """Tell whether a note is of a kind that can be withheld at all."""
    return entry.kind in WITHHOLDABLE and entry.author.subject_id is None


def check_withholding(entry: Entry, *, basis: str, country: str) -> None:
    """Refuse the person's own words, and a basis that the country's list does not have for this kind of note."""
    if not is_withholdable(entry):
        raise Refused(_("Det personen selv har sagt, mål og meldinger holdes aldri tilbake."))
    chosen = next((one for one in bases_to_withhold(country) if one.code == basis), None)
    if chosen is None:
        raise Refused(_("Velg et grunnlag."))
    if chosen.only_service_notes and entry.note_kind != Entry.NoteKind.SERVICE:
        raise Refused(_("Dette grunnlaget gjelder bare tjenestenotater."))


def can_confirm(person: Person, *, by: User, right: Right | None) -> bool:
    """A second person is the team's leader, or a colleague who could be the contact person and may open the record."""
    if can_place_people(by) and by.team_id == person.team_id:
        return True
    in_circle = {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN, Right.Basis.OVERLAP, Right.Basis.CIRCLE}
    whole = right is not None and right.scope == Right.Scope.RECORD and right.basis in in_circle
    return whole and can_be_contact_person(by)


def too_long(text: str, most: int) -> str:
    """Say that a text is too long."""
    return _("Dette er %(length)d tegn. Det er plass til %(most)d.") % {"length": len(text), "most": most}


def can_decide(case: DisclosureCase, *, by: User) -> bool:
    """A leader of the person's team decides, or of the proposer's where the person has none; never who proposed."""
    team = case.person.team_id or case.proposed_by.team_id
    return can_place_people(by) and by.team_id == team and by.pk != case.proposed_by_id
