"""What ``up`` does: prepare, start web and worker, say when it is ready, stop cleanly."""

import http.client
import json
import os
import socket
import ssl
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from zhiben.cli.opening import database, prepare
from zhiben.cli.places import ROOT
from zhiben.kernel.base.launcher.locks import FileLock
from zhiben.kernel.base.launcher.places import Places
from zhiben.kernel.base.launcher.problems import CannotStart
from zhiben.kernel.base.launcher.server import EmbeddedServer
from zhiben.kernel.base.launcher.supervisor import Child, Supervisor

WEB_WORKERS = 2
POOL = 10  # database connections per web process; an upload that is still arriving holds none


def up(options: Namespace) -> int:
    started = time.monotonic()
    places = Places(options.data)
    places.make()
    only_one = FileLock(places.run / "up.lock")
    if not only_one.try_take():
        raise CannotStart(f"数据目录 {options.data} 的平台已经在运行。要再开一个，请用 --data 指定另一个目录。")
    _check_port(options.host, options.port)
    certificate = _certificate(options, places)
    url = f"{'https' if certificate else 'http'}://{_shown(options.host)}:{options.port}"
    os.environ["ZHIBEN_TLS"] = "1" if certificate else "0"
    os.environ.setdefault("ZHIBEN_BASE_URL", url)
    with database(options.data) as server:
        prepare(*(["demo"] if _is_demo(options) else []))
        _supervise(options, certificate, server, _Announcer(url, options, started))
    say("已停止。")
    return 0


def _is_demo(options: Namespace) -> bool:
    return not options.empty and os.environ.get("ZHIBEN_MODE", "demo") == "demo"


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _supervise(
    options: Namespace, certificate: tuple[Path, Path] | None, server: EmbeddedServer | None, announce: "_Announcer"
) -> None:
    web = {
        "host": options.host, "port": options.port,
        "workers": int(os.environ.get("ZHIBEN_WEB_WORKERS", WEB_WORKERS)),
    }  # fmt: skip
    if certificate:
        web |= {"certificate": str(certificate[0]), "key": str(certificate[1])}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    children = [
        Child(
            "网页服务", [sys.executable, "-m", "zhiben.cli.serving", json.dumps(web)],
            {**environment, "ZHIBEN_DB_POOL": os.environ.get("ZHIBEN_DB_POOL", str(POOL))},
        ),
        Child("后台任务", [sys.executable, "-m", "zhiben.kernel.jobs"], environment),
    ]  # fmt: skip
    Supervisor(children, look_after=_revive(server), say=say).run(announce)


def _revive(server: EmbeddedServer | None) -> Callable[[], None]:
    """The keeper revives a dead server; if the keeper itself was killed, start another one."""

    def look() -> None:
        if server is not None and not server.is_kept():
            say("数据库意外退出，正在重新启动")
            server.ensure_running()

    return look


class _Announcer:
    """Asks ``/readyz`` until it says yes, then says so once."""

    def __init__(self, url: str, options: Namespace, started: float) -> None:
        self.url, self.options, self.started = url, options, started
        self.said = False

    def __call__(self) -> None:
        if self.said or not self._is_ready():
            return
        self.said = True
        say(f"已就绪：{self.url} （{time.monotonic() - self.started:.1f} 秒）。按 Ctrl-C 停止。")
        if _is_demo(self.options):
            say("登录页上列着演示账号。里面的人、企业和项目都是编的。")
        elif self.options.empty:
            say("第一次使用：另开一个窗口，开通第一个系统管理员，再用它登录，按“开通向导”上传人员表：")
            say("  python3 -m zhiben user add 账号 --role system_admin --reach 区划代码 --full-name 姓名")

    def _is_ready(self) -> bool:
        host, port = _shown(self.options.host).strip("[]"), self.options.port
        connection: http.client.HTTPConnection
        if self.url.startswith("https"):
            connection = http.client.HTTPSConnection(host, port, timeout=2, context=_trusting())
        else:
            connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _trusting() -> ssl.SSLContext:
    """We ask ourselves over loopback; the certificate may be our own or made for another name."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate(options: Namespace, places: Places) -> tuple[Path, Path] | None:
    if not options.tls:
        return None
    if options.tls == ["self"]:
        from zhiben.cli.certificates import self_signed

        return self_signed(places.keys, options.host)
    if len(options.tls) != 2:
        raise CannotStart("--tls 后面写 self，或者写证书文件和私钥文件两个路径。")
    certificate, key = (Path(given).resolve() for given in options.tls)
    for file in (certificate, key):
        if not os.access(file, os.R_OK):
            raise CannotStart(f"读不到 {file}。")
    return certificate, key


def _check_port(host: str, port: int) -> None:
    """Before anything is started: the server itself would share the port with another one without a word."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise CannotStart(f"没有权限监听端口 {port}，请用 1024 以上的端口，例如 --port 8000。") from error
    except socket.gaierror as error:
        raise CannotStart(f"不认识的地址 {host}，请检查 --host。") from error
    except OSError as error:
        raise CannotStart(f"端口 {port} 已被占用或地址 {host} 不属于本机，请用 --port 换一个端口。") from error


def _shown(host: str) -> str:
    """The address a person can open when all addresses are listened on."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
