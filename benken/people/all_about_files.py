"""What is told about files that hang on what is written. The files themselves are opened where they hang."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from benken.access.about import About, Extra, Json, Section
from benken.people.models import Attachment, Entry, Withholding


def _shared_and_not_withheld(rows: "QuerySet[Any]", _about: About) -> "QuerySet[Any]":
    held = Withholding.objects.filter(entry=OuterRef("entry"), ended_at__isnull=True)
    return rows.filter(Q(entry__isnull=True) | Q(~Exists(held), entry__state=Entry.State.SHARED))


def _where(_id: Json) -> str:
    return gettext("åpner du der den ligger")


FILES = Section(
    key="attachments",
    title=_("Vedlegg"),
    model=Attachment,
    place=105,
    when="added_at",
    only=_shared_and_not_withheld,
    labels={
        "entry": _("Notat"),
        "name": _("Hva det heter"),
        "kind": _("Slags fil"),
        "size": _("Størrelse"),
        "added_by": _("Lagt ved av"),
        "added_at": _("Lagt ved"),
        "sha256": _("Kjennemerke (SHA-256)"),
    },
    extra=(Extra("id", _("Selve fila"), lambda row: str(row.pk), of=("id",), words=_where),),
    say={"size": lambda row: filesizeformat(row.size)},
    left_out={
        "person": "stands in the head of the file",
        "about_id": "a technical key of what it hangs on, when that is no note",
    },
)
