"""The keys that are not in a backup: what they are known by, and whether they open what is sealed."""

from django.conf import settings

from benken.access.queries.sealed import sealed_about_accounts
from benken.lib.sealing import SealBroken, keyed_hash, unseal
from benken.people.queries.sealed import sealed_about_people

NOT_IN_IT = (
    "Not in the backup, keep them apart from it: BENKEN_SECRET_KEY (without it national numbers, codes of phones and"
    " stored files stay sealed), the key of the checkpoints if it has a file, the key that opens this backup."
)


def known_by() -> str:
    """Return by what the secret key is known in a backup: it tells whether another is the same, and nothing else."""
    return keyed_hash("benken", secret=settings.SECRET_KEY, purpose="backup-key")[:16]


def kinds_that_stay_shut() -> list[str]:
    """Return which kinds of what is sealed here the secret key does not open. The actor is the system."""
    here = [*sealed_about_accounts(), *sealed_about_people()]
    return [purpose for sealed, purpose in here if not _opens(sealed, purpose)]


def _opens(sealed: bytes, purpose: str) -> bool:
    try:
        unseal(sealed, secret=settings.SECRET_KEY, purpose=purpose)
    except SealBroken:
        return False
    return True
