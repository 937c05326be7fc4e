"""Rows that a person has shared by part are seen by whoever they are shared with, and written by nobody else."""

from django.db import migrations

from benken.access.row_policies import share_part

PARTS = [("goal", "goals"), ("step", "goals"), ("promise", "promises"), ("bestnow", "best")]


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0005_seen_and_asked"),
        ("people", "0008_sharing"),
        ("access", "0004_rights_by_part"),
    ]

    operations = [share_part(f"followup_{table}", part) for table, part in PARTS]
