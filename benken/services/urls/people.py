"""Addresses of one person's referrals, appointments, home, below /people/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
