"""What is offered and where, who asked for help, and what a person waits for.

What hangs on a person has row security; the directory is public and hangs on nobody.
"""

from benken.services.models.places import ClosedDay, OpeningHours, Place, PlaceEditor, Provider, Service

__all__ = ["ClosedDay", "OpeningHours", "Place", "PlaceEditor", "Provider", "Service"]
