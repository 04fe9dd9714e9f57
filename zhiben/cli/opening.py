"""Bringing up what commands work on: the data folder and its keys, the database, its schema and reference data."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhiben.cli.places import ROOT
from zhiben.kernel.base.launcher.places import Places
from zhiben.kernel.base.launcher.problems import CannotStart
from zhiben.kernel.base.launcher.server import EmbeddedServer


@contextmanager
def database(data: Path) -> Iterator[EmbeddedServer | None]:
    """The database of a data folder, while the block runs; its address is in ``ZHIBEN_DATABASE_URL``.

    With an external address nothing is started and the value is None.
    """
    Places(data).make()
    make_session_key(Places(data).keys / "session.key")
    if os.environ.get("ZHIBEN_DATABASE_URL"):
        yield None
        return
    with EmbeddedServer(data) as server:
        os.environ["ZHIBEN_DATABASE_URL"] = server.url()
        os.environ["ZHIBEN_ADMIN_URL"] = server.url(user="postgres", database="postgres")
        try:
            yield server
        finally:
            del os.environ["ZHIBEN_DATABASE_URL"], os.environ["ZHIBEN_ADMIN_URL"]


@contextmanager
def opened(data: Path) -> Iterator[None]:
    """For a command: the database runs and is prepared, Django is set up."""
    with database(data):
        prepare()
        import django

        django.setup()
        yield


def prepare(*wishes: str) -> None:
    """Bring schema and reference data up to date, in a process of its own: it works as the owner of the tables."""
    environment = {**os.environ, "ZHIBEN_DB_ROLE": "owner", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "zhiben.cli.prepare", *wishes], env=environment, check=False, cwd=ROOT)
    if done.returncode != 0:
        raise CannotStart("数据库没有准备好，原因见上面的输出。")


def make_session_key(path: Path) -> None:
    """The key that signs sessions, made once; whole or not at all."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another command was quicker; its key counts
    finally:
        draft.unlink()
