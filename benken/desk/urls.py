"""Addresses of this app."""

from django.urls import path

from benken.desk.views import front, leaving, load, monday, people, reading, search, shared, team, why

urlpatterns = [
    path("", front.home, name="home"),
    path("plans/", front.plans, name="plans"),
    path("research/", front.research, name="research"),
    path("monday/", monday.monday, name="monday"),
    path("monday/load/", load.team_load, name="team_load"),
    path("monday/load/<uuid:load_id>/answer/", load.team_load_answer, name="team_load_answer"),
    path("load/", load.load, name="load"),
    path("load/room/", load.load_room, name="load_room"),
    path("load/take-back/", load.load_take_back, name="load_take_back"),
    path("leaving/of/<uuid:worker_id>/", leaving.leaving_new, name="leaving_new"),
    path("leaving/<uuid:leaving_id>/", leaving.leaving_page, name="leaving"),
    path("leaving/<uuid:leaving_id>/<uuid:person_id>/place/", leaving.leaving_place, name="leaving_place"),
    path("leaving/<uuid:leaving_id>/stop/", leaving.leaving_stop, name="leaving_stop"),
    path("leaving/<uuid:leaving_id>/resume/", leaving.leaving_resume, name="leaving_resume"),
    path("leaving/take-back/<uuid:placing_id>/", leaving.leaving_take_back, name="leaving_take_back"),
    path("people/<uuid:person_id>/leaving/", leaving.leaving_say, name="leaving_say"),
    path("team/", team.team, name="team"),
    path("team/<uuid:person_id>/place/", team.team_place, name="team_place"),
    path("team/<uuid:placing_id>/take-back/", team.team_place_take_back, name="team_place_take_back"),
    path("team/<uuid:person_id>/stand-in/", team.team_stand_in, name="team_stand_in"),
    path("team/stand-in/<uuid:stand_in_id>/take-back/", team.team_stand_in_take_back, name="team_stand_in_take_back"),
    path("team/reading/", reading.unusual, name="team_reading"),
    path("team/reading/<uuid:line_id>/ask/", reading.unusual_ask, name="team_reading_ask"),
    path("team/reading/<uuid:line_id>/seen/", reading.unusual_seen, name="team_reading_seen"),
    path("team/questions/", why.leader_list, name="team_questions"),
    path("team/questions/<uuid:question_id>/", why.leader_answer, name="team_question"),
    path("why/<uuid:question_id>/", why.answer_page, name="why"),
    path("gallery/", front.gallery_for_staff, name="gallery"),
    path("shared/", shared.shared_list, name="shared"),
    path("shared/<uuid:person_id>/", shared.shared_person, name="shared_person"),
    path("shared/<uuid:person_id>/<uuid:entry_id>/take-back/", shared.shared_take_back, name="shared_take_back"),
    path("search/", search.search, name="search"),
    path("people/", people.people_list, name="people_list"),
    path("people/<uuid:person_id>/", people.person_page, name="person"),
]
