"""Where the gateway brings texts, and tells what became of those it was given. No person ever comes here.

Only the chosen gateway is heard, and only when it shows that it is the gateway; everybody else gets a 404 with nothing
in it, whatever they ask for. Nobody is shut out for asking too often: a stranger behind the same address would shut the
gateway out, and texts would be lost. They are counted, and the log tells of it. It never tells a number or a word.
"""

import logging
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from benken.lib.sealing import keyed_hash
from benken.messaging.actions.incoming import take_in
from benken.messaging.actions.texts import note_report
from benken.messaging.gateways import chosen
from benken.messaging.gateways.interface import Gateway, NotFromGateway, NotUnderstood

logger = logging.getLogger(__name__)
TOLD_AFTER = {"sms_stranger": "20/h/key"}


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sms_in(request: HttpRequest, name: str) -> HttpResponse:
    """Take in a text. The answer leaves when the text has been committed; until then the gateway keeps it."""
    return _heard(request, name, _take_in)


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "POST"])
def sms_report(request: HttpRequest, name: str) -> HttpResponse:
    """Hear what became of a text. One that we do not know is heard, too: told again it would be no better known."""
    return _heard(request, name, _note_report)


def _take_in(gateway: Gateway, request: HttpRequest) -> None:
    take_in(gateway=gateway.name, incoming=gateway.read_incoming(request), at=timezone.now())


def _note_report(gateway: Gateway, request: HttpRequest) -> None:
    report = gateway.read_report(request)
    if report is not None:
        note_report(report=report, gateway=gateway.name, at=timezone.now())


def _heard(request: HttpRequest, name: str, take: Callable[[Gateway, HttpRequest], None]) -> HttpResponse:
    """Take what the chosen gateway brings, and answer with nothing: some send their answer on to the phone."""
    gateway = chosen.gateway()
    if gateway is None or gateway.name != name:
        return _nothing(request)
    try:
        take(gateway, request)
    except NotUnderstood:
        logger.warning("a call of the gateway at /sms/ that nothing can be made of")
        return HttpResponse(status=400, content_type="text/plain")
    except (NotFromGateway, RawPostDataException):
        return _nothing(request)
    return HttpResponse(content_type="text/plain")


def _nothing(request: HttpRequest) -> HttpResponse:
    """Answer as if nothing were here, and count who asks."""
    key = keyed_hash(str(get_adapter(request).get_client_ip(request)), secret=settings.SECRET_KEY, purpose="sms-limit")
    if not ratelimit.consume(request, app="benken", action="sms_stranger", key=key, config=TOLD_AFTER, limit_get=True):
        logger.warning("many calls at /sms/ that do not come from the gateway")
    return HttpResponse(status=404, content_type="text/plain")
