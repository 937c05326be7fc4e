"""«SMS»: what a person says about texts, on My page and together with their helper."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.narrow import is_narrow_here
from benken.access.pages import filled, posted, refusals_said, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.followup.queries import goal_of, weekly_look_of
from benken.followup.weekly import WeeklyChoice
from benken.messaging import answer_words
from benken.messaging.actions import choices as actions
from benken.messaging.forms.choices import GoalNameForm, KeywordsForm, PinForm, TimesForm, YesForm
from benken.messaging.gateways.chosen import is_chosen
from benken.messaging.gsm import measure
from benken.messaging.policies.choices import PinRefused, WeeklyRefused, may_change_pin, needs_pin
from benken.messaging.queries.choices import consents_of, name_in_texts, named_goals, number_of, numbers_of
from benken.messaging.queries.texts import TextChoices, choices_of
from benken.people.visits import reading, writing
from benken.services.views.sides import Side
from benken.ui.messages import say


@closed_is_missing
def texts(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what a person has said about texts."""
    return texts_page(request, _read(request, person_id))


@closed_is_missing
def number(request: HttpRequest, person_id: UUID, phone_id: UUID) -> HttpResponse:
    """Say yes to texts on a number, or change what a text may hold."""
    return number_page(request, _read(request, person_id), phone_id)


@require_POST
@closed_is_missing
def stop(request: HttpRequest, person_id: UUID, phone_id: UUID) -> HttpResponse:
    """Say no to texts on a number."""
    return stop_act(request, _write(request, person_id), phone_id)


@require_POST
@closed_is_missing
def restore(request: HttpRequest, person_id: UUID, phone_id: UUID) -> HttpResponse:
    """Undo a no just pressed."""
    return restore_act(request, _write(request, person_id), phone_id)


@require_POST
@closed_is_missing
def use(request: HttpRequest, person_id: UUID, phone_id: UUID) -> HttpResponse:
    """Let texts go to this number."""
    return use_act(request, _write(request, person_id), phone_id)


@require_POST
@closed_is_missing
def try_again(request: HttpRequest, person_id: UUID, phone_id: UUID) -> HttpResponse:
    """Try a number again that did not exist."""
    return try_again_act(request, _write(request, person_id), phone_id)


