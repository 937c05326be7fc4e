"""Addresses of asking for help, below /help/ and /requests/."""

from django.urls import path

from benken.services.views import help as helping
from benken.services.views import requests

urlpatterns = [
    path("help/", helping.help_page, name="help"),
    path("help/where/", helping.help_where, name="help_where"),
    path("requests/", requests.tray, name="requests"),
    path("requests/new/", requests.request_new, name="request_new"),
    path("requests/<uuid:asked_id>/", requests.request_page, name="request"),
    path("requests/<uuid:asked_id>/take/", requests.request_take, name="request_take"),
    path("requests/<uuid:asked_id>/give/", requests.request_give, name="request_give"),
    path("requests/<uuid:asked_id>/tried/", requests.request_tried, name="request_tried"),
    path("requests/<uuid:asked_id>/talked/", requests.request_talked, name="request_talked"),
    path("requests/<uuid:asked_id>/end/", requests.request_end, name="request_end"),
    path("requests/<uuid:asked_id>/undo/<str:what>/", requests.request_undo, name="request_undo"),
    path("requests/<uuid:asked_id>/known/", requests.request_known, name="request_known"),
]
