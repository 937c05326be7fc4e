"""Addresses of this app, below /people/. Where an address names the act, it alone can undo an earlier one."""

from django.urls import path

from benken.followup.views import check_ins, goals, own_words, papers, promises, safety

LINE = "<uuid:person_id>/safety/<uuid:item_id>/"

urlpatterns = [
    path("<uuid:person_id>/goals/new/", goals.goal_new, name="goal_new"),
    path("<uuid:person_id>/goals/print/", goals.goals_print, name="goals_print"),
    path("<uuid:person_id>/goals/paper/", papers.person_goals_paper, name="person_goals_paper"),
    path("<uuid:person_id>/where/", papers.person_where, name="person_where"),
    path("<uuid:person_id>/where/paper/", papers.person_where_paper, name="person_where_paper"),
    path("<uuid:person_id>/where/weekly/", papers.person_weekly, name="person_weekly"),
    path("<uuid:person_id>/slip/", papers.person_slip, name="person_slip"),
    path("<uuid:person_id>/slip/paper/", papers.person_slip_paper, name="person_slip_paper"),
    path("<uuid:person_id>/goals/<uuid:goal_id>/", goals.goal_page, name="goal"),
    path("<uuid:person_id>/goals/<uuid:goal_id>/change/", goals.goal_change, name="goal_change"),
    path("<uuid:person_id>/goals/<uuid:goal_id>/move/<str:to>/", goals.goal_move, name="goal_move"),
    path("<uuid:person_id>/goals/<uuid:goal_id>/take-back/", goals.goal_take_back, name="goal_take_back"),
    path("<uuid:person_id>/goals/<uuid:goal_id>/steps/", goals.step_add, name="step_add"),
    path("<uuid:person_id>/steps/<uuid:step_id>/mark/<int:done>/", goals.step_mark, name="step_mark"),
    path("<uuid:person_id>/steps/<uuid:step_id>/remove/", goals.step_remove, name="step_remove"),
    path("<uuid:person_id>/steps/<uuid:step_id>/restore/", goals.step_restore, name="step_restore"),
    path("<uuid:person_id>/best-now/", own_words.best_now_page, name="best_now"),
    path("<uuid:person_id>/check-ins/", check_ins.check_ins_page, name="check_ins"),
    path("<uuid:person_id>/check-ins/<uuid:check_in_id>/seen/", check_ins.check_in_seen, name="check_in_seen"),
    path(
        "<uuid:person_id>/check-ins/<uuid:check_in_id>/take-back/",
        check_ins.check_in_take_back,
        name="check_in_take_back",
    ),
    path("<uuid:person_id>/basics/", own_words.basics_page, name="basics"),
    path("<uuid:person_id>/areas/", own_words.areas_page, name="areas"),
    path("<uuid:person_id>/areas/<str:area>/", own_words.area_page, name="area"),
    path("<uuid:person_id>/promises/new/", promises.promise_new, name="promise_new"),
    path("<uuid:person_id>/promises/<uuid:promise_id>/kept/<int:kept>/", promises.promise_keep, name="promise_keep"),
    path(
        "<uuid:person_id>/promises/<uuid:promise_id>/take-back/", promises.promise_take_back, name="promise_take_back"
    ),
    path("<uuid:person_id>/promises/<uuid:promise_id>/tell/", promises.promise_tell, name="promise_tell"),
    path("<uuid:person_id>/safety/", safety.safety, name="safety"),
    path("<uuid:person_id>/safety/show/", safety.safety_show, name="safety_show"),
    path("<uuid:person_id>/safety/paper/", safety.safety_paper, name="safety_paper"),
    path("<uuid:person_id>/safety/met/", safety.safety_met, name="safety_met"),
    path(
        "<uuid:person_id>/safety/met/share/<uuid:consent_id>/<int:given>/",
        safety.safety_met_share,
        name="safety_met_share",
    ),
    path("<uuid:person_id>/safety/new/<str:kind>/", safety.safety_new, name="safety_new"),
    path(LINE, safety.safety_item, name="safety_item"),
    path(f"{LINE}gone/<int:gone>/", safety.safety_item_gone, name="safety_item_gone"),
    path(f"{LINE}first/", safety.safety_item_first, name="safety_item_first"),
    path(f"{LINE}share/<uuid:consent_id>/<int:given>/", safety.safety_item_share, name="safety_item_share"),
]
