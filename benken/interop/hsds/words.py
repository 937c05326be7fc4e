"""The words of HSDS and ours for the same, and ids that are made of others: the same each time."""

from uuid import UUID, uuid5

VERSION = "3.1"
TAXONOMY = "benken"
_OF_BENKEN = UUID("6f1d5f0e-0f5b-5b0a-9d55-5a1d2f6f7c10")  # ids made of other ids stand below this one
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
STEP_FREE = {True: "Step-free entrance", False: "Entrance with steps"}
CLOSED, OTHER_HOURS = "closed", "other hours"
WAYS_IN = {
    "drop_in": "Drop in.",
    "call_first": "Call first.",
    "sign_up": "Sign up.",
    "application": "Apply to the municipality.",
    "referral": "A referral is needed.",
}
TERMS = {
    "need": "What somebody may need",
    "way_in": "How one comes in",
    "always_open": "Open day and night",
    "on_holidays": "What a public holiday means",
    "places_total": "Places in all",
    "is_hidden": "The address is secret",
    "house_rules": "House rules",
    "kind": "What kind of body",
    "exception": "Days on which the ordinary hours do not hold",
}


def made_id(*parts: object) -> str:
    """Return an id that is the same each time for the same parts."""
    return str(uuid5(_OF_BENKEN, ":".join(map(str, parts))))
