"""The door for the server process."""

import gc
import os
from datetime import date

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from benken.country.public_holidays import is_public_holiday
from benken.operate.request_log import tell_patterns_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benken.config.settings")
application = get_wsgi_application()
tell_patterns_only()
is_public_holiday("no", date(2026, 1, 1))  # takes most of a second the first time: not while somebody waits
get_resolver().reverse_dict  # noqa: B018  # so that the code of all pages is here before the next lines
# What is here now stays. To look through it for garbage, again and again, was a tenth of what a page costs.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
