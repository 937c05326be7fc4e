"""Addresses for accounts and for what was typed."""

from django.urls import path

from benken.access.views import accounts, automatic, identities, notices, sessions, setup, typed, ways_in

urlpatterns = [
    path("in/", ways_in.slip_page, name="slip_in"),
    path("in/code/", ways_in.code_page, name="code_in"),
    path("in/code/send/", ways_in.send_code_page, name="code_send"),
    path("out/", ways_in.leave_now, name="leave_now"),
    path("typed/", typed.keep_typed, name="keep_typed"),
    path("typed/discard/", typed.discard_typed, name="discard_typed"),
    path("accounts/list/", accounts.accounts, name="accounts"),
    path("accounts/list/new/", accounts.account_new, name="account_new"),
    path("accounts/list/<uuid:user_id>/link/", accounts.account_link, name="account_link"),
    path("accounts/list/<uuid:user_id>/", accounts.account_change, name="account_change"),
    path("accounts/list/<uuid:user_id>/letter/", accounts.account_letter, name="account_letter"),
    path(
        "accounts/list/<uuid:user_id>/identity/<slug:provider_id>/",
        identities.account_identity,
        name="account_identity",
    ),
    path(
        "accounts/list/<uuid:user_id>/identity/<slug:provider_id>/remove/",
        identities.account_identity_remove,
        name="account_identity_remove",
    ),
    path("accounts/sessions/", sessions.own_sessions, name="own_sessions"),
    path("accounts/sessions/<uuid:sign_in_id>/end/", sessions.session_end, name="session_end"),
    path("accounts/sessions/end-others/", sessions.sessions_end_others, name="sessions_end_others"),
    path("accounts/notices/", notices.notices, name="notices"),
    path("settings/", setup.settings_page, name="settings"),
    path("settings/automatic/", automatic.automatic_page, name="automatic"),
    path("settings/automatic/stop/", automatic.automatic_stop, name="automatic_stop"),
    path("settings/automatic/start/", automatic.automatic_start, name="automatic_start"),
    path("settings/changes/<uuid:change_id>/undo/", setup.settings_undo, name="settings_undo"),
    path("settings/teams/new/", setup.team_new, name="team_new"),
    path("settings/teams/<uuid:team_id>/", setup.team_change, name="team_change"),
    path("settings/teams/<uuid:team_id>/remove/", setup.team_remove, name="team_remove"),
    path("settings/teams/<uuid:team_id>/restore/", setup.team_restore, name="team_restore"),
    path("accounts/list/<uuid:user_id>/off/", accounts.account_off, name="account_off"),
    path("accounts/list/<uuid:user_id>/on/", accounts.account_on, name="account_on"),
]
