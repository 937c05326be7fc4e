"""When to ask again about sharing, and whom the person keeps out."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.people.forms.fields import DayInput, WorkerChoice
from benken.people.models import Person
from benken.people.who_sees import can_be_kept_out


class AskAgainForm(forms.Form):
    """A day to ask again. Nothing else is asked."""

    on = forms.DateField(label=_("Spør igjen"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today + timedelta(days=7)


class KeepOutForm(forms.Form):
    """Whom the person keeps out; and, if it is the contact person, whether they stay until another is there."""

    user = WorkerChoice(label=_("Hvem"), empty_label=_("Velg"), queryset=User.objects.none())
    later = forms.BooleanField(label=_("Er det kontaktpersonen: behold dem til en annen er på plass"), required=False)

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.fields["user"]
        assert isinstance(user, forms.ModelChoiceField)
        ids = [one.pk for one in can_be_kept_out(person, whole=True, at=at)]
        user.queryset = User.objects.filter(pk__in=ids).select_related("team").order_by("name")
