"""Where everything lies in the data folder."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zhiben.kernel.base.launcher.problems import CannotStart

SOCKET_LIMIT = 107  # bytes the kernel keeps for the path of a unix socket
SOCKET_FILE = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """``data`` is absolute. ``make`` creates the folders, closed to everybody else."""

    data: Path

    @property
    def cluster(self) -> Path:
        return self.data / "pg"

    @property
    def run(self) -> Path:
        return self.data / "run"

    @property
    def log(self) -> Path:
        return self.data / "log"

    @property
    def keys(self) -> Path:
        return self.data / "keys"

    @property
    def tmp(self) -> Path:
        return self.data / "tmp"

    def make(self) -> None:
        for folder in (self.data, self.run, self.log, self.keys, self.tmp):
            folder.mkdir(parents=True, exist_ok=True)
        self.keys.chmod(0o700)
        self.run.chmod(0o711)  # the account of the server passes through to its socket folder, which is closed

    def socket_folder(self) -> Path:
        """``run/pg``, or a short folder under the temporary one when that path is too long for a socket."""
        folder = self.run / "pg"
        if len(os.fsencode(folder / SOCKET_FILE)) <= SOCKET_LIMIT:
            folder.mkdir(mode=0o700, exist_ok=True)
            return folder
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return _own_folder(Path(tempfile.gettempdir()) / f"zhiben-{os.geteuid()}-{digest}")


def _own_folder(folder: Path) -> Path:
    """A folder in a place others can write to: it must be really ours, or somebody could answer in our name."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (os.geteuid() != 0 and found.st_uid != os.geteuid()):
        raise CannotStart(f"{folder} 不属于当前用户，不能用来放数据库的套接字。请删除它，或换一个更短的 --data 目录。")
    folder.chmod(0o700)
    return folder
