"""A helper may have taken over; news is found at once; a person may share when and where the next appointment is."""

from django.db import migrations, models

from benken.access.row_policies import only_these_change

CHANGES = (
    *("starts_at", "ends_at", "what", "place", "way_there", "with_user_id", "with_words", "comes_along_id"),
    *("comes_along_words", "room", "is_home_visit", "state", "moved_from_at", "suits", "suits_words", "person_words"),
    *("news_for", "changed_by_id", "changed_at", "version"),
)
TABLE = "services_appointment"
# Not `share_part`: what has been, what is cancelled and what is over is not the next one, and stays closed.
NEXT = "state = 'planned' AND ends_at > statement_timestamp()"
SHARED = f"""
CREATE POLICY by_part ON {TABLE} FOR SELECT
  USING (person_id = ANY ((SELECT benken_part_subjects('appointment'))::uuid[]) AND {NEXT})
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0010_wait_numbers"), ("access", "0004_rights_by_part")]

    operations = [
        migrations.AddField("appointment", "is_taken_over", models.BooleanField(db_default=False, default=False)),
        migrations.AddIndex(
            "appointment",
            models.Index(condition=models.Q(("news_for", "helper")), fields=["person"], name="appointment_news"),
        ),
        migrations.RunSQL(f"DROP TRIGGER stands ON {TABLE}", only_these_change(TABLE, *CHANGES).sql),
        only_these_change(TABLE, *CHANGES, "is_taken_over"),
        migrations.RunSQL(SHARED, f"DROP POLICY by_part ON {TABLE}"),
    ]
