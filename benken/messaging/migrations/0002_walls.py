"""Row security on every table of this app."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, narrow, only_these_change, protect_record


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("people", "0002_walls")]

    operations = [
        protect_record("messaging_message"),
        # Everybody writes in their own name, on their own side of the conversation; what is sent stands.
        narrow(
            "messaging_message",
            "INSERT",
            f"author_id = {IS_ACTOR} AND from_person = coalesce("
            f"person_id = (SELECT subject_id FROM access_user WHERE id = {IS_ACTOR}), false)",
        ),
        narrow("messaging_message", "DELETE"),
        only_these_change("messaging_message", "read_at"),
    ]
