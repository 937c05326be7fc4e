"""What a person says about texts: by themself, or together with their helper. Each change stands in their log."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from benken.access.actions.logs import record_deed
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.queries import User
from benken.followup.queries import Goal, weekly_look_of
from benken.messaging.gateways.chosen import is_chosen
from benken.messaging.models import TextChoices, TextConsent, TextGoal
from benken.messaging.policies import choices as policies
from benken.messaging.policies.texts import can_get_texts, check_is_sent
from benken.messaging.queries.choices import consents_of, names_of_ours
from benken.messaging.told import Times, Yes
from benken.people.queries import Person, RecordClosed
from benken.people.queries.phones import Phone


@transaction.atomic
def say_yes(*, person: Person, phone: Phone, told: Yes, seen: str, by: User, at: datetime) -> bool:
    """Write down a yes to texts on a number, or what a text may hold; tell whether MÅL was turned off by it.

    `seen` is the mark of what the form was drawn from: a STOP that came meanwhile stands. The first number with a yes
    is the one used. On a phone that others use, MÅL is off until there is a word for it.
    """
    _lock(person)
    phone = _phone_of(person, phone)
    policies.check_number(phone)
    standing = TextConsent.objects.filter(phone=phone).first()
    shows = policies.shown_on(is_shared=told.is_shared, shows=told.shows)
    was_yes = policies.is_yes(standing)
    if standing and was_yes and (standing.is_shared, standing.shows) == (told.is_shared, shows):
        return False
    if policies.mark_of(standing) != seen:
        raise _saved_first()
    consent = standing or TextConsent(phone=phone, person=person)
    if not was_yes:
        check_is_sent(is_chosen=is_chosen())
        consent.yes_at, consent.yes_how, consent.yes_by = at, _how(person, by), by
        consent.stopped_at, consent.stopped_how = None, ""
    consent.is_shared, consent.shows = told.is_shared, shows
    consent.is_used = consent.is_used or not _one_is_used(person)
    consent.save()
    verb = "text.change" if was_yes else "text.yes"
    record_deed(by=by, at=at, verb=verb, subject_id=person.pk, object_id=phone.pk)
    return _close_goals_without_word(person, by=by, at=at)


@transaction.atomic
def stop_texts(*, person: Person, phone: Phone, by: User, at: datetime) -> None:
    """Write down a no, or that a yes has ended. Texts go nowhere else by themselves. A second click is one."""
    _lock(person)
    phone = _phone_of(person, phone)
    consent = TextConsent.objects.filter(phone=phone).first() or TextConsent(phone=phone, person=person)
    if consent.stopped_at is not None:
        return
    consent.stopped_at, consent.stopped_how, consent.is_used = at, _how(person, by), False
    consent.save()
    record_deed(by=by, at=at, verb="text.stop", subject_id=person.pk, object_id=phone.pk)


@transaction.atomic
def restore_texts(*, person: Person, phone: Phone, by: User, at: datetime) -> None:
    """Undo a stop just pressed. Later, or after a STOP that came as a text, a new yes is asked for."""
    _lock(person)
    phone = _phone_of(person, phone)
    consent = TextConsent.objects.filter(phone=phone).first()
    if consent is None or consent.stopped_at is None:
        return
    if not policies.can_restore(consent, how=_how(person, by), at=at):
        raise Refused(_("Det er for sent å angre. Si ja på nytt, hvis det er det som er ønsket."))
    if consent.yes_at is None:
        consent.delete()
    else:
        consent.stopped_at, consent.stopped_how = None, ""
        consent.is_used = not _one_is_used(person)
        consent.save()
    record_deed(by=by, at=at, verb="text.restore", subject_id=person.pk, object_id=phone.pk)


@transaction.atomic
def use_number(*, person: Person, phone: Phone, by: User, at: datetime) -> Phone | None:
    """Let texts go to this number; return the one they went to until now, if there was one."""
    _lock(person)
    consents = {consent.phone_id: consent for consent in consents_of(person)}
    chosen = consents.get(phone.pk)
    if not can_get_texts(chosen) or chosen is None:
        raise Refused(_("Si ja til SMS på nummeret først."))
    before = next((consent for consent in consents.values() if consent.is_used), None)
    if before == chosen:
        return None
    if before is not None:
        before.is_used = False
        before.save(update_fields=["is_used"])
    chosen.is_used = True
    chosen.save(update_fields=["is_used"])
    record_deed(by=by, at=at, verb="text.use", subject_id=person.pk, object_id=phone.pk)
    return before.phone if before else None


@transaction.atomic
def try_number_again(*, person: Person, phone: Phone, by: User, at: datetime) -> None:
    """Forget that a number did not exist: it is in order now, or somebody thinks so."""
    _lock(person)
    if TextConsent.objects.filter(person=person, phone=phone, no_such_at__isnull=False).update(no_such_at=None):
        record_deed(by=by, at=at, verb="text.try_again", subject_id=person.pk, object_id=phone.pk)


@transaction.atomic
def choose_times(*, person: Person, told: Times, seen_version: int, by: User, at: datetime) -> None:
    """Choose when it is quiet, and what comes by itself. Whoever saved meanwhile is not overwritten."""
    choices = _choices(person, by=by, at=at)
    if all(getattr(choices, name) == value for name, value in vars(told).items()):
        return
    _check_version(choices, seen_version)
    policies.check_weekly_has_a_day(weekly=told.weekly, has_a_day=weekly_look_of(person) is not None)
    for name, value in vars(told).items():
        setattr(choices, name, value)
    _save(choices, by=by, at=at)
    record_deed(by=by, at=at, verb="text.choose", subject_id=person.pk)


@transaction.atomic
def choose_keywords(
    *, person: Person, keywords: Collection[str], pin: str, seen_version: int, by: User, at: datetime
) -> None:
    """Choose which keywords are answered. `pin` is the word for MÅL, where there is none yet."""
    choices = _choices(person, by=by, at=at)
    chosen = [keyword for keyword in TextChoices.Keyword.values if keyword in keywords]
    word = policies.check_pin(pin, person=person) if pin else ""
    if policies.is_pin(choices, word):  # a second click
        word = ""
    if choices.keywords == chosen and not word:
        return
    _check_version(choices, seen_version)
    if word and choices.pin_hash:
        raise _saved_first()
    policies.check_goals_have_pin(
        keywords=chosen,
        has_pin=bool(choices.pin_hash or word),
        pin_is_needed=policies.needs_pin(consents_of(person)),
    )
    choices.keywords = chosen
    if word:
        choices.pin_hash = make_password(word)
        record_deed(by=by, at=at, verb="text.pin_set", subject_id=person.pk)
    _save(choices, by=by, at=at)
    record_deed(by=by, at=at, verb="text.choose", subject_id=person.pk)


@transaction.atomic
def set_pin(*, person: Person, pin: str, seen_version: int, narrow: bool, by: User, at: datetime) -> None:
    """Choose the word that MÅL asks for, or another one. It is kept as a hash, and nobody can look it up."""
    choices = _choices(person, by=by, at=at)
    policies.check_may_change_pin(choices, narrow=narrow)
    word = policies.check_pin(pin, person=person)
    if policies.is_pin(choices, word):
        return
    _check_version(choices, seen_version)
    choices.pin_hash = make_password(word)
    _save(choices, by=by, at=at)
    record_deed(by=by, at=at, verb="text.pin_set", subject_id=person.pk)


@transaction.atomic
def remove_pin(*, person: Person, narrow: bool, by: User, at: datetime) -> None:
    """Take the word away: MÅL answers without one. Not while others use the phone."""
    choices = TextChoices.objects.select_for_update(of=("self",)).filter(person=person).first()
    if choices is None or not choices.pin_hash:
        return
    policies.check_may_change_pin(choices, narrow=narrow)
    policies.check_may_remove_pin(choices, pin_is_needed=policies.needs_pin(consents_of(person)))
    choices.pin_hash = ""
    _save(choices, by=by, at=at)
    record_deed(by=by, at=at, verb="text.pin_remove", subject_id=person.pk)


@transaction.atomic
def name_goal(*, person: Person, goal: Goal, name: str, seen: str, by: User, at: datetime) -> None:
    """Choose what a goal is called in texts; nothing takes the name away. `seen` is the name the form began with."""
    if goal.person_id != person.pk:
        raise RecordClosed
    _lock(person)
    policies.check_name(name, names_of_ours=names_of_ours() if name else ())
    standing = TextGoal.objects.select_for_update(of=("self",)).filter(goal=goal).first()
    now = standing.name if standing else ""
    if now == name:
        return
    if now != seen:
        raise _saved_first()
    if not name and standing:
        standing.delete()
    else:
        TextGoal.objects.update_or_create(goal=goal, defaults={"person": person, "name": name})
    record_deed(by=by, at=at, verb="text.name_goal", subject_id=person.pk, object_id=goal.pk)


def _how(person: Person, by: User) -> TextConsent.How:
    return TextConsent.How.MY_PAGE if by.subject_id == person.pk else TextConsent.How.TALK


def _lock(person: Person) -> None:
    """Let those who say something about the same person's numbers come one after the other."""
    list(person.phones.select_for_update().order_by("pk").values_list("pk", flat=True))
    list(TextConsent.objects.select_for_update(of=("self",)).filter(person=person).order_by("pk"))


