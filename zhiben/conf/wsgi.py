"""The WSGI entry: Django behind the spooling front, which keeps the slow away, and the turns of those who are through."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from zhiben.conf.spooling import SpoolUploads  # noqa: E402
from zhiben.conf.turns import TakeTurns  # noqa: E402
from zhiben.portals.public_site.door import BODIES, ChecksDoor  # noqa: E402

application = SpoolUploads(ChecksDoor(TakeTurns(_django)), folder=settings.DATA / "tmp", small=BODIES)
