"""Options: a sheet begun, what stands on it, and what somebody leans to. The person and their helper do the same.

Nothing here is an event between person and help, so nothing is written on the timeline; a referral that comes of it
writes its own.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import ChangedMeanwhile
from benken.access.queries import User
from benken.people.queries import Person
from benken.services.models import Option, OptionSheet
from benken.services.policies import options as policies
from benken.services.told import Leaning, Offering


@transaction.atomic
def begin_sheet(*, person: Person, about: str, by: User, at: datetime) -> OptionSheet:
    """Begin a sheet about something one chooses. The same again while it stands is one."""
    policies.check_words(about)
    same = OptionSheet.objects.filter(person=person, about=about, taken_away_at=None).first()
    if same is not None:
        return same
    sheet = OptionSheet.objects.create(person=person, about=about, written_by=by, written_at=at)
    record_deed(by=by, at=at, verb="options.begin", subject_id=person.pk, object_id=sheet.pk)
    return sheet


@transaction.atomic
def take_away_sheet(*, sheet: OptionSheet, away: bool, by: User, at: datetime) -> None:
    """Take a sheet away, or put it back as it was. A second time changes nothing."""
    sheet = _locked(sheet)
    if away == (sheet.taken_away_at is not None):
        return
    sheet.taken_away_at = at if away else None
    sheet.save(update_fields=["taken_away_at"])
    verb = "options.take_away" if away else "options.put_back"
    record_deed(by=by, at=at, verb=verb, subject_id=sheet.person_id, object_id=sheet.pk)


@transaction.atomic
def add_option(*, sheet: OptionSheet, told: Offering, by: User, at: datetime) -> Option:
    """Put an option on a sheet. What stands there already is the same one, and what was taken away comes back."""
    policies.check_offering(told, today=timezone.localdate(at))
    sheet = _locked(sheet)
    options = Option.objects.filter(sheet=sheet)
    if told.service is not None:
        known = options.filter(service=told.service).first()
    else:
        known = options.filter(name=told.name, service=None, taken_away_at=None).first()
    if known is not None:
        take_away_option(option=known, away=False, by=by, at=at)
        return known
    policies.check_room(options.filter(taken_away_at=None).count())
    option = Option.objects.create(person_id=sheet.person_id, sheet=sheet, written_by=by, written_at=at, **vars(told))
    record_deed(by=by, at=at, verb="option.add", subject_id=sheet.person_id, object_id=option.pk)
    return option


@transaction.atomic
def change_option(*, option: Option, told: Offering, seen_version: int, by: User, at: datetime) -> Option:
    """Write on about an option. Whoever saved meanwhile is not overwritten."""
    policies.check_offering(told, today=timezone.localdate(at))
    option = Option.objects.select_for_update(of=("self",)).get(pk=option.pk)
    words = {name: value for name, value in vars(told).items() if name != "service"}
    if all(getattr(option, name) == value for name, value in words.items()):
        return option
    if option.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
    for name, value in words.items():
        setattr(option, name, value)
    option.version += 1
    option.save(update_fields=[*words, "version"])
    record_deed(by=by, at=at, verb="option.change", subject_id=option.person_id, object_id=option.pk)
    return option


@transaction.atomic
def take_away_option(*, option: Option, away: bool, by: User, at: datetime) -> None:
    """Take an option off a sheet, or put it back with all that stood there. A second time changes nothing."""
    sheet = _locked(option.sheet)
    option = Option.objects.select_for_update(of=("self",)).get(pk=option.pk)
    if away == (option.taken_away_at is not None):
        return
    if not away:
        policies.check_room(Option.objects.filter(sheet=sheet, taken_away_at=None).count())
    option.taken_away_at = at if away else None
    option.save(update_fields=["taken_away_at"])
    verb = "option.take_away" if away else "option.put_back"
    record_deed(by=by, at=at, verb=verb, subject_id=option.person_id, object_id=option.pk)


@transaction.atomic
def lean(*, sheet: OptionSheet, leaning: Leaning, seen_version: int, by: User, at: datetime) -> OptionSheet:
    """Note what somebody leans to now; it is changed as often as one likes, and nothing follows from it by itself."""
    sheet = _locked(sheet)
    policies.check_leaning(sheet, leaning)
    value = leaning.lean or ""
    to_id = leaning.to.pk if leaning.to else None
    if (sheet.lean, sheet.lean_to_id, sheet.lean_words) == (value, to_id, leaning.words):
        return sheet
    if sheet.version != seen_version:
        raise ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
    sheet.lean, sheet.lean_to_id, sheet.lean_words = value, to_id, leaning.words
    sheet.lean_by, sheet.lean_at, sheet.version = by, at, sheet.version + 1
    sheet.save(update_fields=["lean", "lean_to", "lean_words", "lean_by", "lean_at", "version"])
    record_deed(by=by, at=at, verb="options.lean", subject_id=sheet.person_id, object_id=sheet.pk)
    return sheet


def _locked(sheet: OptionSheet) -> OptionSheet:
    return OptionSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
