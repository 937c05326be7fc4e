"""The person's own network."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.people.models.people import NAME_LENGTH, Person
from benken.people.phones import shown_number


class Supporter(models.Model):
    """Somebody of the person's own network: what they are to the person, and whether the help may be in touch.

    One who is taken away is gone within a day; until then it can be undone.
    """

    class Reach(models.TextChoices):
        """Whether the help may be in touch with them."""

        ASK_FIRST = "ask_first", _("spør meg først")
        MAY = "may", _("kan kontaktes")
        DO_NOT = "do_not", _("ikke ta kontakt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="supporters", db_index=False)  # supporter_person
    name = models.CharField(max_length=NAME_LENGTH)
    relation = models.CharField(max_length=100, blank=True)  # søstera mi, en nabo
    meaning = models.CharField(max_length=500, blank=True)  # what they are to the person, in own words
    phone = models.CharField(max_length=20, blank=True)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.ASK_FIRST)
    wants_again = models.BooleanField(default=False)  # the person wants to be in touch with them again
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "name": IDENTITY,
        "relation": SENSITIVE,
        "meaning": SENSITIVE,
        "phone": IDENTITY,
        "reach": SENSITIVE,
        "wants_again": SENSITIVE,
        "written_by": IDENTITY,
        "set_at": PLAIN,
        "changed_at": PLAIN,
        "removed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["set_at", "id"]
        indexes = [models.Index(fields=["person", "set_at"], name="supporter_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_phone(self) -> str:
        """The phone number the way it is read aloud, or nothing."""
        return shown_number(self.phone) if self.phone else ""
