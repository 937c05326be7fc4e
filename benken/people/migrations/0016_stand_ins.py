"""When those who follow people answer, when they are away, and who stands in."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
import benken.people.models.answering
from benken.access.row_policies import IS_ACTOR, narrow, protect, protect_record

# One hour on all five days was what somebody could say until now. Written before row security is on.
MOVE_HOURS = """
INSERT INTO people_answerhours (worker_id, week, phone, outside_words, outside_number, version)
SELECT id, array_fill(answers_before, ARRAY[5]) || ARRAY[NULL, NULL]::time[], '', '', '', 0
FROM access_user WHERE answers_before IS NOT NULL AND subject_id IS NULL
"""
# The person's own page says when the contact answers; of a worker's hours nothing is anybody's secret.
SIGNED_IN = f"{IS_ACTOR} IS NOT NULL"
# That somebody is away is seen by them, their team and who stands in. A person is told by a row on their own record.
COLLEAGUES = f"""
  worker_id = {IS_ACTOR} OR written_by_id = {IS_ACTOR} OR stand_in_id = {IS_ACTOR} OR EXISTS (
    SELECT 1 FROM access_user AS away JOIN access_user AS actor ON actor.team_id = away.team_id
    WHERE away.id = worker_id AND actor.id = {IS_ACTOR} AND actor.subject_id IS NULL)
"""  # noqa: S608  # our own constants


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0011_requests_team"),
        ("people", "0015_stays_on_the_timeline"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerHours",
            fields=[
                ("worker", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to=settings.AUTH_USER_MODEL)),
                ("week", django.contrib.postgres.fields.ArrayField(base_field=models.TimeField(null=True), default=benken.people.models.answering.no_day, size=7)),
                ("phone", models.CharField(blank=True, max_length=16)),
                ("phone_from", models.TimeField(blank=True, null=True)),
                ("phone_until", models.TimeField(blank=True, null=True)),
                ("outside_words", models.CharField(blank=True, max_length=60)),
                ("outside_number", models.CharField(blank=True, max_length=16)),
                ("version", models.PositiveIntegerField(default=0)),
                ("stand_in", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("week__len", 7)), name="answer_hours_have_seven_days"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phone", ""), ("phone_from", None), ("phone_until", None)),
                            models.Q(models.Q(("phone", ""), _negated=True), ("phone_from__lt", models.F("phone_until"))),
                            _connector="OR",
                        ),
                        name="answer_hours_phone_has_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stand_in", None), models.Q(("stand_in", models.F("worker")), _negated=True), _connector="OR"),
                        name="answer_hours_stand_in_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("written_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("stand_in", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("worker", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("written_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["since_at"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("ended_at", None)),
                        expressions=[
                            (
                                models.Func(
                                    "since_at",
                                    "until_at",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=False),
                                    function="TSTZRANGE",
                                    output_field=models.DateTimeField(),
                                ),
                                "&&",
                            ),
                            ("worker", "="),
                        ],
                        name="one_absence_at_a_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("until_at__gt", models.F("since_at"))), name="absence_ends_after_start"),
                    models.CheckConstraint(
                        condition=models.Q(("stand_in", None), models.Q(("stand_in", models.F("worker")), _negated=True), _connector="OR"),
                        name="absence_stand_in_is_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("since_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("right_id", models.UUIDField(blank=True, null=True)),
                ("absence", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="stand_ins", to="people.absence")),
                ("contact", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="stand_ins", to="people.person")),
                ("worker", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["since_at"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("until_at__gt", models.F("since_at"))), name="stand_in_ends_after_start"),
                    models.CheckConstraint(
                        condition=models.Q(("absence__isnull", False), ("worker__isnull", False), _connector="OR"),
                        name="stand_in_for_a_missed_hour_is_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(MOVE_HOURS, migrations.RunSQL.noop),
        protect("people_answerhours", SIGNED_IN, check=f"worker_id = {IS_ACTOR}"),
        narrow("people_answerhours", "UPDATE", f"worker_id = {IS_ACTOR}"),
        narrow("people_answerhours", "DELETE"),
        protect("people_absence", COLLEAGUES, check="false"),
        narrow("people_absence", "UPDATE"),
        narrow("people_absence", "DELETE"),
        protect_record("people_standin"),
        narrow("people_standin", "INSERT"),
        narrow("people_standin", "UPDATE"),
        narrow("people_standin", "DELETE"),
    ]
