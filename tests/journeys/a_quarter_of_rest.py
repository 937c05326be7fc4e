"""Lets a quarter of an hour at rest go by in all sessions on shared phones of a served site's database."""

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402

from benken.access.phones import REST, SHARED_UNTIL  # noqa: E402

for row in Session.objects.all():
    session = SessionStore(row.session_key)
    if SHARED_UNTIL in session:
        session[SHARED_UNTIL] -= REST.total_seconds() + 1
        session.save()
