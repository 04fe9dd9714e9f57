"""File locks. The kernel lets go of them when the holder ends, also when it was killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One open file description; not inherited by programs that are started later."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self) -> None:
        fcntl.flock(self.fd, fcntl.LOCK_EX)

    def share(self) -> None:
        fcntl.flock(self.fd, fcntl.LOCK_SH)

    def try_take(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def try_share(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.fd, kind | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time."""
    lock = FileLock(path)
    try:
        lock.take()
        yield
    finally:
        lock.close()


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock exclusively right now. Askers do not disturb each other."""
    lock = FileLock(path)
    try:
        return not lock.try_share()
    finally:
        lock.close()


def is_shared(path: Path) -> bool:
    """Whether somebody holds the lock shared right now."""
    lock = FileLock(path)
    try:
        return not lock.try_take() and lock.try_share()
    finally:
        lock.close()
