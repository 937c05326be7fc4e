"""What a form stops, the action refuses by itself: no page stands between it and the words."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import Deed, Right, User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.followup.actions import check_ins, goals, own_words, promises, weekly
from benken.followup.models import CheckIn, Goal, OwnTip, Promise, Step, WeeklyLook
from benken.people.models import Person
from benken.people.policies import sees_for_the_contact
from tests.factories import make_account_of, make_check_in, make_goal, make_step, make_user

pytestmark = pytest.mark.django_db

Try = Callable[[Person, User, datetime], object]
NO_WORDS, NO_CHOICE = "Skriv noen ord først.", "Velg ett av svarene."


def say(**said: str) -> Try:
    """Say how one is."""
    return lambda person, worker, now: check_ins.say_how_i_am(person=person, **said, by=worker, at=now)


def tip(**said: str) -> Try:
    """Save what helps."""
    more = {"zone": "over", "words": "Kaffe"} | said
    return lambda person, worker, now: check_ins.save_own_tip(person=person, **more, seen_version=0, by=worker, at=now)


def goal(words: str = "Sove", *steps: str) -> Try:
    """Set a goal with its steps."""
    return lambda person, worker, now: goals.set_goal(person=person, words=words, steps=steps, by=worker, at=now)


def change(one: Goal, words: str, by: User, at: datetime) -> Goal:
    """Write a goal in other words, as seen when it was new."""
    return goals.change_goal(goal=one, seen_version=1, words=words, why="", hoped_for="", area="", by=by, at=at)


def reword(words: str) -> Try:
    """Set a goal and write it in other words."""
    return lambda person, worker, now: change(make_goal(person, by=worker), words, worker, now)


def step(words: str = "Ringe", *, who: Step.Who = Step.Who.PERSON, who_words: str = "", days: int = 0) -> Try:
    """Add a step to a goal."""
    return lambda person, worker, now: goals.add_step(
        goal=make_goal(person, by=worker),
        words=words,
        who=who,
        who_words=who_words,
        by_on=timezone.localdate(now) + timedelta(days=days),
        by=worker,
        at=now,
        today=timezone.localdate(now),
    )


def best(words: str) -> Try:
    """Say what is best now."""
    return lambda person, worker, now: own_words.say_best_now(person=person, words=words, by=worker, at=now)


def promised(words: str = "Ringe NAV", *, days: int = 0) -> Try:
    """Promise something for a day."""
    return lambda person, worker, now: promises.promise(
        person=person,
        words=words,
        due_on=timezone.localdate(now) + timedelta(days=days),
        by=worker,
        at=now,
        today=timezone.localdate(now),
    )


def told(words: str) -> Try:
    """Tell why a promise is not kept."""
    return lambda person, worker, now: promises.tell_about_promise(
        made=make_promise(person, worker, now), words=words, by=worker, at=now
    )


def look(weekday: int) -> Try:
    """Ask for the week's look."""
    return lambda person, worker, now: weekly.ask_for_weekly_look(person=person, weekday=weekday, by=worker, at=now)


def make_promise(person: Person, by: User, at: datetime) -> Promise:
    """Make an open promise without a day."""
    return promises.promise(person=person, words="Ringe", due_on=None, by=by, at=at, today=timezone.localdate(at))


def deeds() -> set[str]:
    """Return what was done."""
    return set(Deed.objects.values_list("verb", flat=True))


REFUSED: dict[str, tuple[Try, Try, str]] = {  # what is done, what is tried, and why not
    "a feeling nobody can choose": (say(feeling="good"), say(feeling="ten"), NO_CHOICE),
    "a zone nobody can choose": (say(zone="under"), say(zone="beside"), NO_CHOICE),
    "a check-in with nothing in it": (say(words="Hei"), say(words="  ", needs=" "), "Én ting er nok."),
    "more needs than there is room for": (say(needs="n" * 500), say(needs="n" * 501), "501 tegn"),
    "more words than can be read": (say(words="o" * 40_000), say(words="o" * 40_001), "40001 tegn"),
    "words that show nothing": (say(feeling="good"), say(feeling="good", words="\u200b"), NO_WORDS),
    "a tip for a zone that is none": (tip(), tip(zone="beside"), NO_CHOICE),
    "a tip that is too long": (tip(words="t" * 1000), tip(words="t" * 1001), "1001 tegn"),
    "a goal without words": (goal(), goal(" "), NO_WORDS),
    "a goal that is too long": (goal("m" * 500), goal("m" * 501), "501 tegn"),
    "a first step without words": (goal("Sove", "Ringe"), goal("Sove", "Ringe", " "), NO_WORDS),
    "a first step that is too long": (goal("Sove", "s" * 300), goal("Sove", "s" * 301), "301 tegn"),
    "a goal's words taken away": (reword("Hvile"), reword(""), NO_WORDS),
    "a goal's words too long": (reword("m" * 500), reword("m" * 501), "501 tegn"),
    "a step without words": (step(), step(" "), NO_WORDS),
    "a step that is too long": (step("s" * 300), step("s" * 301), "301 tegn"),
    "a step for yesterday": (step(days=0), step(days=-1), "Dagen er alt gått"),
    "a step by others nobody named": (
        step(who=Step.Who.OTHER, who_words="NAV"),
        step(who=Step.Who.OTHER),
        "Skriv hvem som gjør det.",
    ),
    "an answer without words": (best("Ro"), best(" "), NO_WORDS),
    "an answer that is too long": (best("r" * 1000), best("r" * 1001), "1001 tegn"),
    "a promise without words": (promised(), promised(" "), NO_WORDS),
    "a promise that is too long": (promised("l" * 300), promised("l" * 301), "301 tegn"),
    "a promise for yesterday": (promised(days=0), promised(days=-1), "Dagen er alt gått"),
    "a promise let go without a word": (told("Stengt."), told(" "), NO_WORDS),
    "a promise let go with too many": (told("s" * 500), told("s" * 501), "501 tegn"),
    "a day the week does not have": (look(6), look(7), "Velg en dag."),
    "a day before the week": (look(0), look(-1), "Velg en dag."),
}


