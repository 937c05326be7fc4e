"""Attachments of entries, and of other things of a person's."""

import benken.lib.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from benken.access.row_policies import (
    FOLLOWED,
    IS_ACTOR,
    IS_SYSTEM,
    OWN_SUBJECT,
    narrow,
    not_in_a_narrow_session,
    protect,
)

# On an entry: whoever sees the entry sees it (its own wall answers here). On another thing: whoever follows the person.
ENTRY = "SELECT 1 FROM people_entry e WHERE e.id = people_attachment.entry_id AND e.person_id = people_attachment.person_id"
SEEN = f"EXISTS ({ENTRY}) OR (entry_id IS NULL AND person_id = {FOLLOWED})"
# Put there and taken away by whoever wrote the entry, until somebody has read it.
OWN_AND_UNREAD = f"EXISTS ({ENTRY} AND e.author_id = {IS_ACTOR} AND e.first_read_at IS NULL)"
WRITTEN = f"added_by_id = {IS_ACTOR} AND ({OWN_AND_UNREAD} OR (entry_id IS NULL AND person_id = {FOLLOWED}))"


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_emergency_takes_nothing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=benken.lib.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("about_id", models.UUIDField(blank=True, null=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("jpeg", "bilde"),
                            ("png", "bilde (PNG)"),
                            ("webp", "bilde (WebP)"),
                            ("docx", "Word-dokument"),
                            ("odt", "ODT-dokument"),
                            ("text", "ren tekst"),
                        ],
                        max_length=5,
                    ),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
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
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="people.entry",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about_id__isnull", False), ("entry__isnull", True)),
                            models.Q(("about_id__isnull", True), ("entry__isnull", False)),
                            _connector="OR",
                        ),
                        name="attachment_hangs_on_one_thing",
                    ),
                    models.UniqueConstraint(fields=("entry", "sha256"), name="attachment_once"),
                    models.UniqueConstraint(fields=("about_id", "sha256"), name="attachment_about_once"),
                ],
            },
        ),
        protect("people_attachment", SEEN, check=WRITTEN),
        narrow("people_attachment", "UPDATE"),
        narrow("people_attachment", "DELETE", WRITTEN),
        not_in_a_narrow_session("people_attachment"),
        migrations.RunSQL(
            f"CREATE POLICY not_what_is_withheld ON people_attachment AS RESTRICTIVE FOR SELECT USING ("  # noqa: S608  # words of this code
            f"{IS_SYSTEM} OR person_id IS DISTINCT FROM {OWN_SUBJECT} OR NOT EXISTS ("
            "SELECT 1 FROM people_withholding w"
            " WHERE w.entry_id = people_attachment.entry_id AND w.ended_at IS NULL))",
            "DROP POLICY not_what_is_withheld ON people_attachment",
        ),
    ]
