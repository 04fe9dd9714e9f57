"""Where the database is: ``ZHIBEN_DATABASE_URL``, which the launcher sets for the embedded one."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

APP_ROLE = "zhiben_app"


def database_settings(url: str, *, role: str) -> dict[str, Any]:
    """Django's settings for a ``postgresql://`` address. ``role``: ``app`` works as zhiben_app, ``owner`` as itself.

    The application never works as the owner of its tables: row-level security does not bind an owner.
    """
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    options: dict[str, Any] = {key: value for key, value in query.items() if key != "host"}
    if role == "app":
        options["assume_role"] = APP_ROLE
    pool_size = int(os.environ.get("ZHIBEN_DB_POOL", "0"))
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 20}
    return {
        "ENGINE": "zhiben.kernel.base.postgres",
        "NAME": unquote(parts.path.lstrip("/")) or "zhiben",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.get("port") or ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0 if pool_size else None,
        "CONN_HEALTH_CHECKS": not pool_size,
        "TEST": {"NAME": os.environ.get("ZHIBEN_TEST_DATABASE")},
    }
