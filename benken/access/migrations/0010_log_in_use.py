"""The log in use: its seals, questions why somebody read, reading that is unusual, and when I last looked."""

from typing import Any

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import (
    IS_ACTOR,
    OWN_SUBJECT,
    narrow,
    no_change,
    not_in_a_narrow_session,
    only_these_change,
    protect,
)

USER = settings.AUTH_USER_MODEL


def _user(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=USER, **options)


class Migration(migrations.Migration):
    dependencies = [("access", "0009_emergency")]

    operations = [
        migrations.AddIndex(
            model_name="deed",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="deed_at_brin"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="reading_at_brin"),
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "log", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("log", models.CharField(choices=[("reading", "Reading"), ("deed", "Deed")], max_length=10)),
                ("number", models.BigIntegerField()),
                ("row_id", models.UUIDField()),
                ("row_at", models.DateTimeField()),
                ("sealed_at", models.DateTimeField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("log", "row_at", "row_id"), name="sealed_once")],
            },
        ),
        migrations.CreateModel(
            name="LastLook",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=USER,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("before_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WhyQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("reading_id", models.UUIDField()),
                ("reading_at", models.DateTimeField()),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("part", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("words", models.TextField(blank=True, max_length=1000)),
                ("answer_by_on", models.DateField()),
                ("leader_told_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("answered_by", _user(blank=True, null=True)),
                ("asked_by", _user()),
                ("reader", _user()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=("reading_id", "asked_by"),
                        name="why_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnusualReading",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("week_on", models.DateField()),
                ("found_at", models.DateTimeField()),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("many", "mange ulike sider på kort tid"),
                            ("no_trace", "åpnet uten notat, melding eller samtale i nærheten"),
                            ("same_name", "samme etternavn som leseren"),
                            ("off_hours", "på en tid leseren ellers ikke jobber"),
                            ("edge", "tett på at tilgangen begynte eller tok slutt"),
                            ("often", "samme side svært ofte, uten at noe ble skrevet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject_id", models.UUIDField(blank=True, null=True)),
                ("records", models.PositiveIntegerField()),
                ("times", models.PositiveIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("reading_id", models.UUIDField()),
                ("reading_at", models.DateTimeField()),
                ("part", models.CharField(max_length=40)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                ("reader", _user(db_index=False)),
                ("seen_by", _user(blank=True, null=True, db_index=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("week_on", "reader", "rule"), name="unusual_once")],
            },
        ),
        # The seals are the system's, and only grow.
        protect("access_seal", "false"),
        no_change("access_seal"),
        protect("access_lastlook", f"user_id = {IS_ACTOR}"),
        # A question is seen by whoever asked and by whoever is asked; asked by the person the reading was about.
        protect("access_whyquestion", f"asked_by_id = {IS_ACTOR} OR reader_id = {IS_ACTOR}"),
        narrow("access_whyquestion", "INSERT", f"asked_by_id = {IS_ACTOR} AND subject_id = {OWN_SUBJECT}"),
        narrow("access_whyquestion", "DELETE"),
        not_in_a_narrow_session("access_whyquestion"),
        only_these_change("access_whyquestion", "answer", "answered_at", "answered_by_id", "taken_back_at"),
        # Whoever is asked answers, and takes nothing back; whoever asks takes back, and answers nothing.
        only_these_change(
            "access_whyquestion",
            "answer",
            "answered_at",
            "answered_by_id",
            when="OLD.asked_by_id::text IS DISTINCT FROM benken_actor()",
            name="only_answered",
        ),
        only_these_change(
            "access_whyquestion",
            "taken_back_at",
            when="OLD.reader_id::text IS DISTINCT FROM benken_actor()",
            name="only_taken_back",
        ),
        # What is unusual is a leader's, by an act that asks whose leader they are; nobody reads it by themselves.
        protect("access_unusualreading", "false"),
    ]
