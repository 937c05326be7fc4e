"""What is kept for a short while only, and is over: deleted once a day."""

import json
from datetime import datetime, timedelta
from typing import TextIO

from django.core.management import call_command

from benken.access.actor import SYSTEM, acting_as
from benken.access.typed_text import discard_old, discard_old_forms
from benken.people.actions.entries import discard_old_drafts


def tidy(*, at: datetime, as_json: bool, stdout: TextIO) -> int:
    """Delete drafts older than 7 days, kept texts older than an hour, received forms of yesterday, ended sessions."""
    with acting_as(SYSTEM):
        gone = {
            "drafts": discard_old_drafts(at=at),
            "kept_texts": discard_old(at=at),
            "received_forms": discard_old_forms(before=at - timedelta(days=1)),
        }
    call_command("clearsessions")
    if as_json:
        stdout.write(json.dumps(gone) + "\n")
    else:
        stdout.write(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in gone.items()) + "\n")
    return 0
