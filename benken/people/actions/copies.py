"""All about a person as a file: asked for, made, fetched, gone after a day."""

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation

from benken.access.actions.logs import record_deed
from benken.access.actor import SYSTEM, acting_as
from benken.access.policies import Refused
from benken.access.queries import User
from benken.access.queries.rights import running_right
from benken.lib.missing import Missing
from benken.lib.pdf import write
from benken.lib.sealing import SealBroken, seal, unseal
from benken.people.models import AllAboutCopy, Person
from benken.people.models.my_rights import COPY_LIVES
from benken.people.papers import all_about_sheet
from benken.people.policies import check_may_have_all
from benken.people.queries.about_me import about, as_json, counted_sections
from benken.people.queries.ending import has_ended

MADE_AT_ONCE = 400  # rows: more takes longer than somebody waits, and a job makes it
ONE_CLICK = timedelta(seconds=60)  # the same asked again within this is the same file


@transaction.atomic
def ask_for_all(
    *, person: Person, shape: AllAboutCopy.Shape, large: bool, language: str, by: User, at: datetime
) -> tuple[AllAboutCopy, bool]:
    """Ask for all about a person as a file; return it, and whether it has yet to be made by a job."""
    check_may_have_all(running_right(user=by, subject_id=person.pk, at=at))
    same = AllAboutCopy.objects.filter(
        person=person, asked_by=by, shape=shape, large=large, language=language, asked_at__gt=at - ONE_CLICK
    ).exclude(state=AllAboutCopy.State.FAILED)
    if (made := same.first()) is not None:
        return made, False
    copy = AllAboutCopy.objects.create(
        person=person,
        asked_by=by,
        asked_at=at,
        shape=shape,
        large=large,
        language=language,
        until_at=at + COPY_LIVES,
    )
    record_deed(by=by, at=at, verb="copy.make", subject_id=person.pk, object_id=copy.pk)
    whom = about(person, for_user=by, at=at)
    if sum(one.count for one in counted_sections(whom)) > MADE_AT_ONCE:
        return copy, True
    _make(copy, at=at)
    return copy, False


def make_in_background(*, copy_id: UUID, at: datetime) -> None:
    """Make a file that was asked for, in the name of whoever asked: what they may not see is not in it."""
    with acting_as(SYSTEM):
        copy = AllAboutCopy.objects.select_related("person", "asked_by").filter(pk=copy_id).first()
    if copy is None or copy.is_ready or copy.until_at <= at or has_ended(copy.person_id):
        return
    try:
        with acting_as(copy.asked_by_id):
            check_may_have_all(running_right(user=copy.asked_by, subject_id=copy.person_id, at=at))
            _goes_on(copy, AllAboutCopy.State.GATHERING)
        with acting_as(copy.asked_by_id):
            _make(copy, at=at)
    except Refused:
        give_up(copy_id=copy_id)
    except Exception:
        give_up(copy_id=copy_id)
        raise


def give_up(*, copy_id: UUID) -> None:
    """Say of a file that it could not be made."""
    with acting_as(SYSTEM):
        AllAboutCopy.objects.filter(pk=copy_id, sealed__isnull=True).update(state=AllAboutCopy.State.FAILED)


@transaction.atomic
def fetch(*, copy: AllAboutCopy, by: User, at: datetime) -> bytes:
    """Return a file to whoever asked for it; that it was fetched is written down."""
    if copy.asked_by_id != by.pk or copy.until_at <= at or not copy.is_ready:
        raise Missing
    assert copy.sealed is not None
    try:
        plain = unseal(bytes(copy.sealed), secret=settings.SECRET_KEY, purpose=_purpose(copy))
    except SealBroken as error:
        raise Missing from error
    record_deed(by=by, at=at, verb="copy.fetch", subject_id=copy.person_id, object_id=copy.pk)
    return base64.b85decode(plain)


def discard_old_copies(*, at: datetime) -> int:
    """Delete the files that are older than a day. Runs as the system actor."""
    return AllAboutCopy.objects.filter(until_at__lte=at).delete()[0]


def _make(copy: AllAboutCopy, *, at: datetime) -> None:
    whom = about(copy.person, for_user=copy.asked_by, at=at)
    with translation.override(copy.language):
        if copy.shape == AllAboutCopy.Shape.JSON:
            made = as_json(copy.person, whom)
        else:
            made = write(all_about_sheet(copy.person, whom, large=copy.large))
    sealed = seal(base64.b85encode(made).decode(), secret=settings.SECRET_KEY, purpose=_purpose(copy))
    AllAboutCopy.objects.filter(pk=copy.pk).update(sealed=sealed, state=AllAboutCopy.State.READY)
    copy.sealed, copy.state = sealed, AllAboutCopy.State.READY


def _goes_on(copy: AllAboutCopy, state: AllAboutCopy.State) -> None:
    AllAboutCopy.objects.filter(pk=copy.pk).update(state=state)


def _purpose(copy: AllAboutCopy) -> str:
    return f"all-about:{copy.pk}:{copy.asked_by_id}"
