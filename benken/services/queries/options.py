"""What somebody can choose between, of a person that was opened first; with what is known of each."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from benken.access.queries.setup import setup_now
from benken.country.appeals import Appeal, appeal
from benken.country.limits import Track, track_of
from benken.people.queries import Person, RecordClosed
from benken.services.asked import Asked, When
from benken.services.models import Option, OptionSheet, Provider, Service, TurnedAway
from benken.services.queries.board import board
from benken.services.queries.directory import Answered, Offered, Room, room_of

__all__ = ["Option", "OptionSheet", "OptionShown", "option_of", "sheet_of", "sheets_of"]

FOUND_AT_MOST = 20
_BODIES = {
    Provider.Kind.HOSPITAL: TurnedAway.Body.HEALTH,
    Provider.Kind.MUNICIPALITY: TurnedAway.Body.MUNICIPALITY,
}


def sheets_of(person: Person) -> list[OptionSheet]:
    """Return a person's sheets, the newest first; those that were taken away too."""
    return list(OptionSheet.objects.filter(person=person).select_related("lean_to", "written_by"))


def sheet_of(person: Person, sheet_id: UUID, *, also_away: bool = False) -> OptionSheet:
    """Return one sheet; RecordClosed if it is not this person's, or was taken away."""
    rows = OptionSheet.objects.filter(person=person, pk=sheet_id).select_related("lean_to", "lean_by", "written_by")
    sheet = rows.first()
    if sheet is None or (sheet.taken_away_at is not None and not also_away):
        raise RecordClosed
    return sheet


def options_of(sheet: OptionSheet) -> list[Option]:
    """Return what stands on a sheet, and what was taken off it, in the order they came."""
    return list(Option.objects.filter(sheet=sheet, person_id=sheet.person_id).select_related("service__place"))


def option_of(sheet: OptionSheet, option_id: UUID) -> Option:
    """Return one option of a sheet; RecordClosed if it stands on another."""
    rows = Option.objects.filter(sheet=sheet, person_id=sheet.person_id, pk=option_id)
    option = rows.select_related("service__place").first()
    if option is None:
        raise RecordClosed
    return option


def option_to_refer(person: Person, option_id: str) -> Option | None:
    """Return an option to begin a referral with, of a person that was opened; None for what is no such thing."""
    try:
        rows = Option.objects.filter(person=person, pk=UUID(option_id), taken_away_at=None)
    except ValueError:
        return None
    return rows.select_related("sheet", "service").first()


@dataclass(frozen=True)
class OptionShown:
    """An option with what the directory and the country say of it now: room, limits, how one complains."""

    option: Option
    service: Service | None  # None also for what is offered no longer
    is_over: bool
    room: Room | None
    track: Track | None
    appeal: Appeal | None


def shown(option: Option, *, at: datetime) -> OptionShown:
    """Return an option with what is known of it at a moment."""
    service = option.service
    is_over = service is not None and _is_over(service, at=at)
    if service is None or is_over:
        service = None
    country = setup_now().country
    return OptionShown(
        option,
        service,
        is_over,
        room_of(service, at=at) if service else None,
        track_of(option.track),
        appeal(country, option.body) if option.body else None,
    )


def _is_over(service: Service, *, at: datetime) -> bool:
    today = timezone.localdate(at)
    return any(day is not None and day <= today for day in (service.ended_on, service.place.closed_on))


def service_to_choose(service_id: str, *, at: datetime) -> Service | None:
    """Return something the directory has now; None for what it has not."""
    today = timezone.localdate(at)
    try:
        rows = Service.objects.filter(pk=UUID(service_id))
    except ValueError:
        return None
    for name in ("ended_on", "place__closed_on"):
        rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": today}))
    return rows.select_related("place__provider").first()


def body_of(service: Service) -> str:
    """Return who runs it, as far as it decides where one complains."""
    return _BODIES.get(Provider.Kind(service.place.provider.kind), TurnedAway.Body.OTHER).value


def found(asked: Asked, *, at: datetime) -> list[Offered]:
    """Return what the directory has by a name or a need, whenever it is open."""
    wanted = Asked(needs=asked.needs, when=When.ALL, text=asked.text)
    return Answered(wanted, board(at=at), at=at, most=FOUND_AT_MOST).lines()