@closed_is_missing
def times(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose when it is quiet, and what comes by itself."""
    return times_page(request, _read(request, person_id))


@closed_is_missing
def keywords(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose which keywords are answered."""
    return keywords_page(request, _read(request, person_id))


@closed_is_missing
def pin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let the person choose the word for MÅL."""
    return pin_page(request, _read(request, person_id))


@closed_is_missing
def pin_remove(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Take the word for MÅL away."""
    return pin_remove_page(request, _read(request, person_id))


@closed_is_missing
def goals(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what the goals are called in texts."""
    return goals_page(request, _read(request, person_id))


@closed_is_missing
def goal(request: HttpRequest, person_id: UUID, goal_id: UUID) -> HttpResponse:
    """Choose what a goal is called in texts."""
    return goal_page(request, _read(request, person_id), goal_id)


def _read(request: HttpRequest, person_id: UUID) -> Side:
    visit = reading(request, person_id, part="texts")
    return Side(visit.user, visit.person, visit.at, own=False)


def _write(request: HttpRequest, person_id: UUID) -> Side:
    visit = writing(request, person_id)
    return Side(visit.user, visit.person, visit.at, own=False)


def _to(side: Side, name: str, **of: Any) -> str:
    """Return the address of one of these pages, on this side."""
    return side.address(name if side.own else f"person_{name}", **of)


def _draw(
    request: HttpRequest, side: Side, template: str, context: dict[str, Any], *, wrong: bool = False
) -> HttpResponse:
    context = {"back": _to(side, "texts"), **context}
    return side.draw(request, f"messaging/{template}.html", context, status=422 if wrong else 200)


def texts_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw what was said, of one side."""
    numbers, choices = numbers_of(side.person), choices_of(side.person)
    named = named_goals(side.person)
    context = {
        "numbers": [
            {
                "number": one,
                "change": _to(side, "text_number", phone_id=one.phone.pk),
                "stop": _to(side, "text_stop", phone_id=one.phone.pk),
                "use": _to(side, "text_use", phone_id=one.phone.pk),
                "try_again": _to(side, "text_try_again", phone_id=one.phone.pk),
            }
            for one in numbers
        ],
        "is_yes": any(one.is_yes for one in numbers),
        "none_is_used": not any(one.is_used for one in numbers),
        "choices": choices,
        "is_quiet": choices.quiet_from != choices.quiet_until,
        "keywords": [label for value, label in TextChoices.Keyword.choices if value in choices.keywords],
        "without_names": "goals" in choices.keywords and not any(one.name for one in named),
        "times": _to(side, "text_times"),
        "words": _to(side, "text_words"),
        "pin": _to(side, "text_pin"),
        "goals": _to(side, "text_goals"),
    }
    return _draw(request, side, "texts", context)


def number_page(request: HttpRequest, side: Side, phone_id: UUID) -> HttpResponse:
    """Draw the questions about a number, and write down a yes."""
    standing = number_of(side.person, phone_id)
    if request.method == "GET" and not standing.is_yes and not is_chosen():  # the page before says why
        return redirect(_to(side, "texts"))
    form = filled(request, YesForm, initial=YesForm.begun(standing.consent) | {"seen": standing.mark})
    newer = None
    if request.method == "POST" and form.is_valid():
        told = form.told()
        try:
            goals_off = actions.say_yes(
                person=side.person,
                phone=standing.phone,
                told=told,
                seen=form.cleaned_data["seen"],
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            newer = standing
            tell_saved_meanwhile(form, changed, seen=standing.mark)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            say(request, _("Ja til SMS er skrevet ned.") if not standing.is_yes else _("Lagret."))
            if told.is_shared:
                say(request, _("Andre bruker telefonen. SMS-en sier bare at det har kommet en melding."))
            if goals_off:
                say(request, _("MÅL er skrudd av til det er valgt et ord for det."))
            return redirect(_to(side, "texts"))
    context = {"form": form, "number": standing, "newer": newer}
    return _draw(request, side, "text_number", context, wrong=bool(form.errors))


def stop_act(request: HttpRequest, side: Side, phone_id: UUID) -> HttpResponse:
    """Write down a no, with the way back."""
    standing = number_of(side.person, phone_id)
    actions.stop_texts(person=side.person, phone=standing.phone, by=side.user, at=side.at)
    undo = _to(side, "text_restore", phone_id=phone_id)
    said = _("SMS til %(number)s er stoppet.") if standing.is_yes else _("Nei til SMS på %(number)s er skrevet ned.")
    say(request, said % {"number": standing.phone}, undo=undo)
    return redirect(_to(side, "texts"))


def restore_act(request: HttpRequest, side: Side, phone_id: UUID) -> HttpResponse:
    """Undo it."""
    standing = number_of(side.person, phone_id)
    with refusals_said(request):
        actions.restore_texts(person=side.person, phone=standing.phone, by=side.user, at=side.at)
        say(request, _("Det er som før igjen."))
    return redirect(_to(side, "texts"))


def use_act(request: HttpRequest, side: Side, phone_id: UUID) -> HttpResponse:
    """Let texts go here, with the way back to the number before."""
    phone = number_of(side.person, phone_id).phone
    with refusals_said(request):
        before = actions.use_number(person=side.person, phone=phone, by=side.user, at=side.at)
        undo = _to(side, "text_use", phone_id=before.pk) if before else ""
        say(request, _("SMS går til %(number)s nå.") % {"number": phone}, undo=undo)
    return redirect(_to(side, "texts"))


def try_again_act(request: HttpRequest, side: Side, phone_id: UUID) -> HttpResponse:
    """Forget that the number did not exist."""
    phone = number_of(side.person, phone_id).phone
    actions.try_number_again(person=side.person, phone=phone, by=side.user, at=side.at)
    say(request, _("Vi prøver %(number)s igjen ved neste SMS.") % {"number": phone})
    return redirect(_to(side, "texts"))


def times_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw when and what, and save it."""
    choices, newer = choices_of(side.person), None
    form = filled(request, TimesForm, initial=TimesForm.begun(choices))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_times(
                person=side.person,
                told=form.told(),
                seen_version=form.cleaned_data["version"],
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            newer = choices
            tell_saved_meanwhile(form, changed, version=choices.version)
        except WeeklyRefused as refused:
            form.add_error("weekly", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect(_to(side, "texts"))
    context = {
        "form": form,
        "newer": newer,
        "weekly": WeeklyChoice(weekly_look_of(side.person), side.today),
        "where": _to(side, "where"),
    }
    return _draw(request, side, "text_times", context, wrong=bool(form.errors))


def keywords_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the keywords, and save which are answered."""
    choices, newer = choices_of(side.person), None
    begun = {"keywords": choices.keywords, "version": choices.version}
    # Not `filled`: a word that was typed is never kept.
    typed = posted(request) if request.method == "POST" else None
    form = KeywordsForm(typed, initial=begun, has_pin=bool(choices.pin_hash))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_keywords(
                person=side.person,
                keywords=form.cleaned_data["keywords"],
                pin=form.cleaned_data.get("pin", ""),
                seen_version=form.cleaned_data["version"],
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            newer = choices
            tell_saved_meanwhile(form, changed, version=choices.version)
        except PinRefused as refused:
            form.add_error("pin" if "pin" in form.fields else None, str(refused))
        else:
            say(request, _("Lagret."))
            return redirect(_to(side, "texts"))
    context = {
        "form": form,
        "newer": newer,
        "newer_keywords": [label for value, label in TextChoices.Keyword.choices if value in choices.keywords],
        "is_shared": needs_pin(consents_of(side.person)),
    }
    return _draw(request, side, "text_words", context, wrong=bool(form.errors))


def pin_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw two fields for the word, and keep its hash. In a narrow session a word that stands is left alone."""
    choices, narrow = choices_of(side.person), is_narrow_here(request)
    if not may_change_pin(choices, narrow=narrow):
        return redirect("my_together")
    form = PinForm(posted(request) if request.method == "POST" else None, initial={"version": choices.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_pin(
                person=side.person,
                pin=form.cleaned_data["pin"],
                seen_version=form.cleaned_data["version"],
                narrow=narrow,
                by=side.user,
                at=side.at,
            )
        except ChangedMeanwhile as changed:
            tell_saved_meanwhile(form, changed, version=choices.version)
        except PinRefused as refused:
            form.add_error("pin", str(refused))
        else:
            say(request, _("Ordet er lagret. Ingen kan se det."))
            return redirect(_to(side, "texts"))
    context = {"form": form, "has_pin": bool(choices.pin_hash), "remove": _to(side, "text_pin_remove")}
    return _draw(request, side, "text_pin", context, wrong=bool(form.errors))


def pin_remove_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Ask once more, and take the word away: it cannot be fetched back."""
    narrow = is_narrow_here(request)
    if not may_change_pin(choices_of(side.person), narrow=narrow):
        return redirect("my_together")
    if request.method == "POST":
        with refusals_said(request):
            actions.remove_pin(person=side.person, narrow=narrow, by=side.user, at=side.at)
            say(request, _("Ordet er tatt bort."))
        return redirect(_to(side, "texts"))
    return _draw(request, side, "text_pin_remove", {"back": _to(side, "text_pin")})


def goals_page(request: HttpRequest, side: Side) -> HttpResponse:
    """Draw the goals under way with their names in texts, and how the text will look."""
    named = named_goals(side.person)
    names = [one.name for one in named if one.name]
    with translation.override(side.person.language):
        text, has_room_for_all = answer_words.goals_words(names), answer_words.has_room_for_all(names)
    context = {
        "named": [{"one": one, "href": _to(side, "text_goal", goal_id=one.goal.pk)} for one in named],
        "text": text if names else "",
        "has_room_for_all": has_room_for_all or not names,
        "strange": measure(text).strange,
    }
    return _draw(request, side, "text_goals", context)


def goal_page(request: HttpRequest, side: Side, goal_id: UUID) -> HttpResponse:
    """Draw the name of one goal, and save it."""
    goal, newer = goal_of(side.person, goal_id), None
    now = name_in_texts(goal)
    form = filled(request, GoalNameForm, initial={"name": now, "seen": now})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.name_goal(
                person=side.person, goal=goal, name=data["name"], seen=data["seen"], by=side.user, at=side.at
            )
        except ChangedMeanwhile as changed:
            newer = now or _("Ikke noe navn.")
            tell_saved_meanwhile(form, changed, seen=now)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect(_to(side, "text_goals"))
    context = {"form": form, "goal": goal, "newer": newer, "back": _to(side, "text_goals")}
    return _draw(request, side, "text_goal", context, wrong=bool(form.errors))
