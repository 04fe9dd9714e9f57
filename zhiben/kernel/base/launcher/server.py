"""Using the embedded server: several commands share one, the first starts it, the last one out stops it."""

import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

from zhiben.kernel.base.launcher.binaries import find_binaries
from zhiben.kernel.base.launcher.keeper import START_SECONDS, KeeperJob
from zhiben.kernel.base.launcher.locks import FileLock, alone, is_held, is_shared
from zhiben.kernel.base.launcher.places import Places
from zhiben.kernel.base.launcher.problems import CannotStart
from zhiben.kernel.base.launcher.processes import is_alive, wait_until, works_in

ROOT = Path(__file__).resolve().parents[4]
SMALL = {
    "max_connections": "60", "shared_buffers": "64MB", "work_mem": "8MB", "maintenance_work_mem": "64MB",
    "max_wal_size": "512MB", "autovacuum_max_workers": "2", "max_worker_processes": "4", "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1", "jit": "off", "timezone": "UTC", "log_timezone": "Asia/Shanghai",
    "log_min_duration_statement": "1000", "idle_in_transaction_session_timeout": "600s", "max_wal_senders": "4",
    "password_encryption": "scram-sha-256",
}  # fmt: skip
# From this Linux on syncfs reports errors, so recovery may use it: ten times faster than file by file.
SYNCFS_SINCE = (5, 8)
SCRATCH = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off",
    "idle_in_transaction_session_timeout": "0",
}  # fmt: skip


class EmbeddedServer:
    """One user of the server of a data folder. ``scratch`` trades durability for speed, for tests."""

    def __init__(self, data: Path, *, scratch: bool = False) -> None:
        self.places = Places(data.resolve())
        self.scratch = scratch
        self._users: FileLock | None = None
        self._started: subprocess.Popen[str] | None = None

    def __enter__(self) -> "EmbeddedServer":
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def acquire(self) -> None:
        """Returns when the server answers. Until ``release`` (or the end of this process) nobody stops it."""
        self.places.make()
        users = FileLock(self._lock("users"))
        users.share()  # waits while a keeper is just stopping the server
        self._users = users
        try:
            self.ensure_running()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """The keeper stops the server when this was the last user; wait for that, so that nothing is left behind."""
        if self._users is None:
            return
        self._users.close()
        self._users = None
        self._wait_for_keeper()

    def ensure_running(self) -> None:
        """Start a keeper unless one lives. Callers hold the users lock, so it will not stop under them."""
        with alone(self._lock("start")):
            if not self._is_ready_soon():
                self._start_keeper()

    def is_kept(self) -> bool:
        """Whether a keeper looks after the server right now."""
        return is_held(self._lock("keeper"))

    def processes(self) -> list[int]:
        """Process numbers of the server, for measuring and for tests."""
        return works_in(self.places.cluster)

    def url(self, *, user: str = "zhiben", database: str = "zhiben") -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.places.socket_folder()), safe='')}"

    def _lock(self, name: str) -> Path:
        return self.places.run / f"postgres.{name}.lock"

    def _job(self) -> KeeperJob:
        binaries = find_binaries()
        settings = dict(SMALL)
        if binaries.major >= 18:
            settings["io_method"] = "sync"  # saves three processes that one small machine does not need
        if sys.platform == "linux" and _kernel() >= SYNCFS_SINCE:
            settings["recovery_init_sync_method"] = "syncfs"
        if self.scratch:
            settings |= SCRATCH
        return KeeperJob(
            binaries=str(binaries.folder), major=binaries.major, cluster=str(self.places.cluster),
            sockets=str(self.places.socket_folder()), log=str(self.places.log / "postgres.log"),
            users=str(self._lock("users")), keeper=str(self._lock("keeper")), settings=settings,
        )  # fmt: skip

    def _start_keeper(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        self._started = subprocess.Popen(
            [sys.executable, "-S", "-m", "zhiben.kernel.base.launcher.keeper", self._job().to_json()],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT, env=environment,
            start_new_session=True,
        )  # fmt: skip
        assert self._started.stdout is not None  # noqa: S101
        said = self._started.stdout.readline().strip()
        self._started.stdout.close()
        if said != "ready":
            raise CannotStart(said.removeprefix("error: ") or "数据库的看管进程意外退出")

    def _is_ready_soon(self) -> bool:
        """False when nobody keeps the server. Another command may be starting it, or the keeper may be reviving it."""
        until = time.monotonic() + START_SECONDS
        while self.is_kept():
            if self._answers():
                return True
            if time.monotonic() > until:
                raise CannotStart(f"数据库没有启动成功，原因见 {self.places.log / 'postgres.log'}")
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        try:
            lines = (self.places.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and is_alive(int(lines[0]))

    def _wait_for_keeper(self) -> None:
        """If this was the last user, until the server is stopped."""
        wait_until(lambda: not self.is_kept() or is_shared(self._lock("users")), 30.0)
        if self._started is not None:
            self._started.poll()


def _kernel() -> tuple[int, ...]:
    """Major and minor number of the running kernel; (0,) when it cannot be told."""
    numbers = re.match(r"(\d+)\.(\d+)", platform.release())
    return tuple(map(int, numbers.groups())) if numbers else (0,)
