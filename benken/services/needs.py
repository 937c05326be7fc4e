"""What somebody may need and a place may offer: the words people ask by, not the names of offices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    """What somebody needs, in the order in which it is most often needed at once."""

    FOOD = "food", _("Mat")
    BED_TONIGHT = "bed_tonight", _("Seng i natt")
    SHOWER = "shower", _("Dusj og klær")
    USER_ROOM = "user_room", _("Brukerrom")
    NALOXONE = "naloxone", _("Nalokson og rent utstyr")
    HEALTH = "health", _("Helsehjelp")
    TALK = "talk", _("Noen å snakke med")
    ACTIVITY = "activity", _("Noe å gjøre")
    WORK = "work", _("Arbeid")
    DETOX = "detox", _("Avrusning")
    TREATMENT = "treatment", _("Behandling")
    HOUSING = "housing", _("Bolig")
    AFTERCARE = "aftercare", _("Etter behandling")
