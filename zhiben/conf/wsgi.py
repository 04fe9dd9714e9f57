"""The WSGI entry: Django behind the spooling front."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from zhiben.conf.spooling import SpoolUploads  # noqa: E402

application = SpoolUploads(_django, folder=settings.DATA / "tmp")
