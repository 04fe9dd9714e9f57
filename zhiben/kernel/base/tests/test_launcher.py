"""The embedded server: shared by commands, stopped by the last, revived after a kill, whatever the path or the user."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhiben.kernel.base.launcher.binaries import find_binaries
from zhiben.kernel.base.launcher.identity import ACCOUNTS
from zhiben.kernel.base.launcher.places import SOCKET_FILE, SOCKET_LIMIT, Places
from zhiben.kernel.base.launcher.problems import CannotStart
from zhiben.kernel.base.launcher.processes import is_alive, wait_until
from zhiben.kernel.base.launcher.server import ROOT, EmbeddedServer


@pytest.fixture
def data() -> Iterator[Path]:
    """Short, because the path of a socket is limited; not pytest's own temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="zb-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def ask(server: EmbeddedServer, query: str) -> object:
    with psycopg.connect(server.url(user="postgres", database="postgres")) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def postmaster(server: EmbeddedServer) -> int:
    return int((server.places.cluster / "postmaster.pid").read_text().splitlines()[0])


def test_the_last_user_stops_the_server_and_nothing_is_left(data: Path) -> None:
    first, second = EmbeddedServer(data), EmbeddedServer(data)
    first.acquire()
    second.acquire()
    first.release()
    assert ask(second, "select 1") == 1
    second.release()
    assert not second.is_kept()
    assert second.processes() == []


def test_two_processes_at_once_start_one_server(data: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from zhiben.kernel.base.launcher.server import EmbeddedServer\n"
        "with EmbeddedServer(Path(sys.argv[1])) as s: print(len(set(map(int, s.processes()))) > 0)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(data)], stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) for _ in range(3)
    ]  # fmt: skip
    assert [process.communicate(timeout=60)[0] for process in started] == ["True\n"] * 3
    assert EmbeddedServer(data).processes() == []


def test_checksums_are_on_and_commits_are_durable(data: Path) -> None:
    with EmbeddedServer(data) as server:
        asked = ["data_checksums", "fsync", "synchronous_commit", "listen_addresses", "server_encoding"]
        assert [ask(server, f"show {name}") for name in asked] == ["on", "on", "on", "", "UTF8"]
        assert ask(server, "select lower('ÀÉ')") == "àé"


def test_a_killed_server_is_back_with_everything_it_had_acknowledged(data: Path) -> None:
    with EmbeddedServer(data) as server:
        with psycopg.connect(server.url(user="postgres", database="postgres")) as connection:
            connection.execute("create table t as select generate_series(1, 5000) i")
        old = postmaster(server)
        os.kill(old, signal.SIGKILL)
        wait_until(lambda: not is_alive(old), 5)
        server.ensure_running()
        assert ask(server, "select count(*) from t") == 5000
        assert postmaster(server) != old


def test_killing_keeper_and_server_together_leaves_nothing_that_blocks_the_next_start(data: Path) -> None:
    server = EmbeddedServer(data)
    server.acquire()
    assert server._started is not None
    victims = [server._started.pid, postmaster(server)]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert not is_alive(victims[0]) or wait_until(lambda: not is_alive(victims[0]), 5)
    server.ensure_running()
    assert ask(server, "select 1") == 1
    server.release()
    assert server.processes() == []


def test_a_pid_file_that_names_a_stranger_does_not_block_the_start(data: Path) -> None:
    with EmbeddedServer(data) as server:
        lines = (server.places.cluster / "postmaster.pid").read_text().splitlines()
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        (data / "pg" / "postmaster.pid").write_text("\n".join([str(bystander.pid), *lines[1:]]))
        with EmbeddedServer(data) as server:
            assert ask(server, "select 1") == 1
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_long_path_gets_a_short_socket(data: Path) -> None:
    deep = data / ("很长的目录名" * 8)
    with EmbeddedServer(deep) as server:
        assert ask(server, "select 1") == 1
        assert len(os.fsencode(server.places.socket_folder() / SOCKET_FILE)) <= SOCKET_LIMIT
    shutil.rmtree(Places(deep.resolve()).socket_folder())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_root_without_namespaces_uses_an_account(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBEN_PG_ACCOUNT", ACCOUNTS[-1])
    with EmbeddedServer(data) as server:
        assert ask(server, "select 1") == 1
        assert (data / "pg").stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to the account")
def test_an_account_that_cannot_reach_the_data_is_named_in_the_problem(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBEN_PG_ACCOUNT", ACCOUNTS[-1])
    data.chmod(0o700)
    with pytest.raises(CannotStart, match="进不了"):
        EmbeddedServer(data).acquire()


@pytest.mark.skipif(os.geteuid() != 0, reason="already an ordinary user")
def test_an_ordinary_user_needs_nothing_special(data: Path) -> None:
    shutil.chown(data, 65534, 65534)
    code = (
        "import sys; from pathlib import Path; from zhiben.kernel.base.launcher.server import EmbeddedServer\n"
        "with EmbeddedServer(Path(sys.argv[1])) as s: print(s.is_kept())"
    )
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run(
                [python, "-c", code, str(data)], capture_output=True, text=True, user=65534, group=65534, cwd="/",
                env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "ZHIBEN_PG_BIN": str(find_binaries().folder)},
                check=False,
            )  # fmt: skip
        except (PermissionError, FileNotFoundError):
            continue  # this interpreter lies in root's closed home
        assert done.stdout == "True\n", done.stderr
        return
    pytest.skip("no interpreter that an ordinary user may run")


def test_data_of_another_version_is_refused_with_what_to_do(data: Path) -> None:
    with EmbeddedServer(data):
        pass
    (data / "pg" / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match="ZHIBEN_PG_BIN"):
        EmbeddedServer(data).acquire()
