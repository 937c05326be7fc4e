"""What a stranger meets is the same 404 as what is not there; a fault of ours is never told as that."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse

from benken.access.records import closed_is_missing
from benken.lib.missing import Missing
from benken.people.queries.records import RecordClosed


@closed_is_missing
def _page(_request: HttpRequest, /, *, error: Exception) -> HttpResponse:
    raise error


@pytest.mark.parametrize("error", [Missing("gone"), RecordClosed("closed")])
def test_what_is_closed_and_what_is_not_there_are_the_same_404(error: Exception) -> None:
    with pytest.raises(Http404):
        _page(HttpRequest(), error=error)


@pytest.mark.parametrize("error", [KeyError("mistyped"), IndexError(3), LookupError("from a library")])
def test_a_fault_of_ours_is_no_missing_page(error: LookupError) -> None:
    with pytest.raises(type(error)) as met:
        _page(HttpRequest(), error=error)
    assert met.value is error
