"""Who has opened a record in an emergency reads no message of it, and writes none."""

from django.db import migrations

from benken.access.row_policies import closed_in_an_emergency


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_one_index"), ("followup", "0007_emergency")]

    operations = [closed_in_an_emergency("messaging_message")]
