"""What was given on about me without my yes: to whom, on which basis, exactly what, when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benken.access.records import closed_is_missing
from benken.my.views.mine import mine, opened_together
from benken.people.case_words import content_rows, facts_for_person
from benken.people.queries.disclosure import disclosures_of


@closed_is_missing
@opened_together
def given_page(request: HttpRequest) -> HttpResponse:
    """Show what I have been told of, newest first."""
    my = mine(request)
    told = [case for case in disclosures_of(my.person) if case.told_at]
    cases = [{"facts": facts_for_person(case), "content": content_rows(case)} for case in told]
    return render(request, "my/given.html", {"cases": cases})
