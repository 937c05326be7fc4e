"""What the relations of a person say about who may open the record."""

from benken.access.models import Right, Role, User
from benken.people.models import EmergencyAccess, Person, SharingConsent


def expected_rights(person: Person) -> set[tuple[object, ...]]:
    """Work out from the relations who may open what; the same rules as the actions follow."""
    rights: set[tuple[object, ...]] = set()
    whole, own_talks = Right.Scope.RECORD.value, Right.Scope.OWN_TALKS.value
    for account in User.objects.filter(subject_id=person.pk):
        rights.add((account.pk, "self", person.known_since_at, None, whole))
    for span in person.contact_persons.all():
        rights.add((span.worker_id, "contact_person", span.since_at, span.until_at, whole))
        if span.overlap_until_at:
            rights.add((span.worker_id, "overlap", span.until_at, span.overlap_until_at, whole))
    for one in person.stand_ins.filter(worker__isnull=False):
        until = min(one.until_at, one.ended_at) if one.ended_at else one.until_at
        rights.add((one.worker_id, "stand_in", one.since_at, until, whole))
    for member in person.circle.select_related("member"):
        scope = whole if member.member.has_role(Role.WORKER, Role.OUTREACH) else own_talks
        until = min(member.until_at, member.ended_at) if member.ended_at else member.until_at
        rights.add((member.member_id, "circle", member.since_at, until, scope))
    for sharing in SharingConsent.objects.filter(person=person):
        until = sharing.withdrawn_at or sharing.until_at
        rights.add((sharing.receiver_id, "shared", sharing.given_at, until, Right.Scope.PARTS.value))
    for emergency in EmergencyAccess.objects.filter(person=person, was_opened=True):
        rights.add((emergency.by_id, "emergency", emergency.at, emergency.over_at, whole))
    return rights
