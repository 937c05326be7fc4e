"""What four of the invented people wait for: a no and then a place, a chain, one who has waited long, a letter here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from benken.access.models import Deed
from benken.country.limits import due_on, limit_of
from benken.demo.attached import ROUTE, sent_with
from benken.demo.happenings import shared_entry
from benken.demo.keys import fixed_id, letter_id
from benken.people.models import Entry
from benken.services.models import Referral, ReferralStep, Stay, Wait, WaitLine
from benken.services.policies.referrals import WAITING, next_after
from benken.services.referral_words import step_words

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows

State = Referral.State


@dataclass(frozen=True)
class Came:
    """A step, so many days ago."""

    to: str
    days_ago: int
    source: str = "phone"
    words: str = ""
    reason: str = ""
    given_by: str = ""


@dataclass(frozen=True)
class Story:
    """One referral: to whom, what for, in whose words, and what came."""

    to: str
    purpose: str
    hopes: str
    letter: str
    steps: Sequence[Came]
    kind: str = "referral"
    meanwhile: str = ""
    limit: str = ""
    ball: str = "receiver"
    ball_words: str = ""
    next_in_days: int = 5
    next_days_ago: int = 0  # when the first next date was: from then on the person was told each week
    starts_in_days: int | None = None
    lasts_days: int | None = None  # of the stay that is planned there
    follows: bool = False  # the one before it here
    service: str = ""  # what it goes to in places.toml: «place:number»
    place: str = ""  # where it is answered here, in places.toml
    file: str = ""  # what was sent with it: a name of attached.py


STORIES: dict[str, Sequence[Story]] = {
    "tuva": (
        Story(
            "Skjæret avrusning",
            "Ti døgn for å sove og spise uten å se på klokka",
            "Jeg vil ha et rom der ingen ringer på. Og ta med kornetten.",
            "Tuva ønsker et kort opphold for å komme i rytme igjen. Hun bor trygt og har følge begge veier.",
            (
                Came("drafted", 55, "together"),
                Came("sent", 54, "letter"),
                Came("received", 50, "letter", "De har fått brevet og svarer innen to uker."),
                Came("declined", 43, "letter", "Det er fullt ut måneden. De ba oss ringe igjen.", "full"),
                Came(
                    "offered",
                    9,
                    "phone",
                    "Et rom mot sjøen blir ledig. Kornetten er velkommen mellom ti og åtte.",
                    given_by="waited_longest",
                ),
            ),
            meanwhile="Ingunn ringer hver onsdag. Kenneth går tur når du vil.",
            ball="us",
            next_in_days=6,
            starts_in_days=6,
            lasts_days=10,
        ),
        Story(
            "Lyngheia dagbehandling",
            "En plass å gå til etter de ti døgnene",
            "Jeg vil ikke ha hull i dagene når jeg kommer hjem.",
            "Oppholdet på Skjæret varer ti døgn. Vi ønsker en start samme uke.",
            (Came("drafted", 8, "together"), Came("sent", 7, "digital")),
            meanwhile="Øvelsen i grendehuset går som før.",
            limit="no_assess",
            ball_words="inntaket",
            next_in_days=4,
            follows=True,
        ),
    ),
    "rolf-arne": (
        Story(
            "Kafé Kompasset · Varesykkelen",
            "Kjøre ut middagen to ettermiddager i uka",
            "Kjøre igjen. Det må ikke ha motor. Sjef kan ligge på planet.",
            "Rolf-Arne kjørte langtransport i tjueseks år. Han vil ha noe å gjøre mellom fem og åtte.",
            (Came("drafted", 6, "together"), Came("sent", 5, "here")),
            kind="application",
            meanwhile="Sykkelverkstedet har åpent til åtte to kvelder.",
            next_in_days=4,
            service="kompasset:4",
            place="kompasset",
            file=ROUTE,
        ),
    ),
    "stig": (
        Story(
            "Boligkontoret i Fjordvik",
            "En fast bolig med bad på samme etasje",
            "Bare noe som er mitt.",
            "",
            (
                Came("drafted", 66, "together"),
                Came("sent", 64, "letter"),
                Came("received", 61, "letter", "Søknaden er registrert."),
            ),
            kind="application",
            meanwhile="Dusj på varmestua hver dag til klokka tre.",
            limit="no_municipal",
            next_days_ago=40,
        ),
    ),
}


def referrals_of(person: "PersonRows") -> Iterator[Model]:
    """Yield the referrals of a person with what came, what they wait for and what they were told."""
    before: Referral | None = None
    for story in STORIES.get(person.course.key, ()):
        rows = list(rows_of(person, story, after=before if story.follows else None))
        before = next(row for row in rows if isinstance(row, Referral))
        yield from rows
        if story.starts_in_days is not None and story.lasts_days is not None:
            yield from _stay(person, before, lasts=timedelta(days=story.lasts_days))


def _stay(person: "PersonRows", referral: Referral, *, lasts: timedelta) -> Iterator[Model]:
    """Yield the stay that is planned where a place is offered, as the helper wrote it down when the offer came."""
    assert referral.expected_start_on is not None  # they have said when
    at = referral.changed_at + timedelta(minutes=5)
    stay = Stay(
        id=fixed_id("stay", person.course.key),
        person_id=person.id,
        kind=Stay.Kind.DETOX,
        place=referral.to_words,
        referral_id=referral.pk,
        from_on=referral.expected_start_on,
        planned_end_on=referral.expected_start_on + lasts,
        written_by_id=person.contact_id(at),
        written_at=at,
    )
    yield stay
    yield Deed(
        id=person.new_id(at),
        at=at,
        by_id=stay.written_by_id,
        verb="stay.tell",
        subject_id=person.id,
        object_id=stay.pk,
    )


def rows_of(person: "PersonRows", story: Story, *, after: Referral | None = None) -> Iterator[Model]:
    """Yield one referral with what came of it."""
    today = person.clock.today
    moments = [max(person.clock.workday(one.days_ago, (11, 10)), person.known) for one in story.steps]
    for number in range(1, len(moments)):  # a weekend may put two on one Friday
        moments[number] = max(moments[number], moments[number - 1] + timedelta(minutes=20))
    by, last = person.contact_id(moments[0]), story.steps[-1]
    referral = Referral(
        id=letter_id(person.course.key) if story.place else person.new_id(moments[0]),
        person_id=person.id,
        kind=story.kind,
        to_words=story.to,
        service_id=fixed_id("service", story.service) if story.service else None,
        track={"no_assess": "no_specialist"}.get(story.limit, story.limit),
        name_in_letter=person.course.full_name or person.course.called,
        purpose=story.purpose,
        hopes=story.hopes,
        letter=story.letter,
        after_id=after.pk if after else None,
        expected_start_on=None if story.starts_in_days is None else today + timedelta(days=story.starts_in_days),
        place_id=fixed_id("place", story.place) if story.place else None,
        state=last.to,
        state_on=timezone.localdate(moments[-1]),
        drafted_by_id=by,
        drafted_at=moments[0],
        changed_at=moments[-1],
        version=len(story.steps),
    )
    yield referral
    if story.file:
        yield sent_with(referral, story.file)
    state = ""
    for number, (one, at) in enumerate(zip(story.steps, moments, strict=True)):
        step = ReferralStep(
            id=person.new_id(at),
            person_id=person.id,
            referral=referral,
            from_state=state,
            to_state=one.to,
            on_day=timezone.localdate(at),
            source=one.source,
            words=one.words,
            reason=one.reason,
            given_by=one.given_by,
            recorded_by_id=person.contact_id(at),
            recorded_at=at,
        )
        yield step
        if number:
            text = step_words(step, referral)
            author = person.contact_id(at)
            yield shared_entry(person, Entry.Kind.REFERRAL, author, at, text, about_id=step.pk, areas=[])
        state, is_last = one.to, one is last
        if one.to in WAITING:
            until = None if is_last else moments[number + 1]
            yield from _wait(person, story, step, ended_at=until, today=today)


def _wait(
    person: "PersonRows", story: Story, step: ReferralStep, *, ended_at: datetime | None, today: date
) -> Iterator[Model]:
    limit, runs = limit_of(story.limit), ended_at is None
    us = step.to_state in {State.DRAFTED, State.DECLINED} or (runs and story.ball == "us")
    first = today - timedelta(days=story.next_days_ago)
    passed = list(next_after(first, today=today)) if runs and story.next_days_ago else []
    following = passed[-1] + timedelta(days=7) if passed else today + timedelta(days=story.next_in_days)
    counts = runs and limit is not None
    wait = Wait(
        id=person.new_id(step.recorded_at),
        person_id=person.id,
        referral=step.referral,
        step=step,
        state=step.to_state,
        ball="us" if us else "receiver",
        ball_user_id=step.recorded_by_id if us else None,
        ball_words="" if us else story.ball_words,
        since_on=step.on_day,
        next_on=following if runs else step.on_day + timedelta(days=7),
        limit_on=due_on(limit, step.on_day) if counts and limit else None,
        limit_code=story.limit if counts else "",
        meanwhile=story.meanwhile if runs else "",
        ended_at=ended_at,
        changed_at=step.recorded_at,
    )
    yield wait
    told = [("next", day) for day in passed]
    if wait.limit_on is not None and wait.limit_on < today:
        told.append(("limit", wait.limit_on))
    for about, day in told:
        at = person.clock.until_now(person.clock.workday((today - day).days, (6, 35)))
        yield WaitLine(
            id=person.new_id(at),
            person_id=person.id,
            wait=wait,
            about=about,
            on_day=day,
            ball=wait.ball,
            ball_user_id=wait.ball_user_id,
            ball_words=wait.ball_words,
            next_on=day + timedelta(days=7),
            told_at=at,
        )
