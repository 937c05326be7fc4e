"""Addresses of this app, below /people/."""

from django.urls import path

from benken.messaging.views import choices
from benken.messaging.views import conversation as views

TEXTS, NUMBER = "<uuid:person_id>/texts/", "<uuid:person_id>/texts/<uuid:phone_id>/"

urlpatterns = [
    path("<uuid:person_id>/messages/", views.conversation_page, name="conversation"),
    path("<uuid:person_id>/messages/far/", views.texts_far, name="texts_far"),
    path("<uuid:person_id>/messages/no-answer/", views.messages_no_answer, name="messages_no_answer"),
    path(
        "<uuid:person_id>/messages/<uuid:message_id>/answer/",
        views.message_answer_after_all,
        name="message_answer_after_all",
    ),
    path("<uuid:person_id>/messages/<uuid:message_id>/take-back/", views.message_take_back, name="message_take_back"),
    path(TEXTS, choices.texts, name="person_texts"),
    path(f"{TEXTS}times/", choices.times, name="person_text_times"),
    path(f"{TEXTS}words/", choices.keywords, name="person_text_words"),
    path(f"{TEXTS}pin/", choices.pin, name="person_text_pin"),
    path(f"{TEXTS}pin/remove/", choices.pin_remove, name="person_text_pin_remove"),
    path(f"{TEXTS}goals/", choices.goals, name="person_text_goals"),
    path(f"{TEXTS}goals/<uuid:goal_id>/", choices.goal, name="person_text_goal"),
    path(NUMBER, choices.number, name="person_text_number"),
    path(f"{NUMBER}stop/", choices.stop, name="person_text_stop"),
    path(f"{NUMBER}restore/", choices.restore, name="person_text_restore"),
    path(f"{NUMBER}use/", choices.use, name="person_text_use"),
    path(f"{NUMBER}try-again/", choices.try_again, name="person_text_try_again"),
    path("<uuid:person_id>/messages/texts/<uuid:text_id>/now/", views.message_text_now, name="message_text_now"),
]
