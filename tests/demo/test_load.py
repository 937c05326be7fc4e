"""What stands in the database after a load."""

import hashlib
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Reading, Right, Role, Team, UnusualReading, User, WhyQuestion
from benken.access.queries.logs import readings_about
from benken.demo import attached, load
from benken.demo.courses import read_courses
from benken.demo.keys import account_id, person_id, worker_id
from benken.demo.personas import TUVA
from benken.followup.models import BestNow, CheckIn, Goal, OwnTip, Promise, Step, WeeklyLook
from benken.followup.queries import is_weekly_day
from benken.messaging.models import Message
from benken.people import file_store
from benken.people.helpers import helpers_of
from benken.people.models import (
    Absence,
    AnswerHours,
    Attachment,
    CircleMember,
    Complaint,
    ContactPerson,
    CorrectionRequest,
    DisclosureCase,
    EmergencyAccess,
    Entry,
    Person,
    Supporter,
    Withholding,
)
from benken.people.queries import PeopleIAmContactFor, timeline, told_and_unanswered
from benken.services.models import Referral
from tests.demo.conftest import GROWN
from tests.demo.relations import expected_rights
from tests.factories import make_person, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("municipality")]


def test_everybody_is_there() -> None:
    assert Team.objects.count() == 4
    with acting_as(SYSTEM):
        assert Person.objects.count() == 30 + GROWN
    progress = load.progress()
    assert (progress.here, progress.planned, progress.is_done) == (30 + GROWN, 600, False)


def test_progress_goes_by_what_was_asked_for_and_leaves_out_whom_a_visitor_registers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_person()
    assert load.progress().here == 30 + GROWN
    monkeypatch.setenv(load.PERSONS_ASKED_FOR, "20000")
    assert load.progress() == load.Progress(30 + GROWN, 20_000)
    monkeypatch.setenv(load.PERSONS_ASKED_FOR, "40")
    assert load.progress().is_done
    monkeypatch.setenv(load.PERSONS_ASKED_FOR, "1")
    assert load.progress().planned == 30, "the hand-written people come in any case"


def test_rights_say_the_same_as_relations_for_every_person() -> None:
    with acting_as(SYSTEM):
        people = list(Person.objects.all())
        for person in people:
            rights = {
                (right.user_id, right.basis, right.since_at, right.until_at, right.scope)
                for right in Right.objects.filter(subject_id=person.pk)
            }
            assert rights == expected_rights(person), person.called
        assert Right.objects.count() == sum(len(expected_rights(person)) for person in people)
        now = timezone.now()
        assert Right.objects.filter(basis=Right.Basis.OVERLAP, since_at__lte=now, until_at__gt=now).exists()


def test_everybody_has_one_contact_person_without_a_gap() -> None:
    with acting_as(SYSTEM):
        without = 0
        for person in Person.objects.all():
            spans = list(person.contact_persons.order_by("since_at"))
            without += not spans
            for earlier, later in pairwise(spans):
                assert earlier.until_at == later.since_at
                assert Entry.objects.filter(person=person, kind=Entry.Kind.NEW_CONTACT, about_id=later.pk).exists()
            assert not spans or (spans[0].since_at == person.known_since_at and spans[-1].until_at is None)
        assert without == 4


def test_nothing_is_in_the_future() -> None:
    now = timezone.now()
    with acting_as(SYSTEM):
        for model, moments in (
            (Entry, ("happened_at", "created_at", "changed_at", "shared_at", "first_read_at", "answered_at")),
            (Message, ("sent_at", "read_at")),
            (Goal, ("set_at", "state_at")),
            (Step, ("done_at",)),
            (BestNow, ("said_at",)),
            (Promise, ("made_at", "kept_at")),
            (Person, ("known_since_at", "last_heard_at")),
            (ContactPerson, ("since_at", "until_at")),
            (CircleMember, ("since_at", "ended_at")),
            (CheckIn, ("said_at", "seen_at")),
            (OwnTip, ("changed_at",)),
            (Supporter, ("set_at",)),
            (WeeklyLook, ("asked_at",)),
            (Reading, ("at",)),
            (EmergencyAccess, ("at", "ended_at")),
            (Withholding, ("decided_at", "confirmed_at")),
            (DisclosureCase, ("proposed_at", "decided_at", "given_at", "told_at")),
            (WhyQuestion, ("reading_at", "asked_at", "answered_at")),
            (UnusualReading, ("found_at", "last_at")),
            (CorrectionRequest, ("asked_at",)),
            (Complaint, ("made_at",)),
            (Deed, ("at",)),
        ):
            for moment in moments:
                assert not model.objects.filter(**{f"{moment}__gt": now}).exists(), (model, moment)


