"""Who works here, who may open what, who read and who did what.

`subject_id` is the id of the person somebody may open or has read about. It is a plain value, never a foreign key:
this app knows no person.
"""

from benken.access.models.accounts import OUTSIDE_ROLES, STAFF_ROLES, HelperKind, Role, Team, User, UserManager
from benken.access.models.automatic import AutomaticSwitch
from benken.access.models.blocks import Block
from benken.access.models.forms_sent import SentForm, TypedText
from benken.access.models.logs import Deed, Reading
from benken.access.models.rights import Right
from benken.access.models.seals import Seal
from benken.access.models.setup import Letter, NoticeChoice, Setup, SetupChange
from benken.access.models.sign_ins import OutsideIdentity, SignIn
from benken.access.models.ways_in import WayIn
from benken.access.models.why import LastLook, UnusualReading, WhyQuestion

__all__ = [
    "OUTSIDE_ROLES",
    "STAFF_ROLES",
    "AutomaticSwitch",
    "Block",
    "Deed",
    "HelperKind",
    "LastLook",
    "Letter",
    "NoticeChoice",
    "OutsideIdentity",
    "Reading",
    "Right",
    "Role",
    "Seal",
    "SentForm",
    "Setup",
    "SetupChange",
    "SignIn",
    "Team",
    "TypedText",
    "UnusualReading",
    "User",
    "UserManager",
    "WayIn",
    "WhyQuestion",
]
