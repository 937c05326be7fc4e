"""Forms of the pages that are put together here."""

from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User, possible_contact_persons


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
