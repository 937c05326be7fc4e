"""What a person has said about texts, of a record that was opened first."""

from dataclasses import dataclass
from uuid import UUID

from benken.access.queries.accounts import teams
from benken.access.queries.setup import setup_now
from benken.followup.queries import Goal, goals_of
from benken.messaging.models import TextConsent, TextGoal
from benken.messaging.policies import choices as policies
from benken.messaging.policies.texts import can_get_texts
from benken.people.queries import Person, RecordClosed
from benken.people.queries.phones import Phone, phones_of_person

__all__ = ["TextGoal"]  # the type that other apps name


@dataclass(frozen=True)
class Number:
    """One of a person's numbers, and what was said about it."""

    phone: Phone
    consent: TextConsent | None

    @property
    def is_yes(self) -> bool:
        """A yes stands."""
        return policies.is_yes(self.consent)

    @property
    def can_be_used(self) -> bool:
        """Texts could go here."""
        return can_get_texts(self.consent)

    @property
    def is_used(self) -> bool:
        """Texts go here."""
        return self.consent is not None and self.consent.is_used and self.can_be_used

    @property
    def why_not(self) -> str:
        """Why it gets no texts, whatever is said."""
        return policies.why_no_texts(self.phone)

    @property
    def mark(self) -> str:
        """What a form is drawn from."""
        return policies.mark_of(self.consent)


@dataclass(frozen=True)
class Named:
    """A goal under way, and what it is called in texts."""

    goal: Goal
    name: str


def consents_of(person: Person) -> list[TextConsent]:
    """Return what was said about a person's numbers, with the phones."""
    return list(TextConsent.objects.filter(person=person).select_related("phone"))


def numbers_of(person: Person) -> list[Number]:
    """Return a person's numbers, the first to try on top."""
    said = {consent.phone_id: consent for consent in consents_of(person)}
    return [Number(phone, said.get(phone.pk)) for phone in phones_of_person(person)]


def number_of(person: Person, phone_id: UUID) -> Number:
    """Return one of them; RecordClosed if it is not this person's."""
    number = next((one for one in numbers_of(person) if one.phone.pk == phone_id), None)
    if number is None:
        raise RecordClosed
    return number


def named_goals(person: Person) -> list[Named]:
    """Return the goals under way, each with the name the person chose for texts."""
    names = dict(TextGoal.objects.filter(person=person).values_list("goal_id", "name"))
    open_goals = (goal for goal in goals_of(person) if goal.state == Goal.State.OPEN)
    return [Named(goal, names.get(goal.pk, "")) for goal in open_goals]


def name_in_texts(goal: Goal) -> str:
    """Return what a goal is called in texts, or nothing."""
    return TextGoal.objects.filter(goal=goal).values_list("name", flat=True).first() or ""


def names_of_ours() -> list[str]:
    """Return what the municipality calls its own: no text says it (R17)."""
    return [setup_now().site_name, *teams().values_list("name", flat=True)]
