"""What a person is asked who wants another contact person, or says no to a change: the forms, on both sides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.people.models import Person
from benken.people.models.changing import LONGEST_WISH
from benken.people.queries.changing import to_wish_for
from benken.ui.fields import Words


class WorkerToWishFor(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among those a person may wish for, by name."""

    def label_from_instance(self, obj: User) -> str:
        """Return what stands in the list."""
        return obj.name

    def to_python(self, value: Any) -> User | None:
        """Return who was chosen; what is no id at all is told as any other wrong choice is."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class WishForm(forms.Form):
    """A wish for another contact person, said by the person. Every field may be empty: no reason is asked for."""

    wished = WorkerToWishFor(
        queryset=User.objects.none(),
        required=False,
        label=_("Er det noen du heller vil ha?"),
        empty_label=_("Det er ikke så viktig"),
        error_messages={"invalid_choice": _("Velg en fra lista.")},
    )
    words = Words(
        label=_("Vil du si noe mer?"),
        rows=3,
        required=False,
        max_length=LONGEST_WISH,
        help_text=_("Du trenger ikke si hvorfor. Bare lederen leser det."),
    )
    may_tell = forms.BooleanField(
        label=_("Kontaktpersonen min kan få vite det nå"),
        required=False,
        help_text=_(
            "Da kan de som følger deg se at du har spurt, og ordene dine. Ellers vet de det først når du får en ny."
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wished = self.fields["wished"]
        assert isinstance(wished, forms.ModelChoiceField)
        wished.queryset = to_wish_for(person)


class NotSoForm(forms.Form):
    """«Nei, ikke sånn», with or without words."""

    words = Words(
        label=_("Hvordan vil du heller ha det?"),
        rows=3,
        required=False,
        max_length=LONGEST_WISH,
        help_text=_("Du trenger ikke skrive noe. Bare lederen leser det."),
    )
