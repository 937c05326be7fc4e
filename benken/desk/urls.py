"""Addresses of this app."""

from django.urls import path

from benken.desk.views import front, people, reading, search, shared, team, why

urlpatterns = [
    path("", front.home, name="home"),
    path("plans/", front.plans, name="plans"),
    path("research/", front.research, name="research"),
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
