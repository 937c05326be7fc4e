"""Addresses of accounts from a file, below /accounts/list/."""

from django.urls import path

from benken.interop.staff import views

urlpatterns = [
    path("file/", views.staff_file, name="staff_file"),
    path("file/make/", views.staff_make, name="staff_make"),
]
