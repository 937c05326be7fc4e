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
    LOG = "log"  # who read and who did what: as long as the record
    ACCOUNT = "account"  # as long as somebody works or is followed up here
    SHORT = "short"  # hours or days: kept only so that nothing typed is lost
    SETTING = "setting"  # about the municipality, not about anybody


IDENTITY, SENSITIVE, PLAIN = DataClass.IDENTITY, DataClass.SENSITIVE, DataClass.PLAIN
