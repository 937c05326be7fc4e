"""Addresses for accounts and for what was typed."""

from django.urls import path

from benken.access import views

urlpatterns = [
    path("typed/", views.keep_typed, name="keep_typed"),
    path("typed/discard/", views.discard_typed, name="discard_typed"),
    path("accounts/list/", views.accounts, name="accounts"),
    path("accounts/list/new/", views.account_new, name="account_new"),
    path("accounts/list/<uuid:user_id>/link/", views.account_link, name="account_link"),
    path("accounts/list/<uuid:user_id>/off/", views.account_off, name="account_off"),
    path("accounts/list/<uuid:user_id>/on/", views.account_on, name="account_on"),
]
