"""Forms about entries: a note, and a correction of one."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused
from benken.lib.text import tidy_text
from benken.people.areas import LifeArea
from benken.people.forms.fields import MomentField, line
from benken.people.models import Entry
from benken.people.policies import LONGEST_TEXT, STAFF_KINDS, check_happened_at
from benken.people.uploads import FilesField


class EntryForm(forms.Form):
    """A note of what happened. Only the text is typed; the rest is there already and can be changed."""

    text = forms.CharField(
        label=_("Hva skjedde, og hva ble dere enige om?"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autofocus": True}),
        error_messages={
            "max_length": _("Teksten er på %(show_value)d tegn. Del den i flere: det er plass til %(limit_value)d.")
        },
    )
    kind = forms.ChoiceField(
        label=_("Hva var det"),
        choices=[(kind.value, kind.label) for kind in STAFF_KINDS],
        initial=Entry.Kind.TALK,
        widget=forms.RadioSelect,
    )
    happened_at = MomentField(label=_("Når"))
    place = forms.CharField(label=_("Hvor"), max_length=100, required=False)
    areas = forms.MultipleChoiceField(
        label=_("Livsområder"), choices=LifeArea.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    note_kind = forms.ChoiceField(
        label=_("Slags notat"),
        choices=Entry.NoteKind.choices,
        initial=Entry.NoteKind.SERVICE,
        widget=forms.RadioSelect,
        help_text=_("Helsenotat når du ga helsehjelp, ellers tjenestenotat."),
    )

    attachments = FilesField(
        label=_("Velg filer"),
        help_text=_(
            "Et brev, et vedtak eller et bilde personen har valgt: PDF, bilde, Word, ODT eller tekst, høyst 20 MB hver."
            " Hvor og når et bilde er tatt, blir ikke med."
        ),
    )

    def clean_text(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["text"])

    def clean_happened_at(self) -> datetime:
        """Refuse what has not happened yet."""
        happened_at: datetime = self.cleaned_data["happened_at"]
        try:
            check_happened_at(happened_at, at=timezone.now())
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return happened_at

    def clean_place(self) -> str:
        """Return the place on one line."""
        return line(self.cleaned_data["place"], most=100)

    @staticmethod
    def from_entry(entry: Entry) -> dict[str, Any]:
        """Return what the form of a draft begins with."""
        return {
            "text": entry.text,
            "kind": entry.kind,
            "happened_at": timezone.localtime(entry.happened_at).replace(tzinfo=None),
            "place": entry.place,
            "areas": entry.areas,
            "note_kind": entry.note_kind,
        }


class CorrectionForm(forms.Form):
    """A later wording of a shared note."""

    text = forms.CharField(
        label=_("Slik skulle det stått"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Det gamle blir stående, og rettelsen ved siden av."),
    )

    def clean_text(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["text"])
