"""What this app tells about a person: their own requests, referrals and waits; the directory tells of nobody."""

from benken.access.about import Section

SECTIONS: list[Section] = []
NOT_TOLD = {"services.PlaceEditor": "which places somebody who works here keeps"}
