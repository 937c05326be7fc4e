"""Forms about who follows a person: a new contact person, and the circle."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benken.access.policies import can_be_in_circle
from benken.access.queries import Role, User
from benken.access.queries.accounts import possible_contact_persons, users_with_role
from benken.lib.text import is_seen, tidy_text
from benken.people.agreed import Agreed
from benken.people.forms.fields import DayInput, WorkerChoice, end_of_day, line
from benken.people.models import ContactChange, ContactPerson
from benken.people.models.changing import LONGEST_KNOW
from benken.ui.fields import Written


class HandOverForm(forms.Form):
    """A new contact person: who, why, what the person says, how they meet, how long both are there."""

    to = WorkerChoice(label=_("Ny kontaktperson"), empty_label=_("Velg"), queryset=User.objects.none())
    reason = forms.ChoiceField(label=_("Hvorfor"), choices=ContactPerson.Reason.choices)
    persons_say = forms.CharField(
        label=_("Hva sier personen selv?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Med personens egne ord. Har dere ikke snakket om det ennå, gjør det først."),
    )
    goodbye = forms.CharField(
        label=_("Farvel"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hvordan tar dere farvel?"),
    )
    hello = forms.CharField(
        label=_("Hei"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hvordan møtes de to første gang?"),
    )
    know = Written(
        label=_("Dette bør den neste vite"),
        rows=4,
        required=False,
        max_length=LONGEST_KNOW,
        help_text=_("Skriv det sammen. Det står øverst for den neste til det er lest, og personen har sett det først."),
    )
    is_shown = forms.BooleanField(label=_("Personen har sett det jeg skrev til den neste"), required=False)
    overlap_until_on = forms.DateField(
        label=_("Jeg er med fram til"),
        required=False,
        widget=DayInput(),
        help_text=_("Så lenge kan du fortsatt åpne siden. Tomt: overgangen skjer nå."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = possible_contact_persons().exclude(pk=by.pk)

    def clean_persons_say(self) -> str:
        """Return what the person says; words that show nothing are none."""
        words = tidy_text(self.cleaned_data["persons_say"])
        if not is_seen(words):
            raise forms.ValidationError(self.fields["persons_say"].error_messages["required"], code="required")
        return words

    def clean_goodbye(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["goodbye"])

    def clean_hello(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["hello"])

    def agreed(self) -> Agreed:
        """Return what is agreed."""
        data = self.cleaned_data
        return Agreed(
            to=data["to"],
            reason=ContactPerson.Reason(data["reason"]),
            persons_say=data["persons_say"],
            goodbye=data["goodbye"],
            hello=data["hello"],
            know=data["know"],
            overlap_until_at=self.overlap_until_at(),
        )

    def overlap_until_at(self) -> datetime | None:
        """Return the end of the chosen day."""
        day = self.cleaned_data.get("overlap_until_on")
        return end_of_day(day) if day else None


def change_as_initial(change: ContactChange) -> dict[str, Any]:
    """Return what the form begins with where a change is proposed: nothing is written twice."""
    names = ("reason", "persons_say", "goodbye", "hello", "know")
    until = change.overlap_until_at
    return {
        "to": change.to_id,
        "overlap_until_on": timezone.localdate(until) if until else None,
        **{name: getattr(change, name) for name in names},
    }


class CircleForm(forms.Form):
    """Letting somebody into the circle."""

    member = WorkerChoice(label=_("Hvem"), empty_label=_("Velg"), queryset=User.objects.none())
    basis = forms.CharField(
        label=_("Hvorfor"),
        max_length=200,
        help_text=_("Personen leser dette. Skriv det dere er enige om, for eksempel «sammen om bolig»."),
    )
    until_on = forms.DateField(
        label=_("Til og med"), widget=DayInput(), help_text=_("Høyst ett år. Retten slutter av seg selv.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.fields["member"]
        assert isinstance(member, forms.ModelChoiceField)
        everybody = users_with_role(Role.WORKER, Role.OUTREACH, Role.PEER).exclude(pk=by.pk).select_related("team")
        member.queryset = everybody
        self.fields["until_on"].initial = timezone.localdate() + timedelta(days=90)

    def clean_member(self) -> User:
        """Refuse whoever cannot be in a circle."""
        member: User = self.cleaned_data["member"]
        if not can_be_in_circle(member):
            raise forms.ValidationError(_("Denne kontoen kan ikke være med i laget."))
        return member

    def clean_basis(self) -> str:
        """Return the reason on one line; one that shows nothing is none."""
        basis = line(self.cleaned_data["basis"], most=200)
        if not is_seen(basis):
            raise forms.ValidationError(self.fields["basis"].error_messages["required"], code="required")
        return basis

    def until_at(self) -> datetime:
        """Return the end of the chosen day."""
        return end_of_day(self.cleaned_data["until_on"])
