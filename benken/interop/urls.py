"""Addresses of this app, below /team/import/."""

from django.urls import path

from benken.interop import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("new/", views.import_new, name="import_new"),
    path("<uuid:import_id>/", views.import_page, name="import"),
    path("<uuid:import_id>/columns/", views.import_columns, name="import_columns"),
    path("<uuid:import_id>/headings/", views.import_headings, name="import_headings"),
    path("<uuid:import_id>/preview/", views.import_preview, name="import_preview"),
    path("<uuid:import_id>/choose/", views.import_choose, name="import_choose"),
    path("<uuid:import_id>/take-in/", views.import_take_in, name="import_take_in"),
    path("<uuid:import_id>/left-out/", views.import_left_out, name="import_left_out"),
    path("<uuid:import_id>/undo/", views.import_undo, name="import_undo"),
    path("<uuid:import_id>/leave/", views.import_leave, name="import_leave"),
]
