"""Forms of the pages that are put together here."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.access.queries.why import LONGEST_ANSWER
from benken.lib.text import tidy_text


class PlaceForm(forms.Form):
    """Who in the team becomes a person's contact person."""

    worker = forms.ModelChoiceField(
        label=_("Kontaktperson"),
        queryset=User.objects.none(),
        empty_label=_("Velg noen i teamet"),
        error_messages={"required": _("Velg hvem det skal være."), "invalid_choice": _("Velg noen i teamet ditt.")},
    )

    def __init__(self, data: QueryDict | None = None, *, by: User, person_id: UUID) -> None:
        super().__init__(data, auto_id=f"id_{person_id}_%s")
        self.person_id = person_id
        worker = self.fields["worker"]
        assert isinstance(worker, forms.ModelChoiceField)
        worker.queryset = possible_contact_persons(team=by.team)


class StandInForm(PlaceForm):
    """Who in the team stands in with one person until the contact person is back."""

    def __init__(self, data: QueryDict | None = None, *, by: User, person_id: UUID) -> None:
        super().__init__(data, by=by, person_id=person_id)
        self.auto_id = f"id_{person_id}_stand_in_%s"
        self.fields["worker"].label = _("Vikar")


class AnswerWhyForm(forms.Form):
    """Why one read something, said to the person it was about."""

    answer = forms.CharField(
        label=_("Svaret ditt"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Skriv noen ord først.")},
    )

    def clean_answer(self) -> str:
        """Tidy what was typed."""
        return tidy_text(self.cleaned_data["answer"])


class AnswerForm(forms.Form):
    """What somebody answers whom a person shares something with."""

    text = forms.CharField(
        label=_("Det du vil si"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Den det gjelder, leser det med en gang. Det gjør kontaktpersonen og laget også."),
        error_messages={"required": _("Skriv noen ord først.")},
    )

    def clean_text(self) -> str:
        """Tidy what was typed."""
        return tidy_text(self.cleaned_data["text"])
