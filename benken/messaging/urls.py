"""Addresses of this app, below /people/."""

from django.urls import path

from benken.messaging.views import conversation as views

urlpatterns = [
    path("<uuid:person_id>/messages/", views.conversation_page, name="conversation"),
    path("<uuid:person_id>/messages/<uuid:message_id>/take-back/", views.message_take_back, name="message_take_back"),
]
