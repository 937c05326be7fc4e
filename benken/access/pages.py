"""Small things every app's views share: the signed-in user, and a form filled with what was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone

from benken.access import typed_text
from benken.access.models import User
from benken.access.policies import ChangedMeanwhile, Refused
from benken.ui.messages import say

FormT = TypeVar("FormT", bound=forms.Form)


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in user; a stranger gets the same 404 as for a page that does not exist."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def signed_in_helper(request: HttpRequest) -> User:
    """Return the signed-in user who works here; a person's own account has its own pages and gets the 404."""
    user = signed_in(request)
    if user.subject_id is not None or not user.is_staff:
        raise Http404
    return user


def posted(request: HttpRequest) -> QueryDict:
    """Return what was posted, each line break as one character: so the page counts them, browsers send two."""
    data = request.POST.copy()
    for name, values in data.lists():
        data.setlist(name, [str(value).replace("\r\n", "\n") for value in values])
    return data


def filled(request: HttpRequest, form_class: type[FormT], **options: Any) -> FormT:
    """Build a form: bound to what was posted, else with what was kept from last time, else empty.

    A form with kept text has the attribute `kept_at`, which the page tells.
    """
    if request.method == "POST":
        return form_class(posted(request), **options)
    kept = typed_text.kept(user=signed_in(request), page=request.path, at=timezone.now())
    if kept is None:
        return form_class(**options)
    initial = dict(options.pop("initial", None) or {})
    for name, field in form_class.base_fields.items():
        if name in kept.fields:
            many = isinstance(field, forms.MultipleChoiceField)
            initial[name] = kept.fields.getlist(name) if many else kept.fields[name]
    form = form_class(initial=initial, **options)
    form.kept_at = kept.at  # type: ignore[attr-defined]  # read by the template
    return form


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """Say on the next page why something was refused; what stands after it in the block is then not done."""
    try:
        yield
    except Refused as refused:
        say(request, str(refused))


def tell_saved_meanwhile(form: forms.Form, changed: ChangedMeanwhile, **standing: object) -> None:
    """Tell on a bound form that somebody saved first; the next save, with all that was typed, is from what stands now.

    `standing` are the hidden fields that say what was seen, with the values they have now.
    """
    carry(form, **standing)
    form.add_error(None, str(changed))


def carry(form: forms.Form, **values: object) -> None:
    """Let hidden fields of a bound form carry these values to the next try, beside all that was typed."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, value in values.items():
        data[name] = str(value)
    form.data = data


def page_mark(request: HttpRequest) -> UUID | None:
    """Return after which row (`?before=`) a page of a long list goes on; None, the first page, for one that is no id.

    A mark that leads nowhere (a row that was taken back, a cut address) shows the first page on every page.
    """
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None
