"""Addresses of this app, below /people/."""

from django.urls import path

from benken.messaging import views

urlpatterns = [path("<uuid:person_id>/messages/", views.conversation_page, name="conversation")]
