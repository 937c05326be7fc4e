"""What a person wants to stand on My page: somebody may look over their shoulder."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention


class Part(models.TextChoices):
    """A part of My page that can be left out. What is left out leaves no heading, no gap and no link."""

    CONTACT = "contact", _("Hvem som er kontaktpersonen min")
    NEXT = "next", _("Det neste")
    BEST = "best", _("Hva som er best for meg nå")
    GOALS = "goals", _("Målene mine")
    WHERE = "where", _("Hvor er vi nå?")
    MESSAGES = "messages", _("Meldinger")
    TELLING = "telling", _("Det gikk bra og det ble vanskelig")
    HOW = "how", _("Slik har jeg det")
    SAFETY = "safety", _("Når det er tungt")
    BASICS = "basics", _("Mat, søvn og et sted å sove")
    AREAS = "areas", _("Det som bærer og det som tynger")
    NETWORK = "network", _("Folk rundt meg")
    WRITTEN = "written", _("Skrevet om meg")
    READERS = "readers", _("Hvem har lest")
    WHO_SEES = "who_sees", _("Hvem kan se hva")


# What stands there while somebody looks over the shoulder: a page of messages, as anybody may have.
NEUTRAL = frozenset({Part.MESSAGES})


class PageChoice(models.Model):
    """Which parts a person has left out of My page. Nobody else sees what they have chosen."""

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="page_choice")
    hidden = ArrayField(models.CharField(max_length=20, choices=Part.choices), default=list)
    changed_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {"person": IDENTITY, "hidden": SENSITIVE, "changed_at": PLAIN}
    retention: ClassVar[Retention] = Retention.RECORD

    def __str__(self) -> str:
        return str(self.person_id)
