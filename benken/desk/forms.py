"""Forms of the pages that are put together here."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.access.queries.why import LONGEST_ANSWER
from benken.lib.text import tidy_text
from benken.people.leaving_policies import Say
from benken.people.queries import Leaving, LeavingSay
from benken.people.queries.leaving import LONGEST_LOAD, LONGEST_SAY, who_can_follow
from benken.ui.fields import Day, SeenVersion, Words


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


class StandInForm(PlaceForm):
    """Who in the team stands in with one person until the contact person is back."""

    def __init__(self, data: QueryDict | None = None, *, by: User, person_id: UUID) -> None:
        super().__init__(data, by=by, person_id=person_id)
        self.auto_id = f"id_{person_id}_stand_in_%s"
        self.fields["worker"].label = _("Vikar")


class AnswerWhyForm(forms.Form):
    """Why one read something, said to the person it was about."""

    answer = forms.CharField(
        label=_("Svaret ditt"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Skriv noen ord først.")},
    )

    def clean_answer(self) -> str:
        """Tidy what was typed."""
        return tidy_text(self.cleaned_data["answer"])


class AnswerForm(forms.Form):
    """What somebody answers whom a person shares something with."""

    text = forms.CharField(
        label=_("Det du vil si"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Den det gjelder, leser det med en gang. Det gjør kontaktpersonen og laget også."),
        error_messages={"required": _("Skriv noen ord først.")},
    )

    def clean_text(self) -> str:
        """Tidy what was typed."""
        return tidy_text(self.cleaned_data["text"])


class LastDayForm(forms.Form):
    """Somebody's last day here."""

    last_on = Day(label=_("Siste dag"), help_text=_("Vi spør ikke hvorfor. Dagen kan endres."))


class _Named(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among colleagues by name; beside it, who has said that they have room."""

    have_room: Collection[UUID] = ()

    def label_from_instance(self, obj: User) -> str:
        """Return what stands in the list."""
        if obj.pk in self.have_room:
            return _("%(name)s, har sagt at det er plass") % {"name": obj.name}
        return obj.name

    def to_python(self, value: Any) -> User | None:
        """Return who was chosen; what is no id at all is told as any other wrong choice is."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class NextContactForm(forms.Form):
    """Who comes after, for one person. Nobody is suggested."""

    worker = _Named(
        label=_("Ny kontaktperson"),
        queryset=User.objects.none(),
        empty_label=_("Velg noen i teamet"),
        error_messages={"required": _("Velg hvem det skal være."), "invalid_choice": _("Velg noen i teamet ditt.")},
    )

    def __init__(
        self, data: QueryDict | None = None, *, leaving: Leaving, person_id: UUID, have_room: Collection[UUID]
    ) -> None:
        super().__init__(data, auto_id=f"id_{person_id}_%s")
        self.person_id = person_id
        worker = self.fields["worker"]
        assert isinstance(worker, _Named)
        worker.have_room = have_room
        worker.queryset = who_can_follow(leaving)
        worker.widget.attrs["data-key"] = "v"


class LeavingSayForm(forms.Form):
    """What a person says when their contact person leaves."""

    said = forms.ChoiceField(
        label=_("Hva sier personen?"),
        choices=LeavingSay.Said.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva personen sier.")},
    )
    wants = _Named(label=_("Hvem?"), queryset=User.objects.none(), required=False, empty_label=_("Ingen bestemt"))
    words = Words(
        label=_("Med personens egne ord"),
        rows=3,
        max_length=LONGEST_SAY,
        required=False,
        help_text=_("Lederen leser dette når det skal velges en ny. Det kommer på siden til personen."),
    )
    goodbye = Words(
        label=_("Farvel"), rows=2, max_length=LONGEST_SAY, required=False, help_text=_("Hvordan tar dere farvel?")
    )
    hello = Words(
        label=_("Hei"),
        rows=2,
        max_length=LONGEST_SAY,
        required=False,
        help_text=_("Hvordan møtes de to første gang?"),
    )
    version = SeenVersion()

    def __init__(self, *args: Any, leaving: Leaving, **options: Any) -> None:
        super().__init__(*args, **options)
        wants = self.fields["wants"]
        assert isinstance(wants, forms.ModelChoiceField)
        wants.queryset = who_can_follow(leaving)

    def clean(self) -> dict[str, Any]:
        """Refuse a wish for somebody without saying whom."""
        data = super().clean() or self.cleaned_data
        if data.get("said") == LeavingSay.Said.SOMEBODY and not data.get("wants") and "wants" not in self.errors:
            self.add_error("wants", _("Velg hvem det er, når personen vil ha en bestemt."))
        return data

    def say(self) -> Say:
        """Return what was said. A name counts only where somebody is wanted."""
        data = self.cleaned_data
        wants = data["wants"] if data["said"] == LeavingSay.Said.SOMEBODY else None
        return Say(data["said"], wants, data["words"], data["goodbye"], data["hello"])


def say_as_initial(say: LeavingSay | None) -> dict[str, Any]:
    """Return what the form begins with."""
    if say is None:
        return {"version": 0}
    names = ("said", "words", "goodbye", "hello", "version")
    return {**{name: getattr(say, name) for name in names}, "wants": say.wants_id}


class TooMuchForm(forms.Form):
    """A worker tells the leader that it is too much."""

    words = Words(
        label=_("Hva er for mye?"),
        rows=4,
        max_length=LONGEST_LOAD,
        help_text=_("Lederen av teamet leser det med navnet ditt. Skriv ikke navn på dem du følger."),
    )


class LoadAnswerForm(forms.Form):
    """What the leader answers."""

    answer = Words(label=_("Svaret ditt"), rows=3, max_length=LONGEST_LOAD)

    def __init__(self, data: QueryDict | None = None, *, load_id: UUID) -> None:
        super().__init__(data, auto_id=f"id_{load_id}_%s")
        self.load_id = load_id
