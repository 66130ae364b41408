"""All settings, read from the environment (``docs/environment.md`` lists every variable).

``PREPLAINTE_MODE`` is ``production`` unless said otherwise: the careless default is the strict one.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from preplainte.env import Environment
from preplainte.logs import logging_to_stderr
from preplainte.schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = os.environ.get("PREPLAINTE_MODE", "production")
if MODE not in ("production", "demo", "test"):
    raise ImproperlyConfigured(f"PREPLAINTE_MODE is {MODE!r}: it must be production, demo or test.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
env = Environment(os.environ, production=PRODUCTION)

# -- where we are ----------------------------------------------------------------------------------
SITE_URL = env.url("SITE_URL", "https", "http", fallback="http://127.0.0.1:8000").rstrip("/")
if not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured("SITE_URL names no host.")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https:// in production.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", fallback="127.0.0.1,localhost,[::1]")
RUN_DIR = env.folder("RUN_DIR", fallback=str(BASE_DIR / ".run")) if not PRODUCTION else None
SECRET_KEY = env.secret("SECRET_KEY", fallback="not-a-secret-demo-and-tests-only")
DATA_DIR = RUN_DIR or BASE_DIR / ".run"
KEYRING_DIR = env.folder("KEYRING_DIR", fallback=str(DATA_DIR / "keyring"))
EVIDENCE_DIR = env.folder("EVIDENCE_DIR", fallback=str(DATA_DIR / "evidence"))

DEBUG = False
ROOT_URLCONF = "preplainte.urls"
WSGI_APPLICATION = "preplainte.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "units.Officer"

INSTALLED_APPS = [
    "units",
    "complaints",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "anymail",
    "axes",
    "crispy_forms",
    "csp",
    "phonenumber_field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "preplainte.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "preplainte.context.site",
            ],
        },
    }
]

# -- data ------------------------------------------------------------------------------------------
try:
    _conninfo = conninfo_to_dict(env.url("DATABASE_URL", "postgresql", "postgres"))
except ProgrammingError:  # whose text quotes parts of the address, the password perhaps
    raise ImproperlyConfigured("DATABASE_URL is not an address PostgreSQL understands.") from None
DATABASES = {
    "default": {
        "ENGINE": "preplainte.database",
        "NAME": _conninfo.pop("dbname", ""),
        "USER": _conninfo.pop("user", ""),
        "PASSWORD": _conninfo.pop("password", ""),
        "HOST": _conninfo.pop("host", ""),
        "PORT": _conninfo.pop("port", ""),
        # Statements are prepared after a few uses: planning the same ones again was a fifth of the database's work.
        "OPTIONS": _conninfo | {"server_side_binding": True, "prepare_threshold": 5},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "test_preplainte"},
    }
}
REDIS_URL = env.url("REDIS_URL", "redis", "rediss", "unix")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # A cache that hangs must not hold a victim's request: what it serves can do without.
        "OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
            # Django's own would unpickle, that is run, whatever somebody managed to write there.
            "serializer": "preplainte.limits.Numbers",
        },
    }
}

# -- language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"  # a unit has its own; this one is for pages that belong to no unit
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DB_FORMAT = "E164"

# -- pages -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / ".static" if RUN_DIR is None else RUN_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Sealed photos and documents: every web machine and worker reads and writes the same folder.
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_DIR, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        # Tests read the files where they are: nothing is collected for them.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE == "test"
# Widgets come from the same engine as pages: the crispy pack includes their templates for the parts of a date.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("preplainte",)
CRISPY_TEMPLATE_PACK = "preplainte"
CRISPY_FAIL_SILENTLY = False
# Cookies, not the session: a victim's visit never opens one. Messages hold no personal data.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# -- safety ----------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.number("SESSION_MINUTES", default=60, least=5) * 60
SIGN_IN_LOG_DAYS = env.number("SIGN_IN_LOG_DAYS", default=90, least=1)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "complaints.views.csrf.csrf_failure"

LOGIN_URL = "units:login"
LOGIN_REDIRECT_URL = "desk:inbox"
LOGOUT_REDIRECT_URL = "units:login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
# Behind a proxy everybody would have its address, and five failures of a stranger would lock the officer out.
AXES_CLIENT_IP_CALLABLE = "preplainte.limits.connection_of"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "units/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = AXES_ENABLE_ADMIN = False  # its log is to be read (units.admin), not deleted

# -- who runs the service: shown in the legal notice and in the privacy notice ---------------------------------
OPERATOR_NAME = env.text("OPERATOR_NAME", fallback="Opérateur de démonstration")
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS", fallback="1 rue de l’Exemple, 27000 Évreux")
OPERATOR_CONTACT = env.text("OPERATOR_CONTACT", fallback="contact@preplainte.example")
OPERATOR_HOST = env.text("OPERATOR_HOST", fallback="Hébergeur de démonstration")

# -- mail ------------------------------------------------------------------------------------------
# Django's SMTP backend for an on-premises relay, or any anymail backend for a provider.
EMAIL_BACKEND = env.dotted_path("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
if PRODUCTION and EMAIL_BACKEND.split(".")[-2] in ("console", "dummy", "filebased", "locmem", "test"):
    raise ImproperlyConfigured("EMAIL_BACKEND sends nothing: in production mails must leave, and stay out of logs.")
BY_PROVIDER = EMAIL_BACKEND.startswith("anymail.")
EMAIL_HOST = env.text("EMAIL_HOST", default="" if BY_PROVIDER else None, fallback="127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", default=25 if PRODUCTION else 1025, least=1, most=65_535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=PRODUCTION and not EMAIL_USE_SSL)
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set one of them.")
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT_SECONDS", default=10, least=1)
DEFAULT_FROM_EMAIL = env.address("DEFAULT_FROM_EMAIL", fallback="preplainte <ne-pas-repondre@preplainte.example>")
# Provider keys (ANYMAIL_POSTMARK_SERVER_TOKEN…) are read by anymail's own names from the environment.
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}
if PRODUCTION and BY_PROVIDER and not ANYMAIL.get("WEBHOOK_SECRET"):
    raise ImproperlyConfigured(
        "ANYMAIL_WEBHOOK_SECRET is not set: anybody could report bounces, see docs/environment.md."
    )
# Mailbox domains on the secured network: only there may a unit's mail carry the essentials of a file.
SECURE_MAIL_DOMAINS = tuple(d.lower() for d in env.words("SECURE_MAIL_DOMAINS", default="", fallback=""))

# -- background ------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# Celery would open a database connection for each task; `preplainte.celery` recycles them as requests do.
CELERY_DB_REUSE_MAX = 1_000_000
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A dead broker must not hold a victim's request: the outbox row is the truth, this is the wake-up.
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    # Redelivery after `kill -9` of a worker: 98 s with the defaults.
    "unacked_restore_interval": 1,
    "visibility_timeout": 60,
}
CELERY_BEAT_SCHEDULE = SCHEDULE

# -- rules of the service --------------------------------------------------------------------------
# Order of 2011 and its framework: contact within 24 hours, life of 30 days. Kept here, not in code.
CONTACT_HOURS = env.number("CONTACT_HOURS", default=24, least=1)
RETENTION_DAYS = env.number("RETENTION_DAYS", default=30, least=1)
DISMISSED_RETENTION_DAYS = env.number("DISMISSED_RETENTION_DAYS", default=7, most=RETENTION_DAYS)
DRAFT_DAYS = env.number("DRAFT_DAYS", default=7, least=1)
FILINGS_PER_ADDRESS = env.number("FILINGS_PER_ADDRESS", default=600, least=1)  # an hour
EVIDENCE_FILES = env.number("EVIDENCE_FILES", default=10, least=1)
EVIDENCE_MEGABYTES = env.number("EVIDENCE_MEGABYTES", default=10, least=1, most=50)
FILE_UPLOAD_HANDLERS, DATA_UPLOAD_MAX_NUMBER_FILES = ["preplainte.uploads.InMemory"], 500
CLAMD_SOCKET = env.text("CLAMD_SOCKET", default="")
PROPOSAL_HOURS = env.number("PROPOSAL_HOURS", default=48, least=1)
CLOSING_MAIL_HOURS = env.number("CLOSING_MAIL_HOURS", default=72, least=1)
ASK_DAYS = env.number("ASK_DAYS", default=7, least=1)  # to answer what the unit asks
ENDING_REMINDER_DAYS = env.number("ENDING_REMINDER_DAYS", default=5, least=1)  # before the erasure
RECORD_DAYS = env.number("RECORD_DAYS", default=1, least=1)  # before the erasure
DORMANT_DAYS = env.number("DORMANT_DAYS", default=90, least=7)
DORMANT_NOTICE_DAYS = env.number("DORMANT_NOTICE_DAYS", default=14, least=1)
INVITATION_HOURS = env.number("INVITATION_HOURS", default=72, least=1)
PASSWORD_RESET_TIMEOUT = INVITATION_HOURS * 3600  # Django's name for the life of such a link
EXPORT_AT_ONCE = env.number("EXPORT_AT_ONCE", default=20, least=1)  # files; more of them are prepared in the background
EXPORT_HOURS = env.number("EXPORT_HOURS", default=24, least=1)

LOG_LEVEL = env.choice("LOG_LEVEL", "DEBUG", "INFO", "WARNING", "ERROR", default="INFO")
LOGGING = logging_to_stderr(LOG_LEVEL)
