"""The one switch for all that is automatic: everybody may ask it, the system alone writes, and the table only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import no_change, protect


class Migration(migrations.Migration):
    dependencies = [("access", "0013_answer_hours_have_moved")]

    operations = [
        migrations.CreateModel(
            name="AutomaticSwitch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("is_on", models.BooleanField()),
            ],
            options={"indexes": [models.Index(fields=["-at", "-id"], name="automatic_switch_at")]},
        ),
        protect("access_automaticswitch", "true", check="false"),
        no_change("access_automaticswitch"),
    ]
