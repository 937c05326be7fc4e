"""The directory for other systems, below /services/ and /places/file/."""

from django.urls import path

from benken.interop.hsds import views

public = [path("hsds.json", views.directory, name="hsds")]
urlpatterns = [
    path("", views.directory_file, name="directory_file"),
    path("take-in/", views.directory_take_in, name="directory_take_in"),
]
