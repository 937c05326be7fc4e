"""Row security on the person's network."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, narrow, only_these_change, protect_record

CHANGES = ("name", "relation", "meaning", "phone", "reach", "wants_again", "changed_at", "removed_at", "version")


class Migration(migrations.Migration):
    dependencies = [("people", "0004_supporters")]

    operations = [
        protect_record("people_supporter"),
        narrow("people_supporter", "INSERT", f"written_by_id = {IS_ACTOR}"),
        narrow("people_supporter", "DELETE"),
        only_these_change("people_supporter", *CHANGES),
    ]
