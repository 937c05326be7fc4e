"""A right to named parts only: for those to whom a person opens one thing and no record."""

import django.contrib.postgres.fields
from django.db import migrations, models

KNOWN_AND_PARTS = """
CREATE OR REPLACE FUNCTION benken_known_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM public.access_right
        WHERE user_id = benken_actor_id() AND scope IN ('record', 'own_talks')
          AND since_at <= statement_timestamp() + interval '5 seconds'  -- clocks of app and server differ a little
          AND (until_at IS NULL OR until_at > statement_timestamp()) $$;

-- Subjects of whom the actor may see one part, by its name, and nothing else.
CREATE FUNCTION benken_part_subjects(part text) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM public.access_right
        WHERE user_id = benken_actor_id() AND scope = 'parts' AND part = ANY (parts)
          AND since_at <= statement_timestamp() + interval '5 seconds'
          AND (until_at IS NULL OR until_at > statement_timestamp()) $$;
"""
BACK = """
DROP FUNCTION benken_part_subjects;
CREATE OR REPLACE FUNCTION benken_known_subjects() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(array_agg(subject_id), '{}') FROM public.access_right
        WHERE user_id = benken_actor_id()
          AND since_at <= statement_timestamp() + interval '5 seconds'
          AND (until_at IS NULL OR until_at > statement_timestamp()) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_deeds_by_object")]

    operations = [
        migrations.AddField(
            model_name="right",
            name="parts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), blank=True, default=list, size=None
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
        migrations.RunSQL(KNOWN_AND_PARTS, BACK),
    ]
