"""Row security on every table of this app."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, narrow, no_change, only_these_change, protect_record

TABLES = ("goal", "step", "bestnow", "basic", "areanote", "promise")


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial"), ("people", "0002_walls")]

    operations = [
        *(protect_record(f"followup_{table}") for table in TABLES),
        no_change("followup_bestnow"),
        narrow("followup_bestnow", "INSERT", f"written_by_id = {IS_ACTOR}"),
        narrow("followup_areanote", "DELETE"),
        # A promise binds whoever gives it: by a helper, in their own name, and its words stand.
        narrow(
            "followup_promise",
            "INSERT",
            f"by_id = {IS_ACTOR} AND (SELECT subject_id IS NULL FROM access_user WHERE id = {IS_ACTOR})",
        ),
        narrow("followup_promise", "UPDATE", f"(SELECT subject_id IS NULL FROM access_user WHERE id = {IS_ACTOR})"),
        narrow("followup_promise", "DELETE"),
        only_these_change("followup_promise", "kept_at", "told_at", "told_words"),
    ]
