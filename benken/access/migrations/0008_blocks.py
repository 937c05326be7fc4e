"""Whom a person keeps out; what an outside helper's house is. What a right may be based on, as it is called now."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import IS_ACTOR, narrow, protect

# The last of several checks: whatever the code forgets, no right is given past a block.
NO_RIGHT_PAST_A_BLOCK = """
CREATE FUNCTION benken_no_right_past_a_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM access_block b
             WHERE b.user_id = NEW.user_id AND b.subject_id = NEW.subject_id AND b.ended_at IS NULL) THEN
    RAISE EXCEPTION 'no such right can be given' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_right_past_a_block BEFORE INSERT ON access_right
  FOR EACH ROW EXECUTE FUNCTION benken_no_right_past_a_block();
"""
BACK = "DROP TRIGGER no_right_past_a_block ON access_right; DROP FUNCTION benken_no_right_past_a_block;"


class Migration(migrations.Migration):
    dependencies = [("access", "0007_ways_in")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="helper_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("tsb", "rusbehandling i spesialisthelsetjenesten"),
                    ("dps", "DPS"),
                    ("nav", "NAV"),
                    ("gp", "fastlege"),
                    ("housing", "bolig"),
                    ("voluntary", "frivillig"),
                    ("other", "annet"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="right",
            name="basis",
            field=models.CharField(
                choices=[
                    ("self", "det er deg"),
                    ("contact_person", "kontaktpersonen din"),
                    ("overlap", "følger deg over til ny kontaktperson"),
                    ("stand_in", "vikar for kontaktpersonen din"),
                    ("circle", "med i laget ditt"),
                    ("shared", "du har delt det"),
                    ("emergency", "nødtilgang"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="right",
            name="scope",
            field=models.CharField(
                choices=[
                    ("record", "alt som er delt"),
                    ("own_talks", "egne samtaler"),
                    ("parts", "det personen har delt"),
                ],
                default="record",
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("since_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("user", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("written_by", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["since_at", "id"],
                "indexes": [models.Index(fields=["subject_id"], name="block_subject")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("user", "subject_id"), name="block_once")],
            },
        ),
        # Whoever is kept out never sees it, not even as the one who wrote it down.
        protect(
            "access_block",
            f"user_id <> {IS_ACTOR} AND (written_by_id = {IS_ACTOR}"
            f" OR subject_id = (SELECT subject_id FROM access_user WHERE id = {IS_ACTOR}))",
            check="false",
        ),
        narrow("access_block", "DELETE"),
        migrations.RunSQL(NO_RIGHT_PAST_A_BLOCK, BACK),
    ]
