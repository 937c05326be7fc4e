"""Grow invented persons from the grammar: the same from the same seed, and no text stands with two of them."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from benken.access.queries import Role
from benken.demo.grow_own import check_ins_of, own_tips_of, supporters_of
from benken.demo.grow_texts import by_phone, phone_texts_of
from benken.demo.lines import (
    AreaLine,
    BestNowLine,
    CircleLine,
    Course,
    EarlierContact,
    EntryLine,
    GoalLine,
    Grammar,
    MessageLine,
    Names,
    PhoneLine,
    PhoneTexts,
    PromiseLine,
    Staff,
    StepLine,
    Theme,
    Worker,
)
from benken.demo.words import Words
from benken.followup.models import Basic, Goal
from benken.people.models import ContactPerson, Entry

SEED = "fjordvik"
WITHOUT_CONTACT = 4  # the first grown ones came this week and wait for a contact person
HANDED_OVER_LATELY = range(4, 14)  # the next ones got a new contact person, and the former one still follows them over
# Her Today shows the hand-written people; the grown ones in her list have had their answer.
ANSWERED_ALWAYS = frozenset({"ingunn"})
CIRCLE_FOR = {
    "home": "hjelper til med det som har med boligen å gjøre",
    "activity": "er med på det som skjer på dagtid",
    "money": "hjelper til med brev og regninger",
    "body": "blir med på turer og timer",
    "mind": "er en å ringe når dagene er tunge",
    "substance_use": "er med når kvelden blir lang",
    "everyday": "blir med på butikken og bussen",
    "network": "er med når det er folk på besøk",
}


@dataclass
class Life:
    """What has been decided about a person before the texts are drawn."""

    key: str
    source: random.Random
    called: str
    full_name: str
    known: int
    newest: int
    contact: Worker
    former: Worker | None
    changed: int
    themes: list[Theme]
    has_account: bool
    member: Worker | None
    member_until: int
    own_goals: list[Theme] = field(default_factory=list)

    def worker_on(self, days_ago: int) -> Worker:
        """Return who was the contact person on a day."""
        return self.former if self.former and days_ago > self.changed else self.contact


def grow(
    count: int, *, grammar: Grammar, names: Names, staff: Staff, hand_written: Sequence[Course], seed: str = SEED
) -> Iterator[Course]:
    """Yield the grown persons one after the other; a smaller count gives the first ones of a larger."""
    used = {text for course in hand_written for text in course.texts() if text}
    words = Words(grammar, used)
    load = Counter(course.contact for course in hand_written)
    called_before = {course.called for course in hand_written}
    full_names: set[str] = {course.full_name for course in hand_written}
    for number in range(count):
        source = random.Random(f"{seed}:{number}")  # noqa: S311  # invented people, no secrets
        called, full_name = _names(source, names, called_before, full_names)
        if number < WITHOUT_CONTACT:
            yield _newcomer(number, source, called, full_name, list(staff.teams))
            continue
        life = _life(number, source, called, full_name, grammar, staff, load)
        words.begin(source, called=called, themes=life.themes)
        yield _course(life, words, number)


def _names(source: random.Random, names: Names, called_before: set[str], full_names: set[str]) -> tuple[str, str]:
    """Return what a new person goes by, and a full name nobody has had (or none said)."""
    while True:
        first, last = source.choice(names.first), source.choice(names.last)
        if f"{first} {last}" not in full_names:
            break
    full_names.add(f"{first} {last}")
    called = source.choice(names.nicknames) if source.random() < 0.1 else first
    if called in called_before:
        called = f"{first} {last[0]}." if f"{first} {last[0]}." not in called_before else f"{first} {last}"
    called_before.add(called)
    return called, f"{first} {last}" if source.random() < 0.8 else ""


def _newcomer(number: int, source: random.Random, called: str, full_name: str, teams: list[str]) -> Course:
    """Return somebody who was registered this week and has no contact person yet."""
    return Course(
        key=_key(number),
        called=called,
        full_name=full_name,
        team=teams[(0, 0, 1, 2)[number % 4] % len(teams)],
        contact="",
        known_days_ago=source.randint(1, 4),
        has_account=False,
        phones=_phones(number, source),
    )


def _key(number: int) -> str:
    return f"grown-{number:04}"


def _phones(number: int, source: random.Random) -> tuple[PhoneLine, ...]:
    if source.random() < 0.12:
        return ()
    return (PhoneLine(f"999 9{number // 1000} {number % 1000:03}".replace("999 90", "999 92"), source.random() < 0.1),)


def _life(
    number: int,
    source: random.Random,
    called: str,
    full_name: str,
    grammar: Grammar,
    staff: Staff,
    load: Counter[str],
) -> Life:
    contacts = staff.with_role(Role.WORKER)
    contact = min(contacts, key=lambda worker: load[worker.key] + source.random() * 3)
    load[contact.key] += 1
    lately = number in HANDED_OVER_LATELY
    known = source.randint(120, 540) if lately else source.randint(14, 540)
    newest = min(_newest(source), known)
    team = [worker for worker in contacts if worker.team == contact.team and worker is not contact]
    former, changed = None, 0
    if lately or (known > 100 and source.random() < 0.12):
        former = source.choice(team)
        changed = source.randint(3, 12) if lately else source.randint(20, known - 40)
    member = None
    if source.random() < 0.18:
        helpers = [*team, *staff.with_role(Role.OUTREACH), *staff.with_role(Role.PEER)]
        member = source.choice([worker for worker in helpers if worker is not former])
    themes = source.sample(grammar.themes, source.choices((1, 2, 3), (25, 45, 30))[0])
    return Life(
        key=_key(number),
        source=source,
        called=called,
        full_name=full_name,
        known=known,
        newest=newest,
        contact=contact,
        former=former,
        changed=changed,
        themes=themes,
        has_account=source.random() < 0.55,
        member=member,
        member_until=source.randint(10, 180),
        own_goals=[] if source.random() < 0.08 else themes,
    )


def _newest(source: random.Random) -> int:
    """Return how long ago the person was last heard from: most lately, a few not for long."""
    low, high = source.choices(((0, 6), (7, 20), (21, 45), (46, 150)), (50, 28, 13, 9))[0]
    return source.randint(low, high)


def _course(life: Life, words: Words, number: int) -> Course:
    phones = _phones(number, life.source)
    texts = phone_texts_of(life, phones)
    course = Course(
        key=life.key,
        called=life.called,
        full_name=life.full_name,
        team=life.contact.team,
        contact=life.contact.key,
        known_days_ago=life.known,
        has_account=life.has_account,
        phones=phones,
        best_now=tuple(_best_now(life, words)),
        basics=_basics(life.source),
        areas=tuple(_areas(life, words)),
        goals=tuple(_goals(life, words)),
        entries=tuple(_entries(life, words)),
        messages=_messages_both_ways(life, words, texts, phones),
        promises=tuple(_promises(life, words)),
        earlier_contacts=_earlier(life, words),
        circle=_circle(life),
        phone_texts=texts,
    )
    check_ins = tuple(check_ins_of(life, words, is_quiet=life.contact.key in ANSWERED_ALWAYS))
    tips, supporters = own_tips_of(life, words, check_ins=check_ins), supporters_of(life, words)
    return replace(course, check_ins=check_ins, own_tips=tuple(tips), supporters=tuple(supporters))


def _best_now(life: Life, words: Words) -> Iterator[BestNowLine]:
    source = life.source
    if source.random() < 0.75 and (text := words.line(life.themes[0], "best_now", most=1000)):
        yield BestNowLine(life.known, text)
    if life.known > 60 and source.random() < 0.4:
        days_ago = source.randint(life.newest, life.known - 30) if life.newest < life.known - 30 else life.newest
        if text := words.line(life.themes[-1], "best_now", most=1000):
            yield BestNowLine(days_ago, text)


def _basics(source: random.Random) -> dict[str, str]:
    if source.random() < 0.4:
        return {}
    kinds = source.sample(sorted(Basic.Kind.values), source.randint(2, 6))
    return {kind: "help" if source.random() < 0.25 else "ok" for kind in kinds}


def _areas(life: Life, words: Words) -> Iterator[AreaLine]:
    seen: set[str] = set()
    for theme in life.themes:
        if theme.area in seen or life.source.random() < 0.2:
            continue
        seen.add(theme.area)
        carries = words.line(theme, "carries")
        burdens = words.line(theme, "burdens") if life.source.random() < 0.75 else ""
        if carries or burdens:
            yield AreaLine(theme.area, carries, burdens)


def _goals(life: Life, words: Words) -> Iterator[GoalLine]:
    source = life.source
    for position, theme in enumerate(life.own_goals):
        text = words.line(theme, "goals", most=500)
        if not text:
            continue
        set_on = max(life.known - source.randint(0, 9), 0) if position == 0 else source.randint(0, life.known)
        state, state_on = "open", 0
        if set_on > 45:
            state = source.choices(("open", "reached", "resting", "let_go"), (55, 25, 13, 7))[0]
            state_on = source.randint(1, set_on - 30) if state != "open" else 0
        yield GoalLine(
            words=text,
            days_ago=set_on,
            area=theme.area,
            why=words.line(theme, "whys", most=500) if source.random() < 0.6 else "",
            hoped_for=words.fill(words.deck(theme, "hoped_for"), theme, {})[:200] if source.random() < 0.4 else "",
            state=state,
            state_days_ago=state_on,
            steps=tuple(_steps(life, words, theme, set_on=set_on, state=state, state_on=state_on)),
        )


def _steps(life: Life, words: Words, theme: Theme, *, set_on: int, state: str, state_on: int) -> Iterator[StepLine]:
    source = life.source
    wanted = source.randint(1, 4)
    newest = max(state_on, 1)
    done_until = wanted if state == Goal.State.REACHED else source.randint(0, wanted - 1)
    days = sorted((source.randint(newest, max(set_on, newest)) for _ in range(wanted)), reverse=True)
    for position in range(wanted):
        text = words.line(theme, "steps", most=300)
        if not text:
            continue
        who = source.choices(("person", "contact", "other"), (62, 28, 10))[0]
        done = min(days[position], set_on) if position < done_until and set_on > 0 else None
        by = None
        if done is None and state == Goal.State.OPEN and source.random() < 0.5:
            by = source.randint(1, 24) if source.random() < 0.94 else -source.randint(1, 4)
        who_words = source.choice(words.grammar.slots["friend"]) if who == "other" else ""
        yield StepLine(text, who, who_words, done, by)


def _entries(life: Life, words: Words) -> Iterator[EntryLine]:
    source = life.source
    wanted = 4 + round(life.known / 545 * 42 * source.uniform(0.6, 1.35))
    between = range(life.newest + 1, life.known)
    days = {life.known, life.newest, *source.sample(between, min(wanted - 2, len(between)))}
    for days_ago in sorted(days, reverse=True):
        theme = source.choice(life.themes)
        words.fixed["worker"] = life.worker_on(days_ago).first_name
        told = life.has_account and days_ago < life.known and source.random() < 0.22
        if told and not (life.contact.key in ANSWERED_ALWAYS and days_ago <= 6):
            yield from _told(source, words, theme, days_ago)
        else:
            text, kind, place = words.note(theme)
            if text:
                by = _author(life, days_ago)
                yield EntryLine(days_ago, _office_time(source), kind, by, text, place, (theme.area,))


def _author(life: Life, days_ago: int) -> str:
    """Return who writes a note: the contact person then, or now and then the one from the circle."""
    if life.member and days_ago < min(life.known, 120) and life.source.random() < 0.3:
        return life.member.key
    return "contact"


def _told(source: random.Random, words: Words, theme: Theme, days_ago: int) -> Iterator[EntryLine]:
    kind = source.choices((Entry.Kind.GOOD_NEWS, Entry.Kind.HARD_TIME, Entry.Kind.MILESTONE), (55, 35, 10))[0]
    if text := words.line(theme, "person_hard" if kind == Entry.Kind.HARD_TIME else "person_good"):
        hour = source.choice((7, 9, 11, 13, 15, 16, 17, 18, 19, 20, 21, 22))
        yield EntryLine(days_ago, (hour, source.randint(0, 59)), str(kind), "person", text, "", (theme.area,))


def _office_time(source: random.Random) -> tuple[int, int]:
    return divmod(source.randrange(8 * 60 + 40, 15 * 60 + 20, 5), 60)


def _messages_both_ways(
    life: Life, words: Words, texts: PhoneTexts | None, phones: tuple[PhoneLine, ...]
) -> tuple[MessageLine, ...]:
    messages = tuple(_messages(life, words)) if life.has_account or texts else ()
    return tuple(by_phone(life, messages, texts, phones[0].number)) if texts else messages


def _messages(life: Life, words: Words) -> Iterator[MessageLine]:
    source = life.source
    days = range(life.newest, life.known)
    wanted = min(len(days), round(life.known / 545 * 8 * source.uniform(0.4, 1.4)))
    for days_ago in sorted(source.sample(days, wanted), reverse=True):
        theme = source.choice(life.themes)
        words.fixed["worker"] = life.worker_on(days_ago).first_name
        hour, minute = _office_time(source)
        from_person = source.random() < 0.7
        if from_person and (text := words.line(theme, "messages_person")):
            yield MessageLine(days_ago, (max(hour - 1, 8), minute), "person", text)
        must = life.contact.key in ANSWERED_ALWAYS and days_ago <= 6
        if (must or not from_person or source.random() < 0.75) and (text := words.line(theme, "messages_worker")):
            yield MessageLine(days_ago, (hour, minute), "contact", text)


def _promises(life: Life, words: Words) -> Iterator[PromiseLine]:
    source = life.source
    for _ in range(source.choice((0, 1, 1, 2, 3))):
        made = source.randint(life.newest, life.known)
        if made > 12 and (text := words.line(source.choice(life.themes), "promises", most=300)):
            kept = made - source.randint(1, 9)
            yield PromiseLine(text, made, source.randint(0, 2) - kept, kept)
    if life.newest < 21 and source.random() < 0.3:
        made = min(life.newest + source.randint(0, 5), life.known)
        due = source.randint(0, 9) if source.random() < 0.85 else -source.randint(1, 3)
        if made > -due and (text := words.line(source.choice(life.themes), "promises", most=300)):
            yield PromiseLine(text, made, due)


def _earlier(life: Life, words: Words) -> tuple[EarlierContact, ...]:
    if life.former is None:
        return ()
    words.fixed |= {"former": life.former.first_name, "worker": life.contact.first_name}

    def about_the_change(kind: str) -> str:
        sentences = words.grammar.handovers[kind]
        return words.once(lambda: words.fill(life.source.choice(sentences), None, {}))

    persons_say, goodbye, hello = (about_the_change(kind) for kind in ("persons_say", "goodbyes", "hellos"))
    reason = life.source.choice(ContactPerson.Reason.values[:4])
    return (EarlierContact(life.former.key, life.known, life.changed, reason, persons_say, goodbye, hello),)


def _circle(life: Life) -> tuple[CircleLine, ...]:
    if life.member is None:
        return ()
    basis = f"{life.member.first_name} {CIRCLE_FOR[life.themes[0].area]}"
    return (CircleLine(life.member.key, basis, life.member_until),)
