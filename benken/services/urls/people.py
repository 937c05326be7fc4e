"""Addresses of one person's referrals, appointments, home, and of a hand-over of them, below /people/."""

from django.urls import path

from benken.services.views import appointments, hand_over, homes, options, referral_files, referrals, stays, turned_away

REFERRAL, APPOINTMENT, SHEET = (
    "<uuid:person_id>/referrals/<uuid:referral_id>/",
    "<uuid:person_id>/appointments/<uuid:appointment_id>/",
    "<uuid:person_id>/options/<uuid:sheet_id>/",
)

urlpatterns = [
    path("<uuid:person_id>/hand-over/", hand_over.person_hand_over, name="person_hand_over"),
    path("<uuid:person_id>/referrals/", referrals.referrals_page, name="referrals"),
    path("<uuid:person_id>/referrals/new/", referrals.referral_new, name="referral_new"),
    path(REFERRAL, referrals.referral_page, name="referral"),
    path(f"{REFERRAL}change/", referrals.referral_change, name="referral_change"),
    path(f"{REFERRAL}paper/", referrals.referral_paper, name="referral_paper"),
    path(f"{REFERRAL}wait/", referrals.referral_wait, name="referral_wait"),
    path(f"{REFERRAL}to/<str:to>/", referrals.referral_step, name="referral_step"),
    path(f"{REFERRAL}files/<uuid:about_id>/", referral_files.referral_files, name="referral_files"),
    path(
        f"{REFERRAL}files/<uuid:attachment_id>/remove/",
        referral_files.referral_file_remove,
        name="referral_file_remove",
    ),
    path(f"{REFERRAL}complain/<uuid:step_id>/", turned_away.referral_complain, name="referral_complain"),
    path(f"{REFERRAL}undo/<uuid:step_id>/", referrals.referral_undo, name="referral_undo"),
    path("<uuid:person_id>/appointments/", appointments.appointments_page, name="appointments"),
    path("<uuid:person_id>/appointments/new/", appointments.appointment_new, name="appointment_new"),
    path(
        "<uuid:person_id>/appointments/weekly/<uuid:standing_id>/end/", appointments.standing_end, name="standing_end"
    ),
    path(APPOINTMENT, appointments.appointment_page, name="appointment"),
    path(f"{APPOINTMENT}move/<int:version>/<str:to>/", appointments.appointment_move, name="appointment_move"),
    path(f"{APPOINTMENT}mark/<int:version>/<str:to>/", appointments.appointment_mark, name="appointment_mark"),
    path(f"{APPOINTMENT}held/", appointments.appointment_held, name="appointment_held"),
    path(f"{APPOINTMENT}answer/", appointments.appointment_answer, name="appointment_answer"),
    path(f"{APPOINTMENT}seen/", appointments.appointment_seen, name="appointment_seen"),
    path("<uuid:person_id>/turned-away/", turned_away.turned_away, name="turned_away"),
    path("<uuid:person_id>/turned-away/new/", turned_away.turned_away_new, name="turned_away_new"),
    path("<uuid:person_id>/turned-away/<uuid:away_id>/", turned_away.turned_away_one, name="turned_away_one"),
    path("<uuid:person_id>/turned-away/<uuid:away_id>/paper/", turned_away.turned_away_paper, name="turned_away_paper"),
    path(
        "<uuid:person_id>/turned-away/<uuid:away_id>/not-sent/",
        turned_away.turned_away_not_sent,
        name="turned_away_not_sent",
    ),
    path(
        "<uuid:person_id>/turned-away/<uuid:away_id>/take-back/",
        turned_away.turned_away_take_back,
        name="turned_away_take_back",
    ),
    path("<uuid:person_id>/home/", homes.home, name="home_of"),
    path("<uuid:person_id>/home/take-back/<uuid:home_id>/", homes.home_take_back, name="home_of_take_back"),
    path("<uuid:person_id>/home/fault/", homes.fault_new, name="home_fault_new"),
    path("<uuid:person_id>/home/fault/<uuid:fault_id>/", homes.fault, name="home_fault"),
    path(
        "<uuid:person_id>/home/fault/<uuid:fault_id>/mended/<int:mended>/", homes.fault_mended, name="home_fault_mended"
    ),
    path("<uuid:person_id>/stays/", stays.stays, name="stays"),
    path("<uuid:person_id>/stays/new/", stays.stay_new, name="stay_new"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/", stays.stay, name="stay"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/out/", stays.stay_out, name="stay_out"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/not-out/", stays.stay_not_out, name="stay_not_out"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/begin/", stays.stay_begin, name="stay_begin"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/not-begun/", stays.stay_not_begun, name="stay_not_begun"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/off/", stays.stay_off, name="stay_off"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/on-again/", stays.stay_on_again, name="stay_on_again"),
    path("<uuid:person_id>/stays/<uuid:stay_id>/take-back/", stays.stay_take_back, name="stay_take_back"),
    path("<uuid:person_id>/options/", options.options, name="options"),
    path(SHEET, options.option_sheet, name="option_sheet"),
    path(f"{SHEET}add/", options.option_add, name="option_add"),
    path(f"{SHEET}new/", options.option_new, name="option_new"),
    path(f"{SHEET}take-away/<int:gone>/", options.option_sheet_take_away, name="option_sheet_take_away"),
    path(f"{SHEET}<uuid:option_id>/", options.option, name="option"),
    path(f"{SHEET}<uuid:option_id>/take-away/<int:gone>/", options.option_take_away, name="option_take_away"),
]
