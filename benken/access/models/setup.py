"""What the municipality has chosen for itself, and what it was before."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.access.models.accounts import Team, User
from benken.country.telling import telling_words
from benken.lib.data_classes import IDENTITY, PLAIN, DataClass, Retention
from benken.lib.ids import new_id
from benken.numbers.disclosure import FEWEST, FEWEST_ON_THE_STREET

FIRST_HOUR, LAST_HOUR = 6, 18  # of the day: nobody is told at night


def say_nothing_telling(words: str) -> None:
    """Refuse a name that tells whoever looks over a shoulder what the service is about (red lines R15, R17)."""
    if telling_words(words, as_name=True):
        raise ValidationError(_("Dette kan røpe hva det gjelder, om noen ser over skulderen. Velg et nøytralt navn."))


def as_words(value: object) -> str:
    """Return a value as it is written down; nothing chosen is no words."""
    return "" if value is None else str(value)


class Setup(models.Model):
    """One row, made at the first change; before that the environment's values hold. Written by the system alone."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    country = models.CharField(max_length=2, choices=[("no", "no"), ("dk", "dk")])
    municipality = models.CharField(max_length=100)
    site_name = models.CharField(max_length=40, validators=[say_nothing_telling])
    sender_name = models.CharField(max_length=40, validators=[say_nothing_telling])
    reception_phone = models.CharField(
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ]{1,18}$", _("Skriv bare tallene, og + foran om det trengs."))],
    )
    opening_hours = models.TextField(blank=True, max_length=500)
    quick_exit_url = models.CharField(
        max_length=200,
        validators=[
            URLValidator(["https"], message=_("Skriv en hel adresse som begynner med https://.")),
            say_nothing_telling,
        ],
    )
    quiet_for = models.PositiveSmallIntegerField(default=21, validators=[MinValueValidator(3), MaxValueValidator(365)])
    small_number = models.PositiveSmallIntegerField(
        default=FEWEST, validators=[MinValueValidator(FEWEST), MaxValueValidator(100)]
    )
    street_number = models.PositiveSmallIntegerField(
        default=FEWEST_ON_THE_STREET, validators=[MinValueValidator(FEWEST_ON_THE_STREET), MaxValueValidator(100)]
    )
    requests_team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=0)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "country": PLAIN,
        "municipality": PLAIN,
        "site_name": PLAIN,
        "sender_name": PLAIN,
        "reception_phone": PLAIN,
        "opening_hours": PLAIN,
        "quick_exit_url": PLAIN,
        "quiet_for": PLAIN,
        "small_number": PLAIN,
        "street_number": PLAIN,
        "requests_team": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="setup_once"),
            models.CheckConstraint(
                condition=Q(small_number__gte=FEWEST, street_number__gte=FEWEST_ON_THE_STREET),
                name="setup_small_numbers_hidden",
            ),
            models.CheckConstraint(condition=Q(quick_exit_url__startswith="https://"), name="setup_exit_by_https"),
        ]

    def __str__(self) -> str:
        return self.municipality

    @classmethod
    def of_environment(cls) -> "Setup":
        """Return what the environment says; it is not saved."""
        return cls(
            country=settings.COUNTRY,
            municipality=settings.MUNICIPALITY,
            site_name=settings.SITE_NAME,
            sender_name=settings.SENDER_NAME,
            quick_exit_url=settings.QUICK_EXIT_URL,
        )

    def words_of(self, name: str) -> str:
        """Return a chosen value as it is written beside «Før» and «Nå»."""
        return as_words(getattr(self, name, None))

    @property
    def opening_lines(self) -> list[str]:
        """The opening hours of the reception, line by line."""
        return [line for line in self.opening_hours.splitlines() if line.strip()]


class SetupChange(models.Model):
    """What one value was and became, by whom. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "at": PLAIN,
        "by": IDENTITY,
        "name": PLAIN,
        "before": PLAIN,
        "after": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.LOG

    class Meta:
        indexes = [models.Index(fields=["-at"], name="setup_change_at")]

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Letter(models.Model):
    """A link for a password, asked to be sent by e-mail: one per account. The link itself is made as it is sent."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="letter")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "user": IDENTITY,
        "asked_by": IDENTITY,
        "asked_at": PLAIN,
        "sent_at": PLAIN,
        "failed_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.ACCOUNT

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at}"


class NoticeChoice(models.Model):
    """At which hour of a working day somebody wants an e-mail when something waits; without a row, never."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="notice_choice")
    hour = models.PositiveSmallIntegerField()
    told_on = models.DateField(null=True, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {"user": IDENTITY, "hour": PLAIN, "told_on": PLAIN}
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour__gte=FIRST_HOUR, hour__lte=LAST_HOUR), name="notice_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.hour}"
