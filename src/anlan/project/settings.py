"""Django settings, from typed `ANLAN_` variables. The reference page lists them all (a test compares)."""

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from anlan.project.environment import Environment
from anlan.project.runtime import running

env = Environment()

VAR = Path(env.text("VAR", "var", "Folder for everything the platform writes on its own")).resolve()
DEBUG = env.flag("DEBUG", default=False, meaning="Django's debug pages; never in production")
SECRET_KEY = env.secret("SECRET_KEY", "", "Key that signs sessions; made and kept in var/ when empty")
DATABASE_URL = env.text("DATABASE_URL", "", "PostgreSQL server; empty: the embedded one in var/")
NATS_URL = env.text("NATS_URL", "", "NATS servers, comma-separated; empty: the embedded one")
NATS_USER = env.text("NATS_USER", "", "NATS user of the platform's own processes")
NATS_PASSWORD = env.secret("NATS_PASSWORD", "", "Password of that user")
MQTT_URL = env.text("MQTT_URL", "", "MQTT broker for the gateway; empty: the embedded NATS listener")
MQTT_USERS = env.text(
    "MQTT_USERS",
    "anlan-mqtt-0,anlan-mqtt-1,anlan-mqtt-2,anlan-mqtt-3",
    "MQTT users of the gateway, comma-separated, a session for each: of the broker's accounts DEVICES_0, "
    "DEVICES_1 ...; one name for a broker without accounts",
)
LAKE_URL = env.text("LAKE_URL", "", "Delta Lake root (folder or object store); empty: var/lake")
PARTITIONS = env.whole("PARTITIONS", 4, "Number of reading partitions; change only on an empty log")
REPLICAS = env.whole("REPLICAS", 1, "Copies of each stream: 3 on a cluster of three brokers")
WEB_PORT = env.whole("WEB_PORT", 8000, "Port of the web process; another is chosen if it is taken")
WEB_HOST = env.text("WEB_HOST", "127.0.0.1", "Address the web process listens on")
ALLOWED = env.text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "Host names the web answers to")
PROXIES = env.text("PROXIES", "", "Addresses of proxies whose X-Forwarded headers are believed; empty: none")
HTTPS = env.flag("HTTPS", default=False, meaning="The site is reached over HTTPS: secure cookies and HSTS")
TILE_URL = env.text(
    "TILE_URL", "", "Base map tiles ({z}/{x}/{y}); empty: boundaries only, no internet needed"
)
LOG_LEVEL = env.text("LOG_LEVEL", "info", "debug, info, warning or error")


def _kept_secret(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url or "postgresql://postgres@127.0.0.1:5432/anlan")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "")) or parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, "pool": {"min_size": 1, "max_size": 16}},
        "TEST": {"NAME": None},
    }


EMBEDDED_DATABASE, EMBEDDED_BROKER = not DATABASE_URL, not NATS_URL
_found = {process.name: process for process in running.list_all(VAR / "run")}
_brokers = [process for name, process in _found.items() if name.startswith("nats-")]
if EMBEDDED_DATABASE and "postgres" in _found:
    DATABASE_URL = _found["postgres"].url
if EMBEDDED_BROKER:
    NATS_URL = ",".join(broker.url for broker in _brokers)
    MQTT_URL = MQTT_URL or ",".join(broker.mqtt_url for broker in _brokers)
    NATS_USER, NATS_PASSWORD = "anlan", _text_of(VAR / "broker" / "password")
LAKE_URL = LAKE_URL or str(VAR / "lake")

SECRET_KEY = SECRET_KEY or _kept_secret(VAR / "secret-key")
ALLOWED_HOSTS = ALLOWED.split(",")
DATABASES = {"default": _database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",
    "template_partials",
    "anlan.web",
    "anlan.records.access",
    "anlan.records.places",
    "anlan.records.assets",
    "anlan.telemetry",
    "anlan.maps",
]
MIDDLEWARE = [
    "anlan.project.security.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anlan.records.access.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
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
                "anlan.project.navigation.navigation",
            ],
        },
    }
]
ROOT_URLCONF = "anlan.project.urls"
ASGI_APPLICATION = "anlan.project.asgi.application"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["anlan.records.access.backends.AccountBackend"]
PUBLIC_PREFIXES = ["/static/", "/api/", "/language/"]
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["anlan.records.access.hashers.AccountHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "/static/"
NODE_MODULES = Path(__file__).parents[3] / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "anlan.web.libraries.LibraryFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "anlan.web.statics.VersionedStorage"},
}
WEB_STRINGS = ["anlan.web.strings.STRINGS", "anlan.telemetry.strings.STRINGS", "anlan.maps.strings.STRINGS"]
