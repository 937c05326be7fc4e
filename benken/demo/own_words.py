"""What one person says: what is best now, the basics, what carries, how they are, their network, the weekly look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Model

from benken.demo.happenings import UNREAD
from benken.demo.lines import CheckInLine
from benken.followup.models import AreaNote, Basic, BestNow, CheckIn, OwnTip, WeeklyLook
from benken.people.models import Supporter
from benken.people.phones import read_number

if TYPE_CHECKING:
    from benken.demo.rows import PersonRows


def own_words_of(person: "PersonRows") -> Iterator[Model]:
    """Yield what is best now, the basics, and what carries and burdens."""
    course, clock = person.course, person.clock
    for number, answer in enumerate(course.best_now):
        said = max(clock.moment(answer.days_ago, (11, 15)), person.known)
        by = person.account if person.account and number else person.contact_id(said)
        yield BestNow(id=person.new_id(said), person_id=person.id, words=answer.words, said_at=said, written_by_id=by)
    last = max((one.at for one in person.happenings), default=person.known)
    for kind, answered in course.basics.items():
        said = max(clock.until_now(last - timedelta(days=person.source.randint(0, 6))), person.known)
        yield Basic(id=person.new_id(said), person_id=person.id, kind=kind, answer=answered, said_at=said)
    for area in course.areas:
        changed = max(last - timedelta(days=person.source.randint(3, 50)), person.known)
        yield AreaNote(
            id=person.new_id(changed),
            person_id=person.id,
            area=area.area,
            carries=area.carries,
            burdens=area.burdens,
            changed_at=changed,
        )


def said_at(person: "PersonRows", line: CheckInLine) -> datetime:
    """Return when the person said how they were: any day, but a workday when it was written in together."""
    on_a_day = person.clock.moment if line.by == "person" else person.clock.workday
    return max(on_a_day(line.days_ago, line.time), person.known)


def check_ins_of(person: "PersonRows") -> Iterator[Model]:
    """Yield how the person said they were; what is older than a few days the contact person has seen."""
    said = person.known
    for line in person.course.check_ins:
        at = said_at(person, line)
        by_person = line.by == "person"
        writer = person.account if by_person else person.contact_id(at)
        if writer is None:
            raise ValueError(f"{person.course.key} writes but has no account")
        is_seen = by_person and person.clock.now - at > UNREAD
        said = max(said, at)
        yield CheckIn(
            id=person.new_id(at),
            person_id=person.id,
            feeling=line.feeling,
            zone=line.zone,
            needs=line.needs,
            words=line.words,
            said_at=at,
            written_by_id=writer,
            seen_at=person.later(at, 2, 20) if is_seen else None,
        )
    for tip in person.course.own_tips:
        yield OwnTip(id=person.new_id(said), person_id=person.id, zone=tip.zone, words=tip.words, changed_at=said)


def supporters_of(person: "PersonRows") -> Iterator[Supporter]:
    """Yield the person's own network."""
    for line in person.course.supporters:
        at = max(person.clock.workday(line.days_ago, (13, 40)), person.known)
        read = read_number(line.phone) if line.phone else None
        if line.phone and read is None:
            raise ValueError(f"{person.course.key}: {line.phone} is no phone number")
        yield Supporter(
            id=person.new_id(at),
            person_id=person.id,
            name=line.name,
            relation=line.relation,
            meaning=line.meaning,
            phone=read.number if read else "",
            reach=line.reach,
            wants_again=line.wants_again,
            written_by_id=person.account if person.account and line.by == "person" else person.contact_id(at),
            set_at=at,
            changed_at=at,
        )


def weekly_of(person: "PersonRows") -> Iterator[WeeklyLook]:
    """Yield the wish to see «Hvor er vi nå?» each week: the last one was had, and this week's waits."""
    line = person.course.weekly
    if line is None:
        return
    day = person.clock.today - timedelta(days=line.waits_since_days)
    asked = max(person.clock.workday(line.asked_days_ago, (13, 20)), person.known)
    yield WeeklyLook(
        person_id=person.id,
        weekday=day.weekday(),
        asked_at=asked,
        asked_by_id=person.account if person.account and line.by == "person" else person.contact_id(asked),
        shown_on=day - timedelta(days=7),
    )
