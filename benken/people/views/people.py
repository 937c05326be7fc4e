"""Registering and changing a person."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from benken.access.actions.logs import log_list_and_readings
from benken.access.pages import carry, filled, signed_in_helper, tell_saved_meanwhile
from benken.access.policies import ChangedMeanwhile, Refused, can_open_in_emergency, can_register_people
from benken.access.queries import User
from benken.access.records import closed_is_missing
from benken.access.together import read_together
from benken.people.actions.finding import Known, ask_whether_known, receipt
from benken.people.actions.people import KnownHere, change_person, note_findings, register_person, sealed_number
from benken.people.finding import Alike, OpenPeople, alike_people, open_with_number
from benken.people.forms import LANGUAGES, NewPersonForm, PersonForm
from benken.people.queries import open_whole_record
from benken.people.reception import known_here_words
from benken.ui.messages import say


def person_new(request: HttpRequest) -> HttpResponse:
    """Register somebody by the name they use, when those who are perhaps the same have been looked at."""
    user, at = signed_in_helper(request), timezone.now()
    if not can_register_people(user):
        raise Http404
    form = filled(request, NewPersonForm, by=user)
    alike: list[Alike] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            alike = _find_before_creating(form, user=user, at=at)
            if not alike and not form.errors:
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
                say(request, _("%(name)s står på listen.") % {"name": person.called})
                mine = data["contact"] == user
                if mine and (back := _led_from(request)):
                    return redirect(f"{back}?person={person.pk}")
                return redirect("person", person_id=person.pk) if mine else redirect("people_list")
        except Refused as refused:
            if isinstance(refused, KnownHere):
                note_findings(person_ids=[refused.person_id], by=user, at=at)
            form.add_error("national_number" if data["national_number"] else None, str(refused))
    context = {"form": form, "alike": alike, "asked": form.is_bound and form["asked"].value()}
    known = any(known_here_words() in errors for errors in form.errors.values())
    context["emergency_door"] = known and can_open_in_emergency(user)
    return render(request, "people/person_new.html", context, status=422 if form.errors or alike else 200)


def _led_from(request: HttpRequest) -> str:
    """Return the page of ours that led here and goes on with whoever was registered, or nothing."""
    page = request.GET.get("next", "")
    ours = page.startswith("/") and "?" not in page and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if ours else ""


def _find_before_creating(form: NewPersonForm, *, user: User, at: datetime) -> list[Alike]:
    """Return those the user may open who are perhaps the one on the form; then ask about those they may not open.

    What was found is said on the form. What has been answered already ("none of these", "somebody else") stands on it.
    """
    data, phones = form.cleaned_data, form.phones()
    who = {"called": data["called"], "full_name": data["full_name"], "phones": phones}
    open_people = OpenPeople(for_user=user, at=at)
    read_together(*open_people.reads)
    hashed = sealed_number(data["national_number"])[1]
    same = open_with_number(hashed, among=open_people.whole) if hashed else None
    alike = alike_people(among=open_people.people, with_number=same, **who)
    seen = set(data["not_these"].split(","))
    if same is not None or any(str(one.person.person.pk) not in seen for one in alike):
        log_list_and_readings(user=user, bases={}, part="search", at=at)
        carry(form, not_these=",".join(str(one.person.person.pk) for one in alike))
        if same is not None:
            form.add_error("national_number", _("En du kan åpne, har dette nummeret. Se øverst på siden."))
        return alike
    told = receipt(by=user, **who)
    if constant_time_compare(data["asked"], told):
        phones = []
    known = ask_whether_known(
        called=data["called"],
        full_name=data["full_name"],
        phones=phones,
        national_number=data["national_number"],
        open_people=open_people,
        by=user,
        at=at,
    )
    if known is Known.NUMBER:
        form.add_error("national_number", known_here_words())
    elif known is Known.PHONE_AND_NAME:
        form.add_error(None, known_here_words())
        carry(form, asked=told)
    return []


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