def test_what_happened_lies_after_the_registration_and_sets_last_heard() -> None:
    with acting_as(SYSTEM):
        for person in Person.objects.all():
            entries = Entry.objects.filter(person=person, state=Entry.State.SHARED)
            brought = [Entry.Kind.GOAL_REACHED, Entry.Kind.NEW_CONTACT, Entry.Kind.CAME_IN]  # by another act
            moments = [
                *entries.exclude(kind__in=brought).values_list("happened_at", flat=True),
                *Message.objects.filter(person=person).values_list("sent_at", flat=True),
                *CheckIn.objects.filter(person=person).values_list("said_at", flat=True),
            ]
            assert person.last_heard_at == max(moments, default=None)
            assert all(moment >= person.known_since_at for moment in moments)


def test_authors_had_a_right_when_they_wrote() -> None:
    with acting_as(SYSTEM):
        for entry in Entry.objects.select_related("author"):
            rights = Right.objects.filter(user_id=entry.author_id, subject_id=entry.person_id)
            assert rights.filter(since_at__lte=entry.happened_at + timedelta(days=4)).exists(), entry.text


def test_old_entries_have_been_read_and_answered_and_few_wait() -> None:
    old = timezone.now() - timedelta(days=8)
    with acting_as(SYSTEM):
        shared = Entry.objects.filter(state=Entry.State.SHARED, happened_at__lt=old)
        assert not shared.filter(first_read_at__isnull=True).exists()
        assert not shared.filter(author__subject_id__isnull=False, answered_at__isnull=True).exists()
        waiting = told_and_unanswered(person_ids=list(Person.objects.values_list("pk", flat=True)))
        assert TUVA in {entry.person_id for entry in waiting}
        assert len(waiting) < 30


def test_accounts_of_staff_have_verified_addresses_and_no_password() -> None:
    ingunn = User.objects.get(pk=worker_id("ingunn"))
    assert ingunn.email == "ingunn.saether@fjordvik.example"
    assert not ingunn.has_usable_password()
    assert ingunn.emailaddress_set.get().verified  # type: ignore[attr-defined]  # allauth's reverse name
    assert all(User.objects.filter(roles__contains=[str(role)]).exists() for role in Role)


def test_how_they_say_they_are_is_seen_after_some_days_and_ingunn_has_one_quiet_line() -> None:
    old, fresh = timezone.now() - timedelta(days=3), timezone.now() - timedelta(days=2)
    with acting_as(SYSTEM):
        by_themselves = CheckIn.objects.filter(written_by__subject_id__isnull=False)
        assert not by_themselves.filter(said_at__lte=old, seen_at__isnull=True).exists()
        ingunns = PeopleIAmContactFor(for_user=User.objects.get(pk=worker_id("ingunn")), at=timezone.now())
        assert by_themselves.filter(person__in=ingunns.ids, said_at__gt=fresh, seen_at__isnull=True).count() == 1
        assert OwnTip.objects.filter(person_id=TUVA).count() == 3
        hand_written = [person_id(course.key) for course in read_courses()]
        assert CheckIn.objects.filter(person__in=hand_written).values("person").distinct().count() == 6
        assert CheckIn.objects.exclude(person__in=hand_written).exists()


def test_three_have_asked_for_the_weekly_look_and_it_waits_on_any_day() -> None:
    with acting_as(SYSTEM):
        looks = {look.person.called: look for look in WeeklyLook.objects.select_related("person")}
        assert set(looks) == {"Tuva", "Odd", "Petrus"}
        for look in looks.values():
            assert is_weekly_day(look, today=timezone.localdate())
            assert look.shown_on is not None
            assert look.shown_on > timezone.localdate(look.asked_at), "last week's was looked at"
        assert looks["Tuva"].asked_by_id == account_id("tuva")
        assert looks["Odd"].asked_by_id == worker_id("toregil")


