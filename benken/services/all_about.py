"""What this app tells about a person: their own requests, referrals and waits; the directory tells of nobody."""

from django.utils.translation import gettext_lazy as _

from benken.access.about import Section
from benken.services.models import Home, HomeFault, TurnedAway

_KEY = {"id": "a technical key", "person": "stands in the head of the file"}
_VERSION = {"version": "a technical counter"}
_WRITTEN = {"written_by": _("Skrevet av"), "written_at": _("Skrevet")}

SECTIONS = [
    Section(
        key="turned_away",
        title=_("Der du fikk nei"),
        model=TurnedAway,
        place=330,
        when="told_on",
        labels={
            "place": _("Hvor"),
            "body": _("Hva slags sted"),
            "kind": _("Hva skjedde"),
            "told_on": _("Dagen"),
            "asked_for": _("Bedt om"),
            "reason": _("Grunnen som ble gitt"),
            "complaint": _("Klagen"),
            "sent_on": _("Sendt"),
            "answer": _("Svaret"),
            "answered_on": _("Svar kom"),
            **_WRITTEN,
        },
        left_out={**_KEY, "service": "the place stands in words", "complaint_version": "a technical counter"},
    ),
    Section(
        key="homes",
        title=_("Der du bor og har bodd"),
        model=Home,
        place=340,
        when="written_at",
        labels={
            "kind": _("Hva slags sted"),
            "owner": _("Eier eller utleier"),
            "with_follow_up": _("Noen kommer hjem og hjelper til"),
            "words": _("Hvordan det er der"),
            "since_on": _("Fra"),
            "until_on": _("Til"),
            **_WRITTEN,
        },
        left_out=_KEY,
    ),
    Section(
        key="home_faults",
        title=_("Ødelagt eller utrygt hjemme"),
        model=HomeFault,
        place=350,
        when="written_at",
        labels={
            "kind": _("Hva det gjelder"),
            "words": _("Hva det er"),
            "told_to": _("Sagt fra til"),
            "told_on": _("Sagt fra"),
            "answer": _("Svaret"),
            "answered_on": _("Svar kom"),
            "mended_on": _("I orden"),
            **_WRITTEN,
        },
        left_out={**_KEY, **_VERSION},
    ),
]
NOT_TOLD = {"services.PlaceEditor": "which places somebody who works here keeps"}
