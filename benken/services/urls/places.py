"""Addresses of places and what they offer, below /services/."""

from django.urls import path

from benken.services.views import directory

urlpatterns = [
    path("", directory.services, name="services"),
    path("<uuid:place_id>/", directory.place, name="place"),
]
