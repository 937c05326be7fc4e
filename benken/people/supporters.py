"""What is written about somebody of a person's network, on its way from a form to the record."""

from dataclasses import dataclass

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
