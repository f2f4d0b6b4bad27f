"""Settings, read from the environment; `.env.example` documents every variable."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.logs import logging_settings
from config.openapi import SPECTACULAR_SETTINGS  # noqa: F401
from config.storages import private_files

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

# --- Safety -----------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # demo accounts may exist
SECRET_KEY = env.str("SECRET_KEY")
FIELD_KEYS: list[str] = env.list("FIELD_KEYS")  # 32 bytes each, url-safe base64; the newest first
HASH_KEY = env.str("HASH_KEY")  # keyed hashes of resident IDs, apart from FIELD_KEYS
CERTIFICATE_KEYS: list[str] = env.list(
    "CERTIFICATE_KEYS"
)  # sign codes (docs/adr/0035); written as FIELD_KEYS
RETIRED_CERTIFICATE_KEYS: list[str] = env.list("RETIRED_CERTIFICATE_KEYS", default=[])  # their public parts
PDF_SIGNING_KEY = env.str("PDF_SIGNING_KEY", default="")  # path, or the file in base64 (docs/adr/0032)
PDF_SIGNING_PASSWORD, PDF_TIMESTAMP_URL = (
    env.str("PDF_SIGNING_PASSWORD", ""),
    env.str("PDF_TIMESTAMP_URL", ""),
)
DISPATCH_ITERATIONS = env.int("DISPATCH_ITERATIONS", default=1_000)  # of the route solver, per part of a plan
DISPATCH_SECONDS = env.int("DISPATCH_SECONDS", default=55)  # of a plan at most, everything counted in
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")  # https://tile.openstreetmap.org/{z}/{x}/{y}.png
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("TRUSTED_PROXY", default=False) else 0
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *([MAP_TILES_URL.split("/{")[0] + "/"] if MAP_TILES_URL else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- What is installed ------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "reopening",
    "approvals",
    "supplies",  # this order is the order in which demo data are loaded
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "config.static_files.StaticFiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "django_structlog",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.second_factor",
    "core.middleware.no_store",
    "core.middleware.canonical_text",
    "django_htmx.middleware.HtmxMiddleware",
    "config.errors.RefusalMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "core.forms.DeskRenderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.desk",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 300,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "options": "-c lock_timeout=3s -c statement_timeout=10s -c idle_in_transaction_session_timeout=30s",
        "prepare_threshold": 2,  # times that a kept statement is asked before the database keeps it too
    },
}
# Days for which a case keeps its people's data after its end (withdrawn, rejected, revoked, replaced), or after the
# firm last did something to it (draft, returned). No longer than the purpose needs (GB/T 35273-2020, 6.1): a firm that
# has not gone on for a quarter files anew, and health answers of that age are of no use to anybody.
RETENTION_DAYS = env.int("RETENTION_DAYS", default=90)
# Days before the deletion on which the firm of a draft or a returned case is told
RETENTION_NOTICE_DAYS = env.int("RETENTION_NOTICE_DAYS", default=14)
# Papers and photos of all applications of a firm together, those of cases that are over until they are deleted
FIRM_QUOTA_FILES = env.int("FIRM_QUOTA_FILES", default=600)
FIRM_QUOTA_MEGABYTES = env.int("FIRM_QUOTA_MEGABYTES", default=400)
CLAMD_URL = env.str("CLAMD_URL", default="")  # virus scanner; without it files are marked as not scanned
REDIS_URL = env.str("REDIS_URL")
# The same server in the words of redis-py, which spells a unix socket differently than Celery.
PLAIN_REDIS_URL = REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / ".local" / "media"))()
# Throttles and other short-lived counts. While the broker does not answer they are kept in private files, which
# all processes of the web share: limits on guessing hold.
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": env.str("CACHE_URL", default=PLAIN_REDIS_URL),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
    "spare": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(Path(MEDIA_ROOT) / "limits"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static"))()
STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", BASE_DIR / "node_modules" / "bootstrap" / "dist"),
    ("echarts", BASE_DIR / "node_modules" / "echarts" / "dist"),  # charts to explore (docs/adr/0070)
    ("jsqr", BASE_DIR / "node_modules" / "jsqr" / "dist"),  # reads QR codes where the browser cannot
]
STORAGES = {
    "default": private_files(env),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_COMPRESSED", default=True)
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Language and time --------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- People -------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "core.accounts.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "core:home"
ACCOUNT_ADAPTER = "core.accounts.DeskAccountAdapter"
ACCOUNT_FORMS = {"login": "core.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key", "look_up": "30/m/ip", "take_over": "10/5m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Reopening Desk"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by firms and administrators; mail may not work yet
MFA_REQUIRED_ROLES: list[str] = env.list("MFA_REQUIRED_ROLES", default=[])

# --- Mail -----------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="reopening-desk@localhost")
EMAIL_TIMEOUT = 10
# Text messages: empty for none, https://… (a gateway), file:/… (development); see core/sms.py
SMS_GATEWAY = env.str("SMS_GATEWAY", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")

# --- Jobs -----------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = False  # the job row, not the message, is what is finished
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_PUBLISH_RETRY = False  # the relay publishes again by itself
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KiB
CELERY_TASK_SOFT_TIME_LIMIT = 240  # seconds; every task renews its own, shorter lease
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS_LEVEL = "INFO"  # mail printed by the demo is not a warning
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "unacked_restore_interval": 10,
    "visibility_timeout": 360,
}

# --- API ------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "core.api.parsers.CanonicalJSONParser",
        "core.api.parsers.FormParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.KeysetPagination",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "DEFAULT_THROTTLE_RATES": {
        "verify_misses": "30/min",
        "register_feed": "120/min",  # pages of the public register, from one address
        "sign_up": "20/hour",
        "look_up": "30/min",
        "code_misses": "30/hour",  # wrong codes from one address
        "link_misses": "1000/hour",  # wrong codes at one link, from anywhere
        "joins": "60/hour",  # people who add themselves from one address
        "declarations": "30/hour",  # of one person
    },
    "EXCEPTION_HANDLER": "config.errors.problem",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# --- Logs -----------------------------------------------------------------------
LOGGING = logging_settings(
    level=env.str("LOG_LEVEL", default="INFO"), as_json=env.str("LOG_FORMAT", default="json") == "json"
)

# Documents made from the code by `make docs`, and what makes each.
DOCUMENTS = {
    "workflow.md": "core.workflow_document.document",
    "policy.md": "reopening.policy.document.document",
}
