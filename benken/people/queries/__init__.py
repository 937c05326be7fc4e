"""Reads of people and entries. Row security answers too; these say what the page needs, and log the reading."""

from benken.people.models import (
    CircleMember,
    ContactPerson,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    Person,
    Supporter,
    Withholding,
)
from benken.people.page_choice import NEUTRAL, PageChoice, Part
from benken.people.queries.entries import (
    PAGE,
    drafts_of,
    entry_of,
    is_taken,
    milestones,
    timeline,
    timeline_mark,
    told_and_unanswered,
)
from benken.people.queries.known import people_recognised_by, people_with_a_course
from benken.people.queries.network import supporter_of, supporters_of
from benken.people.queries.page_choice import page_choice_of
from benken.people.queries.people import AroundPerson, PeopleIAmContactFor, norwegian_order, quiet_since
from benken.people.queries.phones import has_number_now, people_with_number
from benken.people.queries.records import RecordClosed, may_write, open_record, open_whole_record
from benken.people.queries.relations import (
    HandOverCard,
    card_person,
    circle_before,
    circle_of,
    contact_history,
    contact_person_of,
    contact_persons,
    following_over,
    hand_over_cards,
    in_circle,
    looked_for,
    membership_of,
    name_on_card,
)

__all__ = [  # what other modules name
    "NEUTRAL",
    "PAGE",
    "AroundPerson",
    "CircleMember",
    "ContactPerson",
    "DisclosureCase",
    "EmergencyAccess",
    "Entry",
    "HandOverCard",
    "PageChoice",
    "Part",
    "PeopleIAmContactFor",
    "Person",
    "RecordClosed",
    "Supporter",
    "Withholding",
    "card_person",
    "circle_before",
    "circle_of",
    "contact_history",
    "contact_person_of",
    "contact_persons",
    "drafts_of",
    "entry_of",
    "following_over",
    "hand_over_cards",
    "has_number_now",
    "in_circle",
    "is_taken",
    "looked_for",
    "may_write",
    "membership_of",
    "milestones",
    "name_on_card",
    "norwegian_order",
    "open_record",
    "open_whole_record",
    "page_choice_of",
    "people_recognised_by",
    "people_with_a_course",
    "people_with_number",
    "quiet_since",
    "supporter_of",
    "supporters_of",
    "timeline",
    "timeline_mark",
    "told_and_unanswered",
]
