"""Where somebody is sent who meets a record that is closed to them."""

from django.utils.translation import gettext as _

from benken.access.queries.setup import with_reception


def known_here_words() -> str:
    """Return the one answer about somebody who is closed to whoever asks."""
    return with_reception(_("Noen med dette er kjent her. Spør i mottaket."))
