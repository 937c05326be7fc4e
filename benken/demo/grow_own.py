"""What a grown person says without being asked much: how they are, what helps, and who is around them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benken.demo.lines import CheckInLine, OwnTipLine, SupporterLine
from benken.demo.words import Words
from benken.followup.models import CheckIn
from benken.followup.window import READY_NEEDS
from benken.people.models import Supporter

if TYPE_CHECKING:
    from benken.demo.grow import Life

FEELINGS = ("good", "so_so", "heavy", "very_heavy")
COMMON = (30, 35, 25, 10)  # how many of a hundred say so; very heavy is rare, and it is said
# Where one is when one feels so: over, inside or under the window.
ZONES = {"good": (10, 80, 10), "so_so": (25, 55, 20), "heavy": (45, 10, 45), "very_heavy": (40, 0, 60)}
HOURS = (0, 1, 7, 8, 9, 11, 13, 15, 17, 18, 19, 20, 21, 22, 23)
ANIMAL = "animals"
# Where names come from, and what such a one is to the person.
KINDS_OF_SUPPORTER = (("women", "her_kin"), ("men", "his_kin"), (ANIMAL, "its_kin"))
SHARE_SAYING, SHARE_SAYING_TOGETHER, SHARE_WITH_NETWORK = 0.4, 0.12, 0.35
UNSEEN_BY_THE_BUSY = 4  # days: whose Today shows the hand-written people has nothing newer of the grown ones


def check_ins_of(life: "Life", words: Words, *, is_quiet: bool) -> Iterator[CheckInLine]:
    """Yield how the person said they were: by themselves, or together with the contact person; most say nothing."""
    source, own = life.source, words.grammar.own
    share = SHARE_SAYING if life.has_account else SHARE_SAYING_TOGETHER
    newest = max(life.newest, UNSEEN_BY_THE_BUSY) if is_quiet else life.newest
    if source.random() >= share or newest >= life.known:
        return
    wanted = min(source.choice((1, 1, 2, 2, 3, 4)), life.known - newest)
    for days_ago in sorted(source.sample(range(newest, life.known), wanted), reverse=True):
        feeling = source.choices(FEELINGS, COMMON)[0]
        zone = source.choices(CheckIn.Zone.values, ZONES[feeling])[0] if source.random() < 0.5 else ""
        ready = [str(need) for need in source.sample(list(READY_NEEDS.values()), 1)] if source.random() < 0.4 else []
        said = words.line(own, feeling) if source.random() < 0.6 else ""
        by, time = "person", (source.choice(HOURS), source.randint(0, 59))
        if not life.has_account:
            by, time = "contact", (source.randint(9, 14), 5 * source.randint(0, 11))
        yield CheckInLine(days_ago, time, feeling, zone, ", ".join(ready), said, by)


def own_tips_of(life: "Life", words: Words, *, check_ins: Sequence[CheckInLine]) -> Iterator[OwnTipLine]:
    """Yield what some of those who have said a zone have found to help there."""
    for zone in dict.fromkeys(check_in.zone for check_in in check_ins if check_in.zone):
        if life.source.random() < 0.5 and (said := words.line(words.grammar.own, f"tips_{zone}", most=1000)):
            yield OwnTipLine(zone, said)


def supporters_of(life: "Life", words: Words) -> Iterator[SupporterLine]:
    """Yield the people, and animals, around the person; most have written nobody down."""
    source, own = life.source, words.grammar.own
    if source.random() >= SHARE_WITH_NETWORK:
        return
    seen: set[str] = set()
    for _ in range(source.choice((1, 1, 2, 3))):
        names, kin = source.choices(KINDS_OF_SUPPORTER, (45, 40, 15))[0]
        name, relation = source.choice(own.sentences[names]), source.choice(own.sentences[kin])
        if name in seen or relation in seen:
            continue
        seen |= {name, relation}
        reach, about, again = Supporter.Reach.ASK_FIRST, "meanings", False
        if names == ANIMAL:
            about = "meanings_animal"
        else:
            reach = source.choices(tuple(Supporter.Reach), (50, 30, 20))[0]
            if reach == Supporter.Reach.DO_NOT:
                about, again = "meanings_later", source.random() < 0.5
        yield SupporterLine(
            days_ago=source.randint(0, life.known),
            name=name,
            relation=relation,
            meaning=words.line(own, about, most=500) if source.random() < 0.65 else "",
            reach=str(reach),
            wants_again=again,
            by="person" if life.has_account and source.random() < 0.7 else "contact",
        )
