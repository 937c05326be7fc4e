"""A letter, a decision, a photo the person chose: a row here, and the file itself sealed on disk, by the row's id."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.file_kinds import LONGEST_NAME, FileKind
from benken.lib.ids import new_id


class Attachment(models.Model):
    """A file that hangs on an entry, with the entry's rights; or on another thing of the person's, by its id.

    It is put there and taken away, never changed.
    """

    class Kind(models.TextChoices):
        """What it is, found by what is in it."""

        PDF = FileKind.PDF.value, _("PDF")
        JPEG = FileKind.JPEG.value, _("bilde")
        PNG = FileKind.PNG.value, _("bilde (PNG)")
        WEBP = FileKind.WEBP.value, _("bilde (WebP)")
        DOCX = FileKind.DOCX.value, _("Word-dokument")
        ODT = FileKind.ODT.value, _("ODT-dokument")
        TEXT = FileKind.TEXT.value, _("ren tekst")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    entry = models.ForeignKey(
        "people.Entry", models.CASCADE, null=True, blank=True, related_name="attachments", db_index=False
    )  # attachment_once
    about_id = models.UUIDField(null=True, blank=True)  # of what it hangs on, when that is no entry
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)  # of the file as it is fetched
    added_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "entry": PLAIN,
        "about_id": PLAIN,
        "name": SENSITIVE,
        "kind": PLAIN,
        "size": PLAIN,
        "sha256": SENSITIVE,
        "added_by": IDENTITY,
        "added_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="attachment_hangs_on_one_thing",
                condition=Q(entry__isnull=True, about_id__isnull=False) | Q(entry__isnull=False, about_id__isnull=True),
            ),
            # The same file twice on the same thing is one: a second click stores nothing.
            models.UniqueConstraint(fields=["entry", "sha256"], name="attachment_once"),
            models.UniqueConstraint(fields=["about_id", "sha256"], name="attachment_about_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
