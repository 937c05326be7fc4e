"""Reads of the two logs: who read, who did."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from benken.access.models import Deed, Reading, User


def subjects_of_deeds(*, verb: str, object_ids: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Return pairs of what a deed was done with and whom it was about. The actor must be one who sees the deeds.

    The same may have been done about several: somebody who was taken away again, and whoever came after.
    """
    deeds = Deed.objects.filter(verb=verb, object_id__in=list(object_ids))
    pairs = deeds.values_list("object_id", "subject_id")
    return {(object_id, subject_id) for object_id, subject_id in pairs if object_id and subject_id}


def subjects_with_other_deeds(
    *, subject_ids: Iterable[UUID], verbs: Iterable[str], moments: Iterable[datetime]
) -> set[UUID]:
    """Return those about whom something else was done than these verbs at these moments, or of whom anything was read.

    The actor must be one who sees the log.
    """
    ids = list(subject_ids)
    others = Deed.objects.filter(subject_id__in=ids).exclude(verb__in=list(verbs), at__in=list(moments))
    read = Reading.objects.filter(subject_id__in=ids)
    return {
        subject_id for rows in (others, read) for subject_id in rows.values_list("subject_id", flat=True) if subject_id
    }


def deeds_since(*, by: User, verb: str, since: datetime) -> int:
    """Return how often somebody did something since a moment."""
    return Deed.objects.filter(by=by, verb=verb, at__gt=since).count()


def deeds_about(*, subject_ids: Iterable[UUID], verb: str, since: datetime) -> QuerySet[Deed]:
    """Return what was done with a verb about some subjects since a moment, newest first, with who did it."""
    deeds = Deed.objects.filter(subject_id__in=list(subject_ids), verb=verb, at__gt=since)
    return deeds.select_related("by").order_by("-at", "-pk")


def closed_at(user_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when accounts were last closed, of those that ever were."""
    closed = Deed.objects.filter(object_id__in=list(user_ids), verb="account.off").order_by("object_id")
    return {user: at for user, at in closed.values_list("object_id").annotate(Max("at")) if user is not None}


def readings_about(*, subject_id: UUID, for_user: User) -> QuerySet[Reading]:
    """Return who has read about the signed-in person, newest first. Anybody else gets nothing."""
    if for_user.subject_id != subject_id:
        return Reading.objects.none()
    return Reading.objects.filter(subject_id=subject_id).select_related("user").order_by("-at")


def readers_about(*, subject_id: UUID, for_user: User) -> QuerySet[User]:
    """Return everybody who has read about the signed-in person, by name. Anybody else gets nothing."""
    readings = readings_about(subject_id=subject_id, for_user=for_user).order_by()
    return User.objects.filter(pk__in=readings.values("user")).order_by("name", "pk")


def others_have_read(subject_id: UUID, *, apart_from: User, since: datetime) -> bool:
    """Tell whether anybody else has opened a record since a moment. The actor must be one who sees the log.

    The person's own reading is not logged.
    """
    return Reading.objects.filter(subject_id=subject_id, at__gt=since).exclude(user=apart_from).exists()


def subject_of_deed(*, by: User, verb: str, object_id: UUID) -> UUID | None:
    """Return about whom somebody did something, if they did. The actor must be one who sees the deeds."""
    return Deed.objects.filter(by=by, verb=verb, object_id=object_id).values_list("subject_id", flat=True).first()


def has_met(subject_id: UUID, *, user: User, since: datetime) -> bool:
    """Tell whether a user has read or done anything about somebody since. The actor must be one who sees the log."""
    read = Reading.objects.filter(subject_id=subject_id, user=user, at__gte=since)
    return read.exists() or Deed.objects.filter(subject_id=subject_id, by=user, at__gte=since).exists()


def deeds_on(*, object_ids: Iterable[UUID], verbs: Iterable[str]) -> QuerySet[Deed]:
    """Return what was done with some things, newest first, with who did it. The actor must be one who sees the log."""
    deeds = Deed.objects.filter(object_id__in=list(object_ids), verb__in=list(verbs))
    return deeds.select_related("by").order_by("-at", "-pk")


def who_did(*, verb: str, object_id: UUID) -> list[tuple[User, datetime]]:
    """Return who did something with an object, and when last; the latest first. The actor must see the deeds."""
    last: dict[UUID, tuple[User, datetime]] = {}
    for deed in Deed.objects.filter(verb=verb, object_id=object_id).select_related("by").order_by("-at", "-pk"):
        if deed.by is not None:
            last.setdefault(deed.by.pk, (deed.by, deed.at))
    return list(last.values())
