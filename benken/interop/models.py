"""Imports of caseloads: the file while it is needed, what was decided of each row, and which columns a team has mapped.

No foreign key leads to a person: an import knows whom it made by their ids, so that they can be taken away again.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id

OF_THE_FILE = ("sealed", "name_sealed", "preview_sealed")  # what is kept while the file is, and forgotten with it


class Import(models.Model):
    """A sheet on its way in. What stood in the file is sealed, and gone a day after the import has come to rest."""

    class State(models.TextChoices):
        """How far it has come."""

        COLUMNS = "columns", _("kolonnene skal ses over")
        PREVIEW = "preview", _("klar til å ses over")
        TAKING_IN = "taking_in", _("tas inn")
        TAKEN_IN = "taken_in", _("tatt inn")
        UNDOING = "undoing", _("angres")
        UNDONE = "undone", _("angret")
        STOPPED = "stopped", _("stoppet")
        LEFT = "left", _("ikke tatt inn")
        BARRED = "barred", _("ikke tatt inn, for du ledet ikke teamet lenger")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)  # import_by
    team = models.ForeignKey("access.Team", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.COLUMNS)
    version = models.PositiveIntegerField(default=1)
    uploaded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sealed = models.BinaryField(null=True, blank=True)  # the rows of the file
    name_sealed = models.BinaryField(null=True, blank=True)  # what the file is called; it may hold a person's name
    heading_place = models.PositiveSmallIntegerField(default=0)
    fields = models.JSONField(default=list)  # what each column holds, in the order of the sheet; "" is left out
    preview_sealed = models.BinaryField(null=True, blank=True)  # what is decided of each row, and why
    counts = models.JSONField(default=dict)  # rows by outcome
    # How much it has asked about those closed to the leader, and when last.
    questions = models.PositiveIntegerField(default=0)
    compared_at = models.DateTimeField(null=True, blank=True)
    # The job that takes in or undoes: when it was asked for, when it last moved on, and how far it is.
    asked_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_stopped_at = models.DateTimeField(null=True, blank=True)  # it could not go on, and may be tried again
    # The moment everything the import made carries in the log.
    taken_in_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "by": IDENTITY,
        "team": PLAIN,
        "state": PLAIN,
        "version": PLAIN,
        "uploaded_at": PLAIN,
        "changed_at": PLAIN,
        "sealed": SENSITIVE,
        "name_sealed": IDENTITY,
        "heading_place": PLAIN,
        "fields": PLAIN,
        "preview_sealed": SENSITIVE,
        "counts": PLAIN,
        "questions": PLAIN,
        "compared_at": PLAIN,
        "asked_at": PLAIN,
        "moved_at": PLAIN,
        "done": PLAIN,
        "total": PLAIN,
        "finished_at": PLAIN,
        "undo_stopped_at": PLAIN,
        "taken_in_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [models.Index(fields=["by", "-uploaded_at"], name="import_by")]

    def __str__(self) -> str:
        return f"{self.state} {self.uploaded_at:%Y-%m-%d}"

    def forget_file(self) -> None:
        """Forget what stood in the file and what it was called; the import is not saved yet."""
        for name in OF_THE_FILE:
            setattr(self, name, None)


class ImportedRow(models.Model):
    """A row of an import: what the leader chose for a doubtful one, what came of it, and whom it made."""

    class Choice(models.TextChoices):
        """What is done with a row that may be somebody who is known."""

        NEW = "new", _("Ny person")
        SAME = "same", _("Samme person: ta ikke med")
        LATER = "later", _("Bestem senere (blir ikke med)")

    class Outcome(models.TextChoices):
        """What came of it; a row that was not taken in has the outcome of the preview, or the one it met."""

        MADE = "made", _("tatt inn")
        UNDONE = "undone", _("angret")
        KEPT = "kept", _("tatt i bruk, og blir stående")
        MATCHED = "matched", _("tatt inn før")
        KNOWN = "known", _("kjent her")
        REFUSED = "refused", _("må rettes")
        DOUBTFUL = "doubtful", _("ikke avgjort")
        SKIPPED = "skipped", _("tom linje")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)  # imported_row_once
    number = models.PositiveIntegerField()  # its line in the sheet
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    person_id = models.UUIDField(null=True, blank=True)
    told_sealed = models.BinaryField(null=True, blank=True)  # why, where it is another reason than in the preview

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "of": PLAIN,
        "number": PLAIN,
        "choice": PLAIN,
        "outcome": PLAIN,
        "person_id": IDENTITY,
        "told_sealed": SENSITIVE,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [
            models.Index(fields=["person_id"], name="imported_row_person", condition=models.Q(person_id__isnull=False))
        ]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.number}"


class RememberedColumn(models.Model):
    """What a column with this heading holds in a team's sheets, mapped by hand last time; without a field, left out.

    The heading is a keyed hash: in a sheet without headings it may be a name or a number of somebody.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey("access.Team", models.CASCADE, related_name="+", db_index=False)  # remembered_column_once
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=20, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {"id": PLAIN, "team": PLAIN, "heading": PLAIN, "field": PLAIN}
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "heading"], name="remembered_column_once")]

    def __str__(self) -> str:
        return self.heading
