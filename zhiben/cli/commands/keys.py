"""``keys list|rotate|withdraw``: the keys that sign certificates, a new one, one that got into wrong hands."""

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Final

from zhiben.cli.command import Command

if TYPE_CHECKING:
    from zhiben.domains.certificates.public import SigningKey

WHAT: Final = ("list", "rotate", "withdraw")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=WHAT, metavar="list|rotate|withdraw",
        help="列出签名密钥和重新签发的进度；启用新密钥（旧码照样有效）；撤销一把泄露的密钥（它签的码变红，在用证照自动换新码）",
    )  # fmt: skip
    parser.add_argument("number", nargs="?", type=int, metavar="编号", help="撤销哪一把")
    parser.add_argument("--reason", default="", metavar="原因", help="为什么撤销，记入审计")
    parser.add_argument("--json", action="store_true", help="list 输出 JSON")


def run(options: Namespace) -> int:
    from zhiben.domains.certificates.public import rotate_signing_key, signing_key_list
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now

    if options.what == "list":
        return _show(signing_key_list(), as_json=options.json)
    if options.what == "withdraw":
        return _withdraw(options)
    number = rotate_signing_key(actor=system_actor("command"), at=now())
    print(f"从现在起用 {number} 号密钥签发；以前签发的二维码照样有效。请把密钥文件备份到平时存放密钥的地方。")
    return 0


def _show(found: "list[SigningKey]", *, as_json: bool) -> int:
    if as_json:
        rows = [
            {"number": one.number, "key_id": one.key_id, "made_at": one.made_at.isoformat(timespec="seconds"),
             "state": _state(one), "used": one.used, "left": one.left}
            for one in found
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    words = {"current": "正在签发", "believed": "继续有效", "withdrawn": "已撤销"}
    for one in found:
        left = f"，还有 {one.left} 张证照等待换新码" if one.left else ""
        print(
            f"{one.number:>4}  {one.key_id}  {one.made_at:%Y-%m-%d}  {words[_state(one)]}，在用二维码 {one.used} 个{left}"
        )
    return 0


def _state(key: "SigningKey") -> str:
    return "withdrawn" if key.withdrawn else "current" if key.current else "believed"


def _withdraw(options: Namespace) -> int:
    from zhiben.domains.certificates.public import withdraw_key
    from zhiben.kernel.access.actors import system_actor
    from zhiben.kernel.base.clock import now
    from zhiben.kernel.base.errors import InvalidInput
    from zhiben.kernel.jobs.tasks import run_soon

    if options.number is None:
        raise InvalidInput.of("number", "请写明撤销几号密钥，用 keys list 查看编号")
    left = withdraw_key(actor=system_actor("command"), number=options.number, reason=options.reason, at=now())
    run_soon("certificates.sign_again")
    print(f"{options.number} 号密钥已撤销，它签的二维码从现在起一律不可信。")
    print(f"{left} 张在用证照由后台换新码，平台运行时自动进行；用 keys list 看进度。已打印的证照和码牌要重新打印。")
    return 0


COMMAND = Command(name="keys", help="证照签名密钥：列出、更换、撤销", run=run, arguments=arguments)
