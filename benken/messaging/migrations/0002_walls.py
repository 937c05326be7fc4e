"""Row security on every table of this app."""

from django.db import migrations

from benken.access.row_policies import protect_record


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("people", "0002_walls")]

    operations = [protect_record("messaging_message")]
