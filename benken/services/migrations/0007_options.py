"""Options: a sheet and what stands on it; rows of the record, closed in an emergency and in a narrow session."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import FOLLOWED, IS_ACTOR, narrow, not_in_a_narrow_session, only_these_change, protect

WORDS = ("name", "what", "wait", "asks", "meanwhile", "body", "track", "source", "heard_on", "good", "hard")
LEANING = ("lean", "lean_to_id", "lean_words", "lean_by_id", "lean_at", "version")
# A key to another table asks no wall: an option stands on a sheet of the same person, whoever may open both.
ON_A_SHEET_OF_THE_SAME = """EXISTS (SELECT FROM services_optionsheet AS sheet
  WHERE sheet.id = services_option.sheet_id AND sheet.person_id = services_option.person_id)"""


def walls(table: str, made: str, *changing: str) -> list[migrations.RunSQL]:
    """Let those who follow the person read and write; everybody in their own name, and only what changes changes."""
    return [
        protect(table, f"person_id = {FOLLOWED}"),
        narrow(table, "INSERT", made),
        narrow(table, "DELETE"),
        not_in_a_narrow_session(table),
        only_these_change(table, *changing),
    ]


class Migration(migrations.Migration):
    dependencies = [("services", "0006_keeping_places")]

    operations = [
        migrations.CreateModel(
            name="Option",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=150)),
                ("what", models.CharField(blank=True, max_length=600)),
                ("wait", models.CharField(blank=True, max_length=300)),
                ("asks", models.CharField(blank=True, max_length=600)),
                ("meanwhile", models.CharField(blank=True, max_length=600)),
                (
                    "body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("health", "sykehus, behandling eller lege"),
                            ("municipality", "kommunen eller NAV"),
                            ("other", "et annet sted"),
                        ],
                        max_length=15,
                    ),
                ),
                ("track", models.CharField(blank=True, max_length=20)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("heard_on", models.DateField(blank=True, null=True)),
                ("good", models.CharField(blank=True, max_length=600)),
                ("hard", models.CharField(blank=True, max_length=600)),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField()),
                ("taken_away_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="services.service",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="OptionSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("about", models.CharField(max_length=150)),
                (
                    "lean",
                    models.CharField(
                        blank=True,
                        choices=[("option", "en av dem"), ("none", "ingen av dem"), ("wait", "vente")],
                        max_length=10,
                    ),
                ),
                ("lean_words", models.CharField(blank=True, max_length=600)),
                ("lean_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("written_at", models.DateTimeField()),
                ("taken_away_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lean_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lean_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="services.option",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-written_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="option",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="options", to="services.optionsheet"
            ),
        ),
        migrations.AddIndex(
            model_name="optionsheet",
            index=models.Index(fields=["person", "-written_at"], name="option_sheet_person"),
        ),
        migrations.AddConstraint(
            model_name="optionsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("lean_to__isnull", True), ("lean", "option"), _connector="OR"),
                name="option_sheet_leans_to_one",
            ),
        ),
        migrations.AddIndex(
            model_name="option",
            index=models.Index(fields=["person", "sheet"], name="option_person"),
        ),
        migrations.AddConstraint(
            model_name="option",
            constraint=models.UniqueConstraint(
                condition=models.Q(("service__isnull", False)), fields=("sheet", "service"), name="option_once"
            ),
        ),
        *walls("services_optionsheet", f"written_by_id = {IS_ACTOR}", *LEANING, "taken_away_at"),
        # What somebody leans to is written in one's own name.
        only_these_change(
            "services_optionsheet",
            "taken_away_at",
            when="NEW.lean_by_id IS DISTINCT FROM benken_actor_id()",
            name="leans_in_own_name",
        ),
        *walls(
            "services_option",
            f"written_by_id = {IS_ACTOR} AND {ON_A_SHEET_OF_THE_SAME}",
            *WORDS,
            "version",
            "taken_away_at",
        ),
    ]
