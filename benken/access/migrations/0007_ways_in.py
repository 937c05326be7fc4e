"""Ways in without e-ID, and what a narrow session does not see."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import NARROW, DROP_NARROW, OPEN, narrow, not_in_a_narrow_session, protect


class Migration(migrations.Migration):
    dependencies = [("access", "0006_sign_in")]

    operations = [
        migrations.CreateModel(
            name="WayIn",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("subject_id", models.UUIDField()),
                ("kind", models.CharField(choices=[("slip", "lapp"), ("code", "engangskode"), ("link", "lenke til et passord"), ("opening", "åpne alt sammen")], max_length=10)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("word_hash", models.CharField(blank=True, max_length=128)),
                ("made_at", models.DateTimeField()),
                ("valid_until_at", models.DateTimeField()),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_because", models.CharField(blank=True, choices=[("used", "brukt"), ("replaced", "byttet ut"), ("closed", "stengt"), ("tries", "for mange feil")], max_length=10)),
                ("made_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("user", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [
                    models.Index(fields=["user", "kind"], name="way_in_user"),
                    models.Index(fields=["subject_id"], name="way_in_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True)), fields=("user", "kind"), name="one_way_in_of_a_kind"),
                    models.UniqueConstraint(condition=models.Q(("ended_at__isnull", True), ("kind", "slip")), fields=("code_hash",), name="one_slip_of_a_code"),
                ],
            },
        ),
        migrations.RunSQL(NARROW, DROP_NARROW),
        # Those who may open the record see that there is a way in and until when; the system alone makes and ends it.
        protect("access_wayin", f"subject_id = {OPEN}", check="false"),
        narrow("access_wayin", "DELETE"),
        not_in_a_narrow_session("access_wayin"),
        not_in_a_narrow_session("access_reading"),
    ]
