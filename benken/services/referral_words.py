"""Referrals and waits in plain words: who has the ball, what was told, what came when."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benken.country.limits import Limit, limit_of
from benken.services.models import GivenBy, Referral, ReferralStep, Service, Wait, WaitLine
from benken.services.policies.referrals import ON_LIST
from benken.services.queries.waiting import came_at
from benken.ui.words import day_words, either_words, first_name

# What a step tells, said about the referral.
_TOLD = {
    Referral.State.DRAFTED: lambda: _("Vi har begynt å skrive."),
    Referral.State.SENT: lambda: _("Sendt."),
    Referral.State.RECEIVED: lambda: _("De har fått den."),
    Referral.State.ASSESSED: lambda: _("De har vurdert den."),
    Referral.State.OFFERED: lambda: _("De tilbyr en plass."),
    Referral.State.STARTED: lambda: _("I gang."),
    Referral.State.ENDED: lambda: _("Ferdig."),
    Referral.State.DECLINED: lambda: _("De sa nei."),
    Referral.State.WITHDRAWN: lambda: _("Trukket."),
}


def title(referral: Referral) -> str:
    """Return what it is and to whom: Henvisning til Odden avrusning."""
    said = {"what": referral.get_kind_display(), "to": referral.to_words}
    return _("%(what)s til %(to)s") % said


def source_words(step: ReferralStep) -> str:
    """Say how a step became known; what we send here is no answer."""
    return _("her i Benken") if step.source == ReferralStep.Source.HERE else step.get_source_display()


def step_title(step: ReferralStep) -> str:
    """Say what a step told."""
    if step.is_undo:
        return _("Det siste ble skrevet feil, og er tatt bort.")
    return _TOLD[Referral.State(step.to_state)]()


def rule_words(rule: str, *, judged_by: str) -> str:
    """Say a rule that places are given by; where urgency decides, who judges it."""
    said = str(GivenBy(rule).label)
    if rule == GivenBy.MOST_URGENT and judged_by:
        return _("%(rule)s (vurdert av %(who)s)") % {"rule": said, "who": judged_by}
    return said


def rules_of_service(service: Service) -> list[str]:
    """Return the rules a place has said in the open, in words."""
    return [rule_words(one, judged_by=service.judged_by) for one in GivenBy.values if one in service.gives_by]


def rules_sentence(referral: Referral) -> str:
    """Say to whoever waits by which rules the place gives its places.

    It is what the place has said in the open. Nothing is said of when a place was given, nor of anybody who got one:
    where few wait, a day and a rule would tell of a person (R7).
    """
    service = referral.service
    if service is None or referral.state not in ON_LIST:
        return ""
    if not service.gives_by:
        return _("Stedet har ikke skrevet hvordan de velger når flere venter.")
    return _("Når flere venter, går plassen til: %(rules)s.") % {"rules": either_words(rules_of_service(service))}


def listed_sentence(referral: Referral, steps: Sequence[ReferralStep], *, today: date) -> str:
    """Say since when somebody stands on a list that is kept here. No number: a number could go back."""
    came = came_at(steps) if referral.place_id is not None and referral.state in ON_LIST else None
    if came is None:
        return ""
    return _("På lista siden %(day)s. Den dagen flytter seg ikke.") % {
        "day": day_words(timezone.localdate(came), today=today)
    }


def reason_words(step: ReferralStep) -> str:
    """Say why, or why not: it is about the service."""
    if step.given_by:
        return _("Slik ble plassen gitt: %(rule)s.") % {"rule": rule_words(step.given_by, judged_by=step.judged_by)}
    if not step.reason:
        return ""
    return _("Grunn: %(reason)s.") % {"reason": step.get_reason_display()}


def step_words(step: ReferralStep, referral: Referral) -> str:
    """Return what stands on the timeline about a step: what, why, and the words that were written."""
    first = f"{title(referral)}. {step_title(step)}"
    why = reason_words(step)
    start = ""
    if step.to_state == Referral.State.OFFERED and referral.expected_start_on:
        start = _("Fra %(day)s.") % {"day": day_words(referral.expected_start_on, today=step.on_day, on_paper=True)}
    return "\n".join(filter(None, [" ".join(filter(None, [first, start, why])), step.words]))


def ball_name(wait: Wait | WaitLine, *, to: str, me: bool) -> str:
    """Return who has the ball; to the person (`me`) they themself are «du»."""
    if wait.ball == Wait.Ball.PERSON:
        return _("du") if me else _("personen selv")
    if wait.ball == Wait.Ball.US:
        return first_name(wait.ball_user.name) if wait.ball_user else _("vi")
    return wait.ball_words or to


def ball_sentence(wait: Wait | WaitLine, *, to: str, me: bool) -> str:
    """Say whose turn it is."""
    if wait.ball == Wait.Ball.PERSON and me:
        return _("Nå er det din tur. Si fra om du vil ha hjelp med det.")
    return _("Nå er det %(name)s som skal gjøre noe.") % {"name": ball_name(wait, to=to, me=me)}


def standing(referral: Referral) -> str:
    """Say to the person where it stands now."""
    state = Referral.State(referral.state)
    if state == Referral.State.DRAFTED:
        return _("Vi skriver den sammen. Den er ikke sendt ennå.")
    if state == Referral.State.OFFERED:
        return _("De har en plass til deg.")
    if state == Referral.State.STARTED:
        return _("Du er i gang.")
    if state == Referral.State.DECLINED:
        return _("De sa nei. Vi ser på hva annet vi kan prøve.")
    if state in {Referral.State.ENDED, Referral.State.WITHDRAWN}:
        return _TOLD[state]()
    return _("Du står på lista.")


def line_words(line: WaitLine, *, referral: Referral, wait: Wait) -> str:
    """Say what was told when a date had passed: nothing new, who has the ball, when we look again."""
    said = (
        [_limit_passed(limit_of(wait.limit_code))] if line.about == WaitLine.About.LIMIT else [_nothing_new(wait.state)]
    )
    said.append(ball_sentence(line, to=referral.to_words, me=True))
    if line.about == WaitLine.About.NEXT:
        said.append(
            _("Vi ser etter igjen %(day)s.") % {"day": day_words(line.next_on, today=line.on_day, on_paper=True)}
        )
    return " ".join(said)


def _nothing_new(state: str) -> str:
    if state == Referral.State.DRAFTED:
        return _("Ikke noe nytt ennå. Den er ikke sendt.")
    if state == Referral.State.DECLINED:
        return _("Ikke noe nytt ennå. Vi har ikke funnet en ny vei.")
    if state == Referral.State.OFFERED:
        return _("Ikke noe nytt ennå. Plassen er fortsatt din.")
    return _("Ikke noe nytt ennå, du står fortsatt på lista.")


def _limit_passed(limit: Limit | None) -> str:
    if limit is None or limit.binding:
        return _("Fristen er gått, og du har ikke fått svar. Du kan klage, og du står fortsatt på lista.")
    return _("Den veiledende fristen er gått. Du står fortsatt på lista.")


def limit_sentence(wait: Wait, *, today: date, me: bool) -> str:
    """Say by when they must or ought to; `law_of_limit` says by which law. Nothing without a limit."""
    limit = limit_of(wait.limit_code)
    if limit is None or wait.limit_on is None:
        return ""
    said = {"what": limit.words, "day": day_words(wait.limit_on, today=today, on_paper=True)}
    if not limit.binding:
        return _("%(what)s innen %(day)s. Det er veiledende.") % said
    if me:
        return _("%(what)s innen %(day)s. Det er en rett du har.") % said
    return _("%(what)s innen %(day)s. Det er en rett.") % said


def law_of_limit(wait: Wait, *, me: bool) -> str:
    """Say by which law a limit is, and whom to ask; nothing without a limit."""
    limit = limit_of(wait.limit_code)
    return law_sentence([limit.law], limit.checked_on, me=me) if limit is not None and wait.limit_on else ""


def law_sentence(laws: Iterable[str], day: date, *, me: bool) -> str:
    """Say by which laws and as of which day, and that a jurist has to check it (R21); the person is told it warmly."""
    said = {"laws": "; ".join(laws), "day": date_format(day, "DATE_FORMAT")}
    if me:
        return (
            _(
                "Etter %(laws)s, slik vi forsto det %(day)s. Vi tror det stemmer. "
                "Er det viktig for deg, så spør oss eller en jurist."
            )
            % said
        )
    return _("Etter %(laws)s, slik vi forsto det %(day)s. Sjekk med jurist.") % said


def wait_words(wait: Wait) -> str:
    """Say to the worker what a wait needs: something of one of us, or a sign that nobody is forgotten."""
    said = {"to": wait.referral.to_words}
    if wait.ball == Wait.Ball.US:
        return _("venter på en av oss: %(to)s") % said
    return _("venter lenge på %(to)s, hold kontakten varm") % said


def days_words(since_on: date, *, today: date) -> str:
    """Say how long somebody has waited, without counting more closely than it helps."""
    days = (today - since_on).days
    if days <= 0:
        return _("fra i dag")
    if days < 14:
        return _("i %(days)d dager") % {"days": days} if days > 1 else _("siden i går")
    return _("i %(weeks)d uker") % {"weeks": days // 7}
