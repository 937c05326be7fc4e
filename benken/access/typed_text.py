"""Nothing typed is lost: a form's fields are kept, sealed to the account, until they are sent or an hour is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from benken.access.actor import SYSTEM, acting_as
from benken.access.models import SentForm, TypedText, User
from benken.lib.sealing import SealBroken, seal, unseal

KEPT_FOR = timedelta(hours=1)
OWNER_SALT = "benken.access.form-owner"
OWNER_LASTS = timedelta(hours=12)  # longer than a session, so that a page left open still knows whose it is
OWN_FIELDS = ("csrfmiddlewaretoken", "_once", "_owner", "_page")


@dataclass(frozen=True)
class Kept:
    """What was typed on a page, and when it was kept."""

    fields: QueryDict
    at: datetime


def owner_token(user: User) -> str:
    """Return a signed token that says whose form this is, good after the session has ended too."""
    return signing.dumps(str(user.pk), salt=OWNER_SALT)


def owner_of(request: HttpRequest) -> User | None:
    """Return the user whose form was posted: signed in still, signed out, or somebody else than who is signed in now.

    On a shared machine the next one may stand signed in when an old page is sent; what was typed is not theirs.
    """
    try:
        user_id = signing.loads(request.POST.get("_owner", ""), salt=OWNER_SALT, max_age=OWNER_LASTS)
    except signing.BadSignature:
        return None
    if request.user.is_authenticated and str(request.user.pk) == user_id:
        return request.user
    return User.objects.filter(pk=user_id, is_active=True).first()


def page_of(request: HttpRequest) -> str:
    """Return the path of the page that holds the form: its own address unless it says otherwise."""
    page = request.POST.get("_page", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page[:500] if ours else request.path[:500]


def keep(*, user: User, page: str, fields: QueryDict, at: datetime) -> None:
    """Keep the fields of a form, in place of what was kept for the same page before."""
    plain = fields.copy()
    for name in OWN_FIELDS:
        plain.pop(name, None)
    sealed = seal(plain.urlencode(), secret=settings.SECRET_KEY, purpose=_purpose(user))
    with acting_as(user.pk):  # the session may be over, and the row is the owner's alone
        TypedText.objects.update_or_create(user=user, path=page[:500], defaults={"sealed": sealed, "kept_at": at})


def kept(*, user: User, page: str, at: datetime) -> Kept | None:
    """Return what is kept for a page, if it is younger than an hour and its seal holds."""
    row = TypedText.objects.filter(user=user, path=page[:500], kept_at__gt=at - KEPT_FOR).first()
    if row is None:
        return None
    try:
        text = unseal(bytes(row.sealed), secret=settings.SECRET_KEY, purpose=_purpose(user))
    except SealBroken:
        return None
    return Kept(QueryDict(text), row.kept_at)


def discard(*, user: User, page: str) -> None:
    """Forget what is kept for a page."""
    with acting_as(user.pk):
        TypedText.objects.filter(user=user, path=page[:500]).delete()


def discard_old(*, at: datetime) -> int:
    """Forget everything older than an hour; return how many."""
    with acting_as(SYSTEM):
        return TypedText.objects.filter(kept_at__lte=at - KEPT_FOR).delete()[0]


def discard_old_forms(*, before: datetime) -> int:
    """Forget which forms were received before a moment; return how many."""
    return SentForm.objects.filter(received_at__lt=before).delete()[0]


def _purpose(user: User) -> str:
    return f"typed-text:{user.pk}"


def opened_text(row: TypedText) -> str:
    """Return what is kept in a row, in lines; nothing if its seal does not hold."""
    try:
        fields = QueryDict(unseal(bytes(row.sealed), secret=settings.SECRET_KEY, purpose=_purpose(row.user)))
    except SealBroken:
        return ""
    return "\n".join(value for _name, values in fields.lists() for value in values if value)
