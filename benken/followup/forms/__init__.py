"""The forms of this app, by noun."""

from benken.followup.forms.wants import (
    AREA_TEXT,
    FIRST_STEPS,
    AreaForm,
    BasicsForm,
    BestNowForm,
    CheckInForm,
    GoalChangeForm,
    GoalForm,
    GoalWordsForm,
    PromiseForm,
    SlipForm,
    StepForm,
    TellForm,
    as_seen,
    basic_field,
    checked_day,
)

__all__ = [
    "AREA_TEXT",
    "FIRST_STEPS",
    "AreaForm",
    "BasicsForm",
    "BestNowForm",
    "CheckInForm",
    "GoalChangeForm",
    "GoalForm",
    "GoalWordsForm",
    "PromiseForm",
    "SlipForm",
    "StepForm",
    "TellForm",
    "as_seen",
    "basic_field",
    "checked_day",
]
