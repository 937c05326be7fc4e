"""Who has opened a record in an emergency reads what their page shows, and writes nothing here."""

from django.db import migrations

from benken.access.row_policies import (
    DROP_FOLLOWED_FUNCTION,
    FOLLOWED_FUNCTION,
    closed_in_an_emergency,
    not_in_an_emergency,
)

READ = ("bestnow", "checkin", "owntip")  # as desk/emergency.html shows them
CLOSED = ("goal", "step", "basic", "areanote", "promise", "weeklylook")


class Migration(migrations.Migration):
    dependencies = [("followup", "0006_shared_parts"), ("access", "0009_emergency")]

    operations = [
        migrations.RunSQL(FOLLOWED_FUNCTION, DROP_FOLLOWED_FUNCTION),
        *(not_in_an_emergency(f"followup_{table}") for table in READ),
        *(closed_in_an_emergency(f"followup_{table}") for table in CLOSED),
    ]
