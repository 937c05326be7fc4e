"""The person and what is written with them, and when those who follow them answer. Every table has row security."""

from benken.people.models.answering import Absence, AnswerHours, StandIn
from benken.people.models.attachments import Attachment
from benken.people.models.changing import AboutMe, ContactChange, ContactWish, RelationTalk
from benken.people.models.disclosure import DisclosureCase
from benken.people.models.emergency import EmergencyAccess
from benken.people.models.ending import Death, DeathNews, DeathTalk
from benken.people.models.entries import TOLD_KINDS, Correction, Entry, OwnVersion
from benken.people.models.leaving import Leaving, LeavingSay, LoadSaid
from benken.people.models.my_rights import AllAboutCopy, Complaint, CorrectionRequest
from benken.people.models.network import Supporter
from benken.people.models.people import NAME_LENGTH, Person, Phone
from benken.people.models.relations import CircleMember, ContactPerson
from benken.people.models.sharing import AskAgain, SharedPart, SharingConsent
from benken.people.models.withholding import WithheldText, Withholding
from benken.people.page_choice import PageChoice

__all__ = [
    "NAME_LENGTH",
    "TOLD_KINDS",
    "AboutMe",
    "Absence",
    "AllAboutCopy",
    "AnswerHours",
    "AskAgain",
    "Attachment",
    "CircleMember",
    "Complaint",
    "ContactChange",
    "ContactPerson",
    "ContactWish",
    "Correction",
    "CorrectionRequest",
    "Death",
    "DeathNews",
    "DeathTalk",
    "DisclosureCase",
    "EmergencyAccess",
    "Entry",
    "Leaving",
    "LeavingSay",
    "LoadSaid",
    "OwnVersion",
    "PageChoice",
    "Person",
    "Phone",
    "RelationTalk",
    "SharedPart",
    "SharingConsent",
    "StandIn",
    "Supporter",
    "WithheldText",
    "Withholding",
]