def test_tuva_sees_who_has_read() -> None:
    tuva = User.objects.get(pk=account_id("tuva"))
    with acting_as(tuva.pk):
        readings = list(readings_about(subject_id=TUVA, for_user=tuva))
        assert {reading.user.name for reading in readings} >= {"Ingunn Sæther", "Mehdi Karimi"}
        assert all(reading.at > timezone.now() - timedelta(days=62) for reading in readings)
        assert len(timeline(Person.objects.get(pk=TUVA))) > 30


def test_the_colleague_has_no_right_and_the_peer_only_own_talks() -> None:
    with acting_as(SYSTEM):
        about_tuva = Right.objects.filter(subject_id=TUVA)
        assert not about_tuva.filter(user_id=worker_id("toregil")).exists()
        assert about_tuva.get(user_id=worker_id("kenneth")).scope == Right.Scope.OWN_TALKS


def test_tuva_has_told_with_a_picture_that_opens_and_is_the_same_each_time(client: Client) -> None:
    with acting_as(SYSTEM):
        kept = Attachment.objects.select_related("entry").get(entry__isnull=False)
        own = User.objects.get(pk=account_id("tuva"))
    assert kept.entry is not None
    assert (kept.person_id, kept.entry.kind, kept.added_by) == (TUVA, Entry.Kind.GOOD_NEWS, own)
    assert file_store.opens(kept)
    drawn = attached.sheet_of_music()
    assert drawn == attached.sheet_of_music()
    assert hashlib.sha256(drawn).hexdigest() == kept.sha256
    assert len(drawn) == kept.size < 20_000
    answer = sign_in(client, own).get(reverse("my_attachment", args=[kept.pk]))
    assert (answer["Content-Type"], answer.content) == ("image/png", drawn)


def test_a_letter_waits_at_the_place_that_answers_here_and_its_editor_opens_the_file(client: Client) -> None:
    with acting_as(SYSTEM):
        letter = Referral.objects.get(place__isnull=False)
        file = Attachment.objects.get(about_id=letter.pk)
        keeper = User.objects.get(pk=worker_id("wenche"))
    assert letter.service is not None
    assert letter.service.answers_here
    place = sign_in(client, keeper)
    listed = place.get(reverse("waiting_list", args=[letter.service_id])).content.decode()
    for words in ("Rolf-Arne Tangvald", "den som har ventet lengst", "den plassen er laget for"):
        assert words in listed, words
    answer = place.get(reverse("letter_file", args=[letter.pk, file.pk]))
    assert b"Sjef kan alle." in answer.getvalue()


def test_a_file_that_is_gone_or_damaged_is_drawn_anew_at_the_next_load(tmp_path: Path) -> None:
    with acting_as(SYSTEM):
        kept = Attachment.objects.get(entry__isnull=False)
    with override_settings(FILES=tmp_path):
        assert not file_store.opens(kept)
        for _ in range(2):
            attached.store([kept])
            assert file_store.opens(kept)
        [path] = tmp_path.glob("*/*")
        path.write_bytes(b"damaged")
        assert not file_store.opens(kept)
        attached.store([kept])
        assert file_store.opens(kept)


def test_one_whom_ingunn_follows_comes_out_soon_and_meets_nobody(client: Client) -> None:
    with acting_as(SYSTEM):
        (came_in,) = Entry.objects.filter(kind=Entry.Kind.CAME_IN)
        assert came_in.person.called == "Tommy"
        assert came_in.text.startswith("Inn på Fjordvik sykehus, ")
    sign_in(client, User.objects.get(pk=worker_id("ingunn")))
    assert "Fjordvik sykehus. Ingen avtale før det ennå" in client.get("/").text


def test_one_worker_is_away_now_and_somebody_answers_for_them() -> None:
    now = timezone.now()
    with acting_as(SYSTEM):
        away = Absence.objects.get(since_at__lte=now, until_at__gt=now)
        theirs = Person.objects.filter(contact_persons__worker=away.worker, contact_persons__until_at=None)
        assert theirs.exists()
        for person in theirs:
            assert "er borte til" in helpers_of(person, at=now).when
        assert AnswerHours.objects.filter(phone__startswith="+4799993").count() > 20
