"""Django's sessions in the database. Every page begins with reading one, which is done without the query builder."""

from typing import Any, Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

READ: Final = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(DatabaseSessions):
    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None  # gone or over: whatever is written gets a new one
            return {}
        return self.decode(row[0])

    @classmethod
    def get_model_class(cls) -> Any:
        return DatabaseSessions.get_model_class()
