"""When the person first saw a promise; and who asked for the week's look stands."""

from django.db import migrations, models

from benken.access.row_policies import only_these_change


class Migration(migrations.Migration):
    dependencies = [("followup", "0004_check_in_walls")]

    operations = [
        # The trigger on promises lets nobody but the system write it.
        migrations.AddField("promise", "seen_at", models.DateTimeField(blank=True, null=True)),
        only_these_change("followup_weeklylook", "weekday", "asked_at", "shown_on"),
    ]
