"""A file that hangs on an entry, opened by a helper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from benken.access.pages import signed_in_helper
from benken.access.records import closed_is_missing
from benken.people.actions.entries import mark_read
from benken.people.attached import file_answer
from benken.people.models import Entry
from benken.people.queries import may_write, open_record
from benken.people.queries.attachments import attachment_of


@require_safe
@closed_is_missing
def attachment_file(request: HttpRequest, person_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Answer with a file. Each opening stands in the reading log, but for one's own draft: nobody knows of it yet."""
    user, at = signed_in_helper(request), timezone.now()
    record = may_write(person_id, for_user=user, at=at, own_talks=True)
    attachment, entry = attachment_of(record, attachment_id, for_user=user)
    if entry is None or entry.state == Entry.State.SHARED:
        open_record(person_id, for_user=user, part="attachment", at=at)
    if entry is not None and entry.state == Entry.State.SHARED:
        mark_read(entries=[entry], by=user, at=at)
    return file_answer(request, attachment, name=attachment.name, if_gone="people/file_gone.html")
