"""The web server process of ``up``: granian over the WSGI entry, loaded once and then forked to share memory."""

import gc
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from zhiben.kernel.base.launcher.identity import stop_when_orphaned
from zhiben.kernel.base.launcher.supervisor import announced_parent

THREADS = 128  # most of them idle; an upload keeps one waiting, and 96 uploads may wait (see conf/spooling.py)


def main(text: str) -> None:
    """``text`` is JSON: host, port, workers, and certificate and key for TLS."""
    if parent := announced_parent():
        stop_when_orphaned(parent)
    options: dict[str, Any] = json.loads(text)
    from granian.constants import HTTPModes, Interfaces, SSLProtocols
    from granian.log import LogLevels
    from granian.server import Server

    from zhiben.conf.wsgi import application

    gc.collect()
    gc.freeze()
    main_process = os.getpid()

    def load() -> Any:
        """Runs in each worker: it must not outlive the server that listens for it."""
        stop_when_orphaned(main_process)
        return application

    certificate = options.get("certificate")
    server = Server(
        "zhiben.conf.wsgi:application", address=options["host"], port=options["port"], interface=Interfaces.WSGI,
        workers=options["workers"], blocking_threads=THREADS, backpressure=THREADS, http=HTTPModes.auto,
        websockets=False, log_level=LogLevels.error, respawn_failed_workers=True, workers_kill_timeout=6,
        ssl_cert=Path(certificate) if certificate else None, ssl_key=Path(options["key"]) if certificate else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )  # fmt: skip
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server.serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main(sys.argv[1])
