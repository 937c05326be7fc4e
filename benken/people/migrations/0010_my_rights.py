"""What a person asks of us by right: all about me, a correction, a complaint."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import benken.lib.ids
from benken.access.row_policies import (
    IS_ACTOR,
    OPEN,
    OWN_SUBJECT,
    narrow,
    not_in_a_narrow_session,
    not_in_an_emergency,
    only_these_change,
    protect,
    protect_record,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0009_emergency_and_disclosure"), ("access", "0010_log_in_use")]

    operations = [
        migrations.CreateModel(
            name="AllAboutCopy",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("pdf", "til å lese og skrive ut (PDF)"),
                            ("json", "til å ta med et annet sted (JSON)"),
                        ],
                        max_length=5,
                    ),
                ),
                ("large", models.BooleanField(default=False)),
                ("language", models.CharField(default="nb", max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "venter"),
                            ("gathering", "samler"),
                            ("writing", "skriver"),
                            ("ready", "ferdig"),
                            ("failed", "gikk ikke"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("sealed", models.BinaryField(blank=True, null=True)),
                ("until_at", models.DateTimeField()),
                (
                    "asked_by",
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
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-asked_at"], name="all_about_copy_person")],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("access", "at jeg ikke fikk se noe"),
                            ("correction", "at noe ikke ble rettet"),
                            ("withheld", "noe som holdes tilbake"),
                            ("emergency", "en nødåpning"),
                            ("decision", "hjelp jeg ikke fikk"),
                            ("other", "noe annet"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(max_length=4000)),
                ("on_paper", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("answer_by_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "mottatt"),
                            ("answered", "besvart"),
                            ("sent_on", "sendt videre"),
                            ("taken_back", "trukket"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("sent_to", models.CharField(blank=True, max_length=100)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
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
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.team",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "indexes": [models.Index(fields=["person", "-made_at"], name="complaint_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent_on"), _negated=True),
                            models.Q(("sent_to", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_sent_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["answered", "sent_on"]), _negated=True),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaint_answered_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("note", "et notat"),
                            ("name", "navn eller telefon"),
                            ("goals", "mål eller løfter"),
                            ("other", "noe annet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.TextField(max_length=2000)),
                ("asked_at", models.DateTimeField()),
                ("answer_by_on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("corrected", "Ja, det er rettet"), ("not_corrected", "Nei, det er ikke rettet")],
                        max_length=15,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.entry",
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
                    "to",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "-asked_at"], name="correction_request_person"),
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("taken_back_at__isnull", True)),
                        fields=["to"],
                        name="correction_request_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("outcome", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="correction_request_answered_whole",
                    )
                ],
            },
        ),
        # A file of all about somebody is seen by whoever asked for it, as long as the record is open to them.
        protect("people_allaboutcopy", f"asked_by_id = {IS_ACTOR} AND person_id = {OPEN}"),
        narrow("people_allaboutcopy", "DELETE"),
        not_in_a_narrow_session("people_allaboutcopy"),
        not_in_an_emergency("people_allaboutcopy"),
        only_these_change("people_allaboutcopy", "state", "sealed"),
        # A request is the record's; the person asks and takes back, whoever is asked answers.
        protect_record("people_correctionrequest"),
        narrow("people_correctionrequest", "INSERT", f"asked_by_id = {IS_ACTOR} AND person_id = {OWN_SUBJECT}"),
        narrow("people_correctionrequest", "DELETE"),
        not_in_a_narrow_session("people_correctionrequest"),
        not_in_an_emergency("people_correctionrequest"),
        only_these_change(
            "people_correctionrequest",
            *("outcome", "answer", "answered_by_id", "answered_at"),
            when="OLD.asked_by_id::text IS DISTINCT FROM benken_actor()",
            name="only_answered",
        ),
        only_these_change(
            "people_correctionrequest",
            "taken_back_at",
            when="OLD.asked_by_id::text IS NOT DISTINCT FROM benken_actor()",
            name="only_taken_back",
        ),
        # A complaint is seen by the person, and by whoever wrote it down for them. The leader's steps are the system's.
        protect(
            "people_complaint",
            f"person_id = {OPEN} AND (person_id = {OWN_SUBJECT} OR written_by_id = {IS_ACTOR})",
            check=f"person_id = {OPEN} AND written_by_id = {IS_ACTOR} AND state = 'received'",
        ),
        narrow("people_complaint", "UPDATE"),
        narrow("people_complaint", "DELETE"),
        not_in_a_narrow_session("people_complaint"),
        not_in_an_emergency("people_complaint"),
    ]
