"""Addresses of this app, below /people/."""

from django.urls import path

from benken.people.views import accounts, entries, network, people, relations

urlpatterns = [
    path("new/", people.person_new, name="person_new"),
    path("<uuid:person_id>/change/", people.person_change, name="person_change"),
    path("<uuid:person_id>/account/", accounts.person_account, name="person_account"),
    path("<uuid:person_id>/hand-over/", relations.person_hand_over, name="person_hand_over"),
    path("<uuid:person_id>/circle/", relations.person_circle, name="person_circle"),
    path("<uuid:person_id>/circle/<uuid:membership_id>/end/", relations.person_circle_end, name="person_circle_end"),
    path("<uuid:person_id>/network/", network.network_page, name="network"),
    path("<uuid:person_id>/network/new/", network.supporter_new, name="supporter_new"),
    path("<uuid:person_id>/network/<uuid:supporter_id>/", network.supporter_change, name="supporter_change"),
    path("<uuid:person_id>/network/<uuid:supporter_id>/remove/", network.supporter_remove, name="supporter_remove"),
    path("<uuid:person_id>/network/<uuid:supporter_id>/restore/", network.supporter_restore, name="supporter_restore"),
    path("<uuid:person_id>/entries/new/", entries.entry_new, name="entry_new"),
    path("<uuid:person_id>/entries/<uuid:entry_id>/", entries.entry_page, name="entry"),
    path("<uuid:person_id>/entries/<uuid:entry_id>/autosave/", entries.entry_autosave, name="entry_autosave"),
    path("<uuid:person_id>/entries/<uuid:entry_id>/show/", entries.entry_show, name="entry_show"),
    path("<uuid:person_id>/entries/<uuid:entry_id>/undo/", entries.entry_undo, name="entry_undo"),
    path("<uuid:person_id>/entries/<uuid:entry_id>/throw/", entries.entry_throw, name="entry_throw"),
]
