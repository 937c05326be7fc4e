"""Referrals and what somebody waits for. No row here changes because time has passed, but for the next date told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from benken.lib.data_classes import IDENTITY, PLAIN, SENSITIVE, DataClass, Retention
from benken.lib.ids import new_id
from benken.services.models.places import GivenBy, Place, Service

LONGEST_PURPOSE, LONGEST_HOPES, LONGEST_LETTER = 300, 4000, 20_000
LONGEST_STEP, LONGEST_MEANWHILE, LONGEST_NAME = 4000, 1000, 150


class Referral(models.Model):
    """One asking for one place or help, drafted with the person. The row is the letter: nothing else stands in it.

    So whoever gets the letter may see the row. Once it is sent its words stand. `place` is where it was sent, when
    somebody there answers in Benken; `after` is the referral it follows in a chain.
    """

    class Kind(models.TextChoices):
        """Whom it goes to: a specialist service, or the municipality."""

        REFERRAL = "referral", _("Henvisning")
        APPLICATION = "application", _("Søknad")

    class State(models.TextChoices):
        """Where it is. How it goes on stands in `policies.referrals`, and nowhere else."""

        DRAFTED = "drafted", _("skrives")
        SENT = "sent", _("sendt")
        RECEIVED = "received", _("mottatt")
        ASSESSED = "assessed", _("vurdert")
        OFFERED = "offered", _("tilbudt plass")
        STARTED = "started", _("i gang")
        ENDED = "ended", _("ferdig")
        DECLINED = "declined", _("de sa nei")
        WITHDRAWN = "withdrawn", _("trukket")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # referral_person
    kind = models.CharField(max_length=15, choices=Kind.choices, default=Kind.REFERRAL)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="+")
    to_words = models.CharField(max_length=LONGEST_NAME)  # who gets it, as it was called then
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    track = models.CharField(max_length=20, blank=True)  # which limits hold: a code of country.limits
    name_in_letter = models.CharField(max_length=LONGEST_NAME)
    purpose = models.CharField(max_length=LONGEST_PURPOSE)
    hopes = models.TextField(blank=True, max_length=LONGEST_HOPES)
    letter = models.TextField(blank=True, max_length=LONGEST_LETTER)
    after = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    expected_start_on = models.DateField(null=True, blank=True)
    expected_end_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    state_on = models.DateField()
    drafted_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    drafted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "kind": SENSITIVE,
        "service": SENSITIVE,
        "to_words": SENSITIVE,
        "place": SENSITIVE,
        "track": SENSITIVE,
        "name_in_letter": IDENTITY,
        "purpose": SENSITIVE,
        "hopes": SENSITIVE,
        "letter": SENSITIVE,
        "after": PLAIN,
        "expected_start_on": SENSITIVE,
        "expected_end_on": SENSITIVE,
        "state": SENSITIVE,
        "state_on": PLAIN,
        "drafted_by": IDENTITY,
        "drafted_at": PLAIN,
        "changed_at": PLAIN,
        "version": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["-drafted_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-drafted_at"], name="referral_person"),
            models.Index(fields=["place", "state"], name="referral_place", condition=Q(place__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(name="referral_to_somebody", condition=~Q(to_words="")),
            models.CheckConstraint(name="referral_draft_is_nowhere", condition=~Q(state="drafted") | Q(place=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"


class ReferralStep(models.Model):
    """That a referral came from one state to another on a day, who said so and how. Rows are only ever added.

    `reason` is about the service: why there was no place, or why it did not fit. Nothing about the person is asked.
    """

    class Source(models.TextChoices):
        """How it became known."""

        LETTER = "letter", _("i et brev")
        PHONE = "phone", _("på telefon")
        DIGITAL = "digital", _("i et annet datasystem")
        IN_PERSON = "in_person", _("ansikt til ansikt")
        HERE = "here", _("svart her i Benken")
        TOGETHER = "together", _("vi satt sammen")

    class Reason(models.TextChoices):
        """Why not, said about the service."""

        FULL = "full", _("de har ikke plass")
        NOT_MADE_FOR = "not_made_for", _("tilbudet er ikke laget for det som trengs")
        AREA = "area", _("de tar bare imot fra et annet område")
        OTHER_OUGHT = "other_ought", _("de mener et annet sted skal ta det")
        CLOSED = "closed", _("tilbudet er stengt eller lagt ned")
        MORE_WANTED = "more_wanted", _("de vil ha flere opplysninger først")
        NONE_GIVEN = "none_given", _("de ga ingen grunn")
        WAIT_TOO_LONG = "wait_too_long", _("ventetida var for lang")
        DID_NOT_FIT = "did_not_fit", _("tilbudet passet ikke")
        TOO_FAR = "too_far", _("det var for langt unna")
        HOUSE_RULES = "house_rules", _("reglene der passet ikke")
        OTHER_WAY = "other_way", _("noe annet passet bedre")
        NOT_ASKED = "not_asked", _("det trengs ingen grunn")
        OTHER = "other", _("noe annet ved tilbudet")
        DIED = "died", _("dødsfall")  # written by `actions.ending` alone; no choice on any page

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps", db_index=False)  # referral_step_order
    from_state = models.CharField(max_length=10, choices=Referral.State.choices, blank=True)  # empty: it was begun
    to_state = models.CharField(max_length=10, choices=Referral.State.choices)
    on_day = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices)
    words = models.TextField(blank=True, max_length=LONGEST_STEP)
    reason = models.CharField(max_length=15, choices=Reason.choices, blank=True)
    # Why this one got the place, and who judged it, as the place called them then.
    given_by = models.CharField(max_length=15, choices=GivenBy.choices, blank=True, default="", db_default="")
    judged_by = models.CharField(max_length=LONGEST_NAME, blank=True, default="", db_default="")
    is_undo = models.BooleanField(default=False)  # takes back the one before it, minutes after
    recorded_by = models.ForeignKey("access.User", models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "referral": PLAIN,
        "from_state": SENSITIVE,
        "to_state": SENSITIVE,
        "on_day": PLAIN,
        "source": PLAIN,
        "words": SENSITIVE,
        "reason": SENSITIVE,
        "given_by": SENSITIVE,
        "judged_by": PLAIN,
        "is_undo": PLAIN,
        "recorded_by": IDENTITY,
        "recorded_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index(fields=["referral", "recorded_at"], name="referral_step_order"),
            models.Index(fields=["person"], name="referral_step_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_step_reason_where_not",
                condition=Q(is_undo=True)
                | Q(to_state__in=["declined", "withdrawn"]) & ~Q(reason="")
                | ~Q(to_state__in=["declined", "withdrawn"]) & Q(reason=""),
            ),
            models.CheckConstraint(
                name="referral_step_rule_where_given", condition=Q(given_by="") | Q(to_state__in=["offered", "started"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.from_state}>{self.to_state}"


class Wait(models.Model):
    """What somebody waits for in one state of a referral: who has the ball, the next date, what they have meanwhile.

    One runs for each referral as long as there is something to wait for. It ends when somebody records what came,
    never by itself. A next date that passes is told (`WaitLine`) and moves on; that is all a job does here.
    """

    class Ball(models.TextChoices):
        """Who has to do something now."""

        US = "us", _("en av oss")
        RECEIVER = "receiver", _("de som skal svare")
        PERSON = "person", _("personen selv")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)  # wait_person
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="waits", db_index=False)  # wait_one_runs
    step = models.ForeignKey(ReferralStep, models.CASCADE, related_name="+")  # what it began with
    state = models.CharField(max_length=10, choices=Referral.State.choices)
    ball = models.CharField(max_length=10, choices=Ball.choices)
    ball_user = models.ForeignKey("access.User", models.PROTECT, null=True, blank=True, related_name="+")
    ball_words = models.CharField(max_length=LONGEST_NAME, blank=True)
    since_on = models.DateField()
    next_on = models.DateField()
    limit_on = models.DateField(null=True, blank=True)
    limit_code = models.CharField(max_length=20, blank=True)
    meanwhile = models.TextField(blank=True, max_length=LONGEST_MEANWHILE)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "referral": PLAIN,
        "step": PLAIN,
        "state": SENSITIVE,
        "ball": SENSITIVE,
        "ball_user": IDENTITY,
        "ball_words": SENSITIVE,
        "since_on": PLAIN,
        "next_on": PLAIN,
        "limit_on": PLAIN,
        "limit_code": SENSITIVE,
        "meanwhile": SENSITIVE,
        "ended_at": PLAIN,
        "changed_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["since_on", "id"]
        indexes = [
            models.Index(fields=["person"], name="wait_person", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["next_on"], name="wait_next", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["referral"], name="wait_one_runs", condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="wait_somebody_of_us", condition=~Q(ball="us") | Q(ball_user__isnull=False)),
            models.CheckConstraint(
                name="wait_limit_whole",
                condition=Q(limit_on=None, limit_code="") | Q(limit_on__isnull=False) & ~Q(limit_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.state} {self.next_on}"


class WaitLine(models.Model):
    """What the person was told when a date had passed and nothing had come: by itself, and it says so (R21).

    Who had the ball stands here as it was then. Each date of a wait is told of once.
    """

    class About(models.TextChoices):
        """Which date it was."""

        NEXT = "next", _("dagen vi skulle vite mer")
        LIMIT = "limit", _("fristen")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    wait = models.ForeignKey(Wait, models.CASCADE, related_name="lines", db_index=False)  # wait_line_once
    about = models.CharField(max_length=5, choices=About.choices)
    on_day = models.DateField()
    ball = models.CharField(max_length=10, choices=Wait.Ball.choices)
    ball_user = models.ForeignKey("access.User", models.PROTECT, null=True, related_name="+", db_index=False)
    ball_words = models.CharField(max_length=LONGEST_NAME, blank=True)
    next_on = models.DateField()
    told_at = models.DateTimeField()

    data_classes: ClassVar[dict[str, DataClass]] = {
        "id": PLAIN,
        "person": IDENTITY,
        "wait": PLAIN,
        "about": PLAIN,
        "on_day": PLAIN,
        "ball": SENSITIVE,
        "ball_user": IDENTITY,
        "ball_words": SENSITIVE,
        "next_on": PLAIN,
        "told_at": PLAIN,
    }
    retention: ClassVar[Retention] = Retention.RECORD

    class Meta:
        ordering = ["on_day", "id"]
        constraints = [models.UniqueConstraint(fields=["wait", "about", "on_day"], name="wait_line_once")]

    def __str__(self) -> str:
        return f"{self.wait_id} {self.on_day}"
