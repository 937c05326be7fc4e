"""Django's settings, read from the environment.

`DATABASE_URL` is the app's database (role `benken_app`), `DATABASE_OWNER_URL` the owner's (migrations only).
Without them the addresses are those of the project's private server, so that tools work in a bare checkout.
"""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from benken.config.sign_in_providers import providers_from
from benken.config.sms import sms_from

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent


def _flag(name: str, *, default: bool = False) -> bool:
    written = os.environ.get(name, "")
    return written.lower() in {"1", "true", "yes", "on"} if written else default


def _database(address: str) -> dict[str, Any]:
    parts = conninfo_to_dict(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,  # sslmode and the like
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


# The demo setting opens the one-click door, takes synthetic national numbers and lets the invented municipality in.
# In a bare checkout, where no database is named, it is on.
DEMO = _flag("BENKEN_DEMO", default=not os.environ.get("DATABASE_URL"))
DEBUG = False
SECRET_KEY = os.environ.get("BENKEN_SECRET_KEY", "")
if not SECRET_KEY:
    if not DEMO:
        raise ImproperlyConfigured("BENKEN_SECRET_KEY is missing: set it to a long random text and keep it secret")
    SECRET_KEY = "only-for-the-demo-and-the-tests-never-with-real-people"  # noqa: S105  # refused above where people are real

ALLOWED_HOSTS = os.environ.get("BENKEN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("BENKEN_ORIGINS", "").split(",") if origin]
# Where links in letters lead: never what a request says of its own host.
_SCHEME = "http" if DEMO else "https"
PUBLIC_ADDRESS = (CSRF_TRUSTED_ORIGINS or [f"{_SCHEME}://{ALLOWED_HOSTS[0]}"])[0].rstrip("/")
MUNICIPALITY = os.environ.get("BENKEN_MUNICIPALITY", "Fjordvik kommune")
# What the person meets; it says nothing of what the service is about.
SITE_NAME = os.environ.get("BENKEN_SITE_NAME", "Min side")
# Who letters are from; it says nothing either.
SENDER_NAME = os.environ.get("BENKEN_SENDER_NAME", SITE_NAME)
COUNTRY = os.environ.get("BENKEN_COUNTRY", "no")
# Where «Gå ut fort» leads: a page that nobody wonders about.
QUICK_EXIT_URL = os.environ.get("BENKEN_QUICK_EXIT_URL", "https://www.yr.no/")

_private = f"postgresql://{{role}}@/benken_demo?host={PROJECT / 'var' / 'postgres'}"
DATABASES = {
    "default": _database(os.environ.get("DATABASE_URL", _private.format(role="benken_app"))),
    # Beside a database of one's own never the demo's: the app's role may not migrate, and PostgreSQL says so.
    "owner": _database(
        os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL", _private.format(role="benken_owner"))
    ),
}

INSTALLED_APPS: list[str] = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "benken.access",  # before allauth, whose pages it draws anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "procrastinate.contrib.django",
    "benken.ui",
    "benken.numbers",
    "benken.people",
    "benken.services",
    "benken.followup",
    "benken.messaging",
    "benken.my",
    "benken.desk",
    "benken.interop",
    *(["benken.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "benken.config.security.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "benken.operate.views.HealthFirst",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # docs/decisions/0009
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "benken.access.phones.PersonsPhone",
    "benken.access.middleware.NotTooLarge",
    "benken.access.middleware.KeepTypedText",
    "django.middleware.csrf.CsrfViewMiddleware",
    "benken.access.middleware.ActingUser",
    "benken.access.sessions.OwnSessions",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "benken.access.middleware.SecondFactor",
    "benken.access.narrow.NearThings",
    "benken.access.middleware.OnlyOnce",
]

ROOT_URLCONF = "benken.config.urls"
WSGI_APPLICATION = "benken.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "benken.config.context.surroundings",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Attempts at sign-in and codes already used are counted for all processes together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "access_cache"}}
# How many proxies stand before the server: without it everybody behind one shares a limit of attempts.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("BENKEN_PROXIES", "0"))

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "benken.access.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter to whoever has no account
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "benken.access.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Benken"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a key alone is two factors: what one has, and a finger, face or code
# Other systems that people sign in by: docs/how-to/sign-in.md.
SOCIALACCOUNT_ADAPTER = "benken.access.adapters.OutsideAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_from(os.environ, demo=DEMO)}}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# Finds the person whose national number another system vouches for: (number) → id of the person, or None.
NATIONAL_NUMBER_MATCHER = "benken.people.sign_in.person_with_number"
# What was agreed on with a contact person who gives somebody on; and when that is taken back.
NEW_CONTACT_TAKES_OVER = "benken.services.actions.taking_over.take_over"
NEW_CONTACT_GIVES_BACK = "benken.services.actions.taking_over.give_back"
# Whether nobody is left alone when an account is closed or is no worker's any more; and what ends with it.
ACCOUNT_MAY_END = "benken.people.actions.leaving.check_nobody_is_left"
ACCOUNT_ENDS = "benken.people.actions.leaving.end_with_account"
# Whether somebody is written down as dead; and what ends in the other apps when they are, and is put back when undone.
HAS_ENDED = "benken.people.queries.ending.has_ended"
WHEN_SOMEBODY_DIES = ["benken.services.actions.ending", "benken.messaging.actions.ending"]
# What was going to remind of an appointment that has been moved or called off.
APPOINTMENT_CHANGED = "benken.messaging.actions.automatic.take_away_reminders"

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Norsk bokmål"), ("nn", "Norsk nynorsk"), ("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["benken.config.formats"]
USE_I18N = True
TIME_ZONE = "Europe/Oslo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if _flag("BENKEN_STATIC_FROM_SOURCE"):  # the tests serve what lies in the folders, without collecting it first
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

SECURE_REDIRECTS = _flag("BENKEN_HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE_REDIRECTS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_REDIRECTS else None
# Kannel calls straight from this machine, never through the proxy (messaging/gateways/kannel.py sees to that).
SECURE_REDIRECT_EXEMPT = [r"^sms/kannel/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_REDIRECTS else 0
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# What `say` tells holds names: it stays on the server, and goes with the session when somebody signs out.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "benken.access.views.typed.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "no-referrer"
SILENCED_SYSTEM_CHECKS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Checkpoints of the logs, signed, leave the database: to this folder. See docs/reference/audit.md.
CHECKPOINTS = os.environ.get("BENKEN_CHECKPOINTS", "")
CHECKPOINT_KEY_FILE = os.environ.get("BENKEN_CHECKPOINT_KEY_FILE", "")  # without it, a key that BENKEN_SECRET_KEY gives
# Files that people add lie here, each sealed by itself; a backup takes them along.
FILES = Path(os.environ.get("BENKEN_FILES") or PROJECT / "var" / "files")
# Who can open a backup (public keys of age, with commas or blanks), and where `benken doctor` looks for fresh ones.
BACKUP_RECIPIENTS = os.environ.get("BENKEN_BACKUP_RECIPIENTS", "").replace(",", " ").split()
BACKUPS = os.environ.get("BENKEN_BACKUPS", "")
# The job queue: a job is a row in the database, in the same transaction as what it is for. See access/background.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each app's jobs.py
PROCRASTINATE_IMPORT_PATHS = ["benken.operate.jobs"]  # no app in Django's sense
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# A file is about people: it is never laid down in a folder on its way, and a larger one is not taken in at all.
FILE_UPLOAD_HANDLERS = ["benken.config.uploads.InMemoryOnly"]
MOST_UPLOADED = 30_000_000  # bytes
# Without a mail server letters go nowhere: a link for a new password must not end in a log.
EMAIL_HOST = os.environ.get("BENKEN_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("BENKEN_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("BENKEN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("BENKEN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("BENKEN_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 20  # seconds
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("BENKEN_FROM_EMAIL", f"post@{ALLOWED_HOSTS[0]}")
# Which gateway texts go by, if any: docs/how-to/connect-sms.md.
SMS = sms_from(os.environ, demo=DEMO, public_address=PUBLIC_ADDRESS)
# Where texts go while none is chosen: nowhere, and with the demo setting to its invented phones.
SMS_OTHERWISE = "benken.demo.gateway.DemoGateway" if DEMO else ""

_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "benken.operate.job_log.PlaceFormatter", "format": _LINE},
        "job": {"()": "benken.operate.job_log.JobFormatter", "format": _LINE},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "stderr_of_jobs": {"class": "logging.StreamHandler", "formatter": "job"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Addresses hold ids of people: what was not found is no business of a log.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
        "procrastinate": {"handlers": ["stderr_of_jobs"], "level": "WARNING", "propagate": False},
    },
}
