"""What the municipality chooses, letters with a link, and when somebody wants to be told that something waits."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import benken.access.models.setup
import benken.lib.ids
from benken.access.row_policies import IS_ACTOR, narrow, no_change, protect


class Migration(migrations.Migration):
    dependencies = [("access", "0004_rights_by_part")]

    operations = [
        migrations.CreateModel(
            name="Setup",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                ("country", models.CharField(choices=[("no", "no"), ("dk", "dk")], max_length=2)),
                ("municipality", models.CharField(max_length=100)),
                (
                    "site_name",
                    models.CharField(max_length=40, validators=[benken.access.models.setup.say_nothing_telling]),
                ),
                (
                    "sender_name",
                    models.CharField(max_length=40, validators=[benken.access.models.setup.say_nothing_telling]),
                ),
                (
                    "reception_phone",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                r"^\+?[0-9][0-9 ]{1,18}$", "Skriv bare tallene, og + foran om det trengs."
                            )
                        ],
                    ),
                ),
                ("opening_hours", models.TextField(blank=True, max_length=500)),
                (
                    "quick_exit_url",
                    models.CharField(
                        max_length=200,
                        validators=[
                            django.core.validators.URLValidator(
                                ["https"], message="Skriv en hel adresse som begynner med https://."
                            ),
                            benken.access.models.setup.say_nothing_telling,
                        ],
                    ),
                ),
                (
                    "quiet_for",
                    models.PositiveSmallIntegerField(
                        default=21,
                        validators=[
                            django.core.validators.MinValueValidator(3),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "small_number",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                (
                    "street_number",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(100),
                        ],
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="setup_once"),
                    models.CheckConstraint(
                        condition=models.Q(("small_number__gte", 5), ("street_number__gte", 10)),
                        name="setup_small_numbers_hidden",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quick_exit_url__startswith", "https://")), name="setup_exit_by_https"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetupChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("name", models.CharField(max_length=40)),
                ("before", models.TextField(blank=True)),
                ("after", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.user",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["-at"], name="setup_change_at")]},
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="letter",
                        serialize=False,
                        to="access.user",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="access.user"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NoticeChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="notice_choice",
                        serialize=False,
                        to="access.user",
                    ),
                ),
                ("hour", models.PositiveSmallIntegerField()),
                ("told_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hour__gte", 6), ("hour__lte", 18)), name="notice_by_day"
                    )
                ],
            },
        ),
        # Everybody reads what is chosen; the action that checks who chooses writes it, as the system.
        protect("access_setup", "true", check="false"),
        narrow("access_setup", "UPDATE"),
        narrow("access_setup", "DELETE"),
        protect("access_setupchange", "false"),
        no_change("access_setupchange"),
        protect("access_letter", "false"),
        protect("access_noticechoice", f"user_id = {IS_ACTOR}"),
    ]
