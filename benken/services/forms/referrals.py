"""Forms of referrals: the letter, what came, who has the ball; and the editor's answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benken.country.limits import Track
from benken.lib.text import is_seen, tidy_line, tidy_text
from benken.people.uploads import FilesField
from benken.services.models import GivenBy, Referral, ReferralStep, Service, Wait
from benken.services.models.referrals import (
    LONGEST_HOPES,
    LONGEST_LETTER,
    LONGEST_MEANWHILE,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    LONGEST_STEP,
)
from benken.services.policies.referral_files import WITH_PAPERS
from benken.services.policies.referrals import REASONS, WAITING, asks_for_rule, rules_of
from benken.services.referral_facts import Happened, Letter, NextUp, Source, State


class DayField(forms.DateField):
    """A day, picked by the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, **options)


class _Tidy(forms.Form):
    """Reads lines and texts without control characters; what shows nothing is empty."""

    lines: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Tidy what was typed."""
        data = super().clean() or self.cleaned_data
        for names, tidy in ((self.lines, tidy_line), (self.texts, tidy_text)):
            for name in names:
                if name in data:
                    text = tidy(data[name])
                    data[name] = text if is_seen(text) else ""
                    if self.fields[name].required and not data[name]:
                        self.add_error(name, self.fields[name].error_messages["required"])
        return data


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class LetterForm(_Tidy):
    """What stands in the letter. It is written together, and the person sees it from the first line."""

    lines = ("to_words", "name_in_letter", "purpose")
    texts = ("hopes", "letter")

    kind = forms.ChoiceField(label=_("Hva er det?"), choices=Referral.Kind.choices, widget=forms.RadioSelect)
    service = forms.ModelChoiceField(
        label=_("Hvor?"), queryset=Service.objects.none(), required=False, empty_label=_("Står ikke her")
    )
    to_words = forms.CharField(
        label=_("Hvis det ikke står i lista: hvem skal ha den?"), max_length=LONGEST_NAME, required=False
    )
    name_in_letter = forms.CharField(
        label=_("Navnet som skal stå i brevet"),
        max_length=LONGEST_NAME,
        help_text=_("De som får brevet, må kjenne igjen personen."),
    )
    purpose = forms.CharField(label=_("Hva gjelder det?"), max_length=LONGEST_PURPOSE)
    hopes = forms.CharField(
        label=_("Hva håper personen på?"),
        max_length=LONGEST_HOPES,
        required=False,
        widget=_area(4),
        help_text=_("Med personens egne ord. De står i brevet."),
    )
    letter = forms.CharField(
        label=_("Brevet"),
        max_length=LONGEST_LETTER,
        required=False,
        widget=_area(12),
        help_text=_("Ikke mer enn det de trenger for å svare. Personen leser alt."),
    )
    expected_start_on = DayField(label=_("Når trengs det?"), required=False)
    expected_end_on = DayField(label=_("Når kan det være ferdig?"), required=False)
    after = forms.ModelChoiceField(
        label=_("Kommer dette etter noe annet?"),
        queryset=Referral.objects.none(),
        required=False,
        empty_label=_("Nei"),
    )
    next_on = DayField(label=_("Når har vi den klar til å sende?"))

    def __init__(self, *args: Any, services: Any, others: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("service", services), ("after", others)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["service"].label_from_instance = service_label  # type: ignore[attr-defined]  # Django's own hook
        self.fields["after"].label_from_instance = referral_label  # type: ignore[attr-defined]  # Django's own hook
        if not is_new:
            del self.fields["next_on"]
            self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """See to it that somebody is to get the letter."""
        data = super().clean()
        service = data.get("service")
        if service is None and not data.get("to_words") and "to_words" not in self.errors:
            self.add_error("to_words", _("Velg fra lista, eller skriv hvem som skal ha den."))
        return data

    def words(self) -> Letter:
        """Return the letter."""
        data = {name: self.cleaned_data[name] for name in Letter.__dataclass_fields__}
        if data["service"] is not None:
            data["to_words"] = service_label(data["service"])[:LONGEST_NAME]
        return Letter(**data)


def service_label(service: Service) -> str:
    """Return what a service is called in a list: Odden · avrusning."""
    return f"{service.place.name} · {service.name}"


def referral_label(referral: Referral) -> str:
    """Return what a referral is called in a list."""
    return f"{referral.to_words} ({referral.get_state_display()})"


def _files(label: Any) -> FilesField:
    return FilesField(
        label=label,
        help_text=_(
            "PDF, bilde, Word, ODT eller tekst, høyst 20 MB hver. Hvor og når et bilde er tatt, blir ikke med."
        ),
    )


class FilesForm(forms.Form):
    """Files to a letter, or to what came."""

    attachments = _files(_("Velg filer"))

    def clean_attachments(self) -> Any:
        """Ask for at least one."""
        files = self.cleaned_data["attachments"]
        if not files:
            raise forms.ValidationError(_("Velg en fil først."))
        return files


class WaitForm(_Tidy):
    """Who has the ball and when there is news: asked each time, for nothing is to stand still unseen."""

    lines = ("ball_words",)
    texts: tuple[str, ...] = ("meanwhile",)

    ball = forms.ChoiceField(
        label=_("Hvem har ballen nå?"),
        choices=[
            (Wait.Ball.RECEIVER.value, _("de som skal svare")),
            (Wait.Ball.US.value, _("jeg")),
            (Wait.Ball.PERSON.value, _("personen selv")),
        ],
        widget=forms.RadioSelect,
    )
    ball_words = forms.CharField(
        label=_("Hvem der?"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("For eksempel «inntakskontoret». Ikke navnet på en ansatt."),
    )
    next_on = DayField(
        label=_("Når vet vi mer?"),
        help_text=_("En dato, også om den er usikker. Går den uten nytt, får personen vite det."),
    )
    meanwhile = forms.CharField(
        label=_("Hva kan personen få imens?"),
        max_length=LONGEST_MEANWHILE,
        required=False,
        widget=_area(3),
        help_text=_("Det står på siden til personen."),
    )

    def next_up(self) -> NextUp:
        """Return who has the ball now."""
        data = self.cleaned_data
        return NextUp(data["ball"], data["next_on"], ball_words=data["ball_words"], meanwhile=data["meanwhile"])


# Why not, as the place itself says it.
OWN_REASONS = {
    ReferralStep.Reason.FULL: _("vi har ikke plass"),
    ReferralStep.Reason.AREA: _("vi tar bare imot fra et annet område"),
    ReferralStep.Reason.OTHER_OUGHT: _("vi mener et annet sted skal ta det"),
    ReferralStep.Reason.MORE_WANTED: _("vi vil ha flere opplysninger først"),
    ReferralStep.Reason.NONE_GIVEN: _("vi gir ingen grunn"),
}


class StepForm(WaitForm):
    """What came: on which day, how we know, in words; for a no, a reason about the service."""

    texts = ("meanwhile", "words")

    on_day = DayField(label=_("Hvilken dag?"))
    source = forms.ChoiceField(label=_("Hvordan vet vi det?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Hvorfor?"), widget=forms.RadioSelect, help_text=_("Grunnen handler om tilbudet, aldri om personen.")
    )
    given_by = forms.ChoiceField(
        label=_("Hva avgjorde hvem som fikk plassen?"),
        widget=forms.RadioSelect,
        help_text=_("Personen og den som henviste, leser det."),
    )
    track = forms.ChoiceField(
        label=_("Hvilke frister gjelder?"),
        required=False,
        help_text=_("Personen ser fristen. Sjekk med jurist om du er usikker."),
    )
    expected_start_on = DayField(label=_("Fra hvilken dag?"))
    expected_end_on = DayField(label=_("Når kan det være ferdig?"), required=False)
    words = forms.CharField(
        label=_("Hva sto det, eller hva sa de?"),
        max_length=LONGEST_STEP,
        required=False,
        widget=_area(4),
        help_text=_("Personen leser det."),
    )
    attachments = _files(_("Legg ved brevet som kom"))

    def __init__(
        self,
        *args: Any,
        to: str,
        referral: Referral,
        tracks: Sequence[Track],
        answers_here: bool,
        by_editor: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.to = to
        sources = [one for one in Source.choices if one[0] not in {Source.HERE, Source.TOGETHER}]
        if to == State.SENT and answers_here:
            sources = [(Source.HERE.value, _("her i Benken: de svarer her")), *sources]
        self._choose("source", sources)
        own = OWN_REASONS if by_editor else {}
        self._choose("reason", [(one.value, own.get(one, one.label)) for one in REASONS.get(State(to), ())])
        self._choose("track", [("", _("Ingen, eller vi vet ikke")), *((one.code, one.words) for one in tracks)])
        self._ask_for_rule(referral, to, by_editor=by_editor)
        for name in self._unasked(to, by_editor=by_editor):
            del self.fields[name]
        if to == State.SENT:
            self.fields["source"].label = _("Hvordan er den sendt?")
            self.fields["words"].label = _("Vil du si noe mer?")
        if to == State.WITHDRAWN:
            self.fields["words"].label = _("Vil du si noe mer?")
            self.fields["source"].label = _("Hvordan ble det sagt?")
            self._choose("source", [one for one in Source.choices if one[0] != Source.HERE])
        if by_editor:
            self.fields["words"].label = _("Vil dere si noe mer?")
            self.fields["attachments"].label = _("Legg ved et brev")
            if "next_on" in self.fields:
                self.fields["next_on"].label = _("Når svarer dere neste gang?")

    def _ask_for_rule(self, referral: Referral, to: str, *, by_editor: bool) -> None:
        if not asks_for_rule(referral.state, to):
            del self.fields["given_by"]
            return
        allowed = rules_of(referral.service if by_editor else None)
        rules = [one for one in GivenBy.choices if one[0] in allowed]
        self._choose("given_by", rules if by_editor else [("", _("De sa det ikke")), *rules])
        self.fields["given_by"].required = by_editor
        if by_editor:
            self.fields["words"].help_text = _("Om behovet og tilbudet. Ikke skriv noe om andre som venter.")

    def _unasked(self, to: str, *, by_editor: bool) -> list[str]:
        names = [] if to in REASONS else ["reason"]
        names += [] if to == State.SENT else ["track"]
        names += [] if to == State.OFFERED else ["expected_start_on"]
        names += [] if to in {State.OFFERED, State.STARTED} else ["expected_end_on"]
        names += [] if to in WITH_PAPERS else ["attachments"]
        if by_editor:
            names += ["ball", "ball_words", "meanwhile", "source", "on_day"]
            names += [] if to in {State.RECEIVED, State.ASSESSED} else ["next_on"]
        elif to not in WAITING:
            names += ["ball", "ball_words", "meanwhile", "next_on"]
        return names

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def happened(self, *, today: date) -> Happened:
        """Return what came; an editor answers here, today."""
        data = self.cleaned_data
        return Happened(
            to=self.to,
            on_day=data.get("on_day") or today,
            source=data.get("source") or Source.HERE,
            words=data["words"],
            reason=data.get("reason", ""),
            given_by=data.get("given_by", ""),
            track=data.get("track", ""),
            expected_start_on=data.get("expected_start_on"),
            expected_end_on=data.get("expected_end_on"),
        )

    def next_up(self) -> NextUp | None:  # type: ignore[override]  # nothing is waited for after some steps
        """Return who has the ball now, if there is anything to wait for."""
        return super().next_up() if "ball" in self.fields else None


class WithdrawForm(_Tidy):
    """The person takes their own back: why, if they want to say it, about the service."""

    texts = ("words",)

    reason = forms.ChoiceField(
        label=_("Hvorfor?"),
        choices=[(one.value, one.label) for one in REASONS[State.WITHDRAWN]],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Vil du si noe mer?"), max_length=LONGEST_STEP, required=False, widget=_area(4))
