"""Another contact person: asked for, answered, proposed; «Dette er meg»; a talk about what is between two."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.access.queries.accounts import possible_contact_persons
from benken.people.forms.fields import ColleagueChoice
from benken.people.models import AboutMe, ContactWish, Person, RelationTalk
from benken.people.models.changing import LONGEST_CARD, LONGEST_CARD_LINE, LONGEST_WISH
from benken.people.queries.changing import to_wish_for
from benken.people.wishing import WishForm, WorkerToWishFor
from benken.ui.fields import SeenVersion, Words, Written


class AboutMeForm(forms.Form):
    """What a worker says of themself."""

    good_at = Written(label=_("Dette er jeg god til"), rows=3, required=False, max_length=LONGEST_CARD)
    how_i_work = Written(label=_("Slik jobber jeg"), rows=3, required=False, max_length=LONGEST_CARD)
    languages = Written(label=_("Språk jeg snakker"), required=False, max_length=LONGEST_CARD_LINE)
    version = SeenVersion()


def card_as_initial(card: AboutMe) -> dict[str, Any]:
    """Return what the form begins with."""
    return {
        "good_at": card.good_at,
        "how_i_work": card.how_i_work,
        "languages": card.languages,
        "version": card.version,
    }


class WrittenWishForm(WishForm):
    """The same, written down by a helper as it was said."""

    how = forms.ChoiceField(
        label=_("Hvordan ble det sagt?"),
        choices=[(one.value, one.label) for one in (ContactWish.How.TALK, ContactWish.How.PAPER)],
        widget=forms.RadioSelect,
        initial=ContactWish.How.TALK,
    )
    wished = WorkerToWishFor(
        queryset=User.objects.none(),
        required=False,
        label=_("Er det noen personen heller vil ha?"),
        empty_label=_("Ikke sagt"),
        error_messages={"invalid_choice": _("Velg en fra lista.")},
    )
    words = Written(
        label=_("Det personen sa"),
        rows=3,
        required=False,
        max_length=LONGEST_WISH,
        help_text=_("Bare hvis personen vil. Ingen skal måtte si hvorfor. Lederen leser det."),
    )
    may_tell = forms.BooleanField(
        label=_("Personen sa ja til at kontaktpersonen får vite det nå"),
        required=False,
    )
    field_order = ("how", "wished", "words", "may_tell")


class PassOnWishForm(forms.Form):
    """A wish of somebody whose page is closed to whoever writes it down."""

    called = Written(label=_("Navnet"), max_length=100, help_text=_("Slik personen blir kalt, eller hele navnet."))
    how = forms.ChoiceField(
        label=_("Hvordan ble det sagt?"),
        choices=[(one.value, one.label) for one in (ContactWish.How.TALK, ContactWish.How.PAPER)],
        widget=forms.RadioSelect,
        initial=ContactWish.How.TALK,
    )
    words = Written(
        label=_("Det personen sa"),
        rows=3,
        required=False,
        max_length=LONGEST_WISH,
        help_text=_("Bare hvis personen vil. Ingen skal måtte si hvorfor."),
    )


class AnswerWishForm(forms.Form):
    """The leader's answer: another one at once, or as now for a while with something different; always with words."""

    to = ColleagueChoice(
        queryset=User.objects.none(),
        required=False,
        label=_("Ny kontaktperson"),
        empty_label=_("Som nå en stund, med noe annerledes"),
        error_messages={"invalid_choice": _("Velg noen i teamet.")},
        help_text=_("Velger du noen, skjer byttet nå. Ingen dag blir uten noen."),
    )
    answer = Written(
        label=_("Svaret ditt"),
        rows=4,
        max_length=LONGEST_WISH,
        help_text=_("Personen leser dette. Blir det som nå en stund, skriv hva som blir annerledes."),
    )

    def __init__(self, *args: Any, by: User, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = possible_contact_persons(team=by.team).filter(pk__in=to_wish_for(person).values("pk"))


class TalkForm(forms.Form):
    """A talk that is proposed."""

    with_whom = forms.ChoiceField(
        label=_("Hvem skal være med?"),
        choices=RelationTalk.With.choices,
        widget=forms.RadioSelect,
        initial=RelationTalk.With.BOTH,
    )
    words = Words(
        label=_("Vil du si noe om det?"),
        rows=3,
        required=False,
        max_length=LONGEST_WISH,
        help_text=_("Begge leser det. Du trenger ikke skrive noe."),
    )


class EndTalkForm(forms.Form):
    """How it went."""

    words = Words(label=_("Hva ble vi enige om?"), rows=3, max_length=LONGEST_WISH)
