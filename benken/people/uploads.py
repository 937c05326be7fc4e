"""Files in a form: the field, what is kept of each file, and a sentence for each that is not taken in."""

from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from benken.access.pages import filled
from benken.lib.file_kinds import LARGEST, FileKind, NotTaken, TakenFile, Why, shown_name, taken

FormT = TypeVar("FormT", bound=forms.Form)
# Without .heic: an iPhone then sends a JPEG by itself. Whoever sends one all the same gets it made into a JPEG.
ENDINGS = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.odt,.txt"


class FilesInput(forms.FileInput):
    """Several files, chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none. `taken_in` are those that can be kept, also where another one is refused."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FilesInput(attrs={"accept": ENDINGS}))
        super().__init__(required=False, **options)
        self.taken_in: list[TakenFile] = []

    def clean(self, data: Any, initial: Any = None) -> list[TakenFile]:  # noqa: ARG002  # Django's own signature
        """Return the files as they are kept; each that is not taken in is named, with the reason."""
        self.taken_in, refused = [], []
        for file in data or []:
            try:
                self.taken_in.append(_taken(file))
            except NotTaken as error:
                refused.append(_sentence(error.why, file))
        if refused:
            raise forms.ValidationError(refused)
        return self.taken_in


def filled_with_files(request: HttpRequest, form_class: type[FormT], **options: Any) -> FormT:
    """Build a form as `filled` does, for one with a field `attachments`."""
    form = filled(request, form_class, files=request.FILES or None, **options)
    if request.method == "POST" and _came_without_files(request):
        form.is_valid()
        most = filesizeformat(settings.MOST_UPLOADED)
        form.add_error("attachments", _("Filene er over %(most)s til sammen. Send færre om gangen.") % {"most": most})
    return form


def files_taken(form: forms.Form) -> list[TakenFile]:
    """Return the files of a form that can be kept, whether or not the rest of it can."""
    form.is_valid()
    field = form.fields["attachments"]
    assert isinstance(field, FilesField)
    return field.taken_in


def ask_to_choose_again(form: forms.Form) -> None:
    """Say of a form that goes back that a browser does not send the files with it a second time."""
    if form.errors and files_taken(form):
        form.add_error("attachments", _("Velg vedleggene en gang til."))


def _came_without_files(request: HttpRequest) -> bool:
    """Tell whether the files were too large together, and were passed over: see config/uploads.py."""
    is_file = (request.content_type or "").startswith("multipart/")
    return is_file and int(request.META.get("CONTENT_LENGTH") or 0) > settings.MOST_UPLOADED + 100_000


def _taken(file: "UploadedFile[bytes]") -> TakenFile:
    if (file.size or 0) > LARGEST:
        raise NotTaken(Why.TOO_LARGE)
    return taken(name=file.name or "", content=file.read(), otherwise=_("Vedlegg"))


def _sentence(why: Why, file: "UploadedFile[bytes]") -> str:
    """Say why a file is not taken in, and what to do instead."""
    said = {"name": _name(file), "size": filesizeformat(file.size or 0), "most": filesizeformat(LARGEST)}
    sentences = {
        Why.EMPTY: _("«%(name)s» er tom. Velg en annen fil.") % said,
        Why.TOO_LARGE: _("«%(name)s» er på %(size)s. Det er plass til %(most)s.") % said,
        Why.OTHER_KIND: _("«%(name)s» er ikke en fil vi kan ta imot. Lagre den som PDF, eller ta et bilde av den.")
        % said,
        Why.BROKEN: _("«%(name)s» er ødelagt, eller bare en del av en fil. Prøv med fila på nytt.") % said,
        Why.TOO_MANY_POINTS: _("«%(name)s» er et for stort bilde. Gjør det mindre først.") % said,
        Why.HAS_CODE: _("«%(name)s» har et program i seg. Lagre den som PDF.") % said,
    }
    return sentences[why]


def _name(file: "UploadedFile[bytes]") -> str:
    """Return what a refused file is called: as it was sent, on one line."""
    name = shown_name(file.name or "", kind=FileKind.TEXT, otherwise=_("Vedlegg"))
    ending = (file.name or "").rpartition(".")[2]
    is_ending = "." in (file.name or "") and ending.isascii() and ending.isalnum() and len(ending) <= 5
    return name.removesuffix(".txt") + (f".{ending}" if is_ending else "")
