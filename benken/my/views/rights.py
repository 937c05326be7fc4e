"""My rights: all about me, correct, my own version, who has read, complain, how long things are kept."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from benken.access.about import count_rows, fetch_rows, section_of
from benken.access.policies import Refused
from benken.access.queries.setup import setup_now
from benken.access.records import closed_is_missing
from benken.country.keeping import complaining, keeping
from benken.my.keeping import kept_kinds
from benken.my.views.mine import mine, opened_together
from benken.people.actions.copies import ask_for_all, fetch
from benken.people.jobs import make_copy
from benken.people.queries.about_me import PAGE, AllAboutCopy, about, copy_of, counted_sections, living_copies
from benken.people.queries.my_rights import my_complaints, my_requests
from benken.ui.messages import say
from benken.ui.papers import file_answer


@require_safe
@closed_is_missing
@opened_together
def rights_page(request: HttpRequest) -> HttpResponse:
    """Show where each of my rights is, and what I have asked for."""
    my = mine(request)
    context = {
        "requests": my_requests(my.person),
        "complaints": my_complaints(my.person),
    }
    return render(request, "my/rights.html", context)


@require_safe
@closed_is_missing
@opened_together
def all_about_page(request: HttpRequest) -> HttpResponse:
    """Show all that stands about me, section by section, and let me take it along."""
    my = mine(request)
    whom = about(my.person, for_user=my.user, at=my.at)
    context = {
        "counted": counted_sections(whom),
        "copies": living_copies(my.person, for_user=my.user, at=my.at),
        "now": my.at,
    }
    return render(request, "my/all_about.html", context)


@require_safe
@closed_is_missing
@opened_together
def all_about_part(request: HttpRequest, section: str) -> HttpResponse:
    """Show one section, a page at a time."""
    my = mine(request)
    one = section_of(section)
    if one is None:
        raise Http404
    whom = about(my.person, for_user=my.user, at=my.at)
    count = count_rows(one, whom)
    page = request.GET.get("page", "")
    number = min(int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0, max(count - 1, 0) // PAGE)
    rows = fetch_rows(one, whom, start=number * PAGE, size=PAGE)
    context = {
        "title": one.title,
        "count": count,
        "rows": [one.as_words(row) for row in rows],
        "older_url": f"?page={number + 1}" if count > (number + 1) * PAGE else "",
        "is_first": number == 0,
    }
    return render(request, "my/all_about_part.html", context)


@require_POST
@closed_is_missing
@opened_together
def all_about_make(request: HttpRequest) -> HttpResponse:
    """Make a file of all about me: at once, or by a job when there is much."""
    my = mine(request)
    shape = AllAboutCopy.Shape.JSON if request.POST.get("shape") == "json" else AllAboutCopy.Shape.PDF
    try:
        copy, waits = ask_for_all(
            person=my.person,
            shape=shape,
            large=request.POST.get("type") == "large",
            language=get_language() or "nb",
            by=my.user,
            at=my.at,
        )
    except Refused as refused:
        say(request, str(refused))
        return redirect("my_all_about")
    if waits:
        make_copy.defer(copy_id=str(copy.pk))
    return redirect("my_copy", copy_id=copy.pk)


@require_safe
@closed_is_missing
@opened_together
def copy_page(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Show how far a file has come, and where it can be fetched."""
    my = mine(request)
    copy = copy_of(copy_id, person_id=my.person.pk, for_user=my.user, at=my.at)
    return render(request, "my/copy.html", {"copy": copy})


@require_safe
@closed_is_missing
@opened_together
def copy_file(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Give me the file, under a name that says nothing."""
    my = mine(request)
    copy = copy_of(copy_id, person_id=my.person.pk, for_user=my.user, at=my.at)
    return file_answer(fetch(copy=copy, by=my.user, at=my.at), shape=copy.shape)


@require_safe
@closed_is_missing
@opened_together
def kept_page(request: HttpRequest) -> HttpResponse:
    """Show how long each kind of data is kept, why, and by which rule."""
    mine(request)
    country = setup_now().country
    rule = next(iter(keeping(country).values()))
    return render(
        request,
        "my/kept.html",
        {"kinds": kept_kinds(country), "checked_on": rule.checked_on, "rules": complaining(country)},
    )
