"""The door for the server process."""

import os

from django.core.wsgi import get_wsgi_application

from benken.operate.request_log import tell_patterns_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benken.config.settings")
application = get_wsgi_application()
tell_patterns_only()
