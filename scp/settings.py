"""Settings, read from the environment once.

One file: a reader sees every value in one place, and `scp.checks` refuses combinations that are
unsafe in production. `docs/runbooks/settings.md` lists the variables; docker-compose.yml may set
no variable that is not read here (a test compares the two).
"""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from scp.core import logs

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# --- What this installation is ------------------------------------------------------------------
# "development" (default), "test" or "production". Production switches the deploy checks from
# advice to refusal (scp/checks.py).
ENVIRONMENT = env.str("SCP_ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
INSECURE_SECRET_KEY = "insecure-development-key-never-used-in-production-0123456789"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address that stable URIs of plan items are built on. It is printed in every edition, so it
# must not change with the host a request came in on.
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="http://localhost:8000").rstrip("/")
# Shown on every page and in every document of an installation that is not a council's own.
DEMONSTRATION = env.bool("SCP_DEMONSTRATION", default=False)

# --- Applications -------------------------------------------------------------------------------
# Highest room first, as in docs/architecture.md.
ROOMS = [
    "scp.api",
    "scp.publication",
    "stakeholders",
    "procurement",
    "outcomes",
    "scp.plans",
    "scp.organisations",
    "scp.places",
    "scp.jobs",
    "scp.accounts",
    "scp.core",
]
INSTALLED_APPS = [
    *ROOMS,
    "allauth",
    "allauth.account",
    "csp",
    "django_structlog",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "scp.core.middleware.ResponseHeadersMiddleware",
    # Before whatever may answer by itself: a refusal and a redirect have a policy as well.
    "csp.middleware.CSPMiddleware",
    "scp.core.middleware.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "scp.core.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "scp.core.middleware.DomainErrorMiddleware",
    "scp.core.request_log.RequestLogMiddleware",
]
ROOT_URLCONF = "scp.urls"
WSGI_APPLICATION = "scp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database, cache, broker --------------------------------------------------------------------
# With DATABASE_URL or REDIS_URL unset, scp/embedded.py starts a real server below .data/ and sets
# the variable (and SCP_EMBEDDED) before settings are read. There is no third engine to fall to.
EMBEDDED = env.bool("SCP_EMBEDDED", default=False)
DATABASE = env.db("DATABASE_URL", default="postgresql://scp@localhost:5432/scp")
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        # A database host that drops packets must not hang /readyz.
        "OPTIONS": {"connect_timeout": 5, **DATABASE.get("OPTIONS", {})},
    }
}
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {
        "BACKEND": "scp.core.cache.BrokerIndependentCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# --- Drafting -----------------------------------------------------------------------------------
# Text that was typed and neither saved nor discarded is kept so long.
AUTOSAVE_DAYS = env.int("SCP_AUTOSAVE_DAYS", default=30)

# --- History of items ---------------------------------------------------------------------------
# The clock and not the start of the transaction, so that what one act wrote has an order.
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
# Histories are asked for by their item. An index for each thing pointed to is dear on every write.
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+", db_index=True)
# A past state may have a code that is no longer listed; and a new label needs no migration twice.
PGHISTORY_EXCLUDE_FIELD_KWARGS = {
    "django.db.models.CharField": ["choices"],
    "django.db.models.PositiveSmallIntegerField": ["choices"],
}

# --- Jobs ---------------------------------------------------------------------------------------
# A request never talks to the broker: it writes a Job row (scp/jobs). These are the worker's.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = env.int("CELERY_MAX_TASKS_PER_CHILD", default=50)
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_DEFAULT_QUEUE = "documents"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the broker is away, a worker is there when it comes back.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Results are in the database, so there is none to wait for (ten seconds) from a process that died.
CELERY_WORKER_LOST_WAIT = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Above the hard limit: Redis redelivers a task whose visibility ends while it still runs.
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
JOB_CELERY_APP = "scp.celery.app"
JOB_LEASE_SECONDS = env.int("SCP_JOB_LEASE_SECONDS", default=60)
JOB_MAX_ATTEMPTS = env.int("SCP_JOB_MAX_ATTEMPTS", default=5)
# /readyz answers 503 when the oldest waiting job is older than this.
JOB_WAITING_LIMIT_SECONDS = env.int("SCP_JOB_WAITING_LIMIT_SECONDS", default=600)

# --- Templates and forms ------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "scp.core.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        # allauth's e-mail texts and DRF's own pages are written in Django's language.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "scp.core.forms.GovukRenderer"

# --- Sign-in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "scp.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "scp.accounts.forms.LoginForm",
    "change_password": "scp.accounts.forms.ChangePasswordForm",
    "set_password": "scp.accounts.forms.SetPasswordForm",
    "reset_password": "scp.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "scp.accounts.forms.ResetPasswordKeyForm",
    "add_email": "scp.accounts.forms.AddEmailForm",
    "reauthenticate": "scp.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Proxies of ours between browsers and this process: the limits on sign-in go by the address that
# the outermost of them saw. With none, X-Forwarded-For is anybody's word and is not read.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
WHITENOISE_USE_FINDERS = not PRODUCTION
# Rendered documents and kept copies of sources, by content hash. Any S3 by settings:
# SCP_FILE_STORAGE names the backend, SCP_FILE_STORAGE_OPTIONS its bucket and address.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / ".data" / "media"))()
MEDIA_URL = "/media-is-never-served-directly/"
STORAGES = {
    "default": {
        "BACKEND": env.str(
            "SCP_FILE_STORAGE", default="django.core.files.storage.FileSystemStorage"
        ),
        "OPTIONS": env.json("SCP_FILE_STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# The largest copy of a source that is kept, in bytes. At most 40 MB: LARGEST_BODY stops more.
EVIDENCE_FILE_LIMIT = env.int("SCP_EVIDENCE_FILE_MB", default=20) * 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Two files of the largest size that an import reads (scp.core.tables.MAX_BYTES), and their form.
LARGEST_BODY = 42_000_000
LARGEST_BODY_VIEW = "scp.api.errors.too_large"

# --- Headers ------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "scp.core.views.csrf_failure"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail ---------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
# After how many days without a change or a look somebody should say that an item still holds, and
# how long after something is due each rung is told: owner, organisation lead, plan lead.
STALE_AFTER_DAYS = env.int("STALE_AFTER_DAYS", default=365)
REMINDER_STEPS_DAYS = env.list("REMINDER_STEPS_DAYS", cast=int, default=[0, 14, 28])
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["scp.api.permissions.DenyAll"],
    "DEFAULT_SCHEMA_CLASS": "scp.api.openapi.ViewSchema",
    "EXCEPTION_HANDLER": "scp.api.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Strategic commissioning plans",
    "DESCRIPTION": "Published plans of a place: editions, outcomes, needs, indicators, pieces.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {
        "name": "Open Government Licence v3.0",
        "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    },
    "SERVERS": [{"url": "/"}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Types are pydantic's, which names its own enumerations.
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,
}

# --- Logs ---------------------------------------------------------------------------------------
LOG_FORMAT = env.str("SCP_LOG_FORMAT", default="json" if PRODUCTION else "console")
LOG_LEVEL = env.str("SCP_LOG_LEVEL", default="INFO")
# Captured parts of a route that may be logged, and the name they get in the log line.
LOG_URL_NAMES = {"slug": "plan", "plan_slug": "plan"}
LOGGING = logs.config(LOG_FORMAT, LOG_LEVEL)
