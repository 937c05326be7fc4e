"""Row security on every table of this app."""

from django.db import migrations

from benken.access.row_policies import no_change, protect_record

TABLES = ("goal", "step", "bestnow", "basic", "areanote", "promise")


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial"), ("people", "0002_walls")]

    operations = [
        *(protect_record(f"followup_{table}") for table in TABLES),
        no_change("followup_bestnow"),
    ]
