"""The eight life areas (after BrukerPlan's domains), as the person rates and words them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LifeArea(models.TextChoices):
    """A part of life; small and large topics alike."""

    HOME = "home", _("Bolig")
    ACTIVITY = "activity", _("Meningsfull aktivitet")
    MONEY = "money", _("Økonomi")
    BODY = "body", _("Fysisk helse")
    MIND = "mind", _("Psykisk helse")
    SUBSTANCE_USE = "substance_use", _("Rusmiddelbruk")
    EVERYDAY = "everyday", _("Sosial fungering")
    NETWORK = "network", _("Sosialt nettverk")
