"""Registering and changing a person."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from benken.access.pages import filled, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused, can_register_people
from benken.access.records import closed_is_missing
from benken.people.actions.people import KnownHere, change_person, note_finding, register_person
from benken.people.forms import LANGUAGES, NewPersonForm, PersonForm
from benken.people.queries import open_whole_record
from benken.ui.messages import say


def person_new(request: HttpRequest) -> HttpResponse:
    """Register somebody by the name they use."""
    user, at = signed_in_helper(request), timezone.now()
    if not can_register_people(user):
        raise Http404
    form = filled(request, NewPersonForm, by=user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            person = register_person(
                called=data["called"],
                full_name=data["full_name"],
                language=data["language"],
                phones=form.phones(),
                national_number=data["national_number"],
                contact=data["contact"],
                by=user,
                at=at,
            )
        except Refused as refused:
            if isinstance(refused, KnownHere):
                note_finding(person_id=refused.person_id, by=user, at=at)
            form.add_error("national_number", str(refused))
        else:
            say(request, _("%(name)s står på listen.") % {"name": person.called})
            mine = data["contact"] == user
            return redirect("person", person_id=person.pk) if mine else redirect("people_list")
    return render(request, "people/person_new.html", {"form": form}, status=422 if form.errors else 200)


@closed_is_missing
def person_change(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Change what a person is called and how they are reached."""
    user, at = signed_in_helper(request), timezone.now()
    person = open_whole_record(person_id, for_user=user, part="details", at=at).person
    form = filled(request, PersonForm, initial=PersonForm.from_person(person))
    newer = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_person(
                person=person,
                seen_version=data["version"] or 0,
                called=data["called"],
                full_name=data["full_name"],
                language=data["language"],
                phones=form.phones(beside=person),
                by=user,
                at=at,
            )
        except ChangedMeanwhile as changed:
            person.refresh_from_db()
            newer = person
            tell_saved_meanwhile(form, changed, version=person.version)
        else:
            say(request, _("Lagret."))
            return redirect("person", person_id=person_id)
    return render(
        request,
        "people/person_change.html",
        {
            "form": form,
            "person": person,
            "newer": newer,
            "newer_language": dict(LANGUAGES).get(person.language, person.language),
        },
        status=422 if form.errors else 200,
    )
