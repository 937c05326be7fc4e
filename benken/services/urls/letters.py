"""Addresses of the letters that places get and answer here, below /letters/."""

from django.urls import path

from benken.services.views import letters

urlpatterns = [
    path("", letters.letters_page, name="letters"),
    path("<uuid:referral_id>/", letters.letter_page, name="letter"),
    path("<uuid:referral_id>/files/<uuid:attachment_id>/", letters.letter_file, name="letter_file"),
    path(
        "<uuid:referral_id>/files/<uuid:attachment_id>/remove/",
        letters.letter_file_remove,
        name="letter_file_remove",
    ),
    path("<uuid:referral_id>/<str:to>/", letters.letter_answer, name="letter_answer"),
]
