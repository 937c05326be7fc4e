"""Addresses of asking for help, below /help/ and /requests/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
