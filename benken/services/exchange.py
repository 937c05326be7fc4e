"""The directory as plain facts: what others are given of it, and what is taken from them. No wire format here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from benken.services.policies.hours import Span


@dataclass(frozen=True)
class ProviderFacts:
    """Who runs places."""

    id: UUID
    name: str
    kind: str
    about: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True)
class PlaceFacts:
    """Where it is; of a hidden place no more than its name and phone."""

    id: UUID
    provider_id: UUID
    name: str
    street: str = ""
    postal_code: str = ""
    town: str = ""
    area: str = ""
    way_there: str = ""
    is_hidden: bool = False
    step_free: bool | None = None
    phone: str = ""
    url: str = ""
    house_rules: str = ""


@dataclass(frozen=True)
class HoursFacts:
    """Open on a weekday."""

    id: UUID
    span: Span


@dataclass(frozen=True)
class DaysFacts:
    """Days with other hours, of one service or (None) of the whole place."""

    id: UUID
    place_id: UUID
    service_id: UUID | None
    from_on: date
    until_on: date
    opens: str = ""
    closes: str = ""
    words: str = ""


@dataclass(frozen=True)
class ServiceFacts:
    """What is offered."""

    id: UUID
    place_id: UUID
    need: str
    name: str
    about: str = ""
    who_may_come: str = ""
    age_from: int | None = None
    age_to: int | None = None
    way_in: str = "drop_in"
    cost: str = ""
    always_open: bool = False
    on_holidays: str = "closed"
    places_total: int | None = None
    places_free: int | None = None
    counted_at: datetime | None = None
    checked_on: date | None = None
    hours: tuple[HoursFacts, ...] = ()


@dataclass(frozen=True)
class Directory:
    """All that is told."""

    providers: tuple[ProviderFacts, ...] = ()
    places: tuple[PlaceFacts, ...] = ()
    services: tuple[ServiceFacts, ...] = ()
    days: tuple[DaysFacts, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Something that is not taken in, and why in a sentence."""

    name: str
    why: str


@dataclass
class Decision:
    """What would come of a directory: which rows are new, which change, which stand so already, which are left out."""

    new: list[ProviderFacts | PlaceFacts | ServiceFacts] = field(default_factory=list)
    changed: list[ProviderFacts | PlaceFacts | ServiceFacts] = field(default_factory=list)
    same: list[ProviderFacts | PlaceFacts | ServiceFacts] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    days: list[DaysFacts] = field(default_factory=list)
