"""Every address of Benken. What is not marked public asks for sign-in (Django's LoginRequiredMiddleware)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from benken.interop.hsds import urls as hsds
from benken.messaging.views.deleting import deleting_page
from benken.operate import views as operate

urlpatterns = [
    path("", include("benken.desk.urls")),
    path("my/", include("benken.my.urls")),
    path("team/import/", include("benken.interop.urls")),
    path("people/", include("benken.people.urls")),
    path("hours/", include("benken.people.hours_urls")),
    path("people/", include("benken.services.urls.people")),
    path("people/", include("benken.followup.urls")),
    path("people/", include("benken.messaging.urls")),
    path("texts/delete/", deleting_page, name="delete_texts"),
    path("", include("benken.messaging.incoming_urls")),
    path("messages/", include("benken.messaging.inbox_urls")),
    path("services/", include("benken.services.urls.places")),
    path("services/", include(hsds.public)),
    path("places/", include("benken.services.urls.keeping")),
    path("places/file/", include("benken.interop.hsds.urls")),
    path("numbers/", include("benken.services.urls.numbers")),
    path("letters/", include("benken.services.urls.letters")),
    path("", include("benken.services.urls.requests")),
    path("", include("benken.services.urls.week")),
    path("accounts/list/", include("benken.interop.staff.urls")),
    path("", include("benken.access.urls")),
    path("accounts/", include("benken.access.sign_in_urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz/live", operate.live, name="healthz_live"),
    path("healthz/ready", operate.ready, name="healthz_ready"),
    *([path("demo/", include("benken.demo.urls"))] if settings.DEMO else []),
]

handler400 = "benken.desk.views.errors.unreadable"
handler413 = "benken.desk.views.errors.too_large"  # asked for by access.middleware.NotTooLarge
handler404 = "benken.desk.views.errors.not_found"
handler500 = "benken.desk.views.errors.broken"
handler403 = "benken.desk.views.errors.not_found"
