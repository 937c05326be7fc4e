"""Addresses of this app, below /messages/."""

from django.urls import path

from benken.messaging.views import inbox

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
]
