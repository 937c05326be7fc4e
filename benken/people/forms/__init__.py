"""Forms about a person, their relations and entries."""

from benken.people.forms.entries import CorrectionForm, EntryForm
from benken.people.forms.network import SupporterForm
from benken.people.forms.people import LANGUAGES, AccountForm, NewPersonForm, PersonForm
from benken.people.forms.relations import CircleForm, HandOverForm

__all__ = [
    "LANGUAGES",
    "AccountForm",
    "CircleForm",
    "CorrectionForm",
    "EntryForm",
    "HandOverForm",
    "NewPersonForm",
    "PersonForm",
    "SupporterForm",
]
