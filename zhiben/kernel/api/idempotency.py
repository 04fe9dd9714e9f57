"""Writes that may be sent again. The key's row is the first thing the write's transaction inserts.

Same key and same request: the first answer again. Same key, other request: 422. The same key still being worked on:
wait for it, at most ten seconds, then 409. A refused write leaves no row: it changed nothing and may be tried again.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse

from zhiben.kernel.access.middleware import actor_of
from zhiben.kernel.api.models import KeyedWrite
from zhiben.kernel.base.clock import now
from zhiben.kernel.base.errors import InvalidInput, WrongState

F = TypeVar("F", bound=Callable[..., Any])
HEADER: Final = "Idempotency-Key"
KEPT: Final = timedelta(days=90)
WAIT: Final = "10s"
MARK: Final = "idempotent"
CLAIM: Final = """
select set_config('lock_timeout', %(wait)s, true);
insert into api_keyedwrite (owner, key, digest, created_at, status, content_type, answer)
values (%(owner)s, %(key)s, %(digest)s, %(at)s, 0, '', '') on conflict (owner, key) do nothing returning id;
select set_config('lock_timeout', '0', true);
"""


def idempotent(operation: F) -> F:
    """Put under the route of every write. Without the header the write simply happens."""

    @wraps(operation)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None:
            return operation(request, *args, **kwargs)
        earlier = _claim(request, key)
        return earlier if earlier is not None else operation(request, *args, **kwargs)

    setattr(once, MARK, True)
    return cast(F, once)


def unrepeatable(operation: F) -> F:
    """In the place of ``idempotent`` where the answer must be kept nowhere: a full number. Each call counts by itself."""
    setattr(operation, MARK, True)
    return operation


def keep_answer(request: HttpRequest, response: HttpResponse) -> None:
    """Store what a claimed write was answered with, before its transaction commits."""
    row_id = getattr(request, "keyed_write", None)
    if row_id is None or connection.needs_rollback:
        return
    if response.status_code >= 400:
        # Refused without an exception: nothing to repeat, the key may be used again.
        KeyedWrite.objects.filter(pk=row_id).delete()
        return
    KeyedWrite.objects.filter(pk=row_id).update(
        status=response.status_code, content_type=response["Content-Type"], answer=response.content.decode()
    )


def purge_keys(*, at: datetime) -> int:
    """Forget answers older than 90 days."""
    return KeyedWrite.objects.filter(created_at__lt=at - KEPT).delete()[0]


def _claim(request: HttpRequest, key: str) -> HttpResponse | None:
    """None when this request is the first; otherwise the first one's answer."""
    if not (1 <= len(key) <= 100 and key.isascii() and key.isprintable()):
        raise InvalidInput.of(HEADER, "幂等键应为1至100个可见字符")
    actor = actor_of(request)
    owner = str(actor.user_id or actor.party_key)
    digest = _digest(request)
    row_id = _insert(owner, key, digest)
    if row_id is not None:
        request.keyed_write = row_id  # type: ignore[attr-defined]
        return None
    first = KeyedWrite.objects.get(owner=owner, key=key)
    if first.digest != digest:
        raise InvalidInput.of(HEADER, "这个幂等键已经用于另一个请求")
    answer = HttpResponse(first.answer, status=first.status, content_type=first.content_type)
    answer["Idempotent-Replayed"] = "true"
    return answer


def _insert(owner: str, key: str, digest: str) -> int | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CLAIM, {"wait": WAIT, "owner": owner, "key": key, "digest": digest, "at": now()})
            cursor.nextset()  # the insert stands between the two settings: one trip instead of three
            row = cursor.fetchone()
    except OperationalError as busy:
        raise WrongState("同一个请求正在处理，请稍后再试") from busy
    return row[0] if row else None


def _digest(request: HttpRequest) -> str:
    """Over method, address and what is sent: of a multipart form its fields and the files' bytes, not its borders."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\0".encode())
    if (request.content_type or "").startswith("multipart/"):
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, _content_of(file))).encode())
    else:
        digest.update(request.body)
    return digest.hexdigest()


def _content_of(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
