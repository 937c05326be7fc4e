"""«Slik har jeg det»: tell it if I want, and a self-check for myself that stores nothing until I save."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access import typed_text
from benken.access.pages import filled, page_mark, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused
from benken.access.records import closed_is_missing
from benken.followup.actions.check_ins import save_own_tip, say_how_i_am, take_back_check_in
from benken.followup.policies import can_take_back
from benken.followup.queries import CheckIn, OwnTip, check_in_mark, check_in_of, check_ins, own_tips
from benken.followup.window import NAMES, SIGNS, TIPS
from benken.my.forms import CheckInForm, OwnTipForm
from benken.my.shown import parts_shown
from benken.my.views.mine import Mine, mine
from benken.people.helpers import Helpers, helpers_of
from benken.people.queries import RecordClosed
from benken.ui.messages import say
from benken.ui.words import day_words, first_name, moment_words

PAGE = 5
NOW = timedelta(hours=12)  # so long «veldig tungt» moves the numbers further up


@closed_is_missing
def how_page(request: HttpRequest) -> HttpResponse:
    """Say how I am, and see what I said before.

    Whatever I say, the page is the same; after a very heavy answer the numbers one can call stand a bit higher on it.
    """
    my = mine(request)
    helpers = helpers_of(my.person, at=my.at)
    form = filled(request, CheckInForm)
    if request.method == "POST" and form.is_valid():
        try:
            check_in = say_how_i_am(person=my.person, **form.said(), by=my.user, at=my.at)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("my_how_take_back", kwargs={"check_in_id": check_in.pk})
            say(request, _thanks(helpers), undo=undo)
            return redirect("my_how")
    before = check_in_mark(my.person, page_mark(request))
    rows = check_ins(my.person, size=PAGE + 1, before=before)
    shown = rows[:PAGE]
    return render(
        request,
        "my/how.html",
        {
            "form": form,
            "zones": _zones_to_choose(form, own_tips(my.person)),
            "zone_is_open": bool(form["zone"].value() or form["zone"].errors),
            "helpers": helpers,
            "shown": parts_shown(request),
            "said": [shown_check_in(one, my=my) for one in shown],
            "is_first": before is None,
            "is_heavy": _is_very_heavy_now(shown, my=my),
            "older_url": f"?{urlencode({'before': str(shown[-1].pk)})}" if len(rows) > PAGE else "",
        },
        status=422 if form.errors else 200,
    )


@require_POST
@closed_is_missing
def take_back(request: HttpRequest, check_in_id: UUID) -> HttpResponse:
    """Take back what I said, until the contact person has seen it."""
    my = mine(request)
    try:
        take_back_check_in(check_in=check_in_of(my.person, check_in_id), by=my.user, at=my.at)
    except RecordClosed:  # a second click
        say(request, _("Det står ikke her lenger."))
    except Refused as refused:
        say(request, str(refused))
    else:
        say(request, _("Tatt tilbake."))
    return redirect("my_how")


@closed_is_missing
def window_page(request: HttpRequest) -> HttpResponse:
    """Check for myself where I am. Looking sends nothing; only my own tips are stored, and only when I save them."""
    my = mine(request)
    tips, opened, newer = own_tips(my.person), request.POST.get("zone", ""), None
    forms = {zone: _tip_form(zone, tips.get(zone)) for zone in NAMES}
    if request.method == "POST":
        if opened not in forms:
            raise RecordClosed
        form = forms[opened] = filled(request, OwnTipForm, auto_id=_auto_id(opened))
        if form.is_valid():
            try:
                _save_tip(request, form, my=my, was=tips.get(opened))
            except ChangedMeanwhile as changed:
                newer = tips.get(opened)
                tell_saved_meanwhile(form, changed, version=newer.version if newer else 0)
            else:
                return redirect("my_window")
    else:
        opened = _put_kept(request, forms)
    return render(
        request,
        "my/window.html",
        {
            "zones": [
                _zone(zone, tips) | {"form": form, "open": zone == opened, "newer": newer if zone == opened else None}
                for zone, form in forms.items()
            ],
            "form": forms.get(opened),
            "is_stale": bool(opened and request.method == "POST" and forms[opened].non_field_errors()),
            "helpers": helpers_of(my.person, at=my.at),
        },
        status=422 if any(form.errors for form in forms.values()) else 200,
    )


@require_POST
@closed_is_missing
def tip_restore(request: HttpRequest) -> HttpResponse:
    """Put my tip back as it was before I last saved; what it was is kept, sealed to me, for an hour."""
    my = mine(request)
    kept = typed_text.kept(user=my.user, page=request.path, at=my.at)
    if kept is None:
        say(request, _("Det er for lenge siden. Skriv det på nytt."))
        return redirect("my_window")
    zone, words, version = (str(kept.fields[name]) for name in ("zone", "words", "version"))
    try:
        save_own_tip(person=my.person, zone=zone, words=words, seen_version=int(version), by=my.user, at=my.at)
    except ChangedMeanwhile as changed:
        say(request, str(changed))
    else:
        say(request, _("Det står som før."))
    typed_text.discard(user=my.user, page=request.path)
    return redirect("my_window")


def shown_check_in(check_in: CheckIn, *, my: Mine) -> dict[str, object]:
    """Return what I said as the template draws it."""
    mine_own = check_in.written_by_id == my.user.pk
    seen = day_words(timezone.localdate(check_in.seen_at), today=my.today) if check_in.seen_at else ""
    return {
        "check_in": check_in,
        "when": moment_words(check_in.said_at, today=my.today),
        "who": "" if mine_own else first_name(check_in.written_by.name),
        "seen": seen,
        "can_take_back": can_take_back(check_in, user=my.user),
    }


def _thanks(helpers: Helpers) -> str:
    if helpers.contact is None:
        return _("Takk for at du sa det. Det står her til du får en kontaktperson.")
    return _("Takk for at du sa det. %(name)s får se det.") % {"name": helpers.contact_name}


def _is_very_heavy_now(said: list[CheckIn], *, my: Mine) -> bool:
    newest = next(iter(said), None)
    return bool(newest and newest.feeling == CheckIn.Feeling.VERY_HEAVY and newest.said_at > my.at - NOW)


def _zone(zone: str, tips: Mapping[str, OwnTip]) -> dict[str, object]:
    return {"zone": zone, "name": NAMES[zone], "signs": SIGNS[zone], "tips": TIPS[zone], "own": tips.get(zone)}


def _zones_to_choose(form: CheckInForm, tips: Mapping[str, OwnTip]) -> list[dict[str, object]]:
    """Return the choices of the window, each with what may help; «vil ikke si» has none."""
    return [
        {"option": option} | (_zone(str(option.data["value"]), tips) if option.data["value"] else {})
        for option in form["zone"].subwidgets
    ]


def _auto_id(zone: str) -> str:
    return f"id_{zone}_%s"  # three forms on one page


def _tip_form(zone: str, tip: OwnTip | None) -> OwnTipForm:
    standing = {"zone": zone, "words": tip.words if tip else "", "version": tip.version if tip else 0}
    return OwnTipForm(initial=standing, auto_id=_auto_id(zone))


def _put_kept(request: HttpRequest, forms: dict[str, OwnTipForm]) -> str:
    """Put what was kept when a session ended into its form; return which zone that is, or nothing."""
    kept = filled(request, OwnTipForm)
    zone = str(kept.initial.get("zone", "")) if hasattr(kept, "kept_at") else ""
    if zone not in forms:
        return ""
    kept.auto_id = _auto_id(zone)
    forms[zone] = kept
    return zone


def _save_tip(request: HttpRequest, form: OwnTipForm, *, my: Mine, was: OwnTip | None) -> None:
    """Save a tip, and keep what stood before so that it can be put back."""
    data, undo = form.cleaned_data, reverse("my_tip_restore")
    zone, words = data["zone"], data["words"]
    tip = save_own_tip(person=my.person, zone=zone, words=words, seen_version=data["version"], by=my.user, at=my.at)
    before = QueryDict(mutable=True)
    before.update({"zone": zone, "words": was.words if was else "", "version": str(tip.version if tip else 0)})
    typed_text.keep(user=my.user, page=undo, fields=before, at=my.at)
    told = _("Lagret. Det står under «%(zone)s».") if tip else _("Det under «%(zone)s» er tatt bort.")
    say(request, told % {"zone": NAMES[zone]}, undo=undo)
