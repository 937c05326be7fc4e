"""Addresses of keeping places, below /places/."""

from django.urls import path

from benken.services.views import grants, hours, keeping, kept_places, waiting

urlpatterns = [
    path("", keeping.keeping, name="keeping"),
    path("new/", kept_places.place_new, name="kept_place_new"),
    path("providers/new/", kept_places.provider_new, name="provider_new"),
    path("providers/<uuid:provider_id>/", kept_places.provider_change, name="provider_change"),
    path("grants/", grants.grants, name="grants"),
    path("grants/file/", grants.grants_file, name="grants_file"),
    path("grants/new/", grants.grant_new, name="grant_new"),
    path("grants/<uuid:grant_id>/", grants.grant_change, name="grant_change"),
    path("grants/<uuid:grant_id>/report/", grants.grant_report, name="grant_report"),
    path("grants/<uuid:grant_id>/report/undo/", grants.grant_report_undo, name="grant_report_undo"),
    path("services/<uuid:service_id>/", kept_places.service_change, name="kept_service"),
    path("services/<uuid:service_id>/waiting/", waiting.waiting_list, name="waiting_list"),
    path("services/<uuid:service_id>/hours/", hours.hours, name="kept_hours"),
    path("services/<uuid:service_id>/free/", keeping.free, name="kept_free"),
    path("services/<uuid:service_id>/free/<slug:sign>/<int:number>/", keeping.free_change, name="kept_free_change"),
    path("services/<uuid:service_id>/checked/", keeping.checked, name="kept_checked"),
    path("services/<uuid:service_id>/end/", kept_places.service_end, name="kept_service_end"),
    path("services/<uuid:service_id>/resume/", kept_places.service_resume, name="kept_service_resume"),
    path("services/<uuid:service_id>/counts/<str:on>/", keeping.day_counts, name="kept_day_counts"),
    path(
        "services/<uuid:service_id>/counts/<str:on>/<slug:what>/<slug:sign>/<int:number>/",
        keeping.count_change,
        name="kept_count_change",
    ),
    path("<uuid:place_id>/", keeping.place_page, name="kept_place"),
    path("<uuid:place_id>/change/", kept_places.place_change, name="kept_place_change"),
    path("<uuid:place_id>/close/", kept_places.place_close, name="kept_place_close"),
    path("<uuid:place_id>/reopen/", kept_places.place_reopen, name="kept_place_reopen"),
    path("<uuid:place_id>/counts/", keeping.counts, name="kept_counts"),
    path("<uuid:place_id>/days/", hours.days, name="kept_days"),
    path("<uuid:place_id>/days/<uuid:days_id>/remove/", hours.days_remove, name="kept_days_remove"),
    path("<uuid:place_id>/days/<uuid:days_id>/restore/", hours.days_restore, name="kept_days_restore"),
    path("<uuid:place_id>/editors/", kept_places.editors, name="kept_editors"),
    path("<uuid:place_id>/editors/<uuid:user_id>/remove/", kept_places.editor_remove, name="kept_editor_remove"),
    path("<uuid:place_id>/editors/<uuid:user_id>/restore/", kept_places.editor_restore, name="kept_editor_restore"),
    path("<uuid:place_id>/services/new/", kept_places.service_new, name="kept_service_new"),
]
