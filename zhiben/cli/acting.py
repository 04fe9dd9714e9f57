"""Running a command as the system; an expected refusal becomes a sentence, not a traceback."""

import sys
from collections.abc import Callable

from django.db import connections

from zhiben.kernel.access.actors import system_actor
from zhiben.kernel.access.bounds import acting_as
from zhiben.kernel.base.errors import Refusal


def run_as_system(run: Callable[[], int]) -> int:
    try:
        with acting_as(system_actor("command")):
            return run()
    except Refusal as refusal:
        print(f"{refusal.title}：{refusal.detail}", file=sys.stderr)
        return 2
    finally:
        connections.close_all()
