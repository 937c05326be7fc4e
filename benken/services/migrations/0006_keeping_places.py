"""Day counts and grants; a version for a service, so that two who write at once lose nothing."""

import django.db.models.deletion
from django.db import migrations, models

import benken.lib.ids


class Migration(migrations.Migration):
    dependencies = [("services", "0005_turned_away_and_home")]

    operations = [
        migrations.AddField("service", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("meals", "måltider"),
                            ("beds", "senger brukt"),
                            ("visits", "besøk"),
                            ("activity_places", "aktivitetsplasser brukt"),
                            ("work_places", "arbeidsplasser brukt"),
                            ("signed_up", "påmeldt til gruppe"),
                            ("dropped_in", "kom uten å melde seg på"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_counts",
                        to="services.service",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "what"],
                "constraints": [models.UniqueConstraint(fields=("service", "on", "what"), name="day_count_once")],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("giver", models.CharField(max_length=150)),
                ("purpose", models.CharField(max_length=500)),
                ("amount", models.PositiveBigIntegerField()),
                (
                    "currency",
                    models.CharField(choices=[("NOK", "norske kroner"), ("DKK", "danske kroner")], max_length=3),
                ),
                ("area", models.CharField(blank=True, max_length=100)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField()),
                ("report_due_on", models.DateField(blank=True, null=True)),
                ("report_received_on", models.DateField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="services.provider"
                    ),
                ),
            ],
            options={
                "ordering": ["-from_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_on__lte", models.F("until_on"))), name="grant_days_in_order"
                    )
                ],
            },
        ),
    ]
