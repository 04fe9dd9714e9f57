"""The process that owns one embedded server: makes the cluster, starts it, revives it, stops it when it is not used.

Run as ``python -S -m zhiben.kernel.base.launcher.keeper JOB`` with JOB in JSON. It says ``ready`` or ``error: …`` on
its standard output, then waits for the exclusive lock on the users file: that comes when the last user is gone.
"""

import json
import os
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from zhiben.kernel.base.launcher.identity import choose_identity, die_with_parent, drop_to, give_to
from zhiben.kernel.base.launcher.locks import FileLock
from zhiben.kernel.base.launcher.places import SOCKET_FILE
from zhiben.kernel.base.launcher.problems import CannotStart
from zhiben.kernel.base.launcher.processes import is_alive, kill_all, signal_quietly, wait_until, works_in

START_SECONDS = 120.0  # crash recovery may have to replay much
STOP_SECONDS = 20.0
AT_ONCE = 10  # revivals in one minute without a pause; after that each waits a little longer
LOG_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class KeeperJob:
    """What to keep, where; ``settings`` are lines of the configuration file."""

    binaries: str
    major: int
    cluster: str
    sockets: str
    log: str
    users: str
    keeper: str
    settings: dict[str, str]

    def to_json(self) -> str:
        return json.dumps(asdict(self))


class PostmasterDied(Exception):
    """The server ended although somebody uses it."""


class AskedToStop(Exception):
    """The machine is shutting down."""


class Keeper:
    def __init__(self, job: KeeperJob) -> None:
        self.job = job
        self.cluster = Path(job.cluster)
        self.pid = 0
        self.identity = choose_identity()
        self.log = os.open(job.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def start(self) -> None:
        """Make the cluster if there is none, put away what a dead server left, start, wait until it answers."""
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        self._check_version()
        self._configure()
        give_to(self.identity, Path(self.job.sockets))
        self._put_away_the_dead()
        self.pid = self._spawn(["postgres", "-D", str(self.cluster)], with_parent=True)
        wait_until(lambda: self._is_ready() or self._has_ended(), START_SECONDS)
        if not self._is_ready():
            self.stop()
            raise CannotStart(f"PostgreSQL 没有启动成功，原因见 {self.job.log}")

    def watch(self) -> None:
        """Until nobody uses the server: revive it when it dies. Returns with the server stopped."""
        users = FileLock(Path(self.job.users))
        revived: list[float] = []
        while True:
            try:
                signal.signal(signal.SIGCHLD, self._child_ended)
                self._child_ended(signal.SIGCHLD, None)
                users.take()
                break
            except PostmasterDied:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                revived = [*(at for at in revived if at > time.monotonic() - 60), time.monotonic()]
                time.sleep(min(max(0, len(revived) - AT_ONCE) * 0.2, 5.0))
                self.start()
            except AskedToStop:
                break
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.stop()

    def stop(self) -> None:
        """Fast shutdown, then immediate, then kill. Returns when the process is gone and reaped."""
        for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if self._has_ended():
                return
            signal_quietly(self.pid, sign)
            wait_until(self._has_ended, seconds)

    def _child_ended(self, _sign: int, _frame: FrameType | None) -> None:
        if self._has_ended():
            raise PostmasterDied

    def _has_ended(self) -> bool:
        if self.pid:
            try:
                ended, _ = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                ended = self.pid
            if ended:
                self.pid = 0
        return self.pid == 0

    def _is_ready(self) -> bool:
        """The server writes its status into the eighth line of its pid file."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _make_cluster(self) -> None:
        """Made beside and renamed at the end: a cluster that exists is whole."""
        new = self.cluster.with_name(self.cluster.name + ".new")
        if new.exists():
            _remove(new)
        new.mkdir(mode=0o700, parents=True)
        give_to(self.identity, new)
        locale = ["--locale=C.UTF-8"]
        if self.job.major >= 17:  # a locale of its own: equal on every system, and none has to be installed
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        pid = self._spawn([
            "initdb", "-D", str(new), "-U", "postgres", "-E", "UTF8", "--auth=trust", "--data-checksums",
            "--no-instructions", *locale,
        ])  # fmt: skip
        if os.waitpid(pid, 0)[1] != 0:
            raise CannotStart(f"建立数据库目录失败，原因见 {self.job.log}")
        new.rename(self.cluster)

    def _check_version(self) -> None:
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        if made_by != str(self.job.major):
            raise CannotStart(
                f"{self.cluster} 是 PostgreSQL {made_by} 建立的，现有程序是 {self.job.major}。"
                f"请用 ZHIBEN_PG_BIN 指定 {made_by} 的程序目录，或从备份恢复到新目录。"
            )

    def _configure(self) -> None:
        """Ours in a file of its own, rewritten at each start; an administrator's own lines in custom.conf win."""
        lines = {
            **self.job.settings, "listen_addresses": "", "unix_socket_directories": self.job.sockets,
            "unix_socket_permissions": "0700",
        }  # fmt: skip
        text = "".join(f"{key} = '{value}'\n" for key, value in lines.items())
        (self.cluster / "zhiben.conf").write_text("# 由治本写入，每次启动重写；自己的设置请写在 custom.conf\n" + text)
        (self.cluster / "pg_hba.conf").write_text("local all all trust\n")
        main = self.cluster / "postgresql.conf"
        if "zhiben.conf" not in main.read_text():
            with main.open("a") as file:
                file.write("\ninclude 'zhiben.conf'\ninclude_if_exists 'custom.conf'\n")

    def _put_away_the_dead(self) -> None:
        """After a kill the pid file names a process that is gone, a zombie, or by now somebody else.

        Only when no process of the old server is left (a backend may still be writing) its files are removed.
        """
        old = [pid for pid in works_in(self.cluster) if pid != os.getpid()]
        for pid in old:
            signal_quietly(pid, signal.SIGINT)
        if not wait_until(lambda: not any(map(is_alive, old)), STOP_SECONDS):
            kill_all(old)
            wait_until(lambda: not any(map(is_alive, old)), STOP_SECONDS)
        for leftover in (
            self.cluster / "postmaster.pid", Path(self.job.sockets, SOCKET_FILE),
            Path(self.job.sockets, SOCKET_FILE + ".lock"),
        ):  # fmt: skip
            leftover.unlink(missing_ok=True)

    def _spawn(self, command: list[str], *, with_parent: bool = False) -> int:
        program = os.path.join(self.job.binaries, command[0])
        pid = os.fork()
        if pid:
            return pid
        try:
            os.dup2(self.log, 1)
            os.dup2(self.log, 2)
            drop_to(self.identity)
            if with_parent:
                die_with_parent(signal.SIGINT)
            keep = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
            os.execve(program, [program, *command[1:]], {**keep, "LC_ALL": "C", "TZ": "UTC"})
        finally:
            os._exit(127)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder)


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))


def _asked_to_stop(_sign: int, _frame: FrameType | None) -> None:
    raise AskedToStop


def main(text: str) -> int:
    job = KeeperJob(**json.loads(text))
    own = FileLock(Path(job.keeper))
    if not wait_until(own.try_take, 5.0):  # somebody who asks whether it is held holds it for a moment
        print("error: 另一个进程正在看管这个数据库", flush=True)
        return 1
    _rotate(Path(job.log))
    try:
        keeper = Keeper(job)
        keeper.start()
    except (CannotStart, OSError) as error:
        print(f"error: {error}", flush=True)
        return 1
    signal.signal(signal.SIGTERM, _asked_to_stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print("ready", flush=True)
    for stream in (0, 1, 2):
        os.dup2(keeper.log, stream)
    keeper.watch()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
