"""What is written about somebody of a person's network, on its way from a form to the record."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from benken.access.policies import Refused
from benken.lib.text import tidy_line
from benken.people.models import Supporter
from benken.people.phones import read_number

SUPPORTER_FIELDS = ("name", "relation", "meaning", "phone", "reach", "wants_again")


@dataclass(frozen=True)
class SupporterWords:
    """The words about one of them; `phone` in E.164, or nothing."""

    name: str
    relation: str = ""
    meaning: str = ""
    phone: str = ""
    reach: str = Supporter.Reach.ASK_FIRST
    wants_again: bool = False


def read_phone(written: str) -> str:
    """Return a number as typed in E.164, nothing for nothing, or refuse with a sentence."""
    if not (tidy := tidy_line(written)):
        return ""
    number = read_number(tidy)
    if number is None:
        raise Refused(_("Dette er ikke et telefonnummer. Skriv åtte siffer, eller + og landkode."))
    return number.number


class SupporterAnswers:
    """What a form about one of them does with its answers, the person's own and the helper's alike."""

    cleaned_data: dict[str, Any]

    def clean_phone(self) -> str:
        """Return the number in E.164, or nothing."""
        try:
            return read_phone(self.cleaned_data["phone"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def words(self) -> SupporterWords:
        """Return what was written."""
        return SupporterWords(**{name: self.cleaned_data[name] for name in SUPPORTER_FIELDS})

    @staticmethod
    def from_supporter(supporter: Supporter) -> dict[str, Any]:
        """Return what the form begins with."""
        standing = {name: getattr(supporter, name) for name in SUPPORTER_FIELDS}
        return standing | {"phone": supporter.shown_phone, "version": supporter.version}
