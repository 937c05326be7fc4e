"""Addresses of the demo; config includes them only with the demo setting on."""

from django.urls import path

from benken.demo import phone_views, views

urlpatterns = [
    path("", views.front, name="demo"),
    path("sign-in/", views.sign_in, name="demo_sign_in"),
    path("phone/", phone_views.phones, name="demo_phones"),
    path("phone/<str:digits>/", phone_views.phone, name="demo_phone"),
]
