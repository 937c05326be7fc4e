"""Where somebody lives and what is wrong there, of a person that was opened first."""

from uuid import UUID

from benken.people.queries import Person, RecordClosed
from benken.services.models import Home, HomeFault

__all__ = ["Home", "HomeFault", "fault_of", "faults_of", "home_of", "homes_of"]


def homes_of(person: Person) -> list[Home]:
    """Return where a person lives now, first, and lived before."""
    rows = Home.objects.filter(person=person).select_related("written_by")
    return sorted(rows, key=lambda home: home.until_on is not None)


def home_of(person: Person, home_id: UUID) -> Home:
    """Return one home; RecordClosed if it is not this person's."""
    home = Home.objects.filter(person=person, pk=home_id).first()
    if home is None:
        raise RecordClosed
    return home


def faults_of(person: Person) -> list[HomeFault]:
    """Return what is broken or unsafe: what stands open first, then what was mended, the newest on top."""
    rows = HomeFault.objects.filter(person=person).select_related("written_by")
    return sorted(rows, key=lambda fault: fault.mended_on is not None)


def fault_of(person: Person, fault_id: UUID) -> HomeFault:
    """Return one of them; RecordClosed if it is not this person's."""
    fault = HomeFault.objects.filter(person=person, pk=fault_id).select_related("written_by").first()
    if fault is None:
        raise RecordClosed
    return fault
