"""Addresses of the numbers of each quarter, below /numbers/."""

from django.urls import path

from benken.services.views import numbers

urlpatterns = [
    path("", numbers.numbers, name="numbers"),
    path("<int:year>/<int:quarter>/", numbers.numbers_quarter, name="numbers_quarter"),
    path("<int:year>/<int:quarter>/<slug:cube>/", numbers.numbers_file, name="numbers_file"),
]
