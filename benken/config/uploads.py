"""How an uploaded file is received: in memory, up to a limit."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, SkipFile


class InMemoryOnly(MemoryFileUploadHandler):
    """Keeps a file in memory, and passes over one that is too large; the form then stands without it."""

    is_too_large = False

    def handle_raw_input(self, *arguments: Any, **more: Any) -> None:
        """Look at how long the whole request says it is, before anything of it is read."""
        content_length = arguments[2] if len(arguments) > 2 else more["content_length"]
        self.is_too_large = content_length > settings.MOST_UPLOADED + 100_000  # the other fields of the form
        self.activated = True

    def new_file(self, *arguments: Any, **more: Any) -> None:
        """Begin with a file."""
        if self.is_too_large:
            raise SkipFile
        super().new_file(*arguments, **more)
