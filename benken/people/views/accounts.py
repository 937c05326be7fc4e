"""«Slik kommer Tuva inn»: the person's own ways in, given, renewed and closed by the contact person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import filled, posted, signed_in_helper
from benken.access.policies import Refused
from benken.access.queries import Right, User
from benken.access.queries.accounts import account_of
from benken.access.queries.setup import sends_mail
from benken.access.queries.ways_in import living_ways_in, slip_died
from benken.access.records import closed_is_missing
from benken.access.sign_in import set_password_path
from benken.people.actions import accounts as ways
from benken.people.forms import AccountForm
from benken.people.forms.ways_in import AddressForm, NumberForm, SlipWordForm
from benken.people.papers import way_in_slip
from benken.people.queries import Person, RecordClosed, may_write, open_whole_record
from benken.ui.messages import say
from benken.ui.papers import is_large, paper
from benken.ui.words import day_words

SHOW_ONCE = "show_person_link"
SHOW_CODE = "show_person_code"  # in the helper's session: of whom, the code, until when
PRINT_SLIP = "print_person_slip"  # in the helper's session: of whom, what stands on it, until when, printable until
PRINTABLE_FOR = 600  # seconds


@dataclass(frozen=True)
class Contact:
    """The contact person with one of theirs, and the person's account if there is one."""

    user: User
    person: Person
    account: User | None
    at: datetime

    @property
    def given(self) -> User:
        """The account, or RecordClosed where there is none to do anything with."""
        if self.account is None:
            raise RecordClosed
        return self.account


def _contact(request: HttpRequest, person_id: UUID) -> Contact:
    """Return who asks, if that is the contact person; anybody else gets the 404. The reading is logged."""
    user, at = signed_in_helper(request), timezone.now()
    if may_write(person_id, for_user=user, at=at, own_talks=False).right.basis != Right.Basis.CONTACT_PERSON:
        raise RecordClosed
    record = open_whole_record(person_id, for_user=user, part="account", at=at)
    return Contact(user, record.person, account_of(person_id), at)


