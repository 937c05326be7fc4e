"""Forms about a person, their relations and entries."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benken.access.policies import Refused, can_be_in_circle
from benken.access.queries import Role, User, possible_contact_persons, users_with_role
from benken.lib.text import is_seen, tidy_line, tidy_text
from benken.people.areas import LifeArea
from benken.people.models import NAME_LENGTH, ContactPerson, Entry, Person, Supporter
from benken.people.phones import NewPhone, read_number, shown_number
from benken.people.policies import (
    LONGEST_MEANING,
    LONGEST_RELATION,
    LONGEST_TEXT,
    STAFF_KINDS,
    check_happened_at,
)
from benken.people.supporters import SupporterAnswers

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


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and an hour, picked by the browser's own means."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """A local day and hour. The hour that comes twice when the clock is put back is taken as the first one."""

    widget = MomentInput
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"]
    default_error_messages = {"no_such_hour": _("Klokka ble stilt fram den natta, så den timen fantes ikke.")}

    def to_python(self, value: Any) -> datetime | None:
        """Return the moment in local time."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            local = self._without_zone(value)
            if local is None:
                raise
        zone = timezone.get_current_timezone()
        moment = local.replace(tzinfo=zone)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
            raise forms.ValidationError(self.error_messages["no_such_hour"], code="no_such_hour")
        return moment

    def _without_zone(self, value: Any) -> datetime | None:
        for form in self.input_formats or []:
            try:
                return datetime.strptime(str(value).strip(), form)  # noqa: DTZ007  # the zone is given above
            except ValueError:
                continue
        return None


class WorkerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among workers, each with the team's name."""

    def label_from_instance(self, obj: User) -> str:
        """Return what stands in the list."""
        return f"{obj.name} · {obj.team}" if obj.team else obj.name


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
        label=_("Fødselsnummer"),
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


class HandOverForm(forms.Form):
    """A new contact person: who, why, what the person says, how they meet, how long both are there."""

    to = WorkerChoice(label=_("Ny kontaktperson"), empty_label=_("Velg"), queryset=User.objects.none())
    reason = forms.ChoiceField(label=_("Hvorfor"), choices=ContactPerson.Reason.choices)
    persons_say = forms.CharField(
        label=_("Hva sier personen selv?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Med personens egne ord. Har dere ikke snakket om det ennå, gjør det først."),
    )
    goodbye = forms.CharField(
        label=_("Farvel"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hvordan tar dere farvel?"),
    )
    hello = forms.CharField(
        label=_("Hei"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Hvordan møtes de to første gang?"),
    )
    overlap_until_on = forms.DateField(
        label=_("Jeg er med fram til"),
        required=False,
        widget=DayInput(),
        help_text=_("Så lenge kan du fortsatt åpne siden. Tomt: overgangen skjer nå."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        assert isinstance(to, forms.ModelChoiceField)
        to.queryset = possible_contact_persons().exclude(pk=by.pk)

    def clean_persons_say(self) -> str:
        """Return what the person says; words that show nothing are none."""
        words = tidy_text(self.cleaned_data["persons_say"])
        if not is_seen(words):
            raise forms.ValidationError(self.fields["persons_say"].error_messages["required"], code="required")
        return words

    def clean_goodbye(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["goodbye"])

    def clean_hello(self) -> str:
        """Return the text without control characters."""
        return tidy_text(self.cleaned_data["hello"])

    def overlap_until_at(self) -> datetime | None:
        """Return the end of the chosen day."""
        day = self.cleaned_data.get("overlap_until_on")
        return end_of_day(day) if day else None


class CircleForm(forms.Form):
    """Letting somebody into the circle."""

    member = WorkerChoice(label=_("Hvem"), empty_label=_("Velg"), queryset=User.objects.none())
    basis = forms.CharField(
        label=_("Hvorfor"),
        max_length=200,
        help_text=_("Personen leser dette. Skriv det dere er enige om, for eksempel «sammen om bolig»."),
    )
    until_on = forms.DateField(
        label=_("Til og med"), widget=DayInput(), help_text=_("Høyst ett år. Retten slutter av seg selv.")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.fields["member"]
        assert isinstance(member, forms.ModelChoiceField)
        everybody = users_with_role(Role.WORKER, Role.OUTREACH, Role.PEER).exclude(pk=by.pk).select_related("team")
        member.queryset = everybody
        self.fields["until_on"].initial = timezone.localdate() + timedelta(days=90)

    def clean_member(self) -> User:
        """Refuse whoever cannot be in a circle."""
        member: User = self.cleaned_data["member"]
        if not can_be_in_circle(member):
            raise forms.ValidationError(_("Denne kontoen kan ikke være med i laget."))
        return member

    def clean_basis(self) -> str:
        """Return the reason on one line; one that shows nothing is none."""
        basis = line(self.cleaned_data["basis"], most=200)
        if not is_seen(basis):
            raise forms.ValidationError(self.fields["basis"].error_messages["required"], code="required")
        return basis

    def until_at(self) -> datetime:
        """Return the end of the chosen day."""
        return end_of_day(self.cleaned_data["until_on"])


class SupporterForm(SupporterAnswers, forms.Form):
    """Somebody of the person's network, written down together."""

    name = forms.CharField(
        label=_("Navn"),
        max_length=NAME_LENGTH,
        help_text=_("Slik personen sier det. Fornavn eller kallenavn er nok."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    relation = forms.CharField(
        label=_("Hvem er det for personen?"),
        max_length=LONGEST_RELATION,
        required=False,
        help_text=_("Med personens egne ord: «søstera mi», «nabo», «hunden min»."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    meaning = forms.CharField(
        label=_("Hva betyr de?"),
        max_length=LONGEST_MEANING,
        required=False,
        help_text=_("F.eks. «hun ringer hver søndag»."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reach = forms.ChoiceField(
        label=_("Kan vi ta kontakt?"),
        choices=[
            (Supporter.Reach.ASK_FIRST.value, _("Spør personen først")),
            (Supporter.Reach.MAY.value, _("Kan kontaktes")),
            (Supporter.Reach.DO_NOT.value, _("Ikke ta kontakt")),
        ],
        initial=Supporter.Reach.ASK_FIRST,
        widget=forms.RadioSelect,
    )
    wants_again = forms.BooleanField(
        label=_("Vil ha kontakt igjen"), required=False, help_text=_("Et ønske, ikke en oppgave.")
    )
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=30,
        required=False,
        help_text=_("Bare hvis det trengs for å kunne ringe."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def clean_name(self) -> str:
        """Return a name that shows something."""
        name = line(self.cleaned_data["name"], most=NAME_LENGTH)
        if not is_seen(name):
            raise forms.ValidationError(_("Skriv et navn som synes."))
        return name

    def clean_relation(self) -> str:
        """Return what they are to the person on one line."""
        return line(self.cleaned_data["relation"], most=LONGEST_RELATION)

    def clean_meaning(self) -> str:
        """Return the text without control characters."""
        meaning = tidy_text(self.cleaned_data["meaning"])
        MaxLengthValidator(LONGEST_MEANING)(meaning)
        return meaning


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


def line(written: str, *, most: int) -> str:
    """Return one tidy line, refused if it is too long: some letters are longer in NFC than as they were typed."""
    tidy = tidy_line(written)
    MaxLengthValidator(most)(tidy)
    return tidy


def end_of_day(day: date) -> datetime:
    """Return the last moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))
