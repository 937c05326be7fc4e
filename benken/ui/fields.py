"""Fields of forms that know no domain word: what somebody writes, a day, which version was seen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.lib.text import tidy_line, tidy_text


class Words(forms.CharField):
    """What somebody writes, tidied before it is measured. The browser never cuts: too much is told, not lost."""

    default_error_messages = {  # Django's own way
        "required": _("Skriv noen ord først."),
        "max_length": _("Det er plass til %(limit_value)d tegn. Dette er %(show_value)d. Kort ned litt."),
    }

    def __init__(self, *, rows: int = 0, **options: Any) -> None:
        self.is_text = rows > 0
        if self.is_text:
            options["widget"] = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        else:
            options.setdefault("widget", forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """Return the text without what can't be seen; only invisible marks is nothing."""
        text = super().to_python(value) or ""
        if not tidy_line(text):
            return ""
        return tidy_text(text) if self.is_text else tidy_line(text)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave `maxlength` out: a browser cuts a pasted text without a word."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class Written(Words):
    """Words that a helper writes: what is too long is told without asking them to shorten it."""

    default_error_messages = {  # Django's own way
        "max_length": _("Dette er %(show_value)d tegn. Det er plass til %(limit_value)d."),
    }


class Day(forms.DateField):
    """A day, picked by the browser's own calendar, or typed."""

    def __init__(self, **options: Any) -> None:
        options["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "data-short": True})
        options["error_messages"] = {
            "required": _("Skriv dagen slik: 31.12.2030."),
            "invalid": _("Skriv dagen slik: 31.12.2030."),
        }
        super().__init__(**options)


class SeenVersion(forms.IntegerField):
    """The hidden field that says which version of the words somebody saw."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Utgave"), min_value=0, widget=forms.HiddenInput, **options)