@closed_is_missing
def person_account(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the ways in. Give an account, make a new link, or close it all. The link is shown once, right after."""
    with_ = _contact(request, person_id)
    person, account, user, at = with_.person, with_.account, with_.user, with_.at
    form = filled(request, AccountForm, initial={"username": person.called}) if account is None else None
    if request.method == "POST":
        if account is not None and "close" in request.POST:
            ways.close_way_in(person=person, account=account, by=user, at=at)
            request.session.pop(PRINT_SLIP, None)
            request.session.pop(SHOW_CODE, None)
            say(request, _("Alt er stengt. Ingen kommer inn."))
            return redirect("person_account", person_id=person_id)
        made = None
        if account is not None and "renew" in request.POST:
            ways.renew_way_in(person=person, account=account, by=user, at=at)
            made = account
        elif form is not None and form.is_valid():
            try:
                made = ways.give_account(person=person, username=form.cleaned_data["username"], by=user, at=at)
            except Refused as refused:
                form.add_error("username", str(refused))
        if made is not None:
            request.session[SHOW_ONCE] = str(made.pk)
            return redirect("person_account", person_id=person_id)
    shown = account is not None and request.session.pop(SHOW_ONCE, "") == str(account.pk)
    link = request.build_absolute_uri(set_password_path(account)) if shown and account else ""
    return _page(request, with_, form=form, link=link)


@require_POST
@closed_is_missing
def person_open_together(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open all in the session that shows the number, sitting beside the person."""
    with_ = _contact(request, person_id)
    number = NumberForm(posted(request))
    account = with_.given
    if number.is_valid():
        try:
            ways.open_together(
                person=with_.person, account=account, number=number.cleaned_data["number"], by=with_.user, at=with_.at
            )
        except Refused as refused:
            number.add_error("number", str(refused))
        else:
            say(request, _("Alt er åpent hos %(name)s nå.") % {"name": with_.person.called})
            return redirect("person_account", person_id=person_id)
    return _page(request, with_, number=number)


@closed_is_missing
def person_way_in_slip(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let the person type their own word, and make a slip."""
    with_ = _contact(request, person_id)
    account = with_.given
    form = SlipWordForm(posted(request)) if request.method == "POST" else SlipWordForm()
    if request.method == "POST" and form.is_valid():
        try:
            code = ways.make_slip(
                person=with_.person, account=account, word=form.cleaned_data["word"], by=with_.user, at=with_.at
            )
        except Refused as refused:
            form.add_error("word", str(refused))
        else:
            until = living_ways_in(account, at=with_.at)["slip"].valid_until_at
            printable = with_.at.timestamp() + PRINTABLE_FOR
            request.session[PRINT_SLIP] = [str(person_id), code, until.isoformat(), printable]
            return redirect("person_account", person_id=person_id)
    context = {"person": with_.person, "form": form}
    return render(request, "people/way_in_slip.html", context, status=422 if form.errors else 200)


@require_safe
@closed_is_missing
def person_way_in_slip_paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give the slip that was just made as PDF, for ten minutes; after that nobody can say what stands on it."""
    with_ = _contact(request, person_id)
    made = _printable(request, person_id, with_.at)
    if made is None:
        raise RecordClosed
    code, until = made
    return paper(way_in_slip(address=_site(request), code=code, until=until, large=is_large(request)))


@require_POST
@closed_is_missing
def person_way_in_slip_close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Close the slip alone, as when it is lost."""
    with_ = _contact(request, person_id)
    ways.close_slip(person=with_.person, account=with_.given, by=with_.user, at=with_.at)
    request.session.pop(PRINT_SLIP, None)
    say(request, _("Lappen er stengt."))
    return redirect("person_account", person_id=person_id)


@require_POST
@closed_is_missing
def person_way_in_code(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Make a code that works once, and show it once."""
    with_ = _contact(request, person_id)
    code = ways.make_code(person=with_.person, account=with_.given, by=with_.user, at=with_.at)
    request.session[SHOW_CODE] = [str(person_id), code]
    return redirect("person_account", person_id=person_id)


@require_POST
@closed_is_missing
def person_way_in_address(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note where codes are sent by e-mail, or nowhere."""
    with_ = _contact(request, person_id)
    account, address = with_.given, AddressForm(posted(request))
    if address.is_valid():
        try:
            ways.change_address(
                person=with_.person, account=account, email=address.cleaned_data["email"], by=with_.user, at=with_.at
            )
        except Refused as refused:
            address.add_error("email", str(refused))
        else:
            say(request, _("Lagret."))
            return redirect("person_account", person_id=person_id)
    return _page(request, with_, address=address)


def _page(
    request: HttpRequest,
    with_: Contact,
    *,
    form: forms.Form | None = None,
    link: str = "",
    number: NumberForm | None = None,
    address: AddressForm | None = None,
) -> HttpResponse:
    account, today = with_.account, timezone.localdate(with_.at)
    alive = living_ways_in(account, at=with_.at) if account else {}
    code = request.session.pop(SHOW_CODE, None)
    made = _printable(request, with_.person.pk, with_.at)
    context: dict[str, Any] = {
        "person": with_.person,
        "account": account,
        "form": form,
        "link": link,
        "number": number or NumberForm(),
        "address": address or AddressForm(initial={"email": account.email if account else ""}),
        "sends_mail": sends_mail(),
        "alive": alive,
        "slip_died": account is not None and "slip" not in alive and slip_died(account),
        "slip_used": _day(alive["slip"].used_at, today) if "slip" in alive else "",
        "last_in": _day(account.last_login, today) if account else "",
        "code": f"{code[1][:4]} {code[1][4:]}" if code and code[0] == str(with_.person.pk) else "",
        "slip_words": made[0].split("-") if made else [],
        "site": _site(request),
    }
    faulty = any(one is not None and one.errors for one in (form, number, address))
    return render(request, "people/account.html", context, status=422 if faulty else 200)


def _day(moment: datetime | None, today: Any) -> str:
    return day_words(timezone.localdate(moment), today=today) if moment else ""


def _printable(request: HttpRequest, person_id: UUID, at: datetime) -> tuple[str, datetime] | None:
    """Return what stands on the slip that was just made for this person, and until when it lasts."""
    made = request.session.get(PRINT_SLIP)
    if made is None or made[0] != str(person_id):
        return None
    if made[3] <= at.timestamp():
        del request.session[PRINT_SLIP]
        return None
    until = parse_datetime(made[2])
    assert until is not None
    return made[1], until


def _site(request: HttpRequest) -> str:
    """Return the site's address as it stands on paper, without what a browser adds by itself."""
    address = settings.PUBLIC_ADDRESS if not settings.DEMO else request.build_absolute_uri("/")
    return address.split("://", 1)[-1].rstrip("/")
