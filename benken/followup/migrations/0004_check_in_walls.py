"""Row security on check-ins, own tips and the weekly look."""

from django.db import migrations

from benken.access.row_policies import IS_ACTOR, narrow, only_these_change, protect_record

IS_THEIRS = f"person_id = (SELECT subject_id FROM access_user WHERE id = {IS_ACTOR})"


class Migration(migrations.Migration):
    dependencies = [("followup", "0003_check_ins")]

    operations = [
        *(protect_record(f"followup_{table}") for table in ("checkin", "owntip", "weeklylook")),
        # What somebody said stands in their words; who wrote it takes it back until the contact person has seen it.
        narrow("followup_checkin", "INSERT", f"written_by_id = {IS_ACTOR}"),
        narrow("followup_checkin", "DELETE", f"written_by_id = {IS_ACTOR} AND seen_at IS NULL"),
        only_these_change("followup_checkin", "seen_at"),
        only_these_change("followup_checkin", when="OLD.seen_at IS NOT NULL", name="stays_seen"),
        # What helps is the person's to say, and to take away.
        *(narrow("followup_owntip", command, IS_THEIRS) for command in ("INSERT", "UPDATE", "DELETE")),
        narrow("followup_weeklylook", "INSERT", f"asked_by_id = {IS_ACTOR}"),
    ]
