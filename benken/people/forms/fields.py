"""Fields and widgets that several forms use, and what they read."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benken.access.queries import User
from benken.lib.text import tidy_line


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

    def to_python(self, value: Any) -> User | None:
        """Return who was chosen; what is no id at all is told as any other wrong choice is."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class ColleagueChoice(WorkerChoice):
    """A choice among those of one team."""

    def label_from_instance(self, obj: User) -> str:
        """Return what stands in the list."""
        return obj.name


def line(written: str, *, most: int) -> str:
    """Return one tidy line, refused if it is too long: some letters are longer in NFC than as they were typed."""
    tidy = tidy_line(written)
    MaxLengthValidator(most)(tidy)
    return tidy


def end_of_day(day: date) -> datetime:
    """Return the last moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.max.replace(microsecond=0)))
