"""What kind of data a field holds, and how long a kind of data is kept. Each model declares both; a guard checks."""

from enum import Enum


class DataClass(Enum):
    """How much harm a field could do in the wrong hands."""

    IDENTITY = "identity"  # says who somebody is
    SENSITIVE = "sensitive"  # says something about somebody's life
    PLAIN = "plain"  # says neither


class Retention(Enum):
    """How long rows of a table are kept, and why."""

    RECORD = "record"  # the person's record: as long as the law on records says
    REQUEST = "request"  # what somebody wrote when they asked for help: half a year after it ended
    LOG = "log"  # who read and who did what: as long as the record
    ACCOUNT = "account"  # as long as somebody works or is followed up here
    SHORT = "short"  # hours or days: kept only so that nothing typed is lost
    SETTING = "setting"  # about the municipality, not about anybody


IDENTITY, SENSITIVE, PLAIN = DataClass.IDENTITY, DataClass.SENSITIVE, DataClass.PLAIN


# Why a kind of data is kept, for docs/reference/data.md. How long stands in the country's pack, with the law.
REASONS = {
    Retention.RECORD: "The person's record: so that help hangs together, and so that what was done can be looked into.",
    Retention.REQUEST: "Somebody asked for help: so that they get an answer, and until they may want to ask again.",
    Retention.LOG: "Who read and who did what: so that the person can see it, and misuse can be found.",
    Retention.ACCOUNT: "To sign in: as long as somebody works here or is followed up here.",
    Retention.SHORT: "Hours or days: so that nothing typed is lost, and a file can be fetched.",
    Retention.SETTING: "About the municipality, not about anybody.",
}
