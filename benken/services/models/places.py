"""The directory: who runs a place, where it is, what it offers and when. Public; it hangs on no person."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, DataClass, Retention
from benken.lib.ids import new_id
from benken.services.needs import Need


class Provider(models.Model):
    """Who runs places: the municipality, a hospital, a voluntary organisation."""

    class Kind(models.TextChoices):
        """What kind of body it is."""

        MUNICIPALITY = "municipality", _("kommunen")
        HOSPITAL = "hospital", _("sykehuset")
        STATE = "state", _("staten")
        VOLUNTARY = "voluntary", _("frivillig")
        PRIVATE = "private", _("privat")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.MUNICIPALITY)
    about = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    url = models.URLField(blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "name": PLAIN,
        "kind": PLAIN,
        "about": PLAIN,
        "phone": PLAIN,
        "email": PLAIN,
        "url": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Somewhere to go. Its editors keep it; a place that is `closed_on` a day is shown no longer from then on.

    A hidden place (a crisis shelter) is told of without its address: one calls first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="places")
    name = models.CharField(max_length=150)
    street = models.CharField(max_length=150, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=100, blank=True)
    area = models.CharField(max_length=100, blank=True)  # a part of the town, as people call it
    way_there = models.CharField(max_length=300, blank=True)
    is_hidden = models.BooleanField(default=False)
    step_free = models.BooleanField(null=True, blank=True)  # NULL: nobody has said
    phone = models.CharField(max_length=30, blank=True)
    url = models.URLField(blank=True)
    house_rules = models.TextField(blank=True)  # R20: made with those who come there
    closed_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "provider": PLAIN,
        "name": PLAIN,
        "street": PLAIN,
        "postal_code": PLAIN,
        "town": PLAIN,
        "area": PLAIN,
        "way_there": PLAIN,
        "is_hidden": PLAIN,
        "step_free": PLAIN,
        "phone": PLAIN,
        "url": PLAIN,
        "house_rules": PLAIN,
        "closed_on": PLAIN,
        "changed_at": PLAIN,
        "changed_by": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class PlaceEditor(models.Model):
    """Somebody who keeps a place: its hours, what it offers, what is free. They see nobody's record by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="editors")
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    since_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {"id": PLAIN, "place": PLAIN, "user": IDENTITY, "since_at": PLAIN}
    retention: ClassVar[Retention] = Retention.ACCOUNT

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "user"], name="place_editor_once")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.user_id}"


class GivenBy(models.TextChoices):
    """By which rule a place is given to one of those who wait. Each is about time, need or what the place is for."""

    WAITED_LONGEST = "waited_longest", _("den som har ventet lengst")
    MOST_URGENT = "most_urgent", _("der det haster mest")
    FITS = "fits", _("den plassen er laget for")
    LEGAL_LIMIT = "legal_limit", _("den som har en frist i loven")
    NOBODY_WAITED = "nobody_waited", _("det var ledig, og ingen måtte vente")


class Service(models.Model):
    """One thing a place offers: what, for whom, how one comes in, what is free.

    `places_free` is as counted at `counted_at`; without a count nothing is said of room. `checked_on` is the day
    somebody last went through all that stands here.
    """

    class WayIn(models.TextChoices):
        """How one comes in."""

        DROP_IN = "drop_in", _("Bare kom")
        CALL_FIRST = "call_first", _("Ring først")
        SIGN_UP = "sign_up", _("Meld deg på")
        APPLICATION = "application", _("Søk kommunen")
        REFERRAL = "referral", _("Trenger henvisning")

    class OnHolidays(models.TextChoices):
        """What a public holiday means here."""

        CLOSED = "closed", _("stengt")
        AS_SUNDAY = "as_sunday", _("som på søndager")
        AS_USUAL = "as_usual", _("som ellers")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="services")
    need = models.CharField(max_length=20, choices=Need.choices)
    name = models.CharField(max_length=150)
    about = models.CharField(max_length=1000, blank=True)
    who_may_come = models.CharField(max_length=500, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)  # the last year of age that may come
    way_in = models.CharField(max_length=20, choices=WayIn.choices, default=WayIn.DROP_IN)
    cost = models.CharField(max_length=100, blank=True)
    always_open = models.BooleanField(default=False)  # day and night; then no hours stand below it
    on_holidays = models.CharField(max_length=20, choices=OnHolidays.choices, default=OnHolidays.CLOSED)
    answers_here = models.BooleanField(default=False)  # the place's editors answer referrals in Benken
    gives_by = ArrayField(
        models.CharField(max_length=15, choices=GivenBy.choices), default=list, db_default=[], blank=True
    )
    judged_by = models.CharField(
        max_length=150, blank=True, default="", db_default=""
    )  # who judges what is urgent: no name
    places_total = models.PositiveIntegerField(null=True, blank=True)
    places_free = models.PositiveIntegerField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)  # of its words and its hours

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "place": PLAIN,
        "need": PLAIN,
        "name": PLAIN,
        "about": PLAIN,
        "who_may_come": PLAIN,
        "age_from": PLAIN,
        "age_to": PLAIN,
        "way_in": PLAIN,
        "cost": PLAIN,
        "always_open": PLAIN,
        "on_holidays": PLAIN,
        "answers_here": PLAIN,
        "gives_by": PLAIN,
        "judged_by": PLAIN,
        "places_total": PLAIN,
        "places_free": PLAIN,
        "counted_at": PLAIN,
        "checked_on": PLAIN,
        "ended_on": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["need", "place"], name="service_need", condition=Q(ended_on__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="service_free_within_total",
                condition=Q(places_free__isnull=True)
                | Q(places_total__isnull=True)
                | Q(places_free__lte=F("places_total")),
            ),
            models.CheckConstraint(
                name="service_free_has_a_moment",
                condition=Q(places_free__isnull=True) | Q(counted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """Open from and to on one weekday (Monday is 0). Until `closes` at or before `opens` means into the next day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    from_on = models.DateField(null=True, blank=True)  # a season; NULL: always
    until_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=100, blank=True)  # «bare kvinner», «middag»

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "service": PLAIN,
        "weekday": PLAIN,
        "opens": PLAIN,
        "closes": PLAIN,
        "from_on": PLAIN,
        "until_on": PLAIN,
        "words": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["weekday", "opens", "id"]
        constraints = [models.CheckConstraint(name="hours_on_a_weekday", condition=Q(weekday__lte=6))]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class ClosedDay(models.Model):
    """Days on which the ordinary hours of one service, or of all at a place, do not hold: closed, or other hours."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="closures")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="closures")
    from_on = models.DateField()
    until_on = models.DateField()
    opens = models.TimeField(null=True, blank=True)  # NULL with `closes`: closed
    closes = models.TimeField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "place": PLAIN,
        "service": PLAIN,
        "from_on": PLAIN,
        "until_on": PLAIN,
        "opens": PLAIN,
        "closes": PLAIN,
        "words": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.SETTING

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(name="closures_in_order", condition=Q(from_on__lte=F("until_on"))),
            models.CheckConstraint(
                name="closed_day_has_both_hours_or_none",
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} {self.until_on}"