@pytest.mark.parametrize(("does", "tries", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_an_action_refuses_by_itself(
    person: Person, worker: User, now: datetime, does: Try, tries: Try, why: str
) -> None:
    """What is just inside goes through; what is just outside is told why, and nothing of it stands."""
    with acting_as(SYSTEM):
        with pytest.raises(Refused, match=why):
            tries(person, worker, now)
        before = deeds()
        does(person, worker, now)
        assert deeds() > before


def test_a_promise_binds_the_service_so_the_person_gives_and_takes_back_none(
    person: Person, worker: User, now: datetime
) -> None:
    account = make_account_of(person)
    with acting_as(SYSTEM):
        made = make_promise(person, worker, now)
        for tries in (
            lambda: make_promise(person, account, now),
            lambda: promises.take_back_promise(made=made, by=account, at=now),
            lambda: promises.keep_promise(made=made, kept=True, by=account, at=now),
            lambda: promises.tell_about_promise(made=made, words="Nei.", by=account, at=now),
        ):
            with pytest.raises(Refused, match="Bare de som jobber her, gir løfter"):
                tries()
        assert list(Promise.objects.values_list("pk", "kept_at", "told_at")) == [(made.pk, None, None)]


def test_a_promise_is_taken_back_only_by_whoever_made_it_at_once_and_while_it_is_open(
    person: Person, worker: User, now: datetime
) -> None:
    """Each of these is reason enough by itself; nobody else has read anything here."""
    soon, late = now + timedelta(minutes=10), now + timedelta(minutes=10, seconds=1)
    with acting_as(SYSTEM):
        mine, kept, told_of, seen = (make_promise(person, worker, now) for _ in range(4))
        promises.keep_promise(made=kept, kept=True, by=worker, at=now)
        promises.tell_about_promise(made=told_of, words="Stengt.", by=worker, at=now)
        promises.mark_promise_seen(made=seen, by=make_account_of(person), at=now)
        for made, by, at in (
            (mine, make_user(), soon),
            (mine, worker, late),
            (kept, worker, soon),
            (told_of, worker, soon),
            (seen, worker, soon),
        ):
            with pytest.raises(Refused, match="Det er for sent"):
                promises.take_back_promise(made=made, by=by, at=at)
        promises.take_back_promise(made=mine, by=worker, at=soon)
        assert set(Promise.objects.all()) == {kept, told_of, seen}


def test_a_promise_is_told_of_once_and_not_when_it_is_kept(person: Person, worker: User, now: datetime) -> None:
    with acting_as(SYSTEM):
        kept, told_of = make_promise(person, worker, now), make_promise(person, worker, now)
        promises.keep_promise(made=kept, kept=True, by=worker, at=now)
        promises.tell_about_promise(made=told_of, words="Stengt.", by=worker, at=now)
        with pytest.raises(Refused, match="alt holdt"):
            promises.tell_about_promise(made=kept, words="Nei.", by=worker, at=now)
        with pytest.raises(ChangedMeanwhile):
            promises.tell_about_promise(made=told_of, words="Noe annet.", by=worker, at=now)
        assert dict(Promise.objects.values_list("pk", "told_words")) == {kept.pk: "", told_of.pk: "Stengt."}


def test_what_was_first_seen_stays_the_first_time(person: Person, worker: User, now: datetime) -> None:
    """A page that was drawn before somebody else looked does not say that it was seen later."""
    account, later = make_account_of(person), now + timedelta(minutes=5)
    drawn, found, mine = (make_check_in(person, by=by) for by in (account, account, worker))
    with acting_as(SYSTEM):
        made = make_promise(person, worker, now)
        CheckIn.objects.filter(pk__in=[drawn.pk, found.pk]).update(seen_at=now)
        Promise.objects.filter(pk=made.pk).update(seen_at=now)
        assert drawn.seen_at is made.seen_at is None
        assert check_ins.mark_check_ins_seen(check_ins=[drawn], by=worker, at=later) == 0
        ids = [found.pk, mine.pk]
        assert check_ins.mark_found_check_ins_seen(check_in_ids=ids, by=worker, at=later) == 0
        promises.mark_promise_seen(made=made, by=account, at=later)
        seen = dict(CheckIn.objects.values_list("pk", "seen_at"))
        assert seen == {drawn.pk: now, found.pk: now, mine.pk: None}
        assert Promise.objects.get().seen_at == now
        assert check_ins.mark_found_check_ins_seen(check_in_ids=ids, by=account, at=later) == 1
        assert CheckIn.objects.get(pk=mine.pk).seen_at == later


def test_a_check_in_is_taken_back_by_whoever_wrote_it_until_it_is_seen(
    person: Person, worker: User, now: datetime
) -> None:
    account = make_account_of(person)
    one, seen = make_check_in(person, by=account), make_check_in(person, by=account)
    with acting_as(SYSTEM):
        check_ins.mark_check_ins_seen(check_ins=[seen], by=worker, at=now)
        for check_in, by, why in (
            (one, worker, "Bare den som skrev dette"),
            (seen, worker, "Bare den som skrev dette"),
            (seen, account, "Dette er alt sett"),
        ):
            with pytest.raises(Refused, match=why):
                check_ins.take_back_check_in(check_in=check_in, by=by, at=now)
        check_ins.take_back_check_in(check_in=one, by=account, at=now)
        check_ins.take_back_check_in(check_in=one, by=account, at=now)  # a second press
        assert list(CheckIn.objects.all()) == [seen]


def test_a_goal_that_has_begun_is_not_taken_back(person: Person, worker: User, now: datetime) -> None:
    """A step done, a goal moved, or an hour gone: then it is laid away instead."""
    stepped, moved, old, new = (make_goal(person, by=worker) for _ in range(4))
    done = make_step(stepped, by=worker)
    make_step(new, by=worker)
    with acting_as(SYSTEM):
        goals.mark_step(step=done, done=True, by=worker, at=now)
        goals.move_goal(goal=moved, to=Goal.State.RESTING, person=person, by=worker, at=now)
        Goal.objects.filter(pk=old.pk).update(set_at=now - timedelta(hours=1, seconds=1))
        Goal.objects.filter(pk=new.pk).update(set_at=now - timedelta(hours=1))
        for one in (stepped, moved, old):
            with pytest.raises(Refused, match="alt i gang"):
                goals.take_back_goal(goal=one, by=worker, at=now)
        goals.take_back_goal(goal=new, by=worker, at=now)
        assert set(Goal.objects.all()) == {stepped, moved, old}


def test_whoever_saves_second_is_told_and_nothing_is_overwritten(person: Person, worker: User, now: datetime) -> None:
    with acting_as(SYSTEM):
        tip()(person, worker, now)
        with pytest.raises(ChangedMeanwhile):
            tip(words="Te")(person, worker, now)
        own_words.describe_area(
            person=person, area="home", carries="Søstera", burdens="", seen_version=0, by=worker, at=now
        )
        with pytest.raises(ChangedMeanwhile):
            own_words.describe_area(
                person=person, area="home", carries="Katten", burdens="", seen_version=0, by=worker, at=now
            )
        own_words.answer_basics(person=person, answers={"food": "ok"}, by=worker, at=now, seen={})
        with pytest.raises(ChangedMeanwhile):
            own_words.answer_basics(person=person, answers={"food": "help"}, by=worker, at=now, seen={})
        one = make_goal(person, by=worker)
        change(one, "Hvile", worker, now)
        with pytest.raises(ChangedMeanwhile):
            change(one, "Løpe", worker, now)
        assert OwnTip.objects.get().words == "Kaffe"
        assert Goal.objects.get().words == "Hvile"


def test_a_week_asked_for_again_keeps_when_it_was_looked_at(person: Person, worker: User, now: datetime) -> None:
    today = timezone.localdate(now)
    with acting_as(SYSTEM):
        weekly.ask_for_weekly_look(person=person, weekday=1, by=worker, at=now, shown_on=today)
        for by in (worker, make_user()):
            weekly.ask_for_weekly_look(person=person, weekday=3, by=by, at=now)
            one = WeeklyLook.objects.get()
            assert (one.weekday, one.asked_by_id, one.shown_on) == (3, by.pk, today)


@pytest.mark.parametrize("basis", list(Right.Basis))
def test_only_the_contact_or_who_stands_in_sees_for_the_contact(basis: Right.Basis) -> None:
    assert sees_for_the_contact(Right(basis=basis)) == (basis in {Right.Basis.CONTACT_PERSON, Right.Basis.STAND_IN})
