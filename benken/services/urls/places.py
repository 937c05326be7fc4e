"""Addresses of places and what they offer, below /services/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
