"""Addresses of the week and of one's own calendar."""

from django.urls import path

from benken.services.views import calendar, week

urlpatterns = [
    path("week/", week.week_page, name="week"),
    path("week/book/", week.week_book, name="week_book"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("calendar/end/", calendar.calendar_end, name="calendar_end"),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
]
