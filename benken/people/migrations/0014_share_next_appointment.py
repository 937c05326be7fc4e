"""When and where the next appointment is can be shared by itself; its wall is where appointments are."""

import django.contrib.postgres.fields
from django.db import migrations, models

SHARED_PARTS = [
    ("goals", "Målene og stegene"),
    ("promises", "Det som er lovet"),
    ("best", "Det som er best nå"),
    ("appointment", "Neste møte: når og hvor"),
]


class Migration(migrations.Migration):
    dependencies = [("people", "0013_kinds_of_entries")]

    operations = [
        migrations.AlterField(
            "sharingconsent",
            "parts",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SHARED_PARTS, max_length=20), size=None
            ),
        ),
    ]
