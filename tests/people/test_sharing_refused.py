"""Sharing: the action refuses by itself, and what is between one person and one receiver touches no other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from benken.access.actions.blocks import keep_out
from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, Role, User
from benken.access.policies import Refused
from benken.access.queries.rights import shared_with
from benken.people.actions import sharing
from benken.people.models import AskAgain, Entry, Person, SharingConsent
from tests.factories import make_account_of, make_consent, make_entry, make_person, make_user

pytestmark = pytest.mark.django_db

TOGETHER = SharingConsent.How.TOGETHER


@pytest.fixture
def silje() -> User:
    """Return a supporter."""
    return make_user(Role.SUPPORTER, name="Silje")


def yes(*, how: str = SharingConsent.How.OWN_PAGE) -> sharing.Yes:
    """Return a yes to the goals, for three months."""
    until_at = timezone.now() + timedelta(days=90)
    return sharing.Yes(parts=["goals"], why="vi øver", until_at=until_at, how=how, persons_words="Ja.")


def share(person: Person, receiver: User, by: User, *, how: str = SharingConsent.How.OWN_PAGE) -> SharingConsent:
    """Share the goals."""
    with acting_as(SYSTEM):
        return sharing.share_with(person=person, receiver=receiver, yes=yes(how=how), by=by, at=timezone.now())


def stop(consent: SharingConsent, by: User) -> None:
    """Withdraw a yes."""
    with acting_as(SYSTEM):
        sharing.stop_sharing(consent=consent, by=by, at=timezone.now())


def share_again(consent: SharingConsent, by: User, *, after: timedelta = timedelta(0)) -> None:
    """Undo that it was withdrawn."""
    with acting_as(SYSTEM):
        sharing.share_again(consent=consent, by=by, at=timezone.now() + after)


def answer(person: Person, by: User, text: str = "Vi spilte i går.") -> Entry:
    """Answer what is shared."""
    with acting_as(SYSTEM):
        return sharing.answer(person=person, text=text, by=by, at=timezone.now())


def consents(**wanted: Any) -> set[Any]:
    """Return the keys of consents that were not withdrawn."""
    with acting_as(SYSTEM):
        return set(SharingConsent.objects.filter(withdrawn_at=None, **wanted).values_list("pk", flat=True))


def now_is(row: Any) -> Any:
    """Return a row as it stands."""
    with acting_as(SYSTEM):
        return type(row).objects.get(pk=row.pk)


def over(consent: SharingConsent) -> SharingConsent:
    """Let the time of a consent be over."""
    with acting_as(SYSTEM):
        at = timezone.now()
        SharingConsent.objects.filter(pk=consent.pk).update(
            given_at=at - timedelta(days=9), until_at=at - timedelta(days=1)
        )
        Right.objects.filter(user=consent.receiver, subject_id=consent.person_id, basis=Right.Basis.SHARED).update(
            since_at=at - timedelta(days=9), until_at=at - timedelta(days=1)
        )
    return consent


def test_nobody_shares_with_themselves_or_with_whoever_has_no_page_for_it(
    tuva: Person, roy: Person, contact: User, silje: User
) -> None:
    for receiver in (contact, make_account_of(roy), make_user(Role.ADMIN)):
        with pytest.raises(Refused, match=f"{receiver.name} kan ikke være med her"):
            share(tuva, receiver, contact, how=TOGETHER)
    assert consents() == set()
    share(tuva, silje, contact, how=TOGETHER)


@dataclass(frozen=True)
class Stood:
    """What stood before: one consent that runs, one that was withdrawn, and those that are to stay as they are."""

    running: SharingConsent
    withdrawn: SharingConsent
    withdrawn_at: datetime
    stay: set[UUID]  # over already, to somebody else, of another person

    def only_the_running_one_ended(self) -> None:
        """See that the one that ran has ended, and the other when it did before."""
        assert now_is(self.running).withdrawn_at is not None
        assert now_is(self.withdrawn).withdrawn_at == self.withdrawn_at


@pytest.fixture
def stood(tuva: Person, roy: Person, account: User, silje: User) -> Stood:
    """Give consents of each kind."""
    others = [make_consent(roy, to=silje, by=make_account_of(roy)), make_consent(tuva, by=account)]
    ended = over(make_consent(tuva, to=silje, by=account))
    withdrawn = make_consent(tuva, to=silje, by=account)
    stop(withdrawn, account)
    withdrawn_at = now_is(withdrawn).withdrawn_at
    running = make_consent(tuva, to=silje, by=account)
    return Stood(running, withdrawn, withdrawn_at, {one.pk for one in (*others, ended)})


def test_a_new_yes_takes_the_place_of_the_one_that_runs_and_of_no_other(
    tuva: Person, account: User, silje: User, stood: Stood
) -> None:
    new = share(tuva, silje, account)
    assert consents() == {*stood.stay, new.pk}
    stood.only_the_running_one_ended()


def test_ending_all_between_a_person_and_somebody_ends_no_other(
    tuva: Person, roy: Person, account: User, silje: User, stood: Stood
) -> None:
    with acting_as(SYSTEM):
        sharing.end_consents(person_id=tuva.pk, receiver=silje, by=account, at=timezone.now())
        assert set(shared_with(user=silje, at=timezone.now())) == {roy.pk}
    assert consents() == stood.stay
    stood.only_the_running_one_ended()


def test_the_question_that_waits_for_one_person_is_not_dropped_by_anothers_yes(
    tuva: Person, roy: Person, account: User, contact: User, silje: User
) -> None:
    today = timezone.localdate()
    kari = make_person(contact=contact, called="Kari")
    with acting_as(SYSTEM):
        for person in (tuva, roy, kari):
            on = today + timedelta(days=3)
            sharing.ask_again_later(person=person, on=on, today=today, by=contact, at=timezone.now())
    share(tuva, silje, account)
    with acting_as(SYSTEM):
        assert set(AskAgain.objects.values_list("person", flat=True)) == {roy.pk, kari.pk}
        for _click in range(2):
            sharing.drop_asking_again(person=roy, by=contact, at=timezone.now())
        assert set(AskAgain.objects.values_list("person", flat=True)) == {kari.pk}
        assert Deed.objects.filter(verb="sharing.asked").count() == 1


@pytest.mark.parametrize(
    ("invited", "sentence"),
    [
        ({"role": Role.WORKER}, "Velg hvem det er"),
        ({"role": Role.LEADER}, "Velg hvem det er"),
        ({"role": Role.SUPPORTER, "kind": "gp"}, "Velg hvem det er"),
        ({"role": Role.OUTSIDE_HELPER}, "Velg hvem det er"),
        ({"role": Role.OUTSIDE_HELPER, "kind": "police"}, "Velg hvem det er"),
        ({"role": Role.SUPPORTER, "name": " \u200b "}, "Skriv et navn som synes"),
    ],
)
def test_nobody_is_invited_as_staff_without_a_kind_or_without_a_name(
    tuva: Person, account: User, invited: dict[str, Any], sentence: str
) -> None:
    asked: dict[str, Any] = {"person": tuva, "name": "Silje", "yes": yes(), "by": account}
    before = User.objects.count()
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match=sentence):
            sharing.invite(**asked | invited, at=timezone.now())
        assert User.objects.count() == before
        sharing.invite(**asked, role=Role.SUPPORTER, at=timezone.now())


def test_no_link_is_made_for_a_yes_that_was_withdrawn_or_is_over(tuva: Person, account: User) -> None:
    withdrawn, ended, running = (make_consent(tuva, by=account) for _one in range(3))
    stop(withdrawn, account)
    over(ended)
    with acting_as(SYSTEM):
        for consent in (withdrawn, ended):
            with pytest.raises(Refused, match="For denne kontoen"):
                sharing.allow_helper_link(consent=now_is(consent), by=account, at=timezone.now())
        assert sharing.allow_helper_link(consent=now_is(running), by=account, at=timezone.now()) == running.receiver


def test_what_was_withdrawn_is_shared_again_within_ten_minutes_only(tuva: Person, account: User, silje: User) -> None:
    consent = make_consent(tuva, to=silje, by=account)
    stop(consent, account)
    with pytest.raises(Refused, match="Det er for sent å angre"):
        share_again(consent, account, after=timedelta(minutes=11))
    assert consents() == set()
    share_again(consent, account, after=timedelta(minutes=9))
    assert consents() == {consent.pk}


def test_what_was_withdrawn_is_not_shared_again_once_its_day_is_over(tuva: Person, account: User, silje: User) -> None:
    consent = make_consent(tuva, to=silje, by=account)
    with acting_as(SYSTEM):
        SharingConsent.objects.filter(pk=consent.pk).update(until_at=timezone.now() + timedelta(minutes=5))
    stop(consent, account)
    with pytest.raises(Refused, match="Det er for sent å angre"):
        share_again(consent, account, after=timedelta(minutes=6))
    assert consents() == set()
    share_again(consent, account, after=timedelta(minutes=4))


def test_what_was_withdrawn_does_not_come_back_beside_a_new_yes(tuva: Person, account: User, silje: User) -> None:
    first = make_consent(tuva, to=silje, by=account)
    stop(first, account)
    second = share(tuva, silje, account)
    with pytest.raises(Refused, match="Det er for sent å angre"):
        share_again(first, account)
    assert consents() == {second.pk}


@pytest.mark.parametrize("text", ["", " \u200b "])
def test_an_answer_without_words_is_none(tuva: Person, account: User, silje: User, text: str) -> None:
    make_consent(tuva, to=silje, by=account)
    with pytest.raises(Refused, match="Skriv noen ord først"):
        answer(tuva, silje, text)
    assert answer(tuva, silje).author == silje


def test_who_is_kept_out_or_has_nothing_shared_with_them_answers_nothing(
    tuva: Person, roy: Person, account: User, silje: User
) -> None:
    kept_out, at = make_user(Role.SUPPORTER), timezone.now()
    for receiver in (silje, kept_out):
        make_consent(tuva, to=receiver, by=account)
    keep_out(user=kept_out, subject_id=tuva.pk, but=[Right.Basis.SHARED], by=account, at=at)
    with acting_as(SYSTEM):
        assert tuva.pk in shared_with(user=kept_out, at=timezone.now())  # the right itself was let stand
    for person, user in ((tuva, kept_out), (roy, silje)):
        with pytest.raises(LookupError):
            answer(person, user)
    with acting_as(SYSTEM):
        assert not Entry.objects.exists()
    answer(tuva, silje)


def test_one_takes_back_ones_own_answer_to_that_person_until_it_is_read(
    tuva: Person, roy: Person, account: User, silje: User
) -> None:
    other = make_user(Role.SUPPORTER)
    for person, receiver, by in ((tuva, silje, account), (tuva, other, account), (roy, silje, make_account_of(roy))):
        make_consent(person, to=receiver, by=by)
    mine, others, read, to_ole = answer(tuva, silje), answer(tuva, other), answer(tuva, silje), answer(roy, silje)
    note = make_entry(tuva, by=silje)
    with acting_as(SYSTEM):
        Entry.objects.filter(pk=read.pk).update(first_read_at=timezone.now())

    def take_back(entry: Entry) -> None:
        sharing.take_back_answer(person=tuva, entry_id=entry.pk, by=silje, at=timezone.now())

    for entry in (others, to_ole, note):
        take_back(entry)
    with pytest.raises(Refused, match="Noen har alt lest dette"):
        take_back(read)
    for _click in range(2):
        take_back(mine)
    with acting_as(SYSTEM):
        assert set(Entry.objects.values_list("pk", flat=True)) == {one.pk for one in (others, to_ole, note, read)}
        assert Deed.objects.filter(verb="sharing.take_back").count() == 1


def test_only_the_contact_takes_an_answer_off_today_and_once(
    tuva: Person, account: User, contact: User, silje: User
) -> None:
    make_consent(tuva, to=silje, by=account)
    entry, note, at = answer(tuva, silje), make_entry(tuva, by=contact), timezone.now()
    with acting_as(SYSTEM):
        for one, by in ((entry, silje), (entry, account), (entry, make_user()), (note, contact)):
            with pytest.raises(LookupError):
                sharing.mark_answer_seen(entry=one, by=by, at=at)
        assert not Entry.objects.filter(answered_at__isnull=False).exists()
        for minutes in (0, 5):
            sharing.mark_answer_seen(entry=entry, by=contact, at=at + timedelta(minutes=minutes))
        assert Deed.objects.filter(verb="sharing.answer_seen").count() == 1
    assert now_is(entry).answered_at == at
