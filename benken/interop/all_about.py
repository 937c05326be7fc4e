"""What this app's table tells about a person: that they came in by a team's spreadsheet."""

from django.utils.translation import gettext_lazy as _

from benken.access.about import Section
from benken.interop.models import ImportedRow

SECTIONS = [
    Section(
        key="imported",
        title=_("Tatt inn fra et regneark"),
        model=ImportedRow,
        place=700,
        by_system=True,
        labels={"number": _("Linje"), "choice": _("Valgt"), "outcome": _("Hva som skjedde")},
        left_out={
            "id": "a technical key",
            "of": "the team's import; its file is gone within a day",
            "person_id": "stands in the head of the file",
            "told_sealed": "why a line was not taken in, for the leader; of somebody who came in there is none",
        },
    ),
]
