"""Pages that a person and a helper share: the same questions and acts, each side with its own shell and addresses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from benken.access.queries import User
from benken.people.queries import Person

STAFF, OWN = "access/staff_page.html", "access/calm_page.html"


@dataclass(frozen=True)
class Side:
    """Who is at a page and whose it is about; `own` when the person is at their own."""

    user: User
    person: Person
    at: datetime
    own: bool

    @property
    def today(self) -> date:
        """The day it is on the page."""
        return timezone.localdate(self.at)

    def address(self, name: str, **of: Any) -> str:
        """Return the address of one of the pages, on this side."""
        if self.own:
            return reverse(f"my_{name}", kwargs=of)
        return reverse(name, kwargs={"person_id": self.person.pk, **of})

    def go(self, name: str, **of: Any) -> HttpResponse:
        """Lead to one of the pages, on this side."""
        return redirect(self.address(name, **of))

    def draw(self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """Draw a page in the shell of this side."""
        home = reverse("my") if self.own else reverse("person", kwargs={"person_id": self.person.pk})
        shell = {"base": OWN if self.own else STAFF, "own": self.own, "person": self.person, "home": home}
        return render(request, template, {**shell, **context, "today": self.today}, status=status)
