"""Emergency access, notes withheld from the person, disclosure cases."""

import datetime as dt

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import (
    IS_ACTOR,
    IS_SYSTEM,
    OPEN,
    OWN_SUBJECT,
    narrow,
    not_in_a_narrow_session,
    not_in_an_emergency,
    only_these_change,
    protect,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0008_sharing"), ("access", "0009_emergency")]

    operations = [
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("basis", models.CharField(max_length=30)),
                ("decided_at", models.DateTimeField()),
                ("wanted_until_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="withholdings", to="people.entry"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="withholdings", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisclosureCase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "foreslått"),
                            ("approved", "ja, kan gis"),
                            ("refused", "nei, gis ikke"),
                            ("given", "gitt videre"),
                            ("dropped", "trukket tilbake"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("basis", models.CharField(max_length=30)),
                ("body", models.CharField(max_length=200)),
                ("receiver", models.CharField(blank=True, max_length=200)),
                ("why", models.TextField()),
                ("words", models.TextField(blank=True)),
                (
                    "entry_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_words", models.TextField(blank=True)),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "ansikt til ansikt"),
                            ("phone", "på telefon"),
                            ("letter", "i brev"),
                            ("digital", "i sikker digital post"),
                        ],
                        max_length=10,
                    ),
                ),
                ("copy_sealed", models.BinaryField(blank=True, null=True)),
                ("tell_on", models.DateField(blank=True, null=True)),
                ("wait_basis", models.CharField(blank=True, max_length=30)),
                ("wait_why", models.TextField(blank=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="disclosures", to="people.person"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disclosure_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "refused", "given"]), _negated=True),
                            ("decided_at__isnull", False),
                            _connector="OR",
                        ),
                        name="disclosure_decided_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("told_at__isnull", True), ("given_at__isnull", False), _connector="OR"),
                        name="disclosure_told_when_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tell_on__isnull", True),
                            models.Q(
                                models.Q(("wait_basis", ""), _negated=True), models.Q(("wait_why", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="disclosure_waits_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("danger", "fare for liv"),
                            ("illness", "akutt sykdom"),
                            ("other", "annet som haster"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("was_opened", models.BooleanField(default=True)),
                (
                    "seen_by_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergencies",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at"], name="emergency_person"),
                    models.Index(fields=["by", "-at"], name="emergency_by"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WithheldText",
            fields=[
                (
                    "withholding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="withheld",
                        serialize=False,
                        to="people.withholding",
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("why", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("entry",), name="withheld_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_at__lte", models.F("wanted_until_at")),
                    (
                        "wanted_until_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("decided_at"), "+", models.Value(dt.timedelta(days=91))
                        ),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        (
                            "until_at__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("decided_at"), "+", models.Value(dt.timedelta(days=8))
                            ),
                        ),
                        _connector="OR",
                    ),
                ),
                name="withheld_no_longer",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="withheld_by_two",
            ),
        ),
        # Seen by whoever opened it, by the person and those around them; written by the system. A try that opened
        # nothing is never seen by whoever tried.
        protect("people_emergencyaccess", f"(was_opened AND by_id = {IS_ACTOR}) OR person_id = {OPEN}", check="false"),
        narrow("people_emergencyaccess", "DELETE"),
        # That something is withheld is seen by all of the record, the person too; the words never by the person.
        protect("people_withholding", f"person_id = {OPEN}", check="false"),
        narrow("people_withholding", "DELETE"),
        not_in_a_narrow_session("people_withholding"),
        protect(
            "people_withheldtext", f"person_id = {OPEN} AND person_id IS DISTINCT FROM {OWN_SUBJECT}", check="false"
        ),
        narrow("people_withheldtext", "DELETE"),
        migrations.RunSQL(
            f"CREATE POLICY not_what_is_withheld ON people_correction AS RESTRICTIVE FOR SELECT USING ("  # noqa: S608  # words of this code
            f"{IS_SYSTEM} OR person_id IS DISTINCT FROM {OWN_SUBJECT} OR NOT EXISTS ("
            "SELECT 1 FROM people_withholding w"
            " WHERE w.entry_id = people_correction.entry_id AND w.ended_at IS NULL))",
            "DROP POLICY not_what_is_withheld ON people_correction",
        ),
        # The person sees a disclosure from the moment they are told; each step is the system's, in its action.
        protect(
            "people_disclosurecase",
            f"person_id = {OPEN} AND (told_at IS NOT NULL OR person_id IS DISTINCT FROM {OWN_SUBJECT})",
            check="false",
        ),
        narrow("people_disclosurecase", "DELETE"),
        not_in_a_narrow_session("people_disclosurecase"),
        # What is open in an emergency alone is read; whom it leads to, and how, is not changed by it.
        not_in_an_emergency("people_phone"),
        not_in_an_emergency("people_supporter"),
        not_in_an_emergency("people_circlemember"),
        only_these_change(
            "people_person",
            "last_heard_at",
            "full_name_folded",  # generated: not known yet when the trigger asks
            when="OLD.id = ANY (benken_emergency_subjects())",
            name="only_read_in_emergency",
        ),
    ]
