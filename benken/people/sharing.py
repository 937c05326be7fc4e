"""Sharing on its way from a form to the record, the person's own and the contact's alike."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benken.access.actions.logs import record_deed
from benken.access.policies import Refused
from benken.access.queries import HelperKind, Role, User
from benken.access.queries.logs import deeds_since
from benken.lib.text import is_seen, tidy_line, tidy_text
from benken.people.actions.sharing import Yes, invite, share_with
from benken.people.models import NAME_LENGTH, Person, SharedPart, SharingConsent
from benken.people.policies import USUAL_SHARING
from benken.people.queries import RecordClosed
from benken.people.queries.sharing import possible_receivers, receiver_named

TRIES = 10  # so often within TRIES_WITHIN may somebody try what an account is called
TRIES_WITHIN = timedelta(hours=1)
NEW_ONES = {"supporter": Role.SUPPORTER, "helper": Role.OUTSIDE_HELPER}
ACCOUNT = "account"


@dataclass(frozen=True)
class Whom:
    """With whom something is to be shared: somebody new, an account by its name, or somebody the person knows here."""

    role: Role | None = None
    user: User | None = None

    @classmethod
    def read(cls, word: str, *, person: Person, at: datetime) -> "Whom":
        """Read the last word of an address; RecordClosed if it names nobody the person may share with."""
        if word in NEW_ONES:
            return cls(role=NEW_ONES[word])
        if word == ACCOUNT:
            return cls()
        found = next((user for user in possible_receivers(person, at=at) if str(user.pk) == word), None)
        if found is None:
            raise RecordClosed
        return cls(user=found)

    @property
    def words(self) -> str:
        """Say who it is."""
        if self.user is not None:
            return self.user.name
        if self.role == Role.SUPPORTER:
            return _("En som støtter deg")
        if self.role == Role.OUTSIDE_HELPER:
            return _("En som jobber et annet sted")
        return _("En som har en konto her")


class ShareForm(forms.Form):
    """What is shared with somebody, why and until when. Only what has to be asked of this receiver is asked."""

    name = forms.CharField(
        label=gettext_lazy("Navn"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Hvor jobber de?"), choices=[("", gettext_lazy("Velg")), *HelperKind.choices]
    )
    username = forms.CharField(
        label=gettext_lazy("Brukernavnet deres"),
        max_length=150,
        help_text=gettext_lazy("De finner det øverst på siden sin: «gjest» og seks tall."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Hva kan de se?"),
        choices=SharedPart.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Velg minst én ting.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Hvorfor?"),
        max_length=300,
        help_text=gettext_lazy("Med vanlige ord, for eksempel «vi leter etter bolig sammen»."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    until_on = forms.DateField(
        label=gettext_lazy("Til og med"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Høyst ett år. Det slutter av seg selv."),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("Hvordan ble det sagt?"),
        choices=[
            (SharingConsent.How.TOGETHER.value, gettext_lazy("vi satt sammen")),
            (SharingConsent.How.ON_PAPER.value, gettext_lazy("på papir, med underskrift")),
        ],
        initial=SharingConsent.How.TOGETHER.value,
        widget=forms.RadioSelect,
    )
    persons_words = forms.CharField(
        label=gettext_lazy("Hva sa personen selv?"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Ordene står på siden til personen. På papir kan det stå tomt."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, whom: Whom, own: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whom, self.own = whom, own
        unasked = ["how", "persons_words"] if own else []
        if whom.role is None:
            unasked += ["name"]
        if whom.role != Role.OUTSIDE_HELPER:
            unasked += ["kind"]
        if whom.role is not None or whom.user is not None:
            unasked += ["username"]
        for field in unasked:
            del self.fields[field]
        self.fields["until_on"].initial = self.initial.get("until_on") or today + USUAL_SHARING

    def clean_name(self) -> str:
        """Return the name on one line; one that shows nothing is none."""
        return self._seen(tidy_line(self.cleaned_data["name"]), "name")

    def clean_why(self) -> str:
        """Return the reason on one line; one that shows nothing is none."""
        return self._seen(tidy_line(self.cleaned_data["why"]), "why")

    def clean_persons_words(self) -> str:
        """Return the words without control characters."""
        return tidy_text(self.cleaned_data["persons_words"])

    def _seen(self, text: str, field: str) -> str:
        if not is_seen(text):
            raise forms.ValidationError(self.fields[field].error_messages["required"], code="required")
        return text

    def yes(self) -> Yes:
        """Return what the person says yes to."""
        data = self.cleaned_data
        last = datetime.combine(data["until_on"], datetime.max.time().replace(microsecond=0))
        return Yes(
            parts=data["parts"],
            why=data["why"],
            until_at=timezone.make_aware(last),
            how=SharingConsent.How.OWN_PAGE if self.own else data["how"],
            persons_words=data.get("persons_words", ""),
        )


def give(form: ShareForm, *, person: Person, by: User, at: datetime) -> SharingConsent:
    """Share what a form says with whom it says; Refused if that can't be."""
    data, whom = form.cleaned_data, form.whom
    if whom.role is not None:
        return invite(
            person=person, name=data["name"], role=whom.role, kind=data.get("kind", ""), yes=form.yes(), by=by, at=at
        )
    receiver = whom.user or _named(data["username"], person=person, by=by, at=at)
    return share_with(person=person, receiver=receiver, yes=form.yes(), by=by, at=at)


def _named(username: str, *, person: Person, by: User, at: datetime) -> User:
    """Return the account of a name; whoever tries many names is stopped, so that nobody lists who has one."""
    if deeds_since(by=by, verb="sharing.try", since=at - TRIES_WITHIN) >= TRIES:
        raise Refused(_("For mange forsøk. Vent litt, og prøv igjen."))
    record_deed(by=by, at=at, verb="sharing.try")
    receiver = receiver_named(person, username)
    if receiver is None:
        raise Refused(_("Vi fant ingen slik konto. Se om brukernavnet er skrevet riktig."))
    return receiver
