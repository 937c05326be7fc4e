"""What the municipality chooses for itself, and its teams: an administrator's pages."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from benken.access.actions.setup import (
    CHOSEN,
    add_team,
    change_setup,
    remove_team,
    rename_team,
    restore_team,
    take_back_setup_change,
)
from benken.access.forms.setup import SetupForm, TeamForm, setup_words
from benken.access.models import Setup, Team, User
from benken.access.models.setup import as_words
from benken.access.pages import carry, filled, refusals_said, signed_in, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused, can_change_setup
from benken.access.queries.accounts import teams, teams_with_leaders, users_of_team
from benken.access.queries.setup import saved_setup, sends_mail, setup_changes
from benken.ui.messages import say

REMOVED_TEAM = "removed_team"


def _chooser(request: HttpRequest) -> User:
    user = signed_in(request)
    if not can_change_setup(user):
        raise Http404
    return user


def settings_page(request: HttpRequest) -> HttpResponse:
    """Show what is chosen, the teams and the latest changes; take what an administrator chooses."""
    user, setup = _chooser(request), saved_setup()
    standing = {name: getattr(setup, name) for name in CHOSEN}
    form = filled(request, SetupForm, initial={**standing, "version": setup.version})
    if request.method == "GET":  # what was kept from last time may be from an older version
        form.initial["version"] = setup.version
    if request.method == "POST" and form.is_valid():
        try:
            changes = change_setup(
                chosen=form.chosen(), seen_version=form.cleaned_data["version"], by=user, at=timezone.now()
            )
        except ChangedMeanwhile as changed:
            tell_saved_meanwhile(form, changed, version=setup.version)
            return _drawn(request, user, setup, form, meanwhile=_differing(form, setup))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("settings_undo", args=[changes[0].pk]) if len(changes) == 1 else ""
            say(request, _("Lagret.") if changes else _("Alt står som før."), undo=undo)
            return redirect("settings")
    return _drawn(request, user, setup, form)


def _differing(form: SetupForm, setup: Setup) -> list[tuple[str, str]]:
    """Return what stands now where something else was typed."""
    typed = form.chosen()
    return [
        (setup_words(name), setup.words_of(name) or "–")
        for name in CHOSEN
        if name in typed and as_words(typed[name]) != setup.words_of(name)
    ]


def _drawn(
    request: HttpRequest,
    user: User,
    setup: Setup,
    form: SetupForm,
    *,
    meanwhile: list[tuple[str, str]] | None = None,
    refused: str = "",
) -> HttpResponse:
    changes = [
        {
            "pk": change.pk,
            "at": change.at,
            "by": change.by.name if change.by else _("kommandolinjen"),
            "what": setup_words(change.name),
            "before": change.before,
            "after": change.after,
            "can_undo": setup.words_of(change.name) == change.after,
        }
        for change in setup_changes(for_user=user)
    ]
    context = {
        "form": form,
        "meanwhile": meanwhile,
        "refused": refused,
        "setup": setup,
        "teams": teams_with_leaders(),
        "changes": changes,
        "sends_mail": sends_mail(),
    }
    return render(request, "access/settings.html", context, status=422 if form.errors or refused else 200)


@require_POST
def settings_undo(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Set one value back to what it was."""
    user = _chooser(request)
    try:
        change = take_back_setup_change(change_id=change_id, by=user, at=timezone.now())
    except Refused as refused:
        setup = saved_setup()
        form = SetupForm(initial={**{name: getattr(setup, name) for name in CHOSEN}, "version": setup.version})
        return _drawn(request, user, setup, form, refused=str(refused))
    say(request, _("%(what)s er som før.") % {"what": setup_words(change.name)})
    return redirect("settings")


def team_new(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    user, form = _chooser(request), filled(request, TeamForm)
    if request.method == "POST" and form.is_valid():
        try:
            team = add_team(name=form.cleaned_data["name"], by=user, at=timezone.now())
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            say(request, _("%(team)s er laget.") % {"team": team.name}, undo=reverse("team_remove", args=[team.pk]))
            return redirect("settings")
    return render(request, "access/team.html", {"form": form}, status=422 if form.errors else 200)


def _team(team_id: UUID) -> Team:
    team = teams().filter(pk=team_id).first()
    if team is None:
        raise Http404
    return team


def team_change(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Call a team something else, and see who is in it."""
    user, team = _chooser(request), _team(team_id)
    form = filled(request, TeamForm, initial={"name": team.name, "seen_name": team.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            rename_team(team=team, name=data["name"], seen_name=data["seen_name"], by=user, at=timezone.now())
        except ChangedMeanwhile as changed:
            carry(form, seen_name=_team(team_id).name)
            form.add_error("name", str(changed))
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect("settings")
    return _drawn_team(request, team, form)


def _drawn_team(request: HttpRequest, team: Team, form: TeamForm, *, refused: str = "") -> HttpResponse:
    context = {"form": form, "team": team, "members": users_of_team(team), "refused": refused}
    return render(request, "access/team.html", context, status=422 if form.errors or refused else 200)


@require_POST
def team_remove(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Remove a team nobody is in; the answer can be undone."""
    user, team = _chooser(request), _team(team_id)
    try:
        remove_team(team=team, by=user, at=timezone.now())
    except Refused as refused:
        form = TeamForm(initial={"name": team.name, "seen_name": team.name})
        return _drawn_team(request, team, form, refused=str(refused))
    request.session[REMOVED_TEAM] = [str(team_id), team.name]
    say(request, _("%(team)s er fjernet.") % {"team": team.name}, undo=reverse("team_restore", args=[team_id]))
    return redirect("settings")


@require_POST
def team_restore(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Bring back the team that was just removed in this session."""
    user = _chooser(request)
    removed, name = request.session.get(REMOVED_TEAM, ["", ""])
    if removed != str(team_id):
        return redirect("settings")
    with refusals_said(request):
        restore_team(team_id=team_id, name=name, by=user, at=timezone.now())
        say(request, _("%(team)s er tilbake.") % {"team": name})
    return redirect("settings")
