"""As whom the server runs. PostgreSQL refuses root, so root becomes nobody inside a user namespace of its own.

That needs no new account and no change of rights, and works below a closed home. Where namespaces are forbidden, an
existing account is used, and the data must lie where that account can reach it.
"""

import ctypes
import os
import pwd
import signal
import sys
from pathlib import Path

from zhiben.kernel.base.launcher.problems import CannotStart

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY_ID = 65534
SAME, NAMESPACE = "same", "namespace"
ACCOUNTS = ("postgres", "nobody")


def choose_identity() -> str:
    """``same``, ``namespace`` or the name of an account (``ZHIBEN_PG_ACCOUNT`` decides for root)."""
    if os.geteuid() != 0:
        return SAME
    configured = os.environ.get("ZHIBEN_PG_ACCOUNT")
    if configured:
        return configured
    if _namespace_works():
        return NAMESPACE
    for name in ACCOUNTS:
        if _exists(name):
            return name
    raise CannotStart("当前是 root，PostgreSQL 不肯以 root 运行，系统又不允许用户命名空间。请换一个普通用户运行。")


def drop_to(identity: str) -> None:
    """In a freshly forked child: become who the server shall be. Irreversible."""
    if identity == NAMESPACE:
        _enter_namespace()
    elif identity != SAME:
        account = pwd.getpwnam(identity)
        os.setgroups([account.pw_gid])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)


def give_to(identity: str, *paths: Path) -> None:
    """Hand the server's own files to its account; check that it can get there at all."""
    if identity in (SAME, NAMESPACE):
        return
    account = pwd.getpwnam(identity)
    for path in paths:
        for item in (path, *path.rglob("*")):
            os.chown(item, account.pw_uid, account.pw_gid, follow_symlinks=False)
        if not _in_child(lambda path=path: _as_account(identity, path)):
            raise CannotStart(
                f"PostgreSQL 要以账号 {identity} 运行，但它进不了 {path}。"
                "请用 --data 指定一个它能进入的目录，例如 /var/lib/zhiben，或者用普通用户运行。"
            )


def die_with_parent(sign: int) -> None:
    """Ask the kernel to send ``sign`` to this process when its parent ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sign, 0, 0, 0)


def stop_when_orphaned(parent: int) -> None:
    """For a child that was just started by ``parent``: never outlive it.

    Killed, not asked: the database is going down at the same moment, and a tidy end would wait for it in vain.
    """
    die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _enter_namespace() -> None:
    uid, gid = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY_ID} {gid} 1")


def _namespace_works() -> bool:
    return sys.platform == "linux" and _in_child(_enter_namespace)


def _as_account(identity: str, path: Path) -> None:
    drop_to(identity)
    os.listdir(path)


def _in_child(attempt) -> bool:  # type: ignore[no-untyped-def]
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
