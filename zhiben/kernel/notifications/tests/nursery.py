"""A process that makes senders on demand: set up once, it forks one for each line it reads and says its number.

Killing a sender is then a matter of milliseconds, so that many can die in a short test.
"""

import os
import signal
import sys
import time
from datetime import timedelta

LEASE_SECONDS = 2


def main() -> None:
    import django

    django.setup()
    from zhiben.kernel.notifications import circuit
    from zhiben.kernel.notifications.sending import Sender

    circuit.FIRST_WAIT = 0.5  # type: ignore[misc]  # a test has no hours to wait

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not waited for
    print("ready", flush=True)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            sender = Sender(lease=timedelta(seconds=LEASE_SECONDS))
            sender.start()
            while True:
                time.sleep(60)
        print(child, flush=True)


if __name__ == "__main__":
    main()
