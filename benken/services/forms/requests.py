"""Asking for help, and what those who take requests write."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.lib.text import is_seen, tidy_line, tidy_text
from benken.people.queries import Person
from benken.services.models import Request
from benken.services.models.requests import LONGEST_NOTE, LONGEST_WORDS
from benken.services.policies.requests import ENDS, Carried, Said

NOTHING_SAID = _("Skriv noe i ett av feltene. Ett er nok.")
LONGEST = {"called": 100, "phone": 60, "email": 150, "suits": 200, "language": 60, "area": 100}  # as the table has it
WRITTEN_IN = (Request.Via.DOOR, Request.Via.PHONE, Request.Via.PAPER)  # the others come by themselves
WORDS_FIRST = _("Skriv noen ord først.")


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class AskForm(forms.Form):
    """What somebody says when they ask: one field is enough, and nothing is checked that could turn them away."""

    LINES: ClassVar[tuple[str, ...]] = ("called", "phone", "email", "suits", "language", "area")
    ENOUGH: ClassVar[tuple[str, ...]] = ("words", "called", "phone", "email")

    words = forms.CharField(label=_("Hva vil du ha hjelp til?"), widget=_words(5), required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    called = forms.CharField(
        label=_("Hva vil du bli kalt?"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    asker = forms.ChoiceField(
        label=_("Hvem er du?"),
        choices=[*Request.Asker.choices, ("", _("Vil ikke si"))],
        widget=forms.RadioSelect,
        required=False,
    )
    email = forms.CharField(
        label=_("E-post"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off", "autocapitalize": "none"}),
    )
    comes_by = forms.BooleanField(label=_("Jeg kommer innom"), required=False)
    may_leave_message = forms.BooleanField(label=_("Dere kan legge igjen beskjed"), required=False)
    suits = forms.CharField(label=_("Når passer det?"), required=False)
    language = forms.CharField(label=_("Hvilket språk vil du snakke?"), required=False)
    area = forms.CharField(label=_("Hvor holder du til?"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        try:
            self.once = UUID(str((data or {}).get("_once", "")))
        except ValueError:
            self.once = uuid4()

    def clean(self) -> dict[str, Any]:
        """Tidy everything; what is too long is told at its field, and one field with something in it is enough."""
        data = super().clean() or self.cleaned_data
        data["words"] = tidy_text(data.get("words") or "")
        for name in self.LINES:
            data[name] = tidy_line(data.get(name) or "")
        for name in ("words", *self.LINES):
            most = LONGEST.get(name, LONGEST_WORDS)
            try:
                MaxLengthValidator(most)(data[name])
            except forms.ValidationError as error:
                self.add_error(name, error)
        if not data.get("comes_by") and not any(is_seen(data.get(name) or "") for name in self.ENOUGH):
            self.add_error(None, NOTHING_SAID)
        return data

    def said(self) -> Said:
        """Return what was said."""
        return Said(**{name: self.cleaned_data[name] for name in Said.__dataclass_fields__})

    @property
    def more_is_open(self) -> bool:
        """Whether the fields below «Mer, om du vil» hold anything."""
        hidden = [name for name in self.fields if name not in ("words", "phone", "called")]
        return any(self[name].errors or self[name].value() for name in hidden)


class WriteInForm(AskForm):
    """What somebody who works here writes in for one who asks at the door, on the phone or on paper."""

    via = forms.ChoiceField(
        label=_("Hvordan kom den?"),
        choices=[choice for choice in Request.Via.choices if choice[0] in WRITTEN_IN],
        widget=forms.RadioSelect,
        initial=Request.Via.DOOR,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["words"].label = _("Hva sier den som spør?")
        self.fields["called"].label = _("Hva vil de bli kalt?")
        self.fields["asker"].label = _("Hvem spør?")
        self.fields["comes_by"].label = _("Kommer innom selv")
        self.fields["may_leave_message"].label = _("Vi kan legge igjen beskjed")
        self.fields["language"].label = _("Språk")
        self.fields["area"].label = _("Hvor holder de til?")


class CodeForm(forms.Form):
    """The code that an asker keeps."""

    code = forms.CharField(
        label=_("Koden din"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Skriv koden først.")},
    )


class AddForm(forms.Form):
    """What an asker wants to say too."""

    words = forms.CharField(
        label=_("Vil du si mer?"),
        widget=_words(4),
        max_length=LONGEST_WORDS,
        error_messages={"required": WORDS_FIRST},
    )

    def clean_words(self) -> str:
        """Tidy the words; invisible marks are nothing."""
        return _seen(self.cleaned_data["words"])


class TriedForm(forms.Form):
    """What was tried."""

    tried = forms.CharField(
        label=_("Hva har du prøvd?"),
        widget=_words(2),
        max_length=LONGEST_NOTE,
        error_messages={"required": WORDS_FIRST},
        help_text=_("For eksempel: ringte, ingen svar. Det avslutter ingenting."),
    )

    def clean_tried(self) -> str:
        """Tidy the words; invisible marks are nothing."""
        return _seen(self.cleaned_data["tried"])


class _TakerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} · {obj.team}" if obj.team else obj.name


class GiveForm(forms.Form):
    """Who else takes it."""

    to = _TakerChoice(
        label=_("Gi den til"),
        queryset=User.objects.none(),
        empty_label=_("Velg"),
        error_messages={"required": _("Velg hvem det skal være.")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: User, **options: Any) -> None:
        super().__init__(data, **options)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = possible_contact_persons().exclude(pk=by.pk)


class EndForm(forms.Form):
    """How it ended, and what we did."""

    outcome = forms.ChoiceField(
        label=_("Hva ble det til?"),
        choices=[(one.value, one.label) for one in ENDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva det ble til.")},
    )
    did = forms.CharField(
        label=_("Hva gjorde vi?"),
        widget=_words(3),
        max_length=1000,
        error_messages={"required": _("Skriv hva vi gjorde.")},
        help_text=_("Skriv om oss, ikke om den som spurte. Den som har koden, kan lese det."),
    )

    def clean_did(self) -> str:
        """Tidy the words; invisible marks are nothing."""
        return _seen(self.cleaned_data["did"])


class KnownForm(forms.Form):
    """Who the asker is, now that they are registered, and what they want to have along."""

    person = forms.ChoiceField(
        label=_("Hvem er det?"), widget=forms.RadioSelect, error_messages={"required": _("Velg hvem det er.")}
    )
    carried = forms.ChoiceField(
        label=_("Hva vil personen ha med?"),
        choices=[
            (Carried.NOTHING.value, _("Ingenting")),
            (Carried.THAT_I_ASKED.value, _("At de spurte, og når. Ordene slettes")),
            (Carried.MY_WORDS.value, _("Ordene også")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Spør personen, og velg.")},
        help_text=_("Spør personen. Ingenting følger med uten et ja."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, people: list[Person], **options: Any) -> None:
        super().__init__(data, **options)
        self.people = {str(person.pk): person for person in people}
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        person.choices = [(key, one.called) for key, one in self.people.items()]


def _seen(text: str) -> str:
    text = tidy_text(text)
    if not is_seen(text):
        raise forms.ValidationError(WORDS_FIRST)
    return text
