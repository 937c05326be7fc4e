"""The tables of what a person wants and what helps, by noun."""

from benken.followup.models.safety import (
    HowToBeMet,
    SafetyItem,
    SafetyItemShare,
)
from benken.followup.models.wants import (
    AreaNote,
    Basic,
    BestNow,
    CheckIn,
    Goal,
    OwnTip,
    Promise,
    Step,
    WeeklyLook,
)

__all__ = [
    "AreaNote",
    "Basic",
    "BestNow",
    "CheckIn",
    "Goal",
    "HowToBeMet",
    "OwnTip",
    "Promise",
    "SafetyItem",
    "SafetyItemShare",
    "Step",
    "WeeklyLook",
]
