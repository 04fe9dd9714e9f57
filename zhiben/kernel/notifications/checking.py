"""Whether what an administrator has typed about a channel can work at all: said at once, beside the field."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from zhiben.kernel.base.errors import FieldError, InvalidInput
from zhiben.kernel.net.mail import Security
from zhiben.kernel.notifications.senders.email import is_address
from zhiben.kernel.notifications.senders.sms import FORM, JSON
from zhiben.kernel.notifications.terms import ChannelKind

METHODS: Final = ("POST", "GET", "PUT")
MOST_PER_MINUTE: Final = 20  # what WeCom and DingTalk allow
Checked = dict[str, Any]


def without_blanks(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, value.strip()) for name, value in values.items() if value and value.strip())


def clean_settings(kind: ChannelKind, given: Mapping[str, Any], secrets: Mapping[str, str]) -> Checked:
    """The settings as they are stored. Raises InvalidInput naming every field that cannot be right."""
    cleaned, errors = _CHECKS[kind](given, secrets)
    if errors:
        raise InvalidInput(*errors)
    return cleaned


def check_place(kind: ChannelKind, before: Mapping[str, Any], after: Mapping[str, Any], *, kept: Iterable[str]) -> None:
    """A secret that nobody may see again must not be had by naming another server for it to be sent to."""
    name, place = _SENT.get(kind, ("", _nowhere))
    if name in kept and place(before) != place(after):
        raise InvalidInput.of(name, "服务器或加密方式变了，请重新填写密码或密钥")


def _email(given: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Checked, list[FieldError]]:
    cleaned = {name: str(given.get(name) or "").strip() for name in ("host", "username", "from_address", "from_name")}
    port, security = given.get("port"), str(given.get("security") or "")
    errors = [FieldError(field="host", reason="请填写邮件服务器")] if not cleaned["host"] else []
    if not isinstance(port, int) or not 0 < port < 65536:
        errors.append(FieldError(field="port", reason="端口是 1 到 65535 的整数"))
    if security not in set(Security):
        errors.append(FieldError(field="security", reason="请选择加密方式"))
    if not is_address(cleaned["from_address"]):
        errors.append(FieldError(field="from_address", reason="发件邮箱写得不对"))
    return {**cleaned, "port": port, "security": security}, errors


def _sms(given: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Checked, list[FieldError]]:
    names = (
        "url",
        "body",
        "success_path",
        "success_value",
        "receipt_path",
        "report_id_path",
        "report_path",
        "report_value",
    )
    cleaned: Checked = {name: str(given.get(name) or "").strip() for name in names}
    cleaned["method"] = str(given.get("method") or "POST")
    cleaned["body_kind"] = str(given.get("body_kind") or JSON)
    cleaned["knows_id"] = bool(given.get("knows_id"))
    errors = _url("url", cleaned["url"])
    if cleaned["method"] not in METHODS or cleaned["body_kind"] not in (JSON, FORM):
        errors.append(FieldError(field="method", reason="请在列出的方式里选择"))
    if cleaned["body_kind"] == JSON and not _is_json(cleaned["body"] or "{}"):
        errors.append(FieldError(field="body", reason="请求内容要写成完整的 JSON"))
    if not any(blank in cleaned["url"] + cleaned["body"] for blank in ("{phone}",)):
        errors.append(FieldError(field="body", reason="请求里没有 {phone}，网关不知道发给谁"))
    if bool(cleaned["success_path"]) != bool(cleaned["success_value"]):
        errors.append(FieldError(field="success_value", reason="成功标志的位置和值要一起填写，或者都不填"))
    cleaned["headers"], wrong = _headers(str(given.get("headers") or ""))
    return cleaned, errors + wrong


def _webhook(given: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Checked, list[FieldError]]:
    url = str(given.get("url") or "").strip()
    return {"url": url}, _url("url", url)


def _bot(given: Mapping[str, Any], secrets: Mapping[str, str]) -> tuple[Checked, list[FieldError]]:
    number = given.get("per_minute") or MOST_PER_MINUTE
    errors = _url("url", secrets.get("url", ""))
    if not isinstance(number, int) or not 1 <= number <= MOST_PER_MINUTE:
        errors.append(FieldError(field="per_minute", reason=f"每分钟条数是 1 到 {MOST_PER_MINUTE} 的整数"))
    return {"per_minute": number, "format": "text" if given.get("format") == "text" else "markdown"}, errors


def _url(field: str, url: str) -> list[FieldError]:
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        right = False
    if right and parts.username is None and url.isascii() and url.isprintable() and " " not in url:
        return []
    return [
        FieldError(field=field, reason="请填写完整的地址，以 https:// 开头（列入允许范围的内网地址可以是 http://）")
    ]


def _headers(text: str) -> tuple[dict[str, str], list[FieldError]]:
    found: dict[str, str] = {}
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, colon, value = line.partition(":")
        token = name.strip().replace("-", "").replace("_", "")
        if not colon or not token.isascii() or not token.isalnum() or not value.isascii():
            return {}, [FieldError(field="headers", reason="请求头每行一个，写成“名称: 值”，只用英文")]
        found[name.strip()] = value.strip()
    return found, []


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _nowhere(settings: Mapping[str, Any]) -> tuple[Any, ...]:
    return ()


def _mail_server(settings: Mapping[str, Any]) -> tuple[Any, ...]:
    return (settings["host"], settings["port"], settings["security"])


def _gateway(settings: Mapping[str, Any]) -> tuple[Any, ...]:
    parts = urlsplit(settings["url"])
    return (parts.scheme, parts.hostname, parts.port)


# Which secret leaves the platform as it is, and to where.
_SENT: Final[dict[ChannelKind, tuple[str, Callable[[Mapping[str, Any]], tuple[Any, ...]]]]] = {
    ChannelKind.EMAIL: ("password", _mail_server), ChannelKind.SMS: ("key", _gateway),
}  # fmt: skip
_CHECKS: Final[
    dict[ChannelKind, Callable[[Mapping[str, Any], Mapping[str, str]], tuple[Checked, list[FieldError]]]]
] = {
    ChannelKind.EMAIL: _email,
    ChannelKind.SMS: _sms,
    ChannelKind.WEBHOOK: _webhook,
    ChannelKind.WECOM: _bot,
    ChannelKind.DINGTALK: _bot,
}
