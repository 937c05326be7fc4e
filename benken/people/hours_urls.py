"""Addresses of when workers answer and are away, below /hours/."""

from django.urls import path

from benken.people.views import answering, changing

urlpatterns = [
    path("", answering.answer_hours, name="answer_hours"),
    path("me/", changing.about_me, name="about_me"),
    path("<uuid:worker_id>/", answering.answer_hours, name="answer_hours_of"),
    path("<uuid:worker_id>/away/", answering.away_new, name="away_new"),
    path("away/<uuid:absence_id>/", answering.absence_page, name="absence"),
    path("away/<uuid:absence_id>/end/", answering.absence_end, name="absence_end"),
    path("away/<uuid:absence_id>/resume/", answering.absence_resume, name="absence_resume"),
]
