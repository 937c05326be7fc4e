"""Accounts for those who work here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.models import STAFF_ROLES, Role, Team
from benken.access.queries.accounts import teams
from benken.lib.text import tidy_line


class StaffAccountForm(forms.Form):
    """An account for somebody who works here."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=100,
        help_text=_("Slik personer og kolleger ser det."),
        error_messages={"required": _("Skriv navnet.")},
    )
    email = forms.EmailField(
        label=_("E-post"),
        max_length=150,
        help_text=_("Brukes til å logge inn med."),
        error_messages={"required": _("Skriv e-posten.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = forms.MultipleChoiceField(
        label=_("Rolle"),
        choices=[(role.value, role.label) for role in Role if role in STAFF_ROLES],
        error_messages={"required": _("Velg minst én.")},
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("Ikke noe team")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)
        team.queryset = teams()

    def clean_name(self) -> str:
        """Return a name that shows something."""
        name = tidy_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return name

    def clean_email(self) -> str:
        """Return the address in small letters: capitals make no other address."""
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean(self) -> dict[str, Any]:
        """Ask for a team where the role works in one."""
        data = super().clean() or {}
        if {Role.WORKER, Role.LEADER}.intersection(data.get("roles") or []) and not data.get("team"):
            self.add_error("team", _("En ruskonsulent eller leder hører til et team."))
        return data

    def chosen_roles(self) -> list[Role]:
        """Return the roles that were ticked."""
        return [Role(role) for role in self.cleaned_data["roles"]]


class ChangeAccountForm(StaffAccountForm):
    """What somebody who works here is called, their roles and their team. The e-mail stays: it is how they sign in."""

    email = None  # type: ignore[assignment]  # Django's way to leave out a field of the class above
    seen = forms.CharField(widget=forms.HiddenInput)
