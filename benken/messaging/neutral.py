"""What goes out says nothing of what it is about (red line R17): its words, and what the municipality calls its own."""

from collections.abc import Iterable

from benken.country import telling


def telling_words(text: str, *, names: Iterable[str] = ()) -> list[str]:
    """Return the words of an outgoing text that tell what it is about, as written, in order, once each.

    `names` are those of the site and of the teams; the caller knows them. Only for what the service itself sends:
    nothing a person has written is asked about here (R16).
    """
    return telling.telling_words(text, names=names)
