"""``python -m zhiben.kernel.notifications``: a sender alone, where sending has a process or a machine of its own."""

import os
import signal
from threading import Event


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.conf.settings")
    import django

    django.setup()
    from zhiben.kernel.notifications.sending import Sender

    asked = Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: asked.set())
    sender = Sender()
    sender.start()
    while not asked.wait(1.0) and sender.is_alive():
        pass
    sender.stop()


if __name__ == "__main__":
    main()
