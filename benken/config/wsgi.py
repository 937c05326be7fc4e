"""The door for the server process."""

import os
from datetime import date

from django.core.wsgi import get_wsgi_application

from benken.country.public_holidays import is_public_holiday
from benken.operate.request_log import tell_patterns_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benken.config.settings")
application = get_wsgi_application()
tell_patterns_only()
is_public_holiday("no", date(2026, 1, 1))  # takes most of a second the first time: not while somebody waits
