"""Addresses of the person's own pages, below /my/. They say nothing of what the pages are about."""

from django.urls import path

from benken.my.views import areas, goals, home, how, messages, network, record, telling, where

urlpatterns = [
    path("", home.my_page, name="my"),
    path("best/", home.best_page, name="my_best"),
    path("best/skip/", home.best_skip, name="my_best_skip"),
    path("goals/", goals.goals_page, name="my_goals"),
    path("goals/new/", goals.goal_new, name="my_goal_new"),
    path("goals/paper/", where.goals_on_paper, name="my_goals_paper"),
    path("goals/<uuid:goal_id>/", goals.goal_page, name="my_goal"),
    path("goals/<uuid:goal_id>/words/", goals.goal_change, name="my_goal_change"),
    path("goals/<uuid:goal_id>/to/<str:to>/", goals.goal_move, name="my_goal_move"),
    path("goals/<uuid:goal_id>/take-back/", goals.goal_take_back, name="my_goal_take_back"),
    path("steps/<uuid:step_id>/remove/", goals.step_remove, name="my_step_remove"),
    path("steps/<uuid:step_id>/<str:mark>/", goals.step_mark, name="my_step_mark"),
    path("messages/", messages.messages_page, name="my_messages"),
    path("messages/<uuid:message_id>/take-back/", messages.message_take_back, name="my_message_take_back"),
    path("good/", telling.good_page, name="my_good"),
    path("hard/", telling.hard_page, name="my_hard"),
    path("told/<uuid:entry_id>/take-back/", telling.take_back, name="my_take_back"),
    path("how/", how.how_page, name="my_how"),
    path("how/window/", how.window_page, name="my_window"),
    path("how/window/restore/", how.tip_restore, name="my_tip_restore"),
    path("how/<uuid:check_in_id>/take-back/", how.take_back, name="my_how_take_back"),
    path("where/", where.where_page, name="my_where"),
    path("where/paper/", where.where_paper, name="my_where_paper"),
    path("where/weekly/", where.weekly, name="my_weekly"),
    path("written/", record.record_page, name="my_record"),
    path("written/<uuid:entry_id>/", record.entry_page, name="my_entry"),
    path("readers/", record.readers_page, name="my_readers"),
    path("areas/", areas.areas_page, name="my_areas"),
    path("areas/<str:area>/", areas.area_page, name="my_area"),
    path("basics/", areas.basics_page, name="my_basics"),
    path("people/", network.network_page, name="my_network"),
    path("people/new/", network.supporter_new, name="my_supporter_new"),
    path("people/<uuid:supporter_id>/", network.supporter_change, name="my_supporter"),
    path("people/<uuid:supporter_id>/remove/", network.supporter_remove, name="my_supporter_remove"),
    path("people/<uuid:supporter_id>/restore/", network.supporter_restore, name="my_supporter_restore"),
]
