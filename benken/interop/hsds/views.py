"""The directory for other systems: given to everybody, taken from a file by an administrator after a look."""

import gzip
import zlib
from base64 import b85decode, b85encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from benken.access.pages import signed_in
from benken.access.queries import User
from benken.access.queries.setup import setup_now
from benken.interop.caseload.read import Unreadable
from benken.interop.hsds.give import packed_hsds
from benken.interop.hsds.take import read_hsds
from benken.lib.answers import FOR_EVERYBODY
from benken.lib.sealing import SealBroken, seal, unseal
from benken.services.actions.exchange import decide, may_take_in, take_in
from benken.services.queries.exchange import directory_stamp, public_directory
from benken.ui.messages import say

MOST_BYTES = 10_000_000
SHOWN = 200


class HsdsFileForm(forms.Form):
    """A file with a directory."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        help_text=gettext_lazy("HSDS 3 som JSON, høyst 10 MB. Fila blir ikke lagret."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": gettext_lazy("Velg en fil først."),
            "empty": gettext_lazy("Fila er tom."),
        },
    )


@dataclass(frozen=True)
class _Packed:
    """The directory as it was last asked for, and of what it was made."""

    stamp: tuple[object, ...]
    content: bytes
    etag: str


_kept: list[_Packed] = []  # one, or none yet; a few hundred kilobytes for two thousand services


def _packed() -> _Packed:
    """Return the directory, made anew if anything of it is another than when it was made."""
    today, country = timezone.localdate(), setup_now().country
    stamp = (country, *directory_stamp(today=today))
    if not _kept or _kept[0].stamp != stamp:
        content = packed_hsds(public_directory(today=today), country=country)
        _kept[:] = [_Packed(stamp, content, f'W/"{sha256(content).hexdigest()[:32]}"')]
    return _kept[0]


@login_not_required
@require_safe
def directory(request: HttpRequest) -> HttpResponseBase:
    """Give the whole directory to whoever asks. A hidden place is told of without its address."""
    packed = _packed()
    takes_it_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(
        packed.content if takes_it_packed else gzip.decompress(packed.content), content_type="application/json"
    )
    if takes_it_packed:
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ["Accept-Encoding"])
    answer["Access-Control-Allow-Origin"] = "*"  # public, and the same for everybody
    answer["Cache-Control"], answer["ETag"] = FOR_EVERYBODY, packed.etag
    return get_conditional_response(request, etag=packed.etag, response=answer) or answer


def _administrator(request: HttpRequest) -> User:
    user = signed_in(request)
    if not may_take_in(user):
        raise Http404
    return user


def directory_file(request: HttpRequest) -> HttpResponse:
    """Take a file, and show what would come of it; nothing is stored."""
    user = _administrator(request)
    form = HsdsFileForm(request.POST, request.FILES) if request.method == "POST" else HsdsFileForm()
    if request.method == "POST" and form.is_valid():
        try:
            return render(request, "interop/directory_preview.html", _previewed(form.cleaned_data["file"], user))
        except Unreadable as sentence:
            form.add_error("file", str(sentence))
    return render(request, "interop/directory_file.html", {"form": form}, status=422 if form.errors else 200)


def _previewed(file: "UploadedFile[bytes]", user: User) -> dict[str, Any]:
    if (file.size or 0) > MOST_BYTES:  # asked before it is read into memory
        raise Unreadable(_("Fila er for stor. Del den i flere."))
    content = file.read()
    packed = b85encode(zlib.compress(content, 9)).decode()
    sealed = seal(packed, secret=settings.SECRET_KEY, purpose=f"hsds:{user.pk}").decode()
    if len(sealed) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE * 0.9:  # it comes back with the form
        raise Unreadable(_("Fila er for stor. Del den i flere."))
    read = read_hsds(content)
    decision = decide(read.directory)
    left_out = [*read.left_out, *decision.left_out]
    return {
        "new": decision.new[:SHOWN],
        "new_count": len(decision.new),
        "changed": decision.changed[:SHOWN],
        "changed_count": len(decision.changed),
        "days_count": len(decision.days),
        "same_count": len(decision.same),
        "left_out": left_out[:SHOWN],
        "left_out_count": len(left_out),
        "any": bool(decision.new or decision.changed or decision.days),
        "shown": SHOWN,
        "sealed": sealed,
    }


@require_POST
def directory_take_in(request: HttpRequest) -> HttpResponse:
    """Take in the directory that was looked over, all of it or nothing."""
    user = _administrator(request)
    try:
        packed = unseal(
            request.POST.get("directory", "").encode(), secret=settings.SECRET_KEY, purpose=f"hsds:{user.pk}"
        )
    except SealBroken:
        say(request, _("Last opp fila på nytt."))
        return redirect("directory_file")
    read = read_hsds(zlib.decompress(b85decode(packed)))
    decision = take_in(directory=read.directory, by=user, at=timezone.now())
    count = len(decision.new) + len(decision.changed) + len(decision.days)
    say(request, ngettext("%(count)d er hentet inn.", "%(count)d er hentet inn.", count) % {"count": count})
    return redirect("keeping")
