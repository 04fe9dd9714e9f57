"""复制群通知: plain text to paste into a chat, with the link."""

from collections.abc import Iterable
from urllib.parse import urljoin

from django.conf import settings


def group_text(title: str, lines: Iterable[str], link: str = "") -> str:
    """Title in brackets, one line each, the link last and absolute. Empty lines are left out."""
    body = [line.strip() for line in lines if line.strip()]
    tail = [f"查看办理：{urljoin(settings.BASE_URL + '/', link)}"] if link else []
    return "\n".join([f"【{title}】", *body, *tail])