def _phone_of(person: Person, phone: Phone) -> Phone:
    now = person.phones.filter(pk=phone.pk).first()
    if now is None:
        raise RecordClosed
    return now


def _one_is_used(person: Person) -> bool:
    return TextConsent.objects.filter(person=person, is_used=True).exists()


def _choices(person: Person, *, by: User, at: datetime) -> TextChoices:
    """Return what was chosen, locked; where nothing was, a first row with what holds then."""
    TextChoices.objects.get_or_create(person=person, defaults={"changed_by": by, "changed_at": at, "version": 0})
    return TextChoices.objects.select_for_update(of=("self",)).get(person=person)


def _check_version(choices: TextChoices, seen_version: int) -> None:
    if choices.version != seen_version:
        raise _saved_first()


def _save(choices: TextChoices, *, by: User, at: datetime) -> None:
    choices.version += 1
    choices.changed_by, choices.changed_at = by, at
    choices.save()


def _close_goals_without_word(person: Person, *, by: User, at: datetime) -> bool:
    choices = TextChoices.objects.select_for_update(of=("self",)).filter(person=person).first()
    if choices is None or choices.pin_hash or policies.GOALS not in choices.keywords:
        return False
    if not policies.needs_pin(consents_of(person)):
        return False
    choices.keywords = [keyword for keyword in choices.keywords if keyword != policies.GOALS]
    _save(choices, by=by, at=at)
    record_deed(by=by, at=at, verb="text.choose", subject_id=person.pk)
    return True


def _saved_first() -> ChangedMeanwhile:
    return ChangedMeanwhile(_("Noen andre lagret først. Se begge, og lagre igjen."))
