"""Settings. What an operator decides comes from the environment; everything else is written here once."""

import os
from datetime import date
from pathlib import Path

from zhiben.conf.database import database_settings

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("ZHIBEN_DATA", ROOT / "var")).resolve()
MODE = os.environ.get("ZHIBEN_MODE", "demo")
DEMO = MODE == "demo"
ZHIBEN_TODAY = date.fromisoformat(os.environ["ZHIBEN_TODAY"]) if DEMO and os.environ.get("ZHIBEN_TODAY") else None
BASE_URL = os.environ.get("ZHIBEN_BASE_URL", "http://127.0.0.1:8000")
# Addresses inside the operator's own network that may be connected to: "10.2.0.0/16,127.0.0.1:2525".
INTERNAL_TARGETS = [one for one in os.environ.get("ZHIBEN_INTERNAL_TARGETS", "").split(",") if one.strip()]
# Tiles of the map: address with {z} {x} {y}, whom to name, in which datum they are drawn. None: a blank base.
MAP_TILES = os.environ.get("ZHIBEN_MAP_TILES", "")
MAP_ATTRIBUTION = os.environ.get("ZHIBEN_MAP_ATTRIBUTION", "")
MAP_DATUM = os.environ.get("ZHIBEN_MAP_DATUM", "WGS84")
MAP_DEEPEST = int(os.environ.get("ZHIBEN_MAP_DEEPEST", "18"))

# A face service to compare with; without an address every check goes by document and shows 未接入.
FACE_URL = os.environ.get("ZHIBEN_FACE_URL", "")
FACE_APP = os.environ.get("ZHIBEN_FACE_APP", "zhiben")
FACE_SECRET = os.environ.get("ZHIBEN_FACE_SECRET", "")


def _secret() -> str:
    """The signing key of sessions, made by the launcher in the data folder (mode 0600)."""
    path = DATA / "keys" / "session.key"
    return path.read_text().strip() if path.exists() else "not-for-serving-" + str(ROOT)


SECRET_KEY = os.environ.get("ZHIBEN_SECRET_KEY") or _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ZHIBEN_HOSTS", "*").split(",")
ROOT_URLCONF = "zhiben.conf.urls"
WSGI_APPLICATION = "zhiben.conf.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["zhiben.kernel.access.backends.UsersWithGrants"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "ninja",
    "zhiben.kernel.access",
    "zhiben.kernel.audit",
    "zhiben.kernel.evidence",
    "zhiben.kernel.parameters",
    "zhiben.kernel.numbering",
    "zhiben.kernel.events",
    "zhiben.kernel.jobs",
    "zhiben.kernel.notifications",
    "zhiben.kernel.marks",
    "zhiben.kernel.workflow",
    "zhiben.kernel.rules",
    "zhiben.kernel.indicators",
    "zhiben.kernel.search",
    "zhiben.kernel.api",
    "zhiben.kernel.ui",
    "zhiben.kernel.papers",
    "zhiben.kernel.records",
    "zhiben.kernel.testing",
    "zhiben.registry.agencies",
    "zhiben.registry.enterprises",
    "zhiben.registry.people",
    "zhiben.registry.projects",
    "zhiben.registry.equipment",
    "zhiben.domains.criteria",
    "zhiben.domains.standing",
    "zhiben.domains.certificates",
    "zhiben.domains.hazards",
    "zhiben.domains.listings",
    "zhiben.domains.interviews",
    "zhiben.domains.ladder",
    "zhiben.domains.accidents",
    "zhiben.domains.campaigns",
    "zhiben.domains.insight",
    "zhiben.portals.console",
    "zhiben.portals.public_site",
]

MIDDLEWARE = [
    "zhiben.kernel.ui.security.SecurityHeaders",
    "zhiben.portals.public_site.first.AnswerChecksFirst",
    "django.middleware.security.SecurityMiddleware",
    "zhiben.kernel.ui.assets.ServeAssets",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhiben.kernel.access.middleware.ActingAs",
    "zhiben.kernel.ui.refusals.TurnRefusalsIntoPages",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhiben.kernel.ui.shell.shell",
            ],
        },
    }
]

DATABASES = {
    "default": database_settings(
        os.environ.get("ZHIBEN_DATABASE_URL", "postgresql:///zhiben"), role=os.environ.get("ZHIBEN_DB_ROLE", "app")
    )
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "zhiben.kernel.access.hashers.FirstPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/home"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATE_FORMAT = "Y-m-d"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # the room in which every package keeps its periodic work

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zhiben.kernel.ui.assets.HashedStatic"},
}
CSRF_FAILURE_VIEW = "zhiben.kernel.ui.refusals.csrf_failed"
FILE_UPLOAD_TEMP_DIR = str(DATA / "tmp") if (DATA / "tmp").is_dir() else None
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SESSION_ENGINE = "zhiben.kernel.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ZHIBEN_TLS") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ZHIBEN_LOG", "INFO")},
    "loggers": {"django.db.backends": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
