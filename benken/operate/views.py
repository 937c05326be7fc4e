"""Health: whether the process lives, and whether it can serve."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from benken.operate.schema import is_being_restored, is_up_to_date


def readiness() -> dict[str, bool]:
    """Return what must be so before a page is served, and whether it is. No restore may be under way or cut off."""
    checks = {"database": False, "migrations": False, "row_security": False, "restored": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = current_user")
            checks["database"], checks["row_security"] = True, bool((cursor.fetchone() or (False,))[0])
        checks["restored"] = not is_being_restored()
        checks["migrations"] = is_up_to_date()
    except Error:
        pass
    return checks


@login_not_required
def live(_request: HttpRequest) -> JsonResponse:
    """Answer as long as the process does."""
    return JsonResponse({"live": True})


@login_not_required
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, is whole and up to date, and row security binds the app; else 503."""
    checks = readiness()
    fine = all(checks.values())
    return JsonResponse({"ready": fine, "checks": checks}, status=200 if fine else 503)


class HealthFirst:
    """Answers about health before sessions and the request's transaction, which fail when the database is away."""

    answers = {"/healthz/live": live, "/healthz/ready": ready}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Handle one request."""
        answer = self.answers.get(request.path_info, self.get_response)
        return answer(request)
