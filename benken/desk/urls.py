"""Addresses of this app."""

from django.urls import path

from benken.desk.views import front, people, search, team

urlpatterns = [
    path("", front.home, name="home"),
    path("help/", front.get_help, name="help"),
    path("open-now/", front.open_now, name="open_now"),
    path("plans/", front.plans, name="plans"),
    path("research/", front.research, name="research"),
    path("team/", team.team, name="team"),
    path("team/<uuid:person_id>/place/", team.team_place, name="team_place"),
    path("team/<uuid:placing_id>/take-back/", team.team_place_take_back, name="team_place_take_back"),
    path("gallery/", front.gallery_for_staff, name="gallery"),
    path("search/", search.search, name="search"),
    path("people/", people.people_list, name="people_list"),
    path("people/<uuid:person_id>/", people.person_page, name="person"),
]
