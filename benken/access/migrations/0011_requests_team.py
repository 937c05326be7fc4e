"""Which team takes those who ask for help on the web; none, and everybody who takes requests does."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0010_log_in_use")]

    operations = [
        migrations.AddField(
            "setup",
            "requests_team",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.team",
            ),
        ),
    ]
