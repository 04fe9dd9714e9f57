"""A whole platform of its own to mistreat: started as an operator starts it, killed piece by piece."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

from zhiben.kernel.base.launcher.processes import wait_until
from zhiben.kernel.base.launcher.server import ROOT, EmbeddedServer

START_SECONDS: Final = 90.0
BACK_SECONDS: Final = 10.0
PARTS: Final = {
    "web": "zhiben.cli.serving",
    "worker": "zhiben.kernel.jobs",
    "keeper": "zhiben.kernel.base.launcher.keeper",
    "postmaster": "/postgres\0-D",
}


def allowed(seconds: float) -> float:
    """A promise in seconds is made for a machine that is not busy with something else."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


class Platform:
    """``with Platform(folder) as p``: runs ``up --empty``, or the demo county, on a free port and is ready.

    ``prepared``: what is in the folder already, with as many processes as an operator has.
    """

    def __init__(
        self, data: Path, *, demo: bool = False, prepared: bool = False, patience: float = START_SECONDS
    ) -> None:
        self.data, self.patience = data, patience
        self.what = [] if demo else ["--empty"]
        self.port = _free_port()
        few = {} if demo or prepared else {"ZHIBEN_WEB_WORKERS": "1"}
        self.environment = {**clean_environment(), **few}
        self.log = data.parent / f"{data.name}.log"
        self.server = EmbeddedServer(data)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Platform":
        try:
            self.start()
        except BaseException:
            self.stop()  # what came too late must not stay behind
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "zhiben.cli", "up", *self.what, "--data", str(self.data), "--port", str(self.port)],
                cwd=ROOT, stdout=log, stderr=log, env=self.environment,
            )  # fmt: skip
        wait_until(lambda: self.is_ready() or self._has_ended(), allowed(self.patience), every=0.1)
        assert self.is_ready(), self.log.read_text()

    def _has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        """As Ctrl-C does. Nothing of ours may be left."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(allowed(30))
            self.process = None
        assert wait_until(lambda: not self.everything(), allowed(5.0)), self.everything()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def seconds_until_back(self) -> float:
        """After a kill, until ``/readyz`` says yes twice in a row."""
        started = time.monotonic()
        back = wait_until(lambda: self.is_ready() and self.is_ready(), allowed(BACK_SECONDS) * 2, every=0.05)
        assert back, self.last_words()
        return time.monotonic() - started

    def last_words(self) -> str:
        """What the platform and its database said before they fell silent, and what is still there."""
        database = self.data / "log" / "postgres.log"
        ended = self.process.poll() if self.process else "stopped"
        parts = {name: self.part(name) for name in PARTS}
        return f"up: {ended}; {parts}\n{self.log.read_text()[-4000:]}\n{database.read_text()[-4000:]}"

    def part(self, name: str) -> list[int]:
        """Process numbers of one part; of the web server first the listening process, then those that answer."""
        return sorted(pid for pid, words in _commands().items() if PARTS[name] in words and self._is_ours(pid, words))

    def everything(self) -> list[int]:
        return [pid for name in PARTS for pid in self.part(name)]

    def kill(self, name: str) -> None:
        """SIGKILL to one process of a part, the last one started; ``backend``: one that serves a connection;
        ``listener``: the web server itself."""
        if name == "backend":
            wait_until(lambda: len(self.server.processes()) > 1, allowed(BACK_SECONDS))
            os.kill(max(self.server.processes()), signal.SIGKILL)
            return
        part, which = ("web", 0) if name == "listener" else (name, -1)
        wait_until(lambda: bool(self.part(part)), allowed(BACK_SECONDS))
        os.kill(self.part(part)[which], signal.SIGKILL)

    def kill_supervisor(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None

    def _is_ours(self, pid: int, words: str) -> bool:
        if str(self.data) in words or f'"port": {self.port},' in words:
            return True
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False
        return f"ZHIBEN_DATA={self.data}\0".encode() in environment


def clean_environment() -> dict[str, str]:
    """Ours without what the test run has set for itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBEN_")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _commands() -> dict[int, str]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
