"""What is offered and where, who asked for help, and what a person waits for.

What hangs on a person has row security; the directory is public and hangs on nobody.
"""

from benken.services.models.appointments import Appointment, CalendarFeed, StandingAppointment
from benken.services.models.homes import Home, HomeFault
from benken.services.models.keeping import DayCount, Grant
from benken.services.models.numbers import ToldNumbers
from benken.services.models.options import Option, OptionSheet
from benken.services.models.places import ClosedDay, GivenBy, OpeningHours, Place, PlaceEditor, Provider, Service
from benken.services.models.referrals import Referral, ReferralStep, Wait, WaitLine
from benken.services.models.requests import Request, RequestNote
from benken.services.models.stays import Stay, StayLine
from benken.services.models.turned_away import TurnedAway

__all__ = [
    "Appointment",
    "CalendarFeed",
    "ClosedDay",
    "DayCount",
    "GivenBy",
    "Grant",
    "Home",
    "HomeFault",
    "OpeningHours",
    "Option",
    "OptionSheet",
    "Place",
    "PlaceEditor",
    "Provider",
    "Referral",
    "ReferralStep",
    "Request",
    "RequestNote",
    "Service",
    "StandingAppointment",
    "Stay",
    "StayLine",
    "ToldNumbers",
    "TurnedAway",
    "Wait",
    "WaitLine",
]
