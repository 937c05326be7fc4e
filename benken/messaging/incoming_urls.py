"""Addresses of texts that come in: those of the gateway, and the tray."""

from django.urls import path

from benken.messaging.views import gateway, tray

urlpatterns = [
    path("sms/<slug:name>/in/", gateway.sms_in, name="sms_in"),
    path("sms/<slug:name>/report/", gateway.sms_report, name="sms_report"),
    path("messages/tray/", tray.tray_page, name="tray"),
    path("messages/tray/<uuid:text_in_id>/", tray.tray_text, name="tray_text"),
    path("messages/tray/<uuid:text_in_id>/give/<uuid:person_id>/", tray.tray_give, name="tray_give"),
    path("messages/tray/<uuid:text_in_id>/request/", tray.tray_request, name="tray_request"),
    path("messages/tray/<uuid:text_in_id>/throw/", tray.tray_throw, name="tray_throw"),
    path("messages/tray/<uuid:text_in_id>/undo/", tray.tray_undo, name="tray_undo"),
]
