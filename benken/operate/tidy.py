"""What is kept for a short while only, and is over: deleted every hour, by the worker or by `benken tidy`."""

import json
from datetime import datetime, timedelta
from typing import TextIO

from django.core.management import call_command

from benken.access.actions.sign_ins import discard_ended_sign_ins
from benken.access.actor import SYSTEM, acting_as
from benken.access.typed_text import discard_old, discard_old_forms
from benken.followup.actions.safety import discard_removed_lines
from benken.interop.actions.upload import discard_old_imports
from benken.messaging.actions.tray import look_after_tray
from benken.people.actions.attachments import discard_orphan_files
from benken.people.actions.copies import discard_old_copies
from benken.people.actions.entries import discard_old_drafts
from benken.people.actions.network import discard_removed_supporters
from benken.services.actions.asking import forget_old_requests


def delete_what_is_over(*, at: datetime) -> dict[str, int]:
    """Delete old drafts, kept texts, files, received forms, who or what a person took away, ended sessions.

    Of requests that ended half a year ago the words go, and what is counted stays; of texts in the tray a month ago.
    """
    with acting_as(SYSTEM):
        gone = {
            "drafts": discard_old_drafts(at=at),
            "kept_texts": discard_old(at=at),
            "imports": discard_old_imports(at=at),
            "received_forms": discard_old_forms(before=at - timedelta(days=1)),
            "removed_supporters": discard_removed_supporters(at=at),
            "removed_lines": discard_removed_lines(at=at),
            "all_about_copies": discard_old_copies(at=at),
            "files": discard_orphan_files(at=at),
            "old_requests": forget_old_requests(at=at),
            "old_texts_in": look_after_tray(at=at),
        }
    call_command("clearsessions")
    gone["ended_sign_ins"] = discard_ended_sign_ins()
    return gone


def tidy(*, at: datetime, as_json: bool, stdout: TextIO) -> int:
    """Delete what is over, and tell how much there was."""
    gone = delete_what_is_over(at=at)
    if as_json:
        stdout.write(json.dumps(gone) + "\n")
    else:
        stdout.write(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in gone.items()) + "\n")
    return 0
