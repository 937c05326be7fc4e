"""Forms about a person: who they are, how they are reached, the name they sign in with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.lib.text import is_seen, tidy_line
from benken.people import national_number
from benken.people.forms.fields import WorkerChoice, line
from benken.people.models import NAME_LENGTH, Person
from benken.people.phones import NewPhone, read_number, shown_number

LANGUAGES = [
    ("nb", _("norsk bokmål")),
    ("nn", _("norsk nynorsk")),
    ("se", _("nordsamisk")),
    ("da", _("dansk")),
    ("sv", _("svensk")),
    ("en", _("engelsk")),
    ("pl", _("polsk")),
    ("lt", _("litauisk")),
    ("ru", _("russisk")),
    ("uk", _("ukrainsk")),
    ("so", _("somali")),
    ("ti", _("tigrinja")),
    ("ar", _("arabisk")),
    ("fa", _("persisk")),
    ("ur", _("urdu")),
    ("other", _("et annet språk")),
]
PHONE_ROWS = 3


class PersonForm(forms.Form):
    """What a person is called and how they are reached. Only the name is needed."""

    called = forms.CharField(label=_("Hva vil du bli kalt?"), max_length=NAME_LENGTH)
    full_name = forms.CharField(
        label=_("Fullt navn"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Trengs bare til søknader og henvisninger."),
    )
    language = forms.ChoiceField(label=_("Språk"), choices=LANGUAGES, initial="nb")
    phone_0 = forms.CharField(label=_("Telefon"), max_length=30, required=False)
    do_not_text_0 = forms.BooleanField(label=_("Ikke send tekstmelding hit"), required=False)
    phone_note_0 = forms.CharField(label=_("Merknad"), max_length=200, required=False)
    phone_1 = forms.CharField(label=_("Telefon 2"), max_length=30, required=False)
    do_not_text_1 = forms.BooleanField(label=_("Ikke send tekstmelding hit"), required=False)
    phone_note_1 = forms.CharField(label=_("Merknad"), max_length=200, required=False)
    phone_2 = forms.CharField(label=_("Telefon 3"), max_length=30, required=False)
    do_not_text_2 = forms.BooleanField(label=_("Ikke send tekstmelding hit"), required=False)
    phone_note_2 = forms.CharField(label=_("Merknad"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_called(self) -> str:
        """Return a name that shows something."""
        called = line(self.cleaned_data["called"], most=NAME_LENGTH)
        if not is_seen(called):
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return called

    def clean_full_name(self) -> str:
        """Return the name on one line."""
        return line(self.cleaned_data["full_name"], most=NAME_LENGTH)

    def clean(self) -> dict[str, Any]:
        """Read the numbers; each one wrong is told at its own field."""
        data = super().clean() or {}
        seen: set[str] = set()
        for row in range(PHONE_ROWS):
            try:
                data[f"phone_note_{row}"] = line(data.get(f"phone_note_{row}") or "", most=200)
            except forms.ValidationError as error:
                self.add_error(f"phone_note_{row}", error)
            written = tidy_line(data.get(f"phone_{row}") or "")
            if not written:
                continue
            number = read_number(written)
            if number is None:
                self.add_error(
                    f"phone_{row}", _("Dette er ikke et telefonnummer. Skriv åtte siffer, eller + og landkode.")
                )
            elif number.number in seen:
                self.add_error(f"phone_{row}", _("Dette nummeret står der alt."))
            else:
                seen.add(number.number)
        return data

    def phones(self, *, beside: Person | None = None) -> list[NewPhone]:
        """Return the numbers written, in order; then those of a person that the form has no row for.

        An imported person may have more numbers than the form shows.
        """
        data = self.cleaned_data
        phones = []
        for row in range(PHONE_ROWS):
            number = read_number(tidy_line(data.get(f"phone_{row}") or ""))
            if number is not None:
                phones.append(
                    NewPhone(
                        number.number,
                        do_not_text=data[f"do_not_text_{row}"],
                        can_get_texts=number.can_get_texts,
                        note=data[f"phone_note_{row}"],
                    )
                )
        written = {phone.number for phone in phones}
        unseen = beside.phones.all()[PHONE_ROWS:] if beside else []
        return phones + [
            NewPhone(phone.number, phone.do_not_text, phone.can_get_texts, phone.note)
            for phone in unseen
            if phone.number not in written
        ]

    def phone_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Return the fields of each phone, for the page."""
        return [
            (self[f"phone_{row}"], self[f"do_not_text_{row}"], self[f"phone_note_{row}"]) for row in range(PHONE_ROWS)
        ]

    @staticmethod
    def from_person(person: Person) -> dict[str, Any]:
        """Return what the form begins with."""
        initial: dict[str, Any] = {
            "called": person.called,
            "full_name": person.full_name,
            "language": person.language,
            "version": person.version,
        }
        for row, phone in enumerate(person.phones.all()[:PHONE_ROWS]):
            initial[f"phone_{row}"] = shown_number(phone.number)
            initial[f"do_not_text_{row}"] = phone.do_not_text
            initial[f"phone_note_{row}"] = phone.note
        return initial


class NewPersonForm(PersonForm):
    """Registering somebody: also who the contact person is, and a national number if it is at hand."""

    contact = WorkerChoice(label=_("Kontaktperson"), queryset=User.objects.none(), empty_label=None)
    national_number = forms.CharField(
        max_length=20,
        required=False,
        help_text=_("Trengs ikke. Lagres kryptert, og vises aldri i lister."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    not_these = forms.CharField(widget=forms.HiddenInput, required=False)  # the ids of those who were shown
    asked = forms.CharField(widget=forms.HiddenInput, required=False)  # a receipt: the reception was asked

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called"].widget.attrs["autofocus"] = True
        self.fields["national_number"].label = str(national_number.label())
        workers = possible_contact_persons(team=by.team) if by.team else possible_contact_persons()
        contact = self.fields["contact"]
        assert isinstance(contact, forms.ModelChoiceField)
        contact.queryset = workers
        contact.initial = by.pk


class AccountForm(forms.Form):
    """The name a person signs in with: any word they will remember, not their own name if they don't want it."""

    username = forms.CharField(
        label=_("Brukernavn"),
        max_length=60,
        help_text=_("Et ord personen husker. Det trenger ikke være navnet."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def clean_username(self) -> str:
        """Return the name on one line."""
        username = tidy_line(self.cleaned_data["username"])
        if not username or "@" in username:
            raise forms.ValidationError(_("Velg et ord uten @."))
        return username
