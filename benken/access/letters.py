"""Letters to those who work here: neutral, without content, without anybody's name; in the house's own language."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from benken.access.models import User
from benken.access.queries.setup import sender
from benken.access.sign_in import set_password_path


def send_link(user: User) -> None:
    """Send somebody the address where they choose a password."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Lenken din")
        lines = [
            _("Hei!"),
            _("Her velger du passord. Lenken virker én gang, og i tre dager. Ikke gi den videre."),
            public(set_password_path(user)),
            _("Visste du ikke om dette, kan du se bort fra det."),
            _("Dette er en automatisk e-post. Du kan ikke svare på den."),
        ]
        _send(subject, lines, to=user.email)


def send_notice(user: User) -> None:
    """Tell somebody that something waits, and nothing of what it is."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Noe venter på deg")
        lines = [
            _("Noe venter på deg i Benken."),
            public("/"),
            _("Dette er en automatisk e-post. Du har valgt den selv, og slår den av her:"),
            public(reverse("notices")),
        ]
        _send(subject, lines, to=user.email)


def send_code(user: User, code: str) -> None:
    """Send a person a code that works once. It says nothing of what it opens, and names nobody."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            _("Koden din er %(code)s.") % {"code": f"{code[:4]} {code[4:]}"},
            _("Den virker én gang, i femten minutter. Ikke gi den videre."),
            _("Ba du ikke om den, kan du se bort fra dette."),
            _("Dette er en automatisk e-post. Du kan ikke svare på den."),
        ]
        _send(_("Koden din"), lines, to=user.email)


def public(path: str) -> str:
    """Return a whole address, as the operator says where this house stands."""
    return urljoin(f"{settings.PUBLIC_ADDRESS}/", path)


def _send(subject: str, lines: list[str], *, to: str) -> None:
    letter = EmailMessage(
        subject=subject,
        body="\n\n".join(lines) + "\n",
        from_email=sender(),
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.send()
